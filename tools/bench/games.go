package main

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"

	"oracled/compute/game"
	"oracled/compute/game/correlated"
	"oracled/compute/game/nash"
	"oracled/compute/game/play"
)

// gameBenchmarks are of the solvers of games, which use one core.
func gameBenchmarks() []benchmark {
	return []benchmark{
		{name: "fictitious-play-10x10", cores: 1, prepare: fictitiousPlay},
		{name: "fictitious-play-2000", cores: 1, cpu: true, prepare: playLarge(2000)},
		{name: "correlated-equilibrium-4x4x4", cores: 1, prepare: correlatedEquilibrium},
		{name: "nash-all-6x6-75", cores: 1, prepare: allEquilibria},
	}
}

// fictitiousPeriods is how many periods are played in one run.
const fictitiousPeriods = 1_000_000

// fictitiousPlay plays a zero-sum game of normal payoffs, which has no pure
// equilibrium to settle on. The reference adds a row of payoffs in floats and
// looks for the largest, period by period.
func fictitiousPlay(int) (ours, reference func() error, err error) {
	r := rand.New(rand.NewPCG(1, 1))
	payoffs := [][]float64{nil, nil}
	var rows, cols [10][10]float64
	for a := range 10 {
		for b := range 10 {
			u := r.NormFloat64()
			payoffs[0], payoffs[1] = append(payoffs[0], u), append(payoffs[1], -u)
			rows[b][a], cols[a][b] = u, -u
		}
	}
	g, err := game.New([]int{10, 10}, payoffs)
	if err != nil {
		return nil, nil, err
	}
	ours = func() error {
		_, err := play.Fictitious(context.Background(), g, fictitiousPeriods, []int{0, 0})
		return err
	}
	reference = func() error {
		var u, v [10]float64
		counts := [2][10]int{}
		a, b := 0, 0
		for range fictitiousPeriods {
			counts[0][a]++
			counts[1][b]++
			row, col := rows[b], cols[a]
			a, b = 0, 0
			for k := range 10 {
				u[k] += row[k]
				v[k] += col[k]
				if u[k] > u[a] {
					a = k
				}
				if v[k] > v[b] {
					b = k
				}
			}
		}
		if counts[0][0] < 1 {
			return fmt.Errorf("%v", counts)
		}
		return nil
	}
	return ours, reference, nil
}

// correlatedEquilibrium maximises welfare. The reference is the textbook's
// simplex on the same programme, from the origin, by Bland's rule.
func correlatedEquilibrium(int) (ours, reference func() error, err error) {
	r := rand.New(rand.NewPCG(1, 1))
	payoffs := make([][]float64, 3)
	for i := range payoffs {
		for range 64 {
			payoffs[i] = append(payoffs[i], r.NormFloat64())
		}
	}
	g, err := game.New([]int{4, 4, 4}, payoffs)
	if err != nil {
		return nil, nil, err
	}
	var found float64
	ours = func() error {
		e, err := correlated.Solve(context.Background(), g, correlated.MaxWelfare)
		if err == nil && !e.Converged {
			err = fmt.Errorf("not converged: violation %g, gap %g", e.Violation, e.Gap)
		}
		found = e.Welfare
		return err
	}
	reference = func() error {
		if w := blandWelfare(g); math.Abs(w-found) > 1e-6 {
			return fmt.Errorf("welfare %g, the reference says %g", found, w)
		}
		return nil
	}
	return ours, reference, nil
}

// blandWelfare returns the largest welfare of a correlated equilibrium: with
// welfare made positive, Σp ≤ 1 is tight at the optimum.
func blandWelfare(g *game.Game) float64 {
	size := g.Size()
	welfare := make([]float64, size)
	for i := range g.Players() {
		for s, u := range g.Payoffs(i) {
			welfare[s] += u
		}
	}
	least := slices.Min(welfare) - 1
	var table [][]float64
	for i := range g.Players() {
		u, stride := g.Payoffs(i), g.Stride(i)
		for a := range g.Actions(i) {
			for b := range g.Actions(i) {
				if a == b {
					continue
				}
				row := make([]float64, size)
				for s := range row {
					if s/stride%g.Actions(i) == a {
						row[s] = u[s+(b-a)*stride] - u[s]
					}
				}
				table = append(table, row)
			}
		}
	}
	table = append(table, slices.Repeat([]float64{1}, size))
	m := len(table)
	for r := range table {
		slack := make([]float64, m+1)
		slack[r] = 1
		if r == m-1 {
			slack[m] = 1
		}
		table[r] = append(table[r], slack...)
	}
	cost := make([]float64, size+m+1)
	for s, w := range welfare {
		cost[s] = least - w
	}
	basis := make([]int, m)
	for r := range basis {
		basis[r] = size + r
	}
	for {
		col := slices.IndexFunc(cost[:size+m], func(x float64) bool { return x < -1e-9 })
		if col < 0 {
			return cost[size+m] + least
		}
		row := -1
		for r := range table {
			if table[r][col] < 1e-9 {
				continue
			}
			if row < 0 {
				row = r
				continue
			}
			x, y := table[r][size+m]/table[r][col], table[row][size+m]/table[row][col]
			if x < y || x == y && basis[r] < basis[row] {
				row = r
			}
		}
		basis[row] = col
		pivot := table[row][col]
		for k := range table[row] {
			table[row][k] /= pivot
		}
		for r := range m + 1 {
			line := cost
			if r < m {
				line = table[r]
			}
			if f := line[col]; r != row && f != 0 {
				for k, x := range table[row] {
					line[k] -= f * x
				}
			}
		}
	}
}

