package journal

import "syscall"

// networkDrives are the file systems that other machines have too, by their number
// in statfs(2). 9P is not among them: it is how a virtual machine or a container
// sees its own.
var networkDrives = map[int64]string{
	0x6969: "NFS", 0x517b: "SMB", 0xff534d42: "CIFS", 0xfe534d42: "SMB", 0x00c36400: "Ceph", 0x0bd00bd0: "Lustre",
	0x47504653: "GPFS", 0x01161970: "GFS2", 0x7461636f: "OCFS2", 0x5346414f: "AFS", 0x6b414653: "AFS", 0x73757245: "Coda",
}

// networkDrive names the kind of network drive that a directory is on, "" for none.
func networkDrive(dir string) string {
	var fs syscall.Statfs_t
	if syscall.Statfs(dir, &fs) != nil {
		return ""
	}
	return networkDrives[int64(uint32(fs.Type))]
}
