package metrics

import (
	"bytes"
	"cmp"
	"math"
	"math/bits"
	"slices"

	"github.com/ethereum/go-ethereum/common"

	"oracled/fixed"
	"oracled/oracle"
)

// MaxAgents is how many agents of a task's last round have a series of their own
// for their distance, the farthest. The statistics are over all.
const MaxAgents = 32

// statistics are the quantiles of the distances that are told, by name.
var statistics = []struct {
	name     string
	quantile float64
}{{"min", 0}, {"median", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"max", 1}}

func statisticNames() []string {
	out := make([]string, len(statistics))
	for i, s := range statistics {
		out[i] = s.name
	}
	return out
}

// agentDistance is how far an agent's position was from an outcome.
type agentDistance struct {
	agent    common.Address
	distance float64
}

// distances returns the Euclidean distance of every position from an outcome,
// the farthest first and between equals by agent; nothing where there is no
// outcome. It looks at the positions' equilibrium where a game's answer is
// something else.
func distances(p oracle.Profile, o oracle.Outcome) []agentDistance {
	values := o.Robust()
	if len(values) == 0 {
		return nil
	}
	out := make([]agentDistance, 0, len(p.Positions))
	for _, x := range p.Positions {
		if len(x.Values) != len(values) {
			continue
		}
		sum := 0.0
		for j, v := range values {
			d := gap(x.Values[j], v)
			sum += d * d
		}
		out = append(out, agentDistance{x.Agent, math.Sqrt(sum)})
	}
	slices.SortFunc(out, func(a, b agentDistance) int {
		return cmp.Or(cmp.Compare(b.distance, a.distance), bytes.Compare(a.agent[:], b.agent[:]))
	})
	return out
}

// gap returns |a − b|. The difference is exact before it is rounded: two large
// numbers may be close.
func gap(a, b fixed.Q64x64) float64 {
	if a.Cmp(b) < 0 {
		a, b = b, a
	}
	lo, borrow := bits.Sub64(a.Lo, b.Lo, 0)
	hi, _ := bits.Sub64(uint64(a.Hi), uint64(b.Hi), borrow) // below 2¹²⁸, without a sign
	return float64(hi) + float64(lo)*0x1p-64
}

// summarise returns the distance of each of statistics by the nearest rank; all
// is sorted, the farthest first, and not empty.
func summarise(all []agentDistance) []float64 {
	out := make([]float64, len(statistics))
	for i, s := range statistics {
		rank := max(int(math.Ceil(s.quantile*float64(len(all)))), 1)
		out[i] = all[len(all)-rank].distance
	}
	return out
}
