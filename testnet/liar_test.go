package testnet

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"oracled/committee"
	"oracled/committee/peer"
	"oracled/crypto"
	"oracled/oracle"
	"oracled/wire"
)

// lie is a way in which an operator that has a key of the set misbehaves, as one
// that is asked and as one that proposes.
type lie string

const (
	wrongOutcome lie = "wrong outcome" // proposes outcomes that are off by one, also before the round is over
	wrongAnchor  lie = "wrong anchor"  // proposes the right outcome with another block
	wrongBitmap  lie = "wrong bitmap"  // answers in the name of others
	equivocating lie = "equivocating"  // proposes and signs other things for everybody
	replaying    lie = "replaying"     // proposes old batches again, answers with old shares
	flooding     lie = "flooding"      // sends whatever it has as often as it can
	delayed      lie = "delayed"       // answers right, and too late
	garbage      lie = "garbage"       // answers and sends noise
	recording    lie = "recording"     // never signs, and proposes what it is told
)

// lies are all but recording, which is of no harm.
var lies = []lie{wrongOutcome, wrongAnchor, wrongBitmap, equivocating, replaying, flooding, delayed, garbage}

// liar stands in an operator's place, with its key and at its address.
type liar struct {
	*Operator
	town    *town
	how     atomic.Value // lie
	tasks   chan oracle.Task
	server  *peer.Server
	clients map[common.Address]*peer.Client
	work    sync.WaitGroup
	ctx     context.Context

	mu    sync.Mutex
	seen  []committee.Proposal
	last  committee.Answer
	tried map[lie]int // proposals of each kind that others have answered
	codes map[committee.Code]int

	busy     sync.Mutex // held while it floods
	patience int64      // of its proposals, milliseconds
	close    func()
}

// lies puts a liar in an operator's place until the test ends.
func (v *town) lies(o *Operator, how lie) *liar {
	v.t.Helper()
	if !v.faulty[o] { // liars that serve already read it
		v.faulty[o] = true
	}
	identity := peer.NewIdentity(o.Key)
	l := &liar{patience: 9000, Operator: o, town: v, tasks: make(chan oracle.Task, 16), clients: map[common.Address]*peer.Client{}, tried: map[lie]int{}, codes: map[committee.Code]int{}}
	l.how.Store(how)
	everybody := func([]byte) bool { return true }
	for _, other := range v.all {
		if other != o {
			l.clients[other.Key.ID()] = peer.NewClient(identity, other.Address, everybody)
		}
	}
	var listener net.Listener
	v.awaitThat("the address of a liar", func() (free bool) { // whom it replaces may have had it a moment ago
		var err error
		listener, err = net.Listen("tcp", o.Address.Host)
		return err == nil
	})
	l.server = &peer.Server{Identity: identity, Members: everybody, Handle: l}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = l.server.Serve(listener)
	}()
	ctx, cancel := context.WithCancel(context.WithoutCancel(v.t.Context()))
	l.ctx = ctx
	l.work.Go(l.early)
	l.close = sync.OnceFunc(func() {
		cancel()
		_ = l.server.Close(ctx)
		<-served
		l.work.Wait()
		for _, c := range l.clients {
			c.Close()
		}
	})
	v.t.Cleanup(l.close)
	return l
}

func (l *liar) is(how lie) bool { return l.how.Load() == how }

