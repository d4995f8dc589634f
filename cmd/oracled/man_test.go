package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
)

// roff writes a page of the manual with the macros of man(7).
type roff struct{ bytes.Buffer }

// special are the characters that roff would read otherwise than they are meant.
var special = strings.NewReplacer(`\`, `\(rs`, `-`, `\-`, `'`, `\(aq`, "`", `\(ga`, `^`, `\(ha`, `~`, `\(ti`)

// text escapes a line of text, which may begin with what looks like a macro.
func (*roff) text(s string) string {
	s = special.Replace(s)
	if strings.HasPrefix(s, ".") {
		s = `\&` + s
	}
	return s
}

// line writes a macro and its arguments, or a line of text when macro is empty.
func (r *roff) line(macro string, args ...string) {
	r.WriteString(macro)
	for _, a := range args {
		if macro != "" {
			a = ` "` + strings.ReplaceAll(a, `"`, `\(dq`) + `"`
		}
		r.WriteString(a)
	}
	r.WriteByte('\n')
}

// prose writes paragraphs; those that are indented stay as they are.
func (r *roff) prose(s string) {
	for i, p := range strings.Split(strings.Trim(s, "\n"), "\n\n") {
		if strings.HasPrefix(p, "    ") {
			r.line(".PP")
			r.line(".RS 4")
			r.line(".nf")
			for line := range strings.Lines(p) {
				r.line("", r.text(strings.TrimSpace(line)))
			}
			r.line(".fi")
			r.line(".RE")
			continue
		}
		if i > 0 {
			r.line(".PP")
		}
		line := ""
		for _, word := range strings.Fields(p) {
			if line != "" && len(r.text(line+" "+word)) > 79 {
				r.line("", r.text(line))
				line = ""
			}
			line = strings.TrimSpace(line + " " + word)
		}
		r.line("", r.text(line))
	}
}

// term writes a tagged paragraph.
func (r *roff) term(tag, meaning string) {
	r.line(".TP")
	r.line("", tag)
	r.prose(meaning)
}

// heading begins a page. The date is filled in by current.
func (r *roff) heading(name, section, about string) {
	r.line(`.\" Written by go test ./cmd/oracled -update from the code; a test compares.`)
	r.line(".TH", strings.ToUpper(name), section, "DATE", "oracled", "oracled")
	r.WriteString(".nh\n.ad l\n") // no name is broken in two
	r.line(".SH", "NAME")
	r.line("", r.text(name)+` \- `+r.text(about))
}

// manCommands is oracled(1).
func manCommands(root *cobra.Command) []byte {
	r := &roff{}
	r.heading("oracled", "1", root.Short)
	r.line(".SH", "SYNOPSIS")
	r.line(".B", "oracled")
	r.line(".I", "command")
	r.line("", "[flags]")
	r.line(".SH", "DESCRIPTION")
	r.prose(root.Long)
	r.line(".SH", "OPTIONS")
	r.prose("Every command that reads the configuration also takes its keys as flags; oracled.yaml(5) lists them.")
	r.term(r.text("--config")+` \fIfile\fR`, "the configuration; without it ORACLED_CONFIG names the file, or it is oracled.yaml in the working directory.")
	r.term(r.text("--help"), "say what a command does and which flags it has.")
	r.line(".SH", "COMMANDS")
	for _, e := range entries(root) {
		r.line(".SS", r.text(strings.TrimPrefix(e.name, "oracled ")))
		r.line(".B", r.text(e.synopsis))
		r.line(".PP")
		r.prose(e.text)
		for _, f := range e.flags {
			tag := `\fB` + r.text("--"+f.name) + `\fR`
			if f.kind != "" {
				tag += ` \fI` + r.text(f.kind) + `\fR`
			}
			meaning := f.meaning
			if f.def != "" {
				meaning += "; the default is " + f.def
			}
			r.term(tag, meaning+".")
		}
	}
	r.line(".SH", "EXIT STATUS")
	r.prose("0, or 1 after an error, which is one sentence on standard error. What solve exits with is said there.")
	r.line(".SH", "ENVIRONMENT")
	r.prose("ORACLED_CONFIG names the configuration. Every key is a variable as well; oracled.yaml(5) lists them.")
	r.line(".SH", "SEE ALSO")
	r.line(".BR", "oracled.yaml", "(5)")
	return r.Bytes()
}

// keyRow is a row of the table in docs/configuration.md, which a test of
// package config holds against the code.
var keyRow = regexp.MustCompile("(?m)^\\| `([^`]+)` \\| `([^`]+)` \\| `?([^`|]*?)`? \\| ([^|]*?) \\| ([^|]*?) \\| (.*) \\|$")

// manKeys is oracled.yaml(5).
func manKeys(t *testing.T) []byte {
	doc := readText(t, "docs/configuration.md")
	rows := keyRow.FindAllStringSubmatch(doc, -1)
	if want := strings.Count(doc, "\n| `"); len(rows) != want || want < 40 {
		t.Fatalf("docs/configuration.md: %d of %d rows were understood", len(rows), want)
	}
	before, after, _ := strings.Cut(doc, "| key |")
	_, before, _ = strings.Cut(before, "-->\n")
	after = after[strings.LastIndex(after, "|\n")+2:]
	plain := func(s string) string {
		return strings.ReplaceAll(strings.TrimSpace(s), "`", "")
	}
	r := &roff{}
	r.heading("oracled.yaml", "5", "configuration of oracled")
	r.line(".SH", "DESCRIPTION")
	r.prose(plain(before))
	r.line(".PP")
	r.prose(plain(after))
	r.line(".SH", "KEYS")
	for _, row := range rows {
		key, env, flag, kind, def, meaning := row[1], row[2], row[3], row[4], plain(row[5]), plain(row[6])
		text := meaning + "."
		if def != "" {
			text += "\nThe default is " + def + "."
		}
		text += "\nVariable: " + env + "."
		if flag != "" {
			text += "\nFlag: " + flag + "."
		}
		r.term(`\fB`+r.text(key)+`\fR (`+r.text(kind)+`)`, text)
	}
	r.line(".SH", "SEE ALSO")
	r.line(".BR", "oracled", "(1)")
	return r.Bytes()
}

var dated = regexp.MustCompile(`(?m)^(\.TH "[^"]*" "[^"]*") "[^"]*"`)

// The pages are what the code says. Their date is that of the last change.
func TestManPages(t *testing.T) {
	for name, page := range map[string][]byte{"oracled.1": manCommands(newRoot()), "oracled.yaml.5": manKeys(t)} {
		path := filepath.Join(repository, "packaging/man", name)
		undated := func(b []byte) []byte { return dated.ReplaceAll(b, []byte(`$1 ""`)) }
		got, err := os.ReadFile(path)
		if *update && !bytes.Equal(undated(got), undated(page)) {
			got, err = dated.ReplaceAll(page, fmt.Appendf(nil, `$1 "%s"`, time.Now().UTC().Format(time.DateOnly))), nil
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if err != nil || !bytes.Equal(undated(got), undated(page)) {
			t.Errorf("packaging/man/%s is not what the code says (%v); run go test ./cmd/oracled -update", name, err)
		}
	}
}

// Nothing in the pages is doubtful to those who read the format strictly.
func TestManPagesAreClean(t *testing.T) {
	pages, err := filepath.Glob(filepath.Join(repository, "packaging/man/*.[15]"))
	if err != nil || len(pages) != 2 {
		t.Fatalf("%v: %v", pages, err)
	}
	looked := 0
	for _, lint := range [][]string{{"mandoc", "-T", "lint", "-W", "style"}, {"groff", "-man", "-Tutf8", "-ww", "-z", "-Kutf8"}} {
		if _, err := exec.LookPath(lint[0]); err != nil {
			t.Logf("%s is not installed; it would have looked at the pages as well", lint[0])
			continue
		}
		looked++
		for _, page := range pages {
			if out, err := exec.CommandContext(t.Context(), lint[0], append(lint[1:], page)...).CombinedOutput(); err != nil || len(out) > 0 {
				t.Errorf("%s: %v\n%s", strings.Join(lint, " "), err, out)
			}
		}
	}
	if looked == 0 {
		t.Skip("neither mandoc nor groff is installed, so nobody has looked at the pages")
	}
}
