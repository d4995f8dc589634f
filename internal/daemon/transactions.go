package daemon

import (
	"errors"
	"fmt"
	"time"

	"go.uber.org/zap"

	"oracled/oracle"
	"oracled/txmgr"
)

// pending lists the chain's transactions in flight.
func (c *chainHealth) pending() []txmgr.Pending {
	if c.inFlight == nil {
		return nil
	}
	return c.inFlight()
}

// trouble says in a sentence what keeps a transaction from being mined, or
// nothing.
func trouble(p txmgr.Pending) string {
	age := p.Age.Round(time.Second)
	switch {
	case p.State == txmgr.Capped:
		return fmt.Sprintf("transaction %s (nonce %d) waits for %s: its fee is at post.maxFeeGwei; raise that, or wait until fees fall", p.Hash, p.Nonce, age)
	case p.State == txmgr.Stuck:
		return fmt.Sprintf("transaction %s (nonce %d) waits for %s and offers more than the market asks for; does the node pass on what it is sent?", p.Hash, p.Nonce, age)
	case p.State != txmgr.Mined && errors.Is(p.Err, txmgr.ErrFunds):
		return fmt.Sprintf("transaction %s (nonce %d): %v", p.Hash, p.Nonce, p.Err)
	}
	return ""
}

// Transactions says where to look for a chain's transactions in flight.
func (o *Observer) Transactions(h oracle.Hub, inFlight func() []txmgr.Pending) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.chain(h).inFlight = inFlight
}

// Transaction is told of a transaction in flight that has changed.
func (o *Observer) Transaction(h oracle.Hub, p txmgr.Pending) {
	o.mu.Lock()
	name := o.chain(h).name
	o.mu.Unlock()
	log := o.log.Info
	switch p.State {
	case txmgr.Sent, txmgr.Mined:
		log = o.log.Debug
	case txmgr.Bumped:
		o.metrics.Bumped(name)
	case txmgr.Capped, txmgr.Stuck, txmgr.Replaced:
		log = o.log.Warn
	}
	fields := []zap.Field{
		zap.String("chain", name), zap.Uint64("nonce", p.Nonce), zap.Stringer("tx", p.Hash),
		zap.Int("bumps", p.Bumps), zap.Stringer("cap", p.Cap), zap.Stringer("tip", p.Tip),
	}
	if p.Err != nil {
		fields = append(fields, zap.Error(about(name, p.Err)))
	}
	log("transaction "+string(p.State), fields...)
}
