package nashavg

import (
	"context"
	"fmt"
	"math"
	"slices"

	"oracled/compute/game/internal/dd"
	"oracled/compute/game/internal/linalg"
)

// Tasks is the Nash average of agents against tasks: agents choose a mixture
// that scores high on whatever task comes, the environment one of tasks that
// are hard for whatever agent comes. Each side's equilibrium is its own of
// maximum entropy.
type Tasks struct {
	Agents, Tasks             []float64 // the two equilibria
	AgentSupport, TaskSupport []int     // ascending: what some equilibrium plays
	Skill                     []float64 // per agent: S·Tasks, in units of S
	Difficulty                []float64 // per task: −Sᵀ·Agents
	Value                     float64   // of the game, in units of S; not 0 in general
	AgentEntropy, TaskEntropy float64   // nats
	Gap                       float64   // max(Skill) − min(−Difficulty) ≥ 0, in units of S
	Relative                  float64   // Gap/max|S|, 0 when S is all zeros
	// Duals are y ≥ 0 in units of 1/max|S|, the Low parts what float64 cannot
	// hold of them. TaskDual is by agent: for any such y, log Σ_j exp((Value·Σy −
	// (Sᵀy)_j)/max|S|) is at least the entropy of every equilibrium of the tasks.
	// AgentDual is by task: so is log Σ_i exp(((S·y)_i − Value·Σy)/max|S|) for the
	// agents. EntropyGap is by how much these exceed the entropies, the larger,
	// nats; Everywhere says that the sums are over all: else they are over the
	// supports, and the evidence that nobody else plays is where the interior path
	// leads.
	AgentDual, AgentDualLow []float64
	TaskDual, TaskDualLow   []float64
	EntropyGap              float64
	Everywhere              bool
	Method                  Method
	Iterations              int
	Converged               bool
}

// AVT returns the Nash average of agents×tasks scores s, row-major, as they are:
// shifting or scaling a task's scores changes the game, and is the caller's to
// decide. It fails with ErrInput for wrong sizes and numbers that are not finite,
// and with the context's error, within 100 ms of its end. An answer outside the
// bounds has Converged false.
//
// The game is solved as the antisymmetric one of agents, tasks and a bank
// (Gale, Kuhn, Tucker 1950), whose path marks both sides' faces.
func AVT(ctx context.Context, agents, tasks int, s []float64) (Tasks, error) {
	if agents < 1 || tasks < 1 || len(s) != agents*tasks {
		return Tasks{}, fmt.Errorf("%w: %d numbers are no %d×%d matrix", ErrInput, len(s), agents, tasks)
	}
	var scale float64
	for k, v := range s {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return Tasks{}, fmt.Errorf("%w: s[%d][%d] = %v is not finite", ErrInput, k/tasks, k%tasks, v)
		}
		scale = math.Max(scale, math.Abs(v))
	}
	g := &taskGame{agents: agents, tasks: tasks, s: s, scale: scale}
	least, most := slices.Min(s), slices.Max(s)
	if least == most {
		out := Tasks{Agents: make([]float64, agents), Tasks: make([]float64, tasks), Method: Direct, Converged: true, Value: least}
		for i := range out.Agents {
			out.Agents[i] = 1 / float64(agents)
			out.AgentSupport = append(out.AgentSupport, i)
		}
		for j := range out.Tasks {
			out.Tasks[j] = 1 / float64(tasks)
			out.TaskSupport = append(out.TaskSupport, j)
		}
		out.AgentDual, out.AgentDualLow = make([]float64, tasks), make([]float64, tasks)
		out.TaskDual, out.TaskDualLow = make([]float64, agents), make([]float64, agents)
		out.Everywhere = true
		g.rate(&out)
		return out, nil
	}
	// unit is s from 0 to at most 1, every bit kept; the path runs on ½ to 1.
	_, e := math.Frexp(most/2 - least/2) // no overflow
	g.exponent = e + 1
	g.unit = make([]dd.Num, len(s))
	for k, v := range s {
		u := dd.Sum(v/2, -least/2)
		g.unit[k] = dd.Num{Hi: math.Ldexp(u.Hi, -e), Lo: math.Ldexp(u.Lo, -e)}
	}
	n := agents + tasks + 1
	a := make([]dd.Num, n*n)
	set := func(i, j int, v dd.Num) { a[i*n+j], a[j*n+i] = v, v.Neg() }
	for i := range agents {
		for j := range tasks {
			set(i, agents+j, g.unit[i*tasks+j].Add(dd.Of(1)).Times(0.5))
		}
		set(i, n-1, dd.Of(-1))
	}
	for j := range tasks {
		set(agents+j, n-1, dd.Of(1))
	}
	search := newSearch(n, a)
	path := newInterior(n, search.a)
	var near *interior
	for path.v > pathEnd && path.steps < pathSteps {
		ok, err := path.step(ctx)
		if err != nil {
			return Tasks{}, err
		}
		if !ok {
			break
		}
		if near == nil && path.v < preciseFrom {
			near = path.snapshot()
		}
	}
	search.iterations = path.steps
	best, err := g.end(ctx, search, path, exactRank)
	if best.Converged || err != nil {
		return best, err
	}
	further, err := newPrecise(ctx, n, a, near)
	if err != nil {
		return Tasks{}, err
	}
	end, err := further.run(ctx)
	if err != nil {
		return Tasks{}, err
	}
	search.iterations += end.steps
	second, err := g.end(ctx, search, end, preciseRanks()...)
	if second.Converged || err != nil {
		return second, err
	}
	for _, x := range []Tasks{best, second} {
		if x.Agents != nil && x.Relative <= ExploitabilityBound {
			return x, nil
		}
	}
	// What the path itself says, of unknown entropy.
	best = g.split(path.p)
	best.Method, best.Iterations, best.EntropyGap = Path, search.iterations, math.Log(float64(agents*tasks))
	best.AgentDual, best.AgentDualLow = make([]float64, tasks), make([]float64, tasks)
	best.TaskDual, best.TaskDualLow = make([]float64, agents), make([]float64, agents)
	g.rate(&best)
	return best, nil
}

