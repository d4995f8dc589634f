package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

var update = flag.Bool("update", false, "write docs/commands.md and the man pages")

// entry is what the documents say of one command.
type entry struct {
	name, synopsis, text string
	flags                []flagEntry
}

type flagEntry struct{ name, kind, def, meaning string }

// entries lists every command with the flags that are its own: what
// docs/commands.md and the man page are written from.
func entries(root *cobra.Command) (out []entry) {
	for _, cmd := range commands(root) {
		e := entry{name: cmd.CommandPath(), synopsis: cmd.UseLine(), text: orElse(cmd.Long, cmd.Short+".")}
		cmd.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
			if f.Hidden || f.Name == "help" || strings.Contains(f.Name, ".") {
				return
			}
			kind, meaning := pflag.UnquoteUsage(f)
			def := f.DefValue
			if def == "[]" || def == "false" {
				def = ""
			}
			e.flags = append(e.flags, flagEntry{f.Name, kind, def, meaning})
		})
		out = append(out, e)
	}
	return out
}

// reference is docs/commands.md.
func reference(root *cobra.Command) []byte {
	var b bytes.Buffer
	b.WriteString("# Commands\n\n" +
		"<!-- Written by `go test ./cmd/oracled -update` from the code; a test compares. -->\n\n" +
		"Every command that reads the configuration also takes its keys as flags, [configuration.md](configuration.md); `--config FILE` names the file. " +
		"The exit status is 0, or 1 after an error, which is one sentence on standard error; `solve` has its own.\n")
	for _, e := range entries(root) {
		fmt.Fprintf(&b, "\n## %s\n\n    %s\n\n%s\n", e.name, e.synopsis, e.text)
		if len(e.flags) > 0 {
			b.WriteString("\n| flag | kind | default | meaning |\n|---|---|---|---|\n")
		}
		for _, f := range e.flags {
			def := f.def
			if def != "" {
				def = "`" + def + "`"
			}
			fmt.Fprintf(&b, "| `--%s` | %s | %s | %s |\n", f.name, f.kind, def, strings.ReplaceAll(f.meaning, "|", "\\|"))
		}
	}
	return b.Bytes()
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func TestReference(t *testing.T) {
	const path = "../../docs/commands.md"
	want := reference(newRoot())
	if *update {
		if err := os.WriteFile(path, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, want) {
		t.Errorf("docs/commands.md is not what the code says (%v); run go test ./cmd/oracled -update", err)
	}
}

func TestFlagsDoNotClash(t *testing.T) {
	for _, cmd := range commands(newRoot()) {
		if cmd.Flags().Lookup("log.level") == nil && !standalone[cmd.CommandPath()] {
			t.Errorf("%s takes no keys of the configuration", cmd.CommandPath())
		}
		if cmd.Short == "" || !strings.HasPrefix(cmd.CommandPath(), "oracled ") {
			t.Errorf("%s has no description", cmd.CommandPath())
		}
	}
}
