// Package metrics is the Prometheus series of a running daemon: what there is,
// what it means, and how what the parts of the daemon report gets into it.
//
// Names follow Prometheus' conventions: a common prefix, base units, _total for
// counters. Of what outsiders can multiply, tasks and agents, only so many have
// series of their own: see MaxTasks and MaxAgents.
package metrics

import (
	"slices"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
)

// Kind is a series' type in Prometheus' words.
type Kind string

// The kinds that are used.
const (
	Counter   Kind = "counter"
	Gauge     Kind = "gauge"
	Histogram Kind = "histogram"
)

// Label is a label of a series.
type Label struct {
	Name   string
	Values []string // all that there can be; nil: not known beforehand
}

// Def says what a series is. docs/metrics.md is made of these.
type Def struct {
	Name    string
	Kind    Kind
	Unit    string
	Help    string
	Labels  []Label
	Buckets []float64 // upper bounds, of a histogram
}

// The labels that many series have.
var (
	chainLabel = Label{Name: "chain"}
	taskLabel  = Label{Name: "task"}
)

// Units that many series have.
const (
	unitBlock    = "block number"
	unitBlocks   = "blocks"
	unitCount    = "count"
	unitFlag     = "0 or 1"
	unitGas      = "gas"
	unitPosition = "that of the task's positions"
	unitRatio    = "0 to 1"
	unitRound    = "round number"
	unitSeconds  = "seconds"
	unitWei      = "wei"
	unitBytes    = "bytes"
	unitChain    = "seconds since the epoch, chain time"
)

// labels returns the names of a series' labels.
func (d Def) labels() []string {
	names := make([]string, len(d.Labels))
	for i, l := range d.Labels {
		names[i] = l.Name
	}
	return names
}

// descriptions are what a collector that makes its samples when it is asked
// needs of its series, by name.
func descriptions(defs []Def) map[string]*prometheus.Desc {
	out := map[string]*prometheus.Desc{}
	for _, d := range defs {
		out[d.Name] = prometheus.NewDesc(d.Name, d.Help, d.labels(), nil)
	}
	return out
}

// sink is where a collector's samples go.
type sink struct {
	ch     chan<- prometheus.Metric
	descs  map[string]*prometheus.Desc
	labels []string // values that all samples begin with
}

func (s sink) send(d Def, value float64, labels ...string) {
	kind := prometheus.GaugeValue
	if d.Kind == Counter {
		kind = prometheus.CounterValue
	}
	s.ch <- prometheus.MustNewConstMetric(s.descs[d.Name], kind, value, append(slices.Clone(s.labels), labels...)...)
}

func newGauge(reg prometheus.Registerer, d Def) *prometheus.GaugeVec {
	v := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: d.Name, Help: d.Help}, d.labels())
	reg.MustRegister(v)
	return v
}

func newCounter(reg prometheus.Registerer, d Def, chains []string) *prometheus.CounterVec {
	v := prometheus.NewCounterVec(prometheus.CounterOpts{Name: d.Name, Help: d.Help}, d.labels())
	reg.MustRegister(v)
	d.each(chains, func(values []string) { v.WithLabelValues(values...) })
	return v
}

func newHistogram(reg prometheus.Registerer, d Def, chains []string) *prometheus.HistogramVec {
	v := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: d.Name, Help: d.Help, Buckets: d.Buckets}, d.labels())
	reg.MustRegister(v)
	d.each(chains, func(values []string) { v.WithLabelValues(values...) })
	return v
}

// each calls f with every combination of label values that is known beforehand,
// so that a series is there before its first event and a rate sees that event.
func (d Def) each(chains []string, f func(values []string)) {
	all := [][]string{nil}
	for _, l := range d.Labels {
		values := l.Values
		if l.Name == chainLabel.Name {
			values = chains
		}
		var next [][]string
		for _, head := range all {
			for _, v := range values {
				next = append(next, append(slices.Clone(head), v))
			}
		}
		all = next
	}
	for _, values := range all {
		f(values)
	}
}

// texts returns named strings as plain ones.
func texts[S ~string](list []S) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return out
}

// Catalogue lists every series of this package, sorted by name.
func Catalogue() []Def {
	all := slices.Concat(chainDefs, roundDefs, costDefs, taskDefs, endpointDefs, committeeDefs, machineDefs, tuningDefs, backendDefs, scopeDefs)
	slices.SortFunc(all, func(a, b Def) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// truth is a flag's value.
func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
