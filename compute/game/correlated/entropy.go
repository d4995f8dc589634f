package correlated

import (
	"context"
	"fmt"
	"math"
	"slices"

	"oracled/compute/game/internal/linalg"
	"oracled/compute/progress"
)

// slackness is by how much incentives are relaxed, in units of a player's
// spread.
const slackness = 1e-11

// maxSteps bounds the interior point; some 30 are usual,
// and games whose payoffs almost tie take some hundreds.
const maxSteps = 1000

// entropyMethod finds the correlated equilibrium of largest entropy.
type entropyMethod func(p *programme, ctx context.Context) (Equilibrium, error)

// entropy tries methods in turn until one's certificate holds, and returns the
// best answer otherwise.
func (p *programme) entropy(ctx context.Context, methods ...entropyMethod) (Equilibrium, error) {
	best := Equilibrium{Gap: math.Inf(1)}
	for _, method := range methods {
		e, err := method(p, ctx)
		if err != nil {
			return Equilibrium{}, err
		}
		if e.Converged || best.Distribution == nil || p.badness(e) < p.badness(best) {
			best = e
		}
		if best.Converged {
			break
		}
	}
	return best, nil
}

// badness is how far an answer is from its certificate.
func (p *programme) badness(e Equilibrium) float64 { return max(e.Violation/p.unit(), e.Gap) }

// concluded fills in what an answer of a method says about itself.
func (p *programme) concluded(e Equilibrium, logSum float64, method string, iterations int) Equilibrium {
	e = p.swept(e, logSum)
	e.Iterations = iterations
	e.Method = method
	e.Converged = e.Violation <= Tolerance*p.unit() && e.Gap <= Tolerance
	return e
}

// gainRows returns the incentives, m×n, in units of the players' spread.
func (p *programme) gainRows() [][]float64 {
	gains := make([][]float64, len(p.rows))
	for k, row := range p.rows {
		gains[k] = make([]float64, p.g.Size())
		p.each(row, func(s int, gain float64) { gains[k][s] = gain / row.unit })
	}
	return gains
}

