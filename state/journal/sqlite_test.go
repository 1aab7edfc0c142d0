package journal

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestWithoutPermissionNothingIsOpened(t *testing.T) {
	j := &Journal{d: &sqlite, path: "x"}
	wantProblem(t, j.asError(&os.PathError{Op: "open", Path: "x", Err: os.ErrPermission}), ReadOnly)
	_, err := Open(t.Context(), filepath.Join(os.DevNull, "journal.db"))
	wantProblem(t, err, Unusable)
}

func TestADamagedFileIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	if err := os.WriteFile(path, []byte(strings.Repeat("not a database\n", 500)), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Open(t.Context(), path)
	wantProblem(t, err, Corrupt)
}

// Whoever mistypes the place of a journal finds a directory as it was.
func TestWhatIsNoFileIsNeitherOpenedNorChanged(t *testing.T) {
	dir := t.TempDir()
	link := filepath.Join(dir, "link")
	if err := errors.Join(os.Chmod(dir, 0o755), os.Symlink(dir, link)); err != nil {
		t.Fatal(err)
	}
	for _, at := range []string{dir, link, os.DevNull} {
		before, err := os.Stat(at)
		if err != nil {
			t.Fatal(err)
		}
		for _, open := range []func(context.Context, string) (*Journal, error){Open, OpenToRead} {
			_, err := open(t.Context(), at)
			wantProblem(t, err, Unusable)
			if !strings.Contains(err.Error(), "not a file") {
				t.Error(err)
			}
		}
		if after, err := os.Stat(at); err != nil || after.Mode() != before.Mode() {
			t.Errorf("%s was %v, and is %v", at, before.Mode(), after.Mode())
		}
	}
}

// What is in the log only would be lost with the program, whatever Append said.
func TestAJournalWhoseLogIsGoneTakesNoEntries(t *testing.T) {
	j := databases[0].filled(t)
	if err := os.Remove(j.at + "-wal"); err != nil {
		t.Fatal(err)
	}
	_, err := j.Append(t.Context(), entry("Z", "armed", "PCI_Z", true, 0))
	wantProblem(t, err, Gone)
	wantProblem(t, j.Present(), Gone)
}

// A copy of the directory puts another file in its place.
func TestAJournalInWhosePlaceAnotherWasPutTakesNoEntries(t *testing.T) {
	path, contents := filledFile(t)
	j := databases[0].open(t, path)
	if err := errors.Join(os.WriteFile(path+"2", contents, 0o600), os.Rename(path+"2", path)); err != nil {
		t.Fatal(err)
	}
	_, err := j.Append(t.Context(), entry("Z", "armed", "PCI_Z", true, 0))
	wantProblem(t, err, Gone)
}

// filledFile is the file of a closed journal.
func filledFile(t *testing.T) (path string, contents []byte) {
	t.Helper()
	j := databases[0].filled(t)
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	contents, err := os.ReadFile(j.at)
	if err != nil {
		t.Fatal(err)
	}
	return j.at, contents
}

func TestAFileDamagedWhileInUseTakesNoEntries(t *testing.T) {
	path, contents := filledFile(t)
	copy(contents[100:], bytes.Repeat([]byte("\xa5"), len(contents)))
	if err := os.WriteFile(path, contents, 0o600); err != nil {
		t.Fatal(err)
	}
	j, err := Open(t.Context(), path)
	if err == nil {
		defer j.Close()
		_, err = j.Append(t.Context(), entry("Z", "armed", "PCI_Z", true, 0))
	}
	wantProblem(t, err, Corrupt)
}

