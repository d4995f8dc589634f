package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/textparse"
	"github.com/prometheus/prometheus/model/value"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
	"github.com/prometheus/prometheus/tsdb/chunks"
	"github.com/prometheus/prometheus/util/annotations"
)

// memory is a storage of samples. It implements storage.Queryable and
// storage.Querier.
type memory struct {
	series map[uint64]*series
	order  []*series // by labels
}

type series struct {
	labels labels.Labels
	points []chunks.Sample
	live   bool // it was in the last scrape of its instance
}

func newMemory() *memory { return &memory{series: map[uint64]*series{}} }

// scrape appends what an instance answered, as Prometheus does: with the labels
// of its target, with up, and with stale markers for what is there no longer.
func (m *memory) scrape(s Scrape) error {
	at := int64(math.Round(s.At * 1000))
	instance := labels.FromStrings("instance", s.Instance, "job", job)
	seen := map[*series]bool{}
	if !s.Down {
		if err := parse([]byte(s.Text), func(l labels.Labels, v float64) error {
			b := labels.NewBuilder(l)
			instance.Range(func(x labels.Label) { b.Set(x.Name, x.Value) })
			x := m.get(b.Labels())
			if seen[x] {
				return fmt.Errorf("%s is there twice", x.labels)
			}
			seen[x] = true
			return x.add(at, v)
		}); err != nil {
			return fmt.Errorf("scrape of %s at %v: %w", s.Instance, s.At, err)
		}
	}
	for _, x := range m.order {
		if x.labels.Get("instance") != s.Instance || x.labels.Get(labels.MetricName) == "up" {
			continue
		}
		if x.live && !seen[x] {
			if err := x.add(at, math.Float64frombits(value.StaleNaN)); err != nil {
				return err
			}
		}
		x.live = seen[x]
	}
	up := 1.0
	if s.Down {
		up = 0
	}
	return m.get(labels.FromStrings(labels.MetricName, "up", "instance", s.Instance, "job", job)).add(at, up)
}

// parse reads the text format.
func parse(text []byte, each func(labels.Labels, float64) error) error {
	p, err := textparse.New(text, "text/plain", labels.NewSymbolTable(), textparse.ParserOptions{})
	if err != nil {
		return err
	}
	for {
		switch entry, err := p.Next(); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case entry != textparse.EntrySeries:
			continue
		}
		var l labels.Labels
		_, _, v := p.Series()
		p.Labels(&l)
		if err := each(l, v); err != nil {
			return err
		}
	}
}

func (m *memory) get(l labels.Labels) *series {
	x := m.series[l.Hash()]
	if x == nil {
		x = &series{labels: l}
		m.series[l.Hash()] = x
		at, _ := slices.BinarySearchFunc(m.order, l, func(x *series, l labels.Labels) int { return labels.Compare(x.labels, l) })
		m.order = slices.Insert(m.order, at, x)
	}
	return x
}

func (x *series) add(at int64, v float64) error {
	if n := len(x.points); n > 0 && x.points[n-1].T() >= at {
		return fmt.Errorf("%s: a sample at %d ms is not after the one before it", x.labels, at)
	}
	x.points = append(x.points, point{at, v})
	return nil
}

// point is a float sample.
type point struct {
	t int64
	v float64
}

func (p point) T() int64                      { return p.t }
func (p point) ST() int64                     { return 0 }
func (p point) F() float64                    { return p.v }
func (p point) H() *histogram.Histogram       { return nil }
func (p point) FH() *histogram.FloatHistogram { return nil }
func (p point) Type() chunkenc.ValueType      { return chunkenc.ValFloat }
func (p point) Copy() chunks.Sample           { return p }

// Querier implements storage.Queryable. The engine leaves out what is not in its
// window itself.
func (m *memory) Querier(int64, int64) (storage.Querier, error) { return m, nil }

// Select implements storage.Querier.
func (m *memory) Select(_ context.Context, _ bool, _ *storage.SelectHints, matchers ...*labels.Matcher) storage.SeriesSet {
	s := &set{at: -1}
	for _, x := range m.order {
		if !slices.ContainsFunc(matchers, func(want *labels.Matcher) bool { return !want.Matches(x.labels.Get(want.Name)) }) {
			s.series = append(s.series, x)
		}
	}
	return s
}

var errLabels = errors.New("promeval answers no questions about labels")

// LabelValues implements storage.Querier.
func (m *memory) LabelValues(context.Context, string, *storage.LabelHints, ...*labels.Matcher) ([]string, annotations.Annotations, error) {
	return nil, nil, errLabels
}

// LabelNames implements storage.Querier.
func (m *memory) LabelNames(context.Context, *storage.LabelHints, ...*labels.Matcher) ([]string, annotations.Annotations, error) {
	return nil, nil, errLabels
}

// Close implements storage.Querier.
func (m *memory) Close() error { return nil }

// set implements storage.SeriesSet.
type set struct {
	series []*series
	at     int
}

func (s *set) Next() bool { s.at++; return s.at < len(s.series) }
func (s *set) At() storage.Series {
	x := s.series[s.at]
	return storage.NewListSeries(x.labels, x.points)
}
func (s *set) Err() error                        { return nil }
func (s *set) Warnings() annotations.Annotations { return nil }
