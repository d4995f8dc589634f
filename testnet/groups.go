package testnet

import (
	"oracled/client"
	"oracled/oracle"
	"oracled/testnet/reference"
)

// GroupSummary is one node of a hierarchical outcome, groups of agents first and
// the root last.
type GroupSummary struct {
	Level     int       `json:"level"` // 1: a group of agents
	Number    uint32    `json:"number"`
	Counts    bool      `json:"counts"` // false: left out, it or what it belongs to is too small
	Members   int       `json:"members"`
	Faults    int       `json:"f"`
	Breakdown int       `json:"breakdown"`
	Values    []float64 `json:"values,omitempty"`
	Low       int       `json:"low"` // coordinates in which it was cut as too low
	High      int       `json:"high"`
}

// groups fills in what could have broken the outcome, and compares it with the
// independent recomputation.
func (a *assessor) groups(s *RoundSummary, r client.AuditedRound, expected reference.Expected, where string) {
	o := r.Resolution.Outcome
	if o.Status != oracle.StatusOK {
		return
	}
	s.Faults, s.Breakdown = o.Certificate.F, o.Breakdown()
	if want := expected.Faults + 1; s.Breakdown != want && s.Breakdown != 0 {
		a.fail("%s: %d captured agents break it, expected %d", where, s.Breakdown, want)
	}
	for _, n := range o.Certificate.Nodes {
		g := GroupSummary{Level: n.Level, Number: n.Number, Counts: n.Values != nil, Members: n.Members, Faults: n.F, Breakdown: n.Breakdown, Low: n.Low, High: n.High}
		for _, v := range n.Values {
			g.Values = append(g.Values, v.Float64())
		}
		s.Groups = append(s.Groups, g)
	}
}
