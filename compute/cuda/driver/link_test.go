//go:build cuda

package driver_test

import (
	"debug/elf"
	"os"
	"strings"
	"testing"
)

// A binary with the driver does not need its library to start.
func TestNeedsNoDriver(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	f, err := elf.Open(self)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	libraries, err := f.ImportedLibraries()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range libraries {
		if strings.Contains(l, "cuda") {
			t.Errorf("the binary needs %s; see functions.h", l)
		}
	}
	if len(libraries) == 0 {
		t.Error("the binary names no library, not even C's")
	}
}
