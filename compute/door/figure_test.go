package door

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"oracled/compute/cpu"
	"oracled/compute/progress"
	"oracled/internal/plot"
)

// drawn are small problems of every solver that has a plot, with what its picture
// says.
var drawn = []struct {
	in   string
	says []string
}{
	{`{"solver":"trimmed-mean","f":1,"x":[["1"],["2"],["3"],["50"]]}`, []string{"4 agents, of whom f = 1", "value, ulps of 2⁻⁶⁴", "one that is trimmed", ">2</text>"}},
	{`{"solver":"trimmed-equilibrium","f":1,"anchors":[["18446744073709551616",7],["36893488147419103232",7],["36893488147419103232",7],["92233720368547758080",7]],"L":[0,9,0,60000]}`, []string{">value<", "coordinate 1", ">2</text>"}},
	{`{"solver":"aggregate","rule":"trimmed-mean","f":1,"x":[[0.5],[1.5],[9]]}`, []string{"one that is trimmed", ">1.5</text>"}},
	{`{"solver":"aggregate","rule":"nnm+krum","f":0,"x":[[0.5],[1.5],[9]]}`, []string{"Nnm+krum", "3 agents, f = 0"}},
	{`{"solver":"hierarchical","groups":[[["100"],["200"],["300"]],[["1"],["2"],["3"]]],"f":[1,0]}`, []string{"6 agents in groups; it takes 2 of them"}},
	{`{"solver":"fictitious-play","A":[[1,-1],[-1,1]],"B":[[-1,1],[1,-1]],"iterations":100000}`, []string{"100000 periods", "NashConv, units of payoff", "converged at 0.02"}},
	{`{"solver":"best-response","cournot":{"n":3,"a":120,"c":0},"start":[0,0,0],"damping":0.5}`, []string{"3 players, damping 0.5", "rounds"}},
	{`{"solver":"best-response","A":[[1,0],[0,1]],"B":[[1,0],[0,1]],"start":[[1,0],[0,1]],"update":"gauss-seidel"}`, []string{"gauss-seidel", "exactly 0"}},
	{`{"solver":"nash-averaging","form":"ava","A":[[0,1,-1],[-1,0,1],[1,-1,0]],"agents":["rock","<paper>","scissors"]}`, []string{"entropy 1.099 nats", "&lt;paper&gt;", "3 of 3 are in the support"}},
	{`{"solver":"nash-averaging","form":"avt","S":[[1,0],[0,1],[0,0]],"agents":["a","b","c"],"tasks":["s","t"]}`, []string{"value 0.5", "2 of 2 are in the support", "Difficulty"}},
	{`{"solver":"nash-averaging","form":"ava","method":"first-order","A":[[0,1,-1],[-1,0,1],[1,-1,0]]}`, []string{"an equilibrium, entropy 1.099 nats", "3 of 3 are in the support"}},
	{`{"solver":"nash-averaging","form":"avt","method":"first-order","S":[[1,0],[0,1],[0,0]]}`, []string{"an equilibrium of both sides, value 0.5", "2 of 2 are in the support"}},
	{`{"solver":"hodge","A":[[0,1],[-1,0]]}`, []string{"100 % of the energy is transitive", "rot, cyclic"}},
	{`{"solver":"hodge","S":[[1,0],[0,1]],"tasks":["s","t"]}`, []string{"mean 0.5; 0 % of the energy is transitive", "the residual"}},
	{`{"solver":"elo","P":[[0.5,0.7],[0.3,0.5]],"scale":"chess","agents":["a","b"]}`, []string{"points of the chess scale", "predicted less given"}},
	{`{"solver":"elo","games":[[0,1,1],[1,0,1],[0,1,1]]}`, []string{"log-odds", "predicted"}},
	{`{"solver":"melo","P":[[0.5,0.7,0.4],[0.3,0.5,0.6],[0.6,0.4,0.5]]}`, []string{"Multidimensional Elo, k = 1"}},
}

