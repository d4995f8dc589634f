package archtest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

// module is what go.mod calls us.
const module = "oracled"

// row is one line of the design's table: a package with everything below it,
// unless that has a row of its own, and the rows that it may import.
type row struct {
	layer   int
	imports []string
}

// table is the table of the architecture's design. Change both together.
var table = map[string]row{
	"fixed":            {0, nil},
	"bindings":         {0, nil},
	"tune":             {0, nil}, // numbers in, numbers out
	"internal/plot":    {0, nil}, // draws numbers and knows nothing of what they are
	"internal/text":    {0, nil}, // makes what strangers wrote fit to be shown
	"compute/progress": {0, nil}, // what all solvers say, games and trimming alike
	"internal/durable": {0, nil}, // what a crash must leave whole, whoever writes it

	"oracle":       {1, []string{"fixed"}},
	"wire":         {1, []string{"oracle"}},
	"txmgr":        {1, []string{"oracle"}},
	"compute/game": {1, []string{"compute/progress", "fixed"}},
	"endpoint":     {1, []string{"oracle"}},
	"history":      {1, []string{"fixed", "oracle"}},

	"watcher": {2, []string{"bindings", "endpoint", "fixed", "oracle", "wire"}},
	"crypto":  {2, []string{"fixed", "oracle"}},
	"compute": {2, []string{"compute/game", "compute/progress", "fixed", "internal/plot", "oracle"}},
	"post":    {2, []string{"bindings", "oracle", "txmgr", "wire"}},
	"store":   {2, []string{"history", "internal/durable", "oracle"}},
	"report":  {2, []string{"history", "oracle"}},
	"scope":   {2, []string{"compute", "fixed", "oracle"}}, // what chains bring, and what is made of it

	"post/simulate": {3, []string{"fixed", "oracle", "post", "tune"}}, // drives the queue with made-up outcomes

	"committee":      {3, []string{"committee/peer", "crypto", "internal/durable", "oracle", "scope", "wire"}},
	"committee/peer": {2, []string{"crypto"}},
	"client":         {3, []string{"bindings", "compute", "crypto", "endpoint", "fixed", "internal/durable", "oracle", "scope", "txmgr", "watcher", "wire"}},
	"config":         {3, []string{"committee/peer", "oracle", "post", "tune", "watcher"}},

	// The page for operators. It is told and never tells: nothing below it knows of
	// it, and only the daemon wires it.
	"internal/dashboard": {3, []string{"compute", "fixed", "internal/plot", "internal/text", "oracle"}},

	// The series have a package of their own: the daemon is wiring and lifecycle,
	// and what is bounded, by which rule, and how distances are told is neither.
	"internal/metrics": {4, []string{"committee", "committee/peer", "compute", "endpoint", "fixed", "oracle", "scope", "tune", "txmgr"}},
	"internal/daemon":  {4, append([]string{"internal/dashboard", "internal/metrics", "internal/text"}, upTo3...)},

	"cmd":               {5, []string{"client", "committee", "committee/peer", "compute", "compute/progress", "config", "crypto", "internal/daemon", "oracle", "post", "post/simulate", "report", "scope", "tune", "txmgr"}},
	"testnet":           {5, append([]string{"internal/daemon", "internal/metrics", "testnet/reference"}, upTo3...)},
	"testnet/reference": {5, []string{"oracle"}}, // a yardstick shares no code with what it measures
	"tools":             {5, append([]string{"internal/daemon"}, upTo3...)},

	"internal/archtest": {5, nil},
	"internal/promtest": {5, nil}, // drives tools/promeval, a module of its own
}

var upTo3 = []string{
	"bindings", "client", "committee", "committee/peer", "compute", "compute/game", "compute/progress", "config", "crypto", "endpoint", "fixed",
	"history", "oracle", "post", "report", "scope", "store", "tune", "txmgr", "watcher", "wire",
}

// forTests are packages that only tests, tools and each other may use.
var forTests = []string{"compute/backendtest", "compute/cuda/kernels", "compute/cuda/ptx", "compute/internal/looks", "crypto/cryptotest", "endpoint/endpointtest", "internal/promtest"}

const advice = "; if the design has outgrown its table, change the table here and in the design together, and say why"

// rowOf returns the longest row that a package lies under.
func rowOf(pkg string) (string, bool) {
	for p := pkg; p != "."; p = path.Dir(p) {
		if _, ok := table[p]; ok {
			return p, true
		}
	}
	return "", false
}

// violations reads every Go file of a source tree that is not a test's.
func violations(tree fs.FS) ([]string, int, error) {
	var out []string
	files := 0
	err := fs.WalkDir(tree, ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && name != "." && (strings.HasPrefix(e.Name(), ".") || slices.Contains([]string{"build", "node_modules", "testdata"}, e.Name())):
			return fs.SkipDir
		case e.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		src, err := fs.ReadFile(tree, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, src, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		files++
		out = append(out, inFile(name, file)...)
		return nil
	})
	return out, files, err
}

