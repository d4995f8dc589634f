package tune

import (
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
)

var (
	waiting = Spec{"wait", Wait, 0, 120}
	fee     = Spec{"feePercentile", Percentile, 10, 90}
	chunk   = Spec{"chunk", Size, 64, 2048}
	large   = Spec{"crossover", Crossover, 1 << 8, 1 << 20}
)

func specs() []Spec { return []Spec{waiting, fee, chunk, large} }

// anything is a window and targets of which nothing is sure, nonsense included.
func anything(r *rand.Rand) (Window, Targets) {
	some := func(most float64) float64 {
		switch r.IntN(12) {
		case 0:
			return 0
		case 1:
			return most * 1e9
		}
		return most * r.Float64()
	}
	w := Window{
		Outcomes: r.IntN(40), Latency: some(200), Paid: r.IntN(40), Cost: some(1000), Price: some(50), Sent: r.IntN(20),
		Work: map[string]Work{"chunk": {r.IntN(10), some(1e5), some(100)}},
	}
	w.Slow = r.IntN(w.Sent + 1)
	w.Split = map[string][]Split{}
	for range r.IntN(5) {
		w.Split["crossover"] = append(w.Split["crossover"], Split{6 + r.IntN(16), r.IntN(2) == 0, Work{r.IntN(10), some(1e5), some(100)}})
	}
	return w, Targets{Cost: some(1000), Latency: some(200)}
}

// Whatever is measured, a value stays within its bounds, a state is not changed
// in place, and there is a reason.
func TestBounds(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, k := range specs() {
		for range 100 {
			var s State
			now := k.Min * math.Pow(2, float64(r.IntN(5)))
			if k.Kind != Size {
				now = k.Min + (k.Max-k.Min)*(1.4*r.Float64()-0.2)
			}
			for range 200 {
				w, targets := anything(r)
				before := s.clone()
				to, reason, next := Decide(k, s, now, w, targets)
				if !reflect.DeepEqual(s.clone(), before) {
					t.Fatalf("%s: the state was changed in place", k.Name)
				}
				if !(to >= k.Min && to <= k.Max) {
					t.Fatalf("%s: from %v to %v with %+v and %+v", k.Name, now, to, w, targets)
				}
				if reason == "" || strings.Contains(reason, "NaN") {
					t.Fatalf("%s: the reason is %q", k.Name, reason)
				}
				s, now = next, to
			}
			if len(s.Trials) > maxTrials {
				t.Errorf("%s: %d trials are remembered", k.Name, len(s.Trials))
			}
		}
	}
}

// Decide is pure: the same again is the same.
func TestPure(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	for _, k := range specs() {
		var s State
		now := k.Min
		for range 500 {
			w, targets := anything(r)
			to, reason, next := Decide(k, s, now, w, targets)
			to2, reason2, next2 := Decide(k, s, now, w, targets)
			if to != to2 || reason != reason2 || !reflect.DeepEqual(next, next2) {
				t.Fatalf("%s: twice the same gave %v and %v", k.Name, to, to2)
			}
			s, now = next, to
		}
	}
}

// More latency never makes outcomes wait longer, more cost never makes them wait
// less unless waiting is known not to help, and slower batches never lower a fee.
func TestMonotone(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for range 20_000 {
		w, targets := anything(r)
		s := State{Direction: r.IntN(3) - 1, Rest: r.IntN(3)}
		now := 120 * r.Float64()
		first, _, _ := Decide(waiting, s, now, w, targets)
		later := w
		later.Latency += 50 * r.Float64()
		if to, _, _ := Decide(waiting, s, now, later, targets); to > first {
			t.Fatalf("wait: %v at a latency of %v and %v at %v; %+v %+v", first, w.Latency, to, later.Latency, w, targets)
		}
		dearer := w
		dearer.Cost += 500 * r.Float64()
		if to, _, _ := Decide(waiting, s, now, dearer, targets); to < first {
			t.Fatalf("wait: %v at a cost of %v and %v at %v; %+v %+v", first, w.Cost, to, dearer.Cost, w, targets)
		}
		p := 10 + math.Floor(80*r.Float64())
		first, _, _ = Decide(fee, s, p, w, targets)
		slower := w
		slower.Slow = min(w.Slow+1+r.IntN(3), w.Sent)
		if to, _, _ := Decide(fee, s, p, slower, targets); to < first {
			t.Fatalf("percentile: %v with %d slow and %v with %d", first, w.Slow, to, slower.Slow)
		}
		dearer = w
		dearer.Cost += 500 * r.Float64()
		if to, _, _ := Decide(fee, s, p, dearer, targets); to > first {
			t.Fatalf("percentile: %v at a cost of %v and %v at %v", first, w.Cost, to, dearer.Cost)
		}
	}
}

