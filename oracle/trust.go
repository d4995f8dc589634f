package oracle

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/ethereum/go-ethereum/common"

	"oracled/fixed"
)

// Trust is the fold over one task's history that gives every agent its trust,
// 0–65536. Every operator that folds the same rounds has the same.
//
// A new agent starts at the task's initialTrust. After a round in which it took
// part: t ← t − ⌊t/8⌋ + (misbehaved ? 0 : 8192). It misbehaved when it was
// rejected for something that it signed itself, or when it was out in more than
// half of the coordinates; it is out in a coordinate when |b − v| > 4·s, s the
// (n−f)-th smallest |b_j − v|. An agent that did not sign what came under its
// name, or that merely came too late for maxAgents, is left as it was.
type Trust struct{ agents map[common.Address]uint32 }

// NewTrust returns the state before a task's first round.
func NewTrust() *Trust { return &Trust{agents: map[common.Address]uint32{}} }

// Of returns an agent's trust in the given task.
func (tr *Trust) Of(t Task, agent common.Address) uint32 {
	if v, ok := tr.agents[agent]; ok {
		return v
	}
	return t.InitialTrust
}

// Admit writes every position's trust and splits the profile into the
// positions that count and those below the task's minTrust.
func (tr *Trust) Admit(t Task, p Profile) (admitted, low Profile) {
	admitted = Profile{Task: p.Task, Round: p.Round}
	low = admitted
	for _, pos := range p.Positions {
		pos.Trust = tr.Of(t, pos.Agent)
		if pos.Trust < t.MinTrust {
			low.Positions = append(low.Positions, pos)
		} else {
			admitted.Positions = append(admitted.Positions, pos)
		}
	}
	return admitted, low
}

// Fold moves on by one round: o is the outcome of the admitted positions, low
// those below minTrust, which go on being scored, and rejected the verifier's
// rejections.
func (tr *Trust) Fold(t Task, admitted, low Profile, rejected []Rejection, o Outcome) {
	outs := outCounts(t, admitted, low, o)
	for _, p := range [][]Position{admitted.Positions, low.Positions} {
		for _, pos := range p {
			tr.step(t, pos.Agent, 2*outs[pos.Agent] > t.Dimension)
		}
	}
	for _, r := range rejected {
		if r.Reason.Signed() && r.Reason != OverCapacity && r.Reason != LowTrust {
			tr.step(t, r.Agent, true)
		}
	}
}

func (tr *Trust) step(t Task, agent common.Address, misbehaved bool) {
	v := tr.Of(t, agent)
	v -= v / 8
	if !misbehaved {
		v += 8192
	}
	tr.agents[agent] = v
}

// outCounts returns in how many coordinates each agent is out. s is taken over
// the admitted positions, of which at most f are therefore out.
func outCounts(t Task, admitted, low Profile, o Outcome) map[common.Address]int {
	outs := map[common.Address]int{}
	n := len(admitted.Positions)
	if o.Status != StatusOK || n == 0 {
		return outs
	}
	f := t.Faults(n)
	dist := make([]distance, n)
	values := o.Robust()
	for c := range values {
		for i, pos := range admitted.Positions {
			dist[i] = absDiff(pos.Values[c], values[c])
		}
		sorted := slices.Clone(dist)
		slices.SortFunc(sorted, distance.compare)
		limit := sorted[n-f-1].times4()
		for i, pos := range admitted.Positions {
			if dist[i].compare(limit) > 0 {
				outs[pos.Agent]++
			}
		}
		for _, pos := range low.Positions {
			if absDiff(pos.Values[c], values[c]).compare(limit) > 0 {
				outs[pos.Agent]++
			}
		}
	}
	return outs
}

// distance is an unsigned 128-bit integer. Positions are below 2¹¹⁰ in
// magnitude, so four times a difference is below 2¹¹³.
type distance struct{ hi, lo uint64 }

func (d distance) compare(e distance) int {
	return cmp.Or(cmp.Compare(d.hi, e.hi), cmp.Compare(d.lo, e.lo))
}

func (d distance) times4() distance { return distance{d.hi<<2 | d.lo>>62, d.lo << 2} }

func absDiff(a, b fixed.Q64x64) distance {
	if a.Cmp(b) < 0 {
		a, b = b, a
	}
	lo, borrow := bits.Sub64(a.Lo, b.Lo, 0)
	hi, _ := bits.Sub64(uint64(a.Hi), uint64(b.Hi), borrow)
	return distance{hi, lo}
}
