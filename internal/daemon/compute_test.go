package daemon

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"oracled/compute/backends"
	"oracled/config"
)

// The configuration takes what there is to open.
func TestBackendNames(t *testing.T) {
	for _, name := range append(backends.Names(), "gpu", "") {
		cfg := config.Default()
		cfg.Compute.Backend = name
		err := cfg.Check()
		if refused := err != nil && strings.Contains(err.Error(), "compute.backend: "); refused == slices.Contains(backends.Names(), name) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// Asking for a GPU that is not there is an error at the start, and a failure of
// the doctor.
func TestBackendMissing(t *testing.T) {
	if slices.Contains(backends.Built(), "cuda") {
		t.Skip("this binary has backend cuda, and may find a GPU")
	}
	w := newBackendWatch(zap.NewNop(), prometheus.NewRegistry())
	if _, err := openBackend(t.Context(), config.Compute{Backend: "cuda"}, w); err == nil || !strings.HasPrefix(err.Error(), "compute.backend: ") {
		t.Errorf("cuda: %v", err)
	}
	var out bytes.Buffer
	cfg := config.Default()
	cfg.Compute.Backend = "cuda"
	if Doctor(t.Context(), cfg, &out); !strings.Contains(out.String(), "FAIL  compute.backend: ") {
		t.Errorf("the doctor says\n%s", out.String())
	}
}

func TestBackendMetrics(t *testing.T) {
	reg := prometheus.NewRegistry()
	w := newBackendWatch(zap.NewNop(), reg)
	o := w.options()
	o.Ran("cuda")
	o.FellBack("cuda", "lost", errors.New("the device was lost"))
	o.Ran("cpu")
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	var counted []string
	for _, f := range families {
		for _, m := range f.GetMetric() {
			if m.GetCounter().GetValue() == 1 {
				line := f.GetName()
				for _, l := range m.GetLabel() {
					line += " " + l.GetValue()
				}
				counted = append(counted, line)
			}
		}
	}
	want := []string{"oracled_backend_fallbacks_total cuda lost", "oracled_backend_rounds_total cpu", "oracled_backend_rounds_total cuda"}
	if !slices.Equal(counted, want) {
		t.Errorf("counted %q", counted)
	}
}
