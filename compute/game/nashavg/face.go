package nashavg

import (
	"context"
	"errors"
	"math"

	"oracled/compute/game/internal/dd"
)

// face is {q ≥ 0 over the columns cols: (B·q)_i = 0 for i in tight, ≤ 0 for i in
// loose, Σq = 1} for a matrix B of rows of the given width, max|B| about 1. What
// is eliminated is eliminated in double-doubles: near-ties are differences of
// rows, of which float64 keeps few digits.
type face struct {
	width        int
	b            []dd.Num
	tight, loose []int
	cols         []int
	rank         float64 // pivots below it are rounding
}

// optimum is the point of a face with the largest entropy.
type optimum struct {
	q      []float64 // by column of cols
	dual   []dd.Num  // by row of B: log q + const = −Bᵀ·dual on cols
	centre []dd.Num  // by column of cols: the start, or q, moved onto the tight rows; above 0
	steps  int
}

// violated is by how much a point may be beyond a loose row that is scaled to 1.
const violated = 1e-13

// maximum returns the optimum. Rows of loose enter the programme as they are
// violated, less what they share with the tight ones and scaled to 1: so those
// that are almost tight weigh as much as any. It returns nil where it does not
// get there, as on an empty face.
func (x face) maximum(ctx context.Context, start []float64) (*optimum, error) {
	m := len(x.cols)
	sub := make([]dd.Num, len(x.tight)*m)
	for k, i := range x.tight {
		x.gather(sub[k*m:k*m+m], i)
	}
	rowsAt, order, f, err := dd.Basis(ctx, len(x.tight), m, append([]dd.Num(nil), sub...), x.rank)
	if err != nil {
		return nil, err
	}
	rank := len(rowsAt)
	free := m - rank
	if free == 0 {
		return nil, nil
	}
	// [I f] in the order of the columns.
	todo := programme{m: m, equal: make([]float64, rank*m)}
	for k := range rank {
		row := todo.equal[k*m : k*m+m]
		row[order[k]] = 1
		for l, v := range f[k*free : (k+1)*free] {
			row[order[rank+l]] = v.Float()
		}
	}
	out := &optimum{centre: onto(start, order, f, rank)}
	type entered struct {
		row    int
		shared []dd.Num // of the rows of [I f]
		scale  float64
	}
	var active []entered
	in := make(map[int]bool)
	line, rest := make([]dd.Num, m), make([]dd.Num, free)
	for {
		got, err := todo.solve(ctx)
		if got == nil || err != nil {
			return nil, err
		}
		out.steps += got.steps
		more := false
		for k, i := range x.loose {
			if k%64 == 0 && ctx.Err() != nil {
				return nil, ctx.Err()
			}
			if in[i] || x.float(i, got.q) < -1e-9 {
				continue
			}
			x.gather(line, i)
			scale := reduce(rest, line, order, f, rank)
			if scale <= x.rank {
				continue // tight, too
			}
			var over float64
			for l, v := range rest {
				over += v.Float() / scale * got.q[order[rank+l]]
			}
			if over <= violated {
				continue
			}
			in[i], more = true, true
			shared := make([]dd.Num, rank)
			for k := range shared {
				shared[k] = line[order[k]]
			}
			active = append(active, entered{i, shared, scale})
			row := make([]float64, m)
			for l, v := range rest {
				row[order[rank+l]] = v.Float() / scale
			}
			todo.below = append(todo.below, row...)
		}
		if more {
			continue
		}
		out.q = got.q
		if out.centre == nil {
			out.centre = onto(got.q, order, f, rank)
		}
		if out.centre == nil {
			return nil, nil // the face is on the simplex's boundary
		}
		out.dual = make([]dd.Num, len(x.b)/x.width)
		lambda := dd.Vector(got.lambda)
		for k, a := range active {
			y := dd.Of(got.y[k] / a.scale)
			out.dual[a.row] = y
			for l, c := range a.shared {
				lambda[l] = lambda[l].Sub(c.Mul(y))
			}
		}
		if rank == 0 {
			return out, nil
		}
		// Eᵀλ = B_tᵀ·(B_tc⁻ᵀ·λ) for the rows t and columns c of the rank.
		pick := make([]dd.Num, rank*rank)
		for k, i := range rowsAt {
			for l := range rank {
				pick[l*rank+k] = sub[i*m+order[l]]
			}
		}
		lu, err := dd.Factor(ctx, rank, pick)
		if errors.Is(err, dd.ErrSingular) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		lu.Solve(lambda)
		for k, i := range rowsAt {
			out.dual[x.tight[i]] = lambda[k]
		}
		return out, nil
	}
}

