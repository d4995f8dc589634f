package committee_test

import (
	"context"
	"errors"
	"math/big"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"oracled/committee"
	"oracled/committee/peer"
	"oracled/crypto"
	"oracled/crypto/cryptotest"
	"oracled/fixed"
	"oracled/oracle"
	"oracled/wire"
)

var (
	hub   = oracle.Hub{ChainID: 31337, Address: common.HexToAddress("0xa1")}
	setID = common.HexToHash("0x5e7")
)

// memory is a ledger without a disk.
type memory struct {
	mu        sync.Mutex
	err       error
	sequence  uint64
	forgotten uint64
	signed    map[[2]uint32]string
	seen      map[common.Address]committee.Count
	lists     map[string]oracle.Took
}

func newMemory() *memory {
	return &memory{signed: map[[2]uint32]string{}, seen: map[common.Address]committee.Count{}, lists: map[string]oracle.Took{}}
}

func (m *memory) Sign(_ context.Context, _ oracle.Hub, outcomes []oracle.PostedOutcome) (uint64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case m.err != nil:
		return 0, m.err
	case m.forgotten > m.sequence:
		return 0, oracle.ErrRestored
	}
	for _, o := range outcomes {
		k, v := [2]uint32{o.Index, o.Round}, wordOf(o)
		if was, ok := m.signed[k]; ok && was != v {
			return 0, oracle.ErrEquivocation
		}
		m.signed[k] = v
	}
	m.sequence++
	return m.sequence, nil
}

func wordOf(o oracle.PostedOutcome) string {
	p, err := wire.Pack(0, oracle.Anchor{}, []oracle.PostedOutcome{o})
	if err != nil {
		panic(err)
	}
	return string(p)
}

func (m *memory) Seen(_ context.Context, id common.Address) (uint64, []byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.seen[id].Sequence, m.seen[id].Signature, nil
}

func (m *memory) See(_ context.Context, id common.Address, sequence uint64, signature []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if sequence > m.seen[id].Sequence {
		m.seen[id] = committee.Count{Sequence: sequence, Signature: signature}
	}
	return nil
}

func (m *memory) Forgotten(_ context.Context, sequence uint64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.forgotten = max(m.forgotten, sequence)
	return nil
}

// queue is a Batcher that offers what was added, all of it, until it is settled.
type queue struct {
	mu      sync.Mutex
	batches chan oracle.Batch
	settled [][]oracle.PostedOutcome
}

func (q *queue) Add(oracle.Task, oracle.Outcome) {}
func (q *queue) Next(ctx context.Context) (oracle.Batch, error) {
	select {
	case b := <-q.batches:
		return b, nil
	case <-ctx.Done():
		return oracle.Batch{}, ctx.Err()
	}
}
func (q *queue) Return(b oracle.Batch)           { q.batches <- b }
func (q *queue) Landed(oracle.Batch, uint64)     {}
func (q *queue) Expect([]uint64)                 {}
func (q *queue) Confirmed(oracle.BlockConfirmed) {}
func (q *queue) Settle(accepted []oracle.PostedOutcome) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.settled = append(q.settled, accepted)
}

// chain is one operator's view of the chain: a block a second.
type chain struct {
	mu    sync.Mutex
	fork  byte // chains of other forks have other hashes
	err   error
	set   crypto.OperatorSet
	epoch uint32
}

func (c *chain) FirstBlockAt(_ context.Context, t uint64) (oracle.Anchor, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return oracle.Anchor{Number: t, Hash: common.BytesToHash([]byte{c.fork, byte(t >> 8), byte(t)}), Time: t}, c.err
}

func (c *chain) OperatorSet(context.Context) (crypto.OperatorSet, uint32, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.set, c.epoch, c.err
}

// operator is one process: its view of the chain, its desk, and its door.
type operator struct {
	key     *crypto.OperatorKey
	chain   *chain
	ledger  *memory
	queue   *queue
	member  *committee.Member
	service *committee.Service
	server  *peer.Server
	listen  net.Listener
	address peer.Address
	watch   *watch
	mu      sync.Mutex
	lies    http.Handler // what answers instead of the service, nil: the service
}

// ServeHTTP lets a liar answer as it likes.
func (o *operator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	h := o.lies
	o.mu.Unlock()
	if h == nil {
		h = o.service
	}
	h.ServeHTTP(w, r)
}

// lie makes an operator answer as it likes.
func (o *operator) lie(h http.HandlerFunc) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.lies = h
}

type watch struct {
	mu       sync.Mutex
	refusals map[committee.Code]int
	signed   int
	duties   []committee.Duty
}

func (w *watch) Judged(_ oracle.Hub, _ common.Address, r *committee.Refusal) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if r == nil {
		w.signed++
	} else {
		w.refusals[r.Code]++
	}
}

func (w *watch) Proposed(d committee.Duty) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.duties = append(w.duties, d)
}

// eachKind runs a test with operators of each kind, at once.
func eachKind(t *testing.T, test func(t *testing.T, kind crypto.Kind)) {
	for _, kind := range crypto.Kinds() {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			test(t, kind)
		})
	}
}

