package fees

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
)

// chain is an endpoint that answers what the test says.
type chain struct {
	history *ethereum.FeeHistory
	asked   []float64
	blocks  uint64
	err     error // of eth_feeHistory
	base    *big.Int
	tip     int64
	price   int64
	call    func(msg ethereum.CallMsg, block *big.Int) ([]byte, error)
}

func newChain() *chain { return &chain{base: big.NewInt(1000), tip: 80, price: 1500} }

func (c *chain) FeeHistory(_ context.Context, blocks uint64, last *big.Int, percentiles []float64) (*ethereum.FeeHistory, error) {
	c.blocks, c.asked = blocks, percentiles
	if c.err != nil || c.history != nil {
		return c.history, c.err
	}
	return &ethereum.FeeHistory{BaseFee: []*big.Int{big.NewInt(1), c.base}}, nil
}

func (c *chain) SuggestGasTipCap(context.Context) (*big.Int, error) { return big.NewInt(c.tip), nil }

func (c *chain) SuggestGasPrice(context.Context) (*big.Int, error) { return big.NewInt(c.price), nil }

func (c *chain) HeaderByNumber(context.Context, *big.Int) (*types.Header, error) {
	return &types.Header{BaseFee: c.base}, nil
}

func (c *chain) CallContract(_ context.Context, msg ethereum.CallMsg, block *big.Int) ([]byte, error) {
	if c.call == nil {
		return nil, errors.New("nothing is called")
	}
	return c.call(msg, block)
}

func words(values ...int64) (out []byte) {
	for _, v := range values {
		out = append(out, common.LeftPadBytes(big.NewInt(v).Bytes(), 32)...)
	}
	return out
}

// precompiles answers for the contracts of both L2s.
func (c *chain) precompiles(msg ethereum.CallMsg, _ *big.Int) ([]byte, error) {
	switch *msg.To {
	case nodeInterface:
		return words(30_000, 7, 9), nil
	case gasPriceOracle:
		return words(12_345), nil
	}
	return nil, errors.New("no such contract")
}

var call = Call{ChainID: 7, Nonce: 3, To: common.Address{9}, Data: []byte{1, 2}, Value: big.NewInt(5), Gas: 60_000}

