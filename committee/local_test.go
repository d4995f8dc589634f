package committee_test

import (
	"context"
	"errors"
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"oracled/committee"
	"oracled/crypto"
	"oracled/crypto/cryptotest"
	"oracled/oracle"
)

// sets is a contract with one operator set.
type sets struct {
	set   crypto.OperatorSet
	epoch uint32
	err   error
}

func (s sets) OperatorSet(context.Context) (crypto.OperatorSet, uint32, error) {
	return s.set, s.epoch, s.err
}

// ledger remembers in memory.
type ledger struct {
	err      error
	hub      oracle.Hub
	outcomes []oracle.PostedOutcome
}

func (l *ledger) Remember(_ context.Context, hub oracle.Hub, outcomes []oracle.PostedOutcome) error {
	l.hub, l.outcomes = hub, outcomes
	return l.err
}

// four returns four operators' keys of a kind and their set of threshold 3, epoch 2.
func four(t testing.TB, kind crypto.Kind) ([]*crypto.OperatorKey, sets) {
	t.Helper()
	keys, set := cryptotest.Operators(kind, 1, 4)
	if err := set.Check(); err != nil {
		t.Fatal(err)
	}
	return keys, sets{set: set, epoch: 2}
}

// stranger returns a key of a kind that is in no set.
func stranger(kind crypto.Kind) *crypto.OperatorKey {
	keys, _ := cryptotest.Operators(kind, 2, 1)
	return keys[0]
}

var batch = oracle.Batch{
	Hub: oracle.Hub{ChainID: 5, Address: common.HexToAddress("0xa1")}, Epoch: 2, Digest: common.HexToHash("0xd16e57"),
	Outcomes: []oracle.PostedOutcome{{Index: 1, Round: 4, Values: []*big.Int{big.NewInt(3)}}},
}

func TestAttest(t *testing.T) { eachKind(t, testAttest) }

func testAttest(t *testing.T, kind crypto.Kind) {
	keys, s := four(t, kind)
	stranger := stranger(kind)
	all := 4
	if kind == crypto.ECDSA {
		all = 3 // each more would cost the chain another signature
	}
	for name, c := range map[string]struct {
		keys    []*crypto.OperatorKey
		signers int // 0: refused
	}{
		"all":                       {keys, all},
		"just enough":               {keys[1:], 3},
		"too few":                   {keys[:2], 0},
		"none":                      {nil, 0},
		"a stranger beside enough":  {append([]*crypto.OperatorKey{stranger}, keys[:3]...), 3},
		"a stranger counts nothing": {append([]*crypto.OperatorKey{stranger}, keys[:2]...), 0},
		"one twice counts once":     {[]*crypto.OperatorKey{keys[0], keys[1], keys[1]}, 0},
	} {
		l := &ledger{}
		proof, err := committee.NewLocal(c.keys, s, l).Attest(t.Context(), batch)
		if c.signers == 0 {
			if err == nil || proof != nil {
				t.Errorf("%s: %x, %v", name, proof, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if err := crypto.VerifyProof(s.set, batch.Digest, proof); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := crypto.VerifyProof(s.set, common.HexToHash("0x1"), proof); err == nil {
			t.Errorf("%s: the proof is good for another batch", name)
		}
		if signers, err := crypto.Signers(proof); err != nil || len(signers) != c.signers {
			t.Errorf("%s: signed by %v, %v", name, signers, err)
		}
		if l.hub != batch.Hub || len(l.outcomes) != 1 || l.outcomes[0].Round != 4 {
			t.Errorf("%s: the ledger heard of %+v", name, l)
		}
	}
}

func TestAttestRefuses(t *testing.T) {
	keys, s := four(t, crypto.BLS)
	l := &ledger{}
	later := s
	later.epoch = 3
	if proof, err := committee.NewLocal(keys, later, l).Attest(t.Context(), batch); err == nil || proof != nil {
		t.Errorf("another epoch's: %x, %v", proof, err)
	}
	if l.outcomes != nil {
		t.Error("a batch of another epoch is in the ledger")
	}
	down := errors.New("down")
	if _, err := committee.NewLocal(keys, sets{err: down}, l).Attest(t.Context(), batch); !errors.Is(err, down) {
		t.Errorf("%v", err)
	}
	l.err = oracle.ErrEquivocation
	if proof, err := committee.NewLocal(keys, s, l).Attest(t.Context(), batch); !errors.Is(err, oracle.ErrEquivocation) || proof != nil {
		t.Errorf("equivocation: %x, %v", proof, err)
	}
}

// The ledger is asked before a key is touched: wiped keys panic when
// they are used, and here nothing panics.
func TestLedgerBeforeSignature(t *testing.T) { eachKind(t, testLedgerBeforeSignature) }

func testLedgerBeforeSignature(t *testing.T, kind crypto.Kind) {
	keys, s := four(t, kind)
	for _, k := range keys {
		k.Wipe()
	}
	l := &ledger{err: oracle.ErrEquivocation}
	if _, err := committee.NewLocal(keys, s, l).Attest(t.Context(), batch); !errors.Is(err, oracle.ErrEquivocation) {
		t.Errorf("%v", err)
	}
}
