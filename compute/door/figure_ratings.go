package door

import (
	"encoding/json"
	"fmt"
	"strconv"

	"oracled/compute/game/nashavg"
	"oracled/compute/game/rating"
	"oracled/internal/plot"
)

// longestName bounds a name in a plot.
const longestName = 100

// names reads a key's list of so many names for plots; it is nil where the key is
// missing.
func (f fields) names(key string, n int) ([]string, error) {
	if !f.has(key) {
		return nil, nil
	}
	items, err := list(f.values[key])
	if err != nil {
		return nil, f.bad(key, "%w", err)
	}
	if len(items) != n {
		return nil, f.bad(key, "%d names for %d", len(items), n)
	}
	out := make([]string, n)
	for i, v := range items {
		s, err := fields{values: map[string]json.RawMessage{key: v}}.text(key)
		switch {
		case err != nil:
			return nil, f.bad(key, "[%d]: %s is not a string", i, short(v))
		case s == "" || len(s) > longestName:
			return nil, f.bad(key, "[%d]: a name of %d bytes, not 1 to %d", i, len(s), longestName)
		}
		out[i] = s
	}
	return out, nil
}

// bothNames reads the names of the agents and of the tasks of a score matrix.
func (f fields) bothNames(s matrix) (agents, tasks []string, err error) {
	if agents, err = f.names("agents", s.rows); err == nil {
		tasks, err = f.names("tasks", s.cols)
	}
	return agents, tasks, err
}

// numbered gives names to those who have none.
func numbered(names []string, n int) []string {
	if names != nil {
		return names
	}
	out := make([]string, n)
	for i := range out {
		out[i] = strconv.Itoa(i)
	}
	return out
}

// among marks a support in n.
func among(support []int, n int) []bool {
	out := make([]bool, n)
	for _, i := range support {
		out[i] = true
	}
	return out
}

// supported is the bars of an equilibrium's support.
func supported(heading string, names []string, p []float64, support []int) plot.Panel {
	b := plot.Bars{Title: heading, Unit: "probability", Note: fmt.Sprintf("%d of %d are in the support; the others are not shown.", len(support), len(p))}
	for _, i := range support {
		b.Names, b.Values = append(b.Names, names[i]), append(b.Values, p[i])
	}
	return b
}

// bars is a rating for everybody with the support marked.
func bars(heading, unit string, names []string, values []float64, support []int) plot.Panel {
	return plot.Bars{
		Title: heading, Unit: unit, Names: names, Values: values,
		Marked: among(support, len(values)), Mark: "in the support", Other: "outside",
	}
}

// What a drawing claims an equilibrium to be.
const (
	maxEntropy     = "the maximum-entropy equilibrium"
	someEntropy    = "an equilibrium"
	maxEntropyBoth = "the maximum-entropy equilibria of both sides"
	someEntropies  = "an equilibrium of both sides"
)

func (a *Answer) drawAVA(agents []string, claim string, x nashavg.Agents) {
	a.figure = func() plot.Figure {
		agents := numbered(agents, len(x.P))
		return plot.Figure{
			Title:    "Nash averaging, agents against agents",
			Subtitle: fmt.Sprintf("%s, entropy %s nats, exploitability %s of max|A|", claim, plot.Number(x.Entropy), plot.Number(x.Relative)),
			Panels: []plot.Panel{
				supported("The equilibrium", agents, x.P, x.Support),
				bars("Ratings", "payoff against the equilibrium, units of A", agents, x.Ratings, x.Support),
				a.convergence("residual, of max|A|", "steps", false, x.Relative, a.Certificate.Bound),
			},
		}
	}
}

func (a *Answer) drawAVT(agents, tasks []string, claim string, x nashavg.Tasks) {
	a.figure = func() plot.Figure {
		agents, tasks := numbered(agents, len(x.Agents)), numbered(tasks, len(x.Tasks))
		return plot.Figure{
			Title:    "Nash averaging, agents against tasks",
			Subtitle: fmt.Sprintf("%s, value %s, gap %s of max|S|", claim, plot.Number(x.Value), plot.Number(x.Relative)),
			Panels: []plot.Panel{
				bars("Skill", "score against the tasks' equilibrium, units of S", agents, x.Skill, x.AgentSupport),
				supported("The agents' equilibrium", agents, x.Agents, x.AgentSupport),
				supported("The tasks' equilibrium", tasks, x.Tasks, x.TaskSupport),
				bars("Difficulty", "minus the score of the agents' equilibrium, units of S", tasks, x.Difficulty, x.TaskSupport),
				a.convergence("residual, of the scores' spread", "steps", false, x.Relative, a.Certificate.Bound),
			},
		}
	}
}

