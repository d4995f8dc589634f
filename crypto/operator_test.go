package crypto_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fp"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"
	"github.com/ethereum/go-ethereum/common"

	"oracled/crypto"
	"oracled/crypto/cryptotest"
	"oracled/oracle"
)

// operators returns n keys in the order of their set.
func operators(n int) ([]*crypto.OperatorKey, crypto.OperatorSet) {
	return cryptotest.Operators(crypto.BLS, 9, n)
}

func TestQuorumProof(t *testing.T) {
	keys, set := operators(7)
	if err := set.Check(); err != nil {
		t.Fatal(err)
	}
	digest := common.Hash{1, 2, 3}
	sigs := map[int][]byte{}
	for _, i := range []int{6, 0, 2, 3, 5} {
		sigs[i] = keys[i].Sign(digest)
		if err := crypto.VerifyOperatorSignature(keys[i].PublicKey(), digest, sigs[i]); err != nil {
			t.Fatal(err)
		}
		if set.Index(keys[i].PublicKey()) != i {
			t.Fatal("index")
		}
	}
	proof, err := crypto.AggregateProof(set, sigs)
	if err != nil {
		t.Fatal(err)
	}
	if err := crypto.VerifyProof(set, digest, proof); err != nil {
		t.Fatal(err)
	}
	if signers, err := crypto.Signers(proof); err != nil || !slices.Equal(signers, []int{0, 2, 3, 5, 6}) {
		t.Fatal(signers, err)
	}

	bad := map[string]func() (crypto.OperatorSet, common.Hash, oracle.QuorumProof){
		"digest": func() (crypto.OperatorSet, common.Hash, oracle.QuorumProof) { return set, common.Hash{1}, proof },
		"short":  func() (crypto.OperatorSet, common.Hash, oracle.QuorumProof) { return set, digest, proof[:127] },
		"long": func() (crypto.OperatorSet, common.Hash, oracle.QuorumProof) {
			return set, digest, append(slices.Clone(proof), 0)
		},
		"one signer more": func() (crypto.OperatorSet, common.Hash, oracle.QuorumProof) {
			return set, digest, flip(proof, 255-1)
		},
		"one signer less": func() (crypto.OperatorSet, common.Hash, oracle.QuorumProof) {
			return set, digest, flip(proof, 255)
		},
		"a signer outside the set": func() (crypto.OperatorSet, common.Hash, oracle.QuorumProof) {
			return set, digest, flip(proof, 255-7)
		},
		"the highest bit": func() (crypto.OperatorSet, common.Hash, oracle.QuorumProof) {
			return set, digest, flip(proof, 0)
		},
		"no signer": func() (crypto.OperatorSet, common.Hash, oracle.QuorumProof) {
			return crypto.OperatorSet{Keys: set.Keys}, digest, make([]byte, 128)
		},
		"signature infinity": func() (crypto.OperatorSet, common.Hash, oracle.QuorumProof) {
			return set, digest, append(slices.Clone(proof[:32]), make([]byte, 96)...)
		},
		"signature flipped": func() (crypto.OperatorSet, common.Hash, oracle.QuorumProof) {
			return set, digest, flip(proof, 8*128-1)
		},
		"higher threshold": func() (crypto.OperatorSet, common.Hash, oracle.QuorumProof) {
			s := set
			s.Threshold = 6
			return s, digest, proof
		},
		"another member": func() (crypto.OperatorSet, common.Hash, oracle.QuorumProof) {
			s := set
			s.Keys = slices.Clone(set.Keys)
			s.Keys[0] = cryptotest.OperatorKey(9, 99).PublicKey()
			return s, digest, proof
		},
	}
	for name, f := range bad {
		s, d, p := f()
		if err := crypto.VerifyProof(s, d, p); err == nil {
			t.Errorf("%s: the proof was accepted", name)
		}
	}

	// Keys that cancel out prove nothing.
	var p bls12381.G2Affine
	p.ScalarMultiplicationBase(fr.Modulus().SetUint64(5))
	minus := p
	minus.Neg(&minus)
	pair := crypto.OperatorSet{Keys: [][]byte{g2(&p), g2(&minus)}, Threshold: 2}
	slices.SortFunc(pair.Keys, bytes.Compare)
	if err := crypto.VerifyProof(pair, digest, append(append(make([]byte, 31), 3), proof[32:]...)); err == nil || !strings.Contains(err.Error(), "cancel") {
		t.Error("keys that cancel out were accepted", err)
	}

	for name, m := range map[string]map[int][]byte{
		"too few":   {0: sigs[0], 2: sigs[2]},
		"outside":   {0: sigs[0], 2: sigs[2], 3: sigs[3], 5: sigs[5], 7: sigs[6]},
		"negative":  {0: sigs[0], 2: sigs[2], 3: sigs[3], 5: sigs[5], -1: sigs[6]},
		"short":     {0: sigs[0], 2: sigs[2], 3: sigs[3], 5: sigs[5], 6: sigs[6][:95]},
		"infinity":  {0: sigs[0], 2: sigs[2], 3: sigs[3], 5: sigs[5], 6: make([]byte, 96)},
		"off curve": {0: sigs[0], 2: sigs[2], 3: sigs[3], 5: sigs[5], 6: flip(sigs[6], 767)},
	} {
		if _, err := crypto.AggregateProof(set, m); err == nil {
			t.Errorf("%s: signatures were joined", name)
		}
	}
}

