package tune

import (
	"fmt"
	"math"
)

// side names a machine and the pieces of 2^octave up to twice that among trials.
func side(octave int, other bool) float64 {
	if other {
		return float64(octave) + 0.5
	}
	return float64(octave)
}

// crossover decides which pieces go to the other machine. It compares the two
// over the pieces just below the present value and just above, by giving them to
// one and then to the other.
func (s *State) crossover(k Spec, now float64, w Window) (float64, string) {
	for _, x := range w.Split[k.Name] {
		if x.Units > 0 {
			t := s.trial(side(x.Octave, x.Other))
			t.Runs, t.Score, t.Units = t.Runs+float64(x.Runs), t.Score+x.Seconds, t.Units+x.Units
		}
	}
	// The nearest pieces on either side of it: where there are none, it may pass.
	octave := int(math.Floor(math.Log2(now)))
	low, high := octave-1, octave
	for math.Ldexp(1, low-1) >= k.Min && !s.compare(low).first.judged() {
		low--
	}
	for math.Ldexp(1, high+2) <= k.Max && !s.compare(high).other.judged() {
		high++
	}
	below, above := s.compare(low), s.compare(high)
	down, up := math.Ldexp(1, low), math.Ldexp(1, high+1)
	switch {
	case below.known() && below.other.rate() < (1-faster)*below.first.rate() && down >= k.Min:
		return down, fmt.Sprintf("pieces of %.0f to %.0f take %.3g s a unit on the other machine, %.3g here", down, 2*down, below.other.rate(), below.first.rate())
	case above.known() && above.first.rate() < (1-faster)*above.other.rate() && up <= k.Max:
		return up, fmt.Sprintf("pieces of %.0f to %.0f take %.3g s a unit here, %.3g on the other machine", up/2, up, above.first.rate(), above.other.rate())
	case below.first.matters() && !below.other.judged() && down >= k.Min:
		return down, fmt.Sprintf("pieces of %.0f to %.0f take %.3g s a unit here; the other machine has not been tried", down, 2*down, below.first.rate())
	case above.other.matters() && !above.first.judged() && up <= k.Max:
		return up, fmt.Sprintf("pieces of %.0f to %.0f take %.3g s a unit on the other machine; here has not been tried", up/2, up, above.other.rate())
	case !below.first.judged() && !above.other.judged():
		return now, "too few pieces were near it to tell"
	}
	return now, "neither machine is faster at what the other does"
}

// pair is what two machines took for pieces of one octave.
type pair struct{ first, other *Trial }

func (s *State) compare(octave int) pair {
	return pair{s.tried(side(octave, false)), s.tried(side(octave, true))}
}

// known tells whether both can be judged.
func (p pair) known() bool { return p.first.judged() && p.other.judged() }

func (t *Trial) judged() bool { return t != nil && t.Runs >= minRuns }

// matters tells whether pieces take long enough to be tried elsewhere.
func (t *Trial) matters() bool { return t.judged() && t.Score/t.Runs >= fewOfASplit }
