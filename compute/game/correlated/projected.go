package correlated

import (
	"context"
	"fmt"
	"math"
	"slices"

	"oracled/compute/game/internal/linalg"
)

// projectedNewton is the second method for the largest entropy: it minimises the
// same f(y) by Newton steps in the multipliers that are not held at 0, projected
// onto y ≥ 0 (Bertsekas 1982, "Projected Newton methods for optimization problems
// with simple constraints") and damped as Levenberg and Marquardt do. It has no
// central path to lose.
func (p *programme) projectedNewton(ctx context.Context) (Equilibrium, error) {
	m := len(p.rows)
	gains := p.gainRows()
	y, trial := make([]float64, m), make([]float64, m)
	x, next := make([]float64, p.g.Size()), make([]float64, p.g.Size())
	mean := make([]float64, m)
	hessian := make([]float64, m*m)
	logSum := gibbs(gains, y, x)
	value, damping := logSum, 1e-6
	best, bestSum := Equilibrium{Gap: math.Inf(1)}, logSum
	iterations := 0
	for ; iterations < maxSteps && damping < 1e12; iterations++ {
		for k := range mean {
			if k%16 == 0 && ctx.Err() != nil {
				return Equilibrium{}, fmt.Errorf("correlated equilibrium, step %d: %w", iterations, ctx.Err())
			}
			mean[k] = linalg.Dot(gains[k], x)
		}
		e := p.judge(slices.Clone(x))
		e.Gap = max(logSum-e.Entropy, 0)
		if p.badness(e) < p.badness(best) {
			best, bestSum = e, logSum
		}
		var free []int
		left := 0.0 // of the gradient
		for k := range y {
			g := slackness - mean[k]
			if y[k] == 0 && g >= 0 {
				continue
			}
			free = append(free, k)
			left = max(left, math.Abs(g))
		}
		if left < slackness/100 {
			break
		}
		if err := covariance(ctx, gains, x, mean, hessian); err != nil {
			return Equilibrium{}, err
		}
		moved := false
		for ; !moved && damping < 1e12; damping *= 10 {
			h, step := make([]float64, len(free)*len(free)), make([]float64, len(free))
			for a, k := range free {
				step[a] = mean[k] - slackness
				for b, l := range free {
					h[a*len(free)+b] = hessian[k*m+l]
				}
				h[a*len(free)+a] += damping*left + 1e-16
			}
			if !linalg.SolveDefinite(ctx, h, step) {
				if ctx.Err() != nil {
					return Equilibrium{}, fmt.Errorf("correlated equilibrium, step %d: %w", iterations, ctx.Err())
				}
				continue
			}
			copy(trial, y)
			for a, k := range free {
				trial[k] = max(y[k]+step[a], 0)
			}
			sum := gibbs(gains, trial, next)
			after := sum
			for _, v := range trial {
				after += slackness * v
			}
			if moved = after <= value+1e-15*(1+math.Abs(value)) && !slices.Equal(trial, y); moved {
				y, trial = trial, y
				x, next = next, x
				logSum, value = sum, after
				damping /= 1000
			}
		}
		damping = max(damping, 1e-12)
	}
	return p.concluded(best, bestSum, "projected Newton", iterations), nil
}
