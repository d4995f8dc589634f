package door

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"oracled/compute/internal/looks"
)

// The worked cases of ratings and Nash averages, each key within its tolerance.
func TestRatingCases(t *testing.T) {
	data, err := os.ReadFile("testdata/ratings.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Name      string
		Input     json.RawMessage
		Expect    map[string]any
		Tolerance map[string]float64
	}
	if err := json.Unmarshal(data, &cases); err != nil || len(cases) == 0 {
		t.Fatal(len(cases), err)
	}
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			got := run(t, string(c.Input))
			for key, want := range c.Expect {
				tolerance, ok := c.Tolerance[key]
				if !ok {
					tolerance = max(c.Tolerance["abs"], c.Tolerance["pa"]) // a case gives one for all
				}
				if tolerance == 0 {
					tolerance = c.Tolerance["p"]
				}
				close(t, key, got[key], want, tolerance)
			}
			for _, key := range []string{"exploitability_rel", "gap_rel"} {
				if most, ok := c.Tolerance[key]; ok {
					if v, ok := got[key].(float64); !ok || v > most {
						t.Errorf("%s = %v, want at most %v", key, got[key], most)
					}
				}
			}
			certificate, _ := got["certificate"].(map[string]any)
			if value, ok := certificate["value"].(float64); !ok || value > certificate["bound"].(float64) {
				t.Errorf("certificate %v", certificate)
			}
		})
	}
}

// close compares numbers nested in lists.
func close(t *testing.T, key string, got, want any, tolerance float64) {
	t.Helper()
	switch want := want.(type) {
	case []any:
		list, _ := got.([]any)
		if len(list) != len(want) {
			t.Errorf("%s has %d entries, want %d", key, len(list), len(want))
			return
		}
		for i := range want {
			close(t, fmt.Sprintf("%s[%d]", key, i), list[i], want[i], tolerance)
		}
	case float64:
		if v, ok := got.(float64); !ok || !(math.Abs(v-want) <= tolerance) {
			t.Errorf("%s = %v, want %v within %v", key, got, want, tolerance)
		}
	default:
		t.Errorf("%s: no number in %v", key, want)
	}
}