func inFile(name string, file *ast.File) []string {
	var out []string
	pkg := path.Dir(name)
	from, ok := rowOf(pkg)
	if !ok {
		return []string{fmt.Sprintf("%s: package %s is not in the table%s", name, pkg, advice)}
	}
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			imported = spec.Path.Value
		}
		ours, ok := strings.CutPrefix(imported, module+"/")
		if !ok {
			continue
		}
		to, ok := rowOf(ours)
		if !ok || to != from && !slices.Contains(table[from].imports, to) {
			out = append(out, fmt.Sprintf("%s: %s may not import %q%s", name, from, imported, advice))
		}
		if slices.Contains(forTests, ours) && table[from].layer < 5 && !slices.Contains(forTests, pkg) {
			out = append(out, fmt.Sprintf("%s: %q is for tests and tools%s", name, imported, advice))
		}
	}
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
			out = append(out, fmt.Sprintf("%s: func init() is hidden state; register in a map instead", name))
		}
	}
	return out
}

func TestArchitecture(t *testing.T) {
	tree := os.DirFS("../..")
	mod, err := fs.ReadFile(tree, "go.mod")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(mod), "module "+module+"\n") {
		t.Fatalf("this test knows the module as %s", module)
	}
	found, files, err := violations(tree)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range found {
		t.Error(v)
	}
	if files < 50 {
		t.Errorf("only %d files were read", files)
	}
}

// Arrows of the table go down a layer or, where it says so, stay in theirs, and
// never in a circle. Nothing but testnet imports testnet, nothing imports cmd.
func TestTable(t *testing.T) {
	var visit func(string, []string)
	visit = func(name string, trail []string) {
		if slices.Contains(trail, name) {
			t.Fatalf("a circle: %v, %s", trail, name)
		}
		for _, to := range table[name].imports {
			if _, ok := table[to]; !ok {
				t.Fatalf("%s may import %s, which has no row", name, to)
			}
			if table[to].layer > table[name].layer {
				t.Errorf("%s (layer %d) may import %s (layer %d)", name, table[name].layer, to, table[to].layer)
			}
			if root, _, _ := strings.Cut(to, "/"); root == "cmd" || root == "testnet" && name != "testnet" {
				t.Errorf("%s may import %s", name, to)
			}
			visit(to, append(trail, name))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(table)) {
		visit(name, nil)
	}
	// The pure layers do not know the contracts.
	for name, r := range table {
		if r.layer < 2 && slices.Contains(r.imports, "bindings") {
			t.Errorf("%s, layer %d, may import bindings", name, r.layer)
		}
	}
}

// The test itself: each file breaks the rule that its line names, or none.
func TestFindsViolations(t *testing.T) {
	for _, c := range []struct{ file, source, want string }{
		{"oracle/x.go", `package oracle; import "oracled/fixed"`, ""},
		{"oracle/x.go", `package oracle; import "oracled/bindings"`, `oracle may not import "oracled/bindings"`},
		{"oracle/x_test.go", `package oracle; import "oracled/testnet"`, ""},
		{"oracle/x.go", "//go:build cuda\n\npackage oracle; import _ \"oracled/watcher\"", `oracle may not import "oracled/watcher"`},
		{"compute/backendtest/x.go", `package backendtest; import "oracled/compute/internal/looks"`, ""},
		{"compute/cpu/x.go", `package cpu; import "oracled/compute/internal/looks"`, `is for tests and tools`},
		{"compute/cpu/x.go", `package cpu; import "oracled/compute/internal/wide"`, ""},
		{"compute/game/potential/x.go", `package potential; import "oracled/oracle"`, `compute/game may not import "oracled/oracle"`},
		{"crypto/keystore/x.go", `package keystore; import "oracled/crypto"`, ""},
		{"crypto/keystore/x.go", `package keystore; import "oracled/crypto/cryptotest"`, "is for tests and tools"},
		{"testnet/reference/x.go", `package reference; import "oracled/compute/cpu"`, `testnet/reference may not import "oracled/compute/cpu"`},
		{"testnet/reference/x.go", `package reference; import "oracled/crypto"`, `testnet/reference may not import "oracled/crypto"`},
		{"testnet/demo/x.go", `package main; import ("oracled/testnet"; "oracled/testnet/reference"; "oracled/post")`, ""},
		{"testnet/demo/x.go", `package main; import "oracled/cmd/oracled"`, `testnet may not import "oracled/cmd/oracled"`},
		{"cmd/oracled/x.go", `package main; import "oracled/testnet"`, `cmd may not import "oracled/testnet"`},
		{"cmd/oracled/x.go", `package main; import "oracled/compute/door"`, ""},
		{"tools/bench/x.go", `package main; import ("oracled/crypto/cryptotest"; "oracled/wire")`, ""},
		{"newcomer/x.go", `package newcomer`, "package newcomer is not in the table"},
		{"fixed/x.go", `package fixed; func init() {}`, "func init()"},
		{"fixed/x.go", `package fixed; type t struct{}; func (t) init() {}`, ""},
		{"build/x.go", `package nonsense; import "oracled/cmd"`, ""},
	} {
		got, _, err := violations(fstest.MapFS{c.file: {Data: []byte(c.source)}})
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case c.want == "" && len(got) > 0:
			t.Errorf("%s %q: %q", c.file, c.source, got)
		case c.want != "" && (len(got) != 1 || !strings.HasPrefix(got[0], c.file+": ") || !strings.Contains(got[0], c.want)):
			t.Errorf("%s %q: %q, want %q", c.file, c.source, got, c.want)
		}
	}
}
