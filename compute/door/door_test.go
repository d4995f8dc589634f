package door

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"oracled/compute"
	"oracled/compute/backends"
	"oracled/compute/cpu"
)

// The worked cases, in the door's own format.
func TestCases(t *testing.T) {
	data, err := os.ReadFile("testdata/solve.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Name   string
		Input  json.RawMessage
		Expect map[string]any
	}
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	if len(cases) == 0 {
		t.Fatal("no cases")
	}
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			got := run(t, string(c.Input))
			for key, want := range c.Expect {
				if !reflect.DeepEqual(got[key], want) {
					t.Errorf("%s = %v, want %v", key, got[key], want)
				}
			}
		})
	}
}

// run returns the answer to an input that has one.
func run(t *testing.T, input string) map[string]any {
	t.Helper()
	var out bytes.Buffer
	code, err := Run(context.Background(), "auto", strings.NewReader(input), &out)
	if err != nil || code != ExitOK {
		t.Fatalf("exit %d: %v", code, err)
	}
	var got map[string]any
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatalf("%s: %v", out.Bytes(), err)
	}
	return got
}

func TestAnswer(t *testing.T) {
	got := run(t, `{"solver": "trimmed-equilibrium", "f": 1, "anchors": [[1, "2"], [-3, 4], ["5", 6], [7, 8]], "L": [0, 65000, 1, 2]}`)
	for key, want := range map[string]any{
		"solver": "trimmed-equilibrium", "converged": true, "backend": "cpu",
		"certificate": map[string]any{"kind": "trimmed-equilibrium", "value": 0.0, "bound": 0.0},
	} {
		if !reflect.DeepEqual(got[key], want) {
			t.Errorf("%s = %v, want %v", key, got[key], want)
		}
	}
	for _, key := range []string{"iterations", "elapsed_ms", "value", "strategies", "digest"} {
		if got[key] == nil {
			t.Errorf("no %s in %v", key, got)
		}
	}
	if d, _ := got["digest"].(string); len(d) != 66 || d[:2] != "0x" {
		t.Errorf("digest %v", got["digest"])
	}
	// The same as text and as numbers, and 2¹¹⁰ − 1 in full.
	big := run(t, `{"solver":"trimmed-mean","f":0,"x":[["1298074214633706907132624082305023"],[1298074214633706907132624082305023]]}`)
	if !reflect.DeepEqual(big["value"], []any{"1298074214633706907132624082305023"}) {
		t.Errorf("value %v", big["value"])
	}
}

