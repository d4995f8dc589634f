package oracle

import (
	"fmt"

	"oracled/fixed"
)

func (k *scopedState) snapshot() snapshotScoped {
	w := snapshotScoped{Task: fieldsOf(k.task), Floor: k.floor}
	for _, p := range k.held {
		part := snapshotPart{Round: p.Round, Enrolled: p.Enrolled.upTo}
		for _, x := range p.Profile.Positions {
			part.Positions = append(part.Positions, snapshotPosition{x.Agent, x.Group, x.Confidence, x.Trust, toValues(x.Values)})
		}
		w.Held = append(w.Held, part)
	}
	if o := k.last; o != nil {
		posted := snapshotPosted{Round: o.Round, Insufficient: o.Insufficient, Narrow: o.Narrow, Digest: o.Digest, Participants: o.Participants, Took: uint32(o.Took)}
		for _, v := range o.Values {
			q, _ := fixed.FromBig(v) // at most 16 bytes each, as they were in a batch
			posted.Values = append(posted.Values, q.Bytes16())
		}
		w.Last = []snapshotPosted{posted}
	}
	return w
}

// restore is the inverse of snapshot.
func (w snapshotScoped) restore(hub Hub, s *State) error {
	t, err := w.Task.task(hub)
	if err != nil {
		return err
	}
	if t.Scope == nil || len(w.Last) > 1 {
		return fmt.Errorf("task %d is in no scope, or has more than one latest outcome", t.Index)
	}
	k := &scopedState{task: t, floor: w.Floor}
	for _, part := range w.Held {
		p := Part{Task: t, Round: part.Round, Enrolled: Enrolment{s.book.roll, part.Enrolled}, Profile: Profile{Task: t.ID, Round: part.Round}}
		for _, x := range part.Positions {
			p.Profile.Positions = append(p.Profile.Positions, Position{x.Agent, x.Group, x.Confidence, x.Trust, fromValues(x.Values)})
		}
		k.held = append(k.held, p)
	}
	for _, o := range w.Last {
		k.last = &PostedOutcome{Index: t.Index, Round: o.Round, Insufficient: o.Insufficient, Narrow: o.Narrow, Digest: o.Digest, Participants: o.Participants, Took: Took(o.Took)}
		for _, v := range fromValues(o.Values) {
			k.last.Values = append(k.last.Values, v.Big())
		}
	}
	s.scoped[t.ID] = k
	return nil
}
