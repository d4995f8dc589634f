package crypto

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"math"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fp"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"

	"oracled/oracle"
)

// The equations of this file hold for every set of good items. For a set with a
// bad one they fail, but for a chance that docs/protocol.md, "Why it is sound",
// bounds. Random coefficients are drawn when the items are fixed, and anew for
// every batch. Everything is computed on the calling goroutine.

// bisection finds the bad ones among items that are numbered from 0.
type bisection struct {
	ctx    context.Context
	check  func(lo, hi int) bool // whether items lo to hi−1 are good together
	single func(i int) bool      // whether item i is good, exactly; it settles it
	small  int                   // so many items are checked one by one
	unit   int                   // longer ranges are cut at multiples of it; 0: anywhere

	items, settled, bad int
}

// run calls single for the bad items and for some good ones, unless the context
// is done. An item that is alone is judged by single only, so that no chance
// can reject a good one.
func (b *bisection) run(n int) {
	b.items = n
	if n > 0 {
		b.search(0, n, false)
	}
}

// search reports whether the items are good; knownBad says that they are not.
func (b *bisection) search(lo, hi int, knownBad bool) bool {
	if hi-lo <= max(1, b.small) || b.hopeless() {
		good := true
		for i := lo; i < hi && b.ctx.Err() == nil; i++ {
			b.settled++
			if !b.single(i) {
				b.bad++
				good = false
			}
		}
		return good
	}
	if b.ctx.Err() != nil {
		return true // the caller drops everything
	}
	if !knownBad && b.check(lo, hi) {
		b.settled += hi - lo
		return true
	}
	mid := lo + (hi-lo)/2
	if b.unit > 0 && hi-lo > b.unit {
		mid = lo + ((hi-lo)/2+b.unit-1)/b.unit*b.unit
	}
	// If the left part is good, the right one is known to be bad.
	b.search(mid, hi, b.search(lo, mid, false))
	return false
}

// hopeless tells that searching costs more than looking at every item: more than
// a quarter of all is bad, or of what has been settled so far.
func (b *bisection) hopeless() bool {
	return b.bad > b.items/4 || b.settled >= 16 && b.bad > b.settled/4
}

// pieceSize is how many pairings are multiplied at a time: between pieces the
// context is looked at, and a search uses their products again.
const pieceSize = 32

// signatureBatch is Π e(rᵢ·pkᵢ, H(mᵢ)) = e(g1, Σ rᵢ·σᵢ) with random rᵢ of 64
// bits, for any range of its items.
type signatureBatch struct {
	ctx        context.Context
	r          []uint64
	keys       []bls12381.G1Affine // rᵢ·pkᵢ
	messages   []bls12381.G2Affine
	signatures []*bls12381.G2Affine
	pieces     []bls12381.GT // the first many Miller loops of the left side
}

// verifySignatures sets ok.
func verifySignatures(ctx context.Context, live []*candidate) {
	for _, c := range live {
		c.ok = true
	}
	b := newSignatureBatch(ctx, live)
	search := bisection{ctx: ctx, check: b.check, small: 2, unit: pieceSize, single: func(i int) bool {
		c := live[i]
		c.ok = pairingsAgree([]bls12381.G1Affine{c.pk}, []bls12381.G2Affine{c.hashed}, &c.sig)
		return c.ok
	}}
	search.run(len(live))
}

func newSignatureBatch(ctx context.Context, live []*candidate) *signatureBatch {
	n := len(live)
	b := &signatureBatch{ctx: ctx, r: random64(n), messages: make([]bls12381.G2Affine, n), signatures: make([]*bls12381.G2Affine, n)}
	keys := make([]bls12381.G1Jac, n)
	for i, c := range live {
		if i%64 == 0 && ctx.Err() != nil {
			break // check looks again, and nothing comes of the rest
		}
		keys[i] = mulShort(&c.pk, b.r[i])
		b.messages[i], b.signatures[i] = c.hashed, &c.sig
	}
	b.keys = toAffine(keys)
	return b
}

