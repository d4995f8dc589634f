package wire

import (
	"math/big"

	"oracled/oracle"
)

// An outcome of a task in a scope is followed, behind all outcomes, by a record
// of the chains that it was made of: an entry of task 0, which no hub has and
// every hub passes over, for the same round, with two values: the outcome's task
// and the list.

// ListSize is at most how many bytes such a record takes.
const ListSize = OutcomeHeader + 2*5

func listRecord(o oracle.PostedOutcome) oracle.PostedOutcome {
	return oracle.PostedOutcome{Round: o.Round, Values: []*big.Int{new(big.Int).SetUint64(uint64(o.Index)), new(big.Int).SetUint64(uint64(o.Took))}}
}

// attachLists gives the outcomes the lists of the records at the end, which it
// cuts off. An entry of task 0 that is no such record stays what it is.
func attachLists(entries []oracle.PostedOutcome) []oracle.PostedOutcome {
	end := len(entries)
	for end > 0 && isList(entries[end-1]) {
		end--
	}
	outcomes := entries[:end:end]
	for _, r := range entries[end:] {
		if o := find(outcomes, uint32(r.Values[0].Uint64()), r.Round); o == nil {
			return withoutLists(entries, outcomes)
		} else {
			o.Took = oracle.Took(r.Values[1].Uint64())
		}
	}
	return outcomes
}

// withoutLists takes back the lists, some record being of no outcome.
func withoutLists(entries, outcomes []oracle.PostedOutcome) []oracle.PostedOutcome {
	for i := range outcomes {
		outcomes[i].Took = 0
	}
	return entries
}

func isList(o oracle.PostedOutcome) bool {
	return o.Index == 0 && !o.Insufficient && !o.Narrow && !o.Digest && o.Participants == 0 && len(o.Values) == 2 &&
		o.Values[0].Sign() > 0 && o.Values[0].BitLen() <= 32 && o.Values[1].Sign() > 0 && o.Values[1].BitLen() <= oracle.MaxMembers
}

// find returns the outcome of a task and round that has no list yet.
func find(outcomes []oracle.PostedOutcome, index, round uint32) *oracle.PostedOutcome {
	for i := range outcomes {
		if o := &outcomes[i]; o.Index == index && o.Round == round && o.Took == 0 {
			return o
		}
	}
	return nil
}
