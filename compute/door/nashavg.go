package door

import (
	"context"
	"errors"
	"math"

	"oracled/compute"
	"oracled/compute/game/nashavg"
)

// nashAveraging answers {"form": "ava", "A": [[...]]}, the same with win
// probabilities "P" and, where they are 0 or 1, a "clip", and {"form": "avt",
// "S": [[...]]}; with "method": "first-order" in products with the matrix only.
func nashAveraging(ctx context.Context, backend compute.Backend, in fields, out *Answer) error {
	form, err := in.choice("form", "ava", "avt")
	if err != nil {
		return err
	}
	large, err := firstOrder(in, out)
	if err != nil {
		return err
	}
	if form == "avt" {
		if err := in.without(`form "avt" reads S`, "A", "P", "clip"); err != nil {
			return err
		}
		if large != nil {
			return firstOrderTasks(ctx, backend, *large, in, out)
		}
		return nashAveragingTasks(ctx, in, out)
	}
	if err := in.without(`form "ava" reads A or P`, "S"); err != nil {
		return err
	}
	var a matrix
	if in.has("P") {
		a, err = in.logOdds()
	} else {
		if err := in.without("belongs to P", "clip"); err != nil {
			return err
		}
		a, err = in.antisymmetric("A")
	}
	if err != nil {
		return err
	}
	if err := in.without(`form "ava" has no tasks`, "tasks"); err != nil {
		return err
	}
	agents, err := in.names("agents", a.rows)
	if err != nil {
		return err
	}
	if large != nil {
		return firstOrderAgents(ctx, backend, *large, in, a, agents, out)
	}
	if err := in.reserve("form", 8*10, a.rows, a.cols); err != nil {
		return err
	}
	x, err := nashavg.AVA(ctx, a.rows, a.data, out.watchers...)
	if err != nil {
		return inputError(err)
	}
	out.Converged, out.Iterations = x.Converged, x.Iterations
	out.Certificate = Certificate{Kind: "exploitability", Value: x.Relative, Bound: nashavg.ExploitabilityBound}
	out.drawAVA(agents, maxEntropy, x)
	out.add("p", x.P)
	out.add("ratings", x.Ratings)
	out.add("support", x.Support)
	out.add("entropy", x.Entropy)
	out.add("exploitability", x.Exploitability)
	out.add("exploitability_rel", x.Relative)
	out.add("entropy_gap", x.EntropyGap)
	out.add("everywhere", x.Everywhere)
	out.add("dual", x.Dual)
	out.add("dual_low", x.DualLow)
	return nil
}

func nashAveragingTasks(ctx context.Context, in fields, out *Answer) error {
	s, err := in.scores()
	if err != nil {
		return err
	}
	if err := in.reserve("S", 8*10, s.rows+s.cols+1, s.rows+s.cols+1); err != nil {
		return err
	}
	agents, tasks, err := in.bothNames(s)
	if err != nil {
		return err
	}
	x, err := nashavg.AVT(ctx, s.rows, s.cols, s.data, out.watchers...)
	if err != nil {
		return inputError(err)
	}
	out.Converged, out.Iterations = x.Converged, x.Iterations
	out.Certificate = Certificate{Kind: "gap", Value: x.Relative, Bound: nashavg.ExploitabilityBound}
	out.drawAVT(agents, tasks, maxEntropyBoth, x)
	out.add("pa", x.Agents)
	out.add("pe", x.Tasks)
	out.add("value", x.Value)
	out.add("skill", x.Skill)
	out.add("difficulty", x.Difficulty)
	out.add("supports", map[string][]int{"agents": x.AgentSupport, "tasks": x.TaskSupport})
	out.add("gap", x.Gap)
	out.add("gap_rel", x.Relative)
	out.add("entropies", map[string]float64{"agents": x.AgentEntropy, "tasks": x.TaskEntropy})
	out.add("entropy_gap", x.EntropyGap)
	out.add("everywhere", x.Everywhere)
	out.add("duals", map[string][]float64{"agents": x.AgentDual, "agents_low": x.AgentDualLow, "tasks": x.TaskDual, "tasks_low": x.TaskDualLow})
	return nil
}

// antisymmetric returns a key's n×n matrix with A + Aᵀ = 0 but for 10⁻⁹ of its
// largest entry.
func (f fields) antisymmetric(key string) (matrix, error) {
	a, err := f.square(key)
	if err != nil {
		return a, err
	}
	var most float64
	for _, v := range a.data {
		most = math.Max(most, math.Abs(v))
	}
	if err := f.moderate(key, a); err != nil {
		return a, err
	}
	for i := range a.rows {
		for j := i; j < a.cols; j++ {
			if x, y := a.row(i)[j], a.row(j)[i]; math.Abs(x+y) > most*1e-9 {
				return a, f.bad(key, "[%d][%d]: %g and [%d][%d], %g, are not opposite", i, j, x, j, i, y)
			}
		}
	}
	return a, nil
}

// largest is what entries may reach without their sums overflowing.
const largest = 1e300

// moderate returns an error for the first entry that is larger.
func (f fields) moderate(key string, a matrix) error {
	for k, v := range a.data {
		if math.Abs(v) > largest {
			return f.bad(key, "[%d][%d]: %g is above %g in magnitude", k/a.cols, k%a.cols, v, largest)
		}
	}
	return nil
}

// scores returns the key "S".
func (f fields) scores() (matrix, error) {
	s, err := f.matrix("S", 0, 0)
	if err == nil {
		err = f.moderate("S", s)
	}
	return s, err
}

// probabilities returns the n×n matrix P of win probabilities, clipped to the
// key "clip" where that is given.
func (f fields) probabilities() (matrix, error) {
	p, err := f.square("P")
	if err != nil {
		return p, err
	}
	for i := range p.rows {
		for j := range p.cols {
			switch x, y := p.row(i)[j], p.row(j)[i]; {
			case x < 0 || x > 1:
				return p, f.bad("P", "[%d][%d]: %g is not within 0 to 1", i, j, x)
			case math.Abs(x+y-1) > 1e-9:
				return p, f.bad("P", "[%d][%d]: %g and [%d][%d], %g, do not add up to 1", i, j, x, j, i, y)
			}
		}
	}
	clip, err := f.clip()
	for k, v := range p.data {
		p.data[k] = math.Min(math.Max(v, clip), 1-clip)
	}
	return p, err
}

// clip returns the key "clip", 0 when it is missing.
func (f fields) clip() (float64, error) {
	clip, err := f.realOr("clip", 0, 0, 0.5)
	if err == nil && clip == 0.5 {
		err = f.bad("clip", "0.5 leaves nothing of P")
	}
	return clip, err
}

// logOdds returns the log-odds of P.
func (f fields) logOdds() (matrix, error) {
	if err := f.without("give A or P", "A"); err != nil {
		return matrix{}, err
	}
	p, err := f.probabilities()
	if err != nil {
		return p, err
	}
	for k, v := range p.data {
		if v == 0 || v == 1 {
			return p, f.bad("P", "[%d][%d]: %g has no finite log-odds; give a \"clip\", which decides the result", k/p.cols, k%p.cols, v)
		}
	}
	p.data, err = nashavg.LogOdds(p.rows, p.data, 0)
	return p, inputError(err)
}

// inputError wraps ErrInput where a solver blames its arguments.
func inputError(err error) error {
	for _, cause := range solverInputs {
		if errors.Is(err, cause) {
			return errors.Join(ErrInput, err)
		}
	}
	return err
}
