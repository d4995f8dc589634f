package simulate

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/core/types"
)

// Source is an endpoint that has a fee history.
type Source interface {
	FeeHistory(ctx context.Context, blockCount uint64, lastBlock *big.Int, rewardPercentiles []float64) (*ethereum.FeeHistory, error)
	HeaderByNumber(ctx context.Context, number *big.Int) (*types.Header, error)
}

// chunk is how many blocks are asked for at once; 1,024 is geth's limit.
const chunk = 1024

// Fetch returns the last count blocks of a chain: base fees, and as tip the
// median of what each block's transactions paid. eth_feeHistory tells no times:
// those at the ends of each chunk are asked for, those between interpolated.
func Fetch(ctx context.Context, s Source, count uint64) ([]Block, error) {
	head, err := s.HeaderByNumber(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("fetch the head: %w", err)
	}
	if head.BaseFee == nil {
		return nil, errors.New("the chain has no base fee, so batches have nothing to wait for but company")
	}
	last := head.Number.Uint64()
	count = min(count, last+1)
	var blocks []Block
	for from := last + 1 - count; from <= last; {
		n := min(chunk, last+1-from)
		to := new(big.Int).SetUint64(from + n - 1)
		h, err := s.FeeHistory(ctx, n, to, []float64{50})
		if err != nil {
			return nil, fmt.Errorf("ask for the fees of blocks %d-%s: %w", from, to, err)
		}
		if h.OldestBlock == nil || h.OldestBlock.Uint64() != from || uint64(len(h.BaseFee)) < n || uint64(len(h.GasUsedRatio)) < n {
			return nil, fmt.Errorf("the endpoint did not answer with the fees of blocks %d-%s; it may keep fewer, ask for fewer blocks", from, to)
		}
		ends := [2]*types.Header{}
		for i, number := range []*big.Int{new(big.Int).SetUint64(from), to} {
			if ends[i], err = s.HeaderByNumber(ctx, number); err != nil {
				return nil, fmt.Errorf("fetch block %s: %w", number, err)
			}
		}
		for i := range n {
			b := Block{Number: from + i, Time: ends[0].Time, Used: h.GasUsedRatio[i], Tip: -1}
			if n > 1 {
				b.Time += (ends[1].Time - ends[0].Time) * i / (n - 1)
			}
			b.BaseFee, _ = h.BaseFee[i].Float64()
			if uint64(len(h.Reward)) > i && len(h.Reward[i]) > 0 {
				b.Tip, _ = h.Reward[i][0].Float64()
			}
			blocks = append(blocks, b)
		}
		from += n
	}
	return blocks, nil
}