func (b *signatureBatch) check(lo, hi int) bool {
	if b.ctx.Err() != nil {
		return true // the caller drops everything
	}
	_, _, g1, _ := bls12381.Generators()
	g1.Neg(&g1)
	sum := sumShort(b.signatures[lo:hi], b.r[lo:hi])
	product, err := bls12381.MillerLoop([]bls12381.G1Affine{g1}, []bls12381.G2Affine{sum})
	for i := lo; i < hi && err == nil; {
		if b.ctx.Err() != nil {
			return true // the caller drops everything
		}
		end := min(hi, i+pieceSize)
		k := i / pieceSize
		var f bls12381.GT
		if i%pieceSize == 0 && end == min(len(b.keys), i+pieceSize) && k < len(b.pieces) {
			f = b.pieces[k]
		} else if f, err = bls12381.MillerLoop(b.keys[i:end], b.messages[i:end]); k == len(b.pieces) && lo == 0 && hi == len(b.keys) {
			b.pieces = append(b.pieces, f)
		}
		product.Mul(&product, &f)
		i = end
	}
	product = bls12381.FinalExponentiation(&product)
	return err == nil && product.IsOne()
}

// pairingsAgree checks Π e(pᵢ, qᵢ) = e(g1, s).
func pairingsAgree(p []bls12381.G1Affine, q []bls12381.G2Affine, s *bls12381.G2Affine) bool {
	_, _, g1, _ := bls12381.Generators()
	g1.Neg(&g1)
	ok, err := bls12381.PairingCheck(append(p, g1), append(q, *s))
	return err == nil && ok
}

// verifySubgroups settles bad-commitment, and bad-proof where R is to blame. It
// returns the entries that are left.
func verifySubgroups(ctx context.Context, entries []*entry) []*entry {
	points := make([]bls12381.G1Affine, 0, 2*len(entries)) // C, R, C, R, …
	for _, e := range entries {
		points = append(points, e.c, e.proof.r)
	}
	search := bisection{
		ctx:   ctx,
		check: func(lo, hi int) bool { return inSubgroup(points[lo:hi]) },
		small: 128, // the sums alone cost as much as so many points
		single: func(i int) bool {
			if points[i].IsInSubGroup() {
				return true
			}
			if f := entries[i/2].fate; i%2 == 0 {
				f.reason = oracle.BadCommitment
			} else if f.reason == "" {
				f.reason = oracle.BadProof
			}
			return false
		},
	}
	search.run(len(points))
	left := make([]*entry, 0, len(entries))
	for _, e := range entries {
		if e.fate.reason == "" {
			left = append(left, e)
		}
	}
	return left
}

// inSubgroup adds up 64 random subsets of points on the curve and looks at the
// sums: points outside the subgroup pass with probability 2⁻⁶⁴ at most, however
// small their order is. (One sum with random coefficients of any length would
// let a point of order 3 pass with probability 1/3.)
func inSubgroup(points []bls12381.G1Affine) bool {
	window := 8
	if len(points) < 400 {
		window = 4
	}
	random := random64(len(points))
	buckets := make([]bls12381.G1Jac, 1<<window)
	for shift := 0; shift < 64; shift += window {
		clear(buckets)
		for i := range points {
			if d := random[i] >> shift & (1<<window - 1); d != 0 {
				buckets[d].AddMixed(&points[i])
			}
		}
		// The upper half has the highest bit. Add it up, then forget the bit.
		for half := len(buckets) / 2; half > 0; half /= 2 {
			var sum bls12381.G1Jac
			for d := range half {
				sum.AddAssign(&buckets[half+d])
				buckets[d].AddAssign(&buckets[half+d])
			}
			if !sum.IsInSubGroup() {
				return false
			}
		}
	}
	return true
}

