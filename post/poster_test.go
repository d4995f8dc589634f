package post

import (
	"bytes"
	"context"
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"oracled/bindings"
	"oracled/oracle"
	"oracled/txmgr"
	"oracled/txmgr/fees"
)

// node mines what it gets at once, or refuses it.
type node struct {
	txmgr.Backend
	refuse error
	tx     *types.Transaction

	dataFee int64
}

func (n *node) CallContract(context.Context, ethereum.CallMsg, *big.Int) ([]byte, error) {
	return common.LeftPadBytes(big.NewInt(n.dataFee).Bytes(), 32), nil
}

type revert struct{ data string }

func (revert) Error() string    { return "execution reverted" }
func (revert) ErrorCode() int   { return 3 }
func (r revert) ErrorData() any { return r.data }

func (n *node) NonceAt(context.Context, common.Address, *big.Int) (uint64, error) {
	if n.tx != nil {
		return 1, nil
	}
	return 0, nil
}

func (n *node) PendingNonceAt(context.Context, common.Address) (uint64, error) { return 0, nil }

func (n *node) FeeHistory(context.Context, uint64, *big.Int, []float64) (*ethereum.FeeHistory, error) {
	return &ethereum.FeeHistory{BaseFee: []*big.Int{big.NewInt(1)}}, nil
}

func (n *node) SuggestGasTipCap(context.Context) (*big.Int, error) { return big.NewInt(1), nil }

func (n *node) HeaderByNumber(context.Context, *big.Int) (*types.Header, error) {
	return &types.Header{BaseFee: big.NewInt(1)}, nil
}

func (n *node) EstimateGasAtBlock(context.Context, ethereum.CallMsg, *big.Int) (uint64, error) {
	return 100_000, n.refuse
}

func (n *node) SendTransaction(_ context.Context, tx *types.Transaction) error {
	n.tx = tx
	return nil
}

func (n *node) TransactionReceipt(_ context.Context, hash common.Hash) (*types.Receipt, error) {
	return &types.Receipt{TxHash: hash, Status: 1, BlockNumber: big.NewInt(17), GasUsed: 99, EffectiveGasPrice: big.NewInt(2)}, nil
}

func newPoster(t testing.TB, n *node) *Poster {
	t.Helper()
	key, err := crypto.ToECDSA(common.LeftPadBytes([]byte{42}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return NewPoster(hub, txmgr.New(txmgr.Config{ChainID: hub.ChainID, PollInterval: time.Millisecond, ResubmitAfter: time.Minute}, n, txmgr.NewAccount(key), nil))
}

// hubError is what the hub returns for a custom error without arguments.
func hubError(t testing.TB, name string) []byte {
	t.Helper()
	nash := bindings.NewNashOracle()
	e, ok := nash.GetABI().Errors[name]
	if !ok || len(e.Inputs) > 0 {
		t.Fatalf("the hub has no error %s()", name)
	}
	return e.ID[:4]
}

func TestPost(t *testing.T) {
	n := &node{}
	p := newPoster(t, n)
	b := oracle.Batch{Hub: hub, Payload: []byte("payload")}
	r, err := p.Post(t.Context(), b, oracle.QuorumProof("proof"))
	if err != nil {
		t.Fatal(err)
	}
	if r.TxHash != n.tx.Hash() || r.Block != 17 || r.GasUsed != 99 || r.GasPriceWei.Int64() != 2 {
		t.Errorf("%+v", r)
	}
	if *n.tx.To() != hub.Address || !bytes.Equal(n.tx.Data(), bindings.NewNashOracle().PackPost([]byte("payload"), []byte("proof"))) {
		t.Errorf("sent %x to %s", n.tx.Data(), n.tx.To())
	}
}

// What an OP stack chain takes for the L1's data is part of the receipt.
func TestPostCountsTheDataFee(t *testing.T) {
	n := &node{dataFee: 77}
	key, err := crypto.ToECDSA(common.LeftPadBytes([]byte{42}, 32))
	if err != nil {
		t.Fatal(err)
	}
	p := NewPoster(hub, txmgr.New(txmgr.Config{ChainID: hub.ChainID, Model: fees.Default(10, n), PollInterval: time.Millisecond, ResubmitAfter: time.Minute}, n, txmgr.NewAccount(key), nil))
	r, err := p.Post(t.Context(), oracle.Batch{Hub: hub}, nil)
	if err != nil || r.DataFeeWei == nil || r.DataFeeWei.Int64() != 77 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestPostErrors(t *testing.T) {
	post := func(refuse error) error {
		_, err := newPoster(t, &node{refuse: refuse}).Post(t.Context(), oracle.Batch{}, nil)
		return err
	}
	if err := post(revert{"0x" + common.Bytes2Hex(hubError(t, "NothingNew"))}); !errors.Is(err, oracle.ErrNothingNew) {
		t.Errorf("nothing new is %v", err)
	}
	if err := post(revert{"0x" + common.Bytes2Hex(hubError(t, "BadLength"))}); err == nil || err.Error() != "NashOracle refuses with BadLength" {
		t.Errorf("%v", err)
	}
	if err := post(revert{"0xffffffff"}); err == nil || errors.Is(err, oracle.ErrNothingNew) || !strings.Contains(err.Error(), "NashOracle refuses") {
		t.Errorf("%v", err)
	}
	down := errors.New("down")
	if err := post(down); !errors.Is(err, down) || strings.Contains(err.Error(), "refuses") {
		t.Errorf("%v", err)
	}
}

// The quorum's errors have their names, too: they come through the hub.
func TestPostQuorumErrors(t *testing.T) {
	quorum := bindings.NewBlsQuorum()
	checked := 0
	for name, e := range quorum.GetABI().Errors {
		if len(e.Inputs) > 0 {
			continue
		}
		_, err := newPoster(t, &node{refuse: revert{"0x" + common.Bytes2Hex(e.ID[:4])}}).Post(t.Context(), oracle.Batch{}, nil)
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
		checked++
	}
	if checked == 0 {
		t.Error("the quorum has no errors")
	}
}

func TestNudger(t *testing.T) {
	n := &node{}
	p := newPoster(t, n)
	nudger := &Nudger{Sender: p.sender, Pending: func(context.Context) (uint64, error) { return 5, nil }}
	if now, err := nudger.Now(t.Context()); now != 5 || err != nil {
		t.Errorf("%d, %v", now, err)
	}
	if err := nudger.Nudge(t.Context()); err != nil || *n.tx.To() != p.sender.Address() || n.tx.Gas() != 21_000 || len(n.tx.Data()) != 0 {
		t.Errorf("%+v, %v", n.tx, err)
	}
}
