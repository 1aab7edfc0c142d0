package journal

import (
	"bytes"
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

// Any byte of the file: where the change is not found, it changed nothing.
func TestAChangedByteOfTheFileIsFoundOrMeansNothing(t *testing.T) {
	path, contents := filledFile(t)
	want := readOf(t, path)
	if want == "" {
		t.Fatal("the file does not read as it is")
	}
	random, found := rand.New(rand.NewPCG(1, 2)), 0
	const tries = 100
	for range tries {
		at, bit := random.IntN(len(contents)), byte(1)<<random.IntN(8)
		changed := slices.Clone(contents)
		changed[at] ^= bit
		if err := os.WriteFile(path, changed, 0o600); err != nil {
			t.Fatal(err)
		}
		switch got := readOf(t, path); got {
		case "":
			found++
		case want:
		default:
			t.Errorf("byte %d ^ %d: verified, and reads\n%s", at, bit, got)
		}
	}
	if found < tries/20 { // most of a small file is empty
		t.Errorf("only %d of %d changes were found", found, tries)
	}
}

// readOf is what a file reads like in every way, empty where that or verifying
// it failed.
func readOf(t *testing.T, path string) string {
	j, err := OpenToRead(t.Context(), path)
	if err != nil {
		return ""
	}
	defer j.Close()
	if j.Verify(t.Context()) != nil {
		return ""
	}
	var out strings.Builder
	for _, f := range []Filter{{}, {Target: "PCI_1"}, {Operator: "anna"}, {State: "unknown"}, {From: noon, To: noon.Add(1e9)}} {
		page, err := j.Page(t.Context(), f, 0, 9)
		if err != nil {
			return ""
		}
		out.WriteString(seqs(page) + "\n")
	}
	pending, err := j.Pending(t.Context())
	if err != nil {
		return ""
	}
	return out.String() + seqs(pending)
}
