package daemon

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"oracled/compute"
	"oracled/compute/backends"
	"oracled/crypto"
	"oracled/history"
	"oracled/internal/metrics"
	"oracled/oracle"
	"oracled/post"
	"oracled/tune"
	"oracled/txmgr/fees"
)

// Knobs that are tuned, as logs, metrics and reports name them.
const (
	knobWait       = "wait"
	knobPercentile = "feePercentile"
	knobChunk      = "chunk"
	knobCrossover  = "crossover" // of the process: its chain is ""
)

// slowBlocks is from how many block times on a batch took long to be mined.
const slowBlocks = 3

// tuningWatch turns what is decided into log lines and metrics.
type tuningWatch struct {
	log     *zap.Logger
	metrics *metrics.Tuning
}

func newTuningWatch(reg prometheus.Registerer, log *zap.Logger) *tuningWatch {
	return &tuningWatch{log, metrics.NewTuning(reg)}
}

// decided tells of a decision.
func (w *tuningWatch) decided(chain string, d tune.Decision) {
	w.metrics.Decided(chain, d)
	text := "would be tuned"
	if d.Applied {
		text = "tuned"
	}
	w.log.Info(text, zap.String("chain", chain), zap.String("knob", d.Knob), zap.Float64("from", d.From), zap.Float64("to", d.To), zap.String("reason", d.Reason))
}

// tune makes a pipeline's parts tell a tuner how they fare, and lets it set what
// may be set: how long the queue waits, the percentile of the fee model, the
// verifier's chunk. Nothing of a task is among them.
func (r *runner) tune(p *oracle.Pipeline, queue *post.Queue, verifier *crypto.Verifier) {
	cfg, chain := r.cfg.Tuning, r.entry.Tuning
	var knobs []tune.Knob
	if d, ok := queue.Wait(); ok {
		k := tune.Knob{Spec: tune.Spec{Name: knobWait, Kind: tune.Wait}, Get: func() float64 { d, _ := queue.Wait(); return d.Seconds() },
			Set: func(s float64) { queue.SetWait(time.Duration(s * float64(time.Second))) }}
		k.Min, k.Max = chain.WaitBounds(d)
		knobs = append(knobs, k)
	}
	if x := fees.PercentileOf(r.chain.Fees); x != nil {
		knobs = append(knobs, tune.Knob{Spec: tune.Spec{Name: knobPercentile, Kind: tune.Percentile, Min: chain.MinPercentile, Max: chain.MaxPercentile}, Get: x.Get, Set: x.Set})
	}
	knobs = append(knobs, tune.Knob{
		Spec: tune.Spec{Name: knobChunk, Kind: tune.Size, Min: float64(cfg.MinChunk), Max: float64(cfg.MaxChunk)},
		Get:  func() float64 { return float64(verifier.Chunk()) }, Set: func(n float64) { verifier.SetChunk(int(n)) },
	})
	for _, k := range knobs {
		r.tuning.metrics.Knob(r.entry.Name, k.Name, k.Get())
	}
	t := tune.New(tune.Settings{
		Targets: chain.Targets(), Every: uint64(cfg.Every / time.Second), DryRun: cfg.Mode == tune.DryRun,
		SlowAfter: slowBlocks * r.entry.BlockTime.Seconds(),
	}, knobs, func(d tune.Decision) {
		r.tuning.decided(r.entry.Name, d)
		if r.recorder != nil {
			r.recorder.Decision(history.Decision(d))
		}
	})
	m := &meter{tuner: t, deadlines: map[uint32]func(uint64) uint64{}}
	p.Observers = append(p.Observers, oracle.NamedObserver{Name: "tuning", Observer: m})
	p.Poster = meteringPoster{p.Poster, m}
}

// meter turns what happens in a pipeline into what a tuner measures.
type meter struct {
	oracle.NopObserver
	tuner *tune.Tuner

	mu        sync.Mutex
	deadlines map[uint32]func(round uint64) uint64 // by task
	mined     []oracle.PostedOutcome               // since the last confirmed block
}

// maxMetered bounds the tasks whose deadlines are known. The oldest goes first; it
// is known again from its next round on.
const maxMetered = 4096

