package plot

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files")

// ramp is n numbers from a on.
func ramp(n int, a, step float64) []float64 {
	out := make([]float64, n)
	for k := range out {
		out[k] = a + step*float64(k)
	}
	return out
}

func names(n int) []string {
	out := make([]string, n)
	for k := range out {
		out[k] = "agent " + strconv.Itoa(k)
	}
	return out
}

func half(n int) []bool {
	out := make([]bool, n)
	for k := range out {
		out[k] = k%2 == 0
	}
	return out
}

// sample has every kind of panel over the same numbers.
func sample(values []float64) Figure {
	n := len(values)
	side := int(math.Sqrt(float64(n)))
	positive := make([]float64, n)
	for k, v := range values {
		positive[k] = math.Abs(v)
	}
	return Figure{
		Title: `A <title> & "more"`, Subtitle: "what it is",
		Panels: []Panel{
			Strips{Title: "Strips", Unit: "units", Rows: []Strip{
				{Label: "all", Values: values, Outcome: values[n/2]},
				{Label: "a name that is far too long", Values: values, Outcome: values[0], Trimmed: half(n)},
			}},
			Bars{Title: "Bars", Unit: "units", Names: names(n), Values: values},
			Bars{Title: "Marked", Note: "A note.", Unit: "units", Names: names(n), Values: values, Marked: half(n), Mark: "in", Other: "out"},
			Lines{Title: "Lines", XLabel: "steps", YLabel: "regret", LogX: true, LogY: true, X: ramp(n, 1, 1), Y: positive, Level: 1e-9, LevelName: "below"},
			Lines{Title: "Plain", XLabel: "steps", YLabel: "units", X: ramp(n, 0, 1), Y: values},
			Heats{Title: "Heats", Unit: "units", Rows: side, Cols: side, Maps: []Heat{{"one", values[:side*side]}, {"two", values[:side*side]}}},
			Heats{Title: "Wide", Unit: "units", Rows: 1, Cols: n, Maps: []Heat{{"one", values}, {"two", values}}},
		},
	}
}

// check reads a file as XML and finds every coordinate finite and within the
// picture, and no reference to anything outside.
func check(t *testing.T, svg []byte) {
	t.Helper()
	checkWidth(t, svg, width)
}

func checkWidth(t *testing.T, svg []byte, width float64) {
	t.Helper()
	dec := xml.NewDecoder(bytes.NewReader(svg))
	height := 0.0
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("not well-formed: %v", err)
		}
		element, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		number := func(name, s string) float64 {
			v, err := strconv.ParseFloat(s, 64)
			if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
				t.Fatalf("<%s %s=%q>", element.Name.Local, name, s)
			}
			return v
		}
		for _, a := range element.Attr {
			switch a.Name.Local {
			case "x", "x1", "x2", "cx", "width":
				if v := number(a.Name.Local, a.Value); v < 0 || v > width {
					t.Fatalf("<%s %s=%q> is outside", element.Name.Local, a.Name.Local, a.Value)
				}
			case "y", "y1", "y2", "cy", "height":
				v := number(a.Name.Local, a.Value)
				if element.Name.Local == "svg" {
					height = v
				}
				if v < 0 || v > height {
					t.Fatalf("<%s %s=%q> is outside", element.Name.Local, a.Name.Local, a.Value)
				}
			case "fill-opacity":
				if v := number(a.Name.Local, a.Value); v < 0 || v > 1 {
					t.Fatalf("opacity %q", a.Value)
				}
			case "d":
				for _, p := range strings.FieldsFunc(a.Value, func(r rune) bool { return strings.ContainsRune("ML ", r) }) {
					number("d", p)
				}
			case "href", "src":
				t.Fatalf("a reference to %q", a.Value)
			}
		}
	}
}

// Whatever the numbers, the file is well-formed and nothing leaves the picture.
func TestExtremes(t *testing.T) {
	for name, values := range map[string][]float64{
		"some":             ramp(20, -3, 0.7),
		"one":              {7},
		"zero":             {0},
		"all equal":        ramp(30, 1e9+0.5, 0),
		"all zero":         ramp(30, 0, 0),
		"huge":             {-math.MaxFloat64, math.MaxFloat64, 1e308, 0},
		"huge and equal":   {math.MaxFloat64, math.MaxFloat64},
		"tiny":             {math.SmallestNonzeroFloat64, 2 * math.SmallestNonzeroFloat64, 0, 0},
		"least":            {math.SmallestNonzeroFloat64, math.SmallestNonzeroFloat64},
		"both":             {1e-300, 1e300, -1e-300, 1},
		"close":            ramp(9, 1e15, 0.125),
		"closest":          {1, math.Nextafter(1, 2), 1, 1},
		"many":             ramp(10000, -1, 1e-4),
		"many and equal":   ramp(10000, 5, 0),
		"many of one side": ramp(5000, 1, 3),
		"negative":         ramp(12, -5, 0.1),
	} {
		t.Run(name, func(t *testing.T) {
			svg := sample(values).SVG()
			check(t, svg)
			if !bytes.Equal(svg, sample(values).SVG()) {
				t.Error("drawn twice, not the same")
			}
			if len(svg) > 2<<20 {
				t.Errorf("%d bytes", len(svg))
			}
		})
	}
}

