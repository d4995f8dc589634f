package door

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"oracled/compute"
	"oracled/compute/internal/wide"
	"oracled/compute/progress"
	"oracled/fixed"
	"oracled/internal/plot"
)

// Plotting lists the solvers whose answers can be drawn, sorted.
func Plotting() []string {
	var out []string
	for _, name := range Solvers() {
		if solvers[name].plots {
			out = append(out, name)
		}
	}
	return out
}

// checkPlot says before any work that a solver has no plot.
func checkPlot(name string) error {
	if solvers[name].plots {
		return nil
	}
	return fmt.Errorf("%w: key \"solver\": %q has no plot; those that have one are %s", ErrInput, name, strings.Join(Plotting(), ", "))
}

// trace remembers what a solver measured on its way, thinned out evenly on a
// logarithmic scale.
type trace struct {
	mu   sync.Mutex
	x, y []float64
}

func (t *trace) watch(r progress.Report) {
	if r.Value == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	x := float64(r.Done)
	if n := len(t.x); n > 0 && x < t.x[n-1]*1.05 {
		return
	}
	t.add(x, r.Value())
}

// add appends a point unless it has no place in a plot.
func (t *trace) add(x, y float64) {
	if n := len(t.x); n > 0 && x <= t.x[n-1] {
		t.x, t.y = t.x[:n-1], t.y[:n-1] // a solver's last word on a step
	}
	if !math.IsNaN(y) && !math.IsInf(y, 0) {
		t.x, t.y = append(t.x, x), append(t.y, y)
	}
}

// convergence is the panel of what the solver measured, ending in its answer.
func (a *Answer) convergence(measure, steps string, logX bool, last, bound float64) plot.Panel {
	a.trace.mu.Lock()
	defer a.trace.mu.Unlock()
	a.trace.add(float64(a.Iterations), last)
	return plot.Lines{
		Title: "Convergence", XLabel: steps, YLabel: measure, LogX: logX, LogY: true,
		X: a.trace.x, Y: a.trace.y, Level: bound, LevelName: "converged at",
	}
}

// mostStrips is how many coordinates are drawn.
const mostStrips = 16

// strips draws d coordinates of n agents: value returns where agent i stands in
// coordinate j, trimmed who is left out there, nil where nobody is.
func strips(n, d int, unit string, value func(i, j int) float64, outcome func(j int) float64, trimmed func(j int) []bool) plot.Panel {
	s := plot.Strips{Title: "Where the agents stand", Unit: unit, Note: plot.LeftOut(mostStrips, d, "coordinates")}
	for j := range min(d, mostStrips) {
		row := plot.Strip{Label: "coordinate " + strconv.Itoa(j), Values: make([]float64, n), Outcome: outcome(j), Trimmed: trimmed(j)}
		for i := range n {
			row.Values[i] = value(i, j)
		}
		s.Rows = append(s.Rows, row)
	}
	return s
}

// ranked marks the f least and the f largest of n.
func ranked(n, f int, compare func(a, b int) int) []bool {
	if f == 0 {
		return nil
	}
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, compare)
	out := make([]bool, n)
	for k := range f {
		out[order[k]], out[order[n-1-k]] = true, true
	}
	return out
}

// drawTrimmed keeps what the picture of a trimmed game needs.
func (a *Answer) drawTrimmed(c compute.Columns, e compute.Equilibria) {
	a.figure = func() plot.Figure {
		float, unit := ulpScale(func(yield func(fixed.Q64x64) bool) {
			for j := range min(c.Coordinates, mostStrips) {
				for _, b := range c.Column(j) {
					if !yield(b) {
						return
					}
				}
			}
		})
		trimmed := func(j int) []bool {
			col := c.Column(j)
			pulls := make([]wide.Int, len(col))
			for i, b := range col {
				pulls[i] = wide.Pull(b, e.Values[j], c.Weights[i])
			}
			return ranked(len(col), c.Faults, func(x, y int) int { return pulls[x].Cmp(pulls[y]) })
		}
		return plot.Figure{
			Title:    title(a.Solver),
			Subtitle: fmt.Sprintf("%d agents, of whom f = %d are trimmed at either end of every coordinate", c.Agents, c.Faults),
			Panels: []plot.Panel{strips(c.Agents, c.Coordinates, unit,
				func(i, j int) float64 { return float(c.Column(j)[i]) },
				func(j int) float64 { return float(e.Values[j]) }, trimmed)},
		}
	}
}

// ulpScale tells how to draw integers: as ulps where all are far below one whole.
func ulpScale(all func(func(fixed.Q64x64) bool)) (float func(fixed.Q64x64) float64, unit string) {
	const small = 1 << 40
	for b := range all {
		if b.Cmp(fixed.FromUlps(small)) > 0 || b.Cmp(fixed.FromUlps(-small)) < 0 {
			return fixed.Q64x64.Float64, "value"
		}
	}
	return func(q fixed.Q64x64) float64 { return q.Float64() * 0x1p64 }, "value, ulps of 2⁻⁶⁴"
}

// drawAggregate keeps what the picture of a rule needs.
func (a *Answer) drawAggregate(rule string, x matrix, f int, value []float64) {
	a.figure = func() plot.Figure {
		trimmed := func(j int) []bool {
			if rule != "trimmed-mean" {
				return nil
			}
			return ranked(x.rows, f, func(p, q int) int { return cmp.Compare(x.row(p)[j], x.row(q)[j]) })
		}
		return plot.Figure{
			Title:    title(rule),
			Subtitle: fmt.Sprintf("%d agents, f = %d of whom may be lying", x.rows, f),
			Panels: []plot.Panel{strips(x.rows, x.cols, "value",
				func(i, j int) float64 { return x.row(i)[j] },
				func(j int) float64 { return value[j] }, trimmed)},
		}
	}
}

// drawHierarchy keeps what the picture of a hierarchy needs.
func (a *Answer) drawHierarchy(root compute.Hierarchy, value []fixed.Q64x64, breakdown uint64) {
	a.figure = func() plot.Figure {
		var leaves [][]fixed.Q64x64
		var walk func(h compute.Hierarchy)
		walk = func(h compute.Hierarchy) {
			if len(h.Members) == 0 {
				leaves = append(leaves, h.Position)
			}
			for _, m := range h.Members {
				walk(m)
			}
		}
		walk(root)
		float, unit := ulpScale(func(yield func(fixed.Q64x64) bool) {
			for _, p := range leaves {
				for _, b := range p[:min(len(p), mostStrips)] {
					if !yield(b) {
						return
					}
				}
			}
		})
		return plot.Figure{
			Title:    "Trimmed means of trimmed means",
			Subtitle: fmt.Sprintf("%d agents in groups; it takes %d of them to move the outcome anywhere", len(leaves), breakdown),
			Panels: []plot.Panel{strips(len(leaves), len(value), unit,
				func(i, j int) float64 { return float(leaves[i][j]) },
				func(j int) float64 { return float(value[j]) },
				func(int) []bool { return nil })},
		}
	}
}

// title is a solver's name as a heading.
func title(name string) string {
	name = strings.ReplaceAll(name, "-", " ")
	return strings.ToUpper(name[:1]) + name[1:]
}
