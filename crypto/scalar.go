package crypto

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"math/big"
	"sync"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"
	"github.com/herumi/bls-eth-go-binary/bls"
)

// Ciphersuites of draft-irtf-cfrg-bls-signature-05, used as domain separation tags.
const (
	AgentSuite              = "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_"
	AgentPossessionSuite    = "BLS_POP_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_"
	OperatorSuite           = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_"
	OperatorPossessionSuite = "BLS_POP_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_"
)

// herumi prepares the library for the whole process, once: the curve, the hash
// of the final BLS standard, and the check of the order when a point is read.
var herumi = sync.OnceFunc(func() {
	if err := bls.Init(bls.BLS12_381); err != nil {
		panic(fmt.Sprintf("crypto: the BLS library does not fit this build: %v", err))
	}
	if err := bls.SetETHmode(bls.EthModeLatest); err != nil {
		panic(fmt.Sprintf("crypto: the BLS library has no Ethereum mode: %v", err))
	}
	bls.VerifySignatureOrder(true)
	bls.VerifyPublicKeyOrder(true)
})

// randomScalar draws a scalar uniformly below r, by rejection. A nil reader is
// crypto/rand.
func randomScalar(source io.Reader) (s fr.Element, err error) {
	if source == nil {
		source = rand.Reader
	}
	var b [fr.Bytes]byte
	defer clear(b[:])
	for range 256 {
		if _, err := io.ReadFull(source, b[:]); err != nil {
			return s, fmt.Errorf("read randomness: %w", err)
		}
		b[0] &= 0x7f
		if s.SetBytesCanonical(b[:]) == nil {
			return s, nil
		}
	}
	return s, errors.New("read randomness: the source repeats itself")
}

// mulG1 returns k·q in constant time (but for the bit length of k, which is
// uniform in every use). q must be in the subgroup.
func mulG1(q *bls12381.G1Affine, k *fr.Element) bls12381.G1Affine {
	herumi()
	var in, out bls.G1
	raw := q.RawBytes()
	if in.DeserializeUncompressed(raw[:]) != nil {
		panic("crypto: a checked point is not readable")
	}
	scalar := herumiScalar(k)
	bls.G1MulCT(&out, &in, scalar)
	scalar.Clear()
	var p bls12381.G1Affine
	if _, err := p.SetBytes(out.SerializeUncompressed()); err != nil {
		panic("crypto: a product is not readable")
	}
	return p
}

func herumiScalar(k *fr.Element) *bls.Fr {
	b := k.Bytes()
	defer clear(b[:])
	var sec bls.SecretKey
	if sec.Deserialize(b[:]) != nil { // its error would print the scalar
		panic("crypto: a scalar is not readable")
	}
	return bls.CastFromSecretKey(&sec)
}

// mulG2 returns k·q. Neither library multiplies in G2 by a secret in constant
// time, so k is split at random: m·q + (k−m)·q, where either scalar alone is
// uniform and independent of k.
func mulG2(q *bls12381.G2Affine, k *fr.Element) (p bls12381.G2Affine) {
	mask, err := randomScalar(nil)
	if err != nil {
		panic("crypto: no randomness from the system") // crypto/rand itself never fails
	}
	var rest fr.Element
	rest.Sub(k, &mask)
	var a, b bls12381.G2Jac
	var s, t big.Int
	base := new(bls12381.G2Jac).FromAffine(q)
	a.ScalarMultiplication(base, mask.BigInt(&s))
	b.ScalarMultiplication(base, rest.BigInt(&t))
	p.FromJacobian(a.AddAssign(&b))
	wipeInt(&s)
	wipeInt(&t)
	mask.SetZero()
	rest.SetZero()
	return p
}

func wipeInt(x *big.Int) {
	clear(x.Bits())
	x.SetInt64(0)
}
