package journal

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// request is a plausible request of an intent, with words of a person.
func request(intent, words string) Request {
	return Request{Intent: intent, Body: []byte(`{"reduce_amount_by":1000,"reason":"` + words + `"}`), Expires: noon.Add(time.Hour)}
}

// mustAsk records an entry that waits.
func mustAsk(t testing.TB, j subject, e Entry, words string) Entry {
	t.Helper()
	out, err := j.AppendRequest(t.Context(), e, request(e.Intent, words))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestARequestIsReadFromElsewhereAsItWasMade(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		j := db.fresh(t)
		want := request("A", "\x00ü\xff\x1b[31m ' ? $1")
		want.Body = append(want.Body, bytes.Repeat([]byte{0xfe}, maxBody-len(want.Body))...)
		if _, err := j.AppendRequest(t.Context(), entry("A", "approval", "PCI_1", true, 0), want); err != nil {
			t.Fatal(err)
		}
		got, err := db.open(t, j.at).Request(t.Context(), "A")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if _, err := j.Request(t.Context(), "B"); !errors.Is(err, ErrNoRequest) {
			t.Errorf("another intent: %v", err)
		}
	})
}

func TestAnyFurtherEntryOfAnIntentEndsItsRequest(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		for state, operator := range map[string]string{"approved": "bea", "declined": "bea", "expired": "anna", "unknown": "anna"} {
			j := db.fresh(t)
			first := mustAppend(t, j, entry("A", "snapshot", "PCI_1", true, 0))
			asked := mustAsk(t, j, entry("A", "approval", "PCI_1", true, first.Seq), "words")
			mustAsk(t, j, entry("B", "approval", "PCI_2", true, 0), "others")
			e := entry("A", state, "PCI_1", state == "approved", asked.Seq)
			e.Operator = operator
			mustAppend(t, j, e)
			if got, err := j.Request(t.Context(), "A"); !errors.Is(err, ErrNoRequest) {
				t.Errorf("it is %s, and there waits %s, %v", state, got.Body, err)
			}
			if _, err := j.Request(t.Context(), "B"); err != nil {
				t.Errorf("when A was %s, the request of B went too: %v", state, err)
			}
		}
	})
}

func TestANewRequestTakesThePlaceOfTheOneBefore(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		j := db.fresh(t)
		first := mustAsk(t, j, entry("A", "approval", "PCI_1", true, 0), "first")
		mustAsk(t, j, entry("A", "approval", "PCI_1", true, first.Seq), "second")
		if got, err := j.Request(t.Context(), "A"); err != nil || !strings.Contains(string(got.Body), "second") {
			t.Errorf("there waits %s, %v", got.Body, err)
		}
	})
}

// Neither of the two is there without the other.
func TestAnEntryThatIsRefusedLeavesRequestsAsTheyAre(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		j := db.fresh(t)
		asked := mustAsk(t, j, entry("A", "approval", "PCI_1", true, 0), "words")
		for name, e := range map[string]Entry{
			"one's own approval":   entry("A", "approved", "PCI_1", true, asked.Seq),
			"one that came late":   entry("A", "declined", "PCI_1", false, 0),
			"of a taken target":    entry("B", "approval", "PCI_1", true, 0),
			"of an entry to come":  entry("A", "declined", "PCI_1", false, 99),
			"on to another target": entry("A", "declined", "PCI_9", false, asked.Seq),
		} {
			if _, err := j.AppendRequest(t.Context(), e, request(e.Intent, "others")); err == nil {
				t.Errorf("%s was recorded", name)
			}
		}
		if got, err := j.Request(t.Context(), "A"); err != nil || !strings.Contains(string(got.Body), "words") {
			t.Errorf("of A there waits %s, %v", got.Body, err)
		}
		if got, err := j.Request(t.Context(), "B"); !errors.Is(err, ErrNoRequest) {
			t.Errorf("of B there waits %s, %v", got.Body, err)
		}
		if n := count(t, j.plain(t)); n != 1 {
			t.Errorf("%d entries", n)
		}
	})
}

