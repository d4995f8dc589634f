package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// plotFile is a file that appears under its name only when it is whole.
type plotFile struct {
	*os.File
	name string
}

// createPlot makes the file beside its name before any work, so that a name that
// cannot be written is said at once, and never is it the name of the input.
func createPlot(name string, in io.Reader) (*plotFile, error) {
	if name == "" {
		return nil, errors.New("--plot: no file name")
	}
	if there, err := os.Stat(name); err == nil {
		if !there.Mode().IsRegular() {
			return nil, fmt.Errorf("--plot: %s is not a regular file", name)
		}
		if f, ok := in.(*os.File); ok {
			if given, err := f.Stat(); err == nil && os.SameFile(there, given) {
				return nil, fmt.Errorf("--plot: %s is the input; give the drawing another name", name)
			}
		}
	}
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-*")
	if err != nil {
		return nil, fmt.Errorf("--plot: %w", err)
	}
	return &plotFile{f, name}, nil
}

// readable is the mode of what anybody may look at.
const readable fs.FileMode = 0o644

// keep gives the file its name.
func (p *plotFile) keep() error {
	err := p.Chmod(readable)
	if closed := p.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(p.File.Name(), p.name)
	}
	if err != nil {
		_ = os.Remove(p.File.Name())
		return fmt.Errorf("--plot: %w", err)
	}
	return nil
}

// drop removes the file.
func (p *plotFile) drop() {
	_ = p.Close()
	_ = os.Remove(p.File.Name())
}
