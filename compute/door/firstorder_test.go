package door

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
)

// numbers returns a key's list as floats.
func numbers(t *testing.T, v any) []float64 {
	t.Helper()
	list, ok := v.([]any)
	if !ok {
		t.Fatalf("%v is no list", v)
	}
	out := make([]float64, len(list))
	for i := range list {
		out[i] = list[i].(float64)
	}
	return out
}

func TestFirstOrder(t *testing.T) {
	// Scissors win twice as much: the equilibrium is 1/2, 1/4, 1/4.
	got := run(t, `{"solver":"nash-averaging","form":"ava","method":"first-order","A":[[0,1,-1],[-1,0,2],[1,-2,0]],"epsilon":1e-8}`)
	for i, want := range []float64{0.5, 0.25, 0.25} {
		if p := numbers(t, got["p"]); math.Abs(p[i]-want) > 1e-7 {
			t.Errorf("p = %v", p)
		}
	}
	certificate := got["certificate"].(map[string]any)
	if got["converged"] != true || certificate["kind"] != "exploitability" || certificate["bound"] != 1e-8 || certificate["value"].(float64) > 1e-8 || got["iterations"].(float64) < 2 {
		t.Errorf("%v", got)
	}
	for _, key := range []string{"dual", "entropy_gap", "everywhere"} {
		if _, claimed := got[key]; claimed {
			t.Errorf("%s is claimed", key)
		}
	}
	got = run(t, `{"solver":"nash-averaging","method":"first-order","form":"ava","P":[[0.5,0.75,0.25],[0.25,0.5,0.75],[0.75,0.25,0.5]]}`)
	if p := numbers(t, got["p"]); math.Abs(p[0]-1.0/3) > 1e-6 {
		t.Errorf("p = %v", p)
	}
	got = run(t, `{"solver":"nash-averaging","method":"first-order","form":"avt","S":[[3,1],[0,2],[0,0]]}`)
	if v := got["value"].(float64); math.Abs(v-1.5) > 1e-5 {
		t.Errorf("value %g, not 3/2", v)
	}
	if !reflect.DeepEqual(got["supports"], map[string]any{"agents": []any{0.0, 1.0}, "tasks": []any{0.0, 1.0}}) {
		t.Errorf("supports %v", got["supports"])
	}

	// Too few products are an answer that has not converged.
	var out bytes.Buffer
	r := rand.New(rand.NewPCG(1, 2))
	a := make([][]float64, 400)
	for i := range a {
		a[i] = make([]float64, len(a))
		for j := range i {
			a[i][j] = 2*r.Float64() - 1
			a[j][i] = -a[i][j]
		}
	}
	text, err := json.Marshal(map[string]any{"solver": "nash-averaging", "form": "ava", "method": "first-order", "A": a, "maxProducts": 2})
	if err != nil {
		t.Fatal(err)
	}
	code, err := Run(context.Background(), "auto", bytes.NewReader(text), &out)
	if code != ExitNotConverged || err != nil || !strings.Contains(out.String(), `"converged":false`) {
		t.Errorf("exit %d, %v, %.100s", code, err, out.String())
	}
}

func TestUtilities(t *testing.T) {
	got := run(t, `{"solver":"utilities","A":[[1,-2],[1,-2],[0.5,7]],"profiles":[[1,0],[0.25,0.75],[0.96875,0.03125]],"all":true}`)
	for key, want := range map[string]any{
		"best":      []any{0.0, 2.0, 0.0}, // rows 0 and 1 tie
		"utility":   []any{1.0, 5.375, 0.90625},
		"utilities": []any{[]any{1.0, 1.0, 0.5}, []any{-1.25, -1.25, 5.375}, []any{0.90625, 0.90625, 0.703125}},
	} {
		if !reflect.DeepEqual(got[key], want) {
			t.Errorf("%s = %v, want %v", key, got[key], want)
		}
	}
	if c := got["certificate"].(map[string]any); c["kind"] != "quantisation" || c["value"] != 0.0 || c["bound"].(float64) <= 0 {
		t.Errorf("certificate %v of numbers that are kept as they are", c)
	}
	// Numbers that are not: the utility is within the certificate's value.
	got = run(t, `{"solver":"utilities","A":[[0.1,0.7],[0.3,-0.2]],"profiles":[[0.3,0.7]]}`)
	off := math.Abs(numbers(t, got["utility"])[0] - (0.3*0.1 + 0.7*0.7))
	if c := got["certificate"].(map[string]any); off > c["value"].(float64) || c["value"].(float64) > c["bound"].(float64) || c["value"] == 0.0 {
		t.Errorf("%g off, certificate %v", off, c)
	}
	if _, all := got["utilities"]; all {
		t.Error("all utilities, not asked for")
	}
}

