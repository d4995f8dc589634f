package door

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math"
	"os"
	"reflect"
	"strings"
	"testing"

	"oracled/compute/cpu"
)

// The worked cases of the games, each key to its own tolerance.
func TestGameCases(t *testing.T) {
	data, err := os.ReadFile("testdata/games.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Name      string
		Input     json.RawMessage
		Expect    map[string]any
		Tolerance map[string]float64
	}
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			var out bytes.Buffer
			code, err := Run(context.Background(), "cpu", bytes.NewReader(c.Input), &out)
			if err != nil {
				t.Fatal(err)
			}
			var got map[string]any
			if err := json.Unmarshal(out.Bytes(), &got); err != nil {
				t.Fatal(err)
			}
			if converged := got["converged"].(bool); converged != (code == ExitOK) {
				t.Errorf("exit %d, converged: %t", code, converged)
			}
			for key, want := range c.Expect {
				tolerance, ok := c.Tolerance[key]
				if !ok {
					tolerance = c.Tolerance["abs"]
				}
				if !near(got[key], want, tolerance) {
					t.Errorf("%s = %v, want %v to %g", key, got[key], want, tolerance)
				}
			}
			if most, ok := c.Tolerance["violation"]; ok && !(got["violation"].(float64) <= most) {
				t.Errorf("violation %v", got["violation"])
			}
		})
	}
}

// gameSeeds are where fuzzing of the door starts from.
var gameSeeds = []string{
	`{"solver":"polymatrix","edges":[{"i":0,"j":1,"Ai":[[1,2]],"Aj":[[3,4]]}]}`,
	`{"solver":"aggregate","rule":"nnm+geometric-median","f":1,"x":[[0.1,0.2],[1,2],[3,4]]}`,
	`{"solver":"aggregate","rule":"centered-clipping","f":0,"x":[[1],[2]],"params":{"radius":1,"iterations":3,"start":[0]}}`,
	`{"solver":"hierarchical","groups":[[["100"],["7"],[-5]],[[1],[2],[3]],[[50],[60],["70"],[90]]],"f":[1,1]}`,
	`{"solver":"nashconv","A":[[3,0],[5,1]],"B":[[3,5],[0,1]],"x":[0.25,0.75],"y":[0.5,0.5]}`,
	`{"solver":"nash","A":[[3.0,0.5],[0,2e0]],"B":[[2,0],[0,3]],"all":true}`,
	`{"solver":"nash","shape":[2,2,2],"payoffs":[[1,1,0,0,0,0,1,1],[1,0,0,1,1,0,0,1],[0,1,0,1,1,0,1,0]]}`,
	`{"solver":"fictitious-play","A":[[1,-1],[-1,1]],"B":[[-1,1],[1,-1]],"iterations":100,"first":[0,0]}`,
	`{"solver":"correlated-equilibrium","shape":[2,2],"payoffs":[[6,2,7,0],[6,7,2,0]],"objective":"max-entropy"}`,
	`{"solver":"best-response","A":[[1,0],[0,1]],"B":[[1,0],[0,1]],"start":[[1,0],[0,1]],"update":"gauss-seidel","damping":0.5}`,
	`{"solver":"best-response","cournot":{"n":2,"a":120,"c":0},"start":[0,0],"update":"jacobi","epsilon":1e-9,"maxIterations":100}`,
}

// near compares answers number by number.
func near(got, want any, tolerance float64) bool {
	switch w := want.(type) {
	case float64:
		g, ok := got.(float64)
		return ok && math.Abs(g-w) <= tolerance
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(w) {
			return false
		}
		for i := range w {
			if !near(g[i], w[i], tolerance) {
				return false
			}
		}
		return true
	}
	return reflect.DeepEqual(got, want)
}

// solve returns the answer to an input that is understood.
func solve(t *testing.T, in string) (Answer, map[string]any) {
	t.Helper()
	a, err := Solve(context.Background(), cpu.New(), strings.NewReader(in))
	if err != nil {
		t.Fatalf("%s: %v", in, err)
	}
	out := map[string]any{}
	for _, r := range a.Results {
		out[r.Key] = r.Value
	}
	return a, out
}

