//go:build linux || darwin || freebsd

package store

import "syscall"

// room returns how many bytes an ordinary user may still write where a folder is.
func room(folder string) (uint64, error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(folder, &s); err != nil {
		return 0, err
	}
	return uint64(max(s.Bavail, 0)) * uint64(s.Bsize), nil
}
