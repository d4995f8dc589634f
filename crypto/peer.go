package crypto

import (
	"fmt"
	"time"

	"github.com/ethereum/go-ethereum/common"
)

// OperatorID returns the identifier of an operator's public key. BLS: the last 20
// bytes of its Keccak-256; it fails when the key is not a point of the subgroup in
// canonical encoding, or infinity. ECDSA: the address that the key is.
func OperatorID(public []byte) (common.Address, error) {
	s, err := schemeOf(public)
	if err != nil {
		return common.Address{}, err
	}
	if err := s.checkKey(public); err != nil {
		return common.Address{}, fmt.Errorf("operator public key: %w", err)
	}
	return s.id(public), nil
}

// ID returns the operator's identifier, the same on every chain.
func (k OperatorKey) ID() common.Address {
	if k.Kind() == ECDSA {
		return ecdsaScheme{}.id(k.public)
	}
	return blsScheme{}.id(k.public)
}

// PeerCertificateMessage is what an operator's key signs to make a TLS key its own
// for a while. info is the certificate's SubjectPublicKeyInfo (RFC 5280, section
// 4.1.2.7); the bounds count in seconds.
func PeerCertificateMessage(info []byte, notBefore, notAfter time.Time) common.Hash {
	e := labelled("oracled/peer-certificate/1", 3)
	e.hash(keccak(info))
	e.uint(uint64(notBefore.Unix()))
	e.uint(uint64(notAfter.Unix()))
	return e.sum()
}

// SequenceMessage is what an operator's key signs to say how many times it has
// signed. A peer keeps it, and an operator that has lost its own count believes
// nobody without it.
func SequenceMessage(operator common.Address, sequence uint64) common.Hash {
	e := labelled("oracled/sequence/1", 2)
	e.address(operator)
	e.uint(sequence)
	return e.sum()
}
