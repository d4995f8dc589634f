package daemon

import (
	"bytes"
	"context"
	"errors"
	"math/big"
	"strings"
	"testing"

	"oracled/bindings"
	"oracled/compute"
	"oracled/compute/backends"
	"oracled/history"
	"oracled/oracle"
	"oracled/tune"
	"oracled/txmgr"
)

// instant is a poster that succeeds, or fails, at once.
type instant struct{ err error }

func (p instant) Post(context.Context, oracle.Batch, oracle.QuorumProof) (oracle.Receipt, error) {
	return oracle.Receipt{GasUsed: 100_000, GasPriceWei: big.NewInt(2e9)}, p.err
}

// What passes in a pipeline comes to the tuner as numbers: latencies by the
// chain's time, costs by the receipt; and nothing before the chain is live.
func TestMeter(t *testing.T) {
	wait := 50.0
	var decisions []tune.Decision
	tuner := tune.New(tune.Settings{Targets: tune.Targets{Latency: 20}, Every: 100, SlowAfter: 1}, []tune.Knob{{
		Spec: tune.Spec{Name: knobWait, Kind: tune.Wait, Max: 60}, Get: func() float64 { return wait }, Set: func(v float64) { wait = v },
	}}, func(d tune.Decision) { decisions = append(decisions, d) })
	m := &meter{tuner: tuner, deadlines: map[uint32]func(uint64) uint64{}}
	task := oracle.Task{Index: 1, Start: 1000, CommitSeconds: 10, Period: 10} // round n closes at 1000 + 10n
	p := meteringPoster{instant{}, m}
	confirmed := func(time uint64, live bool) {
		m.Folded(polygon, oracle.BlockConfirmed{Anchor: oracle.Anchor{Number: time, Time: time}, Live: live})
	}
	play := func(first, last uint64, late uint64, live bool) {
		for n := first; n <= last; n++ {
			m.Verified(task, oracle.Profile{Round: n, Positions: make([]oracle.Position, 7)}, nil, 0.1)
			out := []oracle.PostedOutcome{{Index: 1, Round: uint32(n)}, {Index: 99, Round: 1}} // and one of a task that is not served
			m.Folded(polygon, oracle.BatchPosted{Accepted: out})
			if _, err := p.Post(t.Context(), oracle.Batch{Outcomes: out[:1]}, nil); err != nil {
				t.Fatal(err)
			}
			confirmed(1000+10*n+late, live)
		}
	}
	play(1, 20, 90, false) // the past
	confirmed(1300, true)
	play(30, 40, 55, true)
	if len(decisions) != 1 || wait != 15 || !strings.Contains(decisions[0].Reason, "up to 55.0 s, 35.0 s over") {
		t.Fatalf("waits for %v after %+v", wait, decisions)
	}
	play(50, 61, 19, true) // in time now, nearly as late as allowed
	if len(decisions) != 1 {
		t.Errorf("decided again: %+v", decisions[1:])
	}
	for index := range uint32(2 * maxMetered) {
		m.Verified(oracle.Task{Index: 2 + index, Start: 1000, Period: 10}, oracle.Profile{}, nil, 0)
	}
	if len(m.deadlines) > maxMetered || m.deadlines[2*maxMetered+1] == nil {
		t.Errorf("the deadlines of %d tasks are kept", len(m.deadlines))
	}
	failing := meteringPoster{instant{errors.New("refused")}, m}
	if _, err := failing.Post(t.Context(), oracle.Batch{}, nil); err == nil {
		t.Error("an error was lost")
	}
}