func TestFirstOrderBadInput(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`{"solver":"nash-averaging","form":"ava","A":[[0]],"epsilon":1e-6}`, `key "epsilon": belongs to method "first-order"`},
		{`{"solver":"nash-averaging","form":"avt","S":[[0]],"method":"max-entropy","maxProducts":9}`, `key "maxProducts": belongs to method "first-order"`},
		{`{"solver":"nash-averaging","form":"ava","A":[[0]],"method":"second-order"}`, `key "method": "second-order" is not one of max-entropy, first-order`},
		{`{"solver":"nash-averaging","form":"ava","A":[[0]],"method":"first-order","epsilon":1e-9}`, `key "epsilon": 1e-9 is not within 1e-08 to 1`},
		{`{"solver":"nash-averaging","form":"ava","A":[[0]],"method":"first-order","maxProducts":0}`, `key "maxProducts": 0 is not within 1`},
		{`{"solver":"nash-averaging","form":"ava","A":[[0,1],[1,0]],"method":"first-order"}`, `key "A": [0][1]: 1 and [1][0], 1, are not opposite`},
		{`{"solver":"nash-averaging","form":"avt","S":[[0,1],[1]],"method":"first-order"}`, `key "S": [1]: 1 numbers, but 2 in row 0`},
		{`{"solver":"nash-averaging","form":"avt","A":[[0]],"method":"first-order"}`, `key "A": form "avt" reads S`},
		{`{"solver":"utilities","A":[[1,2]],"profiles":[[1]]}`, `key "profiles": [0]: 1 numbers, not 2`},
		{`{"solver":"utilities","A":[[1,2]],"profiles":[[1,0],[0.5,0.4]]}`, `key "profiles": [1]: game: input: the probabilities sum to 0.9`},
		{`{"solver":"utilities","A":[[1,2]],"profiles":[[1.5,-0.5]]}`, `key "profiles": [0]: game: input: probability 0 is 1.5`},
		{`{"solver":"utilities","A":[[1,1e301]],"profiles":[[1,0]]}`, `key "A": [0][1]: 1e+301 is above 1e+300`},
		{`{"solver":"utilities","A":[[1,2]],"profiles":[[1,0]],"all":1}`, `key "all": 1 is neither true nor false`},
		{`{"solver":"utilities","A":[[1,2]]}`, `key "profiles": missing`},
	} {
		var out bytes.Buffer
		code, err := Run(context.Background(), "auto", strings.NewReader(c.in), &out)
		if code != ExitBadInput || err == nil || !strings.Contains(err.Error(), c.want) || out.Len() > 0 {
			t.Errorf("%s: exit %d, %v, want %q", c.in, code, err, c.want)
		}
	}
	// What they take is asked for before it is taken.
	for _, in := range []string{
		`{"solver":"nash-averaging","form":"ava","method":"first-order","A":[[0,1,1,1],[-1,0,1,1],[-1,-1,0,1],[-1,-1,-1,0]]}`,
		`{"solver":"nash-averaging","form":"avt","method":"first-order","S":[[0,1,1,1],[-1,0,1,1],[-1,-1,0,1],[-1,-1,-1,0]]}`,
		`{"solver":"utilities","A":[[0,1,1,1],[1,0,1,1],[1,1,0,1],[1,1,1,1],[1,1,1,1]],"profiles":[[1,0,0,0],[1,0,0,0],[1,0,0,0]],"all":true}`,
	} {
		var out bytes.Buffer
		code, err := Run(context.Background(), "auto", strings.NewReader(in), &out, WithMemory(300))
		if code != ExitBadInput || err == nil || !strings.Contains(err.Error(), "above the memory limit") {
			t.Errorf("%s in 300 B: exit %d, %v", in, code, err)
		}
	}
}