func (a *Answer) drawHodge(agents []string, m matrix, h rating.Hodge) {
	a.figure = func() plot.Figure {
		agents := numbered(agents, m.rows)
		return plot.Figure{
			Title:    "Hodge decomposition, A = grad + rot",
			Subtitle: transitive(h.Transitive),
			Panels: []plot.Panel{
				plot.Heats{
					Title: "The row agent against the column agent", Unit: "units of A", Rows: m.rows, Cols: m.cols, RowNames: agents, ColNames: agents,
					Maps: []plot.Heat{{Title: "A", Data: m.data}, {Title: "grad, transitive", Data: h.Grad}, {Title: "rot, cyclic", Data: h.Rot}},
				},
				plot.Bars{Title: "div", Unit: "mean payoff, units of A", Names: agents, Values: h.Div},
			},
		}
	}
}

func (a *Answer) drawHodgeTasks(agents, tasks []string, m matrix, h rating.Tasks) {
	a.figure = func() plot.Figure {
		agents, tasks := numbered(agents, m.rows), numbered(tasks, m.cols)
		centred := make([]float64, len(m.data))
		for k, v := range m.data {
			centred[k] = v - h.Mean
		}
		return plot.Figure{
			Title:    "Hodge decomposition, S = mean + grad + rot",
			Subtitle: fmt.Sprintf("mean %s; %s", plot.Number(h.Mean), transitive(h.Transitive)),
			Panels: []plot.Panel{
				plot.Heats{
					Title: "Agents in rows, tasks in columns", Unit: "units of S", Rows: m.rows, Cols: m.cols, RowNames: agents, ColNames: tasks,
					Maps: []plot.Heat{{Title: "S − mean", Data: centred}, {Title: "grad, skill and difficulty", Data: h.Grad}, {Title: "rot, the residual", Data: h.Rot}},
				},
				plot.Bars{Title: "div of agents: skill", Unit: "units of S, above the mean", Names: agents, Values: h.Div[:m.rows]},
				plot.Bars{Title: "div of tasks: difficulty", Unit: "units of S, below the mean", Names: tasks, Values: h.Div[m.rows:]},
			},
		}
	}
}

func transitive(share float64) string {
	return fmt.Sprintf("%s %% of the energy is transitive", plot.Number(100*share))
}

// drawFit keeps what the picture of Elo's or mElo's fit needs; p is nil where games
// came one by one.
func (a *Answer) drawFit(heading, unit string, agents []string, p []float64, ratings, predictions []float64, loss float64) {
	a.figure = func() plot.Figure {
		n := len(ratings)
		agents := numbered(agents, n)
		fig := plot.Figure{
			Title:    heading,
			Subtitle: fmt.Sprintf("%d agents, logistic loss %s nats", n, plot.Number(loss)),
			Panels:   []plot.Panel{plot.Bars{Title: "Ratings", Unit: unit, Names: agents, Values: ratings}},
		}
		maps := []plot.Heat{{Title: "predicted"}}
		for _, v := range predictions {
			maps[0].Data = append(maps[0].Data, v-0.5)
		}
		if p != nil {
			given, off := plot.Heat{Title: "given"}, plot.Heat{Title: "predicted less given"}
			for k, v := range p {
				given.Data = append(given.Data, v-0.5)
				off.Data = append(off.Data, predictions[k]-v)
			}
			maps = append([]plot.Heat{given}, append(maps, off)...)
		}
		fig.Panels = append(fig.Panels, plot.Heats{
			Title: "How much more often than every other time the row agent wins", Unit: "probability − ½",
			Rows: n, Cols: n, RowNames: agents, ColNames: agents, Maps: maps,
		})
		return fig
	}
}
