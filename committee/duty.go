package committee

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"oracled/crypto"
	"oracled/oracle"
)

// Duty is what became of one proposal of ours: who signed, who refused and why,
// and how long it took.
type Duty struct {
	Batch    oracle.Batch
	Rank     int // of our turn, 0: the first leader
	Began    time.Time
	Duration time.Duration
	Peers    []PeerDuty // in the order of the set
	Err      error      // nil: a quorum signed
}

// late is said of a peer that was asked and has not answered in time.
const late = "was late"

// PeerDuty is one member's part in a duty.
type PeerDuty struct {
	ID      common.Address
	Signed  bool
	Said    string // when not signed, what there is to say: it refused, was late, …
	Refusal Code   // when refused
	Wrong   bool   // when it answered something that no honest operator answers
	After   time.Duration
}

func newDuty(b oracle.Batch, set crypto.OperatorSet, rank int) *Duty {
	d := &Duty{Batch: b, Rank: rank, Began: time.Now()}
	for _, key := range set.Keys {
		id, err := crypto.OperatorID(key)
		if err != nil {
			continue // set.Check has read every key
		}
		d.Peers = append(d.Peers, PeerDuty{ID: id, Said: "has no address in operator.peers"})
	}
	return d
}

// signed notes the share of the i-th member.
func (d *Duty) signed(i int) {
	d.Peers[i].Signed, d.Peers[i].Said, d.Peers[i].After = true, "", time.Since(d.Began)
}

// heard notes what a peer answered.
func (d *Duty) heard(r reply, fault error) {
	if fault == nil {
		return
	}
	for i := range d.Peers {
		p := &d.Peers[i]
		if p.ID != r.from || p.Signed {
			continue
		}
		p.After = time.Since(d.Began)
		var refusal *Refusal
		switch {
		case errors.As(fault, &refusal):
			p.Said, p.Refusal = "refused: "+refusal.Error(), refusal.Code
		case errors.Is(fault, context.DeadlineExceeded):
			p.Said = late
		case r.err != nil:
			p.Said = "did not answer: " + fault.Error()
		default:
			p.Said, p.Wrong = "answered wrongly: "+fault.Error(), true
		}
	}
}

// Stages lists when each share came that was counted, in that order: the time
// since the proposal, and the operator.
func (d *Duty) Stages() []string {
	came := slices.SortedFunc(slices.Values(d.Peers), func(a, b PeerDuty) int { return cmp.Compare(a.After, b.After) })
	var out []string
	for _, p := range came {
		if p.Signed {
			out = append(out, fmt.Sprintf("%s %s", p.After.Round(10*time.Microsecond), p.ID))
		}
	}
	return out
}

func (d *Duty) end(err error) {
	d.Duration = time.Since(d.Began)
	d.Err = err
}
