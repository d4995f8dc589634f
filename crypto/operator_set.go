package crypto

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"math/big"
	"math/bits"
	"slices"

	"github.com/ethereum/go-ethereum/common"

	"oracled/oracle"
)

// MaxOperators is how many keys a set may have: BLS keys, as many as fit the code
// of the contract that holds them; of secp256k1 as many.
const MaxOperators = 126

// OperatorSet is what a quorum's contract is created with: the keys of its
// members, all of one kind, how many must sign, and who is paid.
type OperatorSet struct {
	Keys      [][]byte // 192 bytes each, or 20; strictly ascending
	Threshold int      // 2n/3 < Threshold ≤ n
	Payee     common.Address
}

// Kind returns the kind of a set that has keys.
func (s OperatorSet) Kind() Kind { return s.scheme().kind() }

// scheme is the first key's; Check refuses sets with others.
func (s OperatorSet) scheme() scheme {
	if len(s.Keys) > 0 {
		if found, err := schemeOf(s.Keys[0]); err == nil {
			return found
		}
	}
	return blsScheme{}
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
	kind := s.scheme()
	for i, key := range s.Keys {
		own, err := schemeOf(key)
		if err != nil {
			return fmt.Errorf("operator set: key %d: %w", i, err)
		}
		if own.kind() != kind.kind() {
			return fmt.Errorf("operator set: key %d is of kind %s and key 0 of kind %s; a set is of one kind", i, own.kind(), kind.kind())
		}
		if err := own.checkKey(key); err != nil {
			return fmt.Errorf("operator set: key %d: %w", i, err)
		}
		if i > 0 && bytes.Compare(s.Keys[i-1], key) >= 0 {
			return fmt.Errorf("operator set: key %d is not above the key before it", i)
		}
	}
	return nil
}

// KeysBytes returns the concatenation of the keys.
func (s OperatorSet) KeysBytes() []byte { return slices.Concat(s.Keys...) }

// ID returns the set's identifier.
func (s OperatorSet) ID() common.Hash {
	e := labelled(s.scheme().label(), 3)
	e.uint(uint64(s.Threshold))
	e.address(s.Payee)
	e.hash(keccak(s.Keys...))
	return e.sum()
}

// Index returns the position of a public key in the set, −1 when it has none.
func (s OperatorSet) Index(public []byte) int {
	return slices.IndexFunc(s.Keys, func(key []byte) bool { return bytes.Equal(key, public) })
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
// set, into what the set's contract accepts: bitmap (32 bytes), then for BLS the
// sum of all signatures (96 bytes), for ECDSA those of the first signers, as many
// as the threshold asks for (64 bytes each). It reads the signatures strictly but
// does not verify them: check each with VerifyOperatorSignature when it arrives,
// or the result with VerifyProof.
func AggregateProof(set OperatorSet, signatures map[int][]byte) ([]byte, error) {
	if len(signatures) == 0 || len(signatures) < set.Threshold {
		return nil, fmt.Errorf("batch proof: %d signatures, %d are needed", len(signatures), set.Threshold)
	}
	kind := set.scheme()
	signers := kind.chosen(slices.Sorted(maps.Keys(signatures)), set.Threshold)
	var bitmap big.Int
	for _, i := range signers {
		if i < 0 || i >= len(set.Keys) || i >= MaxOperators {
			return nil, fmt.Errorf("batch proof: signer %d is not in a set of %d", i, len(set.Keys))
		}
		bitmap.SetBit(&bitmap, i, 1)
	}
	joined, err := kind.join(signers, signatures)
	if err != nil {
		return nil, fmt.Errorf("batch proof: %w", err)
	}
	return append(bitmap.FillBytes(make([]byte, 32)), joined...), nil
}

// Signers returns the indices of a proof's signers, ascending. The proof may be of
// either kind, which its length tells.
func Signers(proof oracle.QuorumProof) ([]int, error) {
	if len(proof) < 32 {
		return nil, fmt.Errorf("batch proof: %w", errSize)
	}
	var signers []int
	for w := range 4 {
		word := binary.BigEndian.Uint64(proof[24-8*w:])
		for ; word != 0; word &= word - 1 {
			signers = append(signers, 64*w+bits.TrailingZeros64(word))
		}
	}
	for _, s := range schemes() {
		if len(proof) == 32+s.joinedSize(len(signers)) && len(proof) > 32 {
			return signers, nil
		}
	}
	return nil, fmt.Errorf("batch proof: %w", errSize)
}

// VerifyProof checks the proof of a quorum over a digest, as the contract does.
// The set must pass Check, and each member's possession must have been proven.
func VerifyProof(set OperatorSet, digest common.Hash, proof oracle.QuorumProof) error {
	signers, err := Signers(proof)
	if err != nil {
		return err
	}
	kind := set.scheme()
	if len(proof) != 32+kind.joinedSize(len(signers)) {
		return fmt.Errorf("batch proof: it is not of the set's kind, %s", kind.kind())
	}
	if len(signers) < set.Threshold || len(signers) == 0 {
		return fmt.Errorf("batch proof: %d signers, %d are needed", len(signers), set.Threshold)
	}
	if last := signers[len(signers)-1]; last >= len(set.Keys) {
		return fmt.Errorf("batch proof: signer %d is not in a set of %d", last, len(set.Keys))
	}
	keys := make([][]byte, 0, len(signers))
	for _, i := range signers {
		keys = append(keys, set.Keys[i])
	}
	if err := kind.verifyJoined(keys, digest, proof[32:]); err != nil {
		return fmt.Errorf("batch proof: %w", err)
	}
	return nil
}
