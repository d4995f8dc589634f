package archtest

import (
	"cmp"
	"flag"
	"fmt"
	"go/doc"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the table of docs/architecture.md")

// folders are rows that are no package themselves.
var folders = map[string]string{
	"cmd":   "the command oracled: commands and signals, no more",
	"tools": "what developers run: benchmarks, bindings, tables of gas, releases",
}

// synopsis is the first sentence of a package's comment.
func synopsis(t *testing.T, pkg string) string {
	if s, ok := folders[pkg]; ok {
		return s
	}
	files, err := filepath.Glob(filepath.Join("../..", pkg, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.PackageClauseOnly|parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		if s := new(doc.Package).Synopsis(file.Doc.Text()); s != "" && !strings.HasSuffix(name, "_test.go") {
			s = strings.TrimPrefix(s, "Package "+file.Name.Name+" ")
			return strings.TrimSuffix(strings.TrimPrefix(s, "is "), ".")
		}
	}
	t.Errorf("package %s says nothing of itself; write a comment in front of its package clause", pkg)
	return ""
}

// docTable is the table of the design, for people: bottom up.
func docTable(t *testing.T) string {
	rows := slices.Collect(maps.Keys(table))
	slices.SortFunc(rows, func(a, b string) int {
		return cmp.Or(cmp.Compare(table[a].layer, table[b].layer), cmp.Compare(a, b))
	})
	var b strings.Builder
	for _, pkg := range rows {
		imports := slices.Compact(slices.Sorted(slices.Values(table[pkg].imports)))
		names := "–"
		if len(imports) > 0 {
			names = "`" + strings.Join(imports, "`, `") + "`"
		}
		fmt.Fprintf(&b, "| %d | `%s` | %s | %s |\n", table[pkg].layer, pkg, strings.ReplaceAll(synopsis(t, pkg), "|", "\\|"), names)
	}
	return b.String()
}

// docs/architecture.md shows people the table that the other test enforces.
func TestArchitectureDocument(t *testing.T) {
	const path, head, tail = "../../docs/architecture.md", "|---|---|---|---|\n", "<!-- End of what is written. -->"
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(text), head)
	_, after, found := strings.Cut(rest, tail)
	if !ok || !found {
		t.Fatal("docs/architecture.md has no table to compare")
	}
	want := before + head + docTable(t) + tail + after
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(text) != want {
		t.Error("the table of docs/architecture.md is not that of this test; run go test ./internal/archtest -update")
	}
}