// ServeHTTP answers the honest.
func (l *liar) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	from := peer.From(r.Context())
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	var p committee.Proposal
	if r.URL.Path == committee.PathProposals && json.Unmarshal(body, &p) == nil {
		l.town.record.counted(from.ID, from.PublicKey, p.Count)
		if !l.town.isFaulty(from.ID) { // or liars make ever more of each other's lies
			l.learn(p)
		}
	}
	switch {
	case l.is(garbage):
		noise := make([]byte, 1<<12)
		_, _ = rand.Read(noise)
		for range 1 + len(body)%600 { // sometimes more than anybody reads
			_, _ = w.Write(noise)
		}
	case r.URL.Path == committee.PathHello:
		a := committee.HelloAnswer{Hello: committee.Hello{Version: "none"}, Seen: l.town.record.seen(from.ID)}
		if !l.is(recording) {
			// Nobody signed that, so it must stop nobody.
			message := crypto.SequenceMessage(from.ID, 1<<40)
			a.Seen = &committee.Count{Sequence: 1 << 40, Signature: l.Key.Sign(message)}
		}
		_ = json.NewEncoder(w).Encode(a)
	case r.URL.Path == committee.PathProposals:
		_ = json.NewEncoder(w).Encode(l.answer(r.Context(), from, p))
	default:
		http.NotFound(w, r)
	}
}

// answer says something to a proposal of an honest operator.
func (l *liar) answer(ctx context.Context, from peer.Peer, p committee.Proposal) committee.Answer {
	digest := l.digest(p)
	count := &committee.Count{Sequence: 1 << 50, Signature: l.Key.Sign(crypto.SequenceMessage(l.Key.ID(), 1<<50))}
	with := func(what common.Hash) committee.Answer {
		return committee.Answer{Digest: digest, Shares: []committee.Share{{Key: l.Key.PublicKey(), Signature: l.Key.Sign(what)}}, Count: count}
	}
	switch l.how.Load() {
	case wrongOutcome:
		return with(l.digest(l.altered(p, func(o *oracle.PostedOutcome) { add(o, 1) })))
	case wrongAnchor:
		return with(l.digest(l.moved(p)))
	case wrongBitmap:
		a := with(digest)
		for _, o := range l.town.all {
			a.Shares = append(a.Shares, committee.Share{Key: o.Key.PublicKey(), Signature: l.Key.Sign(digest)})
		}
		slices.Reverse(a.Shares)
		return a
	case equivocating:
		if from.ID[0]%2 == 0 {
			return with(l.digest(l.altered(p, func(o *oracle.PostedOutcome) { o.Participants++ })))
		}
		return with(digest)
	case replaying:
		l.mu.Lock()
		old := l.last
		l.last = with(digest)
		l.mu.Unlock()
		return old
	case flooding:
		a := with(digest)
		for len(a.Shares) < 2000 {
			a.Shares = append(a.Shares, a.Shares[0])
		}
		return a
	case delayed:
		<-ctx.Done()
		return with(digest)
	}
	return committee.Answer{Digest: digest, Refusal: &committee.Refusal{Code: committee.WrongOutcome, Detail: "it is recorded"}}
}

func (l *liar) digest(p committee.Proposal) common.Hash {
	return wire.Digest(oracle.Hub{ChainID: p.ChainID, Address: p.Hub}, p.SetID, p.Payload)
}

// learn keeps a batch of an honest leader, and makes something of it.
func (l *liar) learn(p committee.Proposal) {
	l.mu.Lock()
	known := slices.ContainsFunc(l.seen, func(q committee.Proposal) bool { return bytes.Equal(p.Payload, q.Payload) })
	if !known {
		l.seen = append(l.seen, p)
	}
	seen := slices.Clone(l.seen)
	l.mu.Unlock()
	if known || l.ctx.Err() != nil {
		return
	}
	l.work.Go(func() { l.attack(p, seen) })
}

