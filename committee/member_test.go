package committee_test

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"oracled/committee"
	"oracled/committee/peer"
	"oracled/crypto"
	"oracled/oracle"
)

func TestAQuorumSignsWhatItFound(t *testing.T) { eachKind(t, testAQuorumSignsWhatItFound) }

func testAQuorumSignsWhatItFound(t *testing.T, kind crypto.Kind) {
	for _, n := range []int{4, 7, 31} {
		all := town(t, kind, n)
		o := outcome(1, 1, 42)
		everybodySolves(all, o)
		all[0].member.Turn = time.Minute // this is not about speed
		b := all[0].batch(t, o)
		proof, err := all[0].member.Attest(t.Context(), b)
		if err != nil {
			t.Fatalf("%d operators: %v", n, err)
		}
		if err := crypto.VerifyProof(all[0].chain.set, b.Digest, proof); err != nil {
			t.Fatal(err)
		}
	}
}

// TestEveryDeadOrLyingThird: with f of n = 3f+1 dead or lying a quorum is found,
// with f+1 it is not, and the error says of whom.
func TestEveryDeadOrLyingThird(t *testing.T) { eachKind(t, testEveryDeadOrLyingThird) }

func testEveryDeadOrLyingThird(t *testing.T, kind crypto.Kind) {
	o, lie := outcome(1, 1, 42), outcome(1, 1, 43)
	for _, n := range []int{4, 7} {
		f := (n - 1) / 3
		for _, faulty := range []int{f, f + 1} {
			for name, fault := range map[string]func(*operator){
				"dead":       func(x *operator) { x.stop() },
				"lying":      func(x *operator) { x.solves(61, lie) },
				"on a fork":  func(x *operator) { x.chain.fork = 1; x.solves(61, o) },
				"full disk":  func(x *operator) { x.ledger.err = errors.New("no space left"); x.solves(61, o) },
				"behind":     func(x *operator) { x.solves(58, o) },
				"not solved": func(x *operator) { x.solves(61) },
				"not serving": func(x *operator) {
					x.member.Desk.Decline(task(1), errors.New("too small a bounty"))
					x.solves(61)
				},
			} {
				all := town(t, kind, n)
				for i, x := range all {
					if i >= n-faulty {
						fault(x)
					} else {
						x.solves(61, o)
					}
				}
				all[0].member.Turn = time.Second
				b := all[0].batch(t, o)
				proof, err := all[0].member.Attest(t.Context(), b)
				switch {
				case faulty <= f && err != nil:
					t.Errorf("%d of %d %s: %v", faulty, n, name, err)
				case faulty <= f:
					if err := crypto.VerifyProof(all[0].chain.set, b.Digest, proof); err != nil {
						t.Errorf("%d of %d %s: %v", faulty, n, name, err)
					}
				case err == nil:
					t.Errorf("%d of %d %s: a proof was made", faulty, n, name)
				default:
					for _, x := range all[n-faulty:] {
						if !strings.Contains(err.Error(), x.key.ID().Hex()) {
							t.Errorf("%d of %d %s: %q does not name %s", faulty, n, name, err, x.key.ID())
						}
					}
				}
			}
		}
	}
}

// TestRefusals: every code, over the wire.
func TestRefusals(t *testing.T) { eachKind(t, testRefusals) }

