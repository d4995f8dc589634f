package metrics

import (
	"maps"
	"sync"

	"github.com/prometheus/client_golang/prometheus"

	"oracled/endpoint"
)

func endpointGauge(name, unit, help string) Def {
	return Def{name, Gauge, unit, help, []Label{chainLabel, {Name: "endpoint"}}, nil}
}

var (
	endpointUp      = endpointGauge("oracled_endpoint_up", unitFlag, "1 when the endpoint serves well, 0 when it fails, lags, is demoted for a wrong answer or excluded.")
	endpointBest    = endpointGauge("oracled_endpoint_preferred", unitFlag, "1 for the endpoint that is asked first.")
	endpointHead    = endpointGauge("oracled_endpoint_head_block", unitBlock, "Last head that the endpoint told.")
	endpointLag     = endpointGauge("oracled_endpoint_lag_blocks", unitBlocks, "Blocks that the endpoint is behind the others, smoothed.")
	endpointLatency = endpointGauge("oracled_endpoint_latency_seconds", unitSeconds, "Latency of short requests, smoothed.")
	endpointErrors  = endpointGauge("oracled_endpoint_error_ratio", unitRatio, "Share of requests that fail, smoothed.")
	endpointDeepest = endpointGauge("oracled_endpoint_reorg_depth_blocks", unitBlocks, "How many blocks the deepest reorganisation of the endpoint's chain replaced, at least: not every head is seen.")
	endpointReorgs  = Def{"oracled_endpoint_reorgs_total", Counter, unitCount, "Reorganisations of the endpoint's chain: it replaced a block that it had told of. Those within the confirmations harm nothing.", endpointUp.Labels, nil}
	endpointFaults  = Def{"oracled_endpoint_faults_total", Counter, unitCount, "Failures of the endpoint; wrong: an answer that contradicts its header or the other endpoints.",
		append(endpointUp.Labels[:2:2], Label{"kind", texts(endpoint.Faults())}), nil}
	endpointDefs = []Def{endpointUp, endpointBest, endpointHead, endpointLag, endpointLatency, endpointErrors, endpointDeepest, endpointReorgs, endpointFaults}
)

// Endpoints are the series about single endpoints, as they fare when they are
// asked for. It is safe for concurrent use.
type Endpoints struct {
	descs map[string]*prometheus.Desc // by name

	mu     sync.Mutex
	status map[string]func() []endpoint.Status // by chain
}

func newEndpoints(reg prometheus.Registerer) *Endpoints {
	e := &Endpoints{descs: descriptions(endpointDefs), status: map[string]func() []endpoint.Status{}}
	reg.MustRegister(e)
	return e
}

// Add says how a chain's endpoints are asked for.
func (e *Endpoints) Add(chain string, status func() []endpoint.Status) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.status[chain] = status
}

// Tip returns the newest block that any endpoint of a chain told of, 0 if none.
func (e *Endpoints) Tip(chain string) uint64 {
	e.mu.Lock()
	status := e.status[chain]
	e.mu.Unlock()
	var tip uint64
	if status != nil {
		for _, s := range status() {
			tip = max(tip, s.Head)
		}
	}
	return tip
}

// Describe implements prometheus.Collector.
func (e *Endpoints) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range e.descs {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (e *Endpoints) Collect(ch chan<- prometheus.Metric) {
	e.mu.Lock()
	chains := maps.Clone(e.status)
	e.mu.Unlock()
	for chain, status := range chains {
		for _, s := range status() {
			to := sink{ch, e.descs, []string{chain, s.Name}}
			to.send(endpointUp, truth(s.State == endpoint.StateOK))
			to.send(endpointBest, truth(s.Preferred))
			to.send(endpointHead, float64(s.Head))
			to.send(endpointLag, s.Lag)
			to.send(endpointLatency, s.Latency.Seconds())
			to.send(endpointErrors, s.ErrorRate)
			to.send(endpointDeepest, float64(s.Deepest))
			to.send(endpointReorgs, float64(s.Reorgs))
			for _, k := range endpoint.Faults() {
				to.send(endpointFaults, float64(s.Faults[k]), string(k))
			}
		}
	}
}
