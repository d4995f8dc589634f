package door

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"oracled/compute/cpu"
	"oracled/compute/game"
	"oracled/compute/game/play"
	"oracled/compute/internal/looks"
)

func TestFictitiousPlayDoor(t *testing.T) {
	in := `{"solver":"fictitious-play","shape":[2,2,2],"payoffs":[[1,0,0,0,0,0,0,1],[1,0,0,0,0,0,0,1],[1,0,0,0,0,0,0,1]],"iterations":1000}`
	if a, out := solve(t, in); !a.Converged || out["nashconv"] != 0.0 {
		t.Errorf("%+v", a)
	}
	in = `{"solver":"fictitious-play","A":[[1,-1],[-1,1]],"B":[[-1,1],[1,-1]],"iterations":100000,"epsilon":0.0044}`
	if a, _ := solve(t, in); a.Converged || a.Certificate.Bound != 0.0044 {
		t.Errorf("%+v", a)
	}
	refuses(t, [][2]string{
		{`{"solver":"fictitious-play","A":[[1]],"B":[[1]]}`, `key "iterations": missing`},
		{`{"solver":"fictitious-play","A":[[1]],"B":[[1]],"iterations":0}`, `key "iterations": 0 is not within 1`},
		{`{"solver":"fictitious-play","A":[[1]],"B":[[1]],"iterations":1,"first":[0]}`, `key "first": 1 actions for 2 players`},
		{`{"solver":"fictitious-play","A":[[1]],"B":[[1]],"iterations":1,"first":[0,1]}`, `key "first": [1]: 1, but the player has 1 actions`},
		{`{"solver":"fictitious-play","A":[[1]],"B":[[1]],"iterations":1,"first":[0,-1]}`, `key "first": [1]: -1 is not within`},
		{`{"solver":"fictitious-play","A":[[1]],"B":[[1]],"iterations":1,"epsilon":-1}`, `key "epsilon": -1 is not within`},
	})
}

// A large game is the backend's, and counts what package play does; what it takes is
// asked for before.
func TestLargePlayDoor(t *testing.T) {
	const n, periods = 512, 1500
	r := rand.New(rand.NewPCG(1, n))
	A, B := make([][]float64, n), make([][]float64, n)
	for a := range n {
		for range n {
			u := float64(r.IntN(19) - 9)
			A[a], B[a] = append(A[a], u), append(B[a], -u)
		}
	}
	g, err := game.Bimatrix(A, B)
	if err != nil {
		t.Fatal(err)
	}
	want, err := play.Fictitious(context.Background(), g, periods, []int{7, 11})
	if err != nil {
		t.Fatal(err)
	}
	in, err := json.Marshal(map[string]any{"solver": "fictitious-play", "A": A, "B": B, "iterations": periods, "first": []int{7, 11}})
	if err != nil {
		t.Fatal(err)
	}
	a, out := solve(t, string(in))
	if !reflect.DeepEqual(out["counts"], want) || a.Certificate.Value != g.NashConv(want.Strategies()) || a.Iterations != periods {
		t.Errorf("%+v", a.Certificate)
	}
	const payoffs = 2 * 8 * n * n
	if _, err := Solve(context.Background(), cpu.New(), bytes.NewReader(in), WithMemory(payoffs+16*n*n-1)); !errors.Is(err, ErrInput) || !strings.Contains(err.Error(), `key "A": needs`) {
		t.Errorf("without memory for the sums: %v", err)
	}
	if _, err := Solve(context.Background(), cpu.New(), bytes.NewReader(in), WithMemory(payoffs+16*n*n+1<<10)); err != nil {
		t.Errorf("with just enough memory: %v", err)
	}
}