// plant answers a value with a window.
type plant func(value float64, r *rand.Rand) Window

// waits is a plant in which outcomes come every gap seconds and share 150,000 gas.
func waits(gap, base, price, noise float64) plant {
	return func(wait float64, r *rand.Rand) Window {
		shared := 1 + math.Floor(wait/gap)
		jitter := 1.0
		if noise > 0 {
			jitter += noise * (2*r.Float64() - 1)
		}
		return Window{Outcomes: 20, Paid: 20, Latency: (base + wait) * jitter, Cost: price * (8000 + 150_000/shared) * jitter, Price: price * jitter, Sent: 10}
	}
}

// fees is a plant in which batches are slow below a percentile.
func fees(enough, price float64) plant {
	return func(p float64, _ *rand.Rand) Window {
		w := Window{Outcomes: 20, Paid: 20, Latency: 10, Cost: price * (1 + p/100), Price: price, Sent: 10}
		if p < enough {
			w.Slow = 4
		}
		return w
	}
}

// speeds is a plant with a fastest size.
func speeds(best, noise float64) plant {
	return func(size float64, r *rand.Rand) Window {
		rate := 1e-4 * (1 + 0.3*math.Pow(math.Log2(size/best), 2)) * (1 + noise*(2*r.Float64()-1))
		return Window{Outcomes: 20, Work: map[string]Work{"chunk": {4, 40_000, 40_000 * rate}}}
	}
}

// machines is a plant with two machines: the other takes a while to begin with a
// piece and is then ten times as fast. It is the faster from break on.
func machines(breakEven, noise float64) plant {
	return func(value float64, r *rand.Rand) Window {
		var all []Split
		for octave := 6; octave < 20; octave++ {
			size := 1.5 * math.Pow(2, float64(octave))
			seconds := size * 1e-5
			if size >= value {
				seconds = (0.9*breakEven + 0.1*size) * 1e-5
			}
			if noise > 0 {
				seconds *= 1 + noise*(2*r.Float64()-1)
			}
			// An octave that the value cuts would be split; values are powers of two.
			all = append(all, Split{octave, size >= value, Work{2, 2 * size, 2 * seconds}})
		}
		return Window{Outcomes: 20, Split: map[string][]Split{"crossover": all}}
	}
}

// In a world that stays as it is, a knob comes to rest: over two thousand windows
// it turns no more often than its rests, which double, allow.
func TestNoOscillation(t *testing.T) {
	for _, x := range []struct {
		name    string
		k       Spec
		from    float64
		targets Targets
		plant   plant
		changes int // at most, in all
		late    int // at most, in the second half
		low     float64
		high    float64
	}{
		{"dear with room", waiting, 1, Targets{Cost: 40_000, Latency: 60}, waits(8, 5, 1, 0), 20, 2, 30, 55},
		{"dear and noisy", waiting, 1, Targets{Cost: 40_000, Latency: 60}, waits(8, 5, 1, 0.1), 60, 8, 15, 55},
		{"cheap", waiting, 60, Targets{Cost: 200_000, Latency: 60}, waits(8, 5, 1, 0), 60, 0, 0, 1},
		{"a target that lies on a jump", waiting, 1, Targets{Cost: 90_000, Latency: 60}, waits(20, 5, 1, 0), 60, 8, 10, 40},
		{"dear on one side of a jump and cheap on the other", waiting, 1, Targets{Cost: 120_000, Latency: 60}, waits(20, 5, 1, 0), 60, 10, 10, 40},
		{"late", waiting, 100, Targets{Latency: 30}, waits(8, 5, 1, 0), 20, 0, 15, 25},
		{"late though nothing waits", waiting, 100, Targets{Latency: 3}, waits(8, 5, 1, 0), 20, 0, 0, 0},
		{"never cheap enough", waiting, 1, Targets{Cost: 10, Latency: 60}, waits(8, 5, 1, 0), 20, 4, 40, 55},
		{"waiting saves nothing", waiting, 1, Targets{Cost: 10, Latency: 60}, waits(1e9, 5, 1, 0), 80, 20, 0, 55},
		{"a fee on a jump", fee, 10, Targets{Cost: 1}, fees(37, 100), 80, 8, 30, 60},
		{"a fee that is always enough", fee, 50, Targets{Cost: 1}, fees(0, 100), 20, 0, 10, 10},
		{"a fee that never is", fee, 50, Targets{Cost: 1}, fees(100, 100), 20, 0, 90, 90},
		{"a size", chunk, 2048, Targets{}, speeds(256, 0), 20, 0, 256, 256},
		{"a size, noisy", chunk, 64, Targets{}, speeds(512, 0.02), 20, 0, 256, 1024},
		{"a crossover that is too high", large, 1 << 18, Targets{}, machines(5000, 0), 20, 0, 4096, 8192},
		{"a crossover that is too low", large, 1 << 8, Targets{}, machines(70_000, 0), 20, 0, 65_536, 65_536},
		{"a crossover, noisy", large, 1 << 18, Targets{}, machines(50_000, 0.02), 20, 0, 32_768, 65_536},
		{"a machine that is never faster", large, 1 << 12, Targets{}, machines(1e9, 0), 20, 0, 1 << 20, 1 << 20},
		{"a size that does not matter", chunk, 512, Targets{Latency: 1e6}, speeds(64, 0), 0, 0, 512, 512},
	} {
		t.Run(x.name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(4, 4))
			var s State
			now, changes, late := x.from, 0, 0
			for i := range 2000 {
				to, _, next := Decide(x.k, s, now, x.plant(now, r), x.targets)
				if to != now {
					changes++
					if i >= 1000 {
						late++
					}
				}
				s, now = next, to
			}
			if changes > x.changes || late > x.late {
				t.Errorf("%d changes, %d of them in the second half; at most %d and %d", changes, late, x.changes, x.late)
			}
			if now < x.low || now > x.high {
				t.Errorf("came to rest at %v, want %v to %v", now, x.low, x.high)
			}
		})
	}
}

