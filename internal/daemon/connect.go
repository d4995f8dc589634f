package daemon

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"slices"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/rpc"

	"oracled/client"
	"oracled/config"
	"oracled/crypto"
	"oracled/oracle"
)

// connection is a chain of the configuration and, once it has answered, the
// connection to it.
type connection struct {
	entry config.Chain
	chain *client.Chain // nil: it does not answer
	err   error         // why not
}

func (c *connection) close() {
	if c.chain != nil {
		c.chain.Close()
	}
}

// startPatience is how long a chain that answers waits at the start for the
// others.
const startPatience = 5 * time.Second

// connectAll makes the first contact with every chain, all at once. What the
// configuration has wrong about any of them is an error. A chain that merely
// does not answer is none, as long as another does: an operator must be able to
// start while one of many chains is down, and at once.
func connectAll(ctx context.Context, cfg config.Config, account common.Address, keys []*crypto.OperatorKey) ([]*connection, error) {
	names := cfg.ChainNames()
	conns := make([]*connection, len(names))
	for i, name := range names {
		entry, err := cfg.Chain(name)
		if err != nil {
			return nil, err
		}
		conns[i] = &connection{entry: entry.WithDefaults()}
	}
	first, giveUp := context.WithCancel(ctx)
	defer giveUp()
	var wg sync.WaitGroup
	for _, c := range conns {
		wg.Go(func() {
			c.chain, c.err = connect(first, c.entry, account, keys, cfg.Operator.Alone())
			if c.err == nil {
				time.AfterFunc(startPatience, giveUp)
			}
		})
	}
	wg.Wait()
	if ctx.Err() != nil {
		closeAll(conns)
		return nil, ctx.Err()
	}
	var wrong, silent []error
	for _, c := range conns {
		switch {
		case errors.Is(c.err, context.Canceled):
			c.err = fmt.Errorf("chain %s: no answer within %s of another chain's; is the node running, and chains.%s.endpoint right?", c.entry.Name, startPatience, c.entry.Name)
		case c.err != nil && doesNotAnswer(c.err):
			silent = append(silent, c.err)
		case c.err != nil:
			wrong = append(wrong, c.err)
		}
	}
	err := errors.Join(wrong...)
	if len(silent) == len(conns) {
		err = errors.Join(silent...)
	}
	if err != nil {
		closeAll(conns)
		return nil, err
	}
	return conns, nil
}

func closeAll(conns []*connection) {
	for _, c := range conns {
		c.close()
	}
}

// connect connects to a chain and checks that this operator can work there.
func connect(ctx context.Context, entry config.Chain, account common.Address, keys []*crypto.OperatorKey, alone bool) (*client.Chain, error) {
	c, err := client.Connect(ctx, entry.Name, entry.Config)
	if err != nil {
		return nil, err
	}
	if err := fit(ctx, c, account, keys, alone); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// Back-off between tries to reach a chain that was down at the start.
const (
	firstReconnect = time.Second
	lastReconnect  = 30 * time.Second
)

// await tries to connect until it succeeds. Another chain than the configured
// one is an error; everything else may pass, and shows until it does.
func (c *connection) await(ctx context.Context, observer *Observer, account common.Address, keys []*crypto.OperatorKey, alone bool) error {
	hub := c.entry.OracleHub()
	observer.Connecting(hub, true)
	for wait := firstReconnect; c.chain == nil; wait = min(2*wait, lastReconnect) {
		observer.Retrying(hub, "connect", c.err)
		if err := oracle.Sleep(ctx, wait); err != nil {
			return err
		}
		c.chain, c.err = connect(ctx, c.entry, account, keys, alone)
		if errors.Is(c.err, oracle.ErrWrongChain) {
			return c.err
		}
	}
	observer.Connecting(hub, false)
	observer.Retrying(hub, "connect", nil)
	return nil
}

// fit tells why an operator cannot post on a chain.
func fit(ctx context.Context, c *client.Chain, account common.Address, keys []*crypto.OperatorKey, alone bool) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	balance, err := c.Eth.BalanceAt(ctx, account, nil)
	if err != nil {
		return fmt.Errorf("chain %s: ask for the balance of %s: %w", c.Name, account, err)
	}
	if balance.Sign() == 0 {
		return fmt.Errorf("chain %s: account %s (account.keystore) has no ether to pay for gas; send it some", c.Name, account)
	}
	set, _, err := c.OperatorSet(ctx)
	if err != nil {
		return err
	}
	members := 0
	for _, k := range keys {
		if set.Index(k.PublicKey()) >= 0 {
			members++
		}
	}
	if kind := set.Kind(); !slices.ContainsFunc(keys, func(k *crypto.OperatorKey) bool { return k.Kind() == kind }) {
		return otherKind(c, kind)
	}
	if members == 0 {
		return fmt.Errorf("chain %s: none of operator.keystores belongs to the hub's operator set; add the keystore of a member, or have the set rotated", c.Name)
	}
	if alone && members < set.Threshold {
		return fmt.Errorf("chain %s: %d of the keys in operator.keystores belong to the hub's operator set and %d must sign; add the keystores of more members, or set operator.listen and operator.peers if others run them", c.Name, members, set.Threshold)
	}
	return nil
}

// otherKind says that a set's operators sign by another kind of key than ours.
func otherKind(c *client.Chain, kind crypto.Kind) error {
	return fmt.Errorf("chain %s: the hub's operator set is of kind %s (%s at %s), and every key of operator.keystores is of another; add the keystore of a member (oracled operator keys --new FILE --kind %s makes a key that a rotation can take in)", c.Name, kind, kind.Contract(), c.Quorum, kind)
}

// doesNotAnswer tells an endpoint that is down, overloaded or out of reach, which
// may pass, from one that answers what does not fit the configuration.
func doesNotAnswer(err error) bool {
	var network net.Error
	var status rpc.HTTPError
	switch {
	case errors.Is(err, oracle.ErrWrongChain):
		return false
	case errors.As(err, &status):
		return status.StatusCode >= http.StatusInternalServerError || status.StatusCode == http.StatusTooManyRequests
	case errors.As(err, &network), errors.Is(err, context.DeadlineExceeded), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return true
	}
	return errors.Is(err, rpc.ErrClientQuit) || untyped.MatchString(err.Error())
}

// untyped are failures whose types net/http and go-ethereum do not export.
var untyped = regexp.MustCompile(`bad handshake \(HTTP status (5\d\d|429)\b|http: server closed idle connection`)
