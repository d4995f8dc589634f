package daemon

import (
	"context"
	"fmt"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"go.uber.org/zap"

	"oracled/bindings"
	"oracled/client"
	"oracled/config"
	"oracled/crypto"
	"oracled/endpoint"
	"oracled/history"
	"oracled/oracle"
	reports "oracled/report"
	"oracled/store"
	"oracled/txmgr"
	"oracled/watcher"
)

// Report reads the history of every configured chain. With recommend it says
// what the tasks' creators might choose otherwise.
func Report(ctx context.Context, cfg config.Config, since time.Duration, recommend bool) (reports.Report, error) {
	h, err := store.ReadHistory(cfg.Store.Path)
	if err != nil {
		return reports.Report{}, err
	}
	defer h.Close()
	r := reports.Report{Since: uint64(since / time.Second)}
	for _, name := range cfg.ChainNames() {
		entry, err := cfg.Chain(name)
		if err != nil {
			return r, err
		}
		e, err := h.Extract(ctx, entry.OracleHub(), r.Since)
		if err != nil {
			return r, fmt.Errorf("chain %s: %w", name, err)
		}
		c := reports.Build(name, entry.OracleHub(), e)
		if recommend {
			chain := client.Chain{Config: entry.Config}
			c.Recommend(reports.Setting{FinalitySeconds: chain.Finality()})
		}
		r.Chains = append(r.Chains, c)
	}
	return r, nil
}

// openHistory opens the history beside the store, unless it is switched off. One
// that cannot be opened is no reason not to run.
func openHistory(cfg config.Config, log *zap.Logger) *store.History {
	if cfg.History.Keep == 0 {
		return nil
	}
	h, err := store.OpenHistory(cfg.Store.Path)
	if err != nil {
		log.Warn("no history is kept; `oracled report` will have nothing new", zap.Error(err))
		return nil
	}
	return h
}

// record makes a pipeline tell a recorder what happens in it.
func (r *runner) record(p *oracle.Pipeline) *history.Recorder {
	trouble := seldomLog{log: r.log, chain: r.entry.Name}
	h := &history.Recorder{
		Hub: r.chain.Hub, Ledger: r.history, Inspector: &inspector{r.chain, r.account.Address()}, Keep: r.cfg.History.Keep, Report: trouble.report,
	}
	p.Observers = append(p.Observers, oracle.NamedObserver{Name: "history", Observer: h})
	if p.Snapshots != nil {
		p.Snapshots = flushedSnapshots{p.Snapshots, h}
	}
	return h
}

// runHistory runs a recorder, and counts the faults of the endpoints for it,
// until the context ends.
func (r *runner) runHistory(ctx context.Context, h *history.Recorder) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		h.Run(ctx)
	}()
	faults := map[string]uint64{}
	for {
		ended := oracle.Sleep(ctx, faultsEvery) != nil
		for _, e := range r.chain.Eth.Status() {
			for _, k := range endpoint.Faults() {
				subject := fmt.Sprintf("%s %s", e.Name, k)
				if n := e.Faults[k]; n > faults[subject] {
					h.Count(history.KindEndpoint, subject, n-faults[subject])
					faults[subject] = n
				}
			}
		}
		if ended {
			<-done
			return
		}
	}
}

// recordHalt notes that the chain was given up; the recorder has ended.
func (r *runner) recordHalt() {
	ctx, cancel := context.WithTimeout(context.Background(), faultsEvery)
	defer cancel()
	r.recorder.Count(history.KindHalt, "chain", 1)
	if err := r.recorder.Flush(ctx); err != nil {
		r.log.Warn("the history could not be written", zap.String("chain", r.entry.Name), zap.Error(err))
	}
}

const faultsEvery = 10 * time.Second

// seldomLog logs a failure when it begins and when it ends.
type seldomLog struct {
	log    *zap.Logger
	chain  string
	failed bool
}

func (l *seldomLog) report(err error) {
	switch {
	case err == nil && l.failed:
		l.failed = false
		l.log.Info("the history is kept again", zap.String("chain", l.chain))
	case err != nil && !l.failed:
		l.failed = true
		l.log.Warn("the history lags; it is tried again", zap.String("chain", l.chain), zap.Error(about(l.chain, err)))
	}
}

// transaction counts what became of a transaction, once for each change.
func transaction(h *history.Recorder, p txmgr.Pending) {
	switch p.State {
	case txmgr.Sent, txmgr.Mined:
	default:
		h.Count(history.KindTransaction, string(p.State), 1)
	}
}

