package watcher_test

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"
	"github.com/ethereum/go-ethereum/trie"

	"oracled/bindings"
	"oracled/endpoint"
	"oracled/oracle"
	"oracled/watcher"
)

var (
	hub      = oracle.Hub{ChainID: 31337, Address: common.HexToAddress("0xa1")}
	registry = common.HexToAddress("0xb2")
	setID    = common.HexToHash("0xc3")
	nash     = bindings.NewNashOracle()
	agents   = bindings.NewAgentRegistry()
)

// logOf packs the arguments of an event as a contract would log them.
func logOf(t testing.TB, contract abi.ABI, address common.Address, name string, args ...any) types.Log {
	t.Helper()
	event, ok := contract.Events[name]
	if !ok || len(event.Inputs) != len(args) {
		t.Fatalf("event %s of %d arguments, not %d", name, len(event.Inputs), len(args))
	}
	l := types.Log{Address: address, Topics: []common.Hash{event.ID}}
	var data []any
	for i, in := range event.Inputs {
		if !in.Indexed {
			data = append(data, args[i])
			continue
		}
		topic, err := abi.MakeTopics([]any{args[i]})
		if err != nil {
			t.Fatal(err)
		}
		l.Topics = append(l.Topics, topic[0][0])
	}
	var err error
	if l.Data, err = event.Inputs.NonIndexed().Pack(data...); err != nil {
		t.Fatal(err)
	}
	return l
}

type block struct {
	header   *types.Header
	receipts types.Receipts
	logs     []types.Log // those that matter
}

// chain is a chain in memory, and the endpoint in front of it. Each log of it
// cancels a task whose number no other log of any fork has.
type chain struct {
	t               *testing.T
	mu              sync.Mutex
	blocks          []block
	serial          uint64
	lag             int   // how many blocks the endpoint is behind
	gone            error // of Views
	blamed          []error
	trips           int // calls of Read
	safe, finalized int
	subs            []*subscription
	calls           []string // "logs 1-4", "subscribe"
	// fail, if not nil, may refuse a call; alter may change the logs of one.
	fail      func(call string) error
	alter     func(from, to uint64, logs []types.Log) []types.Log
	afterLogs func() // runs before the logs are returned, with mu held
	// beforeLogs runs before they are read; alterReceipts may change a block's.
	beforeLogs    func()
	alterReceipts func(types.Receipts) types.Receipts
}

func newChain(t *testing.T, blocks int) *chain {
	c := &chain{t: t}
	for range blocks {
		c.mine(2)
	}
	return c
}

// mine appends a block with some logs and tells the subscribers.
func (c *chain) mine(logs int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.append(logs)
	for _, s := range c.subs {
		select {
		case s.heads <- c.blocks[len(c.blocks)-1].header:
		default:
		}
	}
}

func (c *chain) append(logs int) {
	c.serial++
	number := uint64(len(c.blocks))
	header := &types.Header{Number: new(big.Int).SetUint64(number), Difficulty: new(big.Int), Time: 1000 + 12*number, Extra: fmt.Append(nil, c.serial),
		BaseFee: new(big.Int).SetUint64(7000 + number), GasLimit: 1000, GasUsed: number}
	if number > 0 {
		header.ParentHash = c.blocks[number-1].header.Hash()
	}
	// A log of somebody else comes first.
	all := []*types.Log{{Address: common.HexToAddress("0xee"), Topics: []common.Hash{}, Data: []byte{1}}}
	for range logs {
		c.serial++
		l := logOf(c.t, nash.GetABI(), hub.Address, "TaskCancelled", [32]byte(oracle.TaskIDFromIndex(uint32(c.serial))), new(big.Int))
		all = append(all, &l)
	}
	b := block{header: header, receipts: types.Receipts{{Type: types.DynamicFeeTxType, Status: 1, CumulativeGasUsed: 21_000, Logs: all}}}
	b.receipts[0].Bloom = types.CreateBloom(b.receipts[0])
	header.Bloom, header.ReceiptHash = b.receipts[0].Bloom, types.DeriveSha(b.receipts, trie.NewStackTrie(nil))
	b.receipts[0].BlockHash, b.receipts[0].BlockNumber = header.Hash(), header.Number
	for i, l := range all {
		l.BlockNumber, l.BlockHash, l.BlockTimestamp, l.Index = number, header.Hash(), header.Time, uint(i)
		if i > 0 {
			b.logs = append(b.logs, *l)
		}
	}
	c.blocks = append(c.blocks, b)
}

