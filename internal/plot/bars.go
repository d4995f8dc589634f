package plot

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Bars are one number for each name, the largest first.
type Bars struct {
	Title, Note string
	Unit        string
	Names       []string
	Values      []float64
	Marked      []bool // as many, or nil; marked bars have a strong colour
	Mark, Other string // what marked and other bars are, for the legend
}

const (
	mostBars  = 60
	barHeight = 17.0
)

func (b Bars) draw(c *canvas, top float64) float64 {
	order := make([]int, len(b.Values))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(b.Values[j], b.Values[i]) })
	note := b.Note
	if len(order) > mostBars {
		left := fmt.Sprintf("The largest %d of %d.", mostBars, len(order))
		order = order[:mostBars]
		if note != "" {
			left = note + " " + left
		}
		note = left
	}
	y := c.header(top, b.Title, note)
	if b.Marked != nil {
		y += 8
		c.rect("one", margin, y-5, 10, 10)
		c.text(margin+16, y+4, "small", start, b.Mark)
		x := margin + 34 + 6.3*float64(len(b.Mark))
		c.rect("pale", x, y-5, 10, 10)
		c.text(x+16, y+4, "small", start, b.Other)
		y += 10
	}
	names := make([]string, len(order))
	values := []float64{0}
	for k, i := range order {
		names[k] = short(b.Names[i], 22)
		values = append(values, b.Values[i])
	}
	left := margin + labelWidth(names) + 10
	const room = 76 // for numbers behind the bars
	from := left
	if slices.Min(values) < 0 {
		from += room
	}
	a := newAxis(from, c.right()-room, false, values...)
	// No air on the side of the zero line where nothing is.
	if slices.Min(values) == 0 && slices.Max(values) > 0 {
		a.least = 0
	}
	if slices.Max(values) == 0 && slices.Min(values) < 0 {
		a.most = 0
	}
	y += 6
	bottom := y + barHeight*float64(len(order)) + 4
	for _, t := range a.ticks(6) {
		c.line("grid", t.at, y, t.at, bottom)
		c.text(t.at, bottom+16, "mute small", middle, t.text)
	}
	zero, largest := a.at(0), max(slices.Max(values), -slices.Min(values))
	for k, i := range order {
		v := b.Values[i]
		if math.Abs(v) < largest*1e-12 {
			v = 0 // rounding
		}
		x, h := a.at(v), y+barHeight*float64(k)
		class := "one"
		if b.Marked != nil && !b.Marked[i] {
			class = "pale"
		}
		c.text(left-10, h+13, "", end, names[k])
		c.rect(class, min(x, zero), h+3, max(x-zero, zero-x), barHeight-4)
		if v < 0 {
			c.text(x-5, h+13, "mute small", end, Number(v))
		} else {
			c.text(x+5, h+13, "mute small", start, Number(v))
		}
	}
	c.line("axis", zero, y, zero, bottom)
	c.text((from+c.right()-room)/2, bottom+33, "mute small", middle, b.Unit)
	return bottom + 36
}
