package nashavg

import (
	"context"
	"fmt"
	"math"
	"slices"

	"oracled/compute/game/internal/linalg"
	"oracled/compute/progress"
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
	EntropyGap                float64   // by how much a dual bound exceeds the entropies, the larger, nats
	Method                    Method
	Iterations                int
	Converged                 bool
}

// AVT returns the Nash average of agents×tasks scores s, row-major, as they are:
// shifting or scaling a task's scores changes the game, and is the caller's to
// decide. It fails with ErrInput for wrong sizes and numbers that are not finite,
// and with the context's error, within 100 ms of its end. An answer outside the
// bounds has Converged false. Watchers are told of the residual after every step of
// the interior-point method.
//
// The game is solved as the antisymmetric one of agents, tasks and a bank
// (Gale, Kuhn, Tucker 1950), whose path marks both sides' faces.
func AVT(ctx context.Context, agents, tasks int, s []float64, watchers ...progress.Func) (Tasks, error) {
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
		g.rate(&out)
		return out, nil
	}
	// unit is s between 0 and 1; the path runs on 1/2 to 1.
	g.unit = make([]float64, len(s))
	half := most/2 - least/2 // no overflow
	for k, v := range s {
		g.unit[k] = (v/2 - least/2) / half
	}
	n := agents + tasks + 1
	a := make([]float64, n*n)
	set := func(i, j int, v float64) { a[i*n+j], a[j*n+i] = v, -v }
	for i := range agents {
		for j := range tasks {
			set(i, agents+j, (1+g.unit[i*tasks+j])/2)
		}
		set(i, n-1, -1)
	}
	for j := range tasks {
		set(agents+j, n-1, 1)
	}
	path := newInterior(n, a)
	var blurred *interior
	for path.v > pathEnd && path.steps < pathSteps {
		ok, err := path.step(ctx)
		if err != nil {
			return Tasks{}, err
		}
		path.tell(watchers)
		if !ok {
			break
		}
		if blurred == nil && path.v < blur {
			blurred = path.snapshot()
		}
	}
	var best Tasks
	for _, mark := range []struct {
		path *interior
		rank float64
	}{{path, exactRank}, {blurred, blur}} {
		if mark.path == nil {
			continue
		}
		for _, support := range mark.path.supports() {
			out, ok, err := g.faces(ctx, mark.path, support, mark.rank)
			if err != nil {
				return Tasks{}, err
			}
			out.Iterations += path.steps
			if ok && (best.Agents == nil || out.Converged) {
				best = out
			}
			if best.Converged {
				return best, nil
			}
		}
		if out, ok, err := g.unique(ctx, path, a); ok || err != nil {
			return out, err
		}
	}
	if best.Agents != nil && best.Relative <= ExploitabilityBound {
		return best, nil
	}
	// What the path itself says, of unknown entropy.
	best = g.split(path.p)
	best.Method, best.Iterations, best.EntropyGap = Path, path.steps, math.Log(float64(agents*tasks))
	g.rate(&best)
	return best, nil
}

// taskGame is a game between agents and tasks.
type taskGame struct {
	agents, tasks int
	s, unit       []float64
	scale         float64
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
// antisymmetric game a is the only one, so are both sides'.
func (g *taskGame) unique(ctx context.Context, path *interior, a []float64) (Tasks, bool, error) {
	s := &search{n: path.n, a: a, iterations: path.steps}
	for _, support := range path.supports() {
		if len(support)%2 == 0 {
			continue
		}
		if _, err := s.unique(ctx, support); err != nil {
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
	g.rate(&out)
	return out, out.Converged, nil
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
	byAgent := slices.Clone(g.unit)
	subtractRow(g.agents, g.tasks, byAgent, rows[0])
	byTask := make([]float64, len(g.unit))
	for i := range g.agents {
		for j := range g.tasks {
			byTask[j*g.agents+i] = -g.unit[i*g.tasks+j]
		}
	}
	subtractRow(g.tasks, g.agents, byTask, cols[0])
	pe, gapE, stepsE, err := g.side(ctx, face{width: g.tasks, b: byAgent, tight: rows[1:], loose: otherRows, cols: cols, rank: rank}, path.p[g.agents:n-1])
	if pe == nil || err != nil {
		return out, false, err
	}
	pa, gapA, stepsA, err := g.side(ctx, face{width: g.agents, b: byTask, tight: cols[1:], loose: otherCols, cols: rows, rank: rank}, path.p[:g.agents])
	if pa == nil || err != nil {
		return out, false, err
	}
	out = Tasks{
		Agents: pa, Tasks: pe, AgentSupport: rows, TaskSupport: cols,
		EntropyGap: math.Max(gapA, gapE), Method: Face, Iterations: stepsA + stepsE,
	}
	// Nobody outside the supports plays in any equilibrium.
	for k := range n - 1 {
		if _, in := slices.BinarySearch(support, k); !in && path.s[k]*negligible < path.v {
			out.EntropyGap = math.Log(float64(g.agents * g.tasks))
		}
	}
	g.rate(&out)
	return out, true, nil
}

func subtractRow(rows, cols int, a []float64, row int) {
	base := slices.Clone(a[row*cols : row*cols+cols])
	for i := range rows {
		for j := range cols {
			a[i*cols+j] -= base[j]
		}
	}
}

// side returns the entropy's maximum on a face, over all columns, and how far
// the dual bound is above it.
func (g *taskGame) side(ctx context.Context, f face, path []float64) (p []float64, gap float64, steps int, err error) {
	start := make([]float64, len(f.cols))
	for k, j := range f.cols {
		start[k] = path[j]
	}
	normalise(start)
	q, dual, steps, err := f.maximum(ctx, start)
	if q == nil || err != nil {
		return nil, 0, steps, err
	}
	normalise(q)
	p = make([]float64, f.width)
	for k, j := range f.cols {
		p[j] = q[k]
	}
	z := make([]float64, f.width)
	linalg.MulVecT(z, f.b, dual)
	over := make([]float64, len(f.cols))
	for k, j := range f.cols {
		over[k] = -z[j]
	}
	return p, math.Max(logSumExp(over)-entropyOf(p), 0), steps, nil
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
