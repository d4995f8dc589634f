package metrics

import (
	"github.com/prometheus/client_golang/prometheus"

	"oracled/tune"
)

var (
	tuningValue     = Def{"oracled_tuning_value", Gauge, "the knob's: seconds, percent, agents", "What a knob of the tuning is set to: wait in seconds, feePercentile, chunk in agents. There is none while tuning is off.", []Label{chainLabel, {Name: "knob"}}, nil}
	tuningDecisions = Def{"oracled_tuning_decisions_total", Counter, unitCount, "Changes that the tuning decided on; dry-run: they were not made.", []Label{chainLabel, {Name: "knob"}, {"mode", []string{tune.DryRun, tune.On}}}, nil}
	tuningDefs      = []Def{tuningValue, tuningDecisions}
)

// Tuning are the series about what is tuned.
type Tuning struct {
	value     *prometheus.GaugeVec
	decisions *prometheus.CounterVec
}

// NewTuning registers the series. Each knob has its own once Knob was called.
func NewTuning(reg prometheus.Registerer) *Tuning {
	return &Tuning{newGauge(reg, tuningValue), newCounter(reg, tuningDecisions, nil)}
}

// Knob makes the series of a knob that is set to a value.
func (t *Tuning) Knob(chain, knob string, value float64) {
	t.value.WithLabelValues(chain, knob).Set(value)
	for _, mode := range tuningDecisions.Labels[2].Values {
		t.decisions.WithLabelValues(chain, knob, mode)
	}
}

// Decided takes in a decision, and whether it was acted on.
func (t *Tuning) Decided(chain, knob string, to float64, applied bool) {
	mode := tune.DryRun
	if applied {
		mode = tune.On
		t.value.WithLabelValues(chain, knob).Set(to)
	}
	t.decisions.WithLabelValues(chain, knob, mode).Inc()
}
