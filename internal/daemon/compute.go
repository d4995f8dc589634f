package daemon

import (
	"context"
	"fmt"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"oracled/compute"
	"oracled/compute/backends"
	"oracled/compute/cpu"
	"oracled/config"
	"oracled/internal/metrics"
	"oracled/oracle"
)

// Solvers returns the solvers that tasks may name, on the CPU.
func Solvers() func(name string) (oracle.Solver, error) { return solversOn(cpu.New()) }

func solversOn(b compute.Backend) func(name string) (oracle.Solver, error) {
	return func(name string) (oracle.Solver, error) { return compute.New(name, b) }
}

// backendWatch counts what is computed on what, and logs what fails over.
type backendWatch struct {
	log     *zap.Logger
	metrics *metrics.Backends
}

func newBackendWatch(log *zap.Logger, reg prometheus.Registerer) *backendWatch {
	return &backendWatch{log, metrics.NewBackends(reg)}
}

// options make a backend tell the watch.
func (w *backendWatch) options() backends.Options {
	return backends.Options{
		Ran: w.metrics.Ran,
		FellBack: func(backend, reason string, err error) {
			w.metrics.FellBack(backend, reason)
			w.log.Warn("the CPU finishes what the backend failed on", zap.String("backend", backend), zap.Error(err))
		},
	}
}

// openBackend opens what the configuration asks for. Measuring is no round, so
// the watch hears of what comes after.
func openBackend(ctx context.Context, cfg config.Compute, w *backendWatch) (*backends.Chosen, error) {
	b, err := backends.Open(ctx, cfg.Backend, w.options())
	if err != nil {
		return nil, fmt.Errorf("compute.backend: %w", err)
	}
	w.log.Info("computing", zap.String("backend", cfg.Backend), zap.String("on", b.Describe()), zap.NamedError("without", b.Missing()))
	return b, nil
}

// checkBackend opens the backend of the configuration, measures it and closes it.
func checkBackend(ctx context.Context, r *report, cfg config.Compute) {
	b, err := backends.Open(ctx, cfg.Backend, backends.Options{})
	if err != nil {
		r.line(bad, "compute.backend: %v; set it to auto or cpu, or install what is missing", err)
		return
	}
	r.line(good, "compute.backend: %s: %s", cfg.Backend, b.Describe())
	if err := b.Missing(); err != nil {
		r.line(note, "compute.backend: %v", err)
	}
	if err := b.Close(); err != nil {
		r.line(bad, "compute.backend: %v", err)
	}
}