// A longer wait cannot make outcomes late that were not: it takes three quarters
// of the room at most.
func TestRoom(t *testing.T) {
	targets := Targets{Cost: 1, Latency: 60}
	for _, now := range []float64{0, 0.5, 1, 10, 40} {
		for _, latency := range []float64{now, now + 5, 47} {
			w := Window{Outcomes: 20, Paid: 20, Latency: latency, Cost: 100, Price: 1}
			to, _, _ := Decide(waiting, State{}, now, w, targets)
			if latency < 48 && to <= now {
				t.Errorf("from %v with %v of 60 s to %v", now, latency, to)
			}
			if latency+to-now > 60 {
				t.Errorf("from %v to %v: %v s become %v", now, to, latency, latency+to-now)
			}
		}
	}
}

// Where waiting saves nothing, outcomes do not wait for long: the tries that find
// out are ever farther apart.
func TestUselessWaitIsGivenBack(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	var s State
	now, sum := 1.0, 0.0
	for i := range 2000 {
		to, _, next := Decide(waiting, s, now, waits(1e9, 5, 1, 0)(now, r), Targets{Cost: 10, Latency: 60})
		if s, now = next, to; i >= 1000 {
			sum += now
		}
	}
	if average := sum / 1000; average > 5 {
		t.Errorf("in the second thousand windows outcomes waited for %.1f s on average, for nothing", average)
	}
}

// A tuner of nothing but sizes needs no outcomes, and sorts what it is told.
func TestTunerOfACrossover(t *testing.T) {
	value := 65536.0
	x := New(Settings{Every: 10}, []Knob{{large, func() float64 { return value }, func(v float64) { value = v }}}, nil)
	x.Confirmed(1)
	for i := range uint64(40) {
		for _, size := range []float64{1000, 3000, 10_000, 30_000, 100_000, 0, math.Inf(1), math.NaN()} {
			seconds := size * 1e-5
			if size >= value {
				seconds = 0.2 + size*1e-6 // the faster from 22,222 on
			}
			x.Compared("crossover", size, size >= value, seconds)
		}
		x.Confirmed(11 + 10*i)
	}
	// Of what there is, 30,000 is the least that gains, and 10,000 the most that does
	// not.
	if value <= 10_000 || value > 30_000 {
		t.Errorf("came to rest at %v", value)
	}
}

// A state does not grow.
func TestTrialsAreBounded(t *testing.T) {
	var s State
	for i := range 10 * maxTrials {
		s.trial(float64(i)).Units = 1
	}
	if len(s.Trials) != maxTrials || s.tried(10*maxTrials-1) == nil || s.tried(0) != nil {
		t.Errorf("%d trials are remembered", len(s.Trials))
	}
}

// The same through a Tuner, which has to remember what it did.
func TestTunerComesToRest(t *testing.T) {
	value, changes := 10.0, 0
	x := New(Settings{Targets: Targets{Cost: 120_000, Latency: 60}, Every: 100}, []Knob{{waiting, func() float64 { return value }, func(v float64) { value = v }}},
		func(Decision) { changes++ })
	x.Confirmed(1000)
	p := waits(20, 5, 1, 0)
	for i := range uint64(2000) {
		at := 1000 + 100*i
		w := p(value, nil)
		for range w.Outcomes {
			x.Posted(at, at+uint64(w.Latency))
			x.Paid(at, 1, uint64(w.Cost/w.Price), w.Cost*1e9, 1)
		}
		x.Confirmed(at + 100)
	}
	if changes == 0 || changes > 60 {
		t.Errorf("%d changes in 2000 windows", changes)
	}
}