// Any byte of the file: a change is found, and called tampering or damage; where
// it is not found, it changed nothing. Every second one is in what is not zero.
func TestAChangedByteOfTheFileIsFoundOrMeansNothing(t *testing.T) {
	path, contents := filledFile(t)
	want, err := readOf(t, path)
	if err != nil {
		t.Fatal(err)
	}
	random, found := rand.New(rand.NewPCG(1, 2)), 0
	const tries = 150
	for try := range tries {
		at := random.IntN(len(contents))
		for try%2 == 0 && contents[at] == 0 {
			at = random.IntN(len(contents))
		}
		changed := slices.Clone(contents)
		changed[at] ^= byte(1) << random.IntN(8)
		if err := os.WriteFile(path, changed, 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := readOf(t, path)
		e, ours := errors.AsType[*Error](err)
		_, tampered := errors.AsType[*TamperError](err)
		switch {
		case err == nil && got != want:
			t.Errorf("byte %d, now %d: verified, and reads\n%s", at, changed[at], got)
		case err != nil && !tampered && !(ours && e.Problem == Corrupt):
			t.Errorf("byte %d, now %d: it is neither tampered with nor damaged: %v", at, changed[at], err)
		case err != nil:
			found++
		}
	}
	if found < tries/4 { // most of a small file is empty
		t.Errorf("only %d of %d changes were found", found, tries)
	}
}

// readOf verifies a file and reads it in every way.
func readOf(t *testing.T, path string) (string, error) {
	j, err := OpenToRead(t.Context(), path)
	if err != nil {
		return "", err
	}
	defer j.Close()
	if err := j.Verify(t.Context()); err != nil {
		return "", err
	}
	var out strings.Builder
	for _, read := range []func() ([]Entry, error){
		func() ([]Entry, error) { return j.Page(t.Context(), Filter{}, 0, 9) },
		func() ([]Entry, error) { return j.Page(t.Context(), Filter{Target: "PCI_1"}, 0, 9) },
		func() ([]Entry, error) { return j.Page(t.Context(), Filter{Operator: "anna"}, 0, 9) },
		func() ([]Entry, error) { return j.Page(t.Context(), Filter{State: "unknown"}, 0, 9) },
		func() ([]Entry, error) { return j.Page(t.Context(), Filter{From: noon, To: noon.Add(1e9)}, 0, 9) },
		func() ([]Entry, error) { return j.History(t.Context(), "connect-testing.example", "PCI_2") },
		func() ([]Entry, error) { return j.Begun(t.Context(), "connect-testing.example", "anna", noon) },
		func() ([]Entry, error) { return j.Recent(t.Context(), noon) },
		func() ([]Entry, error) { return j.Since(t.Context(), 2, 9) },
		func() ([]Entry, error) { return j.Pending(t.Context()) },
	} {
		entries, err := read()
		if err != nil {
			return "", err
		}
		out.WriteString(seqs(entries) + "\n")
	}
	return out.String(), nil
}

// Where only an index is damaged, what does not need it is read, and nothing is
// appended.
func TestADamagedIndexKeepsNoOtherReadBack(t *testing.T) {
	j := databases[0].filled(t)
	var page, size int64
	if err := j.db.QueryRow(`SELECT rootpage, page_size FROM sqlite_master, pragma_page_size WHERE name = 'entries_intent'`).Scan(&page, &size); err != nil {
		t.Fatal(err)
	}
	j.Close()
	contents, err := os.ReadFile(j.at)
	if err != nil {
		t.Fatal(err)
	}
	copy(contents[(page-1)*size:page*size], bytes.Repeat([]byte("\xa5"), int(size)))
	if err := os.WriteFile(j.at, contents, 0o600); err != nil {
		t.Fatal(err)
	}
	damaged := databases[0].open(t, j.at)
	_, err = damaged.Append(t.Context(), entry("Z", "armed", "PCI_Z", true, 0))
	wantProblem(t, err, Corrupt)
	wantProblem(t, damaged.Verify(t.Context()), Corrupt)
	if all, err := damaged.Page(t.Context(), Filter{}, 0, 9); err != nil || len(all) != 5 {
		t.Errorf("a page: %s, %v", seqs(all), err)
	}
	if all, err := damaged.History(t.Context(), "connect-testing.example", "PCI_1"); err != nil || len(all) != 2 {
		t.Errorf("the history: %s, %v", seqs(all), err)
	}
}
