package plot

import (
	"math"
	"strconv"
	"strings"
)

// axis maps numbers to a line from from to to.
type axis struct {
	least, most float64 // of the logarithms to base 10 where log
	from, to    float64
	log         bool
}

// newAxis covers all values with some air around them; a log axis leaves out what
// is not positive.
func newAxis(from, to float64, log bool, values ...float64) axis {
	a := axis{math.Inf(1), math.Inf(-1), from, to, log}
	for _, v := range values {
		if log {
			if v <= 0 {
				continue
			}
			v = math.Log10(v)
		}
		a.least, a.most = min(a.least, v), max(a.most, v)
	}
	if a.least > a.most { // nothing to show
		a.least, a.most = 0, 1
	}
	air := (a.most/2 - a.least/2) * 0.08 // halves do not overflow
	if !(air > math.Max(math.Abs(a.least), math.Abs(a.most))*1e-14) {
		air = math.Max(math.Abs(a.least), math.Abs(a.most)) * 0.05
		if air == 0 {
			air = 1
		}
	}
	a.least = max(a.least-air, -math.MaxFloat64)
	a.most = min(a.most+air, math.MaxFloat64)
	return a
}

// at is where a value is, at an end if it lies outside.
func (a axis) at(v float64) float64 {
	if a.log {
		if v <= 0 {
			return a.from
		}
		v = math.Log10(v)
	}
	share := (v/2 - a.least/2) / (a.most/2 - a.least/2)
	return a.from + min(max(share, 0), 1)*(a.to-a.from)
}

// tick is a place on an axis and what is written there.
type tick struct {
	at   float64
	text string
}

// ticks are at most about so many round numbers; an axis too narrow for them
// has its middle.
func (a axis) ticks(about int) []tick {
	if a.log {
		return a.decades(about)
	}
	half := a.most/2 - a.least/2
	step := 2 * half / float64(about)
	base := math.Pow(10, math.Floor(math.Log10(step)))
	for _, m := range []float64{1, 2, 5, 10} {
		if step <= m*base {
			step = m * base
			break
		}
	}
	first, last := math.Ceil(a.least/step), math.Floor(a.most/step)
	if !(step > 0) || !(last-first < 100) || math.Max(math.Abs(first), math.Abs(last)) > 1e15 {
		v := a.least + half
		return []tick{{a.at(v), Number(v)}}
	}
	var out []tick
	digits := int(math.Ceil(math.Log10(max(math.Abs(first), math.Abs(last), 1)))) + 1
	for k := first; k <= last; k++ {
		v := k * step
		if k == 0 {
			v = 0
		}
		out = append(out, tick{a.at(v), number(v, digits)})
	}
	return out
}

// decades are powers of ten.
func (a axis) decades(about int) []tick {
	first, last := math.Ceil(a.least), math.Floor(a.most)
	if last < first { // no power of ten within
		v := math.Pow(10, (a.least+a.most)/2)
		return []tick{{a.at(v), Number(v)}}
	}
	step := max(math.Ceil((last-first)/float64(about)), 1)
	var out []tick
	for e := first; e <= last; e += step {
		text := "10" + superscript(int(e))
		if e >= 0 && e <= 3 {
			text = strconv.Itoa(int(math.Pow(10, e)))
		}
		share := (e - a.least) / (a.most - a.least)
		out = append(out, tick{a.from + share*(a.to-a.from), text})
	}
	return out
}

func superscript(e int) string {
	return strings.NewReplacer("-", "⁻", "0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴",
		"5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹").Replace(strconv.Itoa(e))
}

// Number writes a number for people, with four digits that count.
func Number(v float64) string { return number(v, 4) }

// number writes so many digits that count, up to all of them.
func number(v float64, digits int) string {
	digits = min(max(digits, 1), 17)
	s := strconv.FormatFloat(v, 'g', digits, 64)
	if v == 0 {
		return "0"
	}
	if size := math.Abs(v); size >= 1e-4 && size < 1e15 && strings.Contains(s, "e") {
		rounded, err := strconv.ParseFloat(s, 64)
		if err == nil {
			s = strconv.FormatFloat(rounded, 'f', -1, 64)
		}
	}
	mantissa, exponent, has := strings.Cut(s, "e")
	if strings.Contains(mantissa, ".") {
		mantissa = strings.TrimRight(strings.TrimRight(mantissa, "0"), ".")
	}
	mantissa = strings.Replace(mantissa, "-", "−", 1)
	if !has {
		return mantissa
	}
	e, err := strconv.Atoi(exponent)
	if err != nil {
		return strings.Replace(s, "-", "−", 1)
	}
	return mantissa + "·10" + superscript(e)
}
