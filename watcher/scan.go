package watcher

import (
	"context"
	"errors"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"

	"oracled/endpoint"
	"oracled/oracle"
)

// trail is how far below the head logs are compared with the headers of their
// blocks even where nothing else is: an endpoint's index of logs may lag behind
// its blocks.
const trail = 64

// scan is the state of one Follow.
type scan struct {
	*Follower
	emit   func(oracle.Event) error
	next   uint64 // the next block to look at
	span   span
	known  *block        // the block before next: the last that was emitted, or the cursor's
	resume bool          // known is the cursor's and has not been found yet
	first  block         // the first block that was emitted; number 0 and no hash: none
	market *types.Header // of the newest block that was seen, whose fees are the latest; nil: not known
}

// block names a block.
type block struct {
	number uint64
	hash   common.Hash
}

func newScan(f *Follower, from oracle.Cursor, emit func(oracle.Event) error) *scan {
	s := &scan{Follower: f, emit: emit, next: from.Block, span: newSpan(f.Config.MaxRange)}
	if from.Parent != (common.Hash{}) {
		s.known, s.resume = &block{from.Block - 1, from.Parent}, true
	}
	return s
}

// advanceOn emits everything that is confirmed and new, as an endpoint has it.
func (s *scan) advanceOn(ctx context.Context, v endpoint.View) error {
	if s.resume && s.next == 0 {
		return haltError{fmt.Errorf("resume at block 0 after block %s: there is no block before block 0; start without a parent", s.known.hash)}
	}
	head, err := s.head(ctx, v)
	if err != nil {
		return err
	}
	if head < s.Config.Confirmations || head-s.Config.Confirmations < s.next {
		return nil
	}
	return s.ranges(ctx, v, head, head-s.Config.Confirmations)
}

// head returns the block that confirmations are counted from, and makes sure
// that the chain still has the block before the next.
func (s *scan) head(ctx context.Context, v endpoint.View) (uint64, error) {
	tag := tags[s.Config.Finality]
	if q := s.Config.Agreement; q > 1 {
		ctx, cancel := context.WithTimeout(ctx, requestTimeout)
		defer cancel()
		head, err := s.Backend.Reached(ctx, tag, q)
		if err != nil {
			return 0, stallError{fmt.Errorf("fetch the head: %w", err)}
		}
		if s.known == nil || !s.resume && head >= s.known.number {
			return head, nil // the next block's parent tells
		}
		if at := s.askable(head); at != nil {
			h, err := s.Backend.Agreed(ctx, at.number, q)
			if err != nil {
				return 0, stallError{fmt.Errorf("fetch block %d again: %w", at.number, err)}
			}
			return head, s.still(*at, head, h)
		}
		return head, s.lags(head)
	}
	request := endpoint.Request{Headers: []rpc.BlockNumber{tag}}
	if s.known != nil {
		request.Headers = append(request.Headers, rpc.BlockNumber(s.known.number))
	}
	r, err := v.Read(ctx, request)
	if err != nil {
		return 0, fmt.Errorf("fetch the head: %w", err)
	}
	if r.Headers[0] == nil {
		return 0, fmt.Errorf("fetch the head: the endpoint has no %s block", tag)
	}
	s.market = r.Headers[0]
	head := r.Headers[0].Number.Uint64()
	if s.known == nil {
		return head, nil
	}
	if h := r.Headers[1]; h != nil {
		return head, s.still(*s.known, head, h)
	}
	at := s.askable(head)
	if at == nil || at.number == s.known.number {
		return head, s.lags(head)
	}
	if r, err = v.Read(ctx, endpoint.Request{Headers: []rpc.BlockNumber{rpc.BlockNumber(at.number)}}); err != nil || r.Headers[0] == nil {
		return 0, fmt.Errorf("fetch block %d again: %w", at.number, cmpErr(err, "the endpoint does not have it"))
	}
	return head, s.still(*at, head, r.Headers[0])
}

func cmpErr(err error, text string) error {
	if err == nil {
		return errors.New(text)
	}
	return err
}

// askable returns a block that was seen and that a chain with this head has: the
// last one, or the first when the head is below that; nil if there is none.
func (s *scan) askable(head uint64) *block {
	switch {
	case head >= s.known.number:
		return s.known
	case s.first.hash != (common.Hash{}) && head >= s.first.number:
		return &s.first
	}
	return nil
}

// lags says what to make of a head below what was seen: the endpoint lags, which
// is no failure unless nothing has been read of it yet.
func (s *scan) lags(head uint64) error {
	if s.resume {
		return fmt.Errorf("resume after block %d: the head is block %d; waiting for the node to sync", s.known.number, head)
	}
	return nil
}

