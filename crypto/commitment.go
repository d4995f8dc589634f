package crypto

import (
	"errors"
	"fmt"
	"io"
	"math/big"
	"sync"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"
	"github.com/ethereum/go-ethereum/common"

	"oracled/fixed"
	"oracled/oracle"
)

// PedersenSuite is the domain separation tag of the generators, RFC 9380.
const PedersenSuite = "ORACLED-V01-CS01-with-BLS12381G1_XMD:SHA-256_SSWU_RO_"

// MaxConfidence is the highest confidence that a position may have.
const MaxConfidence = 100

var generators = sync.OnceValue(func() [2]bls12381.G1Affine {
	var g [2]bls12381.G1Affine
	for i, label := range []string{"oracled/pedersen/1/G", "oracled/pedersen/1/H"} {
		p, err := bls12381.HashToG1([]byte(label), []byte(PedersenSuite))
		if err != nil {
			panic("crypto: hash to curve refuses its own suite")
		}
		g[i] = p
	}
	return g
})

// Generators returns G and H, the hashes to G1 of the published labels. Nobody
// knows the logarithm of one to the other.
func Generators() (g, h bls12381.G1Affine) {
	pair := generators()
	return pair[0], pair[1]
}

// Sealed is a commitment with the secret that opens it. Persist it before the
// commitment leaves the house: a second commitment is an equivocation.
type Sealed struct {
	Commitment []byte   // C, compressed, 48 bytes
	Proof      []byte   // proof of opening, 112 bytes
	Blinding   [32]byte // ρ, big-endian; secret until the reveal
}

// String returns the commitment, never the blinding.
func (s Sealed) String() string { return fmt.Sprintf("commitment %x", s.Commitment) }

// GoString returns the commitment, never the blinding.
func (s Sealed) GoString() string { return s.String() }

// Format writes the commitment, whatever the verb.
func (s Sealed) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// CommitmentHash returns h, the 254 bits of the context, the confidence and the
// values (in ulps of 2⁻⁶⁴) that a commitment binds.
func CommitmentHash(ctx oracle.Context, confidence uint8, values []fixed.Q64x64) fr.Element {
	e := make(encoder, 0, 32*(8+len(values)))
	e.context(ctx)
	e.uint(uint64(confidence))
	e.uint(7 * 32) // offset of the array
	e.uint(uint64(len(values)))
	for _, v := range values {
		var w [32]byte
		if v.Hi < 0 {
			for i := range 16 {
				w[i] = 0xff
			}
		}
		b := v.Bytes16()
		copy(w[16:], b[:])
		e = append(e, w[:]...)
	}
	return shifted(e.sum())
}

// context appends chainId, hub, task, round, agent: five words.
func (e *encoder) context(ctx oracle.Context) {
	e.uint(ctx.Hub.ChainID)
	e.address(ctx.Hub.Address)
	e.hash(ctx.Task)
	e.uint(ctx.Round)
	e.address(ctx.Agent)
}

// shifted drops the two lowest bits of a hash, so that it is below r.
func shifted(h common.Hash) (s fr.Element) {
	var out [32]byte
	for i := range out {
		out[i] = h[i] >> 2
		if i > 0 {
			out[i] |= h[i-1] << 6
		}
	}
	if s.SetBytesCanonical(out[:]) != nil {
		panic("crypto: 254 bits are not below r")
	}
	return s
}

// challenge returns e of the proof of opening, for C ‖ R, 96 bytes.
func challenge(ctx oracle.Context, commitment, r []byte) fr.Element {
	e := labelled("oracled/opening-proof/1", 6)
	e.context(ctx)
	e.hash(keccak(commitment, r))
	return shifted(e.sum())
}

// Commit commits to a position: C = h·G + ρ·H with a fresh ρ, and proves that
// it can be opened. Equal positions give unlinkable commitments. A nil reader
// is crypto/rand; with any other, whoever can predict it can open C.
func Commit(ctx oracle.Context, confidence uint8, values []fixed.Q64x64, random io.Reader) (Sealed, error) {
	var s [3]fr.Element
	defer clear(s[:])
	for i := range s {
		var err error
		if s[i], err = randomScalar(random); err != nil {
			return Sealed{}, fmt.Errorf("commit: %w", err)
		}
	}
	return commit(ctx, confidence, values, &s[0], &s[1], &s[2]), nil
}

// commit is Commit with given ρ, k and l.
func commit(ctx oracle.Context, confidence uint8, values []fixed.Q64x64, rho, k, l *fr.Element) Sealed {
	h := CommitmentHash(ctx, confidence, values)
	c := pedersen(&h, rho).Bytes()
	r := pedersen(k, l).Bytes()
	e := challenge(ctx, c[:], r[:])
	var sh, sr fr.Element
	sh.Mul(&e, &h).Add(&sh, k)
	sr.Mul(&e, rho).Add(&sr, l)
	bh, br := sh.Bytes(), sr.Bytes()
	out := Sealed{Commitment: c[:], Blinding: rho.Bytes()}
	out.Proof = append(append(append(make([]byte, 0, ProofSize), r[:]...), bh[:]...), br[:]...)
	return out
}