// end tries the supports that the end of a path marks and returns the first
// answer that is certified, or any that there is.
func (g *taskGame) end(ctx context.Context, s *search, path *interior, ranks ...float64) (best Tasks, err error) {
	for _, rank := range ranks {
		for _, support := range path.supports() {
			out, ok, err := g.faces(ctx, path, support, rank)
			if err != nil {
				return Tasks{}, err
			}
			s.iterations += out.Iterations
			out.Iterations = s.iterations
			if ok && (best.Agents == nil || out.EntropyGap < best.EntropyGap) {
				best = out
			}
			if best.Converged {
				return best, nil
			}
		}
	}
	if out, ok, err := g.unique(ctx, s, path, ranks[0] < exactRank); ok || err != nil {
		return out, err
	}
	return best, nil
}

// taskGame is a game between agents and tasks.
type taskGame struct {
	agents, tasks int
	s             []float64
	unit          []dd.Num // (s − min s)/2^exponent
	exponent      int
	scale         float64 // max|s|
}

// split returns the two sides of a distribution over agents, tasks and bank.
func (g *taskGame) split(p []float64) Tasks {
	out := Tasks{Agents: slices.Clone(p[:g.agents]), Tasks: slices.Clone(p[g.agents : g.agents+g.tasks])}
	normalise(out.Agents)
	normalise(out.Tasks)
	for i, v := range out.Agents {
		if v > 0 {
			out.AgentSupport = append(out.AgentSupport, i)
		}
	}
	for j, v := range out.Tasks {
		if v > 0 {
			out.TaskSupport = append(out.TaskSupport, j)
		}
	}
	return out
}

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
	if err := g.bounds(ctx, &out, half(s.y[:g.agents]), half(s.y[g.agents:s.n-1]), share(agents), share(tasks)); err != nil {
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

// bounds fills in the duals and the entropy gap: byAgent are multipliers of what
// agents score, byTask of what tasks cost, in units of unit, and agents and tasks
// equilibria that play all of the supports.
func (g *taskGame) bounds(ctx context.Context, out *Tasks, byAgent, byTask, agents, tasks []dd.Num) error {
	transposed := make([]dd.Num, len(g.unit))
	for i := range g.agents {
		for j := range g.tasks {
			transposed[j*g.agents+i] = g.unit[i*g.tasks+j]
		}
	}
	bound := func(b []dd.Num, columns int, sign float64, y, centre []dd.Num, support []int, entropy float64) (dual, low []float64, gap float64, everywhere bool, err error) {
		// b is columns × rows of the programme: what a column makes of a row.
		z, slack := make([]dd.Num, columns), make([]dd.Num, columns)
		if err := dd.MulVec(ctx, z, b, y); err != nil {
			return nil, nil, 0, false, err
		}
		if err := dd.MulVec(ctx, slack, b, centre); err != nil {
			return nil, nil, 0, false, err
		}
		value, total := slack[support[0]], dd.Total(y)
		for j := range z {
			z[j] = z[j].Sub(value.Mul(total)).Times(sign)
			slack[j] = value.Sub(slack[j]).Times(sign)
		}
		up, over, everywhere := raised(y, centre, z, slack, support)
		dual, low = make([]float64, len(y)), make([]float64, len(y))
		unit := math.Ldexp(g.scale, -g.exponent)
		for i, v := range up {
			v = v.Times(unit)
			dual[i], low[i] = v.Hi, v.Lo
		}
		return dual, low, over - entropy, everywhere, nil
	}
	var gapE, gapA float64
	var allE, allA bool
	var err error
	if out.TaskDual, out.TaskDualLow, gapE, allE, err = bound(transposed, g.tasks, -1, byAgent, agents, out.TaskSupport, entropyOf(out.Tasks)); err != nil {
		return err
	}
	if out.AgentDual, out.AgentDualLow, gapA, allA, err = bound(g.unit, g.agents, 1, byTask, tasks, out.AgentSupport, entropyOf(out.Agents)); err != nil {
		return err
	}
	if out.EntropyGap = math.Max(math.Max(gapA, gapE), 0); math.IsNaN(out.EntropyGap) {
		out.EntropyGap = math.Log(float64(g.agents * g.tasks))
	}
	out.Everywhere = allE && allA
	return nil
}

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
	if err := g.bounds(ctx, &out, dualE, dualA, centreA, centreE); err != nil {
		return out, false, err
	}
	if !out.Everywhere || out.EntropyGap > EntropyBound {
		// Nobody outside the supports plays in any equilibrium.
		out.Everywhere = false
		for k := range n - 1 {
			if _, in := slices.BinarySearch(support, k); !in && path.s[k]*negligible < path.v {
				out.EntropyGap = math.Log(float64(g.agents * g.tasks))
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
	if got.centre == nil {
		return p, got.dual, dd.Vector(p), got.steps, nil
	}
	return p, got.dual, spread(f.width, f.cols, got.centre), got.steps, nil
}

// rate fills in what follows from the two equilibria.
func (g *taskGame) rate(out *Tasks) {
	out.Skill, out.Difficulty = make([]float64, g.agents), make([]float64, g.tasks)
	linalg.MulVec(out.Skill, g.s, out.Tasks)
	linalg.MulVecT(out.Difficulty, g.s, out.Agents)
	low := slices.Min(out.Difficulty)
	for j := range out.Difficulty {
		out.Difficulty[j] = -out.Difficulty[j]
	}
	high := slices.Max(out.Skill)
	out.Value = low/2 + high/2
	out.Gap = math.Max(high-low, 0)
	if g.scale > 0 {
		out.Relative = out.Gap / g.scale
	}
	out.AgentEntropy, out.TaskEntropy = entropyOf(out.Agents), entropyOf(out.Tasks)
	out.Converged = out.Relative <= ExploitabilityBound && out.EntropyGap <= EntropyBound
}