// flushedSnapshots keeps a snapshot only after the history before it: a restart
// does not read again what came before the snapshot.
type flushedSnapshots struct {
	oracle.Snapshots
	history *history.Recorder
}

// SaveSnapshot implements oracle.Snapshots.
func (s flushedSnapshots) SaveSnapshot(ctx context.Context, hub oracle.Hub, b []byte) error {
	// A history that cannot be written must not make restarts slow: what it loses
	// is a line of a report.
	flush, cancel := context.WithTimeout(ctx, time.Second)
	_ = s.history.Flush(flush)
	cancel()
	return s.Snapshots.SaveSnapshot(ctx, hub, b)
}

// inspector looks batches up on their chain. It implements history.Inspector.
type inspector struct {
	chain   *client.Chain
	account common.Address // that pays for this operator's batches
}

// Inspect implements history.Inspector.
func (i *inspector) Inspect(ctx context.Context, b history.Batch, deadline func(history.Posting) (uint64, bool)) (history.Batch, error) {
	fail := func(doing string, err error) (history.Batch, error) {
		return b, fmt.Errorf("chain %s: look up the batch of transaction %s: %s: %w", i.chain.Name, b.Tx, doing, err)
	}
	header := func(ctx context.Context, number *big.Int) (*types.Header, error) {
		return i.chain.Eth.HeaderByNumber(ctx, number)
	}
	h, err := header(ctx, new(big.Int).SetUint64(b.Block))
	if err != nil {
		return fail("fetch its block", err)
	}
	b.Time = h.Time
	r, err := i.chain.Eth.TransactionReceipt(ctx, b.Tx)
	if err != nil {
		return fail("fetch its receipt", err)
	}
	if b.Gas == 0 {
		b.Gas = r.GasUsed
	}
	if b.Fee == nil && r.EffectiveGasPrice != nil {
		b.Fee = new(big.Int).Mul(new(big.Int).SetUint64(r.GasUsed), r.EffectiveGasPrice)
	}
	tx, _, err := i.chain.Eth.TransactionByHash(ctx, b.Tx)
	if err != nil {
		return fail("fetch it", err)
	}
	if b.Sender, err = types.Sender(types.LatestSignerForChainID(tx.ChainId()), tx); err != nil {
		return fail("find its sender", err)
	}
	b.Own = b.Own || b.Sender == i.account
	if b.Signed, b.Absent, err = i.signers(ctx, b, tx); err != nil {
		return fail("read who signed it", err)
	}
	closed := map[uint64]uint64{}
	for k, p := range b.Postings {
		at, ok := deadline(p)
		if !ok || at > h.Time {
			continue
		}
		if closed[at] == 0 {
			first, err := watcher.FirstBlockAt(ctx, header, oracle.Anchor{Number: b.Block, Hash: h.Hash(), Time: h.Time}, at)
			if err != nil {
				return fail("find the block that closed a round", err)
			}
			closed[at] = first.Number
		}
		b.Postings[k].Closed = closed[at]
	}
	return b, nil
}

// signers returns who of the operator set signed a batch. Nothing is known of one
// that came through another contract, or of an epoch that is over.
func (i *inspector) signers(ctx context.Context, b history.Batch, tx *types.Transaction) (signed, absent []common.Address, err error) {
	proof, ok := postedProof(tx.Data())
	if !ok || tx.To() == nil || *tx.To() != i.chain.Hub.Address {
		return nil, nil, nil
	}
	set, epoch, err := i.chain.OperatorSet(ctx)
	if err != nil || epoch != b.Epoch {
		return nil, nil, err
	}
	signers, err := crypto.Signers(proof)
	if err != nil {
		return nil, nil, nil // the hub has accepted it by a rule that this program does not know
	}
	in := map[int]bool{}
	for _, k := range signers {
		in[k] = true
	}
	for k, key := range set.Keys {
		id, err := crypto.OperatorID(key)
		if err != nil {
			return nil, nil, err
		}
		if in[k] {
			signed = append(signed, id)
		} else {
			absent = append(absent, id)
		}
	}
	return signed, absent, nil
}

// postedProof returns the proof in a call of post(payload, proof).
func postedProof(data []byte) (oracle.QuorumProof, bool) {
	abi, err := bindings.NashOracleMetaData.ParseABI()
	if err != nil || len(data) < 4 {
		return nil, false
	}
	method, err := abi.MethodById(data)
	if err != nil || method.Name != "post" {
		return nil, false
	}
	args, err := method.Inputs.Unpack(data[4:])
	if err != nil || len(args) != 2 {
		return nil, false
	}
	proof, ok := args[1].([]byte)
	return proof, ok
}
