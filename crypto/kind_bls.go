package crypto

import (
	"errors"
	"fmt"
	"io"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"
	"github.com/ethereum/go-ethereum/common"
)

// blsScheme is BlsQuorum's: keys in G2, signatures in G1, ciphersuites
// OperatorSuite and OperatorPossessionSuite.
type blsScheme struct{}

func (blsScheme) kind() Kind         { return BLS }
func (blsScheme) label() string      { return "oracled/operator-set/1" }
func (blsScheme) keySize() int       { return OperatorPublicKeySize }
func (blsScheme) signatureSize() int { return OperatorSignatureSize }

func (blsScheme) checkKey(public []byte) error {
	_, err := decodeOperatorKey(public)
	return err
}

func (blsScheme) id(public []byte) common.Address {
	return common.BytesToAddress(keccak(public).Bytes()[12:])
}

// generate derives a key from 32 bytes of randomness by the KeyGen of the BLS
// standard.
func (s blsScheme) generate(random io.Reader) (*OperatorKey, error) {
	secret, err := generateSecret(random)
	if err != nil {
		return nil, fmt.Errorf("generate operator key: %w", err)
	}
	defer clear(secret)
	return s.key(secret)
}

func (blsScheme) key(secret []byte) (*OperatorKey, error) {
	s, err := secretScalar(secret)
	if err != nil {
		return nil, fmt.Errorf("operator key: %w", err)
	}
	_, _, _, g2 := bls12381.Generators()
	p := mulG2(&g2, &s)
	k := blsSecret(s)
	s.SetZero()
	return &OperatorKey{secret: &k, public: encodeOperatorKey(&p)}, nil
}

func (blsScheme) verify(public []byte, digest common.Hash, signature []byte) error {
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

func (blsScheme) verifyPossession(public []byte, message common.Hash, possession []byte) error {
	pk, err := decodeOperatorKey(public)
	if err != nil {
		return err
	}
	sig, err := decodeEIP2537G1(possession)
	if err != nil {
		return fmt.Errorf("proof of possession: %w", err)
	}
	return verifyG1(&pk, message, &sig, OperatorPossessionSuite)
}

// chosen: more signers than the threshold cost the chain less, not more, since
// the absent are what it subtracts.
func (blsScheme) chosen(signers []int, _ int) []int { return signers }

func (blsScheme) joinedSize(int) int { return OperatorSignatureSize }

func (blsScheme) join(signers []int, signatures map[int][]byte) ([]byte, error) {
	var sum bls12381.G1Jac
	for _, i := range signers {
		p, err := decodeOperatorSignature(signatures[i])
		if err != nil {
			return nil, fmt.Errorf("signer %d: %w", i, err)
		}
		sum.AddMixed(&p)
	}
	var sig bls12381.G1Affine
	sig.FromJacobian(&sum)
	if sig.IsInfinity() {
		return nil, errors.New("the signatures cancel out")
	}
	return encodeOperatorSignature(&sig), nil
}

func (blsScheme) verifyJoined(keys [][]byte, digest common.Hash, joined []byte) error {
	sig, err := decodeOperatorSignature(joined)
	if err != nil {
		return err
	}
	var sum bls12381.G2Jac
	for _, key := range keys {
		p, err := decodeOperatorKey(key)
		if err != nil {
			return err
		}
		sum.AddMixed(&p)
	}
	var pk bls12381.G2Affine
	pk.FromJacobian(&sum)
	if pk.IsInfinity() {
		return errors.New("the signers' keys cancel out")
	}
	return verifyG1(&pk, digest, &sig, OperatorSuite)
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

// blsSecret is a scalar below r.
type blsSecret fr.Element

func (k *blsSecret) scalar() *fr.Element { return (*fr.Element)(k) }

func (k *blsSecret) power(digest common.Hash, suite string) bls12381.G1Affine {
	h, err := bls12381.HashToG1(digest[:], []byte(suite))
	if err != nil {
		panic("crypto: hash to curve refuses its own suite")
	}
	return mulG1(&h, k.scalar())
}

// sign returns a point of G1, 96 bytes, x ‖ y.
func (k *blsSecret) sign(digest common.Hash) []byte {
	p := k.power(digest, OperatorSuite)
	return encodeOperatorSignature(&p)
}

// possess returns an EIP-2537 point of G1, 128 bytes.
func (k *blsSecret) possess(message common.Hash) []byte {
	p := k.power(message, OperatorPossessionSuite)
	return encodeEIP2537G1(&p)
}

func (k *blsSecret) bytes() []byte {
	b := k.scalar().Bytes()
	return b[:]
}

func (k *blsSecret) wiped() bool { return k.scalar().IsZero() }
func (k *blsSecret) wipe()       { k.scalar().SetZero() }
