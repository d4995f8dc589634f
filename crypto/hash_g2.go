package crypto

import (
	"sync"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fp"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/hash_to_curve"
)

// hashToG2Fast is bls12381.HashToG2 in about half the time, for public messages:
// it takes square roots in Fp2 through Fp, where gnark-crypto raises to a power
// of 758 bits in constant time, and applies the isogeny once, to the sum.
// RFC 9380, §3, §6.6.2 (the straightforward form) and §8.8.2. Tests hold it
// against gnark-crypto, herumi and the RFC's vectors.
func hashToG2Fast(msg, dst []byte) (bls12381.G2Affine, error) {
	u, err := fp.Hash(msg, dst, 4)
	if err != nil {
		return bls12381.G2Affine{}, err
	}
	x0, y0 := mapToIsogenous(&bls12381.E2{A0: u[0], A1: u[1]})
	x1, y1 := mapToIsogenous(&bls12381.E2{A0: u[2], A1: u[3]})
	if x0.Equal(&x1) {
		return bls12381.HashToG2(msg, dst) // the chord has no slope; never seen
	}
	// Chord addition on the isogenous curve.
	var slope, dx, x, y bls12381.E2
	dx.Sub(&x1, &x0).Inverse(&dx)
	slope.Sub(&y1, &y0).Mul(&slope, &dx)
	x.Square(&slope).Sub(&x, &x0).Sub(&x, &x1)
	y.Sub(&x0, &x).Mul(&y, &slope).Sub(&y, &y0)
	hash_to_curve.G2Isogeny(&x, &y)
	p := bls12381.G2Affine{X: x, Y: y}
	p.ClearCofactor(&p)
	return p, nil
}

type sswuConstants struct{ a, b, z, minusBOverA, bOverZA bls12381.E2 }

var sswu = sync.OnceValue(func() (c sswuConstants) {
	c.a, c.b = hash_to_curve.G2SSWUIsogenyCurveCoefficients()
	c.z = hash_to_curve.G2SSWUIsogenyZ()
	c.minusBOverA.Inverse(&c.a).Mul(&c.minusBOverA, &c.b).Neg(&c.minusBOverA)
	c.bOverZA.Mul(&c.z, &c.a).Inverse(&c.bOverZA).Mul(&c.bOverZA, &c.b)
	return c
})

// mapToIsogenous is the simplified SWU map to the curve that is 3-isogenous to
// the twist.
func mapToIsogenous(u *bls12381.E2) (x, y bls12381.E2) {
	c := sswu()
	g := func(x *bls12381.E2) (r bls12381.E2) { // x³ + A·x + B
		r.Square(x).Add(&r, &c.a).Mul(&r, x).Add(&r, &c.b)
		return r
	}
	var zu2, t bls12381.E2
	zu2.Square(u).Mul(&zu2, &c.z)
	t.Square(&zu2).Add(&t, &zu2)
	if t.IsZero() {
		x = c.bOverZA
	} else {
		x.SetOne()
		t.Inverse(&t)
		x.Add(&x, &t).Mul(&x, &c.minusBOverA)
	}
	gx := g(&x)
	if gx.Legendre() == -1 {
		x.Mul(&x, &zu2)
		gx = g(&x)
	}
	y.Sqrt(&gx)
	if hash_to_curve.G2Sgn0(u) != hash_to_curve.G2Sgn0(&y) {
		y.Neg(&y)
	}
	return x, y
}