// interiorPoint minimises f(y) = log Σ_s exp(−Σ_g y_g·gain_g(s)) + slackness·Σy over
// y ≥ 0. With z the multipliers of y, Newton steps on
//
//	∇f(y) = z,  y_g·z_g = μ
//
// follow the path μ → 0; ∇f is by how much each incentive is satisfied.
func (p *programme) interiorPoint(ctx context.Context) (Equilibrium, error) {
	n, m := p.g.Size(), len(p.rows)
	gains := p.gainRows()
	y, z := make([]float64, m), make([]float64, m)
	for k := range y {
		y[k], z[k] = 1, 1
	}
	x := make([]float64, n)
	logSum := gibbs(gains, y, x)
	mean := make([]float64, m)
	hessian := make([]float64, m*m)
	step, dz := make([]float64, m), make([]float64, m)
	trial := make([]float64, m)
	best := Equilibrium{Gap: math.Inf(1)}
	iterations := 0
	for ; iterations < maxSteps; iterations++ {
		for k := range mean {
			if k%16 == 0 && ctx.Err() != nil {
				return Equilibrium{}, fmt.Errorf("correlated equilibrium, step %d: %w", iterations, ctx.Err())
			}
			mean[k] = linalg.Dot(gains[k], x)
		}
		mu := 0.0
		for k := range y {
			mu += y[k] * z[k]
		}
		if m > 0 {
			mu /= float64(m)
		}
		// Any y ≥ 0 bounds the entropy from above by logSum.
		e := p.judge(slices.Clone(x))
		e.Gap = max(logSum-e.Entropy, 0)
		if p.badness(e) < p.badness(best) {
			best = e
		}
		if len(p.watchers) > 0 {
			gap := best.Gap
			progress.Tell(p.watchers, progress.Report{Done: int64(iterations), Unit: "steps", Measure: "gap", Value: func() float64 { return gap }})
		}
		residual := 0.0
		for k := range y {
			residual = max(residual, math.Abs(slackness-mean[k]-z[k]))
		}
		if m == 0 || mu < slackness/100 && residual < slackness/10 {
			break
		}
		// (H + diag(z/y))·dy = σμ/y − ∇f.
		target := 0.1 * mu
		for k := range y {
			step[k] = target/y[k] - (slackness - mean[k])
		}
		if err := covariance(ctx, gains, x, mean, hessian); err != nil {
			return Equilibrium{}, err
		}
		for k := range y {
			hessian[k*m+k] += z[k] / y[k]
		}
		if !linalg.SolveDefinite(ctx, hessian, step) {
			break
		}
		length := 1.0
		for k := range y {
			dz[k] = target/y[k] - z[k] - z[k]/y[k]*step[k]
			if step[k] < 0 {
				length = min(length, -0.95*y[k]/step[k])
			}
			if dz[k] < 0 {
				length = min(length, -0.95*z[k]/dz[k])
			}
		}
		// The step goes down the barrier function f(y) − target·Σ log y; halve it
		// until it does.
		slope, before := 0.0, logSum
		for k := range y {
			slope += step[k] * (slackness - mean[k] - target/y[k])
			before += slackness*y[k] - target*math.Log(y[k])
		}
		for range 40 {
			if ctx.Err() != nil {
				break
			}
			after := 0.0
			for k := range y {
				trial[k] = y[k] + length*step[k]
				after += slackness*trial[k] - target*math.Log(trial[k])
			}
			logSum = gibbs(gains, trial, x)
			if after+logSum <= before+0.01*length*slope+1e-13*(1+math.Abs(before)) {
				break
			}
			length /= 2
		}
		copy(y, trial)
		for k := range z {
			z[k] += length * dz[k]
		}
	}
	if err := ctx.Err(); err != nil {
		return Equilibrium{}, fmt.Errorf("correlated equilibrium, step %d: %w", iterations, err)
	}
	return p.concluded(best, logSum, "interior point", iterations), nil
}

// unit is the payoffs' spread, 1 where they have none.
func (p *programme) unit() float64 {
	if s := p.g.Spread(); s > 0 {
		return s
	}
	return 1
}

// swept drops the dust of profiles that no correlated equilibrium plays, where
// that leaves the answer at least as good.
func (p *programme) swept(e Equilibrium, logSum float64) Equilibrium {
	clean := slices.Clone(e.Distribution)
	for s, v := range clean {
		if v < 1e-7 {
			clean[s] = 0
		}
	}
	if len(clean) == 0 || !normalised(clean) {
		return e
	}
	c := p.judge(clean)
	c.Gap = max(logSum-c.Entropy, 0)
	if c.Violation <= max(e.Violation, 1e-14*p.unit()) && c.Gap <= max(e.Gap, Tolerance) {
		return c
	}
	return e
}

// gibbs sets x(s) ∝ exp(−Σ y_g·gain_g(s)) and returns the log of the sum.
func gibbs(gains [][]float64, y, x []float64) float64 {
	clear(x)
	for k, g := range gains {
		for s, v := range g {
			x[s] -= y[k] * v
		}
	}
	top, sum := slices.Max(x), 0.0
	for s := range x {
		x[s] = math.Exp(x[s] - top)
		sum += x[s]
	}
	for s := range x {
		x[s] /= sum
	}
	return top + math.Log(sum)
}

// covariance sets h to that of the rows of gains under x, m×m, row-major.
func covariance(ctx context.Context, gains [][]float64, x, mean, h []float64) error {
	m := len(gains)
	weighted := make([]float64, len(x))
	for j := range m {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("correlated equilibrium: %w", err)
		}
		for s, v := range gains[j] {
			weighted[s] = (v - mean[j]) * x[s]
		}
		for k := range j + 1 {
			c := linalg.Dot(weighted, gains[k])
			h[j*m+k], h[k*m+j] = c, c
		}
	}
	return nil
}
