package committee_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"oracled/committee"
	"oracled/committee/peer"
	"oracled/crypto"
	"oracled/oracle"
	"oracled/scope"
)

func (m *memory) SignList(_ context.Context, scope common.Hash, round uint64, list oracle.Took) (uint64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	k := fmt.Sprint(scope, round)
	switch was := m.lists[k]; {
	case m.err != nil:
		return 0, m.err
	case m.forgotten > m.sequence:
		return 0, oracle.ErrRestored
	case was != 0 && was != list:
		return 0, oracle.ErrEquivocation
	}
	m.lists[k] = list
	m.sequence++
	return m.sequence, nil
}

func (m *memory) SignedList(_ context.Context, scope common.Hash, round uint64) (oracle.Took, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.lists[fmt.Sprint(scope, round)], nil
}

// union is a scope of three chains, the first of which the town's operators
// serve; the set that signs lists is its.
var union = &oracle.Scope{ID: common.Hash{0x5c}, Grace: 30, Members: []oracle.Member{
	{Hub: hub, Weight: 1}, {Hub: oracle.Hub{ChainID: 2, Address: common.Address{2}}, Weight: 1}, {Hub: oracle.Hub{ChainID: 3, Address: common.Address{3}}, Weight: 1},
}}

// lister is an operator with its part in the agreement on lists.
type lister struct {
	*operator
	*committee.Lists
	mu     sync.Mutex
	view   scope.View
	agreed map[uint64]oracle.Took
	judged map[committee.Code]int
	failed []string
}

func (l *lister) View(id common.Hash, round uint64) (*oracle.Scope, scope.View, uint64, oracle.Took, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if id != union.ID {
		return nil, scope.View{}, 0, 0, false
	}
	return union, l.view, 60, l.agreed[round], l.view.Parts != 0
}

func (l *lister) sees(v scope.View) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.view = v
}

func (l *lister) JudgedList(_ *oracle.Scope, _ uint64, _ oracle.Took, _ common.Address, r *committee.Refusal) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if r != nil {
		l.judged[r.Code]++
	}
}

func (l *lister) ProposedList(_ *oracle.Scope, _ uint64, _ oracle.Took, _ int, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err != nil {
		l.failed = append(l.failed, err.Error())
	}
}

// join begins an operator's part anew, as after a restart: only its ledger stays.
func (l *lister) join() {
	l.Lists = &committee.Lists{
		Keys: []*crypto.OperatorKey{l.key}, Views: l, Ledger: l.ledger, Peers: l.service.Peers, Turn: 300 * time.Millisecond, Watch: l,
		Learned: func(_ common.Hash, round uint64, list oracle.Took) {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.agreed[round] = list
		},
	}
	l.agreed = map[uint64]oracle.Took{}
	l.service.EnrollLists(l.Lists)
}

func listers(t *testing.T, kind crypto.Kind, n int, views ...scope.View) []*lister {
	t.Helper()
	var all []*lister
	for i, o := range town(t, kind, n) {
		l := &lister{operator: o, judged: map[committee.Code]int{}}
		if len(views) > 0 {
			l.view = views[i%len(views)]
		}
		l.join()
		all = append(all, l)
	}
	return all
}

// agree has operators agree at once and returns what each came to, 0: nothing.
func agree(t *testing.T, within time.Duration, round uint64, operators ...*lister) []oracle.Took {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), within)
	defer cancel()
	out := make([]oracle.Took, len(operators))
	var wg sync.WaitGroup
	for i, l := range operators {
		wg.Go(func() { out[i], _ = l.Agree(ctx, union, round) })
	}
	wg.Wait()
	return out
}

var (
	whole = scope.View{Parts: 0b111, Full: true}
	early = scope.View{Parts: 0b011}
	late  = scope.View{Parts: 0b011, Late: true, Frozen: 0b011}
	after = scope.View{Parts: 0b111, Full: true, Late: true, Frozen: 0b011} // the third came when the grace was over
)

