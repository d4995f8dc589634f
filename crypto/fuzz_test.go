package crypto

import (
	"bytes"
	"errors"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"testing"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"
	"github.com/ethereum/go-ethereum/common"
	"github.com/herumi/bls-eth-go-binary/bls"

	"oracled/fixed"
	"oracled/oracle"
)

// The targets damage the encoding of a point or of a proof by a mask that is
// XORed onto it, cut or continued by length: what is far from every valid
// encoding is refused at its first field and teaches nothing.

// damaged returns good, so much longer or shorter, with a mask over it.
func damaged(good, mask []byte, longer int8) []byte {
	out := make([]byte, max(0, len(good)+int(longer)))
	copy(out, good)
	for i := range min(len(mask), len(out)) {
		out[i] ^= mask[i]
	}
	return out
}

func addMasks(f *testing.F, size int) {
	f.Add(uint64(1), []byte{}, int8(0))
	f.Add(uint64(0), []byte{}, int8(0))
	f.Add(^uint64(0), []byte{}, int8(1))
	f.Add(uint64(7), []byte{}, int8(-1))
	for _, bit := range []byte{0x80, 0x40, 0x20, 0x10, 1} {
		f.Add(uint64(2), []byte{bit}, int8(0))
	}
	f.Add(uint64(3), append(make([]byte, size-1), 1), int8(0))
	f.Add(uint64(3), bytes.Repeat([]byte{0xff}, size), int8(0))
}

// rewritten checks that what a decoder takes is what the encoder would write,
// and that it takes what was not damaged.
func rewritten(t *testing.T, name string, in, good, out []byte, err error) {
	t.Helper()
	if err == nil && !bytes.Equal(in, out) {
		t.Errorf("%s: %x is read and written as %x", name, in, out)
	}
	if err != nil && bytes.Equal(in, good) && !errors.Is(err, errInfinity) {
		t.Errorf("%s: %x is refused: %v", name, in, err)
	}
}

// FuzzDecodeG1 feeds the decoders of points of G1: commitments, agents' public
// keys, operators' signatures and possessions. herumi reads the first the same
// way, but for infinity, which it takes in encodings that are not canonical.
func FuzzDecodeG1(f *testing.F) {
	herumi()
	addMasks(f, 48)
	f.Fuzz(func(t *testing.T, k uint64, mask []byte, longer int8) {
		var p bls12381.G1Affine
		p.ScalarMultiplicationBase(new(big.Int).SetUint64(k))
		compressed, raw := p.Bytes(), p.RawBytes()

		in := damaged(compressed[:], mask, longer)
		q, err := decodeG1(in)
		out := q.Bytes()
		rewritten(t, "compressed", in, compressed[:], out[:], err)
		var other bls.PublicKey
		if theirs := other.Deserialize(in); len(in) == 48 && in[0]&0x40 == 0 && (err == nil) != (theirs == nil) {
			t.Errorf("%x: %v here, %v in herumi", in, err, theirs)
		}

		in = damaged(raw[:], mask, longer)
		q, err = decodeG1Uncompressed(in)
		long := q.RawBytes()
		if k != 0 {
			rewritten(t, "uncompressed", in, raw[:], long[:], err)
		}
		if id, idErr := AgentID(in); (idErr == nil) != (err == nil) || err == nil && id == (common.Address{}) {
			t.Error("an identifier without a key")
		}
		good := encodeOperatorSignature(&p)
		in = damaged(good, mask, longer)
		q, err = decodeOperatorSignature(in)
		rewritten(t, "operator signature", in, good, encodeOperatorSignature(&q), err)

		good = encodeEIP2537G1(&p)
		in = damaged(good, mask, longer)
		q, err = decodeEIP2537G1(in)
		rewritten(t, "EIP-2537", in, good, encodeEIP2537G1(&q), err)
	})
}

