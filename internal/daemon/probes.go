package daemon

import (
	"context"
	"time"

	"oracled/config"
	"oracled/endpoint"
	"oracled/post"
	"oracled/txmgr"
)

// probeQueue tells what waits to be posted.
func (r *runner) probeQueue(q *post.Queue) Probe {
	return func(_ context.Context, s *ChainStatus) {
		s.Queue = QueueStatus{Length: q.Len(), Bound: r.entry.Post.MaxQueue, Oldest: Seconds(q.Oldest().Seconds())}
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
