package oracle

import "fmt"

func (k *scopedState) snapshot() snapshotScoped {
	w := snapshotScoped{Task: fieldsOf(k.task), Floor: k.floor, Last: k.last, Posted: k.posted}
	for _, p := range k.held {
		part := snapshotPart{Round: p.Round, Enrolled: p.Enrolled.upTo}
		for _, x := range p.Profile.Positions {
			part.Positions = append(part.Positions, snapshotPosition{x.Agent, x.Group, x.Confidence, x.Trust, toValues(x.Values)})
		}
		w.Held = append(w.Held, part)
	}
	return w
}

// restore is the inverse of snapshot.
func (w snapshotScoped) restore(hub Hub, s *State) error {
	t, err := w.Task.task(hub)
	if err != nil {
		return err
	}
	if t.Scope == nil {
		return fmt.Errorf("task %d is in no scope", t.Index)
	}
	k := &scopedState{task: t, floor: w.Floor, last: w.Last}
	for _, part := range w.Held {
		p := Part{Task: t, Round: part.Round, Enrolled: Enrolment{s.book.roll, part.Enrolled}, Profile: Profile{Task: t.ID, Round: part.Round}}
		for _, x := range part.Positions {
			p.Profile.Positions = append(p.Profile.Positions, Position{x.Agent, x.Group, x.Confidence, x.Trust, fromValues(x.Values)})
		}
		k.held = append(k.held, p)
	}
	for _, r := range w.Posted {
		if uint64(r.Round) <= k.latest() {
			return fmt.Errorf("the outcomes of task %d are not in the order of their rounds", t.Index)
		}
		k.posted = append(k.posted, r)
		k.values += r.size()
	}
	s.scoped[t.ID] = k
	return nil
}