func TestFigures(t *testing.T) {
	tested := map[string]bool{}
	for _, c := range drawn {
		var out, svg bytes.Buffer
		if code, err := Run(t.Context(), "cpu", strings.NewReader(c.in), &out, WithPlot(&svg)); err != nil || code != ExitOK {
			t.Errorf("%s: exit %d, %v", c.in, code, err)
			continue
		}
		for _, want := range c.says {
			if !strings.Contains(svg.String(), want) {
				t.Errorf("%s: no %q in the plot", c.in, want)
			}
		}
		wellFormed(t, svg.Bytes())
		name, _, _ := strings.Cut(strings.TrimPrefix(c.in, `{"solver":"`), `"`)
		tested[name] = true
	}
	for _, name := range Solvers() {
		if solvers[name].plots != tested[name] {
			t.Errorf("%s: plots %v, tested %v", name, solvers[name].plots, tested[name])
		}
	}
}

// Who is trimmed is decided by pulls and not by positions: a stubborn outlier pulls
// hard, one that cares little stays although it is further out.
func TestTrimmedMarks(t *testing.T) {
	in := `{"solver":"trimmed-equilibrium","f":1,"anchors":[[0],[10],[20],[30]],"L":[65000,0,0,65000]}`
	a, err := Solve(t.Context(), cpu.New(), strings.NewReader(in), WithPlot(io.Discard))
	if err != nil {
		t.Fatal(err)
	}
	fig, ok := a.Figure()
	if !ok {
		t.Fatal("no figure")
	}
	got := fig.Panels[0].(plot.Strips).Rows[0]
	if want := []bool{false, true, true, false}; !slices.Equal(got.Trimmed, want) {
		t.Errorf("trimmed %v around %g, want %v", got.Trimmed, got.Outcome, want)
	}
	if a, err = Solve(t.Context(), cpu.New(), strings.NewReader(in)); err != nil {
		t.Fatal(err)
	}
	if _, ok := a.Figure(); ok {
		t.Error("a figure that nobody asked for")
	}
}

