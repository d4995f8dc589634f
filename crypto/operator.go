package crypto

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/big"
	"slices"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"
	"github.com/ethereum/go-ethereum/common"

	"oracled/oracle"
)

// OperatorKey is an operator's BLS key: public key in G2, signatures in G1,
// ciphersuite OperatorSuite. It is safe for concurrent use until it is wiped,
// and it prints as its public key.
type OperatorKey struct {
	secret *fr.Element // a pointer, so that no formatting of an enclosing struct reaches it
	public [OperatorPublicKeySize]byte
}

// GenerateOperatorKey derives a key from 32 bytes of randomness by the KeyGen
// of the BLS standard. A nil reader is crypto/rand.
func GenerateOperatorKey(random io.Reader) (*OperatorKey, error) {
	secret, err := generateSecret(random)
	if err != nil {
		return nil, fmt.Errorf("generate operator key: %w", err)
	}
	defer clear(secret)
	return OperatorKeyFromBytes(secret)
}

// OperatorKeyFromBytes returns the key of a secret: 32 bytes, big-endian, above
// 0 and below r. The bytes are not kept.
func OperatorKeyFromBytes(secret []byte) (*OperatorKey, error) {
	s, err := secretScalar(secret)
	if err != nil {
		return nil, fmt.Errorf("operator key: %w", err)
	}
	_, _, _, g2 := bls12381.Generators()
	p := mulG2(&g2, &s)
	k := &OperatorKey{secret: new(fr.Element)}
	k.secret.Set(&s)
	s.SetZero()
	copy(k.public[:], encodeOperatorKey(&p))
	return k, nil
}

// PublicKey returns the public key, 192 bytes: x.c0 ‖ x.c1 ‖ y.c0 ‖ y.c1.
func (k OperatorKey) PublicKey() []byte { return append([]byte(nil), k.public[:]...) }

// Sign signs a digest with OperatorSuite: a point of G1, 96 bytes, x ‖ y. It
// panics after Wipe.
func (k OperatorKey) Sign(digest common.Hash) []byte {
	p := k.sign(digest, OperatorSuite)
	return encodeOperatorSignature(&p)
}

// ProvePossession signs OperatorPossessionMessage with OperatorPossessionSuite:
// an EIP-2537 point of G1, 128 bytes. epoch is the one in which the key begins
// to serve, sender the account that will call the quorum.
func (k OperatorKey) ProvePossession(chainID uint64, quorum, sender common.Address, epoch uint64) []byte {
	p := k.sign(OperatorPossessionMessage(chainID, quorum, sender, epoch, k.public[:]), OperatorPossessionSuite)
	return encodeEIP2537G1(&p)
}

func (k OperatorKey) sign(digest common.Hash, suite string) bls12381.G1Affine {
	if k.secret == nil || k.secret.IsZero() {
		panic("crypto: operator key used after Wipe")
	}
	h, err := bls12381.HashToG1(digest[:], []byte(suite))
	if err != nil {
		panic("crypto: hash to curve refuses its own suite")
	}
	return mulG1(&h, k.secret)
}

// SecretBytes returns a copy of the secret, 32 bytes, big-endian. The caller
// wipes it.
func (k OperatorKey) SecretBytes() []byte {
	b := k.secret.Bytes()
	return b[:]
}

// Wipe overwrites the secret. The key must not sign afterwards.
func (k OperatorKey) Wipe() { k.secret.SetZero() }

// String returns the head of the public key.
func (k OperatorKey) String() string { return fmt.Sprintf("operator %x…", k.public[:8]) }

// GoString returns the head of the public key.
func (k OperatorKey) GoString() string { return k.String() }

// Format writes the head of the public key, whatever the verb.
func (k OperatorKey) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, k.String()) }

