package door

import (
	"math"
	"reflect"
	"testing"
)

func TestAggregateDoor(t *testing.T) {
	x := `"f":1,"x":[[1,1],[2,1],[1,2],[2,2],[900,-900]]`
	for _, c := range []struct {
		rule  string
		value []float64
		kappa any
	}{
		{`"mean"`, []float64{181.2, -178.8}, nil},
		{`"median"`, []float64{2, 1}, 4 * 16. / 9},
		{`"trimmed-mean"`, []float64{5. / 3, 4. / 3}, 6 * 1. / 3 * 4 / 3},
		{`"krum"`, []float64{1, 1}, 6 * 4. / 3},
		{`"multi-krum","params":{"m":4}`, []float64{1.5, 1.5}, nil},
		{`"nnm+median"`, []float64{1.5, 1.5}, 2 * (4*16./9 + 1)},
		{`"centered-clipping","params":{"radius":1,"iterations":2,"start":[1.5,1.5]}`, nil, nil},
		{`"geometric-median"`, nil, 4 * 16. / 9},
	} {
		a, out := solve(t, `{"solver":"aggregate",`+x+`,"rule":`+c.rule+`}`)
		if !a.Converged {
			t.Errorf("%s: %+v", c.rule, a)
		}
		for j, want := range c.value {
			if got := out["value"].([]float64)[j]; math.Abs(got-want) > 1e-12 {
				t.Errorf("%s: %v, want %v", c.rule, out["value"], c.value)
			}
		}
		if got, ok := out["kappa"].(float64); ok != (c.kappa != nil) || ok && math.Abs(got-c.kappa.(float64)) > 1e-12 {
			t.Errorf("%s: κ %v, want %v", c.rule, out["kappa"], c.kappa)
		}
	}
	refuses(t, [][2]string{
		{`{"solver":"aggregate",` + x + `}`, `key "rule": missing`},
		{`{"solver":"aggregate",` + x + `,"rule":"best"}`, `key "rule": robust: input: unknown rule "best", not one of centered-clipping,`},
		{`{"solver":"aggregate","rule":"krum","f":2,"x":[[1],[2],[3],[4],[5]]}`, `f = 2 takes 7 vectors, and there are 5`},
		{`{"solver":"aggregate","rule":"krum","f":-1,"x":[[1]]}`, `key "f": -1 is not within`},
		{`{"solver":"aggregate","rule":"mean","f":0,"x":[[1],[2,3]]}`, `key "x": [1]: 2 numbers, but 1 in row 0`},
		{`{"solver":"aggregate",` + x + `,"rule":"multi-krum","params":{"m":5}}`, `m = 5 is not within 1 to n − f = 4`},
		{`{"solver":"aggregate",` + x + `,"rule":"multi-krum","params":{"m":0}}`, `key "params.m": 0 is not within`},
		{`{"solver":"aggregate",` + x + `,"rule":"multi-krum","params":{"k":0}}`, `key "params.k": unknown`},
		{`{"solver":"aggregate",` + x + `,"rule":"multi-krum","params":[]}`, `key "params": [] is not an object`},
		{`{"solver":"aggregate",` + x + `,"rule":"centered-clipping"}`, `radius is 0`},
		{`{"solver":"aggregate",` + x + `,"rule":"centered-clipping","params":{"radius":1,"start":[1]}}`, `key "params.start": 1 numbers, not 2`},
	})
}

