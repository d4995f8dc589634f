package crypto

import (
	"fmt"
	"time"

	"github.com/ethereum/go-ethereum/common"
)

// OperatorID returns the identifier of an operator's public key (192 bytes): the
// last 20 bytes of its Keccak-256. It fails when the key is not a point of the
// subgroup in canonical encoding, or infinity.
func OperatorID(public []byte) (common.Address, error) {
	if _, err := decodeOperatorKey(public); err != nil {
		return common.Address{}, fmt.Errorf("operator public key: %w", err)
	}
	return common.BytesToAddress(keccak(public).Bytes()[12:]), nil
}

// ID returns the operator's identifier, the same on every chain.
func (k OperatorKey) ID() common.Address {
	return common.BytesToAddress(keccak(k.public[:]).Bytes()[12:])
}

// PeerCertificateMessage is what an operator's key signs, with OperatorSuite, to
// make a TLS key its own for a while. info is the certificate's
// SubjectPublicKeyInfo (RFC 5280, section 4.1.2.7); the bounds count in seconds.
func PeerCertificateMessage(info []byte, notBefore, notAfter time.Time) common.Hash {
	e := labelled("oracled/peer-certificate/1", 3)
	e.hash(keccak(info))
	e.uint(uint64(notBefore.Unix()))
	e.uint(uint64(notAfter.Unix()))
	return e.sum()
}

// SequenceMessage is what an operator's key signs, with OperatorSuite, to say how
// many times it has signed. A peer keeps it, and an operator that has lost its
// own count believes nobody without it.
func SequenceMessage(operator common.Address, sequence uint64) common.Hash {
	e := labelled("oracled/sequence/1", 2)
	e.address(operator)
	e.uint(sequence)
	return e.sum()
}
