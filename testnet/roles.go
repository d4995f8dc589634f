package testnet

import "oracled/oracle"

// Role is how an agent of the scenario behaves.
type Role string

// The honest, and seven bad agents, each of another kind.
const (
	Honest          Role = "honest"
	FarOutlier      Role = "far-outlier"      // a million off, fully confident
	ModerateOutlier Role = "moderate-outlier" // three times the honest spread off, fully confident
	Equivocator     Role = "equivocator"      // two different commitments in one round
	Copycat         Role = "copycat"          // another's commitment, re-randomised, under its own name
	Misopener       Role = "misopener"        // an opening that does not match
	Replayer        Role = "replayer"         // a signature from another chain
	Silent          Role = "silent"           // a commitment that is never revealed
)

// Reason returns why every round must reject the role, "" if it must not.
func (r Role) Reason() oracle.Reason {
	switch r {
	case Equivocator:
		return oracle.Equivocation
	case Copycat:
		return oracle.BadProof
	case Misopener:
		return oracle.BadOpening
	case Replayer:
		return oracle.BadSignature
	case Silent:
		return oracle.NotRevealed
	}
	return ""
}

// Liar tells whether the role lies with a valid position, so that only the
// equilibrium can stop it.
func (r Role) Liar() bool { return r == FarOutlier || r == ModerateOutlier }

// Roles returns the scenario's agents: n of them, the last seven bad.
func Roles(n int) []Role {
	bad := []Role{FarOutlier, ModerateOutlier, Equivocator, Copycat, Misopener, Replayer, Silent}
	roles := make([]Role, n)
	for i := range roles {
		roles[i] = Honest
	}
	copy(roles[n-len(bad):], bad)
	return roles
}
