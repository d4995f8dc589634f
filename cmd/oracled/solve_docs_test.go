package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

// example is a command of docs/solve.md and what it says the command prints, with …
// for what is left out.
type example struct{ command, output string }

func solveExamples(t *testing.T) []example {
	t.Helper()
	var out []example
	for line := range strings.Lines(readText(t, "docs/solve.md")) {
		text, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "    ")
		if !ok {
			continue
		}
		if command, ok := strings.CutPrefix(text, "$ "); ok {
			out = append(out, example{command: command})
		} else if len(out) > 0 {
			out[len(out)-1].output += text + "\n"
		}
	}
	return out
}

// The examples print what the document says and draw what it shows, byte for byte.
func TestSolveDocs(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	if err := os.Symlink(exe, filepath.Join(bin, "oracled")); err != nil { // as in the scripts, the test binary is the program
		t.Fatal(err)
	}
	root, err := filepath.Abs(repository)
	if err != nil {
		t.Fatal(err)
	}
	examples := solveExamples(t)
	if len(examples) < 5 {
		t.Fatalf("only %d examples", len(examples))
	}
	for _, e := range examples {
		if !strings.Contains(e.command, "oracled solve") || e.output == "" {
			t.Fatalf("%q prints %q", e.command, e.output)
		}
		drawn := t.TempDir()
		command := strings.ReplaceAll(e.command, "docs/images/", drawn+"/")
		cmd := exec.CommandContext(t.Context(), "sh", "-c", command)
		cmd.Dir = root
		cmd.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
		got, err := cmd.CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v\n%s", e.command, err, got)
			continue
		}
		pattern := "^" + strings.ReplaceAll(regexp.QuoteMeta(e.output), "…", "[^\n]*") + "$"
		if !regexp.MustCompile(pattern).Match(got) {
			t.Errorf("%s prints\n%s\nand not\n%s", e.command, got, e.output)
		}
		files, err := os.ReadDir(drawn)
		if err != nil {
			t.Fatal(err)
		}
		if (len(files) == 1) != strings.Contains(e.command, "--plot ") {
			t.Errorf("%s draws %d files", e.command, len(files))
		}
		for _, f := range files {
			sameImage(t, filepath.Join(drawn, f.Name()), filepath.Join(root, "docs", "images", f.Name()))
		}
	}
}

// sameImage holds an image of the documents against a new one.
func sameImage(t *testing.T, drawn, kept string) {
	t.Helper()
	got, err := os.ReadFile(drawn)
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(kept, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(kept)
	switch {
	case err != nil:
		t.Error(err)
	case bytes.Equal(got, want):
	case runtime.GOARCH != "amd64":
		t.Logf("%s is of amd64, whose last bits differ from those of %s", kept, runtime.GOARCH)
	default:
		t.Errorf("%s is out of date; run make docs", kept)
	}
}
