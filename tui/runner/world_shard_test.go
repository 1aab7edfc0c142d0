package runner

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tresen/api"
	"tresen/api/sandbox"
	"tresen/state/journal"
)

// noon is when the first life begins. The next ones begin four weeks later each,
// on the same day of the week, in an environment of their own: they share a
// journal, and nothing in it.
var noon = time.Date(2025, 11, 14, 12, 0, 0, 0, time.UTC)

// livesOfBooks is how many lives share a journal.
const livesOfBooks = 20

// shard lives one life after the other.
type shard struct {
	t     *testing.T
	place func() string // of a journal that is not there yet
	books *books
	lives int
}

// live is one more life.
func (s *shard) live(t *rapid.T) {
	if s.lives%livesOfBooks == 0 {
		s.close()
		s.books = newBooks(s.t, s.place(), s.lives%(4*livesOfBooks) == 0)
	}
	w := newWorld(t, s.books, fmt.Sprint("life-", s.lives), noon.AddDate(0, 0, 28*(s.lives%livesOfBooks)))
	s.lives++
	w.live()
}

// close ends a journal, which has to be whole.
func (s *shard) close() {
	if s.books == nil {
		return
	}
	if err := s.books.of[0].Verify(s.t.Context()); err != nil {
		s.t.Error(err)
	}
	for _, j := range append(s.books.of, s.books.readOnly) {
		j.Close()
	}
}

// newBooks opens a journal for three programs, each by itself or, which is
// quicker, all by one connection.
func newBooks(t *testing.T, at string, apart bool) *books {
	t.Helper()
	b := new(books)
	for i := range 3 {
		if i > 0 && !apart {
			b.of = append(b.of, b.of[0])
			continue
		}
		j, err := journal.Open(t.Context(), at)
		if err != nil {
			t.Fatal(err)
		}
		b.of = append(b.of, j)
	}
	var err error
	if b.readOnly, err = journal.OpenToRead(t.Context(), at); err != nil {
		t.Fatal(err)
	}
	return b
}

// newWorld makes the shop: a server with one payment that was executed and one
// that was not, and three programs that are not running yet.
func newWorld(t *rapid.T, at *books, env string, now time.Time) *world {
	w := &world{t: t, noise: true, now: now, env: env, books: at, stops: make(chan stop)}
	w.server = sandbox.New(sandbox.Options{Payments: 60, Seed: 3, Now: func() time.Time { return w.now },
		CancelShape: pick(t, []sandbox.CancelShape{sandbox.CancelArray, sandbox.CancelObject, sandbox.CancelResult}, "answer")})
	w.server.SetFaults(func(*http.Request) sandbox.Fault { return w.faults })
	id, secret := w.server.Credentials()
	connect := func(line http.RoundTripper) *api.Client {
		c, err := api.New(api.Config{BaseURL: w.server.BaseURL(), ClientID: id, ClientSecret: secret, Transport: line})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	w.client, w.office = connect(line{w}), connect(w.server.RoundTripper())
	for _, id := range worldPayments() {
		truth, _ := w.server.Truth(id)
		w.payments = append(w.payments, truth)
	}
	head, err := at.of[0].Head(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	w.read = head
	for i, name := range []string{"one", "two", "three"} {
		p := &program{w: w, name: name, book: at.of[i]}
		p.dead.Store(true)
		p.skew = pick(t, []time.Duration{0, 0, 0, 3 * time.Minute, -3 * time.Minute}, "skew")
		w.programs = append(w.programs, p)
	}
	return w
}

// worldPayments are those of every life: one that was executed, one that is only
// authorised.
var worldPayments = sync.OnceValue(func() (ids []string) {
	server := sandbox.New(sandbox.Options{Payments: 60, Seed: 3, Now: func() time.Time { return noon }})
	id, secret := server.Credentials()
	client, err := api.New(api.Config{BaseURL: server.BaseURL(), ClientID: id, ClientSecret: secret, Transport: server.RoundTripper()})
	must(err)
	page, err := api.PaymentTransactions.Find(context.Background(), client, api.Query{Count: 60})
	must(err)
	for _, simple := range []api.StatusSimple{api.StatusAccepted, api.StatusAuthorized} {
		i := slices.IndexFunc(page.Items, func(item api.Item[api.PaymentTransaction]) bool {
			truth, ok := server.Truth(item.Value.ID)
			return ok && truth.Simple == simple && len(truth.Refunds) == 0 && truth.InEffect >= 5000 && truth.Currency == "EUR"
		})
		ids = append(ids, page.Items[i].Value.ID)
	}
	return ids
})

// quickDir is a directory in memory where there is one: what a flush to the disk
// is worth is shown elsewhere.
func quickDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "tresen")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// manyLives lives that many hundred lives.
func manyLives(t *testing.T, hundreds int, place func() string) {
	s := &shard{t: t, place: place}
	defer func() { s.close() }()
	for range hundreds {
		rapid.Check(t, s.live)
	}
}

func TestNoChanceMovesACentWithoutItsIntent(t *testing.T) {
	hundreds, shared := 50, 1
	if raceDetector() {
		hundreds = 5
	}
	for range 2 {
		t.Run("SQLite", func(t *testing.T) {
			t.Parallel()
			dir, n := quickDir(t), 0
			manyLives(t, hundreds, func() string {
				n++
				return filepath.Join(dir, fmt.Sprint(n, ".db"))
			})
		})
	}
	t.Run("PostgreSQL", func(t *testing.T) {
		newSchema(t) // or skip
		manyLives(t, shared, func() string { return newSchema(t) })
	})
}
