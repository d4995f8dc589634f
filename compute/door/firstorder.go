package door

import (
	"context"
	"math"

	"oracled/compute"
	"oracled/compute/firstorder"
	"oracled/compute/game/nashavg"
)

// firstOrder reads "method", and with "first-order" also "epsilon" and
// "maxProducts"; nil means the maximum-entropy equilibrium.
func firstOrder(in fields, out *Answer) (*firstorder.Options, error) {
	method, err := in.choice("method", "max-entropy", "first-order")
	if err != nil {
		return nil, err
	}
	if method == "max-entropy" {
		return nil, in.without(`belongs to method "first-order"`, "epsilon", "maxProducts")
	}
	o := firstorder.Options{Watchers: out.watchers}
	if o.Epsilon, err = in.realOr("epsilon", firstorder.DefaultEpsilon, firstorder.LeastEpsilon, 1); err != nil {
		return nil, err
	}
	most, err := in.integerOr("maxProducts", firstorder.DefaultProducts, 1, math.MaxInt32)
	o.Products = int(most)
	return &o, err
}

func firstOrderAgents(ctx context.Context, b compute.Backend, o firstorder.Options, in fields, a matrix, agents []string, out *Answer) error {
	if err := in.reserve("form", 4+8, a.rows, a.cols); err != nil {
		return err
	}
	x, err := firstorder.AVA(ctx, b, a.rows, a.data, o)
	if err != nil {
		return inputError(err)
	}
	out.Converged, out.Iterations = x.Converged, x.Products
	out.Certificate = Certificate{Kind: "exploitability", Value: x.Relative, Bound: o.Epsilon}
	support := played(x.P)
	out.drawAVA(agents, someEntropy, nashavg.Agents{P: x.P, Ratings: x.Ratings, Support: support, Entropy: x.Entropy, Relative: x.Relative})
	out.add("p", x.P)
	out.add("ratings", x.Ratings)
	out.add("support", support)
	out.add("entropy", x.Entropy)
	out.add("exploitability", x.Exploitability)
	out.add("exploitability_rel", x.Relative)
	return nil
}

func firstOrderTasks(ctx context.Context, b compute.Backend, o firstorder.Options, in fields, out *Answer) error {
	s, err := in.scores()
	if err != nil {
		return err
	}
	if err := in.reserve("S", 8+8+4+4, s.rows, s.cols); err != nil {
		return err
	}
	agents, tasks, err := in.bothNames(s)
	if err != nil {
		return err
	}
	x, err := firstorder.AVT(ctx, b, s.rows, s.cols, s.data, o)
	if err != nil {
		return inputError(err)
	}
	out.Converged, out.Iterations = x.Converged, x.Products
	out.Certificate = Certificate{Kind: "gap", Value: x.Relative, Bound: o.Epsilon}
	ofAgents, ofTasks := played(x.Agents), played(x.Tasks)
	out.drawAVT(agents, tasks, someEntropies, nashavg.Tasks{
		Agents: x.Agents, Tasks: x.Tasks, Value: x.Value, Skill: x.Skill, Difficulty: x.Difficulty,
		AgentSupport: ofAgents, TaskSupport: ofTasks, Relative: x.Relative,
	})
	out.add("pa", x.Agents)
	out.add("pe", x.Tasks)
	out.add("value", x.Value)
	out.add("skill", x.Skill)
	out.add("difficulty", x.Difficulty)
	out.add("supports", map[string][]int{"agents": ofAgents, "tasks": ofTasks})
	out.add("gap", x.Gap)
	out.add("gap_rel", x.Relative)
	out.add("entropies", map[string]float64{"agents": x.AgentEntropy, "tasks": x.TaskEntropy})
	return nil
}

// played lists the actions of positive probability.
func played(p []float64) []int {
	out := []int{}
	for i, v := range p {
		if v > 0 {
			out = append(out, i)
		}
	}
	return out
}
