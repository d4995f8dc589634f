package metrics

import (
	"github.com/prometheus/client_golang/prometheus"

	"oracled/oracle"
	"oracled/scope"
)

// Results of a scope's round.
const (
	scopeWhole        = "whole"
	scopePartial      = "partial"
	scopeInsufficient = "insufficient"
)

var (
	scopeRounds   = Def{"oracled_scope_rounds_total", Counter, unitCount, "Rounds of scopes that were combined: of all chains (whole), without some (partial), or without enough positions anywhere (insufficient).", []Label{{"result", []string{scopeWhole, scopePartial, scopeInsufficient}}}, nil}
	scopeLate     = Def{"oracled_scope_chain_late_total", Counter, unitCount, "Rounds of scopes in which the chain was not past the deadline when the grace was over.", []Label{chainLabel}, nil}
	scopeFailures = Def{"oracled_scope_failures_total", Counter, unitCount, "Rounds of scopes that could not go on; the log says why.", nil, nil}
	scopeCombine  = Def{"oracled_scope_combine_seconds", Histogram, unitSeconds, "Time from the list of the chains that took part to the outcome.", nil, prometheus.ExponentialBuckets(0.001, 2, 16)}
	scopeDefs     = []Def{scopeRounds, scopeLate, scopeFailures, scopeCombine}
)

// Scopes are the series about tasks on several chains.
type Scopes struct {
	rounds, late, failures *prometheus.CounterVec
	combine                *prometheus.HistogramVec
}

// NewScopes registers the series about scopes.
func NewScopes(reg prometheus.Registerer, chains []string) *Scopes {
	return &Scopes{newCounter(reg, scopeRounds, nil), newCounter(reg, scopeLate, chains), newCounter(reg, scopeFailures, nil), newHistogram(reg, scopeCombine, nil)}
}

// Late counts a chain that was late for a round.
func (s *Scopes) Late(chain string) { s.late.WithLabelValues(chain).Inc() }

// Failed counts a round that could not go on.
func (s *Scopes) Failed() { s.failures.WithLabelValues().Inc() }

// Combined takes in a round's outcome.
func (s *Scopes) Combined(of *oracle.Scope, r scope.Result, seconds float64) {
	result := scopePartial
	switch {
	case r.Status == oracle.StatusInsufficient:
		result = scopeInsufficient
	case r.List == of.All():
		result = scopeWhole
	}
	s.rounds.WithLabelValues(result).Inc()
	s.combine.WithLabelValues().Observe(seconds)
}
