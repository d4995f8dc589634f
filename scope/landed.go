package scope

import (
	"fmt"
	"maps"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"oracled/oracle"
)

// LandedRound is a round that some chain has, as it is there.
type LandedRound struct {
	Round uint64          `json:"round"`
	Equal bool            `json:"equal"` // every chain that has it has the same
	On    []LandedOutcome `json:"on"`    // the chains that have it
}

// LandedOutcome is the outcome of a round as one chain has it.
type LandedOutcome struct {
	ChainID      uint64        `json:"chainId"`
	Status       oracle.Status `json:"status"`
	Participants uint32        `json:"participants"`
	Took         []uint64      `json:"took"`        // chains that took part
	Values       []string      `json:"values"`      // the first landedValues, decimal and complete
	Coordinates  int           `json:"coordinates"` // all of them

	all common.Hash // of everything but the number of the task there
}

// What is kept to look at.
const (
	landedRounds = 8
	landedValues = 4
)

// land notes what a chain has of a round.
func (u *union) land(member int, o oracle.PostedOutcome) {
	x := &LandedOutcome{
		ChainID: u.scope.Members[member].Hub.ChainID, Status: oracle.StatusOK, Participants: o.Participants, Took: Chains(u.scope, o.Took),
		Values: []string{}, Coordinates: len(o.Values),
		all: crypto.Keccak256Hash(fmt.Append(nil, o.Insufficient, o.Narrow, o.Digest, o.Participants, o.Took, o.Values)),
	}
	if o.Insufficient {
		x.Status = oracle.StatusInsufficient
	}
	o.Values = o.Values[:min(len(o.Values), landedValues)]
	for _, v := range unitsOf(o) {
		x.Values = append(x.Values, v.String())
	}
	number := uint64(o.Round)
	if u.landed[number] == nil {
		u.landed[number] = make([]*LandedOutcome, len(u.scope.Members))
	}
	u.landed[number][member] = x
	if len(u.landed) > landedRounds {
		delete(u.landed, slices.Min(slices.Collect(maps.Keys(u.landed))))
	}
}

func (u *union) landedRounds() []LandedRound {
	out := []LandedRound{}
	for _, n := range slices.Sorted(maps.Keys(u.landed)) {
		r := LandedRound{Round: n, Equal: true}
		for _, x := range u.landed[n] {
			if x != nil {
				r.On = append(r.On, *x)
				r.Equal = r.Equal && x.all == r.On[0].all
			}
		}
		out = append(out, r)
	}
	return out
}
