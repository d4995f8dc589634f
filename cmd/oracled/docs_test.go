package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// repository is the root, seen from this package.
const repository = "../.."

func readText(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(repository, path))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// documents lists what is written by hand or by tests, for people.
func documents(t *testing.T) []string {
	t.Helper()
	out := []string{"README.md", "contracts/README.md"}
	for _, pattern := range []string{"docs/*.md", "docs/adr/*.md"} {
		found, err := filepath.Glob(filepath.Join(repository, pattern))
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: %d files, %v", pattern, len(found), err)
		}
		for _, path := range found {
			rel, err := filepath.Rel(repository, path)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, rel)
		}
	}
	return out
}

var link = regexp.MustCompile(`\]\(([^)#]*)(#[^)]*)?\)`)

// anchors lists what links may name within a document: its headings, as forges
// turn them into anchors.
func anchors(text string) map[string]bool {
	out := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllStringSubmatch(text, -1) {
		slug := regexp.MustCompile(`[^\p{L}\p{N} _-]`).ReplaceAllString(strings.ToLower(m[1]), "")
		out["#"+strings.ReplaceAll(slug, " ", "-")] = true
	}
	return out
}

// Every page can be found from the README.
func TestPagesAreLinked(t *testing.T) {
	seen := map[string]bool{}
	var visit func(doc string)
	visit = func(doc string) {
		if seen[doc] || filepath.Ext(doc) != ".md" {
			return
		}
		seen[doc] = true
		if _, err := os.Stat(filepath.Join(repository, doc)); err != nil {
			return // which TestLinks tells
		}
		for _, m := range link.FindAllStringSubmatch(readText(t, doc), -1) {
			if m[1] != "" && !strings.Contains(m[1], "://") {
				visit(filepath.Join(filepath.Dir(doc), m[1]))
			}
		}
	}
	visit("README.md")
	for _, doc := range documents(t) {
		if !seen[doc] {
			t.Errorf("no link leads to %s", doc)
		}
	}
}

func TestLinks(t *testing.T) {
	for _, doc := range documents(t) {
		for _, m := range link.FindAllStringSubmatch(readText(t, doc), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			to := doc
			if m[1] != "" {
				to = filepath.Join(filepath.Dir(doc), m[1])
			}
			if _, err := os.Stat(filepath.Join(repository, to)); err != nil {
				t.Errorf("%s links to %s: %v", doc, m[1], err)
			} else if m[2] != "" && strings.HasSuffix(to, ".md") && !anchors(readText(t, to))[m[2]] {
				t.Errorf("%s links to %s, where no heading is %s", doc, to, m[2])
			}
		}
	}
}

// commandLine finds what a document tells people to type.
var commandLine = regexp.MustCompile("(?m)(?:^    |`)(oracled(?: [^`\n|\\\\]*(?:\\\\\n[^`\n|\\\\]*)*)?)")

// shellWords splits a line as a shell does, as far as documents go.
func shellWords(line string) (words []string) {
	for _, m := range regexp.MustCompile(`(?:"[^"]*"|'[^']*'|[^\s"'])+`).FindAllString(line, -1) {
		words = append(words, strings.NewReplacer(`"`, "", `'`, "").Replace(m))
	}
	return words
}

// Documents name commands and flags that exist, and what they tell people to type
// has values that the flags take and as many arguments as the command.
func TestCommandLines(t *testing.T) {
	n, typed := 0, 0
	for _, doc := range documents(t) {
		if doc == "docs/commands.md" { // generated; its lines are synopses
			continue
		}
		for _, m := range commandLine.FindAllStringSubmatch(readText(t, doc), -1) {
			line := strings.ReplaceAll(m[1], "\\\n", " ")
			for _, end := range []string{" -- ", "#", " > "} { // the agent's own command, a comment, a file
				line, _, _ = strings.Cut(line, end)
			}
			words := shellWords(line)[1:]
			if len(words) == 0 {
				continue
			}
			n++
			cmd, args, err := newRoot().Find(words)
			if err != nil || cmd.CommandPath() == "oracled" {
				if words[0] != "--config" {
					t.Errorf("%s: %q is no command", doc, line)
				}
				continue
			}
			if strings.HasPrefix(m[0], " ") { // to be typed as it is, not only named
				typed++
				if err := cmd.ParseFlags(args); err != nil {
					t.Errorf("%s: %q: %v", doc, line, err)
				} else if err := cmd.ValidateArgs(cmd.Flags().Args()); err != nil {
					t.Errorf("%s: %q: %v", doc, line, err)
				}
			}
			for _, w := range words {
				name, isFlag := strings.CutPrefix(w, "--")
				name, _, _ = strings.Cut(name, "=")
				if isFlag && cmd.Flags().Lookup(name) == nil && cmd.InheritedFlags().Lookup(name) == nil {
					t.Errorf("%s: %q: %s has no flag --%s", doc, line, cmd.CommandPath(), name)
				}
			}
		}
	}
	if n < 20 || typed < 20 {
		t.Errorf("only %d command lines were found, %d to be typed", n, typed)
	}
}