// What cannot be drawn is said before any work, with what can be.
func TestNoPlot(t *testing.T) {
	for _, in := range []string{
		`{"solver":"schur","A":[[0,1],[-1,0]]}`, `{"solver":"nash","A":[[1]],"B":[[1]]}`, `{"solver":"nashconv","A":[[1]],"B":[[1]],"x":[1],"y":[1]}`,
		`{"solver":"polymatrix","edges":[]}`, `{"solver":"correlated-equilibrium","A":[[1]],"B":[[1]]}`,
	} {
		var out, svg bytes.Buffer
		code, err := Run(t.Context(), "cpu", strings.NewReader(in), &out, WithPlot(&svg))
		if code != ExitBadInput || err == nil || !strings.Contains(err.Error(), "has no plot; those that have one are "+strings.Join(Plotting(), ", ")) || out.Len()+svg.Len() > 0 {
			t.Errorf("%s: exit %d, %v", in, code, err)
		}
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestPlotErrors(t *testing.T) {
	var out bytes.Buffer
	code, err := Run(t.Context(), "cpu", strings.NewReader(drawn[0].in), &out, WithPlot(broken{}))
	if code != ExitNotConverged || !errors.Is(err, io.ErrShortWrite) || !strings.HasPrefix(err.Error(), "write the plot: ") || out.Len() == 0 {
		t.Errorf("exit %d, %v, %q", code, err, &out)
	}
	refuses(t, [][2]string{
		{`{"solver":"hodge","A":[[0,1],[-1,0]],"agents":["a"]}`, `key "agents": 1 names for 2`},
		{`{"solver":"hodge","A":[[0,1],[-1,0]],"agents":["a",2]}`, `key "agents": [1]: 2 is not a string`},
		{`{"solver":"hodge","A":[[0,1],[-1,0]],"agents":["a",""]}`, `key "agents": [1]: a name of 0 bytes`},
		{`{"solver":"hodge","A":[[0,1],[-1,0]],"agents":"a"}`, `key "agents": "a" is not a list`},
		{`{"solver":"hodge","A":[[0,1],[-1,0]],"tasks":["a","b"]}`, `key "tasks": A has no tasks`},
		{`{"solver":"nash-averaging","form":"ava","A":[[0,1],[-1,0]],"tasks":["a","b"]}`, `key "tasks": form "ava" has no tasks`},
		{`{"solver":"nash-averaging","form":"avt","S":[[0,1]],"tasks":["a"]}`, `key "tasks": 1 names for 2`},
		{`{"solver":"elo","games":[[0,1,1],[1,0,1]],"agents":["a"]}`, `key "agents": 1 names for 2`},
	})
}

// A trace keeps few points of many, in order, the last among them.
func TestTrace(t *testing.T) {
	var tr trace
	for k := int64(1); k <= 1e6; k++ {
		tr.watch(progress.Report{Done: k, Value: func() float64 { return 1 / float64(k) }})
	}
	tr.watch(progress.Report{Done: 1 << 21})
	tr.add(1<<20, 0.5)
	tr.add(1<<20, math.NaN())
	tr.add(1<<20, 0.25)
	if n := len(tr.x); n < 100 || n > 400 || tr.x[n-1] != 1<<20 || tr.y[n-1] != 0.25 || !slices.IsSorted(tr.x) || len(tr.y) != n {
		t.Errorf("%d points, the last %g, %g", n, tr.x[n-1], tr.y[n-1])
	}
}

// Every solver that works step by step says so, counts up to its total, and
// answers the same with and without somebody who watches.
func TestProgress(t *testing.T) {
	for _, c := range []struct {
		in, unit, measure string
	}{
		{`{"solver":"trimmed-mean","f":0,"x":[[1,2],[3,4]]}`, "columns", ""},
		{`{"solver":"trimmed-equilibrium","f":0,"anchors":[[1,2],[3,4]],"L":[0,1]}`, "columns", ""},
		{`{"solver":"hierarchical","groups":[[[1],[2]]],"f":[0,0]}`, "columns", ""},
		{`{"solver":"aggregate","rule":"krum","f":0,"x":[[1],[2],[3]]}`, "vectors", ""},
		{`{"solver":"aggregate","rule":"nnm+mean","f":0,"x":[[1],[2],[3]]}`, "vectors", ""},
		{`{"solver":"aggregate","rule":"geometric-median","f":0,"x":[[1,0],[2,1],[3,7]]}`, "iterations", "gap"},
		{`{"solver":"fictitious-play","A":[[1,-1],[-1,1]],"B":[[-1,1],[1,-1]],"iterations":100000}`, "periods", "NashConv"},
		{`{"solver":"fictitious-play","A":[[1,-1e18],[-1,1]],"B":[[-1,1e-18],[1,-1]],"iterations":1000,"epsilon":1e30}`, "periods", "NashConv"},
		{`{"solver":"fictitious-play","shape":[2,2,1],"payoffs":[[1,0,0,1],[1,0,0,1],[0,0,0,0]],"iterations":100}`, "periods", "NashConv"},
		{`{"solver":"best-response","cournot":{"n":3,"a":120,"c":0},"start":[0,0,0],"damping":0.5}`, "rounds", "regret"},
		{`{"solver":"best-response","A":[[1,0],[0,1]],"B":[[1,0],[0,1]],"start":[[1,0],[0,1]],"update":"gauss-seidel"}`, "rounds", "regret"},
		{`{"solver":"nash","A":[[1,-1],[-1,1]],"B":[[-1,1],[1,-1]]}`, "pivots", ""},
		{`{"solver":"nash","shape":[2,2,1],"payoffs":[[1,-1,-1,1],[-1,1,1,-1],[0,0,0,0]]}`, "steps", "λ"},
		{`{"solver":"nash","all":true,"A":` + identity(6) + `,"B":` + identity(6) + `}`, "vertices of one polytope", ""},
		{`{"solver":"polymatrix","edges":[{"i":0,"j":1,"Ai":[[1,-1],[-1,1]],"Aj":[[-1,1],[1,-1]]}]}`, "pivots", ""},
		{`{"solver":"nash-averaging","form":"ava","A":[[0,1,-1],[-1,0,1],[1,-1,0]]}`, "steps", "residual"},
		{`{"solver":"nash-averaging","form":"avt","S":[[1,0],[0,1]]}`, "steps", "residual"},
		{`{"solver":"elo","P":[[0.5,0.7],[0.3,0.5]]}`, "steps", "gradient"},
		{`{"solver":"elo","games":[[0,1,1],[1,0,1]]}`, "steps", "gradient"},
		{`{"solver":"melo","P":[[0.5,0.7,0.4],[0.3,0.5,0.6],[0.6,0.4,0.5]]}`, "steps", "gradient"},
		{`{"solver":"correlated-equilibrium","objective":"max-entropy","A":[[1,-1],[-1,1]],"B":[[-1,1],[1,-1]]}`, "steps", "gap"},
	} {
		var mu sync.Mutex
		var got []progress.Report
		watch := func(r progress.Report) {
			mu.Lock()
			defer mu.Unlock()
			if got = append(got, r); r.Value != nil {
				if v := r.Value(); math.IsNaN(v) || v < 0 {
					t.Errorf("%s: %s is %g", c.in, r.Measure, v)
				}
			}
		}
		answer := func(opts ...Option) string {
			var out bytes.Buffer
			if code, err := Run(context.Background(), "cpu", strings.NewReader(c.in), &out, opts...); err != nil || code != ExitOK {
				t.Fatalf("%s: exit %d, %v", c.in, code, err)
			}
			_, results, _ := strings.Cut(out.String(), `"certificate"`)
			return results
		}
		if answer() != answer(WithProgress(watch)) {
			t.Errorf("%s: watching changes the answer", c.in)
		}
		if len(got) < 2 || got[0].Unit != "" {
			t.Errorf("%s: %d reports", c.in, len(got))
			continue
		}
		for _, r := range got[1:] {
			if r.Unit != c.unit || r.Measure != c.measure || (r.Value != nil) != (c.measure != "") || r.Done < 0 || r.Total > 0 && r.Done > r.Total {
				t.Errorf("%s: %+v", c.in, r)
			}
		}
	}
}

// identity is a game of coordination with n actions.
func identity(n int) string {
	rows := make([]string, n)
	for i := range rows {
		row := slices.Repeat([]string{"0"}, n)
		row[i] = "1"
		rows[i] = "[" + strings.Join(row, ",") + "]"
	}
	return "[" + strings.Join(rows, ",") + "]"
}

// Whatever has an answer has a well-formed picture without a number that is none.
func FuzzFigure(f *testing.F) {
	for _, c := range drawn {
		f.Add(c.in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		a, err := Solve(ctx, cpu.New(), strings.NewReader(in), WithMemory(1<<20), WithPlot(io.Discard))
		if err != nil {
			t.Skipf("there is no figure where there is no answer: %v", err)
		}
		fig, ok := a.Figure()
		if !ok {
			t.Fatal("no figure")
		}
		wellFormed(t, fig.SVG())
	})
}

// wellFormed reads a picture.
func wellFormed(t *testing.T, svg []byte) {
	t.Helper()
	for dec := xml.NewDecoder(bytes.NewReader(svg)); ; {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := token.(xml.StartElement); ok {
			for _, a := range e.Attr {
				if strings.Contains(a.Value, "NaN") || strings.Contains(a.Value, "Inf") {
					t.Fatalf("<%s %s=%q>", e.Name.Local, a.Name.Local, a.Value)
				}
			}
		}
	}
}