// attack proposes to everybody what is made of a batch.
func (l *liar) attack(p committee.Proposal, seen []committee.Proposal) {
	switch l.how.Load() {
	case wrongOutcome:
		l.everybody(l.altered(p, func(o *oracle.PostedOutcome) { add(o, 1) }), l.altered(p, func(o *oracle.PostedOutcome) { o.Participants++ }),
			l.altered(p, func(o *oracle.PostedOutcome) { o.Insufficient, o.Values = true, nil }))
	case wrongAnchor:
		l.everybody(l.moved(p))
	case equivocating:
		l.everybody(p, l.altered(p, func(o *oracle.PostedOutcome) { add(o, -1) }), l.altered(p, func(o *oracle.PostedOutcome) { o.Participants-- }), p)
	case replaying:
		for range 3 {
			l.everybody(seen...)
		}
	case flooding:
		l.flood(seen)
	case garbage:
		q := p
		q.Payload = append(slices.Clone(p.Payload), 0)
		l.everybody(q)
		for _, c := range l.clients {
			var a committee.Answer
			_ = c.Post(l.ctx, committee.PathProposals, map[string]any{"payload": 5}, &a)
			_ = c.Post(l.ctx, "/v1/nothing", p, &a)
		}
	}
}

// everybody proposes batches to every honest operator, and keeps what they sign.
func (l *liar) everybody(batches ...committee.Proposal) {
	var wg sync.WaitGroup
	for _, o := range l.town.all {
		if l.town.faulty[o] {
			continue
		}
		wg.Go(func() {
			for _, p := range batches {
				l.propose(o, p)
			}
		})
	}
	wg.Wait()
}

// propose asks an operator to sign a batch, and keeps what it signs.
func (l *liar) propose(to *Operator, p committee.Proposal) {
	p.Patience, p.Count = l.patience, committee.Count{}
	var a committee.Answer
	if l.clients[to.Key.ID()].Post(l.ctx, committee.PathProposals, p, &a) != nil {
		return
	}
	l.town.record.answered(p, a)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tried[l.how.Load().(lie)]++
	if a.Refusal != nil {
		l.codes[a.Refusal.Code]++
	}
}

// flood knocks at doors without a certificate, and then asks more than anybody
// may. One door is knocked at after the other: it takes many knocks a second for
// one of them to be too many.
func (l *liar) flood(seen []committee.Proposal) {
	if !l.busy.TryLock() {
		return // one flood at a time drowns this machine's few cores as well
	}
	defer l.busy.Unlock()
	honest := slices.DeleteFunc(slices.Clone(l.town.all), func(o *Operator) bool { return l.town.faulty[o] })
	for _, o := range honest {
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() { l.knock(l.clients[o.Key.ID()].Address.Host, 50) })
		}
		wg.Wait()
	}
	var wg sync.WaitGroup
	defer wg.Wait()
	for _, o := range honest {
		c := l.clients[o.Key.ID()]
		for range max(60/len(l.town.all), 4) {
			wg.Go(func() {
				var a committee.Answer
				for range 10 {
					l.propose(o, seen[len(seen)-1])
					_ = c.Post(l.ctx, committee.PathHello, map[string]any{"version": string(make([]byte, 100_000)), "chains": nil}, &a)
				}
				_ = c.Post(l.ctx, committee.PathHello, map[string]any{"version": string(make([]byte, peer.MaxBody)), "chains": nil}, new(committee.Answer))
			})
		}
	}
}

// knock connects from another address, without a certificate, as often as it is
// told to, and keeps what it gets until then.
func (l *liar) knock(host string, times int) {
	d := tls.Dialer{NetDialer: &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 77)}, Timeout: time.Second}, Config: &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS13}}
	for range times {
		if conn, err := d.DialContext(l.ctx, "tcp", host); err == nil {
			defer func() { _ = conn.Close() }()
		}
	}
}

// early proposes outcomes of rounds that are not over: those who are asked wait
// until they can judge.
func (l *liar) early() {
	for {
		select {
		case <-l.ctx.Done():
			return
		case task := <-l.tasks:
			if !l.is(wrongOutcome) {
				continue
			}
			o := oracle.PostedOutcome{Index: task.Index, Round: 1, Narrow: true, Participants: 5, Values: []*big.Int{big.NewInt(1), big.NewInt(2)}}
			payload, err := wire.Pack(1, oracle.Anchor{Number: 1, Hash: common.Hash{1}}, []oracle.PostedOutcome{o})
			if err != nil {
				panic(err)
			}
			h := l.town.chain.Hub
			p := committee.Proposal{ChainID: h.ChainID, Hub: h.Address, SetID: l.town.chain.SetID, Payload: payload}
			l.everybody(p, p)
		}
	}
}

