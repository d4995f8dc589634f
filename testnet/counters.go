package testnet

import (
	"context"
	"fmt"
	"net/http"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

// Counters are what a daemon has counted in its committee since it started.
type Counters struct {
	Signed   int            // proposals of others that it signed
	Refused  int            // proposals of others that it refused
	Proposed int            // batches that it proposed as a leader
	Ours     map[string]int // its refusals, by code
	Theirs   map[string]int // what its proposals were refused with, by code
}

// Add adds what another run of the same operator has counted.
func (c *Counters) Add(d Counters) {
	c.Signed += d.Signed
	c.Refused += d.Refused
	c.Proposed += d.Proposed
	c.Ours, c.Theirs = sum(c.Ours, d.Ours), sum(c.Theirs, d.Theirs)
}

func sum(a, b map[string]int) map[string]int {
	out := map[string]int{}
	for _, m := range []map[string]int{a, b} {
		for k, n := range m {
			out[k] += n
		}
	}
	return out
}

// Scrape reads the metrics of the operator's daemon, by name.
func (o *Operator) Scrape(ctx context.Context) (families map[string]*dto.MetricFamily, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("read the metrics of operator %d: %w", o.Number, err)
		}
	}()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, o.Health()+"/metrics", nil)
	if err != nil {
		return nil, err
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("it answered %s", answer.Status)
	}
	parser := expfmt.NewTextParser(model.UTF8Validation)
	return parser.TextToMetricFamilies(answer.Body)
}

// Counters reads what the operator's daemon has counted.
func (o *Operator) Counters(ctx context.Context) (c Counters, err error) {
	families, err := o.Scrape(ctx)
	if err != nil {
		return c, err
	}
	count := func(name string, each func(labels map[string]string, n int)) error {
		family := families[name]
		if family == nil {
			return fmt.Errorf("%s is missing from the metrics of operator %d", name, o.Number)
		}
		for _, m := range family.Metric {
			if n := int(m.GetCounter().GetValue()); n > 0 {
				each(labelsOf(m), n)
			}
		}
		return nil
	}
	c.Ours, c.Theirs = map[string]int{}, map[string]int{}
	for name, each := range map[string]func(map[string]string, int){
		"oracled_committee_judgements_total": func(l map[string]string, n int) {
			if l["result"] == "signed" {
				c.Signed += n
			} else {
				c.Refused += n
			}
		},
		"oracled_committee_proposals_total": func(_ map[string]string, n int) { c.Proposed += n },
		"oracled_committee_refusals_total": func(l map[string]string, n int) {
			if l["by"] == "ours" {
				c.Ours[l["code"]] += n
			} else {
				c.Theirs[l["code"]] += n
			}
		},
	} {
		if err := count(name, each); err != nil {
			return c, err
		}
	}
	return c, nil
}

func labelsOf(m *dto.Metric) map[string]string {
	labels := map[string]string{}
	for _, l := range m.Label {
		labels[l.GetName()] = l.GetValue()
	}
	return labels
}
