package metrics

import (
	"github.com/prometheus/client_golang/prometheus"

	"oracled/tune"
)

var (
	knobLabel       = Label{Name: "knob"}
	tuningValue     = Def{"oracled_tuning_value", Gauge, "seconds (wait), percent (feePercentile), agents (chunk) or anchors (crossover)", "What a knob of the tuning is set to; the crossover is that of the process and has no chain.", []Label{chainLabel, knobLabel}, nil}
	tuningDecisions = Def{"oracled_tuning_decisions_total", Counter, unitCount, "Changes that the tuning decided on; dry-run: they were not made.", []Label{chainLabel, knobLabel, {"mode", tune.Modes()[1:]}}, nil}
	tuningDefs      = []Def{tuningValue, tuningDecisions}
)

// Tuning are the series about what is tuned. It is safe for concurrent use.
type Tuning struct {
	value     *prometheus.GaugeVec
	decisions *prometheus.CounterVec
}

// NewTuning registers the series about what is tuned.
func NewTuning(reg prometheus.Registerer) *Tuning {
	return &Tuning{newGauge(reg, tuningValue), newCounter(reg, tuningDecisions, nil)}
}

// Knob tells of a knob before anything has been decided about it.
func (t *Tuning) Knob(chain, knob string, value float64) {
	t.value.WithLabelValues(chain, knob).Set(value)
	for _, mode := range tune.Modes()[1:] {
		t.decisions.WithLabelValues(chain, knob, mode)
	}
}

// Decided tells of a decision. What was not applied changes no value.
func (t *Tuning) Decided(chain string, d tune.Decision) {
	mode := tune.DryRun
	if d.Applied {
		mode = tune.On
		t.value.WithLabelValues(chain, d.Knob).Set(d.To)
	}
	t.decisions.WithLabelValues(chain, d.Knob, mode).Inc()
}