// town starts n operators of a kind that know each other, in the order of the set.
func town(t *testing.T, kind crypto.Kind, n int) []*operator {
	t.Helper()
	var all []*operator
	keys, set := cryptotest.Operators(kind, 7, n)
	for _, k := range keys {
		o := &operator{key: k, ledger: newMemory(), queue: &queue{batches: make(chan oracle.Batch, 64)}, watch: &watch{refusals: map[committee.Code]int{}}}
		all = append(all, o)
	}
	var addresses []peer.Address
	for _, o := range all {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		o.listen = l
		o.address = peer.Address{ID: o.key.ID(), Host: l.Addr().String()}
		addresses = append(addresses, o.address)
	}
	for _, o := range all {
		o.chain = &chain{set: set, epoch: 1}
		identity := peer.NewIdentity(o.key)
		o.service = &committee.Service{Version: "test", Key: o.key, Ledger: o.ledger, Met: func(common.Address, committee.HelloAnswer, time.Duration, error) {}}
		directory := committee.NewDirectory(identity, addresses, o.service.IsMember)
		t.Cleanup(directory.Close)
		o.member = &committee.Member{
			Hub: hub, SetID: setID, Keys: []*crypto.OperatorKey{o.key}, Sets: o.chain, Desk: committee.NewDesk(o.queue),
			Anchors: o.chain, Ledger: o.ledger, Peers: directory, Turn: 2 * time.Second, Watch: o.watch,
		}
		o.service.Peers = directory
		o.service.Enroll(o.member)
		o.server = &peer.Server{Identity: identity, Members: o.service.IsMember, Handle: o}
		if err := o.member.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for _, o := range all {
		go func() { _ = o.server.Serve(o.listen) }()
		t.Cleanup(o.stop)
	}
	for _, o := range all {
		if err := o.service.Greet(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// task is asked once a minute, closing at 60, 120, …
func task(index uint32) oracle.Task {
	return oracle.Task{Hub: hub, Index: index, ID: oracle.TaskIDFromIndex(index), Solver: "trimmed-mean", Dimension: 1, Width: 16, Start: 0, CommitSeconds: 30, RevealSeconds: 30, Period: 60}
}

func outcome(index uint32, round uint64, v int64) oracle.Outcome {
	q, err := fixed.FromBig(big.NewInt(v))
	if err != nil {
		panic(err)
	}
	return oracle.Outcome{Task: oracle.TaskIDFromIndex(index), Index: index, Round: round, Status: oracle.StatusOK, Participants: 5, Values: []fixed.Q64x64{q}}
}

// solves makes an operator find an outcome, with the chain confirmed to block head.
func (o *operator) solves(head uint64, outcomes ...oracle.Outcome) {
	for _, x := range outcomes {
		o.member.Add(task(x.Index), x)
	}
	o.member.Confirmed(oracle.BlockConfirmed{Anchor: oracle.Anchor{Number: head, Time: head}, Live: true})
}

// everybodySolves makes all operators find an outcome.
func everybodySolves(all []*operator, o oracle.Outcome) {
	for _, x := range all {
		x.solves(61, o)
	}
}

// batch packs outcomes as an honest leader does.
func (o *operator) batch(t *testing.T, outcomes ...oracle.Outcome) oracle.Batch {
	t.Helper()
	var posted []oracle.PostedOutcome
	var deadline uint64
	for _, x := range outcomes {
		posted = append(posted, x.Posted())
		deadline = max(deadline, task(x.Index).Windows(x.Round).Deadline)
	}
	anchor, err := o.chain.FirstBlockAt(t.Context(), deadline)
	if err != nil {
		t.Fatal(err)
	}
	return pack(t, o.chain.epoch, anchor, posted)
}

func pack(t *testing.T, epoch uint32, anchor oracle.Anchor, posted []oracle.PostedOutcome) oracle.Batch {
	t.Helper()
	payload, err := wire.Pack(epoch, anchor, posted)
	if err != nil {
		t.Fatal(err)
	}
	return oracle.Batch{Hub: hub, SetID: setID, Epoch: epoch, Anchor: anchor, Outcomes: posted, Payload: payload, Digest: wire.Digest(hub, setID, payload)}
}

// stop makes an operator unreachable.
func (o *operator) stop() {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_ = o.server.Close(ctx)
}

// restart makes a stopped operator answer again.
func (o *operator) restart(t *testing.T) {
	t.Helper()
	l, err := net.Listen("tcp", o.address.Host)
	if err != nil {
		t.Fatal(err)
	}
	o.server = &peer.Server{Identity: o.server.Identity, Members: o.server.Members, Handle: o}
	go func() { _ = o.server.Serve(l) }()
}

// proposes sends a payload as one operator to another, as whatever it wants.
func (o *operator) proposes(t *testing.T, to *operator, p committee.Proposal) (committee.Answer, error) {
	t.Helper()
	c := peer.NewClient(peer.NewIdentity(o.key), to.address, func([]byte) bool { return true })
	defer c.Close()
	var a committee.Answer
	err := c.Post(t.Context(), committee.PathProposals, p, &a)
	return a, err
}

func proposal(b oracle.Batch) committee.Proposal {
	return committee.Proposal{ChainID: b.Hub.ChainID, Hub: b.Hub.Address, SetID: b.SetID, Payload: b.Payload}
}

func statusOf(err error) int {
	var s *peer.StatusError
	if errors.As(err, &s) {
		return s.Code
	}
	return 0
}
