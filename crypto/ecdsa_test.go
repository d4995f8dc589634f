package crypto_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	ethcrypto "github.com/ethereum/go-ethereum/crypto"

	"oracled/crypto"
	"oracled/crypto/cryptotest"
	"oracled/oracle"
)

// ecdsaOperators returns n secp256k1 keys in the order of their set.
func ecdsaOperators(n int) ([]*crypto.OperatorKey, crypto.OperatorSet) {
	return cryptotest.Operators(crypto.ECDSA, 9, n)
}

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestCompactSignatures: the two test cases of EIP-2098, whose messages carry the
// prefix of EIP-191.
func TestCompactSignatures(t *testing.T) {
	key, err := crypto.ECDSA.KeyFromBytes(unhex(t, "1234567890123456789012345678901234567890123456789012345678901234"))
	if err != nil {
		t.Fatal(err)
	}
	for message, want := range map[string]string{
		"Hello World": "68a020a209d3d56c46f38cc50a33f704f4a9a10a59377f8dd762ac66910e9b90" +
			"7e865ad05c4035ab5792787d4a0297a43617ae897930a6fe4d822b8faea52064",
		"It's a small(er) world": "9328da16089fcba9bececa81663203989f2df5fe1faa6291a45381c81bd17f76" +
			"939c6d6b623b42da56557e5e734a43dc83345ddfadec52cbe24d0cc64f550793",
	} {
		digest := ethcrypto.Keccak256Hash(fmt.Appendf(nil, "\x19Ethereum Signed Message:\n%d%s", len(message), message))
		if got := hex.EncodeToString(key.Sign(digest)); got != want {
			t.Errorf("%s: %s, want %s", message, got, want)
		}
		if err := crypto.VerifyOperatorSignature(key.PublicKey(), digest, unhex(t, want)); err != nil {
			t.Errorf("%s: %v", message, err)
		}
	}
}

// TestDeterministicSignatures: well-known vectors of RFC 6979 on secp256k1 with
// SHA-256 and the lower s, of one message under the least and the greatest secret.
func TestDeterministicSignatures(t *testing.T) {
	digest := common.Hash(sha256.Sum256([]byte("Satoshi Nakamoto")))
	one := common.BigToHash(big.NewInt(1))
	last := common.BigToHash(new(big.Int).Sub(ethcrypto.S256().Params().N, big.NewInt(1)))
	for secret, want := range map[common.Hash]string{
		one:  "934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8" + "2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5",
		last: "fd567d121db66e382991534ada77a6bd3106f0a1098c231e47993447cd6af2d0" + "6b39cd0eb1bc8603e159ef5c20a5c8ad685a45b06ce9bebed3f153d10d93bed5",
	} {
		key, err := crypto.ECDSA.KeyFromBytes(secret[:])
		if err != nil {
			t.Fatal(err)
		}
		got := key.Sign(digest)
		if err := crypto.VerifyOperatorSignature(key.PublicKey(), digest, got); err != nil {
			t.Errorf("%s: %v", secret, err)
		}
		got[32] &= 0x7f // the vectors say nothing of the parity
		if hex.EncodeToString(got) != want {
			t.Errorf("%s: %x, want %s", secret, got, want)
		}
	}
}

// The generator's address, by which every implementation can be recognised.
func TestECDSAKeys(t *testing.T) {
	one := append(make([]byte, 31), 1)
	key, err := crypto.ECDSA.KeyFromBytes(one)
	if err != nil {
		t.Fatal(err)
	}
	want := common.HexToAddress("0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf")
	if !bytes.Equal(key.PublicKey(), want[:]) || key.ID() != want || key.Kind() != crypto.ECDSA || !bytes.Equal(key.SecretBytes(), one) {
		t.Errorf("%x, %s, %s", key.PublicKey(), key.ID(), key.Kind())
	}
	if id, err := crypto.OperatorID(key.PublicKey()); err != nil || id != want {
		t.Errorf("%s, %v", id, err)
	}
	if _, err := crypto.OperatorID(make([]byte, 20)); err == nil {
		t.Error("the zero address is an operator")
	}
	order := ethcrypto.S256().Params().N
	for name, bad := range map[string][]byte{
		"zero": make([]byte, 32), "the order": order.Bytes(), "above": new(big.Int).Add(order, big.NewInt(1)).Bytes(),
		"short": make([]byte, 31), "long": append(one, 1), "none": nil,
	} {
		if _, err := crypto.ECDSA.KeyFromBytes(bad); err == nil {
			t.Errorf("%s: a key", name)
		}
	}
	secret := strings.Repeat("1234567890", 6) + "1234"
	key, err = crypto.ECDSA.KeyFromBytes(unhex(t, secret))
	if err != nil {
		t.Fatal(err)
	}
	decimal := new(big.Int).SetBytes(key.SecretBytes()).String()
	for _, verb := range []string{"%v", "%+v", "%#v", "%x", "%s", "%d"} {
		for _, shown := range []any{key, *key, struct{ K *crypto.OperatorKey }{key}, struct{ k crypto.OperatorKey }{*key}} {
			if s := fmt.Sprintf(verb, shown); strings.Contains(s, secret[:16]) || strings.Contains(s, decimal[:16]) {
				t.Errorf("%s shows the secret: %s", verb, s)
			}
		}
	}
	key.Wipe()
	if !bytes.Equal(key.SecretBytes(), make([]byte, 32)) {
		t.Error("a wiped key has a secret")
	}
	defer func() {
		if recover() == nil {
			t.Error("a wiped key signs")
		}
	}()
	key.Sign(common.Hash{1})
}