// docs/demo.md documents every key of the summary and every role.
func TestDemoKeys(t *testing.T) {
	doc := readText(t, "docs/demo.md")
	keys := regexp.MustCompile("json:\"(\\w+)").FindAllStringSubmatch(readText(t, "testnet/summary.go"), -1)
	roles := regexp.MustCompile(`Role = "([a-z-]+)"`).FindAllStringSubmatch(readText(t, "testnet/roles.go"), -1)
	if len(keys) < 20 || len(roles) < 8 {
		t.Fatalf("%d keys and %d roles were found", len(keys), len(roles))
	}
	for _, k := range keys {
		if !regexp.MustCompile("[`.]" + k[1] + "[`\\[.]").MatchString(doc) {
			t.Errorf("docs/demo.md says nothing of the key %s", k[1])
		}
	}
	for _, r := range roles {
		if r[1] != "honest" && !strings.Contains(doc, "`"+r[1]+"`") {
			t.Errorf("docs/demo.md says nothing of the role %s", r[1])
		}
	}
}

// The tables of gas are the snapshot's.
func TestGasFigures(t *testing.T) {
	var snapshot map[string]string
	if err := json.Unmarshal([]byte(readText(t, "contracts/snapshots/GasTest.json")), &snapshot); err != nil {
		t.Fatal(err)
	}
	measured := map[string]bool{}
	for _, v := range snapshot {
		n, err := strconv.Atoi(v)
		if err != nil {
			t.Fatal(err)
		}
		measured[strconv.Itoa(n)] = true
	}
	_, table, ok := strings.Cut(readText(t, "docs/contracts.md"), "| what | gas |")
	rows := regexp.MustCompile(`(?m)\| ([\d,]+) \|$`).FindAllStringSubmatch(table, -1)
	if !ok || len(rows) < 10 {
		t.Fatalf("docs/contracts.md has no table of gas: %d rows", len(rows))
	}
	for _, r := range rows {
		if !measured[strings.ReplaceAll(r[1], ",", "")] {
			t.Errorf("docs/contracts.md: %s gas is not in contracts/snapshots/GasTest.json; make gas, then correct the table", r[1])
		}
	}
}

// Solidity in the documents is that of examples/, which compiles.
func TestSolidityExcerpts(t *testing.T) {
	squeeze := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	source := squeeze(readText(t, "examples/Thermostat.sol"))
	n := 0
	for _, doc := range []string{"README.md", "docs/contracts.md"} {
		for _, m := range regexp.MustCompile("(?s)```solidity\n(.*?)```").FindAllStringSubmatch(readText(t, doc), -1) {
			n++
			if !strings.Contains(source, squeeze(m[1])) {
				t.Errorf("%s: this is not in examples/Thermostat.sol:\n%s", doc, m[1])
			}
		}
	}
	if n != 3 {
		t.Errorf("%d excerpts were found, expected 3", n)
	}
}

// examples/ compiles, with the compiler that the contracts have.
func TestSolidityExamplesCompile(t *testing.T) {
	if _, err := os.Stat(filepath.Join(repository, "contracts/node_modules/solc")); err != nil {
		t.Skip("the compiler is not installed: make tools")
	}
	type file struct {
		Content string `json:"content"`
	}
	sources := map[string]file{}
	imports := regexp.MustCompile(`(?m)^import [^;"]*"([^"]+)";`)
	var load func(name string)
	load = func(name string) {
		if _, ok := sources[name]; ok {
			return
		}
		where := name
		if strings.HasPrefix(name, "@") { // as foundry.toml maps them
			where = "contracts/node_modules/" + name
		}
		text := readText(t, where)
		sources[name] = file{text}
		for _, m := range imports.FindAllStringSubmatch(text, -1) {
			if strings.HasPrefix(m[1], ".") {
				load(path.Join(path.Dir(name), m[1]))
			} else {
				load(m[1])
			}
		}
	}
	load("examples/Thermostat.sol")
	in, err := json.Marshal(map[string]any{
		"language": "Solidity", "sources": sources,
		"settings": map[string]any{"outputSelection": map[string]any{"*": map[string]any{"*": []string{"abi"}}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "./solc-wrapper", "--standard-json")
	cmd.Dir, cmd.Stdin = filepath.Join(repository, "contracts"), bytes.NewReader(in)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var answer struct {
		Errors []struct {
			Severity, FormattedMessage string
		}
		Contracts map[string]map[string]any
	}
	if err := json.Unmarshal(out, &answer); err != nil {
		t.Fatal(err)
	}
	for _, e := range answer.Errors {
		if e.Severity == "error" {
			t.Error(e.FormattedMessage)
		}
	}
	if len(answer.Contracts["examples/Thermostat.sol"]) != 2 {
		t.Errorf("examples/Thermostat.sol has %d contracts", len(answer.Contracts["examples/Thermostat.sol"]))
	}
}
