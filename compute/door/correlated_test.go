package door

import (
	"math"
	"testing"
)

func TestCorrelatedEquilibriumDoor(t *testing.T) {
	chicken := `{"solver":"correlated-equilibrium","A":[[6,2],[7,0]],"B":[[6,7],[2,0]]`
	if a, out := solve(t, chicken+`}`); !a.Converged || math.Abs(out["welfare"].(float64)-10.5) > 1e-9 {
		t.Errorf("%+v", a)
	}
	a, out := solve(t, chicken+`,"objective":"max-entropy"}`)
	if !a.Converged || out["method"] != "interior point" || out["entropy"].(float64) < 1.2 {
		t.Errorf("%+v", a)
	}
	refuses(t, [][2]string{
		{chicken + `,"objective":"fair"}`, `key "objective": "fair" is not one of max-welfare, min-welfare, max-entropy`},
		{`{"solver":"correlated-equilibrium","A":[[6,2],[7,0]]}`, `key "B": missing`},
		{`{"solver":"correlated-equilibrium","shape":[2,2],"payoffs":[[1,2,3,4],[1,2,3]]}`, `key "payoffs": [1]: 3 numbers, not 4`},
	})
}
