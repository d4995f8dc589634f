package crypto

import (
	"fmt"
	"io"

	"github.com/ethereum/go-ethereum/common"
)

// OperatorKey is an operator's key, of either kind. It is safe for concurrent use
// until it is wiped, and it prints as its public key.
type OperatorKey struct {
	secret operatorSecret
	public []byte
}

// GenerateOperatorKey derives a BLS key from 32 bytes of randomness by the KeyGen
// of the BLS standard. A nil reader is crypto/rand.
func GenerateOperatorKey(random io.Reader) (*OperatorKey, error) { return BLS.GenerateKey(random) }

// OperatorKeyFromBytes returns the BLS key of a secret: 32 bytes, big-endian, above
// 0 and below r. The bytes are not kept.
func OperatorKeyFromBytes(secret []byte) (*OperatorKey, error) { return BLS.KeyFromBytes(secret) }

// Kind returns the kind of the sets to which the key can belong.
func (k OperatorKey) Kind() Kind {
	if len(k.public) == common.AddressLength {
		return ECDSA
	}
	return BLS
}

// PublicKey returns the public key. BLS: 192 bytes, x.c0 ‖ x.c1 ‖ y.c0 ‖ y.c1.
// ECDSA: the address, 20 bytes.
func (k OperatorKey) PublicKey() []byte { return append([]byte(nil), k.public...) }

// Sign signs a digest as it is. BLS: with OperatorSuite, a point of G1, 96 bytes,
// x ‖ y. ECDSA: 64 bytes, EIP-2098. It panics after Wipe.
func (k OperatorKey) Sign(digest common.Hash) []byte { return k.usable().sign(digest) }

// ProvePossession signs OperatorPossessionMessage. BLS: with
// OperatorPossessionSuite, an EIP-2537 point of G1, 128 bytes. ECDSA: 64 bytes,
// EIP-2098. epoch is the one in which the key begins to serve, sender the account
// that will call the quorum.
func (k OperatorKey) ProvePossession(chainID uint64, quorum, sender common.Address, epoch uint64) []byte {
	return k.usable().possess(OperatorPossessionMessage(chainID, quorum, sender, epoch, k.public))
}

func (k OperatorKey) usable() operatorSecret {
	if k.secret == nil || k.secret.wiped() {
		panic("crypto: operator key used after Wipe")
	}
	return k.secret
}

// SecretBytes returns a copy of the secret, 32 bytes, big-endian. The caller
// wipes it.
func (k OperatorKey) SecretBytes() []byte { return k.secret.bytes() }

// Wipe overwrites the secret. The key must not sign afterwards.
func (k OperatorKey) Wipe() { k.secret.wipe() }

// String returns the head of the public key.
func (k OperatorKey) String() string {
	return fmt.Sprintf("operator %x…", k.public[:min(8, len(k.public))])
}

// GoString returns the head of the public key.
func (k OperatorKey) GoString() string { return k.String() }

// Format writes the head of the public key, whatever the verb.
func (k OperatorKey) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, k.String()) }

// MarshalText returns the head of the public key, so that encoders find no secret.
func (k OperatorKey) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// OperatorPossessionMessage is what the possession proof of an operator's public
// key signs.
func OperatorPossessionMessage(chainID uint64, quorum, sender common.Address, epoch uint64, public []byte) common.Hash {
	e := labelled("oracled/operator-possession/1", 5)
	e.uint(chainID)
	e.address(quorum)
	e.address(sender)
	e.uint(epoch)
	e.hash(keccak(public))
	return e.sum()
}

// VerifyOperatorSignature checks one operator's signature of a digest under its
// public key. Both are of the key's kind, see OperatorKey.
func VerifyOperatorSignature(public []byte, digest common.Hash, signature []byte) error {
	s, err := schemeOf(public)
	if err != nil {
		return err
	}
	return s.verify(public, digest, signature)
}

// VerifyOperatorPossession checks what OperatorKey.ProvePossession returns, as
// the contract does.
func VerifyOperatorPossession(chainID uint64, quorum, sender common.Address, epoch uint64, public, possession []byte) error {
	s, err := schemeOf(public)
	if err != nil {
		return err
	}
	return s.verifyPossession(public, OperatorPossessionMessage(chainID, quorum, sender, epoch, public), possession)
}
