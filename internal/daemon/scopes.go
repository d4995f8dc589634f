package daemon

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"oracled/committee"
	"oracled/internal/metrics"
	"oracled/oracle"
	"oracled/scope"
	"oracled/store"
)

// scopeWatch turns what becomes of scopes' rounds into log lines and metrics. It
// implements scope.Watch.
type scopeWatch struct {
	log     *zap.Logger
	chains  map[oracle.Hub]string
	metrics *metrics.Scopes
}

// newScopes returns where the chains of this process meet.
func newScopes(reg prometheus.Registerer, chains map[oracle.Hub]string, solvers scope.Solvers, log *zap.Logger) *scope.Keeper {
	return scope.NewKeeper(solvers, &scopeWatch{log: log, chains: chains, metrics: metrics.NewScopes(reg, slices.Sorted(maps.Values(chains)))})
}

// names lists the chains of a list by the names of the configuration.
func (w *scopeWatch) names(s *oracle.Scope, list oracle.Took) []string {
	out := []string{}
	for i, m := range s.Members {
		if !list.Has(i) {
			continue
		}
		name := w.chains[m.Hub]
		if name == "" {
			name = fmt.Sprint(m.Hub.ChainID)
		}
		out = append(out, name)
	}
	return out
}

func ofRound(s *oracle.Scope, round uint64, more ...zap.Field) []zap.Field {
	return append([]zap.Field{zap.String("scope", s.ID.Hex()), zap.Uint64("round", round)}, more...)
}

// Late implements scope.Watch.
func (w *scopeWatch) Late(s *oracle.Scope, round uint64, missing oracle.Took) {
	names := w.names(s, missing)
	for _, n := range names {
		w.metrics.Late(n)
	}
	w.log.Warn("chains of a scope are late; the others go on without them", ofRound(s, round, zap.Strings("late", names))...)
}

// Agreed implements scope.Watch.
func (w *scopeWatch) Agreed(s *oracle.Scope, round uint64, list oracle.Took) {
	w.log.Info("scope agreed on its chains", ofRound(s, round, zap.Strings("took", w.names(s, list)))...)
}

// Combined implements scope.Watch.
func (w *scopeWatch) Combined(s *oracle.Scope, round uint64, r scope.Result, seconds float64) {
	w.metrics.Combined(s, r, seconds)
	away := 0
	for _, c := range r.Chains {
		away += len(c.Away)
	}
	w.log.Info("scope combined", ofRound(s, round, zap.String("status", string(r.Status)), zap.Strings("took", w.names(s, r.List)),
		zap.Int("participants", r.Participants), zap.Int("away", away), zap.Uint64("breakdown", r.Breakdown), zap.Duration("took", took(seconds)))...)
}

// Failing implements scope.Watch.
func (w *scopeWatch) Failing(s *oracle.Scope, round uint64, err error) {
	w.metrics.Failed()
	w.log.Error("a round of a scope cannot go on here", ofRound(s, round, zap.Error(err))...)
}

// served tells why a task in a scope cannot be served: every chain of its scope
// must be followed, or this operator could not tell what to sign.
func served(t oracle.Task, chains map[oracle.Hub]string) error {
	if err := scope.CheckTask(t); err != nil || t.Scope == nil {
		return err
	}
	for _, m := range t.Scope.Members {
		if _, ok := chains[m.Hub]; !ok {
			return fmt.Errorf("its scope has the hub %s on chain %d, which is not in this operator's configuration; add it to chains", m.Hub.Address, m.Hub.ChainID)
		}
	}
	return nil
}

// listTurn is how long a leader has for a list unless operator.turn says it.
const listTurn = 2 * time.Second

// lists returns how operators agree which chains took part.
func lists(place *seat, scopes *scope.Keeper, db *store.Store, log *zap.Logger) scope.Agreement {
	if place == nil {
		return &committee.LocalLists{Views: scopes, Ledger: db, Report: func(err error) {
			log.Warn("which chains of a scope took part cannot be remembered; trying again", zap.Error(err))
		}}
	}
	l := &committee.Lists{Keys: place.keys, Views: scopes, Ledger: db, Peers: place.directory, Learned: scopes.Learn, Turn: cmp.Or(place.turn, listTurn), Watch: place.watch}
	place.service.EnrollLists(l)
	return l
}

// scopes says where to look for the state of the scopes.
func (o *Observer) scopes(status func() []scope.Status) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.ofScopes = status
}

// JudgedList implements committee.ListWatch.
func (w *committeeWatch) JudgedList(s *oracle.Scope, round uint64, list oracle.Took, from common.Address, refusal *committee.Refusal) {
	fields := ofRound(s, round, zap.Uint64s("took", scope.Chains(s, list)), zap.Stringer("leader", from))
	if refusal == nil {
		w.log.Info("signed a list of chains", fields...)
		return
	}
	w.metrics.Declined(refusal.Code)
	if w.seldom.may(from, refusal.Code) {
		w.log.Info("refused a list of chains", append(fields, zap.String("code", string(refusal.Code)), zap.String("detail", printable(refusal.Detail)))...)
	}
}

// ProposedList implements committee.ListWatch.
func (w *committeeWatch) ProposedList(s *oracle.Scope, round uint64, list oracle.Took, signed int, err error) {
	if err != nil {
		w.log.Warn("our list of chains found no quorum", ofRound(s, round, zap.String("why", printable(err.Error())))...)
		return
	}
	w.log.Info("a quorum has signed which chains took part", ofRound(s, round, zap.Uint64s("took", scope.Chains(s, list)), zap.Int("signed", signed))...)
}