// TestOperatorsAgree on one list, whatever they have seen, as long as enough
// would sign it.
func TestOperatorsAgree(t *testing.T) {
	for name, c := range map[string]struct {
		views []scope.View
		want  []oracle.Took // any of them
	}{
		"whole":                  {[]scope.View{whole}, []oracle.Took{0b111}},
		"late":                   {[]scope.View{late}, []oracle.Took{0b011}},
		"one sees nothing yet":   {[]scope.View{early, whole, whole, whole}, []oracle.Took{0b111}},
		"one knows no round":     {[]scope.View{{}, late, late, late}, []oracle.Took{0b011}},
		"one saw it in time":     {[]scope.View{whole, late, late, late}, []oracle.Took{0b011}},
		"one saw it too late":    {[]scope.View{after, late, late, late}, []oracle.Took{0b011}},
		"two saw it in time":     {[]scope.View{whole, whole, after, after}, []oracle.Took{0b111}},
		"two saw it after that":  {[]scope.View{late, late, after, after}, []oracle.Took{0b011}},
		"nobody sees the others": {[]scope.View{{Parts: 1, Late: true, Frozen: 1}}, []oracle.Took{1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all := listers(t, crypto.BLS, 4, c.views...)
			able := all
			if c.views[0].Choice() == 0 {
				able = all[1:]
			}
			got := agree(t, 20*time.Second, 1, able...)
			for _, list := range got {
				if list != got[0] || list != c.want[0] {
					t.Errorf("%b, want %b; %v", got, c.want[0], all[1].failed)
				}
			}
		})
	}
}

// TestNoTwoLists: operators whose views change at random, that are restarted, and
// a third of which propose whatever they like, never come to two lists for one
// round.
func TestNoTwoLists(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	all := listers(t, crypto.BLS, 4)
	agreed := 0
	for round := uint64(1); round <= 8; round++ {
		for _, l := range all {
			l.sees([]scope.View{whole, early, late, after}[r.IntN(4)])
		}
		// The liar asks each to sign another list.
		liar := all[0]
		for i, to := range all[1:] {
			list := []oracle.Took{0b001, 0b011, 0b111}[(i+r.IntN(3))%3]
			_, _ = liar.asks(t, to, committee.ListRequest{Scope: union.ID, Round: round, List: list})
		}
		got := agree(t, 600*time.Millisecond, round, all[1:]...)
		all[1+r.IntN(3)].join()
		for _, l := range all {
			l.sees(after)
		}
		got = append(got, agree(t, 600*time.Millisecond, round, all[1:]...)...)
		first := oracle.Took(0)
		for _, list := range got {
			if first == 0 {
				first = list
			}
			if list != 0 && list != first {
				t.Fatalf("round %d: %b and %b", round, first, list)
			}
		}
		if first != 0 {
			agreed++
		}
	}
	if agreed == 0 {
		t.Error("no round came to a list")
	}
	t.Logf("%d of 8 rounds came to a list", agreed)
}

// asks sends a request as one operator to another.
func (l *lister) asks(t *testing.T, to *lister, q committee.ListRequest) (committee.ListAnswer, error) {
	t.Helper()
	c := peer.NewClient(peer.NewIdentity(l.key), to.address, func([]byte) bool { return true })
	defer c.Close()
	var a committee.ListAnswer
	err := c.Post(t.Context(), committee.PathScopes, q, &a)
	return a, err
}

// TestRefusedLists: every reason, over the wire, and none binds the operator.
func TestRefusedLists(t *testing.T) { eachKind(t, testRefusedLists) }

func testRefusedLists(t *testing.T, kind crypto.Kind) {
	all := listers(t, kind, 4)
	judge, leader := all[0], all[1]
	ask := func(name string, q committee.ListRequest, want committee.Code) {
		t.Helper()
		a, err := leader.asks(t, judge, q)
		if err != nil {
			t.Fatal(err)
		}
		got := committee.Code("")
		if a.Refusal != nil {
			got = a.Refusal.Code
		}
		if got != want || (want == "") != (len(a.Shares) == 1) {
			t.Errorf("%s: %v with %d shares, want %q", name, a.Refusal, len(a.Shares), want)
		}
	}
	q := func(round uint64, list oracle.Took) committee.ListRequest {
		return committee.ListRequest{Scope: union.ID, Round: round, List: list}
	}
	ask("another scope", committee.ListRequest{Scope: common.Hash{1}, Round: 1, List: 1}, committee.UnknownScope)
	ask("an unknown round", q(1, 0b11), committee.NotSolved)
	judge.sees(early)
	ask("before the grace is over", q(1, 0b11), committee.NotSolved)
	ask("a chain that has not closed", q(1, 0b111), committee.NotSolved)
	judge.sees(whole)
	ask("without a chain that was in time", q(1, 0b011), committee.WrongList)
	ask("more chains than there are", q(1, 0b1111), committee.Malformed)
	judge.ledger.err = fmt.Errorf("no space left")
	ask("a full disk", q(1, 0b111), committee.StoreUnavailable)
	judge.ledger.err = nil
	judge.ledger.forgotten = 99
	ask("an old store", q(1, 0b111), committee.RestoredStore)
	judge.ledger.forgotten = 0
	ask("what it has seen", q(1, 0b111), "")
	ask("the same again", q(1, 0b111), "")
	judge.sees(after)
	ask("another list", q(1, 0b011), committee.Equivocation)
	judge.join()
	ask("another list after a restart", q(1, 0b011), committee.Equivocation)
	ask("the same after a restart", q(1, 0b111), "")
	bad := q(2, 0b11)
	bad.Proof = make([]byte, 128)
	ask("a proof that is none", bad, committee.Malformed)
	judge.chain.mu.Lock()
	judge.chain.set.Keys = [][]byte{judge.key.PublicKey()}
	judge.chain.set.Threshold = 1
	judge.chain.mu.Unlock()
	ask("of one who is in no set any more", q(3, 0b011), committee.NotAMember)
}