// pedersen returns x·G + y·H in constant time.
func pedersen(x, y *fr.Element) *bls12381.G1Affine {
	g, h := Generators()
	a, b := mulG1(&g, x), mulG1(&h, y)
	return a.Add(&a, &b)
}

// pedersenPublic returns x·G + y·H for public scalars, faster.
func pedersenPublic(x, y *fr.Element) (p bls12381.G1Jac) {
	g, h := Generators()
	var a, b big.Int
	p.JointScalarMultiplication(&g, &h, x.BigInt(&a), y.BigInt(&b))
	return p
}

var (
	commitmentType = "Commitment(bytes32 task,uint64 round,address agent,bytes32 commitment)"
	domainType     = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
)

// CommitmentDigest returns the EIP-712 digest that the agent signs for a
// commitment and its proof of opening.
func CommitmentDigest(ctx oracle.Context, commitment, proof []byte) common.Hash {
	domain := labelled(domainType, 4)
	domain.hash(keccak([]byte("oracled")))
	domain.hash(keccak([]byte("1")))
	domain.uint(ctx.Hub.ChainID)
	domain.address(ctx.Hub.Address)
	body := labelled(commitmentType, 4)
	body.hash(ctx.Task)
	body.uint(ctx.Round)
	body.address(ctx.Agent)
	body.hash(keccak(commitment, proof))
	separator, content := domain.sum(), body.sum()
	return keccak([]byte{0x19, 0x01}, separator[:], content[:])
}

// openingProof is a decoded proof of opening with its challenge.
type openingProof struct {
	r         bls12381.G1Affine
	sh, sr, e fr.Element
}

// decodeProof reads a proof of opening but for one thing: whether R is in the
// subgroup.
func decodeProof(ctx oracle.Context, commitment, proof []byte) (p openingProof, err error) {
	if len(proof) != ProofSize {
		return p, errSize
	}
	if p.r, err = decodeCurve1(proof[:48]); errors.Is(err, errInfinity) {
		err = nil // R may be infinity: the equation and the challenge decide
	}
	if err != nil {
		return p, err
	}
	if p.sh, err = decodeScalar(proof[48:80]); err != nil {
		return p, err
	}
	if p.sr, err = decodeScalar(proof[80:]); err != nil {
		return p, err
	}
	p.e = challenge(ctx, commitment, proof[:48])
	return p, nil
}

// verifies tells whether s_h·G + s_ρ·H = R + e·C.
func (p *openingProof) verifies(c *bls12381.G1Affine) bool {
	left := pedersenPublic(&p.sh, &p.sr)
	var right bls12381.G1Jac
	var e big.Int
	right.FromAffine(c)
	right.ScalarMultiplication(&right, p.e.BigInt(&e))
	right.AddMixed(&p.r)
	return left.Equal(&right)
}

// VerifyOpeningProof checks a proof of opening (112 bytes) of a commitment (48
// bytes) for a context.
func VerifyOpeningProof(ctx oracle.Context, commitment, proof []byte) error {
	c, err := decodeG1(commitment)
	if err != nil {
		return fmt.Errorf("commitment: %w", err)
	}
	p, err := decodeProof(ctx, commitment, proof)
	if err != nil {
		return fmt.Errorf("proof of opening: %w", err)
	}
	if !p.r.IsInSubGroup() {
		return fmt.Errorf("proof of opening: %w", errEncoding)
	}
	if !p.verifies(&c) {
		return errors.New("proof of opening: it does not verify for this commitment and context")
	}
	return nil
}

// VerifyOpening checks that a confidence, values (in ulps of 2⁻⁶⁴) and a
// blinding open a commitment (48 bytes) in a context. It does not look at the
// range of the values.
func VerifyOpening(ctx oracle.Context, commitment []byte, confidence uint8, values []fixed.Q64x64, blinding [32]byte) error {
	c, err := decodeG1(commitment)
	if err != nil {
		return fmt.Errorf("commitment: %w", err)
	}
	rho, err := decodeScalar(blinding[:])
	if err != nil {
		return fmt.Errorf("blinding: %w", err)
	}
	h := CommitmentHash(ctx, confidence, values)
	if !opens(&c, &h, &rho) {
		return errors.New("the opening is of another commitment")
	}
	return nil
}

func opens(c *bls12381.G1Affine, h, rho *fr.Element) bool {
	p := pedersenPublic(h, rho)
	var q bls12381.G1Jac
	q.FromAffine(c)
	return p.Equal(&q)
}