// encode is an input.
func encode(t testing.TB, in map[string]any) string {
	t.Helper()
	data, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// The 8 agents of the AlphaGo tournament.
func TestAlphaGo(t *testing.T) {
	var field struct {
		Agents []string
		P      [][]float64
	}
	readJSON(t, "testdata/alphago8.json", &field)
	got := run(t, encode(t, map[string]any{"solver": "melo", "P": field.P, "k": 1, "seed": 1}))
	close(t, "loss", got["loss"], 7.365, 5e-4)
	close(t, "frobenius", got["frobenius"], 0.2605, 5e-5)
	// rvp beats everybody: the Nash average names it alone, however P is clipped.
	for _, clip := range []float64{0.001, 0.01, 0.05} {
		got = run(t, encode(t, map[string]any{"solver": "nash-averaging", "P": field.P, "clip": clip}))
		close(t, "p", got["p"], []any{1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0}, 1e-9)
	}
	// Nobody lost to everybody or won against everybody with certainty.
	got = run(t, encode(t, map[string]any{"solver": "elo", "P": field.P}))
	if loss := got["loss"].(float64); !(loss > 7.365) {
		t.Errorf("Elo's loss %v is below mElo's", loss)
	}
}

// Atari agents, a human and chance against 54 games: Nash averaging ties the
// best agent and the human where the average prefers the agent.
func TestAtari(t *testing.T) {
	var field struct {
		Agents []string
		S      [][]float64
	}
	readJSON(t, "testdata/atari-rainbow.json", &field)
	got := run(t, encode(t, map[string]any{"solver": "nash-averaging", "form": "avt", "S": field.S}))
	skill := got["skill"].([]any)
	for name, average := range map[string]float64{"rainbow": 0.713, "human": 0.567} {
		i := slices.Index(field.Agents, name)
		close(t, name, skill[i], 0.4253, 5e-5)
		var mean float64
		for _, v := range field.S[i] {
			mean += v / float64(len(field.S[i]))
		}
		close(t, name+"'s average", mean, average, 5e-4)
	}
	hodge := run(t, encode(t, map[string]any{"solver": "hodge", "S": field.S}))
	close(t, "entries of div", float64(len(hodge["div"].([]any))), float64(len(field.S)+len(field.S[0])), 0)
}

func readJSON(t *testing.T, file string, to any) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(data, to)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestRatingKeys(t *testing.T) {
	for in, keys := range map[string][]string{
		`{"solver":"nash-averaging","A":[[0,1],[-1,0]]}`:                 {"p", "ratings", "support", "entropy", "exploitability", "exploitability_rel", "entropy_gap", "dual"},
		`{"solver":"nash-averaging","form":"ava","A":[[0]]}`:             {"p"},
		`{"solver":"nash-averaging","form":"ava","P":[[0.5]]}`:           {"p"},
		`{"solver":"nash-averaging","form":"avt","S":[[1,2],[3,4]]}`:     {"pa", "pe", "value", "skill", "difficulty", "supports", "gap", "gap_rel", "entropies", "entropy_gap"},
		`{"solver":"nash-averaging","form":"avt","S":[[0]]}`:             {"pa"},
		`{"solver":"hodge","A":[[0,1],[-1,0]]}`:                          {"div", "grad", "rot", "transitive"},
		`{"solver":"hodge","A":[[0]]}`:                                   {"div"},
		`{"solver":"hodge","S":[[1,2,3],[4,5,7]]}`:                       {"mean", "div", "grad", "rot", "transitive", "singular", "abilities", "problems"},
		`{"solver":"hodge","S":[[1e300,-1e300]]}`:                        {"div"},
		`{"solver":"schur","A":[[0,1e300],[-1e300,0]]}`:                  {"lambdas", "Q"},
		`{"solver":"schur","A":[[0]]}`:                                   {"Q"},
		`{"solver":"nash-averaging","A":[[0,1e-310],[-1e-310,0]]}`:       {"p", "dual"},
		`{"solver":"elo","P":[[0.5,0.9],[0.1,0.5]],"scale":"chess"}`:     {"ratings", "predictions", "loss"},
		`{"solver":"elo","games":[[0,1,1],[1,0,1]]}`:                     {"ratings", "predictions", "loss"},
		`{"solver":"elo","games":[[0,1,1]],"eta":16,"scale":"chess"}`:    {"ratings", "predictions", "loss"},
		`{"solver":"elo","P":[[0.5,1],[0,0.5]],"clip":0.01}`:             {"ratings"},
		`{"solver":"melo","P":[[0.5,0.9],[0.1,0.5]]}`:                    {"ratings", "features", "predictions", "loss", "frobenius"},
		`{"solver":"melo","P":[[0.5,1],[0,0.5]],"clip":0.25,"seed":99}`:  {"ratings"},
		`{"solver":"nash-averaging","P":[[0.5,1],[0,0.5]],"clip":0.001}`: {"p"},
	} {
		got := run(t, in)
		for _, key := range append(keys, "certificate", "iterations", "elapsed_ms", "backend") {
			if _, ok := got[key]; !ok {
				t.Errorf("%s: no %s in %v", in, key, got)
			}
		}
	}
	// One win of eta = 16 from equal ratings is worth 8 points.
	got := run(t, `{"solver":"elo","games":[[0,1,1]],"eta":16,"scale":"chess"}`)
	close(t, "ratings", got["ratings"], []any{8.0, -8.0}, 1e-12)
	// 10:1 is 400 points.
	got = run(t, `{"solver":"elo","games":[[0,1,1],[0,1,1],[0,1,1],[0,1,1],[0,1,1],[0,1,1],[0,1,1],[0,1,1],[0,1,1],[0,1,1],[0,1,0]],"scale":"chess"}`)
	close(t, "ratings", got["ratings"], []any{200.0, -200.0}, 1e-6)
}

// Separable data has no likeliest ratings: the answer says so.
func TestSeparable(t *testing.T) {
	for _, in := range []string{
		`{"solver":"elo","P":[[0.5,1],[0,0.5]]}`,
		`{"solver":"elo","games":[[0,1,1],[1,2,0.5]]}`,
		`{"solver":"elo","P":[[0.5,1,1],[0,0.5,0.5],[0,0.5,0.5]]}`,
	} {
		var out bytes.Buffer
		code, err := Run(context.Background(), "cpu", strings.NewReader(in), &out)
		if err != nil || code != ExitNotConverged || !strings.Contains(out.String(), `"converged":false`) || !strings.Contains(out.String(), "separable") {
			t.Errorf("%s: exit %d, %v, %s", in, code, err, out.Bytes())
		}
	}
}

func TestRatingBadInput(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`{"solver":"nash-averaging"}`, `key "A": missing`},
		{`{"solver":"nash-averaging","form":"avb","A":[[0]]}`, `key "form": "avb" is not one of ava, avt`},
		{`{"solver":"nash-averaging","form":"ava","S":[[0]]}`, `key "S": form "ava" reads A or P`},
		{`{"solver":"nash-averaging","form":"avt","A":[[0]]}`, `key "A": form "avt" reads S`},
		{`{"solver":"nash-averaging","form":"avt"}`, `key "S": missing`},
		{`{"solver":"nash-averaging","A":[[0]],"P":[[0.5]]}`, `key "A": give A or P`},
		{`{"solver":"nash-averaging","A":[[0]],"clip":0.1}`, `key "clip": belongs to P`},
		{`{"solver":"nash-averaging","A":[]}`, `key "A": no rows`},
		{`{"solver":"nash-averaging","A":[[]]}`, `key "A": [0]: no numbers`},
		{`{"solver":"nash-averaging","A":[[0,1],[-1]]}`, `key "A": [1]: 1 numbers, but 2 in row 0`},
		{`{"solver":"nash-averaging","A":[[0,1]]}`, `key "A": 1 rows of 2 numbers are no square`},
		{`{"solver":"nash-averaging","A":[[0,1],[-1,NaN]]}`, `key "A": not JSON`},
		{`{"solver":"nash-averaging","A":[[0,1],[-1,"0"]]}`, `key "A": [1][1]: "0" is not a number`},
		{`{"solver":"nash-averaging","A":[[0,1e999],[-1,0]]}`, `key "A": [0][1]: 1e999 is not a finite number`},
		{`{"solver":"nash-averaging","A":[[0,1e301],[-1e301,0]]}`, `key "A": [0][1]: 1e+301 is above 1e+300 in magnitude`},
		{`{"solver":"nash-averaging","A":[[0,1,2],[-1,0,3],[-2,-3.00000001,0]]}`, `key "A": [1][2]: 3 and [2][1], -3.00000001, are not opposite`},
		{`{"solver":"nash-averaging","A":[[0,1],[-1,0.5]]}`, `key "A": [1][1]: 0.5 and [1][1], 0.5, are not opposite`},
		{`{"solver":"nash-averaging","P":[[0.5,1],[0,0.5]]}`, `key "P": [0][1]: 1 has no finite log-odds`},
		{`{"solver":"nash-averaging","P":[[0.5,1],[0,0.5]],"clip":0.5}`, `key "clip": 0.5 leaves nothing`},
		{`{"solver":"nash-averaging","P":[[0.5,1],[0,0.5]],"clip":-1}`, `key "clip": -1 is not within 0 to 0.5`},
		{`{"solver":"nash-averaging","P":[[0.5,0.7],[0.4,0.5]]}`, `key "P": [0][1]: 0.7 and [1][0], 0.4, do not add up to 1`},
		{`{"solver":"nash-averaging","P":[[0.5,1.1],[-0.1,0.5]]}`, `key "P": [0][1]: 1.1 is not within 0 to 1`},
		{`{"solver":"nash-averaging","P":[[0.4,0.5],[0.5,0.5]]}`, `key "P": [0][0]: 0.4`},
		{`{"solver":"hodge"}`, `key "A": missing`},
		{`{"solver":"hodge","A":[[0]],"S":[[1]]}`, `key "A": give A or S`},
		{`{"solver":"hodge","A":[[0,1],[1,0]]}`, `key "A": [0][1]`},
		{`{"solver":"hodge","S":[[1,2],[3]]}`, `key "S": [1]: 1 numbers`},
		{`{"solver":"schur","A":[[1]]}`, `key "A": [0][0]`},
		{`{"solver":"schur","S":[[1]]}`, `key "S": unknown`},
		{`{"solver":"elo"}`, `key "P": missing`},
		{`{"solver":"elo","P":[[0.5]],"games":[[0,1,1]]}`, `key "P": give P or games`},
		{`{"solver":"elo","P":[[0.5]],"eta":1}`, `key "eta": belongs to games`},
		{`{"solver":"elo","P":[[0.5]],"n":1}`, `key "n": belongs to games`},
		{`{"solver":"elo","P":[[0.5]],"scale":"fide"}`, `key "scale": "fide" is not one of`},
		{`{"solver":"elo","games":[[0,1,1]],"clip":0.1}`, `key "clip": belongs to P`},
		{`{"solver":"elo","games":[[0,1,1],[0,1]]}`, `key "games": [1]: 2 numbers, not 3`},
		{`{"solver":"elo","games":[[0,1,1],[0,2,1]],"n":2}`, `key "games": [1][1]: 2 is no agent, 0 to 1`},
		{`{"solver":"elo","games":[[0,0.5,1]]}`, `key "games": [0][1]: 0.5 is no agent`},
		{`{"solver":"elo","games":[[-1,0,1]]}`, `key "games": [0][0]: -1 is no agent`},
		{`{"solver":"elo","games":[[1,1,1]]}`, `key "games": [0][1]: agent 1 plays itself`},
		{`{"solver":"elo","games":[[0,1,2]]}`, `key "games": [0][2]: score 2 is not within 0 to 1`},
		{`{"solver":"elo","games":[[0,1,1]],"eta":0}`, `key "eta": 0 is not within`},
		{`{"solver":"elo","games":[[0,1000000,1]]}`, `key "games": needs`},
		{`{"solver":"melo","P":[[0.5]]}`, `key "P": one agent has nobody to play`},
		{`{"solver":"melo","P":[[0.5,0.5],[0.5,0.5]],"k":2}`, `key "k": 2 is not within 1 to 1`},
		{`{"solver":"melo","P":[[0.5,0.5],[0.5,0.5]],"seed":-1}`, `key "seed": -1 is not within`},
	} {
		var out bytes.Buffer
		code, err := Run(context.Background(), "cpu", strings.NewReader(c.in), &out)
		if code != ExitBadInput || !errors.Is(err, ErrInput) || !strings.Contains(err.Error(), c.want) || out.Len() > 0 {
			t.Errorf("%s\n  exit %d, %v\n  want %s", c.in, code, err, c.want)
		}
	}
	// What would not fit is refused before it is tried.
	in := encode(t, map[string]any{"solver": "nash-averaging", "A": make([][]float64, 0)})
	in = strings.Replace(in, "[]", "[["+strings.Repeat("0,", 200)+"0]"+strings.Repeat(",["+strings.Repeat("0,", 200)+"0]", 200)+"]", 1)
	var out bytes.Buffer
	if code, err := Run(context.Background(), "cpu", strings.NewReader(in), &out, WithMemory(1<<20)); code != ExitBadInput || !strings.Contains(err.Error(), "memory limit") {
		t.Errorf("exit %d, %v", code, err)
	}
}

