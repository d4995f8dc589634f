package daemon

import (
	"context"
	"time"

	"oracled/config"
	"oracled/post"
	"oracled/txmgr"
)

// probeQueue tells what waits to be posted.
func (r *runner) probeQueue(q *post.Queue) Probe {
	return func(_ context.Context, s *ChainStatus) {
		s.Queue = QueueStatus{Length: q.Len(), Bound: r.entry.Post.MaxQueue, Oldest: Seconds(q.Oldest().Seconds())}
	}
}

// probeChain asks the endpoint for its head and the account's balance.
func (r *runner) probeChain(ctx context.Context, s *ChainStatus) {
	e := EndpointStatus{Name: config.RedactURL(r.entry.Endpoint), State: "ok"}
	began := time.Now()
	head, err := r.chain.Eth.BlockNumber(ctx)
	e.Latency = Seconds(time.Since(began).Seconds())
	if err != nil {
		e.State, e.Error = "failing", printable(about(r.entry.Name, err).Error())
	}
	e.Head, s.Head = head, head
	s.Endpoints = append(s.Endpoints, e)
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
