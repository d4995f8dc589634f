package plot

import (
	"cmp"
	"fmt"
	"strings"
)

// Lines is one line through points, with a level that it should get below.
type Lines struct {
	Title, Note    string
	XLabel, YLabel string  // with units
	LogX, LogY     bool    // a logarithmic axis has no place for what is not positive
	Whole          bool    // X are whole numbers, and nothing else is written there
	Height         float64 // of the frame; 0: 230
	X, Y           []float64
	Level          float64 // drawn dashed, above 0 where LogY; 0 for none
	LevelName      string
}

func (l Lines) draw(c *canvas, top float64) float64 {
	y := c.header(top, l.Title, l.Note)
	const left = margin + 62
	height, right := cmp.Or(l.Height, 230), c.right()-8
	top, bottom := y+16, y+16+height
	c.text(margin, y+6, "mute small", start, l.YLabel)
	ys := l.Y
	if l.Level > 0 {
		ys = append([]float64{l.Level}, ys...)
	}
	ax := newAxis(left, right, l.LogX, l.X...)
	ay := newAxis(bottom, top, l.LogY, ys...)
	for _, t := range ax.ticks(c.few(8)) {
		if l.Whole && strings.Contains(t.text, ".") {
			continue
		}
		c.line("grid", t.at, top, t.at, bottom)
		c.text(t.at, bottom+16, "mute small", middle, t.text)
	}
	for _, t := range ay.ticks(max(3, int(6*height/230))) {
		c.line("grid", left, t.at, right, t.at)
		c.text(left-7, t.at+4, "mute small", end, t.text)
	}
	c.rect("frame", left, top, right-left, height)
	var xs, shown []float64
	zeros := 0
	for k, v := range l.Y {
		if l.LogX && l.X[k] <= 0 {
			continue
		}
		if l.LogY && v <= 0 {
			zeros++
			c.dot("off", ax.at(l.X[k]), bottom, 4)
			continue
		}
		xs, shown = append(xs, ax.at(l.X[k])), append(shown, ay.at(v))
	}
	if len(xs) > 0 {
		c.path("line", xs, shown)
	}
	if len(xs) <= 60 {
		for k := range xs {
			c.dot("one", xs[k], shown[k], 2.6)
		}
	}
	if l.Level > 0 {
		h := ay.at(l.Level)
		c.line("dash", left, h, right, h)
		c.text(right-6, h-5, "small", end, fmt.Sprintf("%s %s", l.LevelName, Number(l.Level)))
	}
	if zeros > 0 {
		c.text(right, top-10, "mute small", end, "a ring on the axis is exactly 0")
	}
	c.text((left+right)/2, bottom+33, "mute small", middle, l.XLabel)
	return bottom + 36
}