// task learns when a task's rounds close; m.mu is held.
func (m *meter) task(t oracle.Task) {
	if _, known := m.deadlines[t.Index]; !known && len(m.deadlines) >= maxMetered {
		delete(m.deadlines, slices.Min(slices.Collect(maps.Keys(m.deadlines))))
	}
	m.deadlines[t.Index] = func(round uint64) uint64 { return t.Windows(round).Deadline }
}

// Verified implements oracle.Observer.
func (m *meter) Verified(t oracle.Task, p oracle.Profile, rejected []oracle.Rejection, seconds float64) {
	m.mu.Lock()
	m.task(t)
	m.mu.Unlock()
	m.tuner.Worked(knobChunk, float64(len(p.Positions)+len(rejected)), seconds)
}

// Folded implements oracle.Observer.
func (m *meter) Folded(_ oracle.Hub, e oracle.Event) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch e := e.(type) {
	case oracle.BatchPosted:
		m.mined = append(m.mined, e.Accepted...)
	case oracle.BlockConfirmed:
		for _, o := range m.mined {
			if deadline := m.deadlines[o.Index]; deadline != nil && e.Live {
				m.tuner.Posted(deadline(uint64(o.Round)), e.Time)
			}
		}
		m.mined = m.mined[:0]
		if e.Live {
			m.tuner.Confirmed(e.Time)
		}
	}
}

// paid takes in a batch of ours that was mined.
func (m *meter) paid(b oracle.Batch, r oracle.Receipt, took time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var closed uint64
	for _, o := range b.Outcomes {
		at := m.deadlines[o.Index]
		if at == nil {
			return
		}
		if d := at(uint64(o.Round)); closed == 0 || d < closed {
			closed = d
		}
	}
	m.tuner.Paid(closed, len(b.Outcomes), r.GasUsed, metrics.Fee(r), took.Seconds())
}

// meteringPoster measures what batches cost and how long they take to be mined.
type meteringPoster struct {
	oracle.Poster
	meter *meter
}

// Post implements oracle.Poster.
func (p meteringPoster) Post(ctx context.Context, b oracle.Batch, q oracle.QuorumProof) (oracle.Receipt, error) {
	began := time.Now()
	r, err := p.Poster.Post(ctx, b, q)
	if err == nil {
		p.meter.paid(b, r, time.Since(began))
	}
	return r, err
}

// tuneBackend lets a tuner find which rounds an accelerator solves faster, where
// there is one to choose. Nothing but the time that a round takes depends on it,
// so the tuner goes by this machine's clock.
func tuneBackend(cfg tune.Config, b *backends.Chosen, w *tuningWatch) compute.Backend {
	if cfg.Mode == tune.Off || !b.Adjustable() {
		return b
	}
	k := tune.Knob{
		Spec: tune.Spec{Name: knobCrossover, Kind: tune.Crossover, Min: float64(cfg.MinCrossover), Max: float64(cfg.MaxCrossover)},
		Set:  func(n float64) { b.SetCrossover(int64(n)) },
	}
	// Where the accelerator was never the faster, it is given the largest first.
	k.Get = func() float64 { return min(float64(b.Crossover()), k.Max) }
	w.metrics.Knob("", k.Name, k.Get())
	return timedBackend{b, tune.New(tune.Settings{Every: uint64(cfg.Every / time.Second), DryRun: cfg.Mode == tune.DryRun}, []tune.Knob{k},
		func(d tune.Decision) { w.decided("", d) })}
}

// timedBackend tells a tuner how long rounds take, and on what. A failure of the
// accelerator counts against it.
type timedBackend struct {
	*backends.Chosen
	tuner *tune.Tuner
}

// TrimmedEquilibrium implements compute.Backend.
func (b timedBackend) TrimmedEquilibrium(ctx context.Context, in compute.Columns) (compute.Equilibria, error) {
	size := int64(len(in.Anchors))
	accelerated := size >= b.Crossover()
	began := time.Now()
	out, err := b.Chosen.TrimmedEquilibrium(ctx, in)
	if err == nil {
		now := time.Now()
		b.tuner.Compared(knobCrossover, float64(size), accelerated, now.Sub(began).Seconds())
		b.tuner.Confirmed(uint64(now.Unix()))
	}
	return out, err
}