// reduce sets rest to what is left of a row, in the free columns, without its
// part in the rows [I f], and returns the largest magnitude in it.
func reduce(rest, row []dd.Num, order []int, f []dd.Num, rank int) float64 {
	free := len(rest)
	for l := range rest {
		rest[l] = row[order[rank+l]]
	}
	for k := range rank {
		c := row[order[k]]
		if c.Hi == 0 {
			continue
		}
		for l, v := range f[k*free : (k+1)*free] {
			rest[l] = rest[l].Sub(c.Mul(v))
		}
	}
	var most float64
	for _, v := range rest {
		most = math.Max(most, math.Abs(v.Hi))
	}
	return most
}

// onto returns the point with [I f]·q = 0 that has the start's free entries, its
// sum 1.
func onto(start []float64, order []int, f []dd.Num, rank int) []dd.Num {
	free := len(start) - rank
	q := make([]dd.Num, len(start))
	for l := range free {
		q[order[rank+l]] = dd.Of(start[order[rank+l]])
	}
	for k := range rank {
		var v dd.Num
		for l, c := range f[k*free : (k+1)*free] {
			v = v.Sub(c.Times(start[order[rank+l]]))
		}
		q[order[k]] = v
	}
	total := dd.Total(q)
	for k, v := range q {
		if !(v.Hi > 0) {
			return nil
		}
		q[k] = v.Div(total)
	}
	return q
}

func (x face) gather(to []dd.Num, row int) {
	for k, j := range x.cols {
		to[k] = x.b[row*x.width+j]
	}
}

// float is (B·q)_row in float64.
func (x face) float(row int, q []float64) (sum float64) {
	line := x.b[row*x.width : (row+1)*x.width]
	for k, j := range x.cols {
		sum += line[j].Hi * q[k]
	}
	return sum
}

// farthest bounds t below: t·centre is rounded at 10⁻³² of it.
const farthest = 1e21

// raised turns multipliers y of rows into y + t·centre ≥ 0, where centre is an
// equilibrium of the rows' player that plays all it ever plays. By column, z is
// −Bᵀ·y and slack what centre keeps that column's player from: 0 on its support
// and above 0 elsewhere, which t·slack makes negligible. It returns the log-sum
// of z − t·slack, which no equilibrium's entropy exceeds. Everywhere is false,
// and the sum over the support only, where slack is not clearly above 0 outside
// of it, and the log-sum NaN where no t that double-doubles can bear makes y ≥ 0.
func raised(y, centre, z, slack []dd.Num, support []int) (dual []dd.Num, bound float64, everywhere bool) {
	var t, far float64
	for i, v := range y {
		if v.Hi < 0 { // +Inf, or NaN below, where centre has nothing to give
			t = math.Max(t, -v.Hi/centre[i].Hi*(1+1e-12))
		}
	}
	in := make([]bool, len(z))
	top := math.Inf(-1)
	for _, j := range support {
		in[j] = true
		top = math.Max(top, z[j].Hi)
	}
	everywhere = true
	for j := range z {
		// Below e⁻⁴⁵ of the largest each.
		if above := z[j].Hi - top + 45; !in[j] && above > 0 {
			everywhere = everywhere && slack[j].Hi > 0
			far = math.Max(far, above/slack[j].Hi)
		}
	}
	if !(t < farthest) {
		return make([]dd.Num, len(y)), math.NaN(), false
	}
	if everywhere = everywhere && far < farthest; everywhere {
		t = math.Max(t, far)
	}
	dual = make([]dd.Num, len(y))
	for i, v := range y {
		if dual[i] = v.Add(centre[i].Times(t)); dual[i].Hi < 0 {
			dual[i] = dd.Num{} // by less than rounding
		}
	}
	over := make([]float64, 0, len(z))
	for j := range z {
		if everywhere || in[j] {
			over = append(over, z[j].Sub(slack[j].Times(t)).Float())
		}
	}
	return dual, logSumExp(over), everywhere
}

// spread puts the entries of a vector by support into one of length n.
func spread(n int, support []int, x []dd.Num) []dd.Num {
	out := make([]dd.Num, n)
	for k, i := range support {
		out[i] = x[k]
	}
	return out
}

// relaxed returns the point of largest entropy with B·q ≤ slack for a matrix
// of rows of length m, and multipliers y ≥ 0 of its rows. No face has to be known
// for that, and Σy is at most log m over slack, which
// is a part of the bound. The log-sum of −Bᵀ·y is at
// most the point's entropy, which is at least that of any q with B·q ≤ 0.
func relaxed(ctx context.Context, m int, b []dd.Num) (got *maximiser, err error) {
	todo := programme{m: m, below: dd.Floats(b)}
	for _, part := range []float64{0.1, 0.4} { // max|B| is ½ at least
		todo.slack = part * ExploitabilityBound
		if got, err = todo.solve(ctx); got != nil || err != nil {
			break
		}
	}
	return got, err
}