// still compares a block that was seen with what the chain has in its place.
func (s *scan) still(seen block, head uint64, h *types.Header) error {
	switch is := h.Hash(); {
	case is == seen.hash && s.resume && seen == *s.known:
		s.last.Store(&oracle.Anchor{Number: seen.number, Hash: is, Time: h.Time})
		s.resume = false
		if head > seen.number+s.Config.Confirmations {
			return nil
		}
		// Nothing to catch up with: on a chain that mines on demand no block may
		// come to say so.
		if err := s.emit(oracle.BlockConfirmed{Anchor: *s.last.Load(), Live: true}); err != nil {
			return emitError{err}
		}
	case is == seen.hash:
	case head < s.known.number:
		// A chain that is shorter and has another beginning was begun anew.
		return haltError{fmt.Errorf("%w: block %d was %s and is %s, and the head is below what was seen; if a development chain was begun anew, remove the store and restart", oracle.ErrReorg, seen.number, seen.hash, is)}
	case s.resume:
		return haltError{fmt.Errorf("%w: block %d was %s when it was last seen and is %s; %s, or start from an older snapshot", oracle.ErrReorg, seen.number, seen.hash, is, reorgAdvice)}
	default:
		return haltError{fmt.Errorf("%w: block %d was %s and is %s; %s", oracle.ErrReorg, seen.number, seen.hash, is, reorgAdvice)}
	}
	return nil
}

// reorgAdvice points to the runbook.
const reorgAdvice = `check the node, raise confirmations, restart (docs/operators.md, "A deep reorganisation")`

// ranges emits the blocks up to the target. While one range is emitted the next
// one is fetched.
func (s *scan) ranges(ctx context.Context, v endpoint.View, head, target uint64) (err error) {
	ctx, cancel := context.WithCancel(ctx)
	var ahead <-chan fetched
	defer func() {
		cancel()
		if ahead != nil {
			<-ahead // nothing goes on behind the caller's back
		}
	}()
	for s.next <= target {
		if ahead == nil {
			ahead = s.start(ctx, v, s.next, head, target)
		}
		r := <-ahead
		ahead = nil
		blocks := r.to - r.from + 1
		if r.err != nil {
			if errors.As(r.err, new(stallError)) || !endpoint.IsTooLarge(r.err) {
				return r.err
			}
			s.span.refused(blocks, endpoint.SuggestedSpan(r.err, r.from))
			if blocks > 1 && !errors.Is(r.err, context.DeadlineExceeded) {
				continue
			}
			return r.err // at once only elsewhere
		}
		s.span.passed(blocks, uint64(len(r.logs)))
		if s.known != nil && r.parent != s.known.hash {
			return haltError{fmt.Errorf("%w: block %d was %s and is %s; %s", oracle.ErrReorg, s.known.number, s.known.hash, r.parent, reorgAdvice)}
		}
		if r.to < target {
			ahead = s.start(ctx, v, r.to+1, head, target)
		}
		if err := s.deliver(r, r.to == target); err != nil {
			return err
		}
	}
	return nil
}

// start fetches a range in the background; the answer comes in any case.
func (s *scan) start(ctx context.Context, v endpoint.View, from, head, target uint64) <-chan fetched {
	to := min(from+s.span.size-1, target)
	near := s.Config.Agreement > 0
	if s.Config.Agreement == 0 && to+trail > head {
		if from+trail > head {
			near = true
		} else {
			to = head - trail
		}
	}
	out := make(chan fetched, 1)
	go func() {
		r := fetched{from: from, to: to, target: target}
		if near {
			r.err = s.checked(ctx, v, &r)
		} else {
			r.err = s.trusted(ctx, v, &r)
		}
		out <- r
	}()
	return out
}

// deliver emits the events of a range.
func (s *scan) deliver(r fetched, live bool) error {
	// All are read before the first is emitted: a range that is tried again must
	// not emit anything twice.
	var events []oracle.Event
	for i := range r.logs {
		e, err := s.Decoder.Decode(&r.logs[i])
		if err != nil {
			return haltError{err}
		}
		if e != nil {
			events = append(events, e)
		}
	}
	last := oracle.Anchor{Number: r.to, Hash: r.last.Hash(), Time: r.last.Time}
	if s.first.hash == (common.Hash{}) {
		s.first = block{last.Number, last.Hash}
	}
	// First of all, because who hears of the block may ask for its anchor.
	s.last.Store(&last)
	s.known, s.next = &block{last.Number, last.Hash}, r.to+1
	market := s.market
	if market == nil {
		market = r.last
	}
	end := oracle.BlockConfirmed{Anchor: last, Live: live, BaseFee: market.BaseFee, GasUsedRatio: float64(market.GasUsed) / float64(max(market.GasLimit, 1))}
	for _, e := range append(events, end) {
		if err := s.emit(e); err != nil {
			return emitError{err}
		}
	}
	return nil
}
