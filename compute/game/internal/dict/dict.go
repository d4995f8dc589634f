// Package dict is dictionaries: systems of linear equations solved for their
// basic variables, in floats or exactly, and the pivots that exchange a basic
// for a nonbasic variable. Which pivot comes next is the caller's method.
package dict

import (
	"math"
	"math/big"
)

// Numbers is an (m+1)×(n+1) table. Row r < m says, for columns c < n of nonbasic
// variables,
//
//	basic_r + Σ_c T[r][c]·nonbasic_c = T[r][n],
//
// and row m is the objective in the same form.
type Numbers interface {
	// Sign returns the sign of an entry.
	Sign(r, c int) int
	// CompareRows returns the sign of T[r][k]/T[r][c] − T[s][k]/T[s][c], where
	// the divisors are of one sign.
	CompareRows(r, s, c, k int) int
	// CompareColumns returns the sign of |T[k][c]/T[r][c]| − |T[k][d]/T[r][d]|.
	CompareColumns(c, d, r, k int) int
	// Compare returns the sign of T[r][c] − T[s][d].
	Compare(r, c, s, d int) int
	// pivot exchanges the variables of row r and column c.
	pivot(r, c int)
	// Value returns an entry, rounded.
	Value(r, c int) float64
}

// Dictionary is a table and the names of its variables, 0 to m+n−1.
type Dictionary struct {
	Numbers
	Rows, Cols int // m, n
	Basic      []int
	Nonbasic   []int
	where      []int // row of a basic variable; ^column of a nonbasic one
}

// New names the nonbasic variables of a table 0 to n−1 and the basic ones n to
// n+m−1.
func New(t Numbers, m, n int) *Dictionary {
	d := &Dictionary{Numbers: t, Rows: m, Cols: n, where: make([]int, m+n)}
	for c := range n {
		d.Nonbasic = append(d.Nonbasic, c)
		d.where[c] = ^c
	}
	for r := range m {
		d.Basic = append(d.Basic, n+r)
		d.where[n+r] = r
	}
	return d
}

// Row returns the row of a basic variable.
func (d *Dictionary) Row(v int) (int, bool) { return d.where[v], d.where[v] >= 0 }

// Col returns the column of a nonbasic variable.
func (d *Dictionary) Col(v int) (int, bool) { return ^d.where[v], d.where[v] < 0 }

// Pivot exchanges the variables of row r and column c.
func (d *Dictionary) Pivot(r, c int) {
	d.pivot(r, c)
	d.Basic[r], d.Nonbasic[c] = d.Nonbasic[c], d.Basic[r]
	d.where[d.Basic[r]], d.where[d.Nonbasic[c]] = r, ^c
}

// Leaving returns the row that leaves when column c enters: the one with the
// smallest ratio of right-hand side to a positive entry. Ties are broken as if
// the right-hand side had powers of an infinitesimal added, one for each of the
// variables in order, which were basic when the table was made: so no method
// that enters what its state says can cycle (Dantzig, Orden, Wolfe 1955, §4).
// It is false where the column has no positive entry.
func (d *Dictionary) Leaving(c int, order []int) (int, bool) {
	best := -1
	for r := range d.Rows {
		if d.Sign(r, c) <= 0 {
			continue
		}
		if best < 0 || d.lexLess(r, best, c, order) {
			best = r
		}
	}
	return best, best >= 0
}

func (d *Dictionary) lexLess(r, s, c int, order []int) bool {
	if x := d.CompareRows(r, s, c, d.Cols); x != 0 {
		return x < 0
	}
	for _, v := range order {
		if at := d.where[v]; at < 0 {
			if x := d.CompareRows(r, s, c, ^at); x != 0 {
				return x < 0
			}
		} else if at == r || at == s {
			return at == s // the other's entry is 0, this one's is 1
		}
	}
	return false
}

// Float is Numbers in float64. Entries below Tolerance in magnitude are zero.
type Float struct {
	Tolerance float64
	stride    int
	data      []float64
}

// NewFloat returns a table of zeros for m rows and n columns.
func NewFloat(m, n int, tolerance float64) *Float {
	return &Float{Tolerance: tolerance, stride: n + 1, data: make([]float64, (m+1)*(n+1))}
}

// Line returns row r, which the caller may fill in before the first pivot.
func (t *Float) Line(r int) []float64 { return t.data[r*t.stride : (r+1)*t.stride] }

func (t *Float) sign(x float64) int {
	switch {
	case x > t.Tolerance:
		return 1
	case x < -t.Tolerance:
		return -1
	}
	return 0
}

// Sign implements Numbers.
func (t *Float) Sign(r, c int) int { return t.sign(t.data[r*t.stride+c]) }

// CompareRows implements Numbers.
func (t *Float) CompareRows(r, s, c, k int) int {
	x, y := t.Line(r), t.Line(s)
	return t.sign(x[k]/x[c] - y[k]/y[c])
}

// CompareColumns implements Numbers.
func (t *Float) CompareColumns(c, d, r, k int) int {
	x, y := t.Line(r), t.Line(k)
	return t.sign(math.Abs(y[c]/x[c]) - math.Abs(y[d]/x[d]))
}

