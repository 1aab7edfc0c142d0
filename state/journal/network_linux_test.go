package journal

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// Every drive of this machine, as if it were one of the network.
func TestAFileOnANetworkDriveIsOnlyRead(t *testing.T) {
	at := databases[0].filled(t).at
	var fs syscall.Statfs_t
	if err := syscall.Statfs(filepath.Dir(at), &fs); err != nil {
		t.Fatal(err)
	}
	kind := int64(uint32(fs.Type))
	if networkDrives[kind] != "" {
		t.Skipf("this is one: %s", networkDrives[kind])
	}
	defer delete(networkDrives, kind)
	networkDrives[kind] = "NFS"
	link := filepath.Join(t.TempDir(), "journal.db")
	if err := os.Symlink(at, link); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{at, link} {
		j, err := Open(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		defer j.Close()
		_, err = j.Append(t.Context(), entry("Z", "armed", "PCI_Z", true, 0))
		wantProblem(t, err, Unusable)
		if !strings.Contains(err.Error(), "network drive (NFS)") {
			t.Error(err)
		}
		everythingReads(t, j)
	}
	if _, err := Open(t.Context(), databases[0].place(t)); err == nil {
		t.Error("a new one was made")
	}
}
