package certify

import (
	"errors"
	"fmt"
	"math/big"
)

// ErrRefused is wrapped by every error about a distribution that is not proven
// to be what it claims.
var ErrRefused = errors.New("certify: refused")

// Units of distributions and multipliers, as powers of two, and the precision
// in which entropies are compared.
const (
	ProbabilityBits = 64
	DualBits        = 128
	entropyBits     = 128
)

// Constraints are rows G_i·p ≤ 0 on distributions p over c outcomes.
type Constraints struct {
	Rows [][]*big.Int // r×c, in any unit that a row has to itself
	Unit []*big.Int   // r, positive: what a row's violations and multipliers are measured in
}

// Bound is 2^−k: how large a violation may be in units of its row, and how far
// an entropy may be below the largest, in nats.
type Bound uint

// MaxBound is the smallest that entropies are compared to.
const MaxBound Bound = 100

func (b Bound) String() string { return fmt.Sprintf("2^-%d", uint(b)) }

// CheckDistribution returns an error that wraps ErrRefused unless p, in units of
// 2^−bits, is nowhere negative and sums to exactly 2^bits.
func CheckDistribution(bits uint, p []*big.Int) error {
	sum := new(big.Int)
	for j, x := range p {
		if x == nil || x.Sign() < 0 {
			return fmt.Errorf("%w: probability %d is missing or negative", ErrRefused, j)
		}
		sum.Add(sum, x)
	}
	if one := new(big.Int).Lsh(big.NewInt(1), bits); sum.Cmp(one) != 0 {
		return fmt.Errorf("%w: the probabilities sum to %s units, not to 2^%d", ErrRefused, sum, bits)
	}
	return nil
}

// CheckViolations returns an error that wraps ErrRefused unless G_i·p is at most
// bound·Unit_i in every row, exactly. p is c long, in units of 2⁻⁶⁴.
func (g Constraints) CheckViolations(p []*big.Int, bound Bound) error {
	sum, limit, t := new(big.Int), new(big.Int), new(big.Int)
	for i, row := range g.Rows {
		sum.SetInt64(0)
		for j, x := range row {
			sum.Add(sum, t.Mul(x, p[j]))
		}
		limit.Lsh(g.Unit[i], ProbabilityBits)
		if sum.Lsh(sum, uint(bound)).Cmp(limit) > 0 {
			return fmt.Errorf("%w: constraint %d is violated by more than %s of its unit", ErrRefused, i, bound)
		}
	}
	return nil
}

// CheckEntropy returns an error that wraps ErrRefused unless the entropy of p is
// proven to be at most bound below that of any distribution that satisfies the
// constraints exactly. The proof are multipliers y ≥ 0 of the rows, r long, in
// units of 2^−DualBits over the row's unit: for every q with G·q ≤ 0,
//
//	H(q) ≤ H(q) − yᵀGq ≤ log Σ_j exp(−(Gᵀy)_j),
//
// by Lagrange duality (Boyd and Vandenberghe 2004, §5.1.6), the sum being over
// all outcomes and not those that p plays alone. Both sides are rounded so that
// nothing passes that is not proven.
func (g Constraints) CheckEntropy(p, y []*big.Int, bound Bound) error {
	if bound > MaxBound {
		return fmt.Errorf("%w: a bound of %s is below %s", ErrRefused, bound, MaxBound)
	}
	if len(y) != len(g.Rows) {
		return fmt.Errorf("%w: %d multipliers for %d constraints", ErrRefused, len(y), len(g.Rows))
	}
	for i, x := range y {
		if x == nil || x.Sign() < 0 || x.BitLen() > 512 {
			return fmt.Errorf("%w: multiplier %d is missing, negative or above 2^512", ErrRefused, i)
		}
	}
	f := NewPrecision(entropyBits)
	gap := new(big.Int).Sub(f.upper(g, len(p), y), f.entropyBelow(p))
	if gap.Cmp(new(big.Int).Lsh(big.NewInt(1), entropyBits-uint(bound))) > 0 {
		return fmt.Errorf("%w: the entropy is not proven to be within %s of the largest", ErrRefused, bound)
	}
	return nil
}

// upper returns at least log Σ_j exp(−(Gᵀy)_j).
func (f *Precision) upper(g Constraints, c int, y []*big.Int) *big.Int {
	z := make([]*big.Int, c)
	for j := range z {
		z[j] = new(big.Int)
	}
	t, over := new(big.Int), new(big.Int)
	for i, row := range g.Rows {
		if y[i].Sign() == 0 {
			continue
		}
		over.Lsh(g.Unit[i], DualBits-f.Bits)
		for j, x := range row {
			// z_j ≥ −(Gᵀy)_j: Div rounds G·y/unit down.
			z[j].Sub(z[j], t.Div(t.Mul(x, y[i]), over))
		}
	}
	most := z[0]
	for _, x := range z {
		if x.Cmp(most) > 0 {
			most = x
		}
	}
	sum := new(big.Int)
	for _, x := range z {
		_, hi := f.ExpNeg(t.Sub(most, x))
		sum.Add(sum, hi)
	}
	_, hi := f.Log(sum)
	return hi.Add(hi, most)
}

// entropyBelow returns at most −Σ p·log p.
func (f *Precision) entropyBelow(p []*big.Int) *big.Int {
	h, t := new(big.Int), new(big.Int)
	for _, x := range p {
		if x.Sign() == 0 {
			continue
		}
		_, hi := f.Log(t.Lsh(x, f.Bits-ProbabilityBits))
		h.Sub(h, hi.Mul(hi, x))
	}
	return h.Rsh(h, ProbabilityBits)
}
