package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The scripts work in the shells themselves, with this very program.
func TestCompletionInShells(t *testing.T) {
	dir := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	// testscript runs the program when the binary has its name.
	if err := os.Symlink(self, filepath.Join(dir, "oracled")); err != nil {
		t.Fatal(err)
	}
	for _, shell := range shells {
		var script bytes.Buffer
		root := newRoot()
		root.SetArgs([]string{"completion", shell})
		root.SetOut(&script)
		if err := root.Execute(); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "script."+shell), script.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		shell   string
		needs   string // a file that the shell's completion is made of
		program string // completes $LINE
	}{
		{"bash", "/usr/share/bash-completion/bash_completion", `
			source /usr/share/bash-completion/bash_completion; source script.bash
			COMP_LINE=$LINE COMP_POINT=${#LINE} COMP_TYPE=9 COMP_KEY=9
			read -ra COMP_WORDS <<< "$LINE"; COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
			__start_oracled; printf '%s\n' "${COMPREPLY[@]}"`},
		{"zsh", "", `
			zmodload zsh/zpty
			zpty shell 'zsh -f -i'
			zpty -w shell "PS1=; autoload -Uz compinit; compinit -u -D; source script.zsh; bindkey '^I' complete-word; print ready"
			zpty -r shell out '*ready*ready*'
			zpty -w -n shell "$LINE"$'\t'
			zpty -r -t shell out; for i in {1..100}; do zpty -r -t shell more && out+=$more; [[ $out == *$WANT* ]] && break; sleep 0.1; done
			print -r -- "$out"; zpty -d shell`},
		{"fish", "", `source script.fish; complete -C "$LINE"`},
	} {
		t.Run(c.shell, func(t *testing.T) {
			program, err := exec.LookPath(c.shell)
			if err != nil {
				t.Skipf("%s is not installed", c.shell)
			}
			if c.needs != "" {
				if _, err := os.Stat(c.needs); err != nil {
					t.Skipf("the package bash-completion is not installed: %v", err)
				}
			}
			for line, want := range map[string]string{"oracled tas": "task", "oracled task create --descr": "--description"} {
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				cmd := exec.CommandContext(ctx, program, "-c", c.program)
				cmd.Dir = dir
				cmd.Env = append(os.Environ(), "PATH="+dir+":"+os.Getenv("PATH"), "LINE="+line, "WANT="+want, "HOME="+dir, "TERM=dumb", "ORACLED_CONFIG=")
				out, err := cmd.CombinedOutput()
				if err != nil || !strings.Contains(string(out), want) {
					t.Errorf("%q is completed to %q (%v), not %s", line, out, err, want)
				}
			}
		})
	}
}
