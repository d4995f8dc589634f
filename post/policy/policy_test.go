package policy

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

const gwei = 1e9

// none and certain are what may be to come.
func none(until float64) ([]Arrival, float64) { return nil, until }

func certain(at ...float64) func(float64) ([]Arrival, float64) {
	return func(until float64) ([]Arrival, float64) {
		var list []Arrival
		for _, t := range at {
			if t <= until {
				list = append(list, Arrival{t, 1})
			}
		}
		return list, until
	}
}

// moment is one outcome that is ready at 1000, of two thirds fixed gas.
func moment(now float64, arrivals func(float64) ([]Arrival, float64)) Moment {
	return Moment{Now: now, Block: now, Oldest: 1000, Outcomes: 1, Gas: 161_000, Fixed: 155_000, Arrivals: arrivals}
}

// blocks tells a policy of a base fee every 12 seconds, the last at 1000.
func blocks(p Policy, fees ...float64) {
	for i, f := range fees {
		p.Observe(Block{Number: uint64(i), Time: 1000 - 12*float64(len(fees)-1-i), BaseFee: f, Used: 0.5})
	}
}

func flat(n int, fee float64) []float64 { return slices.Repeat([]float64{fee}, n) }

// reverting is a base fee around a mean, in gwei.
func reverting(n int, seed uint64, mean float64) []float64 {
	r := rand.New(rand.NewPCG(seed, 7))
	x, out := 0.0, make([]float64, n)
	for i := range out {
		x = 0.875*x + 0.05*r.NormFloat64()
		out[i] = mean * gwei * math.Exp(x)
	}
	return out
}

func TestImmediateAndFixedDelay(t *testing.T) {
	m := moment(1000, certain(1001))
	if at := New(Config{}, 0).Until(m); at != 1000 {
		t.Errorf("immediate: %v", at)
	}
	if at := New(Config{MaxDelay: 30 * time.Second}, 0).Until(m); at != 1030 {
		t.Errorf("fixed-delay: %v", at)
	}
}

func TestAdaptiveDecides(t *testing.T) {
	budget := Config{Policy: Adaptive, LatencyBudget: time.Minute}
	costly := budget
	costly.DelayCostGwei = 1e6 // a second is worth 0.001 ether: more than a batch
	floor := budget
	floor.NormalFeeMinGwei = 1000
	high := append(reverting(400, 1, 10), 11.2*gwei, 12.6*gwei, 14*gwei)
	low := append(reverting(400, 1, 10), 9*gwei, 8*gwei, 7*gwei)
	for name, c := range map[string]struct {
		config Config
		fees   []float64
		moment Moment
		waits  bool
	}{
		"nobody comes, the fee stays":               {budget, flat(100, gwei), moment(1000, none), false},
		"somebody comes":                            {budget, flat(100, gwei), moment(1000, certain(1030)), true},
		"somebody comes too late":                   {budget, flat(100, gwei), moment(1000, certain(1061)), false},
		"somebody comes with the last block":        {budget, flat(100, gwei), moment(1000, certain(1060)), true},
		"the budget is spent":                       {budget, flat(100, gwei), moment(1060, certain(1061)), false},
		"waiting costs more than company saves":     {costly, flat(100, gwei), moment(1000, certain(1030)), false},
		"somebody comes, no base fee is known":      {budget, nil, moment(1000, certain(1030)), true},
		"nobody comes, no base fee is known":        {budget, nil, moment(1000, none), false},
		"the fee is high":                           {budget, high, moment(1000, none), true},
		"the fee is low":                            {budget, low, moment(1000, none), false},
		"the fee is high, and waiting costs":        {costly, high, moment(1000, none), false},
		"the fee is high and believed to be normal": {floor, high, moment(1000, none), false},
		"too few blocks to learn from":              {budget, high[380:], moment(1000, none), false},
	} {
		p := New(c.config, gwei/10)
		blocks(p, c.fees...)
		want := c.moment.Now
		if c.waits {
			want = 1060
		}
		if at := p.Until(c.moment); at != want {
			t.Errorf("%s: leaves at %v, want %v", name, at, want)
		}
	}
}

