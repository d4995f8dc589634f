package testnet

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"oracled/committee"
	"oracled/crypto"
	"oracled/oracle"
	"oracled/wire"
)

// record keeps every signature of an outcome that ever left an operator, as the
// liars among the others saw it.
type record struct {
	mu     sync.Mutex
	signed map[signedBy]map[string]oracle.PostedOutcome // by the outcome's words
	counts map[common.Address]committee.Count           // the highest of each operator
}

type signedBy struct {
	operator common.Address
	task     uint32
	round    uint32
}

func newRecord() *record {
	return &record{signed: map[signedBy]map[string]oracle.PostedOutcome{}, counts: map[common.Address]committee.Count{}}
}

// answered keeps what an operator has signed in answer to a proposal, if it has.
func (r *record) answered(p committee.Proposal, a committee.Answer) {
	if a.Count != nil && len(a.Shares) > 0 {
		if id, err := crypto.OperatorID(a.Shares[0].Key); err == nil {
			r.counted(id, a.Shares[0].Key, *a.Count)
		}
	}
	digest := wire.Digest(oracle.Hub{ChainID: p.ChainID, Address: p.Hub}, p.SetID, p.Payload)
	_, _, outcomes, err := wire.Unpack(p.Payload)
	if err != nil {
		return
	}
	for _, s := range a.Shares {
		id, err := crypto.OperatorID(s.Key)
		if err != nil || crypto.VerifyOperatorSignature(s.Key, digest, s.Signature) != nil {
			continue
		}
		r.mu.Lock()
		for _, o := range outcomes {
			k := signedBy{id, o.Index, o.Round}
			if r.signed[k] == nil {
				r.signed[k] = map[string]oracle.PostedOutcome{}
			}
			r.signed[k][words(o)] = o
		}
		r.mu.Unlock()
	}
}

// counted keeps the highest count of an operator, as an honest peer does.
func (r *record) counted(id common.Address, key []byte, c committee.Count) {
	if crypto.VerifyOperatorSignature(key, crypto.SequenceMessage(id, c.Sequence), c.Signature) != nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if c.Sequence > r.counts[id].Sequence {
		r.counts[id] = c
	}
}

// seen returns the highest count of an operator, nil before the first.
func (r *record) seen(id common.Address) *committee.Count {
	r.mu.Lock()
	defer r.mu.Unlock()
	c, ok := r.counts[id]
	if !ok {
		return nil
	}
	return &c
}

// outcomes returns what an operator has signed for a task's first round.
func (r *record) outcomes(id common.Address, task uint32) (out []oracle.PostedOutcome) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, o := range r.signed[signedBy{id, task, 1}] {
		out = append(out, o)
	}
	return out
}

// twice lists the rounds for which an operator has signed two outcomes.
func (r *record) twice() (out []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for k, outcomes := range r.signed {
		if len(outcomes) > 1 {
			var shown []string
			for _, o := range outcomes {
				shown = append(shown, fmt.Sprintf("%s of %d", show(o), o.Participants))
			}
			slices.Sort(shown)
			out = append(out, fmt.Sprintf("operator %s signed %d outcomes of task %d round %d: %q", k.operator, len(outcomes), k.task, k.round, shown))
		}
	}
	slices.Sort(out)
	return out
}

// check fails the test for every outcome that was signed and is not the one on
// the chain.
func (r *record) check(t *testing.T, v *town) {
	t.Helper()
	for _, s := range r.twice() {
		t.Error(s)
	}
	onChain := map[[2]uint32]string{}
	for e := range events(t, v.chain) {
		if p, ok := e.(oracle.BatchPosted); ok {
			for _, o := range p.Accepted {
				onChain[[2]uint32{o.Index, o.Round}] = words(o)
			}
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for k, outcomes := range r.signed {
		for w := range outcomes {
			if w != onChain[[2]uint32{k.task, k.round}] {
				t.Errorf("operator %s signed another outcome of task %d round %d than was posted", k.operator, k.task, k.round)
			}
		}
	}
}

// words returns an outcome in the packed form, in which two are compared.
func words(o oracle.PostedOutcome) string {
	p, err := wire.Pack(0, oracle.Anchor{}, []oracle.PostedOutcome{o})
	if err != nil {
		panic(err) // whoever unpacked it can pack it
	}
	return string(p)
}
