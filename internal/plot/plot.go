// Package plot draws figures as SVG files that stand alone: no script, no font
// and no request, readable on light and on dark, and the same bytes for the same
// numbers. A figure is panels below each other, 880 units wide unless it says
// otherwise.
//
// Numbers have to be finite; panels show the first of very many things and say
// how many are left out.
package plot

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Figure is a whole picture.
type Figure struct {
	Title, Subtitle string
	Panels          []Panel
	Width           float64 // in pixels; 0: 880
	Bare            bool    // title and subtitle are not drawn: it lies below its own
}

// Panel is a part of a figure: Strips, Bars, Lines or Heats.
type Panel interface {
	// draw draws at a height and returns where it ends.
	draw(c *canvas, top float64) (bottom float64)
}

const (
	width  = 880.0 // unless a figure says otherwise
	margin = 28.0
)

// style has the colours, for light and for dark.
const style = `text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;font-size:12px;fill:#1f2328}
.title{font-size:20px;font-weight:600}.head{font-size:14px;font-weight:600}.mute{fill:#59636e}.small{font-size:11px}.tiny{font-size:9.5px}
.bg{fill:#fff}.grid{stroke:#e4e8ec}.axis{stroke:#8c959f}.shade{fill:#8c959f;fill-opacity:.16}.frame{fill:none;stroke:#c4ccd4}
.one{fill:#0969da}.two{fill:#bc4c00}.off{fill:none;stroke:#6e7781;stroke-width:1.2}.pale{fill:#8c959f;fill-opacity:.55}
rect{shape-rendering:crispEdges}
.line{fill:none;stroke:#0969da;stroke-width:1.8;stroke-linejoin:round}.mark{stroke:#bc4c00;stroke-width:2}.dash{stroke:#bc4c00;stroke-width:1.3;stroke-dasharray:5 4}
@media (prefers-color-scheme:dark){text{fill:#e6edf3}.mute{fill:#9198a1}.bg{fill:#0d1117}.grid{stroke:#21262d}.axis{stroke:#6e7681}.shade{fill:#9198a1}.frame{stroke:#3d444d}
.one{fill:#4493f8}.two{fill:#e0823d}.off{stroke:#9198a1}.pale{fill:#9198a1}.line{stroke:#4493f8}.mark{stroke:#e0823d}.dash{stroke:#e0823d}}`

// Size returns the width and the height of the file, in pixels.
func (f Figure) Size() (width, height float64) {
	c, height := f.draw()
	return c.width, height
}

// draw draws all panels and returns where they end.
func (f Figure) draw() (*canvas, float64) {
	c := &canvas{width: cmp.Or(f.Width, width)}
	y := -10.0
	if !f.Bare {
		y = 40
		c.text(margin, y, "title", start, f.Title)
		if f.Subtitle != "" {
			y += 22
			c.text(margin, y, "mute", start, f.Subtitle)
		}
	}
	for _, p := range f.Panels {
		y = p.draw(c, y+34)
	}
	return c, y + margin
}

// SVG returns the file.
func (f Figure) SVG() []byte {
	c, bottom := f.draw()
	height := num(bottom)
	var out bytes.Buffer
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" role="img" width="%[1]s" height="%[2]s" viewBox="0 0 %[1]s %[2]s">`+"\n", num(c.width), height)
	fmt.Fprintf(&out, "<title>%s</title>\n<style>%s</style>\n", escaped(f.Title), style)
	fmt.Fprintf(&out, `<rect class="bg" width="%s" height="%s"/>`+"\n", num(c.width), height)
	out.Write(c.out.Bytes())
	out.WriteString("</svg>\n")
	return out.Bytes()
}

// canvas collects elements.
type canvas struct {
	out   bytes.Buffer
	width float64
}

// right is where panels end.
func (c *canvas) right() float64 { return c.width - margin }

// few is how many of something that is so many on a figure of the usual width fit.
func (c *canvas) few(many int) int { return max(3, int(float64(many)*c.width/width)) }

// Where a text's x is.
const (
	start  = "start"
	middle = "middle"
	end    = "end"
)

func (c *canvas) text(x, y float64, class, anchor, s string) {
	fmt.Fprintf(&c.out, `<text x="%s" y="%s"`, num(x), num(y))
	if class != "" {
		fmt.Fprintf(&c.out, ` class="%s"`, class)
	}
	if anchor != start {
		fmt.Fprintf(&c.out, ` text-anchor="%s"`, anchor)
	}
	fmt.Fprintf(&c.out, ">%s</text>\n", escaped(s))
}

func (c *canvas) line(class string, x0, y0, x1, y1 float64) {
	fmt.Fprintf(&c.out, `<line class="%s" x1="%s" y1="%s" x2="%s" y2="%s"/>`+"\n", class, num(x0), num(y0), num(x1), num(y1))
}

func (c *canvas) rect(class string, x, y, w, h float64) {
	fmt.Fprintf(&c.out, `<rect class="%s" x="%s" y="%s" width="%s" height="%s"/>`+"\n", class, num(x), num(y), num(w), num(h))
}

// tinted is a rect whose colour is so strong, 0 to 1.
func (c *canvas) tinted(class string, x, y, w, h, strength float64) {
	fmt.Fprintf(&c.out, `<rect class="%s" fill-opacity="%s" x="%s" y="%s" width="%s" height="%s"/>`+"\n",
		class, strconv.FormatFloat(math.Round(strength*1000)/1000, 'f', -1, 64), num(x), num(y), num(w), num(h))
}

func (c *canvas) dot(class string, x, y, r float64) {
	fmt.Fprintf(&c.out, `<circle class="%s" cx="%s" cy="%s" r="%s"/>`+"\n", class, num(x), num(y), num(r))
}

// path is a line through points.
func (c *canvas) path(class string, x, y []float64) {
	var d strings.Builder
	for k := range x {
		fmt.Fprintf(&d, "%c%s %s", "ML"[min(k, 1)], num(x[k]), num(y[k]))
	}
	fmt.Fprintf(&c.out, `<path class="%s" d="%s"/>`+"\n", class, d.String())
}

// header writes a panel's title and a note below it, and returns where the rest
// begins.
func (c *canvas) header(top float64, title, note string) float64 {
	c.text(margin, top, "head", start, title)
	if note != "" {
		top += 18
		c.text(margin, top, "mute small", start, note)
	}
	return top + 14
}

// num is a coordinate with two decimals.
func num(v float64) string {
	v = math.Round(v*100) / 100
	if v == 0 {
		v = 0 // not −0
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

func escaped(s string) string {
	var out strings.Builder
	_ = xml.EscapeText(&out, []byte(s)) // a strings.Builder does not fail
	return out.String()
}

// short cuts a name to a number of characters.
func short(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + "…"
}

// labelWidth is about how wide the widest of names is.
func labelWidth(names []string) float64 {
	most := 0
	for _, s := range names {
		most = max(most, utf8.RuneCountInString(s))
	}
	return 7.5 * float64(most)
}