// Too little to tell from changes nothing.
func TestTooLittle(t *testing.T) {
	targets := Targets{Cost: 1, Latency: 1}
	few := Window{Outcomes: MinOutcomes - 1, Paid: MinOutcomes - 1, Latency: 100, Cost: 100, Price: 1, Sent: minSent - 1, Slow: minSent - 1,
		Work: map[string]Work{"chunk": {minRuns - 1, 1e5, 100}}}
	for _, k := range specs() {
		now := 2 * k.Min
		few.Split = map[string][]Split{"crossover": {{8, false, Work{minRuns - 1, 1000, 100}}, {9, true, Work{minRuns - 1, 1000, 100}}}}
		if k.Kind == Wait {
			now = 10
		}
		for _, w := range []Window{{}, few} {
			if to, reason, _ := Decide(k, State{}, now, w, targets); to != now || !strings.Contains(reason, "too few") {
				t.Errorf("%s: to %v, %s", k.Name, to, reason)
			}
		}
	}
}

// world is a tuner over knobs that are plain numbers.
type world struct {
	*Tuner
	values    map[string]float64
	set       int
	decisions []Decision
}

func newWorld(s Settings, start map[string]float64) *world {
	w := &world{values: start}
	var knobs []Knob
	for _, k := range []Spec{fee, waiting, chunk} {
		knobs = append(knobs, Knob{k, func() float64 { return w.values[k.Name] }, func(v float64) { w.values[k.Name] = v; w.set++ }})
	}
	w.Tuner = New(s, knobs, func(d Decision) { w.decisions = append(w.decisions, d) })
	return w
}

// turn plays one window: twenty outcomes that took so long and cost so much.
func (w *world) turn(at uint64, latency uint64, gwei float64, slow bool) {
	seconds := 1.0
	if slow {
		seconds = 100
	}
	for i := range uint64(20) {
		w.Posted(at+i, at+i+latency)
		w.Paid(at+i, 1, 100_000, gwei*1e9, seconds)
		w.Worked("chunk", 10_000, 1)
	}
	w.Confirmed(at + 100)
}

func TestTuner(t *testing.T) {
	start := func() map[string]float64 {
		return map[string]float64{"wait": 20, "feePercentile": 50, "chunk": 512}
	}
	s := Settings{Targets: Targets{Cost: 1000, Latency: 60}, Every: 100, SlowAfter: 30}
	w := newWorld(s, start())
	w.Confirmed(1000)
	w.turn(1000, 10, 2000, true) // dear, and slow to be mined
	if w.values["feePercentile"] != 60 || w.values["wait"] != 20 {
		t.Errorf("a slow fee comes first, alone: %v", w.values)
	}
	if w.values["chunk"] == 512 {
		t.Error("a size does not wait for others")
	}
	if len(w.decisions) != 2 || !w.decisions[0].Applied || w.decisions[0].Time != 1100 || w.decisions[0].Reason == "" {
		t.Errorf("%+v", w.decisions)
	}
	// What closed before the change does not count.
	for i := range uint64(50) {
		w.Posted(1000+i, 1300)
		w.Paid(1000+i, 1, 1, 1e18, 100)
	}
	w.turn(1100, 10, 900, false)
	if w.values["feePercentile"] != 60 || w.values["wait"] != 20 {
		t.Errorf("nothing is wrong in the new window: %v, %+v", w.values, w.decisions)
	}
	// Too few outcomes make a window longer: the first counts with the later ones.
	n := len(w.decisions)
	w.Posted(1210, 1290)
	w.Confirmed(1350)
	for i := range uint64(MinOutcomes - 1) {
		w.Posted(1220+i, 1320+i)
	}
	if len(w.decisions) != n {
		t.Errorf("decided with one outcome: %+v", w.decisions[n:])
	}
	if w.Confirmed(1360); len(w.decisions) != n+1 || w.values["wait"] >= 20 {
		t.Errorf("late: %v, %+v", w.values, w.decisions[n:])
	}

	// The same as a dry run sets nothing, and says the same thing once.
	s.DryRun = true
	w = newWorld(s, start())
	w.Confirmed(1000)
	for i := range uint64(10) {
		w.turn(1000+100*i, 10, 2000, true)
	}
	if w.set != 0 || !reflect.DeepEqual(w.values, start()) {
		t.Errorf("a dry run has set %d times: %v", w.set, w.values)
	}
	count := map[string]int{}
	for _, d := range w.decisions {
		count[d.Knob]++
		if d.Applied {
			t.Errorf("%+v", d)
		}
	}
	if count["feePercentile"] != 1 || count["wait"] != 1 || count["chunk"] != 1 {
		t.Errorf("told %v", count)
	}
}