// TestDeadAndLyingLeaders: with one of four dead or lying, the others agree; with
// two dead they do not, and say whom they miss.
func TestDeadAndLyingLeaders(t *testing.T) {
	for name, fault := range map[string]http.HandlerFunc{
		"dead": nil,
		"says nothing true": func(w http.ResponseWriter, r *http.Request) {
			var q committee.ListRequest
			_ = json.NewDecoder(r.Body).Decode(&q)
			a := committee.ListAnswer{View: late, Signed: 0b001, Agreed: 0b001, Proof: make([]byte, 128)}
			if q.List != 0 {
				a.Shares = []committee.Share{{Key: make([]byte, 192), Signature: make([]byte, 96)}}
			}
			_ = json.NewEncoder(w).Encode(a)
		},
		"another's share": func(w http.ResponseWriter, _ *http.Request) {
			_ = json.NewEncoder(w).Encode(committee.ListAnswer{View: whole, Shares: []committee.Share{{}, {}, {}}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all := listers(t, crypto.BLS, 4, whole)
			break1 := func(l *lister) {
				if fault == nil {
					l.stop()
				} else {
					l.lie(fault)
				}
			}
			break1(all[2])
			got := agree(t, 20*time.Second, 1, all[0], all[1], all[3])
			for _, list := range got {
				if list != 0b111 {
					t.Errorf("%b", got)
				}
			}
			all[3].stop()
			got = agree(t, 1500*time.Millisecond, 2, all[0], all[1])
			if got[0] != 0 || got[1] != 0 {
				t.Errorf("two of four came to %b", got)
			}
			all[0].mu.Lock()
			defer all[0].mu.Unlock()
			if said := strings.Join(all[0].failed, "\n"); !strings.Contains(said, all[3].key.ID().Hex()) {
				t.Errorf("%q does not name %s", said, all[3].key.ID())
			}
		})
	}
}

// TestLateComerLearns the list from the others' certificate, though it would not
// have signed it and though the leader is gone.
func TestLateComerLearns(t *testing.T) { eachKind(t, testLateComerLearns) }

func testLateComerLearns(t *testing.T, kind crypto.Kind) {
	all := listers(t, kind, 4, late)
	if got := agree(t, 20*time.Second, 1, all[:3]...); got[0] != 0b011 {
		t.Fatalf("%b", got)
	}
	all[0].stop()
	all[3].join() // forgets what it was told
	all[3].sees(whole)
	if got := agree(t, 20*time.Second, 1, all[3]); got[0] != 0b011 {
		t.Errorf("%b, %q", got, all[3].failed)
	}
}

// TestLocalLists: a process alone stays with what it has signed.
func TestLocalLists(t *testing.T) {
	l := &lister{operator: &operator{ledger: newMemory()}, view: late}
	local := &committee.LocalLists{Views: l, Ledger: l.ledger, Report: func(error) {}}
	for _, v := range []scope.View{late, whole} {
		l.sees(v)
		if got, err := local.Agree(t.Context(), union, 1); err != nil || got != 0b011 {
			t.Errorf("%b, %v", got, err)
		}
	}
	l.sees(early)
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if got, err := local.Agree(ctx, union, 2); err == nil {
		t.Errorf("%b before the grace is over", got)
	}
}
