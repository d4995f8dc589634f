package crypto

import (
	"errors"
	"fmt"
	"io"

	"github.com/ethereum/go-ethereum/common"
)

// Kind is how the operators of a set sign. A quorum's contract is of one kind for
// ever, and so are all sets that follow each other in it. A public key tells its
// kind by its length.
type Kind string

// The kinds.
const (
	// BLS: keys in G2 of BLS12-381, signatures in G1 that add up to one; the
	// contract is BlsQuorum.
	BLS Kind = "bls"
	// ECDSA: secp256k1, a key is its address, a proof has every signature; the
	// contract is EcdsaQuorum.
	ECDSA Kind = "ecdsa"
)

// Kinds lists the kinds.
func Kinds() []Kind { return []Kind{BLS, ECDSA} }

// scheme is what each kind of set does in its own way. Public keys that it is
// given are of its size.
type scheme interface {
	kind() Kind
	label() string // of the identifier of a set
	keySize() int
	signatureSize() int
	checkKey(public []byte) error
	id(public []byte) common.Address
	key(secret []byte) (*OperatorKey, error)
	generate(random io.Reader) (*OperatorKey, error)
	verify(public []byte, digest common.Hash, signature []byte) error
	verifyPossession(public []byte, message common.Hash, possession []byte) error

	// chosen returns those of a set's signers, ascending, whose signatures make
	// the cheapest proof; there are enough of them.
	chosen(signers []int, threshold int) []int
	// joinedSize is what n signers' signatures take in a proof, in bytes.
	joinedSize(n int) int
	// join makes what follows the bitmap in a proof of the signers' signatures. It
	// reads them strictly and does not verify them.
	join(signers []int, signatures map[int][]byte) ([]byte, error)
	verifyJoined(keys [][]byte, digest common.Hash, joined []byte) error
}

// operatorSecret is the secret part of an operator's key. What implements it is a
// pointer, so that no formatting of an enclosing struct reaches the secret.
type operatorSecret interface {
	sign(digest common.Hash) []byte
	possess(message common.Hash) []byte
	bytes() []byte // a copy, SecretSize bytes, big-endian
	wiped() bool
	wipe()
}

func schemes() []scheme { return []scheme{blsScheme{}, ecdsaScheme{}} }

func (k Kind) scheme() (scheme, error) {
	for _, s := range schemes() {
		if s.kind() == k {
			return s, nil
		}
	}
	return nil, fmt.Errorf("no operator set is of kind %q; there are %q", k, Kinds())
}

// schemeOf returns the scheme of a public key, by its length.
func schemeOf(public []byte) (scheme, error) {
	for _, s := range schemes() {
		if s.keySize() == len(public) {
			return s, nil
		}
	}
	return nil, fmt.Errorf("operator public key: %w: %d bytes; a BLS key has %d, a secp256k1 address %d", errSize, len(public), OperatorPublicKeySize, common.AddressLength)
}

// KindOf returns the kind of a public key.
func KindOf(public []byte) (Kind, error) {
	s, err := schemeOf(public)
	if err != nil {
		return "", err
	}
	return s.kind(), nil
}

// Check tells whether there is such a kind.
func (k Kind) Check() error {
	_, err := k.scheme()
	return err
}

// Contract returns the name of the contract that a set of the kind is.
func (k Kind) Contract() string {
	if k == ECDSA {
		return "EcdsaQuorum"
	}
	return "BlsQuorum"
}

// GenerateKey makes a key from randomness; a nil reader is crypto/rand.
func (k Kind) GenerateKey(random io.Reader) (*OperatorKey, error) {
	s, err := k.scheme()
	if err != nil {
		return nil, fmt.Errorf("generate operator key: %w", err)
	}
	return s.generate(random)
}

// KeyFromBytes returns the key of a secret: 32 bytes, big-endian, above 0 and
// below the order of the kind's group. The bytes are not kept.
func (k Kind) KeyFromBytes(secret []byte) (*OperatorKey, error) {
	s, err := k.scheme()
	if err != nil {
		return nil, fmt.Errorf("operator key: %w", err)
	}
	return s.key(secret)
}

// SplitKeys takes apart what a quorum's operators() returns: n keys, one after
// another. It fails when they are of no kind.
func SplitKeys(keys []byte, n int) ([][]byte, error) {
	for _, s := range schemes() {
		size := s.keySize()
		if n == 0 || len(keys) != n*size {
			continue
		}
		out := make([][]byte, 0, n)
		for i := range n {
			out = append(out, keys[i*size:(i+1)*size:(i+1)*size])
		}
		return out, nil
	}
	return nil, fmt.Errorf("%d operator keys of together %d bytes are of no kind that this version knows (%q)", n, len(keys), Kinds())
}

// CutClaim takes apart a public key and a signature of it that follows.
func CutClaim(claim []byte) (public, signature []byte, err error) {
	for _, s := range schemes() {
		if len(claim) == s.keySize()+s.signatureSize() {
			return claim[:s.keySize()], claim[s.keySize():], nil
		}
	}
	return nil, nil, errors.New("it has the length of no operator's key and signature")
}