// reorg replaces the last blocks with as many others and one more.
func (c *chain) reorg(depth int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.replace(depth)
}

func (c *chain) replace(depth int) {
	c.blocks = c.blocks[:len(c.blocks)-depth]
	for range depth + 1 {
		c.append(1)
	}
}

// serials returns the numbers of the canonical logs of some blocks, in order.
func (c *chain) serials(from, to uint64) []uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := []uint64{}
	for _, b := range c.blocks[from : to+1] {
		for _, l := range b.logs {
			out = append(out, l.Topics[1].Big().Uint64())
		}
	}
	return out
}

func (c *chain) set(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f()
}

func (c *chain) called(call string) error {
	c.calls = append(c.calls, call)
	if c.fail != nil {
		return c.fail(call)
	}
	return nil
}

func (c *chain) count(call string) (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, x := range c.calls {
		if x == call {
			n++
		}
	}
	return n
}

// Views, Reached and Agreed make the chain a watcher.Backend of one endpoint.
func (c *chain) Views() ([]endpoint.View, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return []endpoint.View{c}, c.gone
}

func (c *chain) Reached(context.Context, rpc.BlockNumber, int) (uint64, error) {
	return 0, errors.New("there is one endpoint")
}

func (c *chain) Agreed(context.Context, uint64, int) (*types.Header, error) {
	return nil, errors.New("there is one endpoint")
}

func (c *chain) Name() string { return "http://node" }

func (c *chain) Blame(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.blamed = append(c.blamed, err)
}

func (c *chain) blames() []error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.blamed)
}

func (c *chain) Receipts(_ context.Context, hash common.Hash) (types.Receipts, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.called("receipts"); err != nil {
		return nil, err
	}
	for _, b := range c.blocks {
		if b.header.Hash() == hash {
			if c.alterReceipts != nil {
				return c.alterReceipts(b.receipts), nil
			}
			return b.receipts, nil
		}
	}
	return nil, ethereum.NotFound
}

// Read answers the parts of a request one after another: between two of them
// the chain may change.
func (c *chain) Read(_ context.Context, r endpoint.Request) (reply endpoint.Reply, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.trips++
	if reply.Headers, err = c.headers(r.Headers); err != nil {
		return endpoint.Reply{}, err
	}
	if r.Logs != nil {
		if reply.Logs, err = c.filter(*r.Logs); err != nil {
			return endpoint.Reply{}, err
		}
	}
	reply.After, err = c.headers(r.After)
	return reply, err
}

func (c *chain) headers(numbers []rpc.BlockNumber) ([]*types.Header, error) {
	out := make([]*types.Header, len(numbers))
	head := len(c.blocks) - 1 - c.lag
	for i, n := range numbers {
		if err := c.called("header"); err != nil {
			return nil, err
		}
		switch {
		case n == rpc.LatestBlockNumber:
			n = rpc.BlockNumber(head)
		case n == rpc.SafeBlockNumber:
			n = rpc.BlockNumber(c.safe)
		case n == rpc.FinalizedBlockNumber:
			n = rpc.BlockNumber(c.finalized)
		}
		if int(n) <= head {
			out[i] = c.blocks[n].header
		}
	}
	return out, nil
}

func (c *chain) filter(q ethereum.FilterQuery) ([]types.Log, error) {
	from, to := q.FromBlock.Uint64(), q.ToBlock.Uint64()
	if !slices.Equal(q.Addresses, []common.Address{hub.Address, registry}) {
		c.t.Errorf("logs of %v were asked for", q.Addresses)
	}
	if err := c.called(fmt.Sprintf("logs %d-%d", from, to)); err != nil {
		return nil, err
	}
	if c.beforeLogs != nil {
		c.beforeLogs()
	}
	var logs []types.Log
	for n := from; n <= to && n < uint64(len(c.blocks)); n++ {
		logs = append(logs, c.blocks[n].logs...)
	}
	if c.alter != nil {
		logs = c.alter(from, to, logs)
	}
	if c.afterLogs != nil {
		c.afterLogs()
	}
	return logs, nil
}

