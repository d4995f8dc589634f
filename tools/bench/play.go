package main

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"oracled/compute/cpu"
	"oracled/compute/fictitious"
	"oracled/compute/game"
)

// largePeriods is how many periods of a large game are played in one run.
const largePeriods = 20_000

// playLarge plays a zero-sum game of n×n normal payoffs, with what it takes to lay
// it out. The reference adds lines of payoffs that are laid out before, in floats,
// and looks for the largest, period by period.
func playLarge(n int) func(cores int) (ours, reference func() error, err error) {
	return func(cores int) (ours, reference func() error, err error) {
		r := rand.New(rand.NewPCG(1, uint64(n)))
		a, b, lines := make([]float64, n*n), make([]float64, n*n), make([]float64, n*n)
		for k := range a {
			a[k] = r.NormFloat64()
			b[k], lines[k%n*n+k/n] = -a[k], a[k]
		}
		g, err := game.New([]int{n, n}, [][]float64{a, b})
		if err != nil {
			return nil, nil, err
		}
		ours = onCores(cores, func() error {
			_, err := fictitious.Play(context.Background(), &cpu.Backend{Workers: cores}, g, largePeriods, []int{0, 0})
			return err
		})
		reference = onCores(cores, func() error {
			u, v := make([]float64, n), make([]float64, n)
			counts := [2][]int{make([]int, n), make([]int, n)}
			x, y := 0, 0
			for range largePeriods {
				counts[0][x]++
				counts[1][y]++
				x, y = addLine(u, lines[y*n:][:n]), addLine(v, b[x*n:][:n])
			}
			if counts[0][0] < 1 {
				return fmt.Errorf("%v", counts)
			}
			return nil
		})
		return ours, reference, nil
	}
}

// addLine adds a line and returns the first of the largest sums.
func addLine(sums, line []float64) int {
	best, most := 0, math.Inf(-1)
	for k, v := range line {
		sums[k] += v
		if sums[k] > most {
			best, most = k, sums[k]
		}
	}
	return best
}
