package nashavg

import (
	"context"
	"math"
	"slices"

	"oracled/compute/game/internal/dd"
)

// unique looks for the only equilibrium from where the path ends: if that of the
// antisymmetric game is the only one, so are both sides'.
func (g *taskGame) unique(ctx context.Context, s *search, path *interior, deep bool) (Tasks, bool, error) {
	for _, support := range path.supports() {
		if len(support)%2 == 0 {
			continue
		}
		if _, err := s.unique(ctx, support, deep); err != nil {
			return Tasks{}, false, err
		}
	}
	if !s.best.Converged {
		if _, err := s.pivots(ctx, path); err != nil {
			return Tasks{}, false, err
		}
	}
	if !s.best.Converged {
		return Tasks{}, false, nil
	}
	out := g.split(s.best.P)
	out.Method, out.Iterations = Pivots, s.iterations
	// Rows of the antisymmetric game score half of unit.
	half := func(y []dd.Num) []dd.Num {
		out := make([]dd.Num, len(y))
		for i, v := range y {
			out[i] = v.Times(0.5)
		}
		return out
	}
	agents, tasks := s.centre[:g.agents], s.centre[g.agents:s.n-1]
	if err := g.bounds(ctx, &out, multipliers{half(s.y[:g.agents]), share(agents)}, multipliers{half(s.y[g.agents : s.n-1]), share(tasks)}, g.value(share(agents), share(tasks))); err != nil {
		return Tasks{}, false, err
	}
	if !out.Everywhere || out.EntropyGap > EntropyBound {
		out.EntropyGap, out.Everywhere = 0, false
	}
	g.rate(&out)
	return out, out.Converged, nil
}

// share returns x over its sum.
func share(x []dd.Num) []dd.Num {
	total, out := dd.Total(x), make([]dd.Num, len(x))
	for i, v := range x {
		out[i] = v.Div(total)
	}
	return out
}

// value is agentsᵀ·unit·tasks.
func (g *taskGame) value(agents, tasks []dd.Num) dd.Num {
	var v dd.Num
	for i, p := range agents {
		v = v.Add(p.Mul(dd.Dot(g.unit[i*g.tasks:(i+1)*g.tasks], tasks)))
	}
	return v
}

// multipliers are those of what a side's players score or cost, in units of
// unit, and an equilibrium of that side that plays all of its support, or zeros.
type multipliers struct{ y, centre []dd.Num }

// bounds fills in the duals and the entropy gap of a game of that value.
func (g *taskGame) bounds(ctx context.Context, out *Tasks, ofAgents, ofTasks multipliers, value dd.Num) error {
	transposed := make([]dd.Num, len(g.unit))
	for i := range g.agents {
		for j := range g.tasks {
			transposed[j*g.agents+i] = g.unit[i*g.tasks+j]
		}
	}
	unit := math.Ldexp(g.scale, -g.exponent)
	everywhere, gap := true, 0.0
	// b is columns × rows: what a column makes of a row, for sign = 1, or is to
	// avoid, for −1.
	bound := func(b []dd.Num, sign float64, m multipliers, p []float64, support []int) (dual, low []float64, err error) {
		z, slack := make([]dd.Num, len(p)), make([]dd.Num, len(p))
		if err := dd.MulVec(ctx, z, b, m.y); err != nil {
			return nil, nil, err
		}
		if err := dd.MulVec(ctx, slack, b, m.centre); err != nil {
			return nil, nil, err
		}
		total := dd.Total(m.y)
		for j := range z {
			z[j] = z[j].Sub(value.Mul(total)).Times(sign)
			slack[j] = value.Sub(slack[j]).Times(sign)
		}
		up, over, all := raised(m.y, m.centre, z, slack, support)
		everywhere = everywhere && all
		gap = math.Max(gap, over-entropyOf(p)) // NaN stays
		dual, low = make([]float64, len(up)), make([]float64, len(up))
		for i, v := range up {
			v = v.Times(unit)
			dual[i], low[i] = v.Hi, v.Lo
		}
		return dual, low, nil
	}
	var err error
	if out.TaskDual, out.TaskDualLow, err = bound(transposed, -1, ofAgents, out.Tasks, out.TaskSupport); err != nil {
		return err
	}
	if out.AgentDual, out.AgentDualLow, err = bound(g.unit, 1, ofTasks, out.Agents, out.AgentSupport); err != nil {
		return err
	}
	if out.EntropyGap = gap; math.IsNaN(gap) {
		out.EntropyGap = g.whole()
	}
	out.Everywhere = everywhere
	return nil
}

// whole is the largest sum of entropies.
func (g *taskGame) whole() float64 { return math.Log(float64(g.agents)) + math.Log(float64(g.tasks)) }

