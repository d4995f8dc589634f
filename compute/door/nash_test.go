package door

import (
	"reflect"
	"testing"
)

func TestNashDoor(t *testing.T) {
	// Decimals are what they say: a half of a tenth against 0.05 is a tie.
	a, out := solve(t, `{"solver":"nash","A":[[0.1, 0.3 ],[3e-1,0.1]],"B":[[0.3,0.1],[0.1,0.3]],"all":true}`)
	want := []exactEquilibrium{{[]string{"1/2", "1/2"}, []string{"1/2", "1/2"}, "1/5", "1/5"}}
	if !a.Converged || !reflect.DeepEqual(out["equilibria"], want) {
		t.Errorf("%+v", a)
	}
	if a, out := solve(t, `{"solver":"nash","A":[[1,-1],[-1,1]],"B":[[-1,1],[1,-1]]}`); !a.Converged || out["method"] != "lemke-howson" {
		t.Errorf("%+v", a)
	}
	pennies := `{"solver":"nash","shape":[2,2,2],"payoffs":[[1,1,0,0,0,0,1,1],[1,0,0,1,1,0,0,1],[0,1,0,1,1,0,1,0]]}`
	if a, out := solve(t, pennies); !a.Converged || out["method"] != "homotopy" {
		t.Errorf("%+v", a)
	}
	refuses(t, [][2]string{
		{`{"solver":"nash","A":[[1]],"B":[[1]],"all":1}`, `key "all": 1 is neither true nor false`},
		{`{"solver":"nash","A":[[1]],"all":true}`, `key "B": missing`},
		{`{"solver":"nash","shape":[1,1],"payoffs":[[1],[1]],"all":true}`, `key "shape": all equilibria are of two players' A and B`},
		{`{"solver":"nash","A":[[1,2],[3]],"B":[[1]],"all":true}`, `key "A": [1]: 1 numbers, not 2`},
		{`{"solver":"nash","A":[[1,2]],"B":[[1]],"all":true}`, `key "B": [0]: 1 numbers, not 2`},
		{`{"solver":"nash","A":[[1,2]],"B":[[1,2],[1,2]],"all":true}`, `key "B": 2 rows, not 1`},
		{`{"solver":"nash","A":[[1,"2"]],"B":[[1,2]],"all":true}`, `key "A": [0][1]: "2" is not a number`},
		{`{"solver":"nash","A":[[1,1e-500]],"B":[[1,2]],"all":true}`, `key "A": [0][1]: 1e-500 has more than 400 digits`},
		{`{"solver":"nash","A":[[1,1e200]],"B":[[1,2]],"all":true}`, `key "A": [0][1]: 1e200 is not within ±1e+100`},
		{`{"solver":"nash","A":[[1],[]],"B":[[1],[2]],"all":true}`, `key "A": [1]: no numbers`},
		{`{"solver":"nash","A":[],"B":[[1],[2]],"all":true}`, `key "A": no rows`},
		{`{"solver":"nash","A":` + uniform(63) + `,"B":` + uniform(63) + `,"all":true}`, `key "A": 2 and 63 actions are more than 64 together`},
		{`{"solver":"nash"}`, `key "shape": missing`},
	})
}
