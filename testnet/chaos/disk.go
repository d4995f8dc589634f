package chaos

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// Disk is the file system that the daemon's store is on: a small one in memory
// of its own if this user may mount, else a folder.
type Disk struct {
	Dir     string
	Mounted bool
}

// diskSize holds a store many times over and is filled in no time.
const diskSize = "32m"

// NewDisk makes the file system. Close removes it.
func NewDisk(ctx context.Context) (*Disk, error) {
	dir, err := os.MkdirTemp("", "oracled-chaos-store-")
	if err != nil {
		return nil, fmt.Errorf("make a folder for the store: %w", err)
	}
	d := &Disk{Dir: dir}
	d.Mounted = exec.CommandContext(ctx, "mount", "-t", "tmpfs", "-o", "size="+diskSize, "tmpfs", dir).Run() == nil
	return d, nil
}

// Path returns where the store's database is.
func (d *Disk) Path() string { return filepath.Join(d.Dir, "oracled.db") }

func (d *Disk) ballast() string { return filepath.Join(d.Dir, "ballast") }

// Clear removes everything on it.
func (d *Disk) Clear() error {
	entries, err := os.ReadDir(d.Dir)
	if err != nil {
		return fmt.Errorf("clear the store: %w", err)
	}
	for _, e := range entries {
		if err := os.RemoveAll(filepath.Join(d.Dir, e.Name())); err != nil {
			return fmt.Errorf("clear the store: %w", err)
		}
	}
	return nil
}

// Fill leaves no byte free.
func (d *Disk) Fill() error {
	f, err := os.Create(d.ballast())
	if err != nil {
		return fmt.Errorf("fill the disk: %w", err)
	}
	defer f.Close()
	for size := 1 << 20; size > 0; {
		_, err := f.Write(make([]byte, size))
		switch {
		case errors.Is(err, syscall.ENOSPC):
			size /= 2
		case err != nil:
			return fmt.Errorf("fill the disk: %w", err)
		}
	}
	return nil
}

// Empty undoes Fill.
func (d *Disk) Empty() error {
	if err := os.Remove(d.ballast()); err != nil {
		return fmt.Errorf("empty the disk: %w", err)
	}
	return nil
}

// ReadOnly makes the file system read-only, which needs that nobody writes, or
// writable.
func (d *Disk) ReadOnly(ctx context.Context, yes bool) error {
	mode := "remount,rw"
	if yes {
		mode = "remount,ro"
	}
	if out, err := exec.CommandContext(ctx, "mount", "-o", mode+",size="+diskSize, d.Dir).CombinedOutput(); err != nil {
		return fmt.Errorf("mount the store's disk again (%s): %w: %s", mode, err, out)
	}
	return nil
}

// Close removes the file system and everything on it.
func (d *Disk) Close() error {
	if d.Mounted {
		if out, err := exec.Command("umount", "--lazy", d.Dir).CombinedOutput(); err != nil {
			return fmt.Errorf("unmount the store's disk: %w: %s", err, out)
		}
	}
	return os.RemoveAll(d.Dir)
}