// allEquilibria finds all of von Stengel's game with 75 (1999, "New maximal
// numbers of equilibria in bimatrix games"), exactly. The reference tries every
// two sets of actions of one size in rationals.
func allEquilibria(int) (ours, reference func() error, err error) {
	A := nash.Rationals([][]float64{
		{9504, -660, 19976, -20526, 1776, -8976},
		{-111771, 31680, -130944, 168124, -8514, 52764},
		{397584, -113850, 451176, -586476, 29216, -178761},
		{171204, -45936, 208626, -263076, 14124, -84436},
		{1303104, -453420, 1227336, -1718376, 72336, -461736},
		{737154, -227040, 774576, -1039236, 48081, -300036},
	})
	B := nash.Rationals([][]float64{
		{72336, 48081, 29216, 14124, 1776, -8514},
		{-461736, -300036, -178761, -84436, -8976, 52764},
		{1227336, 774576, 451176, 208626, 19976, -130944},
		{-1718376, -1039236, -586476, -263076, -20526, 168124},
		{1303104, 737154, 397584, 171204, 9504, -111771},
		{-453420, -227040, -113850, -45936, -660, 31680},
	})
	const want = 75
	ours = func() error {
		all, err := nash.All(context.Background(), A, B)
		if err == nil && len(all) != want {
			err = fmt.Errorf("%d equilibria, not %d", len(all), want)
		}
		return err
	}
	reference = func() error {
		if n := bySupports(A, B); n != want {
			return fmt.Errorf("the reference finds %d equilibria, not %d", n, want)
		}
		return nil
	}
	return ours, reference, nil
}

// bySupports counts the equilibria of a nondegenerate game.
func bySupports(A, B [][]*big.Rat) int {
	n := len(A)
	count := 0
	for rows := 1; rows < 1<<n; rows++ {
		I := members(rows, n)
		for columns := 1; columns < 1<<n; columns++ {
			J := members(columns, n)
			if len(I) != len(J) {
				continue
			}
			if indifferent(I, J, n, func(a, b int) *big.Rat { return A[a][b] }) &&
				indifferent(J, I, n, func(b, a int) *big.Rat { return B[a][b] }) {
				count++
			}
		}
	}
	return count
}

func members(set, size int) []int {
	var out []int
	for k := range size {
		if set>>k&1 == 1 {
			out = append(out, k)
		}
	}
	return out
}

// indifferent tells whether the other player can mix all of its actions so that
// the given ones pay the same and no other of n pays more.
func indifferent(own, others []int, n int, pay func(a, b int) *big.Rat) bool {
	k := len(own)
	table := make([][]*big.Rat, k+1) // the probabilities, the value, and the right-hand side
	for r, a := range own {
		for _, b := range others {
			table[r] = append(table[r], new(big.Rat).Set(pay(a, b)))
		}
		table[r] = append(table[r], big.NewRat(-1, 1), new(big.Rat))
	}
	for range k {
		table[k] = append(table[k], big.NewRat(1, 1))
	}
	table[k] = append(table[k], new(big.Rat), big.NewRat(1, 1))
	var x big.Rat
	for c := range k + 1 {
		p := c
		for p <= k && table[p][c].Sign() == 0 {
			p++
		}
		if p > k {
			return false
		}
		table[c], table[p] = table[p], table[c]
		for r := range k + 1 {
			if r == c || table[r][c].Sign() == 0 {
				continue
			}
			f := new(big.Rat).Quo(table[r][c], table[c][c])
			for j := c; j < k+2; j++ {
				table[r][j].Sub(table[r][j], x.Mul(f, table[c][j]))
			}
		}
	}
	z := make([]*big.Rat, k+1)
	for r := range z {
		z[r] = new(big.Rat).Quo(table[r][k+1], table[r][r])
		if r < k && z[r].Sign() <= 0 {
			return false
		}
	}
	for a := range n {
		sum := new(big.Rat)
		for c, b := range others {
			sum.Add(sum, x.Mul(z[c], pay(a, b)))
		}
		if sum.Cmp(z[k]) > 0 {
			return false
		}
	}
	return true
}