// verifyCommitments settles bad-proof and the opening of agents that sent one.
func verifyCommitments(ctx context.Context, entries []*entry) {
	search := bisection{
		ctx:   ctx,
		check: func(lo, hi int) bool { return commitmentsVerify(entries[lo:hi]) },
		small: 4,
		single: func(i int) bool {
			e := entries[i]
			if !e.proof.verifies(&e.c) {
				e.fate.reason = oracle.BadProof
				return false
			}
			if e.opening != nil && !opens(&e.c, &e.h, &e.rho) {
				e.opening = nil
				return false
			}
			return true
		},
	}
	search.run(len(entries))
	if ctx.Err() != nil {
		return
	}
	for _, e := range entries {
		e.fate.opening = e.opening
	}
}

// commitmentsVerify checks in one sum with random coefficients w, u of 128 bits
// that wᵢ·(s_h·G + s_ρ·H − R − e·C) and, for openings, uᵢ·(h·G + ρ·H − C) vanish.
func commitmentsVerify(batch []*entry) bool {
	n := len(batch)
	points := make([]bls12381.G1Affine, 0, 2*n+2)
	scalars := make([]fr.Element, 0, 2*n+2)
	random := random128(2 * n)
	var onG, onH, t fr.Element
	for i, e := range batch {
		w, u := random[2*i], random[2*i+1]
		onG.Sub(&onG, t.Mul(&w, &e.proof.sh))
		onH.Sub(&onH, t.Mul(&w, &e.proof.sr))
		var onC fr.Element
		onC.Mul(&w, &e.proof.e)
		if e.opening != nil {
			onG.Sub(&onG, t.Mul(&u, &e.h))
			onH.Sub(&onH, t.Mul(&u, &e.rho))
			onC.Add(&onC, &u)
		}
		points = append(points, e.proof.r, e.c)
		scalars = append(scalars, w, onC)
	}
	g, h := Generators()
	points = append(points, g, h)
	scalars = append(scalars, onG, onH)
	sum := multiExp(points, scalars)
	return sum.Z.IsZero()
}

func random128(n int) []fr.Element {
	b := make([]byte, 16*n)
	fillRandom(b)
	out := make([]fr.Element, n)
	for i := range out {
		out[i].SetBytes(b[16*i : 16*i+16])
	}
	return out
}

func random64(n int) []uint64 {
	b := make([]byte, 8*n)
	fillRandom(b)
	out := make([]uint64, n)
	for i := range out {
		out[i] = binary.LittleEndian.Uint64(b[8*i:])
	}
	return out
}

func fillRandom(b []byte) {
	if _, err := rand.Read(b); err != nil {
		panic("crypto: no randomness from the system") // rand.Read never returns an error
	}
}

// toAffine converts points with one inversion.
func toAffine(in []bls12381.G1Jac) []bls12381.G1Affine {
	z := make([]fp.Element, len(in))
	for i := range in {
		z[i] = in[i].Z
	}
	z = fp.BatchInvert(z) // the inverse of zero is zero, and so is infinity
	out := make([]bls12381.G1Affine, len(in))
	var zz fp.Element
	for i := range in {
		zz.Square(&z[i])
		out[i].X.Mul(&in[i].X, &zz)
		out[i].Y.Mul(&in[i].Y, zz.Mul(&zz, &z[i]))
	}
	return out
}

// mulShort returns k·p for a public k of 64 bits, by a signed window of 4 bits.
func mulShort(p *bls12381.G1Affine, k uint64) (out bls12381.G1Jac) {
	var table [9]bls12381.G1Jac // multiples 0 to 8
	table[1].FromAffine(p)
	for i := 2; i < len(table); i++ {
		table[i].Set(&table[i-1])
		table[i].AddMixed(p)
	}
	var digits [17]int8
	for i := range 16 {
		d := int8(k>>(4*i)&15) + digits[i]
		if d > 8 {
			d -= 16
			digits[i+1] = 1
		}
		digits[i] = d
	}
	for i := 16; i >= 0; i-- {
		if i < 16 {
			for range 4 {
				out.DoubleAssign()
			}
		}
		switch d := digits[i]; {
		case d > 0:
			out.AddAssign(&table[d])
		case d < 0:
			var q bls12381.G1Jac
			q.Neg(&table[-d])
			out.AddAssign(&q)
		}
	}
	return out
}