// A chance decides by its size: little of a batch is no reason to wait when a
// second has its price.
func TestAdaptiveWeighsChances(t *testing.T) {
	perhaps := func(p float64) func(float64) ([]Arrival, float64) {
		return func(until float64) ([]Arrival, float64) { return []Arrival{{1012, p}}, until }
	}
	// A batch is worth 155,000 gwei, twelve seconds 60,000.
	p := New(Config{Policy: Adaptive, LatencyBudget: time.Minute, DelayCostGwei: 5000}, 0)
	blocks(p, flat(100, gwei)...)
	for chance, waits := range map[float64]bool{0.1: false, 0.3: false, 0.5: true, 1: true} {
		if got := p.Until(moment(1000, perhaps(chance))) > 1000; got != waits {
			t.Errorf("with a chance of %v it waits: %v", chance, got)
		}
	}
}

// In a stream without end one arrival more is worth only its share of a batch:
// what is left of the budget decides whether a dip of the base fee is taken.
func TestAdaptiveTakesDips(t *testing.T) {
	var stream []float64
	for at := 1012.0; at < 5000; at += 12 {
		stream = append(stream, at)
	}
	c := Config{Policy: Adaptive, LatencyBudget: 10 * time.Minute}
	leaves := func(now, last float64) bool {
		p := New(c, 0)
		fees := append(reverting(200, 3, 10), last*gwei)
		blocks(p, fees...)
		m := moment(now, certain(stream...))
		m.Outcomes, m.Gas = 40, 155_000+40*5800
		return p.Until(m) <= now
	}
	if leaves(1000, 6) {
		t.Error("a dip at the beginning is taken: the batch would be nearly empty")
	}
	if !leaves(1500, 6) {
		t.Error("a dip near the end is not taken")
	}
	if leaves(1500, 13) {
		t.Error("a peak is taken")
	}
}

func TestLearn(t *testing.T) {
	f := fees{window: 2000, min: 0, max: math.Inf(1)}
	for i, fee := range reverting(2000, 5, 20) {
		f.observe(Block{Time: float64(2 * i), BaseFee: fee})
	}
	h := f.learn()
	if math.Abs(h.pull-0.125) > 0.03 || math.Abs(h.mean-math.Log(20*gwei)) > 0.05 || math.Abs(h.noise-0.05) > 0.005 || h.step != 2 || h.momentum != 0 {
		t.Errorf("%+v", h)
	}
	f.max = math.Log(10 * gwei)
	if h := f.learn(); h.mean != f.max {
		t.Errorf("the mean %v is above the operator's limit", h.mean)
	}
	f.observe(Block{Time: 1e6, BaseFee: gwei})
	if len(f.samples) != 1 {
		t.Error("what was seen before a long silence still counts")
	}
	f.observe(Block{Time: 1e6 + 1})
	if _, _, known := f.next(); known {
		t.Error("a chain without a base fee has one")
	}
}

// A random walk seems to return to its mean; it is believed in one case of ten.
func TestLearnDoesNotBelieveChance(t *testing.T) {
	believed := 0
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 11))
		f := fees{window: 256, min: 0, max: math.Inf(1)}
		x := math.Log(10 * gwei)
		for i := range 256 {
			x += 0.05 * r.NormFloat64()
			f.observe(Block{Time: float64(i), BaseFee: math.Exp(x)})
		}
		if f.learn().pull > 0 {
			believed++
		}
	}
	if believed > 45 {
		t.Errorf("%d of 300 random walks are believed to return", believed)
	}
}

// The next base fee follows from the last block, by a rule that is learned.
func TestNextBaseFee(t *testing.T) {
	for _, denominator := range []float64{8, 64} {
		r := rand.New(rand.NewPCG(9, 9))
		f := fees{window: 100}
		fee := 10 * gwei
		for i := range 100 {
			used := r.Float64()
			f.observe(Block{Time: float64(i), BaseFee: fee, Used: used})
			fee *= 1 + (2*used-1)/denominator
		}
		if log, _, _ := f.next(); math.Abs(math.Exp(log)/fee-1) > 1e-6 {
			t.Errorf("denominator %v: %v wei, want %v", denominator, math.Exp(log), fee)
		}
		// Where the rule does not fit the last base fee stays.
		for i := range f.samples {
			f.samples[i].used = r.Float64()
		}
		if log, _, _ := f.next(); log != f.samples[99].log {
			t.Errorf("denominator %v: a rule that explains nothing is followed", denominator)
		}
	}
}