// g2 encodes a key as the contract has it.
func g2(p *bls12381.G2Affine) []byte {
	var out []byte
	for _, e := range []*fp.Element{&p.X.A0, &p.X.A1, &p.Y.A0, &p.Y.A1} {
		b := e.Bytes()
		out = append(out, b[:]...)
	}
	return out
}

func TestOperatorSetCheck(t *testing.T) {
	_, set := operators(4)
	outside := func() []byte {
		var f bls12381.E2
		f.A0.SetUint64(7)
		j := bls12381.GeneratePointNotInG2(f)
		var p bls12381.G2Affine
		p.FromJacobian(&j)
		return g2(&p)
	}()
	for name, c := range map[string]struct {
		keys      [][]byte
		threshold int
	}{
		"no keys":        {nil, 0},
		"too low":        {set.Keys, 2},
		"too high":       {set.Keys, 5},
		"two thirds":     {set.Keys[:3], 2},
		"unsorted":       {[][]byte{set.Keys[1], set.Keys[0], set.Keys[2]}, 3},
		"twice":          {[][]byte{set.Keys[0], set.Keys[0], set.Keys[1]}, 3},
		"short key":      {[][]byte{set.Keys[0][:191]}, 1},
		"infinity":       {[][]byte{make([]byte, 192)}, 1},
		"not the group":  {[][]byte{outside}, 1},
		"not canonical":  {[][]byte{bytes.Repeat([]byte{0xff}, 192)}, 1},
		"not the curve":  {[][]byte{flip(set.Keys[0], 8*192-1)}, 1},
		"too many":       {slices.Repeat(set.Keys, 65), 260},
		"ZCash's order":  {[][]byte{slices.Concat(set.Keys[0][48:96], set.Keys[0][:48], set.Keys[0][144:], set.Keys[0][96:144])}, 1},
		"negative":       {set.Keys, -1},
		"zero threshold": {set.Keys[:1], 0},
	} {
		if err := (crypto.OperatorSet{Keys: c.keys, Threshold: c.threshold}).Check(); err == nil {
			t.Errorf("%s: the set was accepted", name)
		}
	}
	for n := 1; n <= 4; n++ {
		if err := (crypto.OperatorSet{Keys: set.Keys[:n], Threshold: 2*n/3 + 1}).Check(); err != nil {
			t.Error(err)
		}
	}
	if set.Index(nil) != -1 || len(set.KeysBytes()) != 4*192 {
		t.Error("index or keys")
	}
}