// What is wrong with an input is named: the key and the first offending index.
func TestBadInput(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{``, `not JSON`},
		{`{`, `not JSON`},
		{`[]`, `not a JSON object`},
		{`7`, `not a JSON object`},
		{`null`, `not a JSON object`},
		{`{"solver":"trimmed-mean","f":0,"x":[[1]]} {}`, `something follows`},
		{`{"solver":"trimmed-mean","f":0,"x":[[1]]} x`, `something follows`},
		{`{"f":0,"x":[[1]]}`, `key "solver": missing; the solvers are ` + strings.Join(Solvers(), ", ")},
		{`{"solver":7}`, `key "solver": 7 is not a string`},
		{`{"solver":"sum","f":0,"x":[[1]]}`, `unknown solver "sum", not one of ` + strings.Join(Solvers(), ", ")},
		{`{"solver":"trimmed-mean","f":0,"x":[[1]],"L":[1]}`, `key "L": unknown for solver "trimmed-mean", which reads f, x`},
		{`{"solver":"trimmed-mean","f":0,"X":[[1]]}`, `key "X": unknown`},
		{`{"solver":"trimmed-mean","f":0,"f":1,"x":[[1]]}`, `key "f": given twice`},
		{`{"solver":"trimmed-mean","solver":"trimmed-mean","f":0,"x":[[1]]}`, `key "solver": given twice`},
		{`{"solver":"trimmed-mean","x":[[1]]}`, `key "f": missing`},
		{`{"solver":"trimmed-mean","f":0}`, `key "x": missing`},
		{`{"solver":"trimmed-mean","f":0,"x":[[NaN]]}`, `key "x": not JSON`},
		{`{"solver":"trimmed-mean","f":0,"x":[["NaN"]]}`, `key "x": [0][0]: "NaN" is not an integer`},
		{`{"solver":"trimmed-mean","f":0,"x":[[1],[0.5]]}`, `key "x": [1][0]: 0.5 is not an integer`},
		{`{"solver":"trimmed-mean","f":0,"x":[[1,2],[1,1e3]]}`, `key "x": [1][1]: 1e3 is not an integer`},
		{`{"solver":"trimmed-mean","f":0,"x":[[1,2],[1,null]]}`, `key "x": [1][1]: null is not an integer`},
		{`{"solver":"trimmed-mean","f":0,"x":[[1,2],[1,""]]}`, `key "x": [1][1]: "" is not an integer`},
		{`{"solver":"trimmed-mean","f":0,"x":[[1,2],[1,"0x10"]]}`, `key "x": [1][1]: "0x10" is not an integer`},
		{`{"solver":"trimmed-mean","f":0,"x":[[1,2],[1,[2]]]}`, `key "x": [1][1]: [2] is not an integer`},
		{`{"solver":"trimmed-mean","f":0,"x":[[1,2],[1],[3]]}`, `key "x": [1]: 1 coordinates, but 2 in row 0`},
		{`{"solver":"trimmed-mean","f":0,"x":[[1,2],3]}`, `key "x": [1]: 3 is not a list`},
		{`{"solver":"trimmed-mean","f":0,"x":[[1],[]]}`, `key "x": [1]: no coordinates`},
		{`{"solver":"trimmed-mean","f":0,"x":[]}`, `key "x": no rows`},
		{`{"solver":"trimmed-mean","f":0,"x":null}`, `key "x": null is not a list`},
		{`{"solver":"trimmed-mean","f":0,"x":[[1298074214633706907132624082305024]]}`, `key "x": [0][0]: 1298074214633706907132624082305024 is 2^110 or more in magnitude`},
		{`{"solver":"trimmed-mean","f":0,"x":[["-1298074214633706907132624082305024"]]}`, `key "x": [0][0]: "-1298074214633706907132624082305024" is 2^110`},
		{`{"solver":"trimmed-mean","f":-1,"x":[[1]]}`, `key "f": -1 is not within 0 to`},
		{`{"solver":"trimmed-mean","f":1.5,"x":[[1]]}`, `key "f": 1.5 is not an integer`},
		{`{"solver":"trimmed-mean","f":99999999999999999999,"x":[[1]]}`, `key "f": 99999999999999999999 is not within`},
		{`{"solver":"trimmed-mean","f":1,"x":[[1],[2]]}`, `key "f": 1 is too large: it takes 3 agents and "x" has 2`},
		{`{"solver":"trimmed-equilibrium","f":1,"anchors":[[1],[2],[3]],"L":[0,0,0]}`, `key "f": 1 is too large: it takes 4 agents and "anchors" has 3`},
		{`{"solver":"trimmed-equilibrium","f":0,"anchors":[[1],[2],[3]],"L":[0,0]}`, `key "L": 2 entries, but "anchors" has 3 rows`},
		{`{"solver":"trimmed-equilibrium","f":0,"anchors":[[1],[2],[3]],"L":[0,0,65001]}`, `key "L": [2]: 65001 is not within 0 to 65000`},
		{`{"solver":"trimmed-equilibrium","f":0,"anchors":[[1],[2],[3]],"L":[0,-1,65001]}`, `key "L": [1]: -1 is not within`},
		{`{"solver":"trimmed-equilibrium","f":0,"anchors":[[1],[2],[3]],"L":7}`, `key "L": 7 is not a list`},
		{`{"solver":"trimmed-equilibrium","f":0,"anchors":[[1],[2],[3]]}`, `key "L": missing`},
		{`{"solver":"trimmed-mean","f":0,"x":[[1]],}`, `not JSON`},
		{`{"solver":"trimmed-mean" "f":0}`, `not JSON`},
		{`{"solver":"trimmed-mean","f":`, `not JSON`},
		{`{7:1}`, `not JSON`},
	} {
		var out bytes.Buffer
		code, err := Run(context.Background(), "cpu", strings.NewReader(c.in), &out)
		if code != ExitBadInput || !errors.Is(err, ErrInput) || !strings.Contains(err.Error(), c.want) || out.Len() > 0 {
			t.Errorf("%s\n  exit %d, %v\n  want %s", c.in, code, err, c.want)
		}
	}
}