func TestARequestThatCannotBeDecidedIsNotKept(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		j := db.fresh(t)
		for name, spoil := range map[string]func(*Request){
			"of another intent": func(r *Request) { r.Intent = "B" },
			"without a body":    func(r *Request) { r.Body = nil },
			"of any size":       func(r *Request) { r.Body = make([]byte, maxBody+1) },
			"that never ends":   func(r *Request) { r.Expires = time.Time{} },
		} {
			r := request("A", "words")
			spoil(&r)
			if _, err := j.AppendRequest(t.Context(), entry("A", "approval", "PCI_1", true, 0), r); err == nil {
				t.Errorf("a request %s was kept", name)
			}
		}
		if head, err := j.Head(t.Context()); err != nil || head != 0 {
			t.Errorf("the last entry is %d, %v", head, err)
		}
	})
}

func TestAReadOnlyJournalKeepsNoRequests(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		j := db.fresh(t)
		mustAsk(t, j, entry("A", "approval", "PCI_1", true, 0), "words")
		ro, err := OpenToRead(t.Context(), j.at)
		if err != nil {
			t.Fatal(err)
		}
		defer ro.Close()
		_, err = ro.AppendRequest(t.Context(), entry("B", "approval", "PCI_2", true, 0), request("B", "words"))
		wantProblem(t, err, ReadOnly)
		if _, err := ro.Request(t.Context(), "A"); err != nil {
			t.Error(err)
		}
	})
}

// traces names the files beside a journal that have the words in them.
func traces(t *testing.T, at, words string) (in []string) {
	t.Helper()
	files, err := filepath.Glob(at + "*")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		contents, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(contents, []byte(words)) {
			in = append(in, filepath.Base(file))
		}
	}
	return in
}

// Requests of all sizes, so that they share pages and have pages of their own;
// every second one is decided, the others stay in between.
func TestTheWordsOfADecidedRequestAreGoneFromTheFile(t *testing.T) {
	j := databases[0].fresh(t)
	last, words := map[string]Entry{}, map[string]string{}
	for i := range 40 {
		id := fmt.Sprint("I", i)
		mark := fmt.Sprintf("<because of %d>", i)
		words[id] = strings.Repeat(mark, 1+i*i*i%97*(1+i%3*12))
		last[id] = mustAsk(t, j, entry(id, "approval", "PCI_"+id, true, 0), words[id])
		words[id] = mark
	}
	for i := range 40 {
		if id := fmt.Sprint("I", i*7%40); i*7%40%2 == 0 {
			mustAppend(t, j, entry(id, "declined", "PCI_"+id, false, last[id].Seq))
		}
	}
	for id, mark := range words {
		kept := traces(t, j.at, mark)
		if _, err := j.Request(t.Context(), id); err == nil {
			if len(kept) == 0 {
				t.Fatalf("what waits of %s is in no file: nothing is looked for", id)
			}
			continue
		}
		if len(kept) > 0 {
			t.Errorf("what was decided of %s is still in %s", id, kept)
		}
	}
}

// Somebody who reads keeps the log, and nobody waits for them.
func TestWhatAReaderKeptInTheLogIsGoneAfterTheNextDecision(t *testing.T) {
	j := databases[0].fresh(t)
	a := mustAsk(t, j, entry("A", "approval", "PCI_1", true, 0), "<because of A>")
	b := mustAsk(t, j, entry("B", "approval", "PCI_2", true, 0), "<because of B>")
	reader := j.plain(t)
	tx, err := reader.Begin()
	if err == nil {
		_, err = tx.Exec(`SELECT * FROM requests`)
	}
	if err != nil {
		t.Fatal(err)
	}
	mustAppend(t, j, entry("A", "declined", "PCI_1", false, a.Seq))
	if len(traces(t, j.at, "<because of A>")) == 0 {
		t.Fatal("the reader kept nothing: this test shows nothing")
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	mustAppend(t, j, entry("B", "declined", "PCI_2", false, b.Seq))
	for _, words := range []string{"<because of A>", "<because of B>"} {
		if in := traces(t, j.at, words); len(in) > 0 {
			t.Errorf("%s is still in %s", words, in)
		}
	}
	var timeout string
	if err := j.db.QueryRow(`PRAGMA busy_timeout`).Scan(&timeout); err != nil || timeout != "5000" {
		t.Errorf("the connection that emptied the log waits %s ms for a lock, %v", timeout, err)
	}
}