// MarshalText returns the head of the public key, so that encoders find no secret.
func (k OperatorKey) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// OperatorPossessionMessage is what the possession proof of an operator's
// public key (192 bytes) signs.
func OperatorPossessionMessage(chainID uint64, quorum, sender common.Address, epoch uint64, public []byte) common.Hash {
	e := labelled("oracled/operator-possession/1", 5)
	e.uint(chainID)
	e.address(quorum)
	e.address(sender)
	e.uint(epoch)
	e.hash(keccak(public))
	return e.sum()
}

// VerifyOperatorSignature checks one operator's signature (96 bytes) of a
// digest under its public key (192 bytes).
func VerifyOperatorSignature(public []byte, digest common.Hash, signature []byte) error {
	pk, err := decodeOperatorKey(public)
	if err != nil {
		return err
	}
	sig, err := decodeOperatorSignature(signature)
	if err != nil {
		return err
	}
	return verifyG1(&pk, digest, &sig, OperatorSuite)
}

// VerifyOperatorPossession checks what OperatorKey.ProvePossession returns, as
// the contract does.
func VerifyOperatorPossession(chainID uint64, quorum, sender common.Address, epoch uint64, public, possession []byte) error {
	pk, err := decodeOperatorKey(public)
	if err != nil {
		return err
	}
	sig, err := decodeEIP2537G1(possession)
	if err != nil {
		return fmt.Errorf("proof of possession: %w", err)
	}
	return verifyG1(&pk, OperatorPossessionMessage(chainID, quorum, sender, epoch, public), &sig, OperatorPossessionSuite)
}

// verifyG1 checks e(H(digest), pk) = e(sig, g2); no input may be infinity.
func verifyG1(pk *bls12381.G2Affine, digest common.Hash, sig *bls12381.G1Affine, suite string) error {
	h, err := bls12381.HashToG1(digest[:], []byte(suite))
	if err != nil {
		return err
	}
	_, _, _, g2 := bls12381.Generators()
	g2.Neg(&g2)
	ok, err := bls12381.PairingCheck([]bls12381.G1Affine{h, *sig}, []bls12381.G2Affine{*pk, g2})
	if err != nil {
		return err
	}
	if !ok {
		return errSignature
	}
	return nil
}

// MaxOperators is how many keys fit the code of the contract that holds them.
const MaxOperators = 126

// OperatorSet is what a BlsQuorum is created with: the keys of its members, how
// many must sign, and who is paid.
type OperatorSet struct {
	Keys      [][]byte // 192 bytes each, strictly ascending
	Threshold int      // 2n/3 < Threshold ≤ n
	Payee     common.Address
}

// Check tells why a set is not one that the contract accepts.
func (s OperatorSet) Check() error {
	n := len(s.Keys)
	if n == 0 || n > MaxOperators {
		return fmt.Errorf("operator set: %d keys; it must have 1 to %d", n, MaxOperators)
	}
	if s.Threshold > n || 3*s.Threshold <= 2*n {
		return fmt.Errorf("operator set: threshold %d of %d; it must be more than two thirds and at most all", s.Threshold, n)
	}
	for i, key := range s.Keys {
		if _, err := decodeOperatorKey(key); err != nil {
			return fmt.Errorf("operator set: key %d: %w", i, err)
		}
		if i > 0 && bytes.Compare(s.Keys[i-1], key) >= 0 {
			return fmt.Errorf("operator set: key %d is not above the key before it", i)
		}
	}
	return nil
}

// KeysBytes returns the concatenation of the keys, 192·n bytes.
func (s OperatorSet) KeysBytes() []byte { return slices.Concat(s.Keys...) }

// ID returns the set's identifier.
func (s OperatorSet) ID() common.Hash {
	e := labelled("oracled/operator-set/1", 3)
	e.uint(uint64(s.Threshold))
	e.address(s.Payee)
	e.hash(keccak(s.Keys...))
	return e.sum()
}

// Index returns the position of a public key (192 bytes) in the set, −1 when it
// has none.
func (s OperatorSet) Index(public []byte) int {
	for i, key := range s.Keys {
		if bytes.Equal(key, public) {
			return i
		}
	}
	return -1
}