// refuses checks what is said about inputs that are not understood.
func refuses(t *testing.T, cases [][2]string) {
	t.Helper()
	for _, c := range cases {
		_, err := Solve(context.Background(), cpu.New(), strings.NewReader(c[0]))
		if !errors.Is(err, ErrInput) || !strings.Contains(err.Error(), c[1]) {
			t.Errorf("%s\n  %v\n  want %s", c[0], err, c[1])
		}
	}
}

func TestNashConvBadInput(t *testing.T) {
	refuses(t, [][2]string{
		{`{"solver":"nashconv"}`, `key "shape": missing`},
		{`{"solver":"nashconv","A":[[1]]}`, `key "B": missing`},
		{`{"solver":"nashconv","A":[[1,2]],"B":[[1]],"x":[1],"y":[1]}`, `key "B": [0]: 1 numbers, not 2`},
		{`{"solver":"nashconv","A":[[1,2]],"B":[[1,2],[3,4]],"x":[1],"y":[1,0]}`, `key "B": 2 rows, not 1`},
		{`{"solver":"nashconv","A":[[1e300]],"B":[[1]],"x":[1],"y":[1]}`, `key "A": game: input: payoff 0 of player 0 is 1e+300`},
		{`{"solver":"nashconv","A":[[1,2]],"B":[[1,2]],"x":[1],"y":[1]}`, `key "y": 1 numbers, not 2`},
		{`{"solver":"nashconv","A":[[1,2]],"B":[[1,2]],"x":[1],"y":[1,1]}`, `key "y": game: input: the probabilities sum to 2`},
		{`{"solver":"nashconv","A":[[1,2]],"B":[[1,2]],"x":[1],"y":[-1,2]}`, `key "y": game: input: probability 0 is -1`},
		{`{"solver":"nashconv","A":[[1,2]],"B":[[1,2]],"shape":[1,2],"x":[1],"y":[1,0]}`, `key "shape": a game is either`},
		{`{"solver":"nashconv","shape":[1,2],"payoffs":[[1,2],[1,2]],"strategies":[[1],[1,0]],"x":[1]}`, `key "x": strategies are given already`},
		{`{"solver":"nashconv","shape":[1,2],"payoffs":[[1,2],[1,2]],"strategies":[[1]]}`, `key "strategies": game: input: 1 strategies for 2 players`},
		{`{"solver":"nashconv","shape":[1,2],"payoffs":[[1,2],[1,2]],"strategies":[[1],[1]]}`, `key "strategies": strategy of player 1: game: input: 1 probabilities for 2 actions`},
		{`{"solver":"nashconv","shape":[1,2],"payoffs":[[1,2]],"strategies":[[1],[1,0]]}`, `key "payoffs": 1 rows, not 2`},
		{`{"solver":"nashconv","shape":[2,2],"payoffs":[[1,2,3,4],[1,2,3]],"strategies":[[1],[1,0]]}`, `key "payoffs": [1]: 3 numbers, not 4`},
		{`{"solver":"nashconv","shape":[2,0],"payoffs":[[1],[1]],"strategies":[[1],[1,0]]}`, `key "shape": [1]: 0 is not within 1`},
		{`{"solver":"nashconv","shape":[],"payoffs":[[1],[1]],"strategies":[[1],[1,0]]}`, `key "shape": 0 players`},
		{`{"solver":"nashconv","shape":[2000000000,2000000000,2000000000],"payoffs":[[1],[1]]}`, `key "shape": needs`},
	})
}

func TestNashConvPlayers(t *testing.T) {
	a, out := solve(t, `{"solver":"nashconv","shape":[1,2,1],"payoffs":[[1,2],[1,5],[0,0]],"strategies":[[1],[0.5,0.5],[1]]}`)
	if !a.Converged || !reflect.DeepEqual(out["regrets"], []float64{0, 2, 0}) || out["nashconv"] != 2.0 {
		t.Errorf("%+v", a)
	}
}
