package tune

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// wait decides how long outcomes wait. That they are too late comes before that
// they are too dear: a latency is promised, a cost is hoped for.
func (s *State) wait(k Spec, now float64, w Window, t Targets) (float64, string) {
	if w.Outcomes < MinOutcomes {
		return now, fmt.Sprintf("%d outcomes are too few to tell", w.Outcomes)
	}
	if w.Paid >= MinOutcomes && w.Price > 0 {
		x := s.trial(now)
		x.Runs, x.Score, x.Units = x.Runs+1, x.Score+w.Cost/w.Price, x.Units+1
	}
	late := t.Latency > 0 && w.Latency > t.Latency
	if late {
		over := w.Latency - t.Latency
		to := max(k.Min, grid(now-max(over, now/8)))
		if to >= now {
			return now, fmt.Sprintf("95 of 100 outcomes take up to %.1f s, %.1f s over the target, and wait for as little as they may", w.Latency, over)
		}
		return to, fmt.Sprintf("95 of 100 outcomes take up to %.1f s, %.1f s over the target", w.Latency, over)
	}
	if w.Paid < MinOutcomes {
		return now, fmt.Sprintf("this operator paid for %d outcomes, too few to tell", w.Paid)
	}
	room := t.Latency == 0 || w.Latency < slack*t.Latency
	// With a latency alone outcomes may wait as long as that allows.
	dear := t.Cost > 0 && w.Cost > t.Cost || t.Cost == 0 && t.Latency > 0
	cheap := t.Cost > 0 && w.Cost < slack*t.Cost
	switch {
	case dear && room && now < k.Max:
		if !s.may(1) {
			return now, s.cost(w, t) + s.rests()
		}
		step := max(now/2, 1)
		if t.Latency > 0 {
			step = min(step, 0.75*(t.Latency-w.Latency))
		}
		if to := min(k.Max, grid(now+step)); to > now {
			return to, s.cost(w, t) + "; more outcomes may share a batch when they wait longer"
		}
		return now, s.cost(w, t)
	case dear:
		// This turns back at once: only going up again has to rest.
		if to, saved := s.leastThatHelps(now); to < now && to >= k.Min {
			return to, fmt.Sprintf("%s; waiting for %.1f s instead of %.1f s has not saved %.0f %% of the gas but %.1f %%", s.cost(w, t), now, to, 100*gain, 100*saved)
		}
		if now >= k.Max {
			return now, s.cost(w, t) + ", and they wait for as long as they may"
		}
		return now, fmt.Sprintf("%s, and at %.1f s there is no room to wait longer", s.cost(w, t), w.Latency)
	case cheap && now > k.Min:
		if !s.may(-1) {
			return now, s.cost(w, t) + s.rests()
		}
		return max(k.Min, grid(now-now/8)), s.cost(w, t) + "; outcomes need not wait as long"
	}
	return now, s.cost(w, t)
}

// cost says how the cost compares with its target.
func (s *State) cost(w Window, t Targets) string {
	switch {
	case t.Cost == 0:
		return fmt.Sprintf("95 of 100 outcomes take up to %.1f s of %.1f s", w.Latency, t.Latency)
	case w.Cost > t.Cost:
		return fmt.Sprintf("an outcome costs %.4g gwei, over the target of %.4g", w.Cost, t.Cost)
	case w.Cost < slack*t.Cost:
		return fmt.Sprintf("an outcome costs %.4g gwei, well below the target of %.4g", w.Cost, t.Cost)
	}
	return fmt.Sprintf("an outcome costs %.4g gwei, at the target of %.4g", w.Cost, t.Cost)
}

// leastThatHelps returns the shortest wait that was tried and cost hardly more
// than the present one, in units of the fee's price, and what the present one
// saves against it.
func (s *State) leastThatHelps(now float64) (value, saved float64) {
	here := s.tried(now)
	if here == nil {
		return now, 0
	}
	sorted := slices.Clone(s.Trials)
	slices.SortFunc(sorted, func(a, b Trial) int { return cmp.Compare(a.Value, b.Value) })
	for _, x := range sorted {
		if x.Units > 0 && x.Value < now && x.rate()*(1-gain) <= here.rate() {
			return x.Value, 1 - here.rate()/x.rate()
		}
	}
	return now, 0
}

// percentile decides what priority fee is offered.
func (s *State) percentile(k Spec, now float64, w Window, t Targets) (float64, string) {
	if w.Sent < minSent {
		return now, fmt.Sprintf("%d batches are too few to tell", w.Sent)
	}
	share := float64(w.Slow) / float64(w.Sent)
	late := t.Latency > 0 && w.Latency > t.Latency
	slow := fmt.Sprintf("%d of %d batches were slow to be mined", w.Slow, w.Sent)
	switch {
	case share > slowShare || late && w.Slow > 0:
		if now >= k.Max {
			return now, slow + ", and as much is offered as may be"
		}
		return min(k.Max, now+tipUp), slow
	case w.Slow == 0 && !late && t.Cost > 0 && w.Paid >= MinOutcomes && w.Cost > t.Cost && now > k.Min:
		if !s.may(-1) {
			return now, s.cost(w, t) + s.rests()
		}
		return max(k.Min, now-tipDown), s.cost(w, t) + ", and no batch was slow to be mined"
	}
	return now, slow
}

// size looks for the fastest of a value and its neighbours, half and twice.
func (s *State) size(k Spec, now float64, w Window, t Targets) (float64, string) {
	work := w.Work[k.Name]
	if work.Units > 0 {
		x := s.trial(now)
		x.Runs, x.Score, x.Units = x.Runs+float64(work.Runs), x.Score+work.Seconds, x.Units+work.Units
	}
	here := s.tried(now)
	switch {
	case here == nil || here.Runs < minRuns:
		return now, "no run was large enough, or too few were, to tell"
	case here.Score/here.Runs < max(fewSeconds, smallShare*t.Latency):
		return now, fmt.Sprintf("a run takes %.3f s, which does not matter", here.Score/here.Runs)
	}
	var untried []float64
	best := *here
	for _, neighbour := range []float64{2 * now, now / 2} {
		if neighbour < k.Min || neighbour > k.Max || neighbour != math.Trunc(neighbour) {
			continue
		}
		x := s.tried(neighbour)
		switch {
		case x == nil || x.Runs < minRuns:
			untried = append(untried, neighbour)
		case x.rate() < best.rate():
			best = *x
		}
	}
	switch {
	case best.rate() < (1-faster)*here.rate():
		return best.Value, fmt.Sprintf("%.3g s a unit with %.0f, %.3g with %.0f", here.rate(), now, best.rate(), best.Value)
	case len(untried) > 0:
		return untried[0], fmt.Sprintf("%.3g s a unit with %.0f; %.0f has not been tried", here.rate(), now, untried[0])
	}
	return now, fmt.Sprintf("%.3g s a unit with %.0f, and with half or twice as much hardly less", here.rate(), now)
}