// Compare implements Numbers.
func (t *Float) Compare(r, c, s, d int) int { return t.sign(t.Value(r, c) - t.Value(s, d)) }

// Value implements Numbers.
func (t *Float) Value(r, c int) float64 { return t.data[r*t.stride+c] }

func (t *Float) pivot(r, c int) {
	row := t.Line(r)
	inverse := 1 / row[c]
	for k := range row {
		row[k] *= inverse
	}
	row[c] = inverse
	for at := 0; at < len(t.data); at += t.stride {
		line := t.data[at : at+t.stride]
		factor := line[c]
		if at == r*t.stride || factor == 0 {
			continue
		}
		line[c] = 0
		subtract(line, row, factor)
	}
}

// subtract takes factor times row from line.
func subtract(line, row []float64, factor float64) {
	row = row[:len(line)]
	for k := range line {
		line[k] -= factor * row[k]
	}
}

// Exact is Numbers in rationals with one denominator: the integers of fraction-
// free pivoting (Edmonds 1967; Bareiss 1968), in which every division is exact.
type Exact struct {
	stride int
	data   []big.Int
	den    big.Int // above 0
}

// NewExact returns a table of zeros for m rows and n columns.
func NewExact(m, n int) *Exact {
	t := &Exact{stride: n + 1, data: make([]big.Int, (m+1)*(n+1))}
	t.den.SetInt64(1)
	return t
}

// Set sets an entry, which has to be done before the first pivot.
func (t *Exact) Set(r, c int, x *big.Int) { t.at(r, c).Set(x) }

func (t *Exact) at(r, c int) *big.Int { return &t.data[r*t.stride+c] }

// Sign implements Numbers.
func (t *Exact) Sign(r, c int) int { return t.at(r, c).Sign() }

// CompareRows implements Numbers.
func (t *Exact) CompareRows(r, s, c, k int) int {
	var x, y big.Int
	x.Mul(t.at(r, k), t.at(s, c))
	y.Mul(t.at(s, k), t.at(r, c))
	return x.Cmp(&y)
}

// CompareColumns implements Numbers.
func (t *Exact) CompareColumns(c, d, r, k int) int {
	var x, y big.Int
	x.Mul(t.at(k, c), t.at(r, d))
	y.Mul(t.at(k, d), t.at(r, c))
	return x.CmpAbs(&y)
}

// Compare implements Numbers.
func (t *Exact) Compare(r, c, s, d int) int { return t.at(r, c).Cmp(t.at(s, d)) }

// Value implements Numbers.
func (t *Exact) Value(r, c int) float64 {
	x, _ := t.Rational(r, c).Float64()
	return x
}

// Rational returns an entry.
func (t *Exact) Rational(r, c int) *big.Rat {
	return new(big.Rat).SetFrac(t.at(r, c), &t.den)
}

func (t *Exact) pivot(r, c int) {
	row := t.data[r*t.stride : (r+1)*t.stride]
	var p, x big.Int
	p.Set(&row[c])
	negative := p.Sign() < 0
	for at := 0; at < len(t.data); at += t.stride {
		line := t.data[at : at+t.stride]
		if at == r*t.stride {
			continue
		}
		factor := &line[c]
		zero := factor.Sign() == 0
		for k := range line {
			if k == c {
				continue
			}
			z := &line[k]
			z.Mul(z, &p)
			if !zero {
				z.Sub(z, x.Mul(factor, &row[k]))
			}
			z.Quo(z, &t.den)
			if negative {
				z.Neg(z)
			}
		}
		if !negative {
			factor.Neg(factor)
		}
	}
	for k := range row {
		if k != c && negative {
			row[k].Neg(&row[k])
		}
	}
	row[c].Set(&t.den)
	if negative {
		row[c].Neg(&row[c])
	}
	t.den.Abs(&p)
}

// Dyadic returns integers z and an exponent e with x = z·2^e for all finite x.
func Dyadic(x []float64) (z []*big.Int, e int) {
	e = math.MaxInt
	for _, v := range x {
		if v != 0 {
			_, at := math.Frexp(v)
			e = min(e, at-53)
		}
	}
	z = make([]*big.Int, len(x))
	for k, v := range x {
		z[k] = new(big.Int)
		if v != 0 {
			m, at := math.Frexp(v)
			z[k].SetInt64(int64(m * (1 << 53)))
			z[k].Lsh(z[k], uint(at-53-e))
		}
	}
	if e == math.MaxInt {
		e = 0
	}
	return z, e
}

// One and MinusOne are 1 and −1; nobody changes them.
var One, MinusOne = big.NewInt(1), big.NewInt(-1)

// Positive returns x as integers of at least 1 after a positive scaling and a
// shift.
func Positive(x []float64) []*big.Int {
	z, _ := Dyadic(x)
	least := z[0]
	for _, v := range z {
		if v.Cmp(least) < 0 {
			least = v
		}
	}
	shift := new(big.Int).Sub(One, least)
	for _, v := range z {
		if v != least {
			v.Add(v, shift)
		}
	}
	least.SetInt64(1)
	return z
}
