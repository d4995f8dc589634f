package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// shownBy matches what docs/threat-model.md names as shown by a test.
var shownBy = regexp.MustCompile("^`(?:([a-z/]+)\\.((?:Test|Fuzz)[A-Za-z0-9]+)|([A-Za-z0-9]+\\.t\\.sol):((?:test|invariant)[A-Za-z0-9]+))`$")

// goTests lists the tests and fuzz targets of a package that run without tags.
func goTests(t *testing.T, pkg string) map[string]bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(repository, pkg, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		if tagged(file) {
			continue
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil {
				found[f.Name.Name] = true
			}
		}
	}
	return found
}

// tagged tells whether a file is built only when somebody asks for it.
func tagged(file *ast.File) bool {
	for _, group := range file.Comments {
		for _, c := range group.List {
			if c.Pos() < file.Package && strings.HasPrefix(c.Text, "//go:build ") {
				return true
			}
		}
	}
	return false
}

// Every sentence of the threat model names tests, and all of them exist.
func TestThreatModel(t *testing.T) {
	tests := map[string]map[string]bool{}
	sentences, names := 0, 0
	for line := range strings.Lines(readText(t, "docs/threat-model.md")) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), " | ")
		if !strings.HasPrefix(line, "| ") || strings.HasSuffix(strings.TrimSpace(line), "shown by |") {
			continue
		}
		sentences++
		for ref := range strings.SplitSeq(strings.TrimSpace(cells[len(cells)-1]), ", ") {
			m := shownBy.FindStringSubmatch(ref)
			if m == nil {
				t.Errorf("%s names no test: %s", ref, strings.TrimSpace(line))
				continue
			}
			names++
			if m[3] != "" {
				if !strings.Contains(readText(t, "contracts/test/"+m[3]), "function "+m[4]+"(") {
					t.Errorf("contracts/test/%s has no %s", m[3], m[4])
				}
				continue
			}
			if tests[m[1]] == nil {
				tests[m[1]] = goTests(t, m[1])
			}
			if !tests[m[1]][m[2]] {
				t.Errorf("package %s has no %s that runs without build tags", m[1], m[2])
			}
		}
	}
	if sentences < 70 || names < 100 {
		t.Errorf("only %d sentences with %d names were found", sentences, names)
	}
}

// The check itself: a name that is misspelt, or under a tag, is none.
func TestNamesOfTests(t *testing.T) {
	found := goTests(t, "cmd/oracled")
	if !found["TestNamesOfTests"] || found["TestNamesOfTest"] {
		t.Errorf("found %v", found)
	}
	if goTests(t, "testnet")["TestSevenLiars"] {
		t.Error("a test that runs only with -tags long counts")
	}
	for ref, ok := range map[string]bool{
		"`crypto.TestX`": true, "`committee/peer.TestX`": true, "`A.t.sol:testX`": true, "`A.t.sol:invariantX`": true, "`crypto.FuzzX`": true,
		"crypto.TestX": false, "`crypto.testX`": false, "`A.t.sol`": false, "": false, "`crypto.TestX` and more": false,
	} {
		if shownBy.MatchString(ref) != ok {
			t.Errorf("%q: %v", ref, !ok)
		}
	}
}