// FuzzDecodeG2 feeds the decoders of points of G2: agents' signatures and
// possessions, operators' public keys. herumi reads the first the same way, but
// for infinity.
func FuzzDecodeG2(f *testing.F) {
	herumi()
	addMasks(f, 96)
	f.Fuzz(func(t *testing.T, k uint64, mask []byte, longer int8) {
		var p bls12381.G2Affine
		p.ScalarMultiplicationBase(new(big.Int).SetUint64(k))
		compressed := p.Bytes()
		in := damaged(compressed[:], mask, longer)
		q, err := decodeG2(in)
		out := q.Bytes()
		rewritten(t, "compressed", in, compressed[:], out[:], err)
		var other bls.Sign
		if theirs := other.Deserialize(in); len(in) == 96 && in[0]&0x40 == 0 && (err == nil) != (theirs == nil) {
			t.Errorf("%x: %v here, %v in herumi", in, err, theirs)
		}

		good := encodeOperatorKey(&p)
		in = damaged(good, mask, longer)
		q, err = decodeOperatorKey(in)
		rewritten(t, "operator key", in, good, encodeOperatorKey(&q), err)

		good = encodeEIP2537G2(&p)
		in = damaged(good, mask, longer)
		q, err = decodeEIP2537G2(in)
		rewritten(t, "EIP-2537", in, good, encodeEIP2537G2(&q), err)
	})
}

// FuzzDecodeScalar feeds the decoders of scalars, secrets and derivation paths.
func FuzzDecodeScalar(f *testing.F) {
	order := fr.Modulus().FillBytes(make([]byte, 32))
	for _, b := range [][]byte{nil, make([]byte, 32), order, bytes.Repeat([]byte{0xff}, 32), order[1:], append([]byte{0}, order...)} {
		f.Add(b, "m/12381/3600/0/0")
	}
	f.Add([]byte{1}, "m/4294967295/01")
	f.Fuzz(func(t *testing.T, b []byte, path string) {
		s, err := decodeScalar(b)
		x := new(big.Int).SetBytes(b)
		if valid := len(b) == 32 && x.Cmp(fr.Modulus()) < 0; valid != (err == nil) || valid && !bytes.Equal(scalarBytes(s), b) {
			t.Errorf("scalar %x: %v", b, err)
		}
		_, err2 := secretScalar(b)
		if (err2 == nil) != (err == nil && x.Sign() > 0) {
			t.Errorf("secret %x: %v", b, err2)
		}
		if err2 != nil {
			if _, err := AgentKeyFromBytes(b); err == nil {
				t.Error("an agent's key of a bad secret")
			}
			if _, err := OperatorKeyFromBytes(b); err == nil {
				t.Error("an operator's key of a bad secret")
			}
		}
		if indices, err := parsePath(path); err == nil {
			back := []string{"m"}
			for _, i := range indices {
				back = append(back, strconv.FormatUint(uint64(i), 10))
			}
			if strings.Join(back, "/") != path {
				t.Errorf("path %q is read as %v", path, indices)
			}
		}
	})
}