// A figure of another width is within that, too, and is as high as it says.
func TestWidth(t *testing.T) {
	for _, w := range []float64{340, 560, 1200} {
		for _, bare := range []bool{false, true} {
			f := sample(ramp(20, 1000, 0.7))
			f.Panels = []Panel{f.Panels[0], f.Panels[3], f.Panels[4]}
			f.Width, f.Bare = w, bare
			svg := f.SVG()
			checkWidth(t, svg, w)
			got, height := f.Size()
			if want := fmt.Sprintf(`width="%s" height="%s"`, num(w), num(height)); got != w || !bytes.Contains(svg, []byte(want)) {
				t.Errorf("width %g, height %g: %.200s", got, height, svg)
			}
			if drawn := bytes.Contains(svg, []byte(f.Subtitle)); drawn == bare {
				t.Errorf("bare: %v, the subtitle is drawn: %v", bare, drawn)
			}
		}
	}
}

// One who is far off does not hide the rest, and is counted.
func TestClip(t *testing.T) {
	s := Strip{Label: "price", Values: []float64{10, 11, 12, 13, 1e6, -7, 1e7}, Trimmed: []bool{false, false, false, false, true, true, true}, Outcome: 11.5, Text: "11.50"}
	draw := func() string { return string(Figure{Panels: []Panel{Strips{Rows: []Strip{s}}}}.SVG()) }
	if svg := draw(); strings.Contains(svg, " off ▸") {
		t.Error("clipped without being asked")
	}
	s.Clip = true
	svg := draw()
	check(t, []byte(svg))
	for _, want := range []string{"◂ 1 off", "2 off ▸", ">11.50<", ">12<"} {
		if !strings.Contains(svg, want) {
			t.Errorf("no %q in %s", want, svg)
		}
	}
	// Where all are kept and equal there is nothing to clip by.
	s = Strip{Values: []float64{5, 5, 5}, Outcome: 5, Clip: true}
	check(t, []byte(draw()))
}

// Texts are escaped, and what is not drawn is said.
func TestTexts(t *testing.T) {
	svg := string(sample(ramp(70, 0, 1)).SVG())
	for _, want := range []string{
		"<title>A &lt;title&gt; &amp; &#34;more&#34;</title>", "The largest 60 of 70.", "A note. The largest 60 of 70.",
		"Every cell is the mean of 2×2.", "a name that is …", "a ring on the axis is exactly 0", "prefers-color-scheme:dark",
	} {
		if !strings.Contains(svg, want) {
			t.Errorf("no %q", want)
		}
	}
	bad := Figure{Title: "\x00\x1b[31m\xff"}.SVG()
	check(t, bad)
	if s := LeftOut(16, 20, "coordinates"); s != "The first 16 of 20 coordinates." || LeftOut(3, 3, "coordinates") != "" {
		t.Errorf("%q", s)
	}
}

func TestNumber(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0", 1: "1", -1: "−1", 0.5: "0.5", 1234.5678: "1235", 123456: "123500", 0.00012345: "0.0001234", 1e-5: "1·10⁻⁵",
		-2.5e-17: "−2.5·10⁻¹⁷", 1e20: "1·10²⁰", math.MaxFloat64: "1.798·10³⁰⁸", math.SmallestNonzeroFloat64: "4.941·10⁻³²⁴",
	} {
		if got := Number(v); got != want {
			t.Errorf("%g: %q, want %q", v, got, want)
		}
	}
}

// Ticks are distinct, in order, within the axis, and say what stands there.
func TestTicks(t *testing.T) {
	for _, values := range [][]float64{{0, 1}, {-3, 17}, {1e15, 1e15 + 3}, {-1e-9, 2e-9}, {0.1, 0.1000001}, {1e300, -1e300}} {
		a := newAxis(100, 800, false, values...)
		ticks := a.ticks(6)
		if len(ticks) < 2 || len(ticks) > 12 {
			t.Errorf("%v: %d ticks", values, len(ticks))
		}
		for k, x := range ticks {
			if x.at < 100 || x.at > 800 || k > 0 && (x.at <= ticks[k-1].at || x.text == ticks[k-1].text) {
				t.Errorf("%v: tick %d of %v", values, k, ticks)
			}
			if values[0] != 0 && values[0] != -3 {
				continue
			}
			v, err := strconv.ParseFloat(strings.Replace(x.text, "−", "-", 1), 64)
			if err != nil || math.Abs(a.at(v)-x.at) > 1e-9 {
				t.Errorf("%v: %q stands at %g, not %g", values, x.text, x.at, a.at(v))
			}
		}
	}
	log := newAxis(0, 300, true, 1e-9, 1e-3, 0, -1)
	if at := log.at(1e-6); math.Abs(at-150) > 1e-9 || log.at(0) != 0 || log.at(1) != 300 {
		t.Errorf("10⁻⁶ is at %g of 300", at)
	}
}

// The mean of blocks is that of their entries, also at the edges.
func TestBlocks(t *testing.T) {
	got := blocks([]float64{1, 2, 3, 4, 5, 6, 7, 8, 9}, 3, 3, 2)
	for k, want := range []float64{3, 4.5, 7.5, 9} {
		if math.Abs(got[k]-want) > 1e-12 {
			t.Errorf("%v", got)
		}
	}
}

func TestGolden(t *testing.T) {
	for name, fig := range map[string]Figure{
		"sample": sample([]float64{0.5, -1, 2, 3.25, -0.125, 0, 1, 2, 2}),
		"strips": {Title: "Strips", Panels: []Panel{Strips{Title: "Where the agents stand", Unit: "value", Rows: []Strip{
			{Label: "coordinate 0", Values: []float64{1, 2, 2, 2, 3, 9}, Trimmed: []bool{true, false, false, false, false, true}, Outcome: 2.25},
		}}}},
	} {
		file := filepath.Join("testdata", name+".svg")
		got := fig.SVG()
		check(t, got)
		if *update {
			if err := os.WriteFile(file, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s differs; look at what -update makes of it", file)
		}
	}
}
