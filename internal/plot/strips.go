package plot

import (
	"cmp"
	"fmt"
	"math"
)

// Strips are dot plots below each other, an axis each: where everybody stands in
// a coordinate, and what came out.
type Strips struct {
	Title, Note string
	Unit        string
	Rows        []Strip
}

// Strip is one coordinate.
type Strip struct {
	Label   string
	Values  []float64
	Trimmed []bool  // as many as Values, or nil where nothing is
	Outcome float64 // drawn as a line
	Text    string  // at the outcome; empty: its number
	// Clip leaves out of the axis what lies further from where nobody is trimmed
	// than that is wide, so that one who is far off does not hide the rest; those
	// are counted at the edge.
	Clip bool
}

// More dots than mostDots in a strip become a histogram of bins.
const (
	mostDots    = 300
	bins        = 160
	stripHeight = 46.0
)

func (s Strips) draw(c *canvas, top float64) float64 {
	y := c.header(top, s.Title, s.Note)
	trims, many := false, false
	for _, r := range s.Rows {
		trims = trims || r.Trimmed != nil
		many = many || len(r.Values) > mostDots
	}
	y = s.legend(c, y+8, trims, many)
	labels := make([]string, len(s.Rows))
	for k, r := range s.Rows {
		labels[k] = short(r.Label, 16)
	}
	left := margin + labelWidth(labels) + 12
	for k, r := range s.Rows {
		c.text(margin, y+stripHeight-4, "", start, labels[k])
		r.draw(c, left, c.right(), y)
		y += stripHeight + 40
	}
	c.text((left+c.right())/2, y-8, "mute small", middle, s.Unit)
	return y - 4
}

func (s Strips) legend(c *canvas, y float64, trims, many bool) float64 {
	x := margin + 4
	item := func(text string, draw func(x float64)) {
		if x > margin+4 && x+12+6.3*float64(len(text)) > c.right() {
			x, y = margin+4, y+20
		}
		draw(x)
		c.text(x+12, y+4, "small", start, text)
		x += 26 + 6.3*float64(len(text))
	}
	if many {
		item("agents kept", func(x float64) { c.rect("one", x-4, y-4, 9, 9) })
	} else {
		item("an agent", func(x float64) { c.dot("one", x, y, 4) })
	}
	if trims {
		if many {
			item("agents trimmed", func(x float64) { c.rect("pale", x-4, y-4, 9, 9) })
		} else {
			item("one that is trimmed", func(x float64) { c.dot("off", x, y, 3.6) })
		}
		item("where all are trimmed", func(x float64) { c.rect("shade", x-5, y-5, 11, 11) })
	}
	item("the outcome", func(x float64) { c.line("mark", x, y-6, x, y+6) })
	return y + 22
}

func (r Strip) draw(c *canvas, left, right, top float64) {
	base := top + stripHeight
	trimmed := func(i int) bool { return r.Trimmed != nil && r.Trimmed[i] }
	low, high := r.kept()
	seen := append([]float64{r.Outcome}, r.Values...)
	below, above := 0, 0
	if r.Clip && low < high {
		seen, below, above = clipped(seen, low-(high-low), high+(high-low))
	}
	a := newAxis(left, right, false, seen...)
	if r.Trimmed != nil && low <= high {
		c.rect("shade", left, top, a.at(low)-left, stripHeight)
		c.rect("shade", a.at(high), top, right-a.at(high), stripHeight)
	}
	if len(r.Values) > mostDots {
		r.histogram(c, a, base, trimmed)
	} else {
		r.dots(c, a, base, trimmed)
	}
	c.line("axis", left, base, right, base)
	for _, t := range a.ticks(c.few(6)) {
		c.line("axis", t.at, base, t.at, base+4)
		c.text(t.at, base+16, "mute small", middle, t.text)
	}
	x := a.at(r.Outcome)
	c.line("mark", x, top-6, x, base)
	anchor, dx := start, 5.0
	if x > right-70 {
		anchor, dx = end, -5
	}
	c.text(x+dx, top+2, "small", anchor, cmp.Or(r.Text, Number(r.Outcome)))
	if below > 0 {
		c.text(left, top-5, "mute small", start, fmt.Sprintf("◂ %d off", below))
	}
	if above > 0 {
		c.text(right, top-5, "mute small", end, fmt.Sprintf("%d off ▸", above))
	}
}

// kept is the range of those that are not trimmed; low > high where nobody is kept.
func (r Strip) kept() (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for i, v := range r.Values {
		if r.Trimmed == nil || !r.Trimmed[i] {
			low, high = min(low, v), max(high, v)
		}
	}
	return low, high
}

// clipped moves what lies outside to the nearer end, and counts it.
func clipped(values []float64, least, most float64) (out []float64, below, above int) {
	for _, v := range values {
		switch {
		case v < least:
			below++
		case v > most:
			above++
		}
		out = append(out, min(max(v, least), most))
	}
	return out, below, above
}

// dots stacks those that would hide each other.
func (r Strip) dots(c *canvas, a axis, base float64, trimmed func(int) bool) {
	const cell = 6.0
	stack := map[int]int{}
	highest := 1
	for _, v := range r.Values {
		k := int(a.at(v) / cell)
		stack[k]++
		highest = max(highest, stack[k])
	}
	step := min(8, (stripHeight-10)/float64(highest))
	radius := min(4, max(1.5, step/2))
	clear(stack)
	for i, v := range r.Values {
		k := int(a.at(v) / cell)
		y := base - 5 - step*float64(stack[k])
		stack[k]++
		if trimmed(i) {
			c.dot("off", a.at(v), y, radius*0.9)
		} else {
			c.dot("one", a.at(v), y, radius)
		}
	}
}

func (r Strip) histogram(c *canvas, a axis, base float64, trimmed func(int) bool) {
	var kept, gone [bins]int
	highest := 1
	for i, v := range r.Values {
		k := min(int((a.at(v)-a.from)/(a.to-a.from)*bins), bins-1)
		if trimmed(i) {
			gone[k]++
		} else {
			kept[k]++
		}
		highest = max(highest, kept[k]+gone[k])
	}
	w := (a.to - a.from) / bins
	unit := (stripHeight - 4) / float64(highest)
	for k := range bins {
		x, h, g := a.from+float64(k)*w, unit*float64(kept[k]), unit*float64(gone[k])
		if h > 0 {
			c.rect("one", x, base-h, w*0.9, h)
		}
		if g > 0 {
			c.rect("pale", x, base-h-g, w*0.9, g)
		}
	}
}

// LeftOut says how many of things a panel does not show, or nothing.
func LeftOut(shown, all int, things string) string {
	if shown >= all {
		return ""
	}
	return fmt.Sprintf("The first %d of %d %s.", shown, all, things)
}
