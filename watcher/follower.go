package watcher

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"sync/atomic"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"oracled/oracle"
)

// Backend is what a follower needs of an endpoint; ethclient.Client has it.
type Backend interface {
	ethereum.ChainIDReader
	ethereum.LogFilterer
	HeaderByNumber(ctx context.Context, number *big.Int) (*types.Header, error)
	SubscribeNewHead(ctx context.Context, ch chan<- *types.Header) (ethereum.Subscription, error)
}

// Follower follows one hub through one endpoint. It implements oracle.Follower
// and finds anchors.
type Follower struct {
	Config  Config
	Backend Backend
	Decoder *Decoder
	// Report is told of each failure that will be tried again, and nil when it
	// is over.
	Report func(error)

	last atomic.Pointer[oracle.Anchor] // the last block that was emitted
}

// requestTimeout bounds one request to an endpoint.
const requestTimeout = 20 * time.Second

// Follow implements oracle.Follower.
func (f *Follower) Follow(ctx context.Context, from oracle.Cursor, emit func(oracle.Event) error) error {
	s := scan{Follower: f, next: from.Block, parent: from.Parent, span: f.Config.MaxRange, emit: emit}
	heads := make(chan *types.Header, 16)
	var sub ethereum.Subscription
	defer func() {
		if sub != nil {
			sub.Unsubscribe()
		}
	}()
	ticker := time.NewTicker(f.Config.PollInterval)
	defer ticker.Stop()
	failed := false
	polled := true // a lost subscription is tried again once a poll
	for {
		if sub == nil && polled && strings.HasPrefix(f.Config.Endpoint, "ws") {
			// Polling goes on beside it, so a subscription that cannot be had
			// or falls silent costs latency and nothing else.
			sub = f.subscribe(ctx, heads)
		}
		polled = false
		err := s.advance(ctx)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.As(err, new(haltError)):
			return err
		case err != nil:
			failed = true
			f.Report(err)
		case failed:
			failed = false
			f.Report(nil)
		}
		var lost <-chan error
		if sub != nil {
			lost = sub.Err()
		}
		select {
		case <-heads:
		case <-ticker.C:
			polled = true
		case <-lost:
			sub.Unsubscribe()
			sub = nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// subscribe returns nil where the endpoint has no subscriptions.
func (f *Follower) subscribe(ctx context.Context, heads chan<- *types.Header) ethereum.Subscription {
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	sub, err := f.Backend.SubscribeNewHead(ctx, heads)
	if err != nil {
		return nil
	}
	return sub
}

// haltError ends a chain: trying again cannot help.
type haltError struct{ error }

func (e haltError) Unwrap() error { return e.error }

// scan is the state of one Follow.
type scan struct {
	*Follower
	next    uint64      // the next block to look at
	parent  common.Hash // of the block before the cursor, zero once it has been found
	span    uint64      // blocks per request, halved on failure
	emit    func(oracle.Event) error
	first   oracle.Anchor // the first block that was emitted
	checked bool          // the chain id has been compared
}

// advance emits everything that is confirmed and new.
func (s *scan) advance(ctx context.Context) error {
	if err := s.sameChain(ctx); err != nil {
		return err
	}
	head, err := s.header(ctx, nil)
	if err != nil {
		return fmt.Errorf("fetch the head: %w", err)
	}
	if err := s.resume(ctx, head); err != nil {
		return err
	}
	if head.Number.Uint64() < s.Config.Confirmations {
		return nil
	}
	confirmed := head.Number.Uint64() - s.Config.Confirmations
	if confirmed < s.next {
		return s.stillThere(ctx, head)
	}
	if err := s.stillThere(ctx, nil); err != nil {
		return err
	}
	for s.next <= confirmed {
		to := min(s.next+s.span-1, confirmed)
		if err := s.blocks(ctx, s.next, to, to == confirmed); err != nil {
			if !errors.As(err, new(haltError)) {
				s.span = max(1, s.span/2)
			}
			return err
		}
		s.next = to + 1
		s.span = min(2*s.span, s.Config.MaxRange)
	}
	return nil
}

func (s *scan) sameChain(ctx context.Context) error {
	if s.checked {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	id, err := s.Backend.ChainID(ctx)
	if err != nil {
		return fmt.Errorf("ask for the chain id: %w", err)
	}
	if !id.IsUint64() || id.Uint64() != s.Config.ChainID {
		return haltError{fmt.Errorf("%w: chain id %s, configured %d", oracle.ErrWrongChain, id, s.Config.ChainID)}
	}
	s.checked = true
	return nil
}

// resume checks that the chain still has the block before the cursor.
func (s *scan) resume(ctx context.Context, head *types.Header) error {
	if s.parent == (common.Hash{}) {
		return nil
	}
	if s.next == 0 {
		return haltError{fmt.Errorf("resume at block 0 after block %s: there is no block before block 0; start without a parent", s.parent)}
	}
	number := s.next - 1
	if head.Number.Uint64() < number {
		return fmt.Errorf("resume after block %d: the head is block %s; waiting for the node to sync", number, head.Number)
	}
	h, err := s.header(ctx, new(big.Int).SetUint64(number))
	if err != nil {
		return fmt.Errorf("fetch block %d, after which to resume: %w", number, err)
	}
	if h.Hash() != s.parent {
		return haltError{fmt.Errorf("%w: block %d was %s when it was last seen and is %s; check the node, then start from an older snapshot or from the hub's deployment", oracle.ErrReorg, number, s.parent, h.Hash())}
	}
	s.last.Store(&oracle.Anchor{Number: number, Hash: s.parent, Time: h.Time})
	s.parent = common.Hash{}
	return nil
}

// stillThere checks that the last block that was emitted is still part of the
// chain. A head below it is an endpoint that lags, unless the first block that
// was emitted has changed too: then it is a chain that was begun anew.
func (s *scan) stillThere(ctx context.Context, head *types.Header) error {
	last := s.last.Load()
	if last == nil {
		return nil
	}
	if head != nil && head.Number.Uint64() < last.Number {
		if s.first.Hash == (common.Hash{}) || head.Number.Uint64() < s.first.Number {
			return nil
		}
		h, err := s.header(ctx, new(big.Int).SetUint64(s.first.Number))
		if err != nil {
			return fmt.Errorf("fetch block %d again: %w", s.first.Number, err)
		}
		if h.Hash() != s.first.Hash {
			return haltError{fmt.Errorf("%w: block %d was %s and is %s, and the head is below what was seen; if a development chain was begun anew, remove the store and restart", oracle.ErrReorg, s.first.Number, s.first.Hash, h.Hash())}
		}
		return nil
	}
	h, err := s.header(ctx, new(big.Int).SetUint64(last.Number))
	if err != nil {
		return fmt.Errorf("fetch block %d again: %w", last.Number, err)
	}
	if h.Hash() != last.Hash {
		return haltError{fmt.Errorf("%w: block %d was %s and is %s; check the node, raise confirmations, restart", oracle.ErrReorg, last.Number, last.Hash, h.Hash())}
	}
	return nil
}

// blocks emits the events of a range. The range's last header is read before
// and after its logs, so that logs of two different chains are never mixed.
func (s *scan) blocks(ctx context.Context, from, to uint64, live bool) error {
	number := new(big.Int).SetUint64(to)
	before, err := s.header(ctx, number)
	if err != nil {
		return fmt.Errorf("fetch block %d: %w", to, err)
	}
	logs, err := s.logs(ctx, from, to)
	if err != nil {
		return fmt.Errorf("fetch logs %d-%d: %w", from, to, err)
	}
	after, err := s.header(ctx, number)
	if err != nil {
		return fmt.Errorf("fetch block %d: %w", to, err)
	}
	if before.Hash() != after.Hash() {
		return fmt.Errorf("block %d changed while its logs were read", to)
	}
	// All are read before the first is emitted: a range that is tried again must
	// not emit anything twice.
	events, err := s.decode(logs, from, to, before.Hash())
	if err != nil {
		return err
	}
	last := oracle.Anchor{Number: to, Hash: before.Hash(), Time: before.Time}
	// First of all, because who hears of the block may ask for its anchor.
	s.last.Store(&last)
	for _, e := range append(events, oracle.BlockConfirmed{Anchor: last, Live: live}) {
		if err := s.emit(e); err != nil {
			return haltError{err} // the receiver's, not the endpoint's
		}
	}
	return nil
}

// decode returns the events of a range's logs, or what is wrong with them.
func (s *scan) decode(logs []types.Log, from, to uint64, last common.Hash) ([]oracle.Event, error) {
	var events []oracle.Event
	for i := range logs {
		l := &logs[i]
		switch {
		case l.Removed || l.BlockNumber < from || l.BlockNumber > to || l.BlockNumber == to && l.BlockHash != last:
			return nil, fmt.Errorf("the endpoint answered logs %d-%d with one of block %d (%s)", from, to, l.BlockNumber, l.BlockHash)
		case i > 0 && (l.BlockNumber < logs[i-1].BlockNumber || l.BlockNumber == logs[i-1].BlockNumber && l.Index <= logs[i-1].Index):
			return nil, fmt.Errorf("the endpoint answered logs %d-%d out of order or twice, at block %d", from, to, l.BlockNumber)
		}
		e, err := s.Decoder.Decode(l)
		if err != nil {
			return nil, haltError{err}
		}
		if e != nil {
			events = append(events, e)
		}
	}
	return events, nil
}

func (s *scan) logs(ctx context.Context, from, to uint64) ([]types.Log, error) {
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	return s.Backend.FilterLogs(ctx, ethereum.FilterQuery{
		FromBlock: new(big.Int).SetUint64(from),
		ToBlock:   new(big.Int).SetUint64(to),
		Addresses: s.Decoder.Addresses(),
	})
}

func (f *Follower) header(ctx context.Context, number *big.Int) (*types.Header, error) {
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	return f.Backend.HeaderByNumber(ctx, number)
}

// FirstBlockAt returns the first confirmed block whose timestamp is at or past
// the given one. It fails when no such block has been emitted yet.
func (f *Follower) FirstBlockAt(ctx context.Context, timestamp uint64) (oracle.Anchor, error) {
	last := f.last.Load()
	if last == nil || last.Time < timestamp {
		return oracle.Anchor{}, fmt.Errorf("no confirmed block at or past time %d yet", timestamp)
	}
	return FirstBlockAt(ctx, f.header, *last, timestamp)
}

// FirstBlockAt searches at or below last, which is at or past the timestamp,
// for the first block at or past it: galloping back, then bisecting.
func FirstBlockAt(ctx context.Context, header func(context.Context, *big.Int) (*types.Header, error), last oracle.Anchor, timestamp uint64) (oracle.Anchor, error) {
	at := func(number uint64) (oracle.Anchor, error) {
		h, err := header(ctx, new(big.Int).SetUint64(number))
		if err != nil {
			return oracle.Anchor{}, fmt.Errorf("fetch block %d: %w", number, err)
		}
		return oracle.Anchor{Number: number, Hash: h.Hash(), Time: h.Time}, nil
	}
	first := last
	low := uint64(0) // every block below low is before the timestamp
	for step := uint64(1); first.Number > 0; step *= 2 {
		b, err := at(first.Number - min(step, first.Number))
		if err != nil {
			return oracle.Anchor{}, err
		}
		if b.Time < timestamp {
			low = b.Number + 1
			break
		}
		first = b
	}
	for low < first.Number {
		b, err := at(low + (first.Number-low)/2)
		if err != nil {
			return oracle.Anchor{}, err
		}
		if b.Time < timestamp {
			low = b.Number + 1
		} else {
			first = b
		}
	}
	return first, nil
}
