package metrics

import (
	"slices"

	"github.com/prometheus/client_golang/prometheus"

	"oracled/compute/backends"
)

// accelerators are the backends that may fail and leave a round to the CPU.
func accelerators() []string {
	return slices.DeleteFunc(backends.Names(), func(name string) bool { return name == backends.Auto || name == backends.CPU })
}

var (
	backendRounds    = Def{"oracled_backend_rounds_total", Counter, unitCount, "Rounds whose trimmed equilibrium the backend computed.", []Label{{"backend", append([]string{backends.CPU}, accelerators()...)}}, nil}
	backendFallbacks = Def{"oracled_backend_fallbacks_total", Counter, unitCount, "Rounds that the backend failed on and the CPU finished.", []Label{{"backend", accelerators()}, {"reason", backends.Reasons()}}, nil}
	backendDefs      = []Def{backendRounds, backendFallbacks}
)

// Backends are the series about what rounds are computed on.
type Backends struct{ rounds, fallbacks *prometheus.CounterVec }

// NewBackends registers the series.
func NewBackends(reg prometheus.Registerer) *Backends {
	return &Backends{newCounter(reg, backendRounds, nil), newCounter(reg, backendFallbacks, nil)}
}

// Ran counts a round that a backend computed.
func (b *Backends) Ran(backend string) { b.rounds.WithLabelValues(backend).Inc() }

// FellBack counts a round that a backend failed on.
func (b *Backends) FellBack(backend, reason string) {
	b.fallbacks.WithLabelValues(backend, reason).Inc()
}
