package post

import (
	"context"

	"github.com/ethereum/go-ethereum/common"

	"oracled/bindings"
	"oracled/oracle"
	"oracled/txmgr"
)

// Poster posts batches to one hub. It implements oracle.Poster.
type Poster struct {
	hub     common.Address
	sender  *txmgr.Manager
	binding *bindings.NashOracle
}

// NewPoster returns a poster that sends through a manager.
func NewPoster(hub oracle.Hub, sender *txmgr.Manager) *Poster {
	return &Poster{hub: hub.Address, sender: sender, binding: bindings.NewNashOracle()}
}

// Post implements oracle.Poster.
func (p *Poster) Post(ctx context.Context, b oracle.Batch, q oracle.QuorumProof) (oracle.Receipt, error) {
	r, err := p.sender.Send(ctx, txmgr.Candidate{To: p.hub, Data: p.binding.PackPost(b.Payload, q)})
	if err != nil {
		return oracle.Receipt{}, p.explain(err)
	}
	return oracle.Receipt{TxHash: r.TxHash, Block: r.BlockNumber.Uint64(), GasUsed: r.GasUsed, GasPriceWei: r.EffectiveGasPrice, DataFeeWei: r.DataFee}, nil
}

// explain names the contract's error.
func (p *Poster) explain(err error) error {
	named, err := txmgr.Explain(err, "NashOracle", p.binding.UnpackError, bindings.NewBlsQuorum().UnpackError, bindings.NewEcdsaQuorum().UnpackError)
	if _, ok := named.(*bindings.NashOracleNothingNew); ok {
		return oracle.ErrNothingNew
	}
	return err
}

// Nudger makes a development chain mine, with an empty transaction from the
// sender to itself. It implements oracle.Nudger.
type Nudger struct {
	Sender  *txmgr.Manager
	Pending func(ctx context.Context) (uint64, error) // timestamp of the pending block
}

// Now implements oracle.Nudger.
func (n *Nudger) Now(ctx context.Context) (uint64, error) { return n.Pending(ctx) }

// Nudge implements oracle.Nudger.
func (n *Nudger) Nudge(ctx context.Context) error {
	_, err := n.Sender.Send(ctx, txmgr.Candidate{To: n.Sender.Address(), Gas: 21_000})
	return err
}
