package daemon

import (
	"maps"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"oracled/client"
	"oracled/config"
	"oracled/endpoint"
)

// endpointWatch logs the trouble of single endpoints, which a chain survives as
// long as another one serves it, and exports how they fare at the time of a
// scrape.
type endpointWatch struct {
	log *zap.Logger

	mu     sync.Mutex
	status map[string]func() []endpoint.Status // by chain
}

func newEndpointWatch(log *zap.Logger, reg prometheus.Registerer) *endpointWatch {
	w := &endpointWatch{log: log, status: map[string]func() []endpoint.Status{}}
	reg.MustRegister(w)
	return w
}

// add begins to watch the endpoints of a chain.
func (w *endpointWatch) add(c *client.Chain) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.status[c.Name] = c.Eth.Status
	c.Eth.Notify(func(s endpoint.Status) {
		log := w.log.With(zap.String("chain", c.Name), zap.String("endpoint", s.Name))
		if s.State == endpoint.StateOK {
			log.Info("endpoint works again")
			return
		}
		log.Warn("endpoint in trouble", zap.String("state", string(s.State)), zap.Error(config.Redact(s.LastError)))
	})
}

func endpointDesc(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc(name, help, append([]string{"chain", "endpoint"}, labels...), nil)
}

var (
	endpointUp      = endpointDesc("oracled_endpoint_up", "1 when the endpoint serves well, 0 when it fails, lags, is demoted for a wrong answer or excluded.")
	endpointBest    = endpointDesc("oracled_endpoint_preferred", "1 for the endpoint that is asked first.")
	endpointHead    = endpointDesc("oracled_endpoint_head_block", "Last head that the endpoint told.")
	endpointLag     = endpointDesc("oracled_endpoint_lag_blocks", "Blocks that the endpoint is behind the others, smoothed.")
	endpointLatency = endpointDesc("oracled_endpoint_latency_seconds", "Latency of short requests, smoothed.")
	endpointErrors  = endpointDesc("oracled_endpoint_error_ratio", "Share of requests that fail, smoothed.")
	endpointFaults  = endpointDesc("oracled_endpoint_faults_total", "Failures of the endpoint; wrong: an answer that contradicts its header or the other endpoints.", "kind")
)

// Describe implements prometheus.Collector.
func (w *endpointWatch) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{endpointUp, endpointBest, endpointHead, endpointLag, endpointLatency, endpointErrors, endpointFaults} {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (w *endpointWatch) Collect(ch chan<- prometheus.Metric) {
	w.mu.Lock()
	chains := maps.Clone(w.status)
	w.mu.Unlock()
	for chain, status := range chains {
		for _, s := range status() {
			gauge := func(d *prometheus.Desc, v float64) {
				ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, chain, s.Name)
			}
			gauge(endpointUp, truth(s.State == endpoint.StateOK))
			gauge(endpointBest, truth(s.Preferred))
			gauge(endpointHead, float64(s.Head))
			gauge(endpointLag, s.Lag)
			gauge(endpointLatency, s.Latency.Seconds())
			gauge(endpointErrors, s.ErrorRate)
			for _, k := range endpoint.Faults() {
				ch <- prometheus.MustNewConstMetric(endpointFaults, prometheus.CounterValue, float64(s.Faults[k]), chain, s.Name, string(k))
			}
		}
	}
}
