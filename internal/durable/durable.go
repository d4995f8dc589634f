// Package durable puts files on the disk so that a crash leaves the old one or
// the new one, whole.
package durable

import (
	"errors"
	"os"
	"path/filepath"
)

// PartSuffix ends the name of a file that is not yet complete. A crash may leave
// one; nobody reads it.
const PartSuffix = ".part"

// Write replaces a file with b, readable by its owner alone; it is on the disk,
// and so is its name, when Write returns. Of writers at the same time one wins.
// After an error the old file stands and the room of the new one is free again.
func Write(path string, b []byte) error {
	dir, name := filepath.Split(path)
	f, err := os.CreateTemp(filepath.Clean(dir), name+".*"+PartSuffix) // mode 0600
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	// A new name is safe only with its folder (fsync(2)).
	folder, err := os.Open(filepath.Clean(dir))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
