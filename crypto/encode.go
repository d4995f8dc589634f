package crypto

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fp"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"
	"github.com/ethereum/go-ethereum/common"
	ethcrypto "github.com/ethereum/go-ethereum/crypto"
)

// Sizes of encodings in bytes.
const (
	SecretSize             = 32  // big-endian scalar
	AgentPublicKeySize     = 96  // G1, uncompressed ZCash encoding
	AgentSignatureSize     = 96  // G2, compressed ZCash encoding
	OperatorPublicKeySize  = 192 // G2, x.c0 ‖ x.c1 ‖ y.c0 ‖ y.c1
	OperatorSignatureSize  = 96  // G1, x ‖ y
	AgentPossessionSize    = 256 // G2, EIP-2537
	OperatorPossessionSize = 128 // G1, EIP-2537
	CommitmentSize         = 48  // G1, compressed ZCash encoding
	ProofSize              = 112 // R ‖ s_h ‖ s_ρ
	BatchProofSize         = 32 + OperatorSignatureSize
)

var (
	errSize     = errors.New("wrong length")
	errEncoding = errors.New("not the canonical encoding of a point of the subgroup")
	errInfinity = errors.New("the point at infinity")
)

// encoder appends the words of Solidity's abi.encode for static types.
type encoder []byte

func (e *encoder) hash(h common.Hash) { *e = append(*e, h[:]...) }

func (e *encoder) uint(v uint64) {
	var w [32]byte
	binary.BigEndian.PutUint64(w[24:], v)
	*e = append(*e, w[:]...)
}

func (e *encoder) address(a common.Address) {
	var w [32]byte
	copy(w[12:], a[:])
	*e = append(*e, w[:]...)
}

func (e encoder) sum() common.Hash { return keccak(e) }

func keccak(data ...[]byte) common.Hash { return ethcrypto.Keccak256Hash(data...) }

// labelled returns an encoder that begins with the hash of a label.
func labelled(label string, words int) encoder {
	e := make(encoder, 0, 32*(words+1))
	e.hash(keccak([]byte(label)))
	return e
}

// decodeG1 reads a compressed point of G1 (48 bytes, ZCash): canonical, in the
// subgroup, not infinity.
func decodeG1(b []byte) (bls12381.G1Affine, error) {
	p, err := decodeCurve1(b)
	if err == nil && !p.IsInSubGroup() {
		err = errEncoding
	}
	return p, err
}

// decodeCurve1 is decodeG1 without the check of the subgroup, which costs half
// of it and is cheaper for many points together.
func decodeCurve1(b []byte) (p bls12381.G1Affine, err error) {
	if len(b) != bls12381.SizeOfG1AffineCompressed {
		return p, errSize
	}
	if b[0]&0x80 == 0 { // not compressed: the decoder would ask for more bytes
		return p, errEncoding
	}
	if err := bls12381.NewDecoder(bytes.NewReader(b), bls12381.NoSubgroupChecks()).Decode(&p); err != nil {
		return p, errEncoding
	}
	if p.IsInfinity() {
		return p, errInfinity
	}
	return p, nil
}

// decodeG1Uncompressed reads an uncompressed point of G1 (96 bytes, ZCash).
func decodeG1Uncompressed(b []byte) (p bls12381.G1Affine, err error) {
	if len(b) != bls12381.SizeOfG1AffineUncompressed {
		return p, errSize
	}
	return affineG1(b[:fp.Bytes], b[fp.Bytes:])
}

// affineG1 reads the affine coordinates of a point of G1, 48 bytes each.
func affineG1(x, y []byte) (p bls12381.G1Affine, err error) {
	if p.X.SetBytesCanonical(x) != nil || p.Y.SetBytesCanonical(y) != nil {
		return p, errEncoding
	}
	if p.IsInfinity() {
		return p, errInfinity
	}
	if !p.IsInSubGroup() {
		return p, errEncoding
	}
	return p, nil
}

// decodeG2 reads a compressed point of G2 (96 bytes, ZCash): canonical, in the
// subgroup, not infinity.
func decodeG2(b []byte) (p bls12381.G2Affine, err error) {
	if len(b) != bls12381.SizeOfG2AffineCompressed || b[0]&0x80 == 0 {
		return p, errSize
	}
	if _, err := p.SetBytes(b); err != nil {
		return p, errEncoding
	}
	if p.IsInfinity() {
		return p, errInfinity
	}
	return p, nil
}