// The end of the context ends the work.
func TestRatingCancel(t *testing.T) {
	n := 200
	r := rand.New(rand.NewPCG(1, 1))
	a, p, s := make([][]float64, n), make([][]float64, n), make([][]float64, n)
	for i := range n {
		a[i], p[i], s[i] = make([]float64, n), make([]float64, n), make([]float64, n)
		p[i][i] = 0.5
		for j := range n {
			s[i][j] = r.Float64()
		}
		for j := range i {
			a[i][j] = r.Float64() - 0.5
			a[j][i] = -a[i][j]
			p[i][j] = 0.5 + a[i][j]/2
			p[j][i] = 1 - p[i][j]
		}
	}
	for _, in := range []map[string]any{
		{"solver": "nash-averaging", "A": a},
		{"solver": "nash-averaging", "form": "avt", "S": s},
		{"solver": "hodge", "S": s},
		{"solver": "schur", "A": a},
		{"solver": "elo", "P": p},
		{"solver": "melo", "P": p, "k": 3},
	} {
		text := encode(t, in)
		// The first looks are those of who reads the input.
		for _, at := range []int64{1, 2, 100} {
			ctx := looks.New(at)
			code, err := Run(ctx, "cpu", strings.NewReader(text), &bytes.Buffer{})
			if !errors.Is(err, context.Canceled) || code != ExitNotConverged || ctx.TooMany() > 5 {
				t.Errorf("%s: exit %d, %v, %d looks too many of %d", in["solver"], code, err, ctx.TooMany(), at)
			}
		}
	}
}

