package door

import (
	"math"
	"testing"

	"oracled/compute/game"
)

func TestPolymatrixDoor(t *testing.T) {
	a, out := solve(t, `{"solver":"polymatrix","edges":[
		{"i":0,"j":1,"Ai":[[1,0],[0,1]],"Aj":[[0,0],[0,0]]},
		{"i":1,"j":2,"Ai":[[1,0],[0,1]],"Aj":[[0,0],[0,0]]},
		{"i":2,"j":0,"Ai":[[0,1],[1,0]],"Aj":[[0,0],[0,0]]}]}`)
	if !a.Converged || math.Abs(out["strategies"].(game.Profile)[1][0]-0.5) > 1e-9 || len(out["payoffs"].([]float64)) != 3 {
		t.Errorf("%+v", a)
	}
	refuses(t, [][2]string{
		{`{"solver":"polymatrix"}`, `key "edges": missing`},
		{`{"solver":"polymatrix","edges":[]}`, `key "edges": no entries`},
		{`{"solver":"polymatrix","edges":[{"i":0,"j":1,"Ai":[[1]]}]}`, `key "edges[0].Aj": missing`},
		{`{"solver":"polymatrix","edges":[{"i":0,"j":1,"Ai":[[1]],"Aj":[[1,2]]}]}`, `key "edges[0].Aj": [0]: 2 numbers, not 1`},
		{`{"solver":"polymatrix","edges":[{"i":0,"j":1,"Ai":[[1]],"Aj":[[1]],"A":3}]}`, `key "edges[0].A": unknown`},
		{`{"solver":"polymatrix","edges":[{"i":1,"j":1,"Ai":[[1]],"Aj":[[1]]}]}`, `key "edges": game: input: edge 0 is between players 1 and 1`},
		{`{"solver":"polymatrix","edges":[{"i":0,"j":2,"Ai":[[1]],"Aj":[[1]]}]}`, `key "edges": game: input: player 1 has no edge`},
		{`{"solver":"polymatrix","edges":[{"i":0,"j":-1,"Ai":[[1]],"Aj":[[1]]}]}`, `key "edges[0].j": -1 is not within`},
		{`{"solver":"polymatrix","edges":[{"i":0,"j":1,"Ai":[[1]],"Aj":[[1]]},{"i":1,"j":0,"Ai":[[1],[2]],"Aj":[[1],[2]]}]}`, `player 1 has 2 actions in edge 1 and 1 before`},
	})
}
