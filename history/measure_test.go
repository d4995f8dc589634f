package history

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"oracled/fixed"
	"oracled/oracle"
)

func value(t *testing.T, x float64) fixed.Q64x64 {
	t.Helper()
	q, err := fixed.FromFloat64(x)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// profile makes positions of one coordinate around 10, the last liars far off.
func profile(t *testing.T, n, liars int, confidence func(i int) uint8) oracle.Profile {
	t.Helper()
	p := oracle.Profile{Round: 1}
	r := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		x := 10 + 0.1*r.NormFloat64()
		if i >= n-liars {
			x = 10 + 50*float64(1+i-(n-liars))
		}
		p.Positions = append(p.Positions, oracle.Position{Agent: common.Address{byte(i + 1)}, Confidence: confidence(i), Values: []fixed.Q64x64{value(t, x)}})
	}
	return p
}

func outcomeOf(t *testing.T, p oracle.Profile, x float64) oracle.Outcome {
	return oracle.Outcome{Round: p.Round, Status: oracle.StatusOK, Values: []fixed.Q64x64{value(t, x)}}
}

func TestMeasureFindsLiars(t *testing.T) {
	p := profile(t, 20, 3, func(int) uint8 { return 50 })
	o := outcomeOf(t, p, 10)
	o.Trimmed = []oracle.TrimmedAgent{{Agent: p.Positions[19].Agent, High: 1}, {Agent: p.Positions[0].Agent, Low: 1}}
	s := Measure(p, o)
	if s.Outliers != 3 {
		t.Errorf("%d outliers, want 3", s.Outliers)
	}
	if s.Confidence != nil {
		t.Errorf("all say the same confidence, yet it correlates: %v", *s.Confidence)
	}
	if len(s.Far) < 3 || len(s.Far) > maxFar {
		t.Fatalf("%d agents are far", len(s.Far))
	}
	for i, want := range []byte{20, 19, 18} {
		f := s.Far[i]
		if f.Agent != (common.Address{want}) || f.Ratio < 100 {
			t.Errorf("the %d-th farthest is %v", i, f)
		}
	}
	if s.Far[0].Trimmed != 1 || s.Far[1].Trimmed != 0 {
		t.Errorf("trimmed: %+v", s.Far[:2])
	}
}

// The rule of outliers must not depend on the trim, and must see those of a round
// whose majority says exactly the same.
func TestMeasureOfAMajorityThatAgrees(t *testing.T) {
	p := oracle.Profile{Round: 1}
	for i, x := range []float64{5, 5, 5, 5, 5, 5 + 1e-8, 900} {
		p.Positions = append(p.Positions, oracle.Position{Agent: common.Address{byte(i + 1)}, Values: []fixed.Q64x64{value(t, x)}})
	}
	s := Measure(p, outcomeOf(t, p, 5))
	if s.Outliers != 1 || s.Far[0].Agent != (common.Address{7}) || len(s.Far) != 1 {
		t.Errorf("%+v", s)
	}
	if math.IsInf(s.Far[0].Ratio, 0) || s.Far[0].Ratio > maxRatio {
		t.Errorf("ratio %v", s.Far[0].Ratio)
	}
	if Measure(oracle.Profile{}, oracle.Outcome{}) != nil {
		t.Error("an empty profile was measured")
	}
}

func TestCorrelationOfConfidence(t *testing.T) {
	for name, c := range map[string]struct {
		confidence func(i int) uint8
		low, high  float64
	}{
		"liars are sure":   {func(i int) uint8 { return uint8(10 + 80*(i/15)) }, 0.5, 1},
		"liars are unsure": {func(i int) uint8 { return uint8(90 - 80*(i/15)) }, -1, -0.5},
	} {
		p := profile(t, 20, 5, c.confidence)
		s := Measure(p, outcomeOf(t, p, 10))
		if s.Confidence == nil || *s.Confidence < c.low || *s.Confidence > c.high {
			t.Errorf("%s: %+v", name, s.Confidence)
		}
	}
}

func TestWindows(t *testing.T) {
	task := oracle.Task{ID: oracle.TaskIDFromIndex(1), Start: 100, CommitSeconds: 10, RevealDelay: 5, RevealSeconds: 20, Period: 50}
	var w windows
	block := uint64(1)
	at := func(time uint64, events ...oracle.Event) {
		block++
		for _, e := range events {
			switch e := e.(type) {
			case oracle.Committed:
				e.Commitment.At.Block = block
				w.commit(e)
			case oracle.Revealed:
				e.Opening.At.Block = block
				w.reveal(e)
			}
		}
		w.confirmed(oracle.BlockConfirmed{Anchor: oracle.Anchor{Number: block, Time: time}})
	}
	commit := oracle.Committed{Task: task.ID, Round: 1}
	reveal := oracle.Revealed{Task: task.ID, Round: 1}
	at(99)
	at(102, commit, commit)
	at(108, commit)
	at(120, reveal, reveal)
	at(131, reveal)
	c, r := w.use(task, 1, 3)
	if c == nil || *c != 0.8 || r == nil || *r != 0.8 {
		t.Errorf("commit %v, reveal %v, want 0.8 of each", c, r)
	}
	if len(w.rounds) != 0 {
		t.Errorf("%d rounds are still kept", len(w.rounds))
	}
	// A round of which blocks were read in bulk has no times.
	commit.Round, reveal.Round = 2, 2
	at(152, commit)
	block += 5
	at(175, reveal)
	if c, r := w.use(task, 2, 1); c != nil || r != nil {
		t.Errorf("a round read in bulk: %v, %v", c, r)
	}
	// One that began before the process saw it is not whole.
	reveal.Round = 3
	at(220, reveal)
	if c, _ := w.use(task, 3, 1); c != nil {
		t.Errorf("commitments that nobody saw: %v", *c)
	}
}
