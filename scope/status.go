package scope

import (
	"cmp"
	"maps"
	"slices"

	"github.com/ethereum/go-ethereum/common"

	"oracled/oracle"
)

// Status is how a scope fares.
type Status struct {
	ID      common.Hash    `json:"id"`
	Grace   uint64         `json:"grace"` // seconds
	Members []MemberStatus `json:"members"`
	Rounds  []RoundStatus  `json:"rounds"` // that some chain does not have yet, in order; the first maxListed
	More    int            `json:"more"`   // of them that are not listed
	Landed  []LandedRound  `json:"landed"` // the newest that some chain has, in order
}

// maxListed bounds what is said of a chain that was down for long.
const maxListed = 64

// MemberStatus is one chain of a scope.
type MemberStatus struct {
	ChainID uint64 `json:"chainId"`
	Weight  uint32 `json:"weight"`
	Task    uint32 `json:"task"`   // 0: none is known there
	Posted  uint64 `json:"posted"` // the latest round on the chain
	Time    uint64 `json:"time"`   // of its last confirmed block, 0: none was seen
}

// RoundState says in a word what a round waits for.
type RoundState string

// The states of a round.
const (
	Collecting RoundState = "collecting" // chains are still to pass its deadline
	Late       RoundState = "late"       // the grace is over: agreeing without those that are missing
	Agreeing   RoundState = "agreeing"   // on which chains took part
	Combining  RoundState = "combining"
	Posting    RoundState = "posting" // to the chains that do not have it
	Stuck      RoundState = "stuck"   // the log says why
)

// RoundStatus is one round of a scope. Lists are of chain ids.
type RoundStatus struct {
	Round   uint64     `json:"round"`
	State   RoundState `json:"state"`
	Parts   []uint64   `json:"parts"`             // chains that have closed it
	Missing []uint64   `json:"missing,omitempty"` // chains that are not past its deadline
	Took    []uint64   `json:"took,omitempty"`    // chains that took part, when that is agreed
	Lacking []uint64   `json:"lacking,omitempty"` // chains that do not have its outcome
}

// Chains lists the chain ids of a list.
func Chains(s *oracle.Scope, list oracle.Took) []uint64 {
	out := []uint64{}
	for i, m := range s.Members {
		if list.Has(i) {
			out = append(out, m.Hub.ChainID)
		}
	}
	return out
}

// Status returns the state of every scope, sorted by id.
func (k *Keeper) Status() []Status {
	k.mu.Lock()
	defer k.mu.Unlock()
	var out []Status
	for _, u := range k.scopes {
		s := Status{ID: u.scope.ID, Grace: u.scope.Grace, Rounds: []RoundStatus{}, Landed: u.landedRounds()}
		for i, m := range u.scope.Members {
			x := MemberStatus{ChainID: m.Hub.ChainID, Weight: m.Weight, Posted: u.posted[i], Time: u.hubs[i].time}
			if t := u.tasks[i]; t != nil {
				x.Task = t.Index
			}
			s.Members = append(s.Members, x)
		}
		for _, n := range slices.Sorted(maps.Keys(u.rounds)) {
			switch r := k.roundStatus(u, u.rounds[n]); {
			case len(r.Lacking) == 0:
			case len(s.Rounds) < maxListed:
				s.Rounds = append(s.Rounds, r)
			default:
				s.More++
			}
		}
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b Status) int { return cmp.Compare(a.ID.Hex(), b.ID.Hex()) })
	return out
}

func (k *Keeper) roundStatus(u *union, r *round) RoundStatus {
	var lacking oracle.Took
	for i, t := range u.tasks {
		if t != nil && u.posted[i] < r.number {
			lacking |= 1 << i
		}
	}
	s := RoundStatus{
		Round: r.number, Parts: Chains(u.scope, r.view.Parts), Missing: Chains(u.scope, u.scope.All()&^u.settled(r)),
		Took: Chains(u.scope, r.list), Lacking: Chains(u.scope, lacking),
	}
	switch {
	case r.outcome != nil:
		s.State, s.Missing = Posting, nil
	case r.dead:
		s.State = Stuck
	case r.list != 0:
		s.State = Combining
	case r.view.Late:
		s.State = Late
	case r.view.Full:
		s.State = Agreeing
	default:
		s.State = Collecting
	}
	return s
}