// FuzzOpeningProof damages a commitment, its proof and its opening: only what is
// whole verifies.
func FuzzOpeningProof(f *testing.F) {
	ctx := oracle.Context{Hub: oracle.Hub{ChainID: 1}, Round: 1, Agent: common.Address{1}}
	values := []fixed.Q64x64{fixed.FromUlps(5)}
	rho, k, l := scalarOf("rho"), scalarOf("k"), scalarOf("l")
	s := commit(ctx, 50, values, &rho, &k, &l)
	whole := slices.Concat(s.Commitment, s.Proof, s.Blinding[:])
	f.Add([]byte{}, int8(0), uint8(0))
	for _, i := range []int{0, 47, 48, 95, 96, 127, 128, 159, 160, 191} {
		f.Add(append(make([]byte, i), 1), int8(0), uint8(0))
		f.Add(append(make([]byte, i), 0x80), int8(1), uint8(1))
	}
	f.Add([]byte{}, int8(-1), uint8(0))
	f.Fuzz(func(t *testing.T, mask []byte, longer int8, confidence uint8) {
		b := damaged(whole, mask[:min(len(mask), len(whole))], 0)
		c, blinding := b[:48], b[160:]
		proof := damaged(b[48:160], nil, longer)
		same := bytes.Equal(c, s.Commitment)
		err := VerifyOpeningProof(ctx, c, proof)
		if want := same && bytes.Equal(proof, s.Proof); want != (err == nil) {
			t.Errorf("proof %x of %x: %v", proof, c, err)
		}
		err = VerifyOpening(ctx, c, 50^confidence, values, [32]byte(blinding))
		if want := same && confidence == 0 && bytes.Equal(blinding, s.Blinding[:]); want != (err == nil) {
			t.Errorf("opening by %x of %x: %v", blinding, c, err)
		}
		if longer != 0 || same {
			return
		}
		// The single equation and the batch's agree on what can be read.
		if p, err := decodeG1(c); err == nil {
			if d, err := decodeProof(ctx, c, proof); err == nil && d.r.IsInSubGroup() {
				e := &entry{c: p, proof: d}
				if d.verifies(&p) != commitmentsVerify([]*entry{e}) {
					t.Error("the batch disagrees")
				}
			}
		}
	})
}

// FuzzBatchProof damages a quorum's proof and the signatures that it is made of:
// only what is whole verifies.
func FuzzBatchProof(f *testing.F) {
	var set OperatorSet
	var keys []*OperatorKey
	for i := range 4 {
		k, err := OperatorKeyFromBytes(scalarBytes(scalarOf("fuzz operator " + strconv.Itoa(i))))
		if err != nil {
			f.Fatal(err)
		}
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b *OperatorKey) int { return bytes.Compare(a.public[:], b.public[:]) })
	digest := keccak([]byte("digest"))
	signatures := map[int][]byte{}
	for i, k := range keys {
		set.Keys = append(set.Keys, k.PublicKey())
		if i != 1 {
			signatures[i] = k.Sign(digest)
		}
	}
	set.Threshold = 3
	whole, err := AggregateProof(set, signatures)
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte{}, int8(0))
	f.Add([]byte{}, int8(1))
	for _, i := range []int{0, 23, 30, 31, 32, 79, 80, 127} {
		f.Add(append(make([]byte, i), 2), int8(0))
	}
	f.Fuzz(func(t *testing.T, mask []byte, longer int8) {
		proof := damaged(whole, mask, longer)
		signers, err := Signers(proof)
		// A proof of as many 64-byte signatures as it names signers is an ECDSA quorum's.
		ofEach := len(signers) > 0 && len(proof) == 32+ECDSASignatureSize*len(signers)
		if (err == nil) != (len(proof) == BatchProofSize || ofEach) {
			t.Fatal(err)
		}
		var bitmap big.Int
		for _, i := range signers {
			bitmap.SetBit(&bitmap, i, 1)
		}
		if err == nil && !bytes.Equal(bitmap.FillBytes(make([]byte, 32)), proof[:32]) {
			t.Errorf("signers %v of %x", signers, proof[:32])
		}
		err = VerifyProof(set, digest, proof)
		if bytes.Equal(proof, whole) != (err == nil) {
			t.Errorf("proof %x: %v", proof, err)
		}
		// As one of the signatures: taken only when it is a point, and then the
		// aggregate verifies only when it is the right one.
		one := damaged(signatures[0], mask, longer)
		joined, err := AggregateProof(set, map[int][]byte{0: one, 2: signatures[2], 3: signatures[3]})
		if _, bad := decodeOperatorSignature(one); bad == nil && err == nil {
			if ok := VerifyProof(set, digest, joined) == nil; ok != bytes.Equal(one, signatures[0]) {
				t.Errorf("signature %x in an aggregate", one)
			}
		} else if bad != nil && err == nil {
			t.Errorf("signature %x was read", one)
		}
	})
}
