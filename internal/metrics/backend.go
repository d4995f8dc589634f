package metrics

import (
	"slices"

	"github.com/prometheus/client_golang/prometheus"

	"oracled/compute/backends"
)

var (
	backendRounds    = Def{"oracled_backend_rounds_total", Counter, unitCount, "Rounds whose trimmed equilibrium the backend computed.", []Label{{"backend", backendNames()}}, nil}
	backendFallbacks = Def{"oracled_backend_fallbacks_total", Counter, unitCount, "Rounds that the backend failed on and the CPU finished.",
		[]Label{{"backend", without(backendNames(), backends.CPU)}, {"reason", backends.Reasons()}}, nil} // the CPU has nothing to fall back to
	backendDefs = []Def{backendRounds, backendFallbacks}
)

// backendNames lists what computes.
func backendNames() []string { return without(backends.Names(), backends.Auto) }

func without(names []string, one string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == one })
}

// Backends are the series about what computes on what. It is safe for concurrent
// use.
type Backends struct{ rounds, fallbacks *prometheus.CounterVec }

// NewBackends registers the series about backends.
func NewBackends(reg prometheus.Registerer) *Backends {
	return &Backends{newCounter(reg, backendRounds, nil), newCounter(reg, backendFallbacks, nil)}
}

// Ran counts a round that a backend computed.
func (b *Backends) Ran(backend string) { b.rounds.WithLabelValues(backend).Inc() }

// FellBack counts a round that a backend failed on, for one of backends.Reasons.
func (b *Backends) FellBack(backend, reason string) {
	b.fallbacks.WithLabelValues(backend, reason).Inc()
}