// Whatever matrices come, the door answers or blames the input; what it calls
// converged is certified.
func FuzzRatings(f *testing.F) {
	for _, in := range []string{
		`{"solver":"nash-averaging","A":[[0,1,-1],[-1,0,1],[1,-1,0]]}`,
		`{"solver":"nash-averaging","A":[[0,1e-310],[-1e-310,0]]}`,
		`{"solver":"nash-averaging","A":[[0,0,3e5],[0,0,-1],[-3e5,1,0]]}`,
		`{"solver":"nash-averaging","P":[[0.5,1],[0,0.5]],"clip":1e-9}`,
		`{"solver":"nash-averaging","form":"avt","S":[[1,2,3],[3,2,1]]}`,
		`{"solver":"hodge","A":[[0,1],[-1,0]]}`,
		`{"solver":"hodge","S":[[1,2,3],[3,2,1e300]]}`,
		`{"solver":"schur","A":[[0,1,0],[-1,0,2],[0,-2,0]]}`,
		`{"solver":"elo","P":[[0.5,1],[0,0.5]],"scale":"chess"}`,
		`{"solver":"elo","games":[[0,1,1],[1,2,0.5]],"n":4,"eta":32}`,
		`{"solver":"melo","P":[[0.5,0.7,0.4],[0.3,0.5,1],[0.6,0,0.5]],"k":1,"seed":2}`,
	} {
		f.Add(in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		if len(in) > 2000 {
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		var out bytes.Buffer
		code, err := Run(ctx, "cpu", strings.NewReader(in), &out, WithMemory(16<<20))
		if err != nil {
			if !errors.Is(err, ErrInput) {
				t.Fatalf("not about the input: %v", err)
			}
			return
		}
		var answer struct {
			Converged   bool
			Certificate Certificate
		}
		if err := json.Unmarshal(out.Bytes(), &answer); err != nil {
			t.Fatal(err)
		}
		if answer.Converged != (code == ExitOK) || answer.Converged && !(answer.Certificate.Value <= answer.Certificate.Bound) {
			t.Fatalf("exit %d: %s", code, out.Bytes())
		}
	})
}