// RotationDigest is what the old quorum signs to hand over to the next set. It
// names no chain: one signature rotates every chain.
func RotationDigest(setID common.Hash, newEpoch uint64, next OperatorSet) common.Hash {
	e := labelled("oracled/rotation/1", 5)
	e.hash(setID)
	e.uint(newEpoch)
	e.uint(uint64(next.Threshold))
	e.address(next.Payee)
	e.hash(keccak(next.Keys...))
	return e.sum()
}

// AggregateProof joins signatures of one digest, by the signers' indices in the
// set, into what BlsQuorum accepts: bitmap (32 bytes) ‖ signature (96 bytes). It
// reads the signatures strictly but does not verify them: check each with
// VerifyOperatorSignature when it arrives, or the result with VerifyProof.
func AggregateProof(set OperatorSet, signatures map[int][]byte) ([]byte, error) {
	if len(signatures) < set.Threshold {
		return nil, fmt.Errorf("batch proof: %d signatures, %d are needed", len(signatures), set.Threshold)
	}
	var bitmap big.Int
	var sum bls12381.G1Jac
	for _, i := range sortedKeys(signatures) {
		if i < 0 || i >= len(set.Keys) || i >= MaxOperators {
			return nil, fmt.Errorf("batch proof: signer %d is not in a set of %d", i, len(set.Keys))
		}
		p, err := decodeOperatorSignature(signatures[i])
		if err != nil {
			return nil, fmt.Errorf("batch proof: signer %d: %w", i, err)
		}
		bitmap.SetBit(&bitmap, i, 1)
		sum.AddMixed(&p)
	}
	var sig bls12381.G1Affine
	sig.FromJacobian(&sum)
	if sig.IsInfinity() {
		return nil, errors.New("batch proof: the signatures cancel out")
	}
	out := make([]byte, 32, BatchProofSize)
	bitmap.FillBytes(out)
	return append(out, encodeOperatorSignature(&sig)...), nil
}

// Signers returns the indices of a proof's signers, ascending.
func Signers(proof oracle.QuorumProof) ([]int, error) {
	if len(proof) != BatchProofSize {
		return nil, fmt.Errorf("batch proof: %w", errSize)
	}
	var signers []int
	for w := range 4 {
		word := binary.BigEndian.Uint64(proof[24-8*w:])
		for b := range 64 {
			if word>>b&1 == 1 {
				signers = append(signers, 64*w+b)
			}
		}
	}
	return signers, nil
}

// VerifyProof checks the proof of a quorum over a digest, as the contract does.
// The set must pass Check, and each member's possession must have been proven.
func VerifyProof(set OperatorSet, digest common.Hash, proof oracle.QuorumProof) error {
	signers, err := Signers(proof)
	if err != nil {
		return err
	}
	if len(signers) < set.Threshold || len(signers) == 0 {
		return fmt.Errorf("batch proof: %d signers, %d are needed", len(signers), set.Threshold)
	}
	if last := signers[len(signers)-1]; last >= len(set.Keys) {
		return fmt.Errorf("batch proof: signer %d is not in a set of %d", last, len(set.Keys))
	}
	sig, err := decodeOperatorSignature(proof[32:])
	if err != nil {
		return fmt.Errorf("batch proof: %w", err)
	}
	var sum bls12381.G2Jac
	for _, i := range signers {
		p, err := decodeOperatorKey(set.Keys[i])
		if err != nil {
			return fmt.Errorf("batch proof: signer %d: %w", i, err)
		}
		sum.AddMixed(&p)
	}
	var pk bls12381.G2Affine
	pk.FromJacobian(&sum)
	if pk.IsInfinity() {
		return errors.New("batch proof: the signers' keys cancel out")
	}
	return verifyG1(&pk, digest, &sig, OperatorSuite)
}

func sortedKeys(m map[int][]byte) []int {
	keys := make([]int, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
