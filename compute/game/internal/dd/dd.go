// Package dd is arithmetic and linear algebra on double-doubles: unevaluated
// sums of two float64, about 106 bits (Dekker 1971, "A floating-point technique
// for extending the available precision"; Hida, Li, Bailey 2001). Matrices are
// row-major.
package dd

import "math"

// Num is Hi + Lo, with |Lo| at most half an ulp of Hi.
type Num struct{ Hi, Lo float64 }

// Of returns x.
func Of(x float64) Num { return Num{x, 0} }

// Sum returns x + y exactly (Knuth), unless that overflows.
func Sum(x, y float64) Num {
	s := x + y
	v := s - x
	return Num{s, (x - (s - v)) + (y - v)}
}

// normal returns x + y where |x| ≥ |y| or x = 0.
func normal(x, y float64) Num {
	s := x + y
	return Num{s, y - (s - x)}
}

// Product returns x·y exactly, unless that over- or underflows.
func Product(x, y float64) Num {
	p := x * y
	return Num{p, math.FMA(x, y, -p)}
}

// Float returns a rounded to float64.
func (a Num) Float() float64 { return a.Hi + a.Lo }

// Neg returns −a.
func (a Num) Neg() Num { return Num{-a.Hi, -a.Lo} }

// Add returns a + b.
func (a Num) Add(b Num) Num {
	s, t := Sum(a.Hi, b.Hi), Sum(a.Lo, b.Lo)
	s = normal(s.Hi, s.Lo+t.Hi)
	return normal(s.Hi, s.Lo+t.Lo)
}

// Sub returns a − b.
func (a Num) Sub(b Num) Num { return a.Add(b.Neg()) }

// Mul returns a·b.
func (a Num) Mul(b Num) Num {
	p := Product(a.Hi, b.Hi)
	cross := a.Hi*b.Lo + a.Lo*b.Hi
	return normal(p.Hi, p.Lo+cross)
}

// Times returns a·x.
func (a Num) Times(x float64) Num {
	p := Product(a.Hi, x)
	cross := a.Lo * x
	return normal(p.Hi, p.Lo+cross)
}

// Div returns a/b.
func (a Num) Div(b Num) Num {
	q := a.Hi / b.Hi
	r := a.Sub(b.Times(q))
	return normal(q, r.Hi/b.Hi)
}

// Vector returns the numbers of x.
func Vector(x []float64) []Num {
	out := make([]Num, len(x))
	for i, v := range x {
		out[i].Hi = v
	}
	return out
}

// Floats returns the numbers of x, rounded.
func Floats(x []Num) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = v.Float()
	}
	return out
}

// Total returns Σ x.
func Total(x []Num) Num {
	var s Num
	for _, v := range x {
		s = s.Add(v)
	}
	return s
}

// Dot returns Σ x_k·y_k.
func Dot(x, y []Num) Num {
	y = y[:len(x)]
	var s Num
	for k, a := range x {
		b := y[k]
		p := a.Hi * b.Hi
		e := math.FMA(a.Hi, b.Hi, -p)
		cross := a.Hi*b.Lo + a.Lo*b.Hi
		t := s.Hi + p
		v := t - s.Hi
		e += (s.Hi - (t - v)) + (p - v) + s.Lo + cross
		s = normal(t, e)
	}
	return s
}

// subtract takes f times row from line.
func subtract(line, row []Num, f Num) {
	row = row[:len(line)]
	for k, b := range row {
		a := line[k]
		p := f.Hi * b.Hi
		e := math.FMA(f.Hi, b.Hi, -p)
		cross := f.Hi*b.Lo + f.Lo*b.Hi
		t := a.Hi - p
		v := t - a.Hi
		e = (a.Hi - (t - v)) - (p + v) + a.Lo - cross - e
		line[k] = normal(t, e)
	}
}
