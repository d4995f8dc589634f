package daemon

import (
	"context"
	"math/big"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"oracled/config"
	"oracled/endpoint"
	"oracled/oracle"
	"oracled/txmgr"
)

// Bounds of the time between two looks at the balance.
const (
	leastBalanceWait = time.Second
	mostBalanceWait  = time.Minute
)

// watchBalance asks for the account's balance every few blocks until what it
// returns is called, and tells the observer, who is asked for it by all others. A
// look that fails is no news of the balance: what else asks the endpoint tells of
// it.
func watchBalance(ctx context.Context, o *Observer, h oracle.Hub, account common.Address, blockTime time.Duration, ask func(context.Context) (*big.Int, error)) (stop func()) {
	wait := min(max(4*blockTime, leastBalanceWait), mostBalanceWait)
	ctx, cancel := context.WithCancel(ctx)
	o.Balance(h, account, nil)
	var watching sync.WaitGroup
	watching.Go(func() {
		for {
			asking, done := context.WithTimeout(ctx, mostBalanceWait)
			balance, err := ask(asking)
			done()
			if err == nil {
				o.Balance(h, account, balance)
			}
			if oracle.Sleep(ctx, wait) != nil {
				return
			}
		}
	})
	return func() {
		cancel()
		watching.Wait()
	}
}

// probeEndpoints tells how the endpoints fare.
func (r *runner) probeEndpoints(_ context.Context, s *ChainStatus) {
	for _, e := range r.chain.Eth.Status() {
		state := EndpointStatus{Name: e.Name, State: string(e.State), Head: e.Head, Latency: Seconds(e.Latency.Seconds())}
		if e.State != endpoint.StateOK && e.LastError != nil {
			state.Error = printable(about(r.entry.Name, config.Redact(e.LastError)).Error())
		}
		s.Head = max(s.Head, e.Head)
		s.Endpoints = append(s.Endpoints, state)
	}
}

// probeTransactions lists what was sent and is not settled.
func probeTransactions(sender *txmgr.Manager) Probe {
	return func(_ context.Context, s *ChainStatus) {
		for _, p := range sender.InFlight() {
			s.Transactions = append(s.Transactions, TransactionStatus{Nonce: p.Nonce, Hash: p.Hash, Bumps: p.Bumps, Age: Seconds(p.Age.Round(100 * time.Millisecond).Seconds()), State: string(p.State)})
		}
	}
}
