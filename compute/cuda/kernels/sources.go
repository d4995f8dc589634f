package kernels

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
)

// sources are the CUDA sources. That they are embedded also makes the toolchain
// compile the host's build again when one changes.
//
//go:embed *.cu *.cuh
var sources embed.FS

// Units lists the sources that become an image each.
func Units() ([]string, error) { return fs.Glob(sources, "*.cu") }

// ImageOf returns the name of the PTX file that is made of a source.
func ImageOf(unit string) string { return strings.TrimSuffix(unit, ".cu") + ".ptx" }

// FirstLine returns what the PTX made of a source begins with: a comment with the
// SHA-256 of the source and of all of ours that it includes.
func FirstLine(unit string) (string, error) {
	h := sha256.New()
	seen := map[string]bool{}
	var read func(name string) error
	read = func(name string) error {
		if seen[name] {
			return nil
		}
		seen[name] = true
		text, err := sources.ReadFile(name)
		if err != nil {
			return fmt.Errorf("hash the sources of %s: %w", unit, err)
		}
		fmt.Fprintf(h, "%s %d\n", name, len(text))
		h.Write(text)
		for _, m := range ours.FindAllSubmatch(text, -1) {
			if err := read(string(m[1])); err != nil {
				return err
			}
		}
		return nil
	}
	if err := read(unit); err != nil {
		return "", err
	}
	return "// " + unit + " sha256 " + hex.EncodeToString(h.Sum(nil)) + "; made by `make ptx`, do not edit", nil
}

// ours are the includes that a device's build reads.
var ours = regexp.MustCompile(`(?m)^#include "([^"]+\.cuh)"`)
