package endpoint

import (
	"context"
	"errors"
	"strings"
	"sync"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/rpc"
)

// SubscribeNewHead subscribes to the heads of every endpoint that has
// subscriptions. A head is a hint that there is something new and no more: the
// same comes from several endpoints, and what they send is not checked. The
// subscription ends when one of them is lost.
func (p *Pool) SubscribeNewHead(ctx context.Context, heads chan<- *types.Header) (ethereum.Subscription, error) {
	nodes, err := p.order()
	if err != nil {
		return nil, err
	}
	s := &subscriptions{lost: make(chan error, 1), quit: make(chan struct{})}
	err = rpc.ErrNotificationsUnsupported
	type answer struct {
		sub ethereum.Subscription
		err error
	}
	answers := make(chan answer, len(nodes))
	asked := 0
	for _, n := range nodes {
		if !strings.HasPrefix(n.url, "ws") {
			continue
		}
		asked++
		go func() {
			var sub ethereum.Subscription
			err := n.do(ctx, func(ctx context.Context, c *ethclient.Client) (err error) {
				sub, err = c.SubscribeNewHead(ctx, heads)
				return err
			})
			answers <- answer{sub, err}
		}()
	}
	for range asked {
		a := <-answers // do ends with ctx at the latest
		if a.err != nil {
			err = a.err
			continue
		}
		s.subs = append(s.subs, a.sub)
		s.wg.Go(func() {
			select {
			case err := <-a.sub.Err():
				if err == nil {
					err = errors.New("the endpoint ended the subscription")
				}
				select {
				case s.lost <- err:
				default: // one is enough
				}
			case <-s.quit:
			}
		})
	}
	if len(s.subs) == 0 {
		return nil, err
	}
	return s, nil
}

// subscriptions are several as one.
type subscriptions struct {
	subs []ethereum.Subscription
	lost chan error
	quit chan struct{}
	once sync.Once
	wg   sync.WaitGroup
}

func (s *subscriptions) Err() <-chan error { return s.lost }

func (s *subscriptions) Unsubscribe() {
	s.once.Do(func() {
		close(s.quit)
		for _, sub := range s.subs {
			sub.Unsubscribe()
		}
		s.wg.Wait()
	})
}