// TestECDSASignatureRefusals: what is not exactly a signature by the key.
func TestECDSASignatureRefusals(t *testing.T) {
	keys, _ := ecdsaOperators(2)
	key, digest := keys[0], common.Hash{7}
	good := key.Sign(digest)
	order := ethcrypto.S256().Params().N
	higher := slices.Clone(good) // s' = n − s with the other parity recovers the same key where it fits
	s := new(big.Int).SetBytes(append([]byte{good[32] & 0x7f}, good[33:]...))
	new(big.Int).Sub(order, s).FillBytes(higher[32:])
	r0, s0 := slices.Clone(good), slices.Clone(good)
	clear(r0[:32])
	clear(s0[32:])
	rn := slices.Clone(good)
	order.FillBytes(rn[:32])
	for name, bad := range map[string][]byte{
		"higher s": higher, "r = 0": r0, "s = 0": s0, "r = n": rn, "other parity": flipBytes(good, 8*32), "short": good[:63], "long": append(slices.Clone(good), 0),
		"none": nil, "with v": append(slices.Clone(good), 27), "another's": keys[1].Sign(digest), "of another digest": key.Sign(common.Hash{9}), "zeros": make([]byte, 64),
		"ones": bytes.Repeat([]byte{0xff}, 64),
	} {
		if crypto.VerifyOperatorSignature(key.PublicKey(), digest, bad) == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	for bit := range 512 {
		if crypto.VerifyOperatorSignature(key.PublicKey(), digest, flipBytes(good, bit)) == nil {
			t.Errorf("bit %d flipped: accepted", bit)
		}
	}
	// Nobody signs for the zero address, to which a broken recovery may lead.
	if crypto.VerifyOperatorSignature(make([]byte, 20), digest, make([]byte, 64)) == nil {
		t.Error("nothing signs for nobody")
	}
	if crypto.VerifyOperatorSignature(make([]byte, 21), digest, good) == nil {
		t.Error("a key of 21 bytes")
	}
}

func flipBytes(b []byte, bit int) []byte {
	out := slices.Clone(b)
	out[bit/8] ^= 0x80 >> (bit % 8)
	return out
}

// TestECDSAProof: as many signatures as the threshold asks for, of the first
// signers, whoever else has signed.
func TestECDSAProof(t *testing.T) {
	keys, set := ecdsaOperators(7)
	if err := set.Check(); err != nil {
		t.Fatal(err)
	}
	digest := common.Hash{1, 2, 3}
	all := map[int][]byte{}
	for i, k := range keys {
		all[i] = k.Sign(digest)
	}
	for _, absent := range [][]int{nil, {0}, {6}, {2, 4}} {
		signatures := map[int][]byte{}
		var first []int
		for i := range keys {
			if !slices.Contains(absent, i) {
				signatures[i] = all[i]
				first = append(first, i)
			}
		}
		proof, err := crypto.AggregateProof(set, signatures)
		if err != nil {
			t.Fatal(err)
		}
		if len(proof) != 32+64*5 {
			t.Errorf("without %v: %d bytes", absent, len(proof))
		}
		if signers, err := crypto.Signers(proof); err != nil || !slices.Equal(signers, first[:5]) {
			t.Errorf("without %v: %v, %v", absent, signers, err)
		}
		if err := crypto.VerifyProof(set, digest, proof); err != nil {
			t.Errorf("without %v: %v", absent, err)
		}
	}
	proof, err := crypto.AggregateProof(set, all)
	if err != nil {
		t.Fatal(err)
	}
	swapped := slices.Concat(proof[:32], proof[96:160], proof[32:96], proof[160:])
	blsKeys, bls := operators(7)
	blsProof, err := crypto.AggregateProof(bls, map[int][]byte{0: blsKeys[0].Sign(digest), 1: blsKeys[1].Sign(digest), 2: blsKeys[2].Sign(digest), 3: blsKeys[3].Sign(digest), 4: blsKeys[4].Sign(digest)})
	if err != nil {
		t.Fatal(err)
	}
	higher := set
	higher.Threshold = 6
	for name, c := range map[string]struct {
		set    crypto.OperatorSet
		digest common.Hash
		proof  oracle.QuorumProof
	}{
		"another digest": {set, common.Hash{1}, proof}, "short": {set, digest, proof[:len(proof)-1]}, "long": {set, digest, append(slices.Clone(proof), 0)},
		"a signature less": {set, digest, proof[:len(proof)-64]}, "no signature": {set, digest, proof[:32]}, "empty": {set, digest, nil},
		"one signer more": {set, digest, flipBytes(proof, 255-5)}, "one signer less": {set, digest, flipBytes(proof, 255)},
		"another signer": {set, digest, flipBytes(flipBytes(proof, 255), 255-6)}, "a signer outside the set": {set, digest, flipBytes(flipBytes(proof, 255), 255-7)},
		"swapped": {set, digest, swapped}, "higher threshold": {higher, digest, proof}, "of the other kind": {set, digest, blsProof}, "for the other kind": {bls, digest, proof},
	} {
		if crypto.VerifyProof(c.set, c.digest, c.proof) == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	for name, signatures := range map[string]map[int][]byte{
		"too few":         {0: all[0], 1: all[1], 2: all[2], 3: all[3]},
		"outside the set": {0: all[0], 1: all[1], 2: all[2], 3: all[3], -1: all[4]},
		"not signatures":  {0: all[0], 1: all[1], 2: all[2], 3: all[3], 4: make([]byte, 64)},
		"BLS signatures":  {0: all[0], 1: all[1], 2: all[2], 3: all[3], 4: blsKeys[0].Sign(digest)},
		"nothing":         {},
	} {
		if p, err := crypto.AggregateProof(set, signatures); err == nil {
			t.Errorf("%s: %x", name, p)
		}
	}
}

// A set is of one kind, and everything about it goes by that.
func TestSetsAreOfOneKind(t *testing.T) {
	blsKeys, bls := operators(2)
	_, ecdsa := ecdsaOperators(2)
	if bls.Kind() != crypto.BLS || ecdsa.Kind() != crypto.ECDSA {
		t.Errorf("%s, %s", bls.Kind(), ecdsa.Kind())
	}
	mixed := crypto.OperatorSet{Keys: [][]byte{ecdsa.Keys[0], blsKeys[0].PublicKey()}, Threshold: 2}
	slices.SortFunc(mixed.Keys, bytes.Compare)
	if err := mixed.Check(); err == nil || !strings.Contains(err.Error(), "a set is of one kind") {
		t.Error(err)
	}
	nobody := crypto.OperatorSet{Keys: [][]byte{make([]byte, 20), ecdsa.Keys[0]}, Threshold: 2}
	if err := nobody.Check(); err == nil || !strings.Contains(err.Error(), "zero address") {
		t.Error(err)
	}
	odd := crypto.OperatorSet{Keys: [][]byte{make([]byte, 48)}, Threshold: 1}
	if err := odd.Check(); err == nil {
		t.Error("keys of 48 bytes")
	}
	for _, set := range []crypto.OperatorSet{bls, ecdsa} {
		split, err := crypto.SplitKeys(set.KeysBytes(), len(set.Keys))
		if err != nil || !slices.EqualFunc(split, set.Keys, bytes.Equal) {
			t.Errorf("%v: %v", set.Kind(), err)
		}
		for _, n := range []int{-1, 0, 1, 3} {
			if split, err := crypto.SplitKeys(set.KeysBytes(), n); err == nil {
				t.Errorf("%s as %d keys: %x", set.Kind(), n, split)
			}
		}
	}
	if _, err := crypto.Kind("rsa").GenerateKey(nil); err == nil || !strings.Contains(err.Error(), "rsa") {
		t.Error(err)
	}
}

// TestECDSAPossession: made out to one chain, quorum, sender and epoch.
func TestECDSAPossession(t *testing.T) {
	keys, _ := ecdsaOperators(2)
	q, s := common.Address{1}, common.Address{2}
	p := keys[0].ProvePossession(7, q, s, 3)
	if err := crypto.VerifyOperatorPossession(7, q, s, 3, keys[0].PublicKey(), p); err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"chain":  crypto.VerifyOperatorPossession(8, q, s, 3, keys[0].PublicKey(), p),
		"quorum": crypto.VerifyOperatorPossession(7, s, s, 3, keys[0].PublicKey(), p),
		"sender": crypto.VerifyOperatorPossession(7, q, q, 3, keys[0].PublicKey(), p),
		"epoch":  crypto.VerifyOperatorPossession(7, q, s, 4, keys[0].PublicKey(), p),
		"key":    crypto.VerifyOperatorPossession(7, q, s, 3, keys[1].PublicKey(), p),
	} {
		if err == nil {
			t.Errorf("another %s: accepted", name)
		}
	}
}