// A decision is one line with its reason, and a metric; a dry run says so.
func TestDecisionsAreTold(t *testing.T) {
	s := newScene(t, map[oracle.Hub]string{polygon: "polygon-dev"})
	w := newTuningWatch(s.reg, s.Observer.log)
	w.metrics.Knob("polygon-dev", knobWait, 9)
	w.decided("polygon-dev", tune.Decision{Knob: knobWait, From: 9, To: 5, Reason: "too late", Applied: true})
	w.decided("polygon-dev", tune.Decision{Knob: knobWait, From: 5, To: 4, Reason: "still too late"})
	lines := s.lines()
	if len(lines) != 2 || !strings.Contains(lines[0], "tuned") || !strings.Contains(lines[0], "too late") || !strings.Contains(lines[1], "would be tuned") {
		t.Errorf("%q", lines)
	}
	if v := s.value(t, "oracled_tuning_value", "chain=polygon-dev", "knob=wait"); v != 5 {
		t.Errorf("the value is %v", v)
	}
	for _, mode := range []string{"on", "dry-run"} {
		if n := s.value(t, "oracled_tuning_decisions_total", "chain=polygon-dev", "knob=wait", "mode="+mode); n != 1 {
			t.Errorf("%v decisions, %s", n, mode)
		}
	}
}

// Without a second machine there is no crossover to tune.
func TestNoCrossoverWithoutAnAccelerator(t *testing.T) {
	b, err := backends.Open(t.Context(), backends.CPU, backends.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	s := newScene(t, map[oracle.Hub]string{polygon: "polygon-dev"})
	cfg := tune.Default()
	cfg.Mode = tune.On
	if got := tuneBackend(cfg, b, newTuningWatch(s.reg, s.Observer.log)); got != compute.Backend(b) {
		t.Errorf("%T", got)
	}
}

// The proof of a posting is read out of its transaction, and of nothing else.
func TestPostedProof(t *testing.T) {
	hub := bindings.NewNashOracle()
	proof, ok := postedProof(hub.PackPost([]byte("payload"), []byte("proof")))
	if !ok || !bytes.Equal(proof, []byte("proof")) {
		t.Errorf("%q, %v", proof, ok)
	}
	for name, data := range map[string][]byte{
		"nothing": nil, "short": {1, 2}, "another function": hub.PackQuorum(), "unknown": {1, 2, 3, 4, 5},
		"cut short": hub.PackPost([]byte("payload"), []byte("proof"))[:40],
	} {
		if proof, ok := postedProof(data); ok {
			t.Errorf("%s: %q", name, proof)
		}
	}
}

// Trouble with the history is one line when it begins and one when it ends.
func TestHistoryTroubleIsToldOnce(t *testing.T) {
	s := newScene(t, map[oracle.Hub]string{polygon: "polygon-dev"})
	l := seldomLog{log: s.Observer.log, chain: "polygon-dev"}
	for _, err := range []error{nil, errors.New("down"), errors.New("down still"), nil, nil} {
		l.report(err)
	}
	if lines := s.lines(); len(lines) != 2 || !strings.Contains(lines[0], "down") || !strings.Contains(lines[1], "kept again") {
		t.Errorf("%q", lines)
	}
}

// Only what went wrong with a transaction is counted.
func TestTransactionsAreCounted(t *testing.T) {
	var page history.Page
	h := &history.Recorder{Ledger: ledger{&page}}
	h.Confirmed(polygon, oracle.BlockConfirmed{Anchor: oracle.Anchor{Number: 1, Time: 1000}})
	for _, state := range txmgr.States() {
		transaction(h, txmgr.Pending{State: state})
	}
	transaction(h, txmgr.Pending{State: txmgr.Bumped})
	if err := h.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	counts := map[string]uint64{}
	for _, x := range page.Tallies {
		counts[x.Subject] = x.Count
	}
	if counts["bumped"] != 2 || counts["reorged"] != 1 || counts["sent"] != 0 || counts["mined"] != 0 || len(counts) != len(txmgr.States())-2 {
		t.Errorf("%v", counts)
	}
}

// ledger keeps the last page that it was given.
type ledger struct{ page *history.Page }

func (l ledger) Save(_ context.Context, _ oracle.Hub, p history.Page) error { *l.page = p; return nil }

func (ledger) Tasks(context.Context, oracle.Hub) ([]oracle.Task, error)         { return nil, nil }
func (ledger) Unseen(context.Context, oracle.Hub, int) ([]history.Batch, error) { return nil, nil }
func (ledger) Look(context.Context, oracle.Hub, history.Batch) error            { return nil }
func (ledger) Forget(context.Context, oracle.Hub, uint64) error                 { return nil }
func (ledger) Prune(context.Context, oracle.Hub, uint64) error                  { return nil }