func testRefusals(t *testing.T, kind crypto.Kind) {
	all := town(t, kind, 4)
	judge, leader := all[0], all[1]
	judge.solves(130, outcome(1, 1, 42), outcome(1, 2, 50), outcome(2, 1, 7))
	judge.member.Desk.Decline(task(9), errors.New("policy.minBounty"))
	good := judge.batch(t, outcome(1, 1, 42))
	other := func(change func(*committee.Proposal)) committee.Proposal {
		p := proposal(good)
		change(&p)
		return p
	}
	anchor := func(change func(*oracle.Anchor)) committee.Proposal {
		a := good.Anchor
		change(&a)
		return proposal(pack(t, 1, a, good.Outcomes))
	}
	wrong := func(change func(*oracle.PostedOutcome)) committee.Proposal {
		o := outcome(1, 1, 42).Posted()
		o.Values = slices.Clone(o.Values)
		change(&o)
		return proposal(pack(t, 1, good.Anchor, []oracle.PostedOutcome{o}))
	}
	for _, c := range []struct {
		name string
		code committee.Code
		p    committee.Proposal
	}{
		{"another chain", committee.UnknownChain, other(func(p *committee.Proposal) { p.ChainID++ })},
		{"another hub", committee.UnknownChain, other(func(p *committee.Proposal) { p.Hub[0]++ })},
		{"another set", committee.WrongSet, other(func(p *committee.Proposal) { p.SetID[0]++ })},
		{"garbage", committee.Malformed, other(func(p *committee.Proposal) { p.Payload = []byte("garbage") })},
		{"no payload", committee.Malformed, other(func(p *committee.Proposal) { p.Payload = nil })},
		{"a trailing byte", committee.Malformed, other(func(p *committee.Proposal) { p.Payload = append(slices.Clone(p.Payload), 0) })},
		{"a past epoch", committee.WrongEpoch, proposal(pack(t, 0, good.Anchor, good.Outcomes))},
		{"a coming epoch", committee.WrongEpoch, proposal(pack(t, 2, good.Anchor, good.Outcomes))},
		{"a later anchor", committee.AnchorMismatch, anchor(func(a *oracle.Anchor) { a.Number++ })},
		{"an earlier anchor", committee.AnchorMismatch, anchor(func(a *oracle.Anchor) { a.Number-- })},
		{"another hash", committee.AnchorMismatch, anchor(func(a *oracle.Anchor) { a.Hash[5]++ })},
		{"an anchor to come", committee.Behind, anchor(func(a *oracle.Anchor) { a.Number = 133 })},
		{"another value", committee.WrongOutcome, wrong(func(o *oracle.PostedOutcome) { o.Values[0] = big.NewInt(43) })},
		{"another sign", committee.WrongOutcome, wrong(func(o *oracle.PostedOutcome) { o.Values[0] = big.NewInt(-42) })},
		{"one more value", committee.WrongOutcome, wrong(func(o *oracle.PostedOutcome) { o.Values = append(o.Values, big.NewInt(1)) })},
		{"more participants", committee.WrongOutcome, wrong(func(o *oracle.PostedOutcome) { o.Participants++ })},
		{"insufficient", committee.WrongOutcome, wrong(func(o *oracle.PostedOutcome) { o.Insufficient, o.Values = true, nil })},
		{"narrow", committee.WrongOutcome, wrong(func(o *oracle.PostedOutcome) { o.Narrow = true })},
		{"a round to come", committee.NotSolved, wrong(func(o *oracle.PostedOutcome) { o.Round = 9 })},
		{"an unknown task", committee.NotSolved, wrong(func(o *oracle.PostedOutcome) { o.Index = 77 })},
		{"a declined task", committee.NotServing, wrong(func(o *oracle.PostedOutcome) { o.Index = 9 })},
	} {
		a, err := leader.proposes(t, judge, c.p)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if a.Refusal == nil || a.Refusal.Code != c.code || a.Refusal.Detail == "" || len(a.Shares) > 0 {
			t.Errorf("%s: answered %+v, expected %s", c.name, a, c.code)
		}
	}
	if a, err := leader.proposes(t, judge, anchor(func(a *oracle.Anchor) { a.Number = 133 })); err != nil || a.Refusal.Behind != 3 {
		t.Errorf("an anchor three blocks ahead: %+v, %v", a.Refusal, err)
	}

	halted := all[3]
	halted.solves(61, outcome(1, 1, 42))
	halted.member.Desk.Halt()
	if a, err := leader.proposes(t, halted, proposal(good)); err != nil || a.Refusal == nil || a.Refusal.Code != committee.Halted || len(a.Shares) > 0 {
		t.Errorf("of a chain that has halted: %+v, %v", a, err)
	}

	// What is right is signed, however often it is asked and whoever asks.
	for _, from := range []*operator{leader, leader, all[2]} {
		a, err := from.proposes(t, judge, proposal(good))
		if err != nil || a.Refusal != nil || len(a.Shares) != 1 {
			t.Fatalf("a right proposal: %+v, %v", a, err)
		}
		if err := crypto.VerifyOperatorSignature(judge.key.PublicKey(), good.Digest, a.Shares[0].Signature); err != nil {
			t.Error(err)
		}
	}

	// What depends on the state of the operator.
	judge.ledger.err = errors.New("disk full")
	expect := func(name string, code committee.Code) {
		t.Helper()
		a, err := leader.proposes(t, judge, proposal(good))
		if err != nil || a.Refusal == nil || a.Refusal.Code != code {
			t.Errorf("%s: %+v, %v; expected %s", name, a, err, code)
		}
	}
	expect("a full disk", committee.StoreUnavailable)
	judge.ledger.err = oracle.ErrEquivocation
	expect("signed otherwise before", committee.Equivocation)
	judge.ledger.err = oracle.ErrRestored
	expect("an old backup", committee.RestoredStore)
	judge.ledger.err = nil
	judge.chain.err = errors.New("the node is down")
	expect("no node", committee.Behind)
	judge.chain.err = nil
	judge.service.Stop()
	expect("stopping", committee.Stopping)
}

