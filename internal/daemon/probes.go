package daemon

import (
	"context"
	"time"

	"oracled/config"
	"oracled/post"
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

// probeOutbox lists what was sent and is not settled.
func (r *runner) probeOutbox(ctx context.Context, s *ChainStatus) {
	sent, err := r.db.Pending(ctx, r.chain.Hub.ChainID, r.account.Address())
	if err != nil {
		s.Reasons = append(s.Reasons, printable(err.Error()))
		s.Ready = false
		return
	}
	for _, tx := range sent {
		if n := len(s.Transactions); n > 0 && s.Transactions[n-1].Nonce == tx.Nonce {
			s.Transactions[n-1].Hash = tx.Hash
			s.Transactions[n-1].Bumps++
			continue
		}
		s.Transactions = append(s.Transactions, TransactionStatus{Nonce: tx.Nonce, Hash: tx.Hash})
	}
}
