package watcher

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"

	"oracled/endpoint"
	"oracled/oracle"
)

// Backend is where a follower reads a chain; endpoint.Pool is one.
type Backend interface {
	// Views returns the endpoints, the preferred one first. It fails with
	// oracle.ErrWrongChain when all serve another chain.
	Views() ([]endpoint.View, error)
	// Reached returns the highest block that so many endpoints have reached.
	Reached(ctx context.Context, tag rpc.BlockNumber, quorum int) (uint64, error)
	// Agreed returns a header on which so many endpoints agree.
	Agreed(ctx context.Context, number uint64, quorum int) (*types.Header, error)
	// SubscribeNewHead wakes the follower; what it sends is not looked at.
	SubscribeNewHead(ctx context.Context, heads chan<- *types.Header) (ethereum.Subscription, error)
}

// Follower follows one hub through the endpoints of its chain. It implements
// oracle.Follower and finds anchors.
type Follower struct {
	Config  Config
	Backend Backend
	Decoder *Decoder
	// Report is told of each failure that will be tried again, and nil when it
	// is over.
	Report func(error)

	last atomic.Pointer[oracle.Anchor] // the last block that was emitted
}

// requestTimeout bounds what is asked of several endpoints at once.
const requestTimeout = 20 * time.Second

// Follow implements oracle.Follower.
func (f *Follower) Follow(ctx context.Context, from oracle.Cursor, emit func(oracle.Event) error) error {
	s := newScan(f, from, emit)
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
		if sub == nil && polled && f.streams() {
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
			for len(heads) > 0 {
				<-heads // one look serves all that came meanwhile
			}
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

// streams tells whether any endpoint may have subscriptions.
func (f *Follower) streams() bool {
	for _, e := range f.Config.Endpoints() {
		if strings.HasPrefix(e, "ws") {
			return true
		}
	}
	return false
}

// subscribe returns nil where no endpoint has subscriptions.
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

// stallError is no single endpoint's fault, so that trying the next is useless.
type stallError struct{ error }

func (e stallError) Unwrap() error { return e.error }

// emitError is the receiver's, not the chain's.
type emitError struct{ error }

func (e emitError) Unwrap() error { return e.error }

// advance emits everything that is confirmed and new, through the first endpoint
// that can. What would end the chain is believed only when most endpoints say
// it: one that lies or is on a fork of its own halts nothing.
func (s *scan) advance(ctx context.Context) error {
	views, err := s.Backend.Views()
	if errors.Is(err, oracle.ErrWrongChain) {
		return haltError{err}
	}
	if err != nil {
		return err
	}
	var failures, fatal []error
	var deniers []endpoint.View
	for _, v := range views {
		err := s.advanceOn(ctx, v)
		switch {
		case err == nil:
			for i, d := range deniers {
				d.Blame(fatal[i])
			}
			return nil
		case ctx.Err() != nil:
			return err
		case errors.As(err, new(emitError)):
			return haltError{err}
		case errors.As(err, new(stallError)):
			return err
		case errors.As(err, new(haltError)):
			fatal, deniers = append(fatal, err), append(deniers, v)
		default:
			failures = append(failures, s.named(len(views), v, err))
		}
	}
	if 2*len(fatal) > len(views) {
		return fatal[0]
	}
	for i, d := range deniers {
		failures = append(failures, fmt.Errorf("%s alone says: %w", d.Name(), errors.Unwrap(fatal[i])))
	}
	if len(failures) == 1 {
		return failures[0]
	}
	return joined(failures)
}

func (s *scan) named(views int, v endpoint.View, err error) error {
	if views == 1 {
		return err
	}
	return fmt.Errorf("%s: %w", v.Name(), err)
}

// joined is errors.Join on one line, as a line of /readyz wants it.
func joined(all []error) error {
	err := all[0]
	for _, next := range all[1:] {
		err = fmt.Errorf("%w; %w", err, next)
	}
	return err
}