// affineG2 reads x.c0, x.c1, y.c0, y.c1, 48 bytes each.
func affineG2(xc0, xc1, yc0, yc1 []byte) (p bls12381.G2Affine, err error) {
	if p.X.A0.SetBytesCanonical(xc0) != nil || p.X.A1.SetBytesCanonical(xc1) != nil ||
		p.Y.A0.SetBytesCanonical(yc0) != nil || p.Y.A1.SetBytesCanonical(yc1) != nil {
		return p, errEncoding
	}
	if p.IsInfinity() {
		return p, errInfinity
	}
	if !p.IsInSubGroup() {
		return p, errEncoding
	}
	return p, nil
}

// encodeEIP2537G1 returns 128 bytes: x and y, each padded to 64 bytes.
func encodeEIP2537G1(p *bls12381.G1Affine) []byte {
	out := make([]byte, 128)
	putFp(out[16:64], &p.X)
	putFp(out[80:128], &p.Y)
	return out
}

// encodeEIP2537G2 returns 256 bytes: x.c0, x.c1, y.c0, y.c1, each padded to 64.
func encodeEIP2537G2(p *bls12381.G2Affine) []byte {
	out := make([]byte, 256)
	for i, e := range []*fp.Element{&p.X.A0, &p.X.A1, &p.Y.A0, &p.Y.A1} {
		putFp(out[64*i+16:64*i+64], e)
	}
	return out
}

// unpadEIP2537 splits 64-byte field elements and checks their padding.
func unpadEIP2537(b []byte, n int) ([][]byte, error) {
	if len(b) != 64*n {
		return nil, errSize
	}
	out := make([][]byte, n)
	for i := range out {
		for _, pad := range b[64*i : 64*i+16] {
			if pad != 0 {
				return nil, errEncoding
			}
		}
		out[i] = b[64*i+16 : 64*i+64]
	}
	return out, nil
}

func decodeEIP2537G1(b []byte) (p bls12381.G1Affine, err error) {
	f, err := unpadEIP2537(b, 2)
	if err != nil {
		return p, err
	}
	return affineG1(f[0], f[1])
}

func decodeEIP2537G2(b []byte) (p bls12381.G2Affine, err error) {
	f, err := unpadEIP2537(b, 4)
	if err != nil {
		return p, err
	}
	return affineG2(f[0], f[1], f[2], f[3])
}

func putFp(dst []byte, e *fp.Element) {
	b := e.Bytes()
	copy(dst, b[:])
}

// decodeScalar reads 32 big-endian bytes below r.
func decodeScalar(b []byte) (s fr.Element, err error) {
	if len(b) != fr.Bytes {
		return s, errSize
	}
	if err := s.SetBytesCanonical(b); err != nil {
		return s, errors.New("not a scalar below the order of the group")
	}
	return s, nil
}

// decodeOperatorKey reads 192 bytes, x.c0 ‖ x.c1 ‖ y.c0 ‖ y.c1.
func decodeOperatorKey(b []byte) (p bls12381.G2Affine, err error) {
	if len(b) != OperatorPublicKeySize {
		return p, fmt.Errorf("operator key: %w", errSize)
	}
	p, err = affineG2(b[:48], b[48:96], b[96:144], b[144:])
	if err != nil {
		return p, fmt.Errorf("operator key: %w", err)
	}
	return p, nil
}

func encodeOperatorKey(p *bls12381.G2Affine) []byte {
	out := make([]byte, OperatorPublicKeySize)
	for i, e := range []*fp.Element{&p.X.A0, &p.X.A1, &p.Y.A0, &p.Y.A1} {
		putFp(out[48*i:48*i+48], e)
	}
	return out
}

// decodeOperatorSignature reads 96 bytes, x ‖ y.
func decodeOperatorSignature(b []byte) (p bls12381.G1Affine, err error) {
	if len(b) != OperatorSignatureSize {
		return p, fmt.Errorf("operator signature: %w", errSize)
	}
	p, err = affineG1(b[:48], b[48:])
	if err != nil {
		return p, fmt.Errorf("operator signature: %w", err)
	}
	return p, nil
}

func encodeOperatorSignature(p *bls12381.G1Affine) []byte {
	out := make([]byte, OperatorSignatureSize)
	putFp(out[:48], &p.X)
	putFp(out[48:], &p.Y)
	return out
}
