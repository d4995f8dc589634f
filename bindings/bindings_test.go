package bindings

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// What is committed is what the contracts say.
func TestBindingsAreCurrent(t *testing.T) {
	artefacts := filepath.Join("..", "contracts", "out")
	if _, err := os.Stat(artefacts); err != nil {
		t.Skipf("no contracts/out: build the contracts with Forge first (%v)", err)
	}
	dir := t.TempDir()
	command := exec.Command("go", "run", "oracled/tools/bindgen", "-in", artefacts, "-out", dir)
	if output, err := command.CombinedOutput(); err != nil {
		t.Fatalf("bindgen: %v\n%s", err, output)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) == 0 {
		t.Fatal("bindgen wrote nothing")
	}
	for _, entry := range entries {
		want, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(entry.Name())
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what the contracts say: run `go run ./tools/bindgen`", entry.Name())
		}
	}
}
