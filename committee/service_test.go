package committee_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"oracled/committee"
	"oracled/committee/peer"
	"oracled/crypto"
)

// TestStopEndsWhatWaits: a proposal that is held open is answered when the
// operator stops, and later ones at once.
func TestStopEndsWhatWaits(t *testing.T) {
	all := town(t, crypto.BLS, 4)
	o := outcome(1, 1, 42)
	all[0].solves(61, o)
	p := proposal(all[0].batch(t, o))
	p.Patience = 9000
	entered, answered := make(chan struct{}), make(chan committee.Answer, 1)
	enter := sync.OnceFunc(func() { close(entered) })
	all[1].lie(func(w http.ResponseWriter, r *http.Request) {
		enter()
		all[1].service.ServeHTTP(w, r)
	})
	go func() {
		a, _ := all[0].proposes(t, all[1], p)
		answered <- a
	}()
	<-entered
	all[1].service.Stop()
	if a := <-answered; a.Refusal == nil || a.Refusal.Code != committee.Stopping {
		t.Errorf("what waited was answered with %+v", a)
	}
	if a, err := all[0].proposes(t, all[1], p); err != nil || a.Refusal == nil || a.Refusal.Code != committee.Stopping {
		t.Errorf("after the stop: %+v, %v", a.Refusal, err)
	}
}

// TestNoSignatureBeforeTheOthersWereHeard: after a start an operator signs
// nothing, for others and as a leader, until so many have told it what they have
// seen that a quorum could be made.
func TestNoSignatureBeforeTheOthersWereHeard(t *testing.T) {
	eachKind(t, testNoSignatureBeforeTheOthersWereHeard)
}

func testNoSignatureBeforeTheOthersWereHeard(t *testing.T, kind crypto.Kind) {
	all := town(t, kind, 4)
	o := outcome(1, 1, 42)
	everybodySolves(all, o)
	fresh := all[1]
	old := fresh.service
	fresh.mu.Lock()
	fresh.service = &committee.Service{Version: "test", Key: fresh.key, Ledger: fresh.ledger, Peers: old.Peers, Met: old.Met}
	fresh.mu.Unlock()
	fresh.service.Enroll(fresh.member)
	expect := func(code committee.Code) {
		t.Helper()
		a, err := all[0].proposes(t, fresh, proposal(all[0].batch(t, o)))
		switch {
		case err != nil:
			t.Fatal(err)
		case code == "" && a.Refusal != nil || code != "" && (a.Refusal == nil || a.Refusal.Code != code):
			t.Errorf("answered %v, want %q", a.Refusal, code)
		}
	}
	expect(committee.NotGreeted)
	if _, err := fresh.member.Attest(t.Context(), fresh.batch(t, o)); err == nil || !strings.Contains(err.Error(), string(committee.NotGreeted)) {
		t.Errorf("as a leader: %v", err)
	}
	all[2].stop()
	all[3].stop()
	if err := fresh.service.Greet(t.Context()); err != nil {
		t.Fatal(err)
	}
	expect(committee.NotGreeted) // one other is too few
	all[2].restart(t)
	if err := fresh.service.Greet(t.Context()); err != nil {
		t.Fatal(err)
	}
	expect("")
}

// TestBadRequestsAreCounted: each has its code, and no Member hears of it.
func TestBadRequestsAreCounted(t *testing.T) {
	all := town(t, crypto.BLS, 4)
	var mu sync.Mutex
	var codes []committee.Code
	all[1].service.Refused = func(from common.Address, r *committee.Refusal) {
		mu.Lock()
		defer mu.Unlock()
		if from == all[0].key.ID() {
			codes = append(codes, r.Code)
		}
	}
	c := peer.NewClient(peer.NewIdentity(all[0].key), all[1].address, func([]byte) bool { return true })
	defer c.Close()
	post := func(in any, status int) {
		t.Helper()
		var a committee.Answer
		if err := c.Post(t.Context(), committee.PathProposals, in, &a); statusOf(err) != status {
			t.Errorf("answered %+v, %v; want status %d", a, err, status)
		}
	}
	post(map[string]any{"payload": 5}, http.StatusBadRequest)
	post(map[string]any{"unknown": 5}, http.StatusBadRequest)
	post(map[string]any{"payload": "0x" + strings.Repeat("00", peer.MaxBody)}, http.StatusRequestEntityTooLarge)
	elsewhere := committee.Proposal{ChainID: 1, SetID: setID, Payload: []byte{1}}
	var a committee.Answer
	if err := c.Post(t.Context(), committee.PathProposals, elsewhere, &a); err != nil || a.Refusal == nil {
		t.Errorf("a chain that is not followed: %+v, %v", a, err)
	}
	all[1].service.Stop()
	if err := c.Post(t.Context(), committee.PathProposals, elsewhere, &a); err != nil || a.Refusal == nil {
		t.Errorf("after the stop: %+v, %v", a, err)
	}
	mu.Lock()
	defer mu.Unlock()
	if want := []committee.Code{committee.Malformed, committee.Malformed, committee.TooLarge, committee.UnknownChain, committee.Stopping}; !slices.Equal(codes, want) {
		t.Errorf("counted %v, want %v", codes, want)
	}
	all[1].watch.mu.Lock()
	defer all[1].watch.mu.Unlock()
	if len(all[1].watch.refusals)+all[1].watch.signed > 0 {
		t.Error("a member has judged one of them")
	}
}

// failing is a ledger that cannot remember what peers have shown.
type failing struct{ *memory }

func (failing) Forgotten(context.Context, uint64) error { return errors.New("the disk is gone") }

// TestAGreetingThatCannotBeKeptIsNone: who cannot remember that it has forgotten
// something does not sign.
func TestAGreetingThatCannotBeKeptIsNone(t *testing.T) {
	all := town(t, crypto.BLS, 4)
	o := outcome(1, 1, 42)
	all[0].solves(61, o)
	all[1].solves(61, o)
	s := &committee.Service{Version: "test", Key: all[1].key, Ledger: failing{all[1].ledger}, Peers: all[1].service.Peers, Met: all[1].service.Met}
	s.Enroll(all[1].member)
	if err := s.Greet(t.Context()); err == nil {
		t.Error("the ledger's failure is not told")
	}
	if _, err := all[1].member.Attest(t.Context(), all[1].batch(t, o)); err == nil || !strings.Contains(err.Error(), string(committee.NotGreeted)) {
		t.Errorf("it signs: %v", err)
	}
}