func TestHierarchicalDoor(t *testing.T) {
	a, out := solve(t, `{"solver":"hierarchical","groups":[[["100"],["7"],[-5]],[[1],[2],[3]],[[50],[60],["70"],[90]]],"f":[1,1]}`)
	if !a.Converged || !reflect.DeepEqual(out["value"], []string{"7"}) || out["breakdown"] != uint64(4) {
		t.Errorf("%+v", a)
	}
	// One stubborn agent of weight ½ in the first group, one group of weight ¼:
	// (0 + 300/2)/(1 + ½) = 100, and (100/4 + 0)/(¼ + 1) = 20.
	for _, l := range []string{`[[[0,32768],[0]],[49152,0]]`, `[[[0,32768],0],[49152,0]]`} {
		a, out := solve(t, `{"solver":"hierarchical","groups":[[["0"],["300"]],[["0"]]],"f":[0,0],"L":`+l+`}`)
		if !reflect.DeepEqual(out["value"], []string{"20"}) || out["breakdown"] != uint64(1) || a.Certificate.Kind != "trimmed-equilibrium" {
			t.Errorf("with L %s: %v, %+v", l, out, a)
		}
	}
	if _, out := solve(t, `{"solver":"hierarchical","groups":[["1","-2"],["3","-5"]],"f":[0]}`); !reflect.DeepEqual(out["value"], []string{"2", "-4"}) {
		t.Errorf("%v", out)
	}
	refuses(t, [][2]string{
		{`{"solver":"hierarchical","groups":[[["1"]]]}`, `key "f": missing`},
		{`{"solver":"hierarchical","f":[0]}`, `key "groups": missing`},
		{`{"solver":"hierarchical","groups":[[["1"]]],"f":[]}`, `key "f": 0 levels, not 1 to 8`},
		{`{"solver":"hierarchical","groups":[[["1"]]],"f":[0,0,0,0,0,0,0,0,0]}`, `key "f": 9 levels`},
		{`{"solver":"hierarchical","groups":[[["1"]]],"f":[0]}`, `key "groups": [0][0]: ["1"] is not an integer`},
		{`{"solver":"hierarchical","groups":[["1"]],"f":[0,0]}`, `key "groups": [0][0]: "1" is not a list`},
		{`{"solver":"hierarchical","groups":[[["1"],["0.5"]]],"f":[0,0]}`, `key "groups": [0][1][0]: "0.5" is not an integer`},
		{`{"solver":"hierarchical","groups":[[["1"],[]]],"f":[0,0]}`, `key "groups": [0][1]: an empty list`},
		{`{"solver":"hierarchical","groups":[[["1"],["1298074214633706907132624082305024"]]],"f":[0,0]}`, `[0][1][0]: "1298074214633706907132624082305024" is 2^110`},
		{`{"solver":"hierarchical","groups":[["1"],["2"]],"f":[0],"L":[1,2]}`, `key "L": 2 levels, and "f" has 1`},
		{`{"solver":"hierarchical","groups":[["1"],["2"]],"f":[0],"L":7}`, `key "L": 7 is not a list`},
		{`{"solver":"hierarchical","groups":[["1"],["2"]],"f":[0],"L":[[1]]}`, `key "L": [0]: 1 entries for 2 members`},
		{`{"solver":"hierarchical","groups":[["1"],["2"]],"f":[0],"L":[[1,65001]]}`, `key "L": [0][1]: 65001 is not within 0 to 65000`},
		{`{"solver":"hierarchical","groups":[["1"],["2"]],"f":[0],"L":[-1]}`, `key "L": [0]: -1 is not within 0 to 65000`},
		{`{"solver":"hierarchical","groups":[["1"],["2"]],"f":[0],"L":[[1,[2]]]}`, `key "L": [0][1]: a list, one level too deep`},
		{`{"solver":"hierarchical","groups":[["1"],["2"],["3"]],"f":[1],"L":[[1,0,0]]}`, `key "groups": compute: input: the root has 3 members, and f = 1 takes 4`},
		{`{"solver":"hierarchical","groups":[[["1"],["2"],["3"]],[["1"],["2"]]],"f":[1,0]}`, `key "groups": compute: input: [1] has 2 members, and f = 1 takes 3`},
		{`{"solver":"hierarchical","groups":[[["1"],["2","3"]]],"f":[0,0]}`, `in [0]: compute: input: agent 1 has 2 coordinates`},
	})
}