// multiExp returns Σ kᵢ·pᵢ for public kᵢ, by buckets of signed windows.
// gnark-crypto's would start goroutines beyond Workers.
func multiExp(points []bls12381.G1Affine, k []fr.Element) (total bls12381.G1Jac) {
	limbs := make([][4]uint64, len(k))
	work := 0 // bits of all scalars
	for i := range k {
		limbs[i] = k[i].Bits()
		work += k[i].BitLen()
	}
	c := bestWindow(work, fr.Bits, 3, 12)
	windows := fr.Bits/c + 1
	// Digits between −2^(c−1) and 2^(c−1), the lowest window first.
	digits := make([]int16, windows*len(k))
	for i := range limbs {
		carry := 0
		for j := range windows {
			d := carry + window(&limbs[i], j*c, c)
			carry = 0
			if d > 1<<(c-1) {
				d -= 1 << c
				carry = 1
			}
			digits[j*len(k)+i] = int16(d)
		}
	}
	buckets := make([]bls12381.G1Jac, 1<<(c-1)+1)
	for j := windows - 1; j >= 0; j-- {
		for range c {
			total.DoubleAssign()
		}
		clear(buckets)
		top := 0
		for i, d := range digits[j*len(k) : (j+1)*len(k)] {
			switch {
			case d > 0:
				buckets[d].AddMixed(&points[i])
			case d < 0:
				d = -d
				var q bls12381.G1Affine
				q.Neg(&points[i])
				buckets[d].AddMixed(&q)
			}
			top = max(top, int(d))
		}
		var running, sum bls12381.G1Jac
		for d := top; d > 0; d-- {
			running.AddAssign(&buckets[d])
			sum.AddAssign(&running)
		}
		total.AddAssign(&sum)
	}
	return total
}

// window returns bits from to from+c−1 of a number.
func window(limbs *[4]uint64, from, c int) int {
	i, s := from/64, from%64
	if i > 3 {
		return 0
	}
	d := limbs[i] >> s
	if s+c > 64 && i < 3 {
		d |= limbs[i+1] << (64 - s)
	}
	return int(d & (1<<c - 1))
}

// bestWindow returns the size of windows with the fewest additions: work bits of
// all scalars, length bits of the longest.
func bestWindow(work, length, least, most int) int {
	best, cost := least, math.MaxInt
	for c := least; c <= most; c++ {
		if x := work/c + length/c<<c; x < cost {
			best, cost = c, x
		}
	}
	return best
}

// sumShort returns Σ kᵢ·pᵢ for public kᵢ of 64 bits, by buckets.
func sumShort(points []*bls12381.G2Affine, k []uint64) (p bls12381.G2Affine) {
	c := bestWindow(64*len(points), 128, 2, 10)
	buckets := make([]bls12381.G2Jac, 1<<c)
	var total bls12381.G2Jac
	for shift := (64 - 1) / c * c; shift >= 0; shift -= c {
		for range c {
			total.DoubleAssign()
		}
		clear(buckets)
		for i, q := range points {
			if d := k[i] >> shift & (1<<c - 1); d != 0 {
				buckets[d].AddMixed(q)
			}
		}
		var running, sum bls12381.G2Jac
		for d := len(buckets) - 1; d > 0; d-- {
			running.AddAssign(&buckets[d])
			sum.AddAssign(&running)
		}
		total.AddAssign(&sum)
	}
	p.FromJacobian(&total)
	return p
}