func TestBackends(t *testing.T) {
	cases := map[string]string{"cuda": "built without the tag cuda", "gpu": "not one of auto, cpu, cuda"}
	if slices.Contains(backends.Built(), "cuda") {
		delete(cases, "cuda") // there may be a GPU
	}
	for name, want := range cases {
		code, err := Run(context.Background(), name, strings.NewReader(`{}`), &bytes.Buffer{})
		if code != ExitBadInput || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: exit %d, %v", name, code, err)
		}
	}
}

func TestExitCode(t *testing.T) {
	for _, c := range []struct {
		a    Answer
		err  error
		want int
	}{
		{Answer{Converged: true}, nil, ExitOK},
		{Answer{}, nil, ExitNotConverged},
		{Answer{}, ErrInput, ExitBadInput},
		{Answer{}, context.Canceled, ExitNotConverged},
	} {
		if got := ExitCode(c.a, c.err); got != c.want {
			t.Errorf("%+v, %v: %d, want %d", c.a, c.err, got, c.want)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	code, err := Run(ctx, "cpu", strings.NewReader(`{"solver":"trimmed-mean","f":0,"x":[[1]]}`), &bytes.Buffer{})
	if code != ExitNotConverged || !errors.Is(err, context.Canceled) {
		t.Errorf("ended context: exit %d, %v", code, err)
	}
}

// Whatever comes in, the door answers or says why not, and never panics.
func FuzzSolve(f *testing.F) {
	f.Add(`{"solver":"trimmed-mean","f":1,"x":[[1,2],["3",4],[5,-6]]}`)
	f.Add(`{"solver":"trimmed-equilibrium","f":0,"anchors":[[1],[2]],"L":[0,65000]}`)
	f.Add(`{"solver":"trimmed-mean","f":1,"f":2}`)
	f.Add(`{"solver":"\u0074rimmed-mean","f":"0","x":[["1298074214633706907132624082305023"]]}`)
	for _, seed := range gameSeeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		a, err := Solve(ctx, cpu.New(), strings.NewReader(in), WithMemory(1<<20))
		if ctx.Err() != nil {
			t.Skip("the second that an input has is over: whether it has an answer is not asked here")
		}
		if err == nil {
			if _, err := json.Marshal(a); err != nil {
				t.Fatal(err)
			}
			return
		}
		if !errors.Is(err, ErrInput) {
			t.Fatalf("not about the input: %v", err)
		}
	})
}

// The table answers for every name that it lists.
func TestTable(t *testing.T) {
	for name, e := range solvers {
		if e.solve == nil || len(e.keys) == 0 {
			t.Errorf("%s is empty", name)
		}
		in := `{"solver":"` + name + `"}`
		if _, err := Solve(context.Background(), cpu.New(), strings.NewReader(in)); !errors.Is(err, ErrInput) {
			t.Errorf("%s without keys: %v", name, err)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	rows := make([][]int64, 1000)
	for i := range rows {
		for range 64 {
			rows[i] = append(rows[i], r.Int64()-1<<62)
		}
	}
	in, _ := json.Marshal(map[string]any{"solver": compute.TrimmedMean, "f": 100, "x": rows})
	b.SetBytes(int64(len(in)))
	for b.Loop() {
		if _, err := Solve(context.Background(), cpu.New(), bytes.NewReader(in)); err != nil {
			b.Fatal(err)
		}
	}
}
