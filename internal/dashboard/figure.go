package dashboard

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"

	"oracled/compute"
	"oracled/internal/plot"
	"oracled/oracle"
)

// Widths of figures that may be asked for, in pixels: for a phone, for a column of
// a page, for itself.
const (
	Narrow = 340
	Middle = 560
	Wide   = 880
)

// widths are the same by what an address says.
var widths = map[string]float64{"340": Narrow, "560": Middle, "880": Wide}

// maxStrips is how many coordinates a figure has.
const maxStrips = 3

// Figure draws a solved round: where the agents stand, who is trimmed, what came
// out, and what came out in the rounds before. False: nothing is kept of it that
// could be drawn.
func (r *Recorder) Figure(h oracle.Hub, task uint32, round uint64, width float64) (plot.Figure, bool) {
	x, upTo, ok := r.find(h, task, round)
	if !ok {
		return plot.Figure{}, false
	}
	f := plot.Figure{
		Title: fmt.Sprintf("Task %d, round %d", x.task.Index, x.outcome.Round), Width: width, Bare: width < Wide,
		Subtitle: fmt.Sprintf("%d agents", x.outcome.Participants),
	}
	if x.breaks > 0 {
		f.Subtitle += fmt.Sprintf("; %d captured ones would break it", x.breaks)
	}
	if x.detail != nil && x.outcome.Status == oracle.StatusOK {
		f.Panels = append(f.Panels, x.strips())
	}
	if lines, ok := lines(upTo); ok {
		f.Panels = append(f.Panels, lines)
	}
	return f, len(f.Panels) > 0
}

// strips are the positions of a round.
func (x *record) strips() plot.Strips {
	robust := x.outcome.Robust()
	d := min(len(robust), maxStrips)
	s := plot.Strips{
		Title: "Positions and outcome", Unit: "decimal units of the task",
		Note: plot.LeftOut(d, x.task.Dimension, "coordinates"),
	}
	for j := range d {
		row := plot.Strip{Label: "value " + strconv.Itoa(j), Outcome: robust[j].Float64(), Clip: true}
		for _, p := range x.detail.Positions {
			row.Values = append(row.Values, p.Values[j].Float64())
		}
		if tails := compute.Tails(x.task, *x.detail, x.outcome, j); tails != nil {
			row.Trimmed = make([]bool, len(tails))
			for i, t := range tails {
				row.Trimmed[i] = t != compute.Kept
			}
		}
		row.Text = near(row.Outcome, row.Values, row.Trimmed)
		s.Rows = append(s.Rows, row)
	}
	return s
}

// near writes a number so precisely that it can be told from the kept values
// around it.
func near(v float64, values []float64, trimmed []bool) string {
	least, most := v, v
	for i, x := range values {
		if trimmed == nil || !trimmed[i] {
			least, most = min(least, x), max(most, x)
		}
	}
	if !(most > least) {
		return plot.Number(v)
	}
	digits := 2 - int(math.Floor(math.Log10(most-least)))
	if digits < 0 || digits > 12 || math.Abs(v) > 1e12 {
		return plot.Number(v)
	}
	return strconv.FormatFloat(v, 'f', digits, 64)
}

// lines are the first values of rounds; false: there are fewer than two.
func lines(rounds []point) (plot.Lines, bool) {
	l := plot.Lines{Title: "History of value 0", XLabel: "round", YLabel: "outcome, decimal units of the task", Whole: true, Height: 110}
	without := 0
	for _, p := range rounds {
		if len(p.values) == 0 {
			without++
			continue
		}
		l.X, l.Y = append(l.X, float64(p.round)), append(l.Y, p.values[0].Float64())
	}
	if without > 0 {
		l.Note = fmt.Sprintf("%d rounds had too few positions for an outcome.", without)
	}
	return l, len(l.X) > 1
}

// measure returns the sizes of a figure by what an address says of its width, and
// remembers them; empty: there is none.
func (r *Recorder) measure(h oracle.Hub, o Outcome) map[string]Box {
	out := map[string]Box{}
	for text, width := range widths {
		if f, ok := r.Figure(h, o.Task, o.Round, width); ok {
			w, height := f.Size()
			out[text] = Box{int(w), int(math.Ceil(height))}
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if kept := r.chains[h].tasks[o.Task]; kept != nil {
		for _, x := range kept.rounds {
			if x.outcome.Round == o.Round {
				x.boxes = out
			}
		}
	}
	return out
}

// Widths lists the widths of figures as an address says them.
func Widths() []string { return slices.Sorted(maps.Keys(widths)) }
