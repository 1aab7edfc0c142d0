package journal

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"unsafe"
)

// The kernel itself fails here what a disk that breaks fails: no part of SQLite
// or of this package is replaced.

// onABrokenDisk runs f while the system calls fail with errno, in this goroutine
// alone: a filter stays on its thread, and the thread ends with its goroutine.
func onABrokenDisk(t *testing.T, errno syscall.Errno, calls []uint32, f func()) {
	t.Helper()
	var refused syscall.Errno
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread() // and never unlocked
		if refused = failCalls(errno, calls); refused == 0 {
			f()
		}
	}()
	<-done
	if refused != 0 {
		t.Skipf("this kernel lets nobody filter system calls: %v", refused)
	}
}

// failCalls lets system calls of this thread fail from now on.
func failCalls(errno syscall.Errno, calls []uint32) syscall.Errno {
	const (
		setNoNewPrivileges, setFilter = 38, 22                 // PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP
		filterMode                    = 2                      // SECCOMP_MODE_FILTER
		fail, allow                   = 0x00050000, 0x7fff0000 // SECCOMP_RET_ERRNO, SECCOMP_RET_ALLOW
	)
	filter := []syscall.SockFilter{{Code: syscall.BPF_LD | syscall.BPF_W | syscall.BPF_ABS}} // the number of the call
	for i, call := range calls {
		filter = append(filter, syscall.SockFilter{Code: syscall.BPF_JMP | syscall.BPF_JEQ | syscall.BPF_K, K: call, Jt: uint8(len(calls) - i)})
	}
	filter = append(filter, syscall.SockFilter{Code: syscall.BPF_RET | syscall.BPF_K, K: allow},
		syscall.SockFilter{Code: syscall.BPF_RET | syscall.BPF_K, K: fail | uint32(errno)})
	program := syscall.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	if _, _, err := syscall.RawSyscall6(syscall.SYS_PRCTL, setNoNewPrivileges, 1, 0, 0, 0, 0); err != 0 {
		return err
	}
	_, _, err := syscall.RawSyscall(syscall.SYS_PRCTL, setFilter, filterMode, uintptr(unsafe.Pointer(&program)))
	runtime.KeepAlive(filter)
	return err
}

// What a broken disk does, and what it is called. SQLite writes by pwrite; plain
// write is left to the testing package, which keeps a log of its own.
var (
	flushing = []uint32{syscall.SYS_FSYNC, syscall.SYS_FDATASYNC}
	writing  = []uint32{syscall.SYS_PWRITE64, syscall.SYS_FALLOCATE, syscall.SYS_FTRUNCATE}
	broken   = map[string]struct {
		errno syscall.Errno
		calls []uint32
		want  Problem
	}{
		"it does not flush": {syscall.EIO, flushing, Unusable},
		"it does not write": {syscall.EIO, writing, Unusable},
		"it is full":        {syscall.ENOSPC, writing, Full},
	}
)

