package chaos

import (
	"context"
	"crypto/ecdsa"
	"crypto/rand"
	"fmt"
	"math/big"
	"strings"

	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"

	"oracled/bindings"
	"oracled/client"
	"oracled/fixed"
	"oracled/oracle"
	"oracled/testnet"
)

// agent submits straight to the node. What a reorganisation took from the chain
// it sends again, so every round that it began is complete.
type agent struct {
	*testnet.WorldAgent
	nonce  uint64
	outbox []sent
}

type sent struct {
	raw   hexutil.Bytes
	nonce uint64
	at    uint64 // chain time
}

type opening = client.Opening

// An agent's transactions pay whatever the chain may ask for.
var (
	agentFee = big.NewInt(5_000e9)
	agentTip = big.NewInt(1e9)
)

const agentGas = 700_000

func number(n uint64) *big.Int { return new(big.Int).SetUint64(n) }

// position is what an agent says in a round: what the testnet's agents say.
func position(n int, t oracle.Task, round uint64) (client.Position, error) {
	values, confidence := testnet.Forecast(n, client.Request{ChainID: t.Hub.ChainID, Task: t.Index, Round: round, Dimension: t.Dimension})
	p := client.Position{Confidence: uint8(confidence)}
	for _, v := range values {
		q, err := fixed.FromFloat64(v)
		if err != nil {
			return p, err
		}
		p.Values = append(p.Values, q)
	}
	return p, nil
}

// commitData and revealData are the calls to the hub.
func commitData(o opening) []byte {
	return bindings.NewNashOracle().PackCommit(oracle.TaskIDFromIndex(o.Task), o.Round, o.Agent, o.Commitment, o.Proof, o.Signature)
}

func revealData(o opening) []byte {
	var values []byte
	for _, v := range o.Values {
		w := v.Bytes16()
		values = append(values, w[:]...)
	}
	return bindings.NewNashOracle().PackReveal(oracle.TaskIDFromIndex(o.Task), o.Round, o.Agent, o.Confidence, values, o.Blinding)
}

// sign makes a transaction of an agent's to the hub.
func (a *agent) sign(hub oracle.Hub, data []byte, now uint64) (sent, error) {
	id := new(big.Int).SetUint64(hub.ChainID)
	var tx *types.Transaction
	err := a.Account.Export(func(k *ecdsa.PrivateKey) (err error) {
		tx, err = types.SignNewTx(k, types.LatestSignerForChainID(id), &types.DynamicFeeTx{
			ChainID: id, Nonce: a.nonce, GasTipCap: agentTip, GasFeeCap: agentFee, Gas: agentGas, To: &hub.Address, Data: data,
		})
		return err
	})
	if err != nil {
		return sent{}, fmt.Errorf("agent %d: sign a transaction: %w", a.Number, err)
	}
	raw, err := tx.MarshalBinary()
	if err != nil {
		return sent{}, fmt.Errorf("agent %d: encode a transaction: %w", a.Number, err)
	}
	s := sent{raw, a.nonce, now}
	a.nonce++
	a.outbox = append(a.outbox, s)
	return s, nil
}

// submit sends what is due for a feed in the block of the given time.
func (c *Chain) submit(ctx context.Context, f *feed, next uint64) error {
	var txs []sent
	send := func(a *agent, data []byte) error {
		s, err := a.sign(f.Hub, data, next)
		txs = append(txs, s)
		return err
	}
	if round := f.RoundAt(next); round > f.begun && (f.last == 0 || round <= f.last) && next < f.Windows(round).CommitEnd {
		for _, a := range c.agents {
			p, err := position(a.Number, f.Task, round)
			if err != nil {
				return err
			}
			o, err := client.Seal(a.Key, f.Task, round, p, rand.Reader)
			if err != nil {
				return err
			}
			f.openings[round] = append(f.openings[round], o)
			if err := send(a, commitData(o)); err != nil {
				return err
			}
		}
		f.begun = round
	}
	for round := range f.openings {
		w := f.Windows(round)
		if next < w.RevealStart || next >= w.Deadline {
			continue
		}
		for i, o := range f.openings[round] {
			if err := send(c.agents[i], revealData(o)); err != nil {
				return err
			}
		}
		delete(f.openings, round)
	}
	return c.deliver(ctx, txs)
}

// deliver sends transactions in one request.
func (c *Chain) deliver(ctx context.Context, txs []sent) error {
	if len(txs) == 0 {
		return nil
	}
	batch := make([]rpc.BatchElem, len(txs))
	for i, s := range txs {
		batch[i] = rpc.BatchElem{Method: "eth_sendRawTransaction", Args: []any{s.raw}, Result: new(string)}
	}
	if err := c.Eth.Client().BatchCallContext(ctx, batch); err != nil {
		return fmt.Errorf("send the agents' transactions: %w", err)
	}
	for _, e := range batch {
		if e.Error != nil && !known(e.Error.Error()) {
			return fmt.Errorf("send an agent's transaction: %w", e.Error)
		}
	}
	return nil
}

func known(text string) bool {
	text = strings.ToLower(text)
	return strings.Contains(text, "already") || strings.Contains(text, "nonce too low")
}

// forgetAfter is how long a transaction may be taken back, in blocks.
const forgetAfter = 32

// resend sends again what is not in the chain, or not any more.
func (c *Chain) resend(ctx context.Context) error {
	var batch []rpc.BatchElem
	var whose []*agent
	for _, a := range c.agents {
		if len(a.outbox) > 0 {
			whose = append(whose, a)
			batch = append(batch, rpc.BatchElem{Method: "eth_getTransactionCount", Args: []any{a.Account.Address(), "latest"}, Result: new(hexutil.Uint64)})
		}
	}
	if len(batch) == 0 {
		return nil
	}
	if err := c.Eth.Client().BatchCallContext(ctx, batch); err != nil {
		return fmt.Errorf("ask for the agents' nonces: %w", err)
	}
	var missing []sent
	for i, e := range batch {
		if e.Error != nil {
			return fmt.Errorf("ask for an agent's nonce: %w", e.Error)
		}
		mined := uint64(*e.Result.(*hexutil.Uint64))
		var keep []sent
		for _, s := range whose[i].outbox {
			if s.nonce >= mined {
				missing = append(missing, s)
			}
			if s.nonce >= mined || s.at+forgetAfter > c.time {
				keep = append(keep, s)
			}
		}
		whose[i].outbox = keep
	}
	return c.deliver(ctx, missing)
}