// A run of full blocks goes on for a while: the fee is left quickly on the way
// up and waited for on the way down.
func TestMomentum(t *testing.T) {
	var walk []float64
	x := math.Log(10 * gwei)
	for _, run := range []struct {
		n    int
		move float64
	}{{60, 0}, {25, 0.11}, {30, 0}, {25, -0.11}, {60, 0}, {10, 0.11}} {
		for i := range run.n {
			x += run.move + 0.004*math.Sin(float64(7*len(walk)+i))
			walk = append(walk, math.Exp(x))
		}
	}
	c := Config{Policy: Adaptive, LatencyBudget: 2 * time.Minute}
	up := New(c, 0)
	blocks(up, walk...)
	if up.Until(moment(1000, none)) > 1000 {
		t.Error("it waits while the fee climbs")
	}
	down := New(c, 0)
	blocks(down, walk[:60+25+30+8]...)
	if down.Until(moment(1000, none)) <= 1000 {
		t.Error("it leaves while the fee falls")
	}
}

// Without noise the best moment is the cheapest of the path that is foreseen.
func TestStoppingWithoutNoise(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 1))
	waited := 0
	for range 500 {
		s := stopping{
			log: math.Log(gwei * (1 + 20*r.Float64())), tip: gwei * r.Float64(), gas: 161_000, fixed: 155_000,
			delay: 1e12 * r.Float64(), now: 1000, end: 1000 + 400*r.Float64(),
			habit: habit{pull: 0.5 * r.Float64(), mean: math.Log(gwei * (1 + 20*r.Float64())), step: 12},
		}
		list, known := certain(1000 + 300*r.Float64())(s.end)
		s.company = newCompany(Moment{Arrivals: func(float64) ([]Arrival, float64) { return list, known }}, s.end-s.now)
		x, best := s.log, math.Inf(1)
		for at := s.now + 12; at <= s.end; at += 12 {
			x += min(max(s.habit.pull*(s.habit.mean-x), -steepestFall), steepestRise)
			best = min(best, s.fee(x)*s.gas+s.later(at)+s.delay*(at-s.now))
		}
		now := s.fee(s.log)*s.gas + s.later(s.now)
		if math.Abs(best-now) < 0.02*now {
			continue // within the grid's error
		}
		if s.waits() != (best < now) {
			t.Errorf("%+v: waits %v; now %.4g, best %.4g", s, s.waits(), now, best)
		}
		if s.waits() {
			waited++
		}
	}
	if waited < 50 {
		t.Errorf("only %d of the cases wait", waited)
	}
}

func TestConfigCheck(t *testing.T) {
	for key, c := range map[string]Config{
		"policy":           {Policy: "sometimes"},
		"maxDelay":         {Policy: FixedDelay},
		"latencyBudget":    {Policy: Adaptive},
		"feeWindow":        {FeeWindow: 3},
		"delayCostGwei":    {DelayCostGwei: math.NaN()},
		"normalFeeMinGwei": {NormalFeeMinGwei: 2, NormalFeeMaxGwei: 1},
		"normalFeeMaxGwei": {NormalFeeMaxGwei: math.Inf(1)},
	} {
		if err := c.Check(); err == nil || !strings.HasPrefix(err.Error(), key+": ") {
			t.Errorf("%s: %v", key, err)
		}
	}
	for _, c := range []Config{{MaxDelay: -1}, {LatencyBudget: -1}, {Policy: Adaptive, LatencyBudget: 1, MaxDelay: 1}, {NormalFeeMinGwei: -1}} {
		if c.Check() == nil {
			t.Errorf("%+v is taken", c)
		}
	}
	for _, c := range []Config{{}, {MaxDelay: 1}, {Policy: Adaptive, LatencyBudget: 1, NormalFeeMinGwei: 2}} {
		if err := c.WithDefaults().Check(); err != nil {
			t.Errorf("%+v: %v", c, err)
		}
	}
}
