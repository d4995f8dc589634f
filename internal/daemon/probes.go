package daemon

import (
	"context"
	"sync"
	"time"

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
// returns is called. A look that fails is no news of the balance: what else asks
// the endpoint tells of it.
func (r *runner) watchBalance(ctx context.Context) (stop func()) {
	wait := min(max(4*r.chain.Config.BlockTime, leastBalanceWait), mostBalanceWait)
	ctx, cancel := context.WithCancel(ctx)
	var watching sync.WaitGroup
	watching.Go(func() {
		for {
			asking, done := context.WithTimeout(ctx, mostBalanceWait)
			balance, err := r.chain.Eth.BalanceAt(asking, r.account.Address(), nil)
			done()
			if err == nil {
				r.observer.Balance(r.chain.Hub, balance)
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

// probeChain tells how the endpoints fare and asks for the account's balance.
func (r *runner) probeChain(ctx context.Context, s *ChainStatus) {
	for _, e := range r.chain.Eth.Status() {
		state := EndpointStatus{Name: e.Name, State: string(e.State), Head: e.Head, Latency: Seconds(e.Latency.Seconds())}
		if e.State != endpoint.StateOK && e.LastError != nil {
			state.Error = printable(about(r.entry.Name, config.Redact(e.LastError)).Error())
		}
		s.Head = max(s.Head, e.Head)
		s.Endpoints = append(s.Endpoints, state)
	}
	s.Account = &AccountStatus{Address: r.account.Address()}
	if balance, err := r.chain.Eth.BalanceAt(ctx, r.account.Address(), nil); err == nil {
		s.Account.Balance = balance.String()
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