func TestPossession(t *testing.T) {
	a, b := common.Address{1}, common.Address{2}
	agent := cryptotest.Key(3, 0)
	proof := agent.ProvePossession(1, a, b, 4)
	if err := crypto.VerifyAgentPossession(1, a, b, 4, agent.PublicKey(), proof); err != nil {
		t.Error(err)
	}
	leave := agent.SignDeregistration(1, a, 4)
	if err := crypto.VerifyAgentDeregistration(1, a, 4, agent.PublicKey(), leave); err != nil {
		t.Error(err)
	}
	operator := cryptotest.OperatorKey(3, 0)
	serve := operator.ProvePossession(1, a, b, 4)
	if err := crypto.VerifyOperatorPossession(1, a, b, 4, operator.PublicKey(), serve); err != nil {
		t.Error(err)
	}
	if len(proof) != 256 || len(leave) != 256 || len(serve) != 128 {
		t.Error("sizes")
	}
	for _, c := range []struct {
		chain        uint64
		first, other common.Address
		n            uint64
		public       int
	}{{2, a, b, 4, 0}, {1, b, b, 4, 0}, {1, a, a, 4, 0}, {1, a, b, 5, 0}, {1, a, b, 4, 1}} {
		if crypto.VerifyAgentPossession(c.chain, c.first, c.other, c.n, cryptotest.Key(3, uint64(c.public)).PublicKey(), proof) == nil {
			t.Errorf("an agent's possession holds for %+v", c)
		}
		if crypto.VerifyOperatorPossession(c.chain, c.first, c.other, c.n, cryptotest.OperatorKey(3, uint64(c.public)).PublicKey(), serve) == nil {
			t.Errorf("an operator's possession holds for %+v", c)
		}
		if c.other == b && crypto.VerifyAgentDeregistration(c.chain, c.first, c.n, cryptotest.Key(3, uint64(c.public)).PublicKey(), leave) == nil {
			t.Errorf("a deregistration holds for %+v", c)
		}
	}
	padded := slices.Clone(proof)
	padded[0] = 1
	if crypto.VerifyAgentPossession(1, a, b, 4, agent.PublicKey(), padded) == nil {
		t.Error("padding that is not zero was accepted")
	}
	// One suite's signature is not the other's.
	msg := crypto.AgentPossessionMessage(1, a, b, 4, agent.PublicKey())
	if crypto.VerifyAgentSignature(agent.PublicKey(), msg[:], agent.Sign(msg[:])) != nil {
		t.Error("a signature does not verify")
	}
	var sig bls12381.G2Affine
	if _, err := sig.SetBytes(agent.Sign(msg[:])); err != nil {
		t.Fatal(err)
	}
	var wrong []byte
	for _, e := range []*fp.Element{&sig.X.A0, &sig.X.A1, &sig.Y.A0, &sig.Y.A1} {
		x := e.Bytes()
		wrong = append(append(wrong, make([]byte, 16)...), x[:]...)
	}
	if crypto.VerifyAgentPossession(1, a, b, 4, agent.PublicKey(), wrong) == nil {
		t.Error("a signature passes as a proof of possession")
	}
}

