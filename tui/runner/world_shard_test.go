package runner

import (
	"context"
	"fmt"
	"maps"
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
	"tresen/state"
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
	seen  *census
}

// census counts the lives in which a kind of write was sent.
type census struct {
	mu    sync.Mutex
	lives int
	sent  map[state.WriteKind]int
}

func (c *census) count(w *world) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lives++
	kinds := map[state.WriteKind]bool{}
	for _, wish := range w.wishes {
		if wish.posts > 0 && !kinds[wish.order.Kind] {
			kinds[wish.order.Kind] = true
			c.sent[wish.order.Kind]++
		}
	}
}

// check reports a kind that does not occur, or hardly: what is shown of it would be
// little. Each is expected in one life of a hundred at least, so that chance alone
// does not come near to a twentieth of that.
func (c *census) check(t *testing.T) {
	for _, kind := range slices.Sorted(maps.Keys(worldKinds)) {
		if n := c.sent[kind]; n*2000 < c.lives {
			t.Errorf("%s was sent in %d of %d lives", kind, n, c.lives)
		}
	}
	t.Logf("sent in so many of %d lives: %v", c.lives, c.sent)
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
	s.seen.count(w)
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

// newWorld makes the shop: a server with what the life is about, and three programs
// that are not running yet.
func newWorld(t *rapid.T, at *books, env string, now time.Time) *world {
	w := &world{t: t, noise: true, began: now, now: now, env: env, books: at, stops: make(chan stop), paidBy: map[string]string{}, cards: map[string]condition{}}
	w.theme = themes[pick(t, themesByChance, "theme")]
	if w.theme.lists {
		w.lag = pick(t, []time.Duration{0, 0, 20 * time.Second, 3 * time.Minute}, "lag")
	}
	w.hands = pick(t, []hands{right, right, right, set, sleeps}, "hands")
	w.server = sandbox.New(sandbox.Options{Payments: 60, Seed: 3, Now: func() time.Time { return w.now }, IndexLag: w.lag,
		CancelShape: pick(t, []sandbox.CancelShape{sandbox.CancelArray, sandbox.CancelObject, sandbox.CancelResult}, "answer")})
	w.server.SetFaults(func(*http.Request) sandbox.Fault { return w.faults })
	w.client, w.office = connect(w.server, line{w}), connect(w.server, w.server.RoundTripper())
	w.theme.makes(w)
	w.lapse(time.Hour) // nothing of that is on its way
	head, err := at.of[0].Head(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	w.read = head
	for i, name := range []string{"one", "two", "three"} {
		p := &program{w: w, name: name, book: at.of[i]}
		p.dead.Store(true)
		p.clock.skew = pick(t, []time.Duration{0, 0, 0, 3 * time.Minute, -3 * time.Minute}, "skew")
		w.programs = append(w.programs, p)
	}
	return w
}

// connect is a client of a server.
func connect(server *sandbox.Server, line http.RoundTripper) *api.Client {
	id, secret := server.Credentials()
	c, err := api.New(api.Config{BaseURL: server.BaseURL(), ClientID: id, ClientSecret: secret, Transport: line})
	must(err)
	return c
}

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
func manyLives(t *testing.T, seen *census, hundreds int, place func() string) {
	s := &shard{t: t, place: place, seen: seen}
	defer func() { s.close() }()
	for range hundreds {
		rapid.Check(t, s.live)
	}
}

func TestNoChanceMovesACentWithoutItsIntent(t *testing.T) {
	hundreds, shared := 50, 1
	if raceDetector() {
		hundreds = 3
	}
	seen := &census{sent: map[state.WriteKind]int{}}
	t.Cleanup(func() { seen.check(t) })
	for range 2 {
		t.Run("SQLite", func(t *testing.T) {
			t.Parallel()
			dir, n := quickDir(t), 0
			manyLives(t, seen, hundreds, func() string {
				n++
				return filepath.Join(dir, fmt.Sprint(n, ".db"))
			})
		})
	}
	t.Run("PostgreSQL", func(t *testing.T) {
		newSchema(t) // or skip
		manyLives(t, seen, shared, func() string { return newSchema(t) })
	})
}