// faces maximises both entropies on the faces that a support of the path marks.
func (g *taskGame) faces(ctx context.Context, path *interior, support []int, rank float64) (out Tasks, ok bool, err error) {
	n := path.n
	var rows, cols, otherRows, otherCols []int
	for k := range n - 1 {
		_, in := slices.BinarySearch(support, k)
		switch {
		case k < g.agents && in:
			rows = append(rows, k)
		case k < g.agents:
			otherRows = append(otherRows, k)
		case in:
			cols = append(cols, k-g.agents)
		default:
			otherCols = append(otherCols, k-g.agents)
		}
	}
	if len(rows) == 0 || len(cols) == 0 {
		return out, false, nil
	}
	// On the environment's face every agent of the support scores the same, and
	// nobody more; against the agents' every task of the support costs the same,
	// and none less.
	byAgent := make([]dd.Num, len(g.unit))
	byTask := make([]dd.Num, len(g.unit))
	for i := range g.agents {
		for j := range g.tasks {
			u := g.unit[i*g.tasks+j]
			byAgent[i*g.tasks+j] = u.Sub(g.unit[rows[0]*g.tasks+j])
			byTask[j*g.agents+i] = g.unit[i*g.tasks+cols[0]].Sub(u)
		}
	}
	pe, dualE, centreE, stepsE, err := side(ctx, face{width: g.tasks, b: byAgent, tight: rows[1:], loose: otherRows, cols: cols, rank: rank}, path.p[g.agents:n-1], rows[0])
	if pe == nil || err != nil {
		return out, false, err
	}
	pa, dualA, centreA, stepsA, err := side(ctx, face{width: g.agents, b: byTask, tight: cols[1:], loose: otherCols, cols: rows, rank: rank}, path.p[:g.agents], cols[0])
	if pa == nil || err != nil {
		return out, false, err
	}
	out = Tasks{Agents: pa, Tasks: pe, AgentSupport: rows, TaskSupport: cols, Method: Face, Iterations: stepsA + stepsE}
	if err := g.bounds(ctx, &out, multipliers{dualE, centreA}, multipliers{dualA, centreE}, g.value(centreA, centreE)); err != nil {
		return out, false, err
	}
	if !out.Everywhere || out.EntropyGap > EntropyBound {
		// Nobody outside the supports plays in any equilibrium.
		out.Everywhere = false
		for k := range n - 1 {
			if _, in := slices.BinarySearch(support, k); !in && path.s[k]*negligible < path.v {
				out.EntropyGap = g.whole()
			}
		}
	}
	g.rate(&out)
	return out, true, nil
}

// side returns the entropy's maximum on a face, over all columns, multipliers of
// all rows, of sum 0, and a point that plays all of the face's columns. The row
// base is the one that is taken from all the others.
func side(ctx context.Context, f face, path []float64, base int) (p []float64, dual, centre []dd.Num, steps int, err error) {
	start := make([]float64, len(f.cols))
	for k, j := range f.cols {
		start[k] = path[j]
	}
	normalise(start)
	got, err := f.maximum(ctx, start)
	if got == nil || err != nil {
		return nil, nil, nil, 0, err
	}
	normalise(got.q)
	p = make([]float64, f.width)
	for k, j := range f.cols {
		p[j] = got.q[k]
	}
	got.dual[base] = dd.Num{}
	got.dual[base] = dd.Total(got.dual).Neg()
	return p, got.dual, spread(f.width, f.cols, got.centre), got.steps, nil
}

// relax returns the most even of the distributions that lose less than a part of
// the bound against the value that the end of the path has.
func (g *taskGame) relax(ctx context.Context, s *search, path *precise) (Tasks, error) {
	agents, tasks := share(path.p[:g.agents]), share(path.p[g.agents:s.n-1])
	value := g.value(agents, tasks)
	byAgent, byTask := make([]dd.Num, len(g.unit)), make([]dd.Num, len(g.unit))
	for i := range g.agents {
		for j := range g.tasks {
			d := g.unit[i*g.tasks+j].Sub(value)
			byAgent[i*g.tasks+j], byTask[j*g.agents+i] = d, d.Neg()
		}
	}
	pe, err := relaxed(ctx, g.tasks, byAgent)
	if pe == nil || err != nil {
		return Tasks{}, err
	}
	pa, err := relaxed(ctx, g.agents, byTask)
	if pa == nil || err != nil {
		return Tasks{}, err
	}
	out := g.split(append(slices.Clone(pa.q), pe.q...))
	out.Method, out.Iterations = Relaxed, s.iterations+pa.steps+pe.steps
	none := func(n int) []dd.Num { return make([]dd.Num, n) }
	err = g.bounds(ctx, &out, multipliers{dd.Vector(pe.y), none(g.agents)}, multipliers{dd.Vector(pa.y), none(g.tasks)}, value)
	g.rate(&out)
	return out, err
}