// Every model, whatever it is, keeps the manager's promises.
func TestConformance(t *testing.T) {
	for _, name := range Names() {
		t.Run(name, func(t *testing.T) {
			c := newChain()
			c.call = c.precompiles
			m, err := New(Config{Model: name}, 7, c)
			if err != nil {
				t.Fatal(err)
			}
			market, err := m.Suggest(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if market.Cap.Cmp(c.base) <= 0 || market.Tip.Sign() < 0 || market.Tip.Cmp(market.Cap) > 0 {
				t.Errorf("%+v cannot be mined at a base fee of %s", market, c.base)
			}
			// A hundred bumps: each is taken by a node that demands a tenth more,
			// and geometric, and never below the market.
			f := market
			for i := range 100 {
				next := m.Bump(f, market)
				if 10*next.Cap.Int64() < 11*f.Cap.Int64() || 10*next.Tip.Int64() < 11*f.Tip.Int64() || next.Cap.Cmp(f.Cap) <= 0 || next.Tip.Cmp(next.Cap) > 0 {
					t.Fatalf("bump %d from %+v to %+v", i, f, next)
				}
				if next.Cap.Int64() > f.Cap.Int64()*113/100+2 {
					t.Fatalf("bump %d from %+v to %+v is too much", i, f, next)
				}
				if f = next; f.Cap.BitLen() > 50 {
					break
				}
			}
			high := market.Times(50)
			if b := m.Bump(market, high); !b.AtLeast(high) {
				t.Errorf("a bump to %+v is below the market, %+v", b, high)
			}
			gas, err := m.Gas(t.Context(), ethereum.CallMsg{To: &call.To, Data: call.Data}, 100_000)
			if err != nil || gas < 120_000 || gas > 200_000 {
				t.Errorf("gas limit %d, %v", gas, err)
			}
			key, _ := crypto.ToECDSA(common.LeftPadBytes([]byte{42}, 32))
			signer := types.LatestSignerForChainID(big.NewInt(7))
			tx, err := types.SignTx(m.Transaction(call, market), signer, key)
			if err != nil {
				t.Fatal(err)
			}
			if tx.ChainId().Int64() != 7 || tx.Nonce() != 3 || *tx.To() != call.To || !bytes.Equal(tx.Data(), call.Data) || tx.Value().Int64() != 5 || tx.Gas() != 60_000 {
				t.Errorf("%+v", tx)
			}
			if got := Of(tx); got.Cap.Cmp(market.Cap) != 0 || got.Tip.Cmp(market.Tip) != 0 {
				t.Errorf("offers %+v, want %+v", got, market)
			}
			fee, err := m.DataFee(t.Context(), tx, big.NewInt(1))
			if err != nil || (fee != nil) != (name == "optimism") {
				t.Errorf("data fee %v, %v", fee, err)
			}
			limited := market.Limit(big.NewInt(50))
			if limited.Cap.Int64() != 50 || limited.Tip.Int64() > 50 {
				t.Errorf("%+v", limited)
			}
		})
	}
}

func TestHistory(t *testing.T) {
	tips := func(values ...int64) (out [][]*big.Int) {
		for _, v := range values {
			out = append(out, []*big.Int{big.NewInt(v)})
		}
		return out
	}
	base := []*big.Int{big.NewInt(500), big.NewInt(600)}
	for _, x := range []struct {
		name     string
		history  ethereum.FeeHistory
		tip, cap int64
	}{
		{"median of blocks that were not empty", ethereum.FeeHistory{Reward: tips(9, 1, 0, 5, 7), GasUsedRatio: []float64{.5, .1, 0, 1, .2}, BaseFee: base}, 7, 1207},
		{"all empty", ethereum.FeeHistory{Reward: tips(0, 0), GasUsedRatio: []float64{0, 0}, BaseFee: base}, 80, 1280},
		{"no rewards", ethereum.FeeHistory{BaseFee: base}, 80, 1280},
		{"no base fee in it", ethereum.FeeHistory{BaseFee: []*big.Int{new(big.Int)}}, 80, 2080},
		{"nonsense", ethereum.FeeHistory{Reward: [][]*big.Int{nil, {nil}, {}}, GasUsedRatio: []float64{1}, BaseFee: []*big.Int{nil}}, 80, 2080},
	} {
		c := newChain()
		c.history = &x.history
		m, err := New(Config{Percentile: 35, Blocks: 9}, 1, c)
		if err != nil {
			t.Fatal(err)
		}
		f, err := m.Suggest(t.Context())
		if err != nil || f.Tip.Int64() != x.tip || f.Cap.Int64() != x.cap {
			t.Errorf("%s: %+v, %v", x.name, f, err)
		}
		if c.blocks != 9 || len(c.asked) != 1 || c.asked[0] != 35 {
			t.Errorf("asked for %d blocks at %v", c.blocks, c.asked)
		}
	}
}

// noMethod is what a node answers that does not have a method.
type noMethod struct{}

func (noMethod) Error() string  { return "the method does not exist" }
func (noMethod) ErrorCode() int { return -32601 }

func TestHistoryFails(t *testing.T) {
	c := newChain()
	c.err = noMethod{}
	if f, err := Default(1, c).Suggest(t.Context()); err != nil || f.Cap.Int64() != 2080 {
		t.Errorf("%+v, %v", f, err)
	}
	c.base = nil
	if _, err := Default(1, c).Suggest(t.Context()); err == nil || !strings.Contains(err.Error(), "feeModel: legacy") {
		t.Errorf("%v", err)
	}
	c = newChain()
	c.err = errors.New("down")
	if _, err := Default(1, c).Suggest(t.Context()); !errors.Is(err, c.err) {
		t.Errorf("%v", err)
	}
}

func TestPolygonFloor(t *testing.T) {
	for _, x := range []struct{ tip, floor, want int64 }{{80, 0, 25e9}, {30e9, 0, 30e9}, {80, 28e9, 28e9}, {80, 1e9, 25e9}} {
		c := newChain()
		c.tip = x.tip
		cfg := Config{}
		if x.floor > 0 {
			cfg.MinTip = big.NewInt(x.floor)
		}
		m, err := New(cfg, 137, c)
		if err != nil {
			t.Fatal(err)
		}
		if f, err := m.Suggest(t.Context()); err != nil || f.Tip.Int64() != x.want {
			t.Errorf("%+v: %+v, %v", x, f, err)
		}
	}
}

func TestArbitrum(t *testing.T) {
	c := newChain()
	m := Default(42161, c)
	f, err := m.Suggest(t.Context())
	if err != nil || f.Tip.Sign() != 0 || f.Cap.Int64() != 2000 {
		t.Errorf("%+v, %v", f, err)
	}
	if f = m.Bump(f, f); f.Tip.Sign() != 0 || f.Cap.Int64() != 2251 {
		t.Errorf("%+v", f)
	}
	msg := ethereum.CallMsg{To: &call.To, Data: []byte{0xaa}}
	c.call = func(asked ethereum.CallMsg, _ *big.Int) ([]byte, error) {
		// gasEstimateL1Component(address,bool,bytes) and its arguments.
		want := append(crypto.Keccak256([]byte("gasEstimateL1Component(address,bool,bytes)"))[:4], common.LeftPadBytes(call.To[:], 32)...)
		want = append(want, words(0, 96, 1)...)
		want = append(want, common.RightPadBytes([]byte{0xaa}, 32)...)
		if asked.To.Hex() != "0x00000000000000000000000000000000000000C8" || !bytes.Equal(asked.Data, want) {
			t.Errorf("asked %s for %x", asked.To, asked.Data)
		}
		return words(30_000, 7, 9), nil
	}
	if gas, err := m.Gas(t.Context(), msg, 100_000); err != nil || gas != 100_000+20_000+20_000+15_000 {
		t.Errorf("%d, %v", gas, err)
	}
	if _, err := m.Gas(t.Context(), msg, 20_000); err == nil {
		t.Error("more for the L1 than in all")
	}
	c.call = func(ethereum.CallMsg, *big.Int) ([]byte, error) { return nil, nil }
	if _, err := m.Gas(t.Context(), msg, 100_000); err == nil || !strings.Contains(err.Error(), "is this an Arbitrum chain") {
		t.Errorf("%v", err)
	}
}

func TestOptimism(t *testing.T) {
	c := newChain()
	m := Default(10, c)
	key, _ := crypto.ToECDSA(common.LeftPadBytes([]byte{42}, 32))
	signer := types.LatestSignerForChainID(big.NewInt(7))
	tx, err := types.SignTx(m.Transaction(call, Fees{big.NewInt(1), big.NewInt(9)}), signer, key)
	if err != nil {
		t.Fatal(err)
	}
	c.call = func(msg ethereum.CallMsg, block *big.Int) ([]byte, error) {
		// getL1Fee(bytes) has the selector 49948e0e; what follows is the payload
		// that was signed.
		if msg.To.Hex() != "0x420000000000000000000000000000000000000F" || hex.EncodeToString(msg.Data[:4]) != "49948e0e" || block.Int64() != 17 {
			t.Errorf("asked %s for %x at %s", msg.To, msg.Data[:4], block)
		}
		n := new(big.Int).SetBytes(msg.Data[36:68]).Int64()
		if got := common.BytesToHash(crypto.Keccak256(msg.Data[68 : 68+n])); got != signer.Hash(tx) {
			t.Errorf("the fee of %x was asked for", msg.Data[68:68+n])
		}
		return words(12_345), nil
	}
	if fee, err := m.DataFee(t.Context(), tx, big.NewInt(17)); err != nil || fee.Int64() != 12_345 {
		t.Errorf("%v, %v", fee, err)
	}
	c.call = func(ethereum.CallMsg, *big.Int) ([]byte, error) { return nil, nil }
	if _, err := m.DataFee(t.Context(), tx, nil); err == nil || !strings.Contains(err.Error(), "is this an OP stack chain") {
		t.Errorf("%v", err)
	}
}

func TestCheck(t *testing.T) {
	for want, x := range map[string]struct {
		c  Config
		id uint64
	}{
		"feeModel: \"x\"; expected one of arbitrum, eip1559, legacy": {Config{Model: "x"}, 1},
		"feePercentile: 101":      {Config{Percentile: 101}, 1},
		"feePercentile: -1":       {Config{Percentile: -1}, 1},
		"feePercentile: NaN":      {Config{Percentile: math.NaN()}, 1},
		"feeBlocks: 1025":         {Config{Blocks: 1025}, 1},
		"minTipGwei: fee model l": {Config{Model: "legacy", MinTip: big.NewInt(1)}, 1},
		"minTipGwei: fee model a": {Config{MinTip: big.NewInt(1)}, 42161},
		"feePercentile: fee mode": {Config{Model: "legacy", Percentile: 5}, 1},
		"feeBlocks: fee model ar": {Config{Blocks: 5}, 42170},
	} {
		if err := x.c.Check(x.id); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
		if _, err := New(x.c, x.id, newChain()); err == nil {
			t.Errorf("%s: made all the same", want)
		}
	}
	for id, want := range map[uint64]string{1: "eip1559", 31337: "eip1559", 137: "polygon", 80002: "polygon", 42161: "arbitrum", 10: "optimism", 8453: "optimism"} {
		if got := ModelOf(id); got != want {
			t.Errorf("chain %d: %s", id, got)
		}
	}
	for id, name := range chains {
		if models[name] == nil {
			t.Errorf("chain %d has model %s, which there is not", id, name)
		}
	}
}
