package tune

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"sync"
)

// Knob is something that can be set while everything runs. Get and Set are safe
// for concurrent use and return at once.
type Knob struct {
	Spec
	Get func() float64
	Set func(float64)
}

// Decision is a change that is due.
type Decision struct {
	Time     uint64 // chain time
	Knob     string
	From, To float64
	Applied  bool // false: a dry run
	Reason   string
}

// Settings say how a Tuner goes about it.
type Settings struct {
	Targets Targets
	Every   uint64 // seconds of chain time that a window has at least
	DryRun  bool   // decide and tell, change nothing
	// SlowAfter is from how many seconds on a batch took long to be mined.
	SlowAfter float64
}

// Tuner measures one chain and sets its knobs. Its methods return at once and
// are safe for concurrent use; it starts nothing. The window that it measures
// begins anew with every change, and what was under way then does not count.
type Tuner struct {
	settings Settings
	knobs    []Knob
	decided  func(Decision)

	mu     sync.Mutex
	states map[string]State
	told   map[string]float64 // by knob: what a dry run decided last
	began  uint64             // chain time; 0: the first block is awaited
	now    uint64
	window window
}

// window collects what a Window sums up.
type window struct {
	latencies []float64
	paid      int
	wei       float64
	gas       float64
	sent      int
	slow      int
	work      map[string]Work
	split     map[string]map[float64]Split // by knob and side
}

// maxLatencies bounds what a window remembers.
const maxLatencies = 1 << 16

// New returns a tuner; decided, if not nil, is told of every change that is due,
// once, and must return at once.
func New(s Settings, knobs []Knob, decided func(Decision)) *Tuner {
	return &Tuner{settings: s, knobs: knobs, decided: decided, states: map[string]State{}, told: map[string]float64{}}
}

// Posted takes in an outcome that the chain has.
func (t *Tuner) Posted(deadline, mined uint64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.began == 0 || deadline < t.began || mined < deadline || len(t.window.latencies) >= maxLatencies {
		return
	}
	t.window.latencies = append(t.window.latencies, float64(mined-deadline))
}

// Paid takes in a batch of this operator: when the first of its rounds closed,
// what it cost, and how many seconds it took to be mined.
func (t *Tuner) Paid(closed uint64, outcomes int, gas uint64, wei, seconds float64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.began == 0 || closed < t.began {
		return
	}
	w := &t.window
	w.paid += outcomes
	w.gas += float64(gas)
	w.wei += wei
	w.sent++
	if seconds > t.settings.SlowAfter {
		w.slow++
	}
}

// Worked takes in a run whose speed depends on a knob of that name.
func (t *Tuner) Worked(knob string, units, seconds float64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.window.work == nil {
		t.window.work = map[string]Work{}
	}
	x := t.window.work[knob]
	t.window.work[knob] = Work{x.Runs + 1, x.Units + units, x.Seconds + seconds}
}

// Compared takes in a piece of work that went to one of the two machines between
// which a knob of that name decides; other: to the one for large pieces.
func (t *Tuner) Compared(knob string, size float64, other bool, seconds float64) {
	if !(size >= 1) || math.IsInf(size, 0) {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.window.split == nil {
		t.window.split = map[string]map[float64]Split{}
	}
	all := t.window.split[knob]
	if all == nil {
		all = map[float64]Split{}
		t.window.split[knob] = all
	}
	octave := int(math.Floor(math.Log2(size)))
	x := all[side(octave, other)]
	all[side(octave, other)] = Split{octave, other, Work{x.Runs + 1, x.Units + size, x.Seconds + seconds}}
}

// Confirmed takes in the chain's time, and decides when the window is over.
func (t *Tuner) Confirmed(time uint64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.now = max(t.now, time)
	switch {
	case t.began == 0:
		t.began = t.now
		return
	case t.now < t.began+t.settings.Every:
		return
	}
	w := t.window.sum()
	if w.Outcomes < MinOutcomes && slices.ContainsFunc(t.knobs, func(k Knob) bool { return k.Kind == Wait || k.Kind == Percentile }) {
		return // until there is something to tell from
	}
	changed := false
	for _, k := range t.knobs {
		// A wait and a fee both show in the latency: one at a time. The fee comes
		// first, because a batch that is not mined helps nobody.
		shows := k.Kind == Wait || k.Kind == Percentile
		if changed && shows {
			continue
		}
		moved := t.decide(k, w)
		changed = changed || moved && shows
	}
	t.window, t.began = window{}, t.now
}

// decide lets one knob have its window, and tells whether it was set.
func (t *Tuner) decide(k Knob, w Window) bool {
	now := k.Get()
	to, reason, next := Decide(k.Spec, t.states[k.Name], now, w, t.settings.Targets)
	if to == now {
		t.states[k.Name] = next
		delete(t.told, k.Name)
		return false
	}
	d := Decision{Time: t.now, Knob: k.Name, From: now, To: to, Applied: !t.settings.DryRun, Reason: reason}
	if t.settings.DryRun {
		// Nothing is set, so nothing is remembered of having set it, and the same
		// is told once.
		if last, ok := t.told[k.Name]; ok && last == to {
			return false
		}
		t.told[k.Name] = to
	} else {
		t.states[k.Name] = next
		k.Set(to)
	}
	if t.decided != nil {
		t.decided(d)
	}
	return d.Applied
}

// sum makes a Window.
func (w *window) sum() Window {
	out := Window{Outcomes: len(w.latencies), Paid: w.paid, Sent: w.sent, Slow: w.slow, Work: w.work}
	for knob, all := range w.split {
		if out.Split == nil {
			out.Split = map[string][]Split{}
		}
		for _, key := range slices.Sorted(maps.Keys(all)) {
			out.Split[knob] = append(out.Split[knob], all[key])
		}
	}
	if n := len(w.latencies); n > 0 {
		slices.SortFunc(w.latencies, cmp.Compare)
		out.Latency = w.latencies[int(math.Ceil(0.95*float64(n)))-1]
	}
	if w.paid > 0 {
		out.Cost = w.wei / 1e9 / float64(w.paid)
	}
	if w.gas > 0 {
		out.Price = w.wei / 1e9 / w.gas
	}
	return out
}