func TestBestResponseDoor(t *testing.T) {
	// Simultaneous answers miss each other in a game of coordination for ever;
	// one after the other they meet.
	in := `{"solver":"best-response","A":[[1,0],[0,1]],"B":[[1,0],[0,1]],"start":[[1,0],[0,1]],"update":`
	if a, out := solve(t, in+`"jacobi"}`); a.Converged || out["cycle"] != 2 || ExitCode(a, nil) != ExitNotConverged {
		t.Errorf("%+v", a)
	}
	if a, out := solve(t, in+`"gauss-seidel"}`); !a.Converged || out["nashconv"] != 0.0 {
		t.Errorf("%+v", a)
	}
	// A mixed equilibrium is at rest from the start.
	in = `{"solver":"best-response","A":[[1,-1],[-1,1]],"B":[[-1,1],[1,-1]],"start":[[0.5,0.5],[0.5,0.5]]}`
	if a, _ := solve(t, in); !a.Converged || a.Iterations != 0 {
		t.Errorf("%+v", a)
	}
	// Cournot by firms, order and damping.
	for _, c := range []struct {
		n, more   string
		converged bool
	}{
		{"3", `"update":"gauss-seidel"`, true}, {"3", `"damping":0.5`, true}, {"3", `"damping":0`, false},
		{"5", `"update":"gauss-seidel"`, true}, {"5", `"damping":0.7`, true}, {"5", `"update":"jacobi"`, false}, {"1", `"update":"jacobi"`, true},
	} {
		start := "[0" + strings.Repeat(",0", int(c.n[0]-'1')) + "]"
		a, out := solve(t, `{"solver":"best-response","cournot":{"n":`+c.n+`,"a":120,"c":0},"start":`+start+`,`+c.more+`}`)
		if a.Converged != c.converged {
			t.Errorf("%+v: %+v", c, a)
		}
		for _, q := range out["profile"].([]float64) {
			if want := 120 / (float64(c.n[0]-'0') + 1); c.converged && math.Abs(q-want) > 1e-8 {
				t.Errorf("%+v: %g, want %g", c, q, want)
			}
		}
		if !c.converged && out["cycle"] != 2 {
			t.Errorf("%+v: cycle %v", c, out["cycle"])
		}
	}
	// Two players, one with two choices: q = (1 − y)/2, (½, at its bound) against
	// y = ½ + q₀/4, so q₀ = 2/9 and y = 5/9.
	in = `{"solver":"best-response","quadratic":{"players":[{"Q":[[2,0],[0,2]],"c":[1,3],"lower":[0,0],"upper":[1,0.5]},{"Q":[[4]],"c":[2]}],
		"cross":[{"i":0,"j":1,"R":[[-1],[0]]},{"i":1,"j":0,"R":[[1,0]]}]},"start":[[0,0],[0]],"update":`
	for _, update := range []string{`"jacobi"`, `"gauss-seidel"`, `"jacobi","damping":0.5`} {
		a, out := solve(t, in+update+`}`)
		q := out["profile"].([][]float64)
		if !a.Converged || math.Abs(q[0][0]-2./9) > 1e-8 || math.Abs(q[0][1]-0.5) > 1e-8 || math.Abs(q[1][0]-5./9) > 1e-8 {
			t.Errorf("%s: %+v, %v", update, a, out)
		}
	}
	refuses(t, [][2]string{
		{`{"solver":"best-response","quadratic":{"players":[{"Q":[[-1]],"c":[1]}]},"start":[[0]]}`, `key "quadratic": game: input: player 0: entry Q[0][0] = -1 is not above 0`},
		{`{"solver":"best-response","quadratic":{"players":[{"Q":[[1]],"c":[1,2]}]},"start":[[0]]}`, `c": 2 numbers, not 1`},
		{`{"solver":"best-response","quadratic":{"players":[{"Q":[[1]],"c":[1]}],"cross":[{"i":0,"j":1,"R":[[1]]}]},"start":[[0]]}`, `1 is not within 0 to 0`},
		{`{"solver":"best-response","quadratic":{"players":[{"Q":[[1]],"c":[1],"lower":[0]}]},"start":[[-1]]}`, `key "start": game: input: choice 0 of player 0 starts at -1`},
		{`{"solver":"best-response","quadratic":{"players":[{"Q":[[1]],"c":[1]}]},"A":[[1]],"start":[[-1]]}`, `key "A": a game is either`},
		{`{"solver":"best-response","A":[[1]],"B":[[1]]}`, `key "start": missing`},
		{`{"solver":"best-response","A":[[1]],"B":[[1]],"start":[[1],[1]],"update":"both"}`, `key "update": "both" is not one of jacobi, gauss-seidel`},
		{`{"solver":"best-response","A":[[1]],"B":[[1]],"start":[[1],[1]],"damping":1}`, `key "damping": 1 keeps`},
		{`{"solver":"best-response","A":[[1]],"B":[[1]],"start":[[1],[1]],"maxIterations":0}`, `key "maxIterations": 0`},
		{`{"solver":"best-response","A":[[1]],"B":[[1]],"start":[[1],[2]]}`, `key "start": strategy of player 1: game: input: probability 0 is 2`},
		{`{"solver":"best-response","cournot":{"n":2,"a":1,"c":0},"A":[[1]],"start":[0,0]}`, `key "A": a game is either cournot, quadratic or payoffs`},
		{`{"solver":"best-response","cournot":{"n":2,"a":1},"start":[0,0]}`, `key "cournot.c": missing`},
		{`{"solver":"best-response","cournot":{"n":0,"a":1,"c":0},"start":[0]}`, `key "cournot.n": 0 is not within`},
		{`{"solver":"best-response","cournot":{"n":2,"a":1,"c":0,"d":3},"start":[0,0]}`, `key "cournot.d": unknown`},
		{`{"solver":"best-response","cournot":{"n":2,"a":1,"c":0},"start":[0]}`, `key "start": 1 numbers, not 2`},
		{`{"solver":"best-response","cournot":{"n":2,"a":1,"c":0},"start":[0,-1]}`, `key "start": game: input: quantity 1 is -1`},
	})
}

// Work without an end stops with its context.
func TestGamesStop(t *testing.T) {
	long := make([]float64, 20*20)
	for k := range long {
		long[k] = math.Sin(float64(k * k))
	}
	rows, _ := json.Marshal(nest(long, 20))
	for _, in := range []string{
		`{"solver":"fictitious-play","shape":[20,20],"payoffs":[` + list2(long) + `],"iterations":1000000000000}`,
		`{"solver":"best-response","A":` + string(rows) + `,"B":` + string(rows) + `,"start":` + uniform(20) + `,"damping":0.9999999,"epsilon":0,"maxIterations":2000000000}`,
	} {
		ctx := looks.New(20)
		if _, err := Solve(ctx, cpu.New(), strings.NewReader(in)); !errors.Is(err, context.Canceled) || ctx.TooMany() > 5 || ExitCode(Answer{}, err) != ExitNotConverged {
			t.Errorf("%.60s: %v after %d looks too many", in, err, ctx.TooMany())
		}
	}
}

func nest(flat []float64, cols int) [][]float64 {
	return matrix{len(flat) / cols, cols, flat}.nested()
}

// list2 is a tensor and its negative.
func list2(flat []float64) string {
	minus := make([]float64, len(flat))
	for k, x := range flat {
		minus[k] = -x
	}
	a, _ := json.Marshal(flat)
	b, _ := json.Marshal(minus)
	return string(a) + "," + string(b)
}

func uniform(m int) string {
	g, _ := game.New([]int{m, m}, [][]float64{make([]float64, m*m), make([]float64, m*m)})
	p, _ := json.Marshal(g.Uniform())
	return string(p)
}
