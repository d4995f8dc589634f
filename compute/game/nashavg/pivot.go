package nashavg

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"

	"oracled/compute/game/internal/linalg"
)

// pivoting is a complementary basis of the game: a support S of odd size with
// the solution z = z0 + τ·z1 of
//
//	A_SS·p + u·1 = 0,  −Σp = −1,  s_N = −u·1 − A_NS·p
//
// (u = −v), where z1 is chosen such that z ≥ 0 at τ = 1. Lemke's path leads from
// there to τ = 0 (Lemke 1965; Cottle, Pang, Stone 1992, §4.4): as the bordered
// matrix is antisymmetric, every pivot exchanges two indices, and τ falls
// monotonically.
type pivoting struct {
	n      int
	a      []float64
	at     []int     // slot → index; slot 0 is the border
	slot   []int     // index → slot, −1 outside the support
	inv    []float64 // inverse of the bordered matrix, slots × slots
	stride int
	z0, z1 []float64 // by index: p inside the support, s outside
	u0, u1 float64
	d      [2]direction
	inner  []float64
}

// pivotTolerance is what counts as zero among the numbers of the path, relative
// to max|A| = 1.
const pivotTolerance = 1e-13

// direction is how the solution moves with the variable complementary to an
// index: p_i where s_i is basic, s_i where p_i is.
type direction struct {
	index int
	slots []float64 // by slot: p, and u at 0
	z     []float64 // by index
}

// newPivoting starts from a guess, false where its bordered matrix is singular
// or nearly so.
func newPivoting(ctx context.Context, n int, a []float64, support []int) (*pivoting, bool, error) {
	m := len(support) + 1
	x := &pivoting{n: n, a: a, stride: m + m/8 + 32, slot: make([]int, n), z0: make([]float64, n), z1: make([]float64, n), inner: make([]float64, n)}
	for i := range x.slot {
		x.slot[i] = -1
	}
	x.at = append(x.at, -1)
	for _, i := range support {
		x.slot[i] = len(x.at)
		x.at = append(x.at, i)
	}
	lu, err := linalg.Factor(ctx, m, bordered(n, a, support))
	if err != nil {
		return nil, false, ctx.Err()
	}
	p := make([]float64, m)
	p[0] = -1
	lu.Solve(p, false)
	x.u0 = p[0]
	x.spread(x.z0, p, nil)
	var scale [2]float64 // typical p and s
	for i, z := range x.z0 {
		if math.IsNaN(z) || math.Abs(z) > 1e12 {
			return nil, false, nil
		}
		scale[inside(x.slot[i])] += math.Abs(z)
	}
	inv, err := lu.Inverse(ctx)
	if err != nil {
		return nil, false, err
	}
	x.inv = make([]float64, x.stride*x.stride)
	for i := range m {
		copy(x.inv[i*x.stride:], inv[i*m:i*m+m])
	}
	for k := range x.d {
		x.d[k] = direction{slots: make([]float64, x.stride), z: make([]float64, n)}
	}
	scale[1] /= float64(len(support))
	scale[0] /= math.Max(float64(n-len(support)), 1)
	// Different for every index, so that no two hit zero together; the same in
	// every run.
	r := rand.New(rand.NewPCG(uint64(n), uint64(len(support))))
	for i, z := range x.z0 {
		x.z1[i] = math.Max(0, -z) + scale[inside(x.slot[i])]*(0.05+0.1*r.Float64())
	}
	return x, true, nil
}

func inside(slot int) int {
	if slot >= 0 {
		return 1
	}
	return 0
}

// bordered returns [A_SS 1; −1 0] with the border first.
func bordered(n int, a []float64, support []int) []float64 {
	m := len(support) + 1
	b := make([]float64, m*m)
	for k, i := range support {
		b[k+1] = -1
		row := b[(k+1)*m : (k+2)*m]
		row[0] = 1
		for l, j := range support {
			row[l+1] = a[i*n+j]
		}
	}
	return b
}

// spread fills z with p inside the support and −u − A·p − extra outside.
func (x *pivoting) spread(z, slots, extra []float64) {
	clear(x.inner)
	for k, i := range x.at {
		if k > 0 {
			x.inner[i] = slots[k]
		}
	}
	linalg.MulVec(z, x.a, x.inner)
	for i := range z {
		if x.slot[i] >= 0 {
			z[i] = x.inner[i]
			continue
		}
		z[i] = -slots[0] - z[i]
		if extra != nil {
			z[i] -= extra[i]
		}
	}
}

// move fills d with the direction of the variable complementary to i.
func (x *pivoting) move(d *direction, i int) {
	m := len(x.at)
	d.index = i
	d.slots = d.slots[:m]
	if k := x.slot[i]; k >= 0 { // s_i grows: −G·e_i
		for l := range d.slots {
			d.slots[l] = -x.inv[l*x.stride+k]
		}
		d.slots[k] = 0
		x.spread(d.z, d.slots, nil)
		return
	}
	// p_i grows: −G·(A_Si; −1)
	col := make([]float64, m)
	col[0] = 1
	for k, j := range x.at {
		if k > 0 {
			col[k] = x.a[i*x.n+j] // −A_ji
		}
	}
	blas64.Gemv(blas.NoTrans, 1, blas64.General{Rows: m, Cols: m, Stride: x.stride, Data: x.inv}, linalg.Vec(col), 0, linalg.Vec(d.slots))
	column := make([]float64, x.n) // A_·i
	for j, v := range x.a[i*x.n : i*x.n+x.n] {
		column[j] = -v
	}
	x.spread(d.z, d.slots, column)
	d.z[i] = 0
}

