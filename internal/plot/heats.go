package plot

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Heats are matrices of one shape and one scale: beside each other, or below each
// other where they are much wider than high.
type Heats struct {
	Title, Note        string
	Unit               string
	Rows, Cols         int
	RowNames, ColNames []string // as many, or nil
	Maps               []Heat
}

// Heat is a matrix, row-major.
type Heat struct {
	Title string
	Data  []float64
}

// mostCells is how many rows or columns are drawn; more are averaged in blocks.
const mostCells = 64

func (h Heats) draw(c *canvas, top float64) float64 {
	rows, cols, block := h.Rows, h.Cols, 1
	for max(rows, cols) > mostCells {
		block++
		rows, cols = (h.Rows+block-1)/block, (h.Cols+block-1)/block
	}
	note := h.Note
	if block > 1 {
		note = fmt.Sprintf("%s Every cell is the mean of %d×%d.", note, block, block)
	}
	y := c.header(top, h.Title, note) + 8
	scale := 0.0
	for _, m := range h.Maps {
		for _, v := range m.Data {
			scale = max(scale, math.Abs(v))
		}
	}
	names := func(given []string, n int) []string {
		out := make([]string, n)
		for k := range out {
			if out[k] = strconv.Itoa(k * block); given != nil && block == 1 {
				out[k] = short(given[k], 14)
			}
		}
		return out
	}
	rowNames, colNames := names(h.RowNames, rows), names(h.ColNames, cols)
	label := labelWidth(rowNames)*0.82 + 8
	perLine := len(h.Maps)
	if float64(cols) > 1.5*float64(rows) {
		perLine = 1
	}
	const gap = 18.0
	room := (c.right() - margin - gap*float64(perLine-1)) / float64(perLine)
	cell := min((room-label)/float64(cols), 40)
	under := 16.0 // for the columns' names, aslant where they do not fit
	if labelWidth(colNames)*0.82 > cell {
		under = labelWidth(colNames)*0.82*0.75 + 14
	}
	for k, m := range h.Maps {
		x := margin + float64(k%perLine)*(room+gap)
		c.text(x+label, y+4, "", start, m.Title)
		data := blocks(m.Data, h.Rows, h.Cols, block)
		grid(c, x+label, y+12, cell, rows, cols, data, scale)
		for i, s := range rowNames {
			if spaced(i, cell) {
				c.text(x+label-5, y+12+(float64(i)+0.5)*cell+3, "mute tiny", end, s)
			}
		}
		bottom := y + 12 + cell*float64(rows)
		last := k == len(h.Maps)-1
		for j, s := range colNames {
			if !spaced(j, cell) || perLine == 1 && !last {
				continue
			}
			at := x + label + (float64(j)+0.5)*cell
			if under == 16 {
				c.text(at, bottom+13, "mute tiny", middle, s)
			} else {
				fmt.Fprintf(&c.out, `<text class="mute tiny" text-anchor="end" transform="translate(%s %s) rotate(-50)">%s</text>`+"\n", num(at+4), num(bottom+10), escaped(s))
			}
		}
		switch {
		case last || perLine > 1 && k%perLine == perLine-1:
			y = bottom + under + 18
		case perLine == 1:
			y = bottom + 22
		}
	}
	return h.scale(c, y, scale)
}

// spaced tells whether there is room for a name at a row or column.
func spaced(k int, cell float64) bool { return k%int(max(math.Ceil(11/cell), 1)) == 0 }

func grid(c *canvas, x, y, cell float64, rows, cols int, data []float64, scale float64) {
	for i := range rows {
		for j := range cols {
			v := data[i*cols+j]
			strength := 0.0
			if scale > 0 {
				strength = 0.8 * math.Abs(v/scale)
			}
			class := "one"
			if v < 0 {
				class = "two"
			}
			if strength >= 0.0005 {
				c.tinted(class, x+float64(j)*cell, y+float64(i)*cell, cell, cell, strength)
			}
			if cell >= 26 {
				c.text(x+(float64(j)+0.5)*cell, y+(float64(i)+0.5)*cell+3.5, "tiny", middle, brief(v, scale))
			}
		}
	}
	c.rect("frame", x, y, cell*float64(cols), cell*float64(rows))
}

// brief writes a number in a cell: as many decimals as fit on the map's scale,
// nothing where it is far from 1.
func brief(v, scale float64) string {
	decimals := 0
	switch {
	case scale < 0.1 || scale >= 1000:
		return ""
	case scale < 1:
		decimals = 2
	case scale < 10:
		decimals = 1
	}
	s := strconv.FormatFloat(math.Abs(v), 'f', decimals, 64)
	if strings.Trim(s, "0.") == "" {
		return "0"
	}
	if v < 0 {
		return "−" + s
	}
	return s
}

// blocks averages block×block entries.
func blocks(data []float64, rows, cols, block int) []float64 {
	if block == 1 {
		return data
	}
	wide := (cols + block - 1) / block
	out := make([]float64, (rows+block-1)/block*wide)
	for k, v := range data {
		i, j := k/cols/block, k%cols/block
		high, across := min(block, rows-i*block), min(block, cols-j*block)
		out[i*wide+j] += v / float64(high*across)
	}
	return out
}

// scale draws what the colours mean.
func (h Heats) scale(c *canvas, y, scale float64) float64 {
	if scale == 0 {
		c.text(c.width/2, y+10, "mute small", middle, "everything is 0")
		return y + 14
	}
	const steps, w = 40, 6.0
	x := c.width/2 - steps*w/2
	for k := range steps {
		share := (float64(k)+0.5)/steps*2 - 1
		class := "one"
		if share < 0 {
			class = "two"
		}
		c.tinted(class, x+float64(k)*w, y, w, 10, 0.8*math.Abs(share))
	}
	c.rect("frame", x, y, steps*w, 10)
	for k, v := range []float64{-scale, 0, scale} {
		c.text(x+float64(k)*steps*w/2, y+23, "mute small", middle, Number(v))
	}
	c.text(x+steps*w+40, y+10, "mute small", start, h.Unit)
	return y + 28
}