// TestSecretsAreNotPrinted formats keys in every way that a log might.
func TestSecretsAreNotPrinted(t *testing.T) {
	agent, operator := cryptotest.Key(4, 0), cryptotest.OperatorKey(4, 0)
	_, agents := cryptotest.Round(cryptotest.Options{Agents: 1})
	sealed := agents[0].Sealed
	type nested struct {
		a any
		k crypto.AgentKey
		o *crypto.OperatorKey
		p crypto.OperatorKey
	}
	values := []any{agent, *agent, operator, *operator, sealed, &sealed, nested{agent, *agent, operator, *operator}, []any{agent, *operator, sealed}}
	for _, secret := range [][]byte{agent.SecretBytes(), operator.SecretBytes(), sealed.Blinding[:]} {
		words := fmt.Sprint(secret[4:12])
		words = words[1 : len(words)-1]
		for _, v := range values {
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%X", "%q", "%d"} {
				out := fmt.Sprintf(verb, v)
				if strings.Contains(strings.ToLower(out), hex.EncodeToString(secret[4:12])) || strings.Contains(out, words) {
					t.Errorf("%s of %T prints a secret", verb, v)
				}
			}
		}
		for _, v := range []any{agent, *agent, operator, *operator} {
			out, err := json.Marshal(v)
			if err != nil || strings.Contains(string(out), hex.EncodeToString(secret[4:12])) {
				t.Errorf("JSON of %T: %s, %v", v, out, err)
			}
		}
	}
}

func TestBadSecrets(t *testing.T) {
	order := fr.Modulus()
	for name, b := range map[string][]byte{
		"none": nil, "zero": make([]byte, 32), "short": make([]byte, 31), "long": make([]byte, 33),
		"the order": order.Bytes(), "all ones": bytes.Repeat([]byte{0xff}, 32),
	} {
		if _, err := crypto.AgentKeyFromBytes(b); err == nil {
			t.Errorf("%s: an agent's secret was accepted", name)
		}
		if _, err := crypto.OperatorKeyFromBytes(b); err == nil {
			t.Errorf("%s: an operator's secret was accepted", name)
		} else if len(b) > 0 && strings.Contains(err.Error(), hex.EncodeToString(b)) {
			t.Errorf("%s: the error holds the secret", name)
		}
	}
	if _, err := crypto.GenerateAgentKey(bytes.NewReader(nil)); err == nil {
		t.Error("a key without randomness")
	}
	if _, err := crypto.Commit(oracle.Context{}, 0, nil, bytes.NewReader(nil)); err == nil {
		t.Error("a commitment without randomness")
	}
	if _, err := crypto.Commit(oracle.Context{}, 0, nil, constant(0xff)); err == nil {
		t.Error("a source that repeats itself is not noticed")
	}
}

type constant byte

func (c constant) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = byte(c)
	}
	return len(b), nil
}

func TestWipe(t *testing.T) {
	agent, operator := cryptotest.Key(5, 0), cryptotest.OperatorKey(5, 0)
	agent.Wipe()
	operator.Wipe()
	if !bytes.Equal(agent.SecretBytes(), make([]byte, 32)) || !bytes.Equal(operator.SecretBytes(), make([]byte, 32)) {
		t.Error("a secret outlives Wipe")
	}
	for name, sign := range map[string]func(){
		"agent":      func() { agent.Sign(nil) },
		"possession": func() { agent.ProvePossession(1, common.Address{}, common.Address{}, 0) },
		"operator":   func() { operator.Sign(common.Hash{}) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: a wiped key signs", name)
				}
			}()
			sign()
		}()
	}
}

// TestMessageInsideAnObject signs bytes of an object that holds Go pointers,
// which cgo would refuse.
func TestMessageInsideAnObject(t *testing.T) {
	object := &struct {
		digest common.Hash
		secret [32]byte
		other  *int
	}{secret: [32]byte{31: 1}, other: new(int)}
	k, err := crypto.AgentKeyFromBytes(object.secret[:])
	if err != nil {
		t.Fatal(err)
	}
	if err := crypto.VerifyAgentSignature(k.PublicKey(), object.digest[:], k.Sign(object.digest[:])); err != nil {
		t.Error(err)
	}
	if err := crypto.VerifyAgentSignature(k.PublicKey(), nil, k.Sign(nil)); err != nil {
		t.Error("the empty message:", err)
	}
	if _, err := crypto.OperatorKeyFromBytes(object.secret[:]); err != nil {
		t.Error(err)
	}
}