func (c *chain) SubscribeNewHead(ctx context.Context, heads chan<- *types.Header) (ethereum.Subscription, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.called("subscribe"); err != nil {
		if errors.Is(err, errSilent) {
			c.mu.Unlock()
			<-ctx.Done()
			c.mu.Lock()
			err = ctx.Err()
		}
		return nil, err
	}
	s := &subscription{heads: heads, err: make(chan error, 1)}
	c.subs = append(c.subs, s)
	return s, nil
}

// errSilent makes a call hang until its context ends.
var errSilent = errors.New("silent")

type subscription struct {
	heads chan<- *types.Header
	err   chan error
}

func (s *subscription) Err() <-chan error { return s.err }
func (s *subscription) Unsubscribe()      {}

// drop ends every subscription.
func (c *chain) drop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range c.subs {
		s.err <- errors.New("connection lost")
	}
	c.subs = nil
}

// watch is a follower at work and what it said.
type watch struct {
	*watcher.Follower
	mu      sync.Mutex
	events  []oracle.Event
	reports []error
	emitErr error
	done    chan error
	cancel  func()
}

// follow runs a follower inside a synctest bubble.
func follow(c *chain, change func(*watcher.Config)) *watch {
	return followFrom(c, nil, change)
}

// followFrom starts at a cursor, nil being the start of the configuration.
func followFrom(c *chain, from *oracle.Cursor, change func(*watcher.Config)) *watch {
	config := watcher.Config{Endpoint: "http://node", ChainID: hub.ChainID, Hub: hub.Address, Confirmations: 3, PollInterval: time.Second, MaxRange: 8}
	if change != nil {
		change(&config)
	}
	d, err := watcher.NewDecoder(hub, registry, setID)
	if err != nil {
		c.t.Fatal(err)
	}
	w := &watch{done: make(chan error, 1)}
	w.Follower = &watcher.Follower{Config: config, Backend: c, Decoder: d, Report: func(err error) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.reports = append(w.reports, err)
	}}
	ctx, cancel := context.WithCancel(context.Background())
	w.cancel = cancel
	c.t.Cleanup(cancel)
	if from == nil {
		from = &oracle.Cursor{Block: config.StartBlock}
	}
	go func() {
		w.done <- w.Follow(ctx, *from, func(e oracle.Event) error {
			w.mu.Lock()
			defer w.mu.Unlock()
			if w.emitErr != nil {
				return w.emitErr
			}
			w.events = append(w.events, e)
			return nil
		})
	}()
	synctest.Wait()
	return w
}

// ended returns how Follow ended, if it has.
func (w *watch) ended() (error, bool) {
	synctest.Wait()
	select {
	case err := <-w.done:
		return err, true
	default:
		return nil, false
	}
}

// seen returns the numbers of the logs that were emitted, and the last block.
func (w *watch) seen() ([]uint64, oracle.BlockConfirmed) {
	synctest.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	out := []uint64{}
	var last oracle.BlockConfirmed
	for _, e := range w.events {
		switch e := e.(type) {
		case oracle.TaskCancelled:
			out = append(out, e.Task.Big().Uint64())
		case oracle.BlockConfirmed:
			last = e
		}
	}
	return out, last
}

// count returns how many events were emitted.
func (w *watch) count() int {
	synctest.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.events)
}

// wantUpTo compares what was emitted with the chain from a block to another.
func (w *watch) wantUpTo(c *chain, from, to uint64) {
	c.t.Helper()
	got, last := w.seen()
	if want := c.serials(from, to); !slices.Equal(got, want) {
		c.t.Errorf("emitted %v, want %v", got, want)
	}
	if last.Number != to || last.Hash != c.blocks[to].header.Hash() || last.Time != c.blocks[to].header.Time || !last.Live {
		c.t.Errorf("the last block is %+v, want live %d", last, to)
	}
}

func (w *watch) reported() []string {
	synctest.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []string
	for _, err := range w.reports {
		out = append(out, fmt.Sprint(err))
	}
	return out
}