func TestAMemberOfAnotherSetIsRefused(t *testing.T) { eachKind(t, testAMemberOfAnotherSetIsRefused) }

func testAMemberOfAnotherSetIsRefused(t *testing.T, kind crypto.Kind) {
	all := town(t, kind, 4)
	judge, left := all[0], all[3]
	judge.solves(61, outcome(1, 1, 42))
	b := judge.batch(t, outcome(1, 1, 42))
	// The set rotates on the judge's chain; its cached set still knows the peer.
	judge.chain.mu.Lock()
	judge.chain.set.Keys = judge.chain.set.Keys[:3]
	judge.chain.set.Threshold = 3
	judge.chain.mu.Unlock()
	a, err := left.proposes(t, judge, proposal(b))
	if err != nil || a.Refusal == nil || a.Refusal.Code != committee.NotAMember {
		t.Errorf("answered %+v, %v", a, err)
	}
	if _, err := left.proposes(t, judge, proposal(b)); statusOf(err) != http.StatusForbidden && err == nil {
		t.Error("the door is still open for who has left the set")
	}
}

// TestAPeerThatIsBehindSignsWhenItGetsThere: it holds the request open.
func TestAPeerThatIsBehindSignsWhenItGetsThere(t *testing.T) {
	all := town(t, crypto.BLS, 4)
	o := outcome(1, 1, 42)
	for _, x := range all[:2] {
		x.solves(61, o)
	}
	b := all[0].batch(t, o)
	done := make(chan error, 1)
	all[0].member.Turn = time.Minute
	go func() {
		_, err := all[0].member.Attest(t.Context(), b)
		done <- err
	}()
	select {
	case err := <-done:
		t.Fatalf("two of four made a proof: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	all[2].solves(61, o)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

// TestWrongAnswersHarmTheirSenderOnly: whatever one of four says, the other
// three make a proof, and the duty names it.
func TestWrongAnswersHarmTheirSenderOnly(t *testing.T) {
	eachKind(t, testWrongAnswersHarmTheirSenderOnly)
}

func testWrongAnswersHarmTheirSenderOnly(t *testing.T, kind crypto.Kind) {
	o := outcome(1, 1, 42)
	all := town(t, kind, 4)
	everybodySolves(all, o)
	b := all[0].batch(t, o)
	liar := all[3]
	count := func(k *crypto.OperatorKey) *committee.Count {
		return &committee.Count{Sequence: 1, Signature: k.Sign(crypto.SequenceMessage(k.ID(), 1))}
	}
	share := func(k *crypto.OperatorKey, signer *crypto.OperatorKey, digest common.Hash) committee.Share {
		return committee.Share{Key: k.PublicKey(), Signature: signer.Sign(digest)}
	}
	hang := make(chan struct{})
	defer close(hang)
	for name, answer := range map[string]func(w http.ResponseWriter, r *http.Request) any{
		"another key's signature": func(http.ResponseWriter, *http.Request) any {
			return committee.Answer{Digest: b.Digest, Count: count(liar.key), Shares: []committee.Share{share(liar.key, all[2].key, b.Digest)}}
		},
		"a signature of something else": func(http.ResponseWriter, *http.Request) any {
			return committee.Answer{Digest: b.Digest, Count: count(liar.key), Shares: []committee.Share{share(liar.key, liar.key, common.Hash{1})}}
		},
		"another digest": func(http.ResponseWriter, *http.Request) any {
			return committee.Answer{Digest: common.Hash{1}, Count: count(liar.key), Shares: []committee.Share{share(liar.key, liar.key, common.Hash{1})}}
		},
		"no shares": func(http.ResponseWriter, *http.Request) any {
			return committee.Answer{Digest: b.Digest, Count: count(liar.key)}
		},
		"nobody's key": func(http.ResponseWriter, *http.Request) any {
			return committee.Answer{Digest: b.Digest, Count: count(liar.key), Shares: []committee.Share{{Key: make([]byte, 192), Signature: make([]byte, 96)}}}
		},
		"zeros": func(http.ResponseWriter, *http.Request) any {
			return committee.Answer{Digest: b.Digest, Count: count(liar.key), Shares: []committee.Share{{Key: liar.key.PublicKey(), Signature: make([]byte, 96)}}}
		},
		"nobody's address": func(http.ResponseWriter, *http.Request) any {
			return committee.Answer{Digest: b.Digest, Count: count(liar.key), Shares: []committee.Share{{Key: make([]byte, 20), Signature: make([]byte, 64)}}}
		},
		"a signature of the other kind": func(http.ResponseWriter, *http.Request) any {
			other := stranger(crypto.Kinds()[1-slices.Index(crypto.Kinds(), kind)])
			return committee.Answer{Digest: b.Digest, Count: count(liar.key), Shares: []committee.Share{share(liar.key, other, b.Digest)}}
		},
		"the same of others too": func(http.ResponseWriter, *http.Request) any {
			return committee.Answer{Digest: b.Digest, Count: count(liar.key), Shares: []committee.Share{share(all[1].key, liar.key, b.Digest), share(all[2].key, liar.key, b.Digest)}}
		},
		"not JSON":   func(w http.ResponseWriter, _ *http.Request) any { _, _ = w.Write([]byte("<html>")); return nil },
		"a megabyte": func(w http.ResponseWriter, _ *http.Request) any { _, _ = w.Write(make([]byte, 4<<20)); return nil },
		"an error": func(w http.ResponseWriter, _ *http.Request) any {
			http.Error(w, "no\x00\x1b[31m", http.StatusTeapot)
			return nil
		},
		"nothing, for ever": func(_ http.ResponseWriter, r *http.Request) any {
			select {
			case <-hang:
			case <-r.Context().Done():
			}
			return nil
		},
		"a refusal without a reason": func(http.ResponseWriter, *http.Request) any { return map[string]any{"refusal": map[string]any{}} },
	} {
		liar.lie(func(w http.ResponseWriter, r *http.Request) {
			if a := answer(w, r); a != nil {
				_ = json.NewEncoder(w).Encode(a)
			}
		})
		proof, err := all[0].member.Attest(t.Context(), b)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if signers, err := crypto.Signers(proof); err != nil || !slices.Equal(signers, []int{0, 1, 2}) {
			t.Errorf("%s: signers %v, %v", name, signers, err)
		}
	}
}

// TestTurns: every operator takes the same order from the chain; the second
// leader proposes when the first has not, and not when the chain has the batch.
func TestTurns(t *testing.T) {
	all := town(t, crypto.BLS, 4)
	o := outcome(1, 1, 42)
	b := all[0].batch(t, o)
	order := committee.Order(hub, setID, 1, 60, 4)
	first, second, third := all[order[0]], all[order[1]], all[order[2]]
	for _, x := range all {
		x.solves(61, o)
		x.queue.batches <- b
	}
	if got, err := first.member.Next(t.Context()); err != nil || got.Digest != b.Digest {
		t.Fatalf("the first leader: %v", err)
	}
	second.member.Turn = 30 * time.Millisecond
	if got, err := second.member.Next(t.Context()); err != nil || got.Digest != b.Digest {
		t.Fatalf("the second leader: %v", err)
	}
	// The third sees it on the chain before its turn, and goes on to the next.
	third.member.Turn = 100 * time.Millisecond
	third.member.Settle(b.Outcomes)
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	if got, err := third.member.Next(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the third leader offers %v (%v) although the chain has it", got.Outcomes, err)
	}
}

// TestALeaderAtWorkIsLeftAlone: the leaders after the first stand close together,
// but who has signed for one of them leaves it a turn, once. One who comes after
// us delays nothing.
func TestALeaderAtWorkIsLeftAlone(t *testing.T) {
	all := town(t, crypto.BLS, 4)
	o := outcome(1, 1, 42)
	everybodySolves(all, o)
	order := committee.Order(hub, setID, 1, 60, 4)
	second, third, last := all[order[1]], all[order[2]], all[order[3]]
	b := third.batch(t, o)
	third.member.Turn = time.Minute
	parked := time.Now().Add(-time.Hour)
	for rank, want := range []time.Duration{0, time.Minute, time.Minute + 250*time.Millisecond, time.Minute + 500*time.Millisecond} {
		if got := third.member.Due(b, parked, rank).Sub(parked); got != want {
			t.Errorf("the leader of rank %d waits %v, want %v", rank, got, want)
		}
	}
	signsFor := func(from *operator) {
		t.Helper()
		if a, err := from.proposes(t, third, proposal(from.batch(t, o))); err != nil || a.Refusal != nil {
			t.Fatal(a.Refusal, err)
		}
	}
	alone := third.member.Due(b, parked, 2)
	signsFor(last)
	if got := third.member.Due(b, parked, 2); !got.Equal(alone) {
		t.Errorf("a later leader moves ours by %v", got.Sub(alone))
	}
	before := time.Now()
	signsFor(second)
	after := time.Now()
	got := third.member.Due(b, parked, 2)
	if got.Before(before.Add(time.Minute)) || got.After(after.Add(time.Minute)) {
		t.Errorf("%v after we signed for the leader before us, want a minute", got.Sub(after))
	}
	signsFor(second)
	if again := third.member.Due(b, parked, 2); !again.Equal(got) {
		t.Errorf("its second proposal delays ours by %v more", again.Sub(got))
	}
	if got := third.member.Due(third.batch(t, outcome(2, 1, 42)), parked, 2); !got.Equal(alone) {
		t.Errorf("another round is delayed by %v", got.Sub(alone))
	}
}

// TestOthersGoAhead: a batch that waits for its turn keeps nobody up.
func TestOthersGoAhead(t *testing.T) {
	all := town(t, crypto.BLS, 4)
	// A round in which member 0 leads, and one in which it does not.
	var leads, waits uint64
	for round := uint64(1); leads == 0 || waits == 0; round++ {
		if committee.Order(hub, setID, 1, 60*round, 4)[0] == 0 {
			leads = round
		} else {
			waits = round
		}
	}
	x := all[0]
	x.member.Turn = time.Hour
	one, two := outcome(1, waits, 1), outcome(2, leads, 2)
	x.solves(60*max(leads, waits), one, two)
	x.queue.batches <- x.batch(t, one)
	x.queue.batches <- x.batch(t, two)
	got, err := x.member.Next(t.Context())
	if err != nil || got.Outcomes[0].Index != 2 {
		t.Errorf("offers %+v, %v", got.Outcomes, err)
	}
}

func TestOrderIsEverybodysAndFair(t *testing.T) {
	led := make([]int, 7)
	for slot := range uint64(7000) {
		order := committee.Order(hub, setID, 3, slot, 7)
		led[order[0]]++
		slices.Sort(order)
		if !slices.Equal(order, []int{0, 1, 2, 3, 4, 5, 6}) {
			t.Fatalf("slot %d: %v is no permutation", slot, order)
		}
	}
	for i, n := range led {
		// 1,000 expected, standard deviation 29.
		if n < 850 || n > 1150 {
			t.Errorf("member %d leads %d of 7,000 slots", i, n)
		}
	}
	base := committee.Order(hub, setID, 3, 60, 31)
	if slices.Equal(base, committee.Order(oracle.Hub{ChainID: 1, Address: hub.Address}, setID, 3, 60, 31)) ||
		slices.Equal(base, committee.Order(hub, common.Hash{1}, 3, 60, 31)) || slices.Equal(base, committee.Order(hub, setID, 4, 60, 31)) {
		t.Error("the order does not depend on chain, set and epoch")
	}
	// Worked value, for other implementations.
	if got := committee.Order(hub, setID, 1, 60, 4); !slices.Equal(got, []int{3, 0, 2, 1}) {
		t.Errorf("order of slot 60: %v", got)
	}
}

// TestAnOldBackupIsNoticed: a peer can prove that more was signed; what it makes
// up proves nothing.
func TestAnOldBackupIsNoticed(t *testing.T) { eachKind(t, testAnOldBackupIsNoticed) }

func testAnOldBackupIsNoticed(t *testing.T, kind crypto.Kind) {
	all := town(t, kind, 4)
	o := outcome(1, 1, 42)
	everybodySolves(all, o)
	forgetful := all[1]
	if a, err := all[0].proposes(t, forgetful, proposal(all[0].batch(t, o))); err != nil || a.Count == nil {
		t.Fatalf("%+v, %v", a, err)
	} else if err := all[0].ledger.See(t.Context(), forgetful.key.ID(), a.Count.Sequence, a.Count.Signature); err != nil {
		t.Fatal(err)
	}
	if err := forgetful.service.Greet(t.Context()); err != nil {
		t.Fatal(err)
	}
	if a, err := all[0].proposes(t, forgetful, proposal(all[0].batch(t, o))); err != nil || a.Refusal != nil {
		t.Fatalf("with its memory: %+v, %v", a.Refusal, err)
	}

	forgetful.ledger.mu.Lock()
	forgetful.ledger.sequence, forgetful.ledger.signed = 0, map[[2]uint32]string{}
	forgetful.ledger.mu.Unlock()
	if err := forgetful.service.Greet(t.Context()); err != nil {
		t.Fatal(err)
	}
	a, err := all[0].proposes(t, forgetful, proposal(all[0].batch(t, o)))
	if err != nil || a.Refusal == nil || a.Refusal.Code != committee.RestoredStore {
		t.Errorf("without its memory: %+v, %v", a, err)
	}

	made := all[2]
	if err := all[3].ledger.See(t.Context(), made.key.ID(), 1<<40, all[3].key.Sign(crypto.SequenceMessage(made.key.ID(), 1<<40))); err != nil {
		t.Fatal(err)
	}
	if err := made.service.Greet(t.Context()); err != nil {
		t.Fatal(err)
	}
	if a, err := all[0].proposes(t, made, proposal(all[0].batch(t, o))); err != nil || a.Refusal != nil {
		t.Errorf("a peer that makes counts up stopped an operator: %+v, %v", a.Refusal, err)
	}
}

// TestWhoLiesIsToldFromWhoIsAbsent: without a quorum the duty says of each peer
// what became of it, and only a wrong answer is called wrong.
func TestWhoLiesIsToldFromWhoIsAbsent(t *testing.T) { eachKind(t, testWhoLiesIsToldFromWhoIsAbsent) }

func testWhoLiesIsToldFromWhoIsAbsent(t *testing.T, kind crypto.Kind) {
	all := town(t, kind, 4)
	o := outcome(1, 1, 42)
	everybodySolves(all, o)
	b := all[0].batch(t, o)
	other := all[0].batch(t, outcome(1, 1, 43))
	liar := all[2]
	liar.lie(func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(committee.Answer{
			Digest: b.Digest, Count: &committee.Count{},
			Shares: []committee.Share{{Key: liar.key.PublicKey(), Signature: liar.key.Sign(other.Digest)}},
		})
	})
	all[3].stop()
	if _, err := all[0].member.Attest(t.Context(), b); err == nil || !strings.Contains(err.Error(), "answered wrongly: its signature is wrong") {
		t.Fatal(err)
	}
	all[0].watch.mu.Lock()
	defer all[0].watch.mu.Unlock()
	for i, p := range all[0].watch.duties[0].Peers {
		if p.Signed != (i < 2) || p.Wrong != (i == 2) || p.Refusal != "" {
			t.Errorf("operator %d: %+v", i, p)
		}
	}
}

// TestAnAbandonedRequestIsNoRefusal: a leader that has its quorum hangs up, and
// what this operator lacked until then is not counted as a refusal.
func TestAnAbandonedRequestIsNoRefusal(t *testing.T) {
	all := town(t, crypto.BLS, 4)
	o := outcome(1, 1, 42)
	all[0].solves(61, o)
	all[1].solves(61)
	p := proposal(all[0].batch(t, o))
	p.Patience = time.Minute.Milliseconds()
	from := peer.Peer{ID: all[0].key.ID(), PublicKey: all[0].key.PublicKey()}
	gone, hangUp := context.WithCancel(t.Context())
	hangUp()
	if a := all[1].member.Judge(gone, from, p); a.Refusal == nil || len(a.Shares) > 0 {
		t.Errorf("signed what it had not solved: %+v", a)
	}
	refusals := func() map[committee.Code]int {
		all[1].watch.mu.Lock()
		defer all[1].watch.mu.Unlock()
		return maps.Clone(all[1].watch.refusals)
	}
	if got := refusals(); len(got) > 0 {
		t.Errorf("counted %v", got)
	}
	p.Patience = 0
	if a := all[1].member.Judge(t.Context(), from, p); a.Refusal == nil || a.Refusal.Code != committee.NotSolved || refusals()[committee.NotSolved] != 1 {
		t.Errorf("%+v, counted %v", a.Refusal, refusals())
	}
}

// TestAProposalThatFailedIsMorePatient: two of four cannot answer within a turn
// of a second, and the second try gives them two.
func TestAProposalThatFailedIsMorePatient(t *testing.T) {
	all := town(t, crypto.BLS, 4)
	o := outcome(1, 1, 42)
	everybodySolves(all, o)
	leader := all[0]
	leader.member.Turn = time.Second
	for _, x := range all[2:] {
		x.lie(func(w http.ResponseWriter, r *http.Request) {
			if oracle.Sleep(r.Context(), 1300*time.Millisecond) == nil {
				x.service.ServeHTTP(w, r)
			}
		})
	}
	b := leader.batch(t, o)
	if _, err := leader.member.Attest(t.Context(), b); err == nil {
		t.Fatal("a quorum within a second, although two of four take longer to answer")
	}
	var err error
	for range 4 {
		if _, err = leader.member.Attest(t.Context(), b); err == nil {
			return
		}
	}
	t.Errorf("no try was patient enough: %v", err)
}