func TestADiskThatBreaksTakesNoEntryAndLosesNone(t *testing.T) {
	for name, c := range broken {
		t.Run(name, func(t *testing.T) {
			j := databases[0].filled(t)
			onABrokenDisk(t, c.errno, c.calls, func() {
				for range 3 {
					_, err := j.Append(t.Context(), entry("Z", "armed", "PCI_Z", true, 0))
					wantProblem(t, err, c.want)
					if e, ok := errors.AsType[*Error](err); !ok || !e.Unsure { // it is the commit that goes to the disk
						t.Errorf("%v: it is said to be sure that nothing was recorded", err)
					}
				}
				_, err := j.AppendRequest(t.Context(), entry("Y", "approval", "PCI_Y", true, 0), request("Y", "words"))
				wantProblem(t, err, c.want)
				everythingReads(t, j.Journal)
			})
			everythingReads(t, j.Journal)
			if e := mustAppend(t, j, entry("Z", "armed", "PCI_Z", true, 0)); e.Seq != 6 {
				t.Errorf("the entry after it is %d", e.Seq)
			}
			again := databases[0].open(t, j.at)
			if all, err := again.Since(t.Context(), 4, 9); err != nil || seqs(all) != "5:C=refused 6:Z=armed" {
				t.Errorf("opened again it has %s, %v", seqs(all), err)
			}
			if err := again.Verify(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestADiskThatBreaksMakesNoJournal(t *testing.T) {
	for name, c := range broken {
		t.Run(name, func(t *testing.T) {
			at := databases[0].place(t)
			onABrokenDisk(t, c.errno, c.calls, func() {
				if j, err := Open(t.Context(), at); err == nil {
					j.Close()
					t.Error("it opened")
				}
			})
			mustAppend(t, databases[0].open(t, at), entry("A", "armed", "PCI_1", true, 0))
		})
	}
}

// The name of a new journal is on the disk too, or the journal is not made.
func TestTheNameOfANewJournalIsFlushed(t *testing.T) {
	at := filepath.Join(t.TempDir(), "journal.db")
	onABrokenDisk(t, syscall.EIO, flushing, func() {
		if err := create(at); !errors.Is(err, syscall.EIO) {
			t.Errorf("it was made: %v", err)
		}
	})
}

// smallDisk mounts a file system of two megabytes at dir, for the owner of the
// directory it is in.
func smallDisk(t *testing.T, dir string) {
	t.Helper()
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Dir(dir))
	if err != nil {
		t.Fatal(err)
	}
	options := fmt.Sprintf("size=2m,mode=0700,uid=%d", info.Sys().(*syscall.Stat_t).Uid)
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", options, "none", dir).CombinedOutput(); err != nil {
		t.Skipf("a small disk cannot be mounted here, it takes root: %s", strings.TrimSpace(string(out)))
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", dir).CombinedOutput(); err != nil {
			t.Errorf("umount: %s", out)
		}
	})
}

// smallPlace is where there is no journal yet on a small disk, and the directory
// of that disk.
var smallPlace = map[string]func(t *testing.T, db database) (at, dir string){
	"SQLite": func(t *testing.T, db database) (at, dir string) {
		dir = filepath.Join(t.TempDir(), "small")
		smallDisk(t, dir)
		return filepath.Join(dir, "journal.db"), dir
	},
	"PostgreSQL": func(t *testing.T, db database) (at, dir string) {
		at = db.place(t) // starts the server
		dir = filepath.Join(server.dir, "small")
		smallDisk(t, dir)
		admin := subject{at: at, in: db}.plain(t)
		if _, err := admin.Exec(`CREATE TABLESPACE small LOCATION '` + dir + `'`); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			for _, drop := range []string{`DROP SCHEMA ` + schemaOf(t, at) + ` CASCADE`, `DROP TABLESPACE small`} {
				if _, err := admin.Exec(drop); err != nil {
					t.Error(err)
				}
			}
		})
		return at + "&default_tablespace=small", dir
	},
}

func TestASmallDiskThatFillsUpLosesNothing(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		at, dir := smallPlace[db.name](t, db)
		ballast := filepath.Join(dir, "ballast")
		if err := os.WriteFile(ballast, make([]byte, 200<<10), 0o600); err != nil {
			t.Fatal(err)
		}
		j := db.open(t, at)
		recorded := fillUp(t, j)
		keepsAll(t, j.Journal, recorded)
		keepsAll(t, db.open(t, at).Journal, recorded) // whoever starts now reads too
		if err := os.Remove(ballast); err != nil {
			t.Fatal(err)
		}
		e := mustAppend(t, j, entry("Z", "armed", "PCI_Z", true, 0))
		keepsAll(t, j.Journal, append(recorded, e))
	})
}

