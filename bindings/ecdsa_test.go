package bindings_test

import (
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	ethcrypto "github.com/ethereum/go-ethereum/crypto"

	"oracled/bindings"
	"oracled/crypto"
)

// EcdsaQuorum and crypto.VerifyProof take the same proofs: what AggregateProof
// makes, whoever signs, and 4,000 of these with something changed.
func TestEcdsaQuorumVerifiesAsGoDoes(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	good, bad := 0, 0
	for _, n := range []int{1, 4, 16, 40} {
		e, q := newEVM(t), bindings.NewEcdsaQuorum()
		o := newOperators(t, crypto.ECDSA, n, 3)
		quorum := e.deploy(bindings.EcdsaQuorumMetaData.Bin, q.PackConstructor(o.set.ID()))
		e.mustCall(quorum, q.PackInitialise(o.set.KeysBytes(), big.NewInt(int64(o.set.Threshold)), payee, o.possessions(quorum, 1)))
		for range 1000 {
			digest := common.BigToHash(new(big.Int).SetUint64(random.Uint64()))
			signers := random.Perm(n)[:o.set.Threshold+random.IntN(n-o.set.Threshold+1)]
			proof := o.prove(t, digest, signers...)
			changed := tamper(random, o, digest, proof)
			_, callErr := e.call(quorum, q.PackVerify(digest, 1, changed))
			err := crypto.VerifyProof(o.set, digest, changed)
			if (callErr == nil) != (err == nil) {
				t.Fatalf("%d operators, proof %x: the contract says %v, Go says %v", n, changed, callErr, err)
			}
			if err == nil {
				good++
			} else {
				bad++
			}
		}
	}
	if good < 500 || bad < 500 {
		t.Errorf("%d proofs were good and %d bad", good, bad)
	}
}

// tamper changes a proof, or leaves it as it is.
func tamper(random *rand.Rand, o operators, digest common.Hash, proof []byte) []byte {
	out := slices.Clone(proof)
	signatures := (len(out) - 32) / 64
	at := 32 + 64*random.IntN(signatures)
	switch random.IntN(12) {
	case 0: // a bit of a signature
		out[at+random.IntN(64)] ^= 1 << random.IntN(8)
	case 1: // a bit of the bitmap, of a key or beyond
		i := random.IntN(len(o.keys) + 3)
		out[31-i/8] ^= 1 << (i % 8)
	case 2: // shorter
		out = out[:random.IntN(len(out))]
	case 3: // longer
		out = append(out, make([]byte, 1+random.IntN(70))...)
	case 4: // two signatures in the other order
		other := 32 + 64*random.IntN(signatures)
		one := slices.Clone(out[at : at+64])
		copy(out[at:], out[other:other+64])
		copy(out[other:], one)
	case 5: // of another digest
		copy(out[at:], o.keys[random.IntN(len(o.keys))].Sign(common.Hash{1}))
	case 6: // the higher s, which has no room in the compact form
		n := ethcrypto.S256().Params().N
		s := new(big.Int).SetBytes(append([]byte{out[at+32] & 0x7f}, out[at+33:at+64]...))
		s.Sub(n, s).FillBytes(out[at+32 : at+64])
	case 7: // r or s out of range
		copy(out[at+32*random.IntN(2):], slices.Repeat([]byte{byte(random.IntN(2) * 255)}, 32))
	case 8: // more signers than must, each with its signature
		all := make([]byte, 32, 32+64*len(o.keys))
		for i, k := range o.keys {
			all[31-i/8] |= 1 << (i % 8)
			all = append(all, k.Sign(digest)...)
		}
		out = all
	}
	return out
}
