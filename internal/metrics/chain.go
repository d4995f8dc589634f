package metrics

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"oracled/oracle"
)

// RetryStages are the stages whose failures are tried again.
func RetryStages() []string {
	return []string{"connect", "follow", "batch", "post", "send", "nudge", "snapshot"}
}

var (
	chainHead     = Def{"oracled_chain_head_block", Gauge, unitBlock, "Last confirmed block whose events have been folded.", []Label{chainLabel}, nil}
	chainHeadTime = Def{"oracled_chain_head_timestamp_seconds", Gauge, unitChain, "Timestamp of the last confirmed block whose events have been folded.", []Label{chainLabel}, nil}
	chainTip      = Def{"oracled_chain_tip_block", Gauge, unitBlock, "Newest block that any endpoint told of, 0 before the first.", []Label{chainLabel}, nil}
	chainLag      = Def{"oracled_chain_lag_blocks", Gauge, unitBlocks, "Blocks from oracled_chain_head_block to oracled_chain_tip_block; the confirmations are among them.", []Label{chainLabel}, nil}
	chainConfirms = Def{"oracled_chain_confirmations", Gauge, unitBlocks, "Blocks on top of one before it is believed, counted from the block that finality names.", []Label{chainLabel, {Name: "finality"}}, nil}
	chainFinality = Def{"oracled_chain_finality_seconds", Histogram, unitSeconds, "Age of a new block when its events were folded, from its timestamp, by this machine's clock.", []Label{chainLabel}, prometheus.ExponentialBuckets(0.25, 2, 14)}
	chainSilence  = Def{"oracled_chain_silence_seconds", Gauge, unitSeconds, "Time since a block was last confirmed, or first waited for.", []Label{chainLabel}, nil}
	chainPatience = Def{"oracled_chain_silence_limit_seconds", Gauge, unitSeconds, "Silence beyond which the chain is not ready, 0 where none is too long: chains that mine on demand.", []Label{chainLabel}, nil}
	chainReady    = Def{"oracled_chain_ready", Gauge, unitFlag, "1 when the chain has caught up and no stage of it fails, as in /readyz.", []Label{chainLabel}, nil}
	chainHalted   = Def{"oracled_chain_halted", Gauge, unitFlag, "1 when the chain is broken for good and needs a person.", []Label{chainLabel}, nil}
	chainSnapshot = Def{"oracled_chain_snapshot_block", Gauge, unitBlock, "Block after which a restart goes on, 0 when this process has kept no snapshot yet.", []Label{chainLabel}, nil}
	chainRetries  = Def{"oracled_retries_total", Counter, unitCount, "Failures of a stage that were tried again.", []Label{chainLabel, {"stage", RetryStages()}}, nil}
	chainDefs     = []Def{chainHead, chainHeadTime, chainTip, chainLag, chainConfirms, chainFinality, chainSilence, chainPatience, chainReady, chainHalted, chainSnapshot, chainRetries}
)

// chains are the series about how far each chain is.
type chains struct {
	head, headTime, tip, lag, confirms *prometheus.GaugeVec
	silence, patience, ready, halted   *prometheus.GaugeVec
	snapshot                           *prometheus.GaugeVec
	finality                           *prometheus.HistogramVec
	retries                            *prometheus.CounterVec
}

func newChains(reg prometheus.Registerer, names []string) chains {
	c := chains{
		head: newGauge(reg, chainHead), headTime: newGauge(reg, chainHeadTime), tip: newGauge(reg, chainTip), lag: newGauge(reg, chainLag),
		confirms: newGauge(reg, chainConfirms), silence: newGauge(reg, chainSilence), patience: newGauge(reg, chainPatience),
		ready: newGauge(reg, chainReady), halted: newGauge(reg, chainHalted), snapshot: newGauge(reg, chainSnapshot),
		finality: newHistogram(reg, chainFinality, names), retries: newCounter(reg, chainRetries, names),
	}
	for _, name := range names {
		for _, v := range []*prometheus.GaugeVec{c.head, c.headTime, c.tip, c.lag, c.silence, c.patience, c.ready, c.halted, c.snapshot} {
			v.WithLabelValues(name)
		}
	}
	return c
}

// ChainState is how a chain fares at one time.
type ChainState struct {
	Ready, Halted bool
	Head, Tip     uint64        // last folded block, newest block of any endpoint
	Silence       time.Duration // since a block was confirmed
	Patience      time.Duration // silence that is too long; 0: none is
}

// State sets what is true of a chain now.
func (c *chains) State(chain string, s ChainState) {
	c.ready.WithLabelValues(chain).Set(truth(s.Ready))
	c.halted.WithLabelValues(chain).Set(truth(s.Halted))
	c.silence.WithLabelValues(chain).Set(s.Silence.Seconds())
	c.patience.WithLabelValues(chain).Set(s.Patience.Seconds())
	c.tip.WithLabelValues(chain).Set(float64(s.Tip))
	lag := uint64(0)
	if s.Tip > s.Head {
		lag = s.Tip - s.Head
	}
	c.lag.WithLabelValues(chain).Set(float64(lag))
}

// Confirmations says what it takes for a block of the chain to be believed.
func (c *chains) Confirmations(chain, finality string, blocks uint64) {
	c.confirms.WithLabelValues(chain, finality).Set(float64(blocks))
}

// Confirmed takes in a confirmed block at a time of this machine's clock.
func (c *chains) Confirmed(chain string, b oracle.BlockConfirmed, now time.Time) {
	c.head.WithLabelValues(chain).Set(float64(b.Number))
	c.headTime.WithLabelValues(chain).Set(float64(b.Time))
	if b.Live {
		age := now.Sub(time.Unix(int64(b.Time), 0)).Seconds()
		c.finality.WithLabelValues(chain).Observe(max(age, 0))
	}
}

// Snapshot takes in that a snapshot was kept.
func (c *chains) Snapshot(chain string, block uint64) {
	c.snapshot.WithLabelValues(chain).Set(float64(block))
}

// Retried counts a failure that will be tried again.
func (c *chains) Retried(chain, stage string) { c.retries.WithLabelValues(chain, stage).Inc() }
