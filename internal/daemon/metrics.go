package daemon

import (
	"math/big"
	"runtime"
	"runtime/debug"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"oracled/oracle"
	"oracled/txmgr"
)

// Build says what this binary was made from.
type Build struct {
	Version string // of the module, "(devel)" when nobody said
	Commit  string // "unknown" outside a repository
	Go      string
}

// String names the build, as precisely as it is known.
func (b Build) String() string { return b.Version + ", commit " + b.Commit + ", " + b.Go }

// BuildInfo reads what the toolchain wrote into the binary.
func BuildInfo() Build {
	b := Build{Version: "(devel)", Commit: "unknown", Go: runtime.Version()}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	if info.Main.Version != "" {
		b.Version = info.Main.Version
	}
	dirty := false
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value
		case "vcs.modified":
			dirty = s.Value == "true"
		}
	}
	if dirty {
		b.Commit += " (modified)"
	}
	return b
}

// Stages that Retrying may be told of, and those that are timed.
var (
	retryStages = []string{"connect", "follow", "batch", "post", "send", "nudge", "snapshot"}
	timedStages = []string{"verify", "solve"}
)

// metrics are the series of docs/metrics.md.
type metrics struct {
	head, headTime, ready, halted *prometheus.GaugeVec
	snapshot                      *prometheus.GaugeVec
	positions, trimmed, declined  *prometheus.CounterVec
	rejections, outcomes, retries *prometheus.CounterVec
	batches, posted, gas, fees    *prometheus.CounterVec
	stage                         *prometheus.HistogramVec
	inFlight                      *prometheus.GaugeVec
	bumps                         *prometheus.CounterVec
}

func newMetrics(reg prometheus.Registerer, chains []string) *metrics {
	gauge := func(name, help string, labels ...string) *prometheus.GaugeVec {
		v := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: name, Help: help}, labels)
		reg.MustRegister(v)
		return v
	}
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		v := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
		reg.MustRegister(v)
		return v
	}
	m := &metrics{
		head:     gauge("oracled_chain_head_block", "Last confirmed block whose events have been folded.", "chain"),
		headTime: gauge("oracled_chain_head_timestamp_seconds", "Timestamp of that block, seconds since the epoch.", "chain"),
		ready:    gauge("oracled_chain_ready", "1 when the chain has caught up and no stage of it fails, as in /readyz.", "chain"),
		halted:   gauge("oracled_chain_halted", "1 when the chain is broken for good and needs a person.", "chain"),

		snapshot: gauge("oracled_chain_snapshot_block", "Block after which a restart goes on, 0 when this process has kept no snapshot yet.", "chain"),

		positions:  counter("oracled_positions_total", "Verified positions in closed rounds.", "chain"),
		rejections: counter("oracled_rejections_total", "Submissions that did not become a position.", "chain", "reason"),
		outcomes:   counter("oracled_outcomes_total", "Rounds solved.", "chain", "status"),
		trimmed:    counter("oracled_agents_trimmed_total", "Agents with a trimmed coordinate, counted once a round.", "chain"),
		declined:   counter("oracled_tasks_declined_total", "Tasks that the policy or a missing solver declined.", "chain"),
		batches:    counter("oracled_batches_posted_total", "Batches that this process brought onto the chain.", "chain"),
		posted:     counter("oracled_outcomes_posted_total", "Outcomes in those batches.", "chain"),
		gas:        counter("oracled_gas_used_total", "Gas used by those batches.", "chain"),
		fees:       counter("oracled_fees_wei_total", "Fees paid for those batches, in wei.", "chain"),
		inFlight:   gauge("oracled_transactions_in_flight", "Transactions that are sent and not yet settled, by state.", "chain", "state"),
		bumps:      counter("oracled_transaction_bumps_total", "Transactions that were sent again with higher fees.", "chain"),
		retries:    counter("oracled_retries_total", "Failures of a stage that were tried again.", "chain", "stage"),

		stage: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "oracled_stage_seconds", Help: "Time that a stage took for one round.",
			Buckets: prometheus.ExponentialBuckets(0.001, 2, 16),
		}, []string{"chain", "stage"}),
	}
	reg.MustRegister(m.stage, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	b := BuildInfo()
	gauge("oracled_build_info", "1, labelled with what the binary was built from.", "version", "commit", "goversion").
		WithLabelValues(b.Version, b.Commit, b.Go).Set(1)

	// Series exist from the start, so that a rate sees the first event.
	for _, c := range chains {
		for _, v := range []*prometheus.CounterVec{m.positions, m.trimmed, m.declined, m.batches, m.posted, m.gas, m.fees, m.bumps} {
			v.WithLabelValues(c)
		}
		for _, v := range []*prometheus.GaugeVec{m.head, m.headTime, m.ready, m.halted, m.snapshot} {
			v.WithLabelValues(c)
		}
		for _, s := range txmgr.States() {
			m.inFlight.WithLabelValues(c, string(s))
		}
		for _, r := range oracle.Reasons() {
			m.rejections.WithLabelValues(c, string(r))
		}
		for _, s := range []oracle.Status{oracle.StatusOK, oracle.StatusInsufficient} {
			m.outcomes.WithLabelValues(c, string(s))
		}
		for _, s := range retryStages {
			m.retries.WithLabelValues(c, s)
		}
		for _, s := range timedStages {
			m.stage.WithLabelValues(c, s)
		}
	}
	return m
}

// fee is what a transaction cost, in wei.
func fee(r oracle.Receipt) float64 {
	wei := new(big.Int)
	if r.GasPriceWei != nil {
		wei.Mul(new(big.Int).SetUint64(r.GasUsed), r.GasPriceWei)
	}
	if r.DataFeeWei != nil {
		wei.Add(wei, r.DataFeeWei)
	}
	f, _ := new(big.Float).SetInt(wei).Float64()
	return f
}
