package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"slices"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
)

// lookback is Prometheus' default: how old a sample may be that a query finds.
const lookback = 5 * time.Minute

// evaluator evaluates expressions over a storage.
type evaluator struct {
	parser parser.Parser
	engine *promql.Engine
	memory *memory
}

func evaluate(ctx context.Context, r Request) (Answer, error) {
	p := parser.NewParser(parser.Options{})
	e := &evaluator{
		parser: p, memory: newMemory(),
		engine: promql.NewEngine(promql.EngineOpts{
			MaxSamples: 50_000_000, Timeout: 2 * time.Minute, LookbackDelta: lookback, EnableAtModifier: true, EnableNegativeOffset: true, Parser: p,
		}),
	}
	defer e.engine.Close()
	var rules []*rule
	if r.Rules != "" {
		var err error
		if rules, err = e.read(r.Rules); err != nil {
			return Answer{}, err
		}
	}
	if len(r.Scrapes) == 0 {
		return e.answer(ctx, rules, nil, 0)
	}
	if r.Step <= 0 && len(rules) > 0 {
		return Answer{}, errors.New("step: must be positive")
	}
	// Rules see what was scraped before them.
	next := r.Scrapes[0].At
	for _, s := range r.Scrapes {
		for ; len(rules) > 0 && next < s.At; next += r.Step {
			if err := e.step(ctx, rules, next); err != nil {
				return Answer{}, err
			}
		}
		if err := e.memory.scrape(s); err != nil {
			return Answer{}, err
		}
	}
	last := r.Scrapes[len(r.Scrapes)-1].At
	if err := e.step(ctx, rules, last); err != nil {
		return Answer{}, err
	}
	return e.answer(ctx, rules, r.Queries, last)
}

// answer evaluates the queries and tells what the rules came to.
func (e *evaluator) answer(ctx context.Context, rules []*rule, queries []string, at float64) (Answer, error) {
	var a Answer
	for _, r := range rules {
		a.Alerts = append(a.Alerts, r.Alert)
	}
	for _, expr := range queries {
		q := Query{Expr: expr}
		metrics, err := e.metrics(expr)
		if err == nil {
			var found promql.Vector
			if found, q.Notes, err = e.vector(ctx, expr, at); err == nil {
				q.Series = len(slices.DeleteFunc(found, func(s promql.Sample) bool { return math.IsNaN(s.F) }))
			}
		}
		q.Metrics = metrics
		if err != nil {
			q.Error = err.Error()
		}
		a.Queries = append(a.Queries, q)
	}
	return a, nil
}

// rule is an alert with the elements that are active.
type rule struct {
	Alert
	hold   float64
	active map[uint64]*active
}

type active struct {
	since  float64
	firing bool
}

// read reads and checks a file of rules, as Prometheus does at its start.
func (e *evaluator) read(path string) ([]*rule, error) {
	groups, errs := rulefmt.ParseFile(path, false, model.UTF8Validation, e.parser, slog.New(slog.DiscardHandler))
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	var out []*rule
	for _, g := range groups.Groups {
		for _, r := range g.Rules {
			if r.Alert == "" || r.KeepFiringFor != 0 {
				return nil, fmt.Errorf("%s: group %s: only alerts without keep_firing_for are understood here", path, g.Name)
			}
			metrics, err := e.metrics(r.Expr)
			if err != nil {
				return nil, fmt.Errorf("%s: alert %s: %w", path, r.Alert, err)
			}
			hold := time.Duration(r.For).Seconds()
			out = append(out, &rule{
				Alert: Alert{Name: r.Alert, Expr: r.Expr, For: hold, Labels: r.Labels, Annotations: r.Annotations, Metrics: metrics},
				hold:  hold, active: map[uint64]*active{},
			})
		}
	}
	return out, nil
}

// step evaluates the rules once. An element of an alert's vector is pending from
// when it first appears and fires when it has been there for so long; when it is
// gone it begins anew (prometheus.io/docs, "Alerting rules").
func (e *evaluator) step(ctx context.Context, rules []*rule, at float64) error {
	for _, r := range rules {
		found, notes, err := e.vector(ctx, r.Expr, at)
		if err != nil {
			return fmt.Errorf("alert %s: %w", r.Name, err)
		}
		for _, n := range notes {
			if !slices.Contains(r.Notes, n) {
				r.Notes = append(r.Notes, n)
			}
		}
		there := map[uint64]bool{}
		for _, s := range found {
			l := labels.NewBuilder(s.Metric).Del(labels.MetricName).Labels()
			there[l.Hash()] = true
			x := r.active[l.Hash()]
			if x == nil {
				x = &active{since: at}
				r.active[l.Hash()] = x
			}
			if !x.firing && at-x.since >= r.hold {
				x.firing = true
				r.Firings = append(r.Firings, Firing{At: at, Labels: l.Map()})
			}
		}
		for h := range r.active {
			if !there[h] {
				delete(r.active, h)
			}
		}
	}
	return nil
}

// vector evaluates an expression at a time. A scalar is a vector of one element.
func (e *evaluator) vector(ctx context.Context, expr string, at float64) (promql.Vector, []string, error) {
	q, err := e.engine.NewInstantQuery(ctx, e.memory, nil, expr, time.UnixMilli(int64(math.Round(at*1000))))
	if err != nil {
		return nil, nil, err
	}
	defer q.Close()
	res := q.Exec(ctx)
	if res.Err != nil {
		return nil, nil, res.Err
	}
	warnings, infos := res.Warnings.AsStrings(expr, 0, 0)
	notes := append(warnings, infos...)
	switch v := res.Value.(type) {
	case promql.Vector:
		return slices.Clone(v), notes, nil
	case promql.Scalar:
		return promql.Vector{{F: v.V}}, notes, nil
	}
	return nil, nil, fmt.Errorf("%q is a %s, not a vector", expr, res.Value.Type())
}

// metrics lists the metrics that an expression names, sorted.
func (e *evaluator) metrics(expr string) ([]string, error) {
	x, err := e.parser.ParseExpr(expr)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, selector := range parser.ExtractSelectors(x) {
		for _, m := range selector {
			if m.Name == labels.MetricName && m.Type == labels.MatchEqual && !slices.Contains(out, m.Value) {
				out = append(out, m.Value)
			}
		}
	}
	slices.Sort(out)
	return out, nil
}