// fillUp appends until the disk is full, and returns what was recorded.
func fillUp(t *testing.T, j subject) (recorded []Entry) {
	t.Helper()
	for n := range 10_000 {
		e := entry(fmt.Sprint("full", n), "refused", "PCI_F", false, 0)
		e.Baseline = strings.Repeat("1", 1500)
		e, err := j.Append(t.Context(), e)
		if err != nil {
			wantProblem(t, err, Full)
			return recorded
		}
		recorded = append(recorded, e)
	}
	t.Fatal("the disk has no end")
	return nil
}

func keepsAll(t *testing.T, j *Journal, want []Entry) {
	t.Helper()
	got, err := j.Since(t.Context(), 0, len(want)+1)
	if err != nil || seqs(got) != seqs(want) {
		t.Errorf("of %d entries it has %d, %v", len(want), len(got), err)
	}
	if err := j.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

// Closed properly, left behind by a program that was killed, and in a directory
// where no log can be made.
func TestAJournalOnAReadOnlyDiskIsRead(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "small")
	smallDisk(t, dir)
	db := databases[0]
	db.place = func(testing.TB) string { return filepath.Join(dir, "journal.db") }
	at := db.filled(t)
	at.Close()
	remount := func(how string) {
		t.Helper()
		if out, err := exec.Command("mount", "-o", "remount,"+how, dir).CombinedOutput(); err != nil {
			t.Fatalf("mount: %s", out)
		}
	}
	wantOnlyRead := func(entries int64) {
		t.Helper()
		remount("ro")
		defer remount("rw")
		for _, open := range []func(context.Context, string) (*Journal, error){Open, OpenToRead} {
			j, err := open(t.Context(), at.at)
			if err != nil {
				t.Fatal(err)
			}
			defer j.Close()
			_, err = j.Append(t.Context(), entry("Z", "armed", "PCI_Z", true, 0))
			wantProblem(t, err, ReadOnly)
			if head, err := j.Head(t.Context()); err != nil || head != entries {
				t.Errorf("the last of %d entries is %d, %v", entries, head, err)
			}
			if err := j.Verify(t.Context()); err != nil {
				t.Error(err)
			}
		}
	}
	wantOnlyRead(5)
	if err := child(t.Context(), "die", at.at, "D").Run(); err == nil {
		t.Fatal("the child was not killed")
	}
	wantOnlyRead(15)
	wantNoGuess(t, at.at, remount)
	mustAppend(t, db.open(t, at.at), entry("Z", "armed", "PCI_Z", true, 0))
}

// wantNoGuess: where the log cannot be read, what is in the file alone is not
// taken for the journal, whatever link leads to it.
func wantNoGuess(t *testing.T, at string, remount func(string)) {
	t.Helper()
	link := filepath.Join(t.TempDir(), "journal.db")
	if err := errors.Join(os.Remove(at+"-shm"), os.Symlink(at, link)); err != nil {
		t.Fatal(err)
	}
	remount("ro")
	defer remount("rw")
	for _, name := range []string{at, link} {
		j, err := OpenToRead(t.Context(), name)
		if err == nil {
			head, err := j.Head(t.Context())
			t.Errorf("%s ends with entry %d, %v", name, head, err)
			j.Close()
		}
	}
}

// The system forgets all locks that a process has on a file when the process
// closes any handle of it, and whoever closes SQLite's file last removes the log.
func TestOpeningAJournalAgainKeepsTheLocksOfTheFirst(t *testing.T) {
	j := databases[0].filled(t)
	info, err := os.Stat(j.at)
	if err != nil {
		t.Fatal(err)
	}
	locks := func() (n int) {
		all, err := os.ReadFile("/proc/locks")
		if err != nil {
			t.Skipf("no locks are to be seen here: %v", err)
		}
		return strings.Count(string(all), fmt.Sprintf(":%d ", info.Sys().(*syscall.Stat_t).Ino))
	}
	before := locks()
	again, err := Open(t.Context(), j.at)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if after := locks(); before == 0 || after != before {
		t.Errorf("of %d locks on the file %d are left", before, after)
	}
}
