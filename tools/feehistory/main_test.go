package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// The examples are what the generator writes.
func TestExamples(t *testing.T) {
	dir := t.TempDir()
	if err := run(dir); err != nil {
		t.Fatal(err)
	}
	for _, m := range markets {
		want, err := os.ReadFile(filepath.Join(dir, m.name+".json"))
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join("../../examples/fees", m.name+".json"))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("examples/fees/%s.json is not what the generator writes (%v); run go run ./tools/feehistory", m.name, err)
		}
	}
}
