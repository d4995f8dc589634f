package nashavg

import (
	"context"
	"fmt"
	"math"
	"slices"

	"oracled/compute/game/internal/dd"
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
		path.tell(watchers)
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
	last, err := g.relax(ctx, search, further)
	if last.Converged || err != nil {
		return last, err
	}
	for _, x := range []Tasks{best, second} {
		if x.Agents != nil && x.Relative <= ExploitabilityBound {
			return x, nil
		}
	}
	// What the path itself says, of unknown entropy.
	best = g.split(path.p)
	best.Method, best.Iterations, best.EntropyGap = Path, search.iterations, g.whole()
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
