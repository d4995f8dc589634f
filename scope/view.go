package scope

import "oracled/oracle"

// View is how far an operator has seen the chains of a scope for one round. It
// decides which lists of chains the operator may sign.
type View struct {
	// Parts are the chains on which the round has closed with a commitment.
	Parts oracle.Took `json:"parts"`
	// Full: every chain is past the round's deadline, so that no part is to come.
	Full bool `json:"full"`
	// Late: the grace was over before every chain was past the deadline. Frozen
	// are the parts that had come by then.
	Late   bool        `json:"late"`
	Frozen oracle.Took `json:"frozen"`
}

// Accepts tells whether an operator with this view may sign a list. As long as
// the grace lasts that is the list of all parts, once every chain is past the
// deadline, and no other; when it is over, a list with all parts that came in
// time, and perhaps some that came later.
func (v View) Accepts(list oracle.Took) bool {
	switch {
	case list == 0:
		return false
	case v.Late:
		return v.Frozen.Within(list) && list.Within(v.Parts)
	default:
		return v.Full && list == v.Parts
	}
}

// Needed returns the parts that a list must have.
func (v View) Needed() oracle.Took {
	if v.Late {
		return v.Frozen
	}
	return v.Parts
}

// Choice returns the list that an operator with this view proposes, 0: none yet.
func (v View) Choice() oracle.Took {
	if v.Accepts(v.Parts) {
		return v.Parts
	}
	return 0
}

// look brings a view up to date. settled are the chains past the deadline;
// hopeless: none of the others is on the way there.
func (v *View) look(s *oracle.Scope, parts, settled oracle.Took, over oracle.Took, hopeless bool) {
	v.Parts = parts
	if v.Full || v.Late && settled != s.All() {
		return
	}
	switch {
	case settled == s.All():
		v.Full = true
	case hopeless && 2*s.Weight(over) >= s.Weight(s.All()):
		v.Late, v.Frozen = true, parts
	}
}