// altered returns a proposal whose outcomes are changed.
func (l *liar) altered(p committee.Proposal, change func(*oracle.PostedOutcome)) committee.Proposal {
	return l.repacked(p, func(_ *oracle.Anchor, outcomes []oracle.PostedOutcome) {
		for i := range outcomes {
			change(&outcomes[i])
		}
	})
}

// moved returns a proposal with another anchor.
func (l *liar) moved(p committee.Proposal) committee.Proposal {
	return l.repacked(p, func(a *oracle.Anchor, _ []oracle.PostedOutcome) { a.Number-- })
}

func (l *liar) repacked(p committee.Proposal, change func(*oracle.Anchor, []oracle.PostedOutcome)) committee.Proposal {
	epoch, anchor, outcomes, err := wire.Unpack(p.Payload)
	if err != nil {
		return p
	}
	change(&anchor, outcomes)
	if payload, err := wire.Pack(epoch, anchor, outcomes); err == nil {
		p.Payload = payload
	}
	return p
}

func add(o *oracle.PostedOutcome, d int64) {
	if len(o.Values) > 0 {
		o.Values[0] = new(big.Int).Add(o.Values[0], big.NewInt(d))
	}
}

// answers returns how many proposals of a kind were answered.
func (l *liar) answers(how lie) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.tried[how]
}

// TestLiars: one operator in four lies in every way, one after the other.
// Everything is posted once and right, and the honest sign nothing else.
func TestLiars(t *testing.T) {
	beside(t, middling)
	liars(t, 4, turn)
}

func liars(t *testing.T, n int, turn time.Duration) {
	v := newTown(t, n, turn)
	faulty := (n - 1) / 3
	v.start(v.all[faulty:]...)
	var all []*liar
	for _, o := range v.all[:faulty] {
		v.faulty[o] = true
	}
	for _, o := range v.all[:faulty] {
		all = append(all, v.lies(o, lies[0]))
	}
	for i := 0; i < len(lies); i += min(faulty, 4) {
		var now []lie
		for k, l := range all {
			how := lies[(i+k)%len(lies)]
			l.how.Store(how)
			now = append(now, how)
		}
		t.Logf("now %q", now)
		task := v.ask()
		for _, l := range all {
			l.tasks <- task
		}
		v.await()
		for _, o := range v.all[faulty:] {
			if err := o.Ready(t.Context()); err != nil {
				t.Error(err)
			}
		}
	}
	// The proposals have come to honest ears, or the test shows nothing.
	tried := map[lie]int{}
	for _, l := range all {
		for _, how := range lies {
			tried[how] += l.answers(how)
		}
	}
	for _, how := range []lie{wrongOutcome, wrongAnchor, equivocating, replaying, garbage} {
		if tried[how] == 0 {
			t.Errorf("%s: nobody answered", how)
		}
	}
	// Everything of it was refused for its reason, and counted.
	for _, code := range []committee.Code{committee.WrongOutcome, committee.AnchorMismatch, committee.Malformed, committee.TooLarge, committee.NotSolved} {
		if v.metric(v.all[faulty:], fmt.Sprintf(`oracled_committee_refusals_total{by="ours",code="%s"}`, code)) == 0 {
			t.Errorf("no honest operator has counted a refusal with code %s", code)
		}
	}
	for _, reason := range []string{"rate", "certificate"} {
		if v.metric(v.all[faulty:], fmt.Sprintf(`oracled_committee_connections_refused_total{reason="%s"}`, reason)) == 0 {
			t.Errorf("no honest operator has counted a connection refused for its %s", reason)
		}
	}
	v.finish()
	t.Logf("from the last having solved to the quorum: %v", v.latencies())
}
