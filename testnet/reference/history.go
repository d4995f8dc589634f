package reference

import (
	"bytes"
	"fmt"
	"maps"
	"math/big"
	"sort"

	"github.com/ethereum/go-ethereum/common"

	"oracled/oracle"
)

// Position is what an agent revealed, verified by whoever builds the round.
type Position struct {
	Agent      common.Address
	Group      uint32     // as the task's gate said
	Confidence uint8      // 0–100
	Values     []*big.Int // ulps
}

// Rejected is an agent that took part without getting a position, and why: one
// of the reasons of docs/protocol.md.
type Rejected struct {
	Agent  common.Address
	Reason oracle.Reason
}

// Round is all that one closed round feeds into a history. Positions come
// without regard to trust: the history itself removes agents below minTrust.
type Round struct {
	Positions []Position
	Rejected  []Rejected
}

// Expected is what must have been posted for a round.
type Expected struct {
	Insufficient bool
	Participants int              // n, after agents of low trust are removed; of a hierarchy those in groups that count
	Faults       int              // f; of a hierarchy one less than break it
	Values       []*big.Int       // ulps, not floored to the task's width; nil when insufficient
	LowTrust     []common.Address // positions that were removed, sorted
}

// Posted returns the values in the unit of the task's storage.
func (e Expected) Posted(width int) []*big.Int {
	var out []*big.Int
	for _, v := range e.Values {
		z := new(big.Int).Set(v)
		if width == oracle.WidthNarrow {
			z.Div(z, new(big.Int).Lsh(big.NewInt(1), 32)) // floors
		}
		out = append(out, z)
	}
	return out
}

// History folds the rounds of one task, in order, into everybody's trust.
type History struct {
	task  oracle.Task
	trust map[common.Address]uint32
}

// NewHistory returns the history of a task before its first round.
func NewHistory(task oracle.Task) *History {
	return &History{task: task, trust: map[common.Address]uint32{}}
}

// Trust returns everybody's trust after the rounds so far, 0–65536; agents that
// are not in it have the task's InitialTrust.
func (h *History) Trust() map[common.Address]uint32 { return maps.Clone(h.trust) }

func (h *History) trustOf(agent common.Address) uint32 {
	if t, ok := h.trust[agent]; ok {
		return t
	}
	return h.task.InitialTrust
}

// Fold returns what the next round must have posted, and updates trust by it.
func (h *History) Fold(r Round) Expected {
	var (
		e        Expected
		admitted []Position
	)
	for _, p := range r.Positions {
		if h.trustOf(p.Agent) < h.task.MinTrust {
			e.LowTrust = append(e.LowTrust, p.Agent)
		} else {
			admitted = append(admitted, p)
		}
	}
	sort.Slice(e.LowTrust, func(i, j int) bool { return bytes.Compare(e.LowTrust[i][:], e.LowTrust[j][:]) < 0 })
	n := len(admitted)
	f := n * int(h.task.TrimBps) / 10000
	e.Participants, e.Faults = n, f
	if isHierarchy(h.task.Solver) {
		h.foldHierarchy(admitted, &e)
		h.update(r, admitted, e)
		return e
	}

	spare, ok := map[string]int{"trimmed-equilibrium": 2, "trimmed-mean": 1, "median": 1, "krum": 3, "multi-krum": 3}[h.task.Solver]
	if !ok {
		panic(fmt.Sprintf("reference: no solver %q", h.task.Solver))
	}
	e.Insufficient = n < int(h.task.MinAgents) || n < 2*f+spare || h.task.TrimBps > 0 && f < 1
	if !e.Insufficient {
		anchors := make([][]*big.Int, n)
		stubborn := make([]uint32, n)
		for i, p := range admitted {
			anchors[i] = p.Values
			stubborn[i] = L(h.task.Lambda, p.Confidence, h.trustOf(p.Agent))
		}
		switch h.task.Solver {
		case "trimmed-equilibrium":
			e.Values = Equilibrium(anchors, stubborn, f)
		case "trimmed-mean":
			e.Values = TrimmedMean(anchors, f)
		case "median":
			e.Values = Median(anchors)
		case "krum":
			e.Values = MultiKrum(anchors, f, 1)
		case "multi-krum":
			e.Values = MultiKrum(anchors, f, n-f)
		}
	}
	h.update(r, admitted, e)
	return e
}

// update is the trust rule: t ← t − ⌊t/8⌋ + 8192, without the 8192 for agents
// that signed something that was rejected, or were out in more than half of the
// coordinates.
func (h *History) update(r Round, admitted []Position, e Expected) {
	out := map[common.Address]int{}
	n := len(admitted)
	f := n * int(h.task.TrimBps) / 10000
	for j, v := range e.Values {
		var distances []*big.Int
		for _, p := range admitted {
			distances = append(distances, distance(p.Values[j], v))
		}
		sort.Slice(distances, func(a, b int) bool { return distances[a].Cmp(distances[b]) < 0 })
		limit := new(big.Int).Lsh(distances[n-f-1], 2)
		for _, p := range r.Positions { // those of low trust too, so that they can come back
			if distance(p.Values[j], v).Cmp(limit) > 0 {
				out[p.Agent]++
			}
		}
	}
	score := func(agent common.Address, bad bool) {
		t := h.trustOf(agent)
		t -= t / 8
		if !bad {
			t += 8192
		}
		h.trust[agent] = min(t, 65536)
	}
	for _, p := range r.Positions {
		score(p.Agent, 2*out[p.Agent] > len(p.Values))
	}
	for _, x := range r.Rejected {
		switch x.Reason {
		case oracle.BadSignature, oracle.OverCapacity: // not the agent's doing
		case oracle.LowTrust:
			panic("reference: low trust is for the history to find")
		default:
			score(x.Agent, true)
		}
	}
}

func distance(a, b *big.Int) *big.Int {
	d := new(big.Int).Sub(a, b)
	return d.Abs(d)
}