// run follows the path to τ = 0; false when it takes more than most pivots or
// numbers fail it.
func (x *pivoting) run(ctx context.Context, most int) (pivots int, done bool, err error) {
	tau := 1.0
	for ; pivots <= most; pivots++ {
		if err := ctx.Err(); err != nil {
			return pivots, false, err
		}
		first, next := -1, 0.0
		for i, z := range x.z0 {
			if z < 0 && x.z1[i] > 0 && -z > next*x.z1[i] {
				first, next = i, -z/x.z1[i]
			}
		}
		if first < 0 {
			return pivots, true, nil
		}
		tau = math.Min(tau, next)
		x.move(&x.d[0], first)
		second, reach := -1, math.Inf(1)
		for j, dz := range x.d[0].z {
			if j == first || dz >= -pivotTolerance {
				continue
			}
			if t := math.Max(x.z0[j]+tau*x.z1[j], 0) / -dz; t < reach {
				second, reach = j, t
			}
		}
		if second < 0 || len(x.at)+3 > x.stride {
			return pivots, false, nil
		}
		x.move(&x.d[1], second)
		if !x.exchange() {
			return pivots, false, nil
		}
	}
	return pivots, false, nil
}

// exchange pivots on the indices of the two directions.
func (x *pivoting) exchange() bool {
	a, b := &x.d[0], &x.d[1]
	i, j := a.index, b.index
	// z + ta·a + tb·b is zero at i and j.
	ab, ba := a.z[j], b.z[i]
	if math.Abs(ab) < pivotTolerance || math.Abs(ba) < pivotTolerance {
		return false
	}
	for _, z := range []struct {
		z []float64
		u *float64
	}{{x.z0, &x.u0}, {x.z1, &x.u1}} {
		ta, tb := -z.z[j]/ab, -z.z[i]/ba
		blas64.Axpy(ta, linalg.Vec(a.z), linalg.Vec(z.z))
		blas64.Axpy(tb, linalg.Vec(b.z), linalg.Vec(z.z))
		*z.u += ta*a.slots[0] + tb*b.slots[0]
		z.z[i], z.z[j] = ta, tb
	}
	// With D_i the response of the slots to the variable complementary to i, the
	// inverse of an antisymmetric matrix changes by rank two,
	//
	//	G − D_i·D_jᵀ/D_i[j] − D_j·D_iᵀ/D_j[i],
	//
	// and rows −D_j/D_i[j] of i and −D_i/D_j[i] of j come where they enter.
	m := len(x.at)
	g := blas64.General{Rows: m, Cols: m, Stride: x.stride, Data: x.inv}
	blas64.Ger(-1/ab, linalg.Vec(a.slots), linalg.Vec(b.slots), g)
	blas64.Ger(-1/ba, linalg.Vec(b.slots), linalg.Vec(a.slots), g)
	ki, kj := x.slot[i], x.slot[j]
	switch {
	case ki >= 0 && kj >= 0:
		x.remove(max(ki, kj))
		x.remove(min(ki, kj))
	case ki >= 0:
		x.slot[i] = -1
		x.enter(j, ki, -1/ba, a.slots)
	case kj >= 0:
		x.slot[j] = -1
		x.enter(i, kj, -1/ab, b.slots)
	default:
		x.enter(i, m, -1/ab, b.slots)
		x.enter(j, m+1, -1/ba, a.slots)
		x.inv[m*x.stride+m+1] = -1 / ab
		x.inv[(m+1)*x.stride+m] = 1 / ab
	}
	return true
}

// enter gives an index a slot, with a row of the inverse and its mirror.
func (x *pivoting) enter(i, slot int, scale float64, row []float64) {
	if slot == len(x.at) {
		x.at = append(x.at, i)
	}
	x.at[slot], x.slot[i] = i, slot
	for l, v := range row {
		x.inv[slot*x.stride+l] = scale * v
		x.inv[l*x.stride+slot] = -scale * v
	}
	x.inv[slot*x.stride+slot] = 0
}

// remove frees a slot, which the last one takes.
func (x *pivoting) remove(slot int) {
	last := len(x.at) - 1
	x.slot[x.at[slot]] = -1
	if slot != last {
		x.at[slot] = x.at[last]
		x.slot[x.at[slot]] = slot
		copy(x.inv[slot*x.stride:slot*x.stride+last], x.inv[last*x.stride:last*x.stride+last])
		for l := range last {
			x.inv[l*x.stride+slot] = x.inv[l*x.stride+last]
		}
		x.inv[slot*x.stride+slot] = 0
	}
	x.at = x.at[:last]
}

// support returns the indices of the basis.
func (x *pivoting) support() []int {
	out := append([]int(nil), x.at[1:]...)
	slices.Sort(out)
	return out
}
