package main

import (
	"context"
	"encoding/json"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"oracled/compute/backendtest"
	"oracled/compute/cpu"
)

func TestUnknownName(t *testing.T) {
	err := run("nope", filepath.Join(t.TempDir(), "bench.json"), io.Discard)
	if err == nil || !strings.Contains(err.Error(), "round-verify-1024, trimmed-equilibrium-10000x256, trimmed-equilibrium-10000x256-65000, trimmed-mean-10000x256, trimmed-mean-100000x64") {
		t.Errorf("%v", err)
	}
}

func TestOutput(t *testing.T) {
	if testing.Short() {
		t.Skip("runs a benchmark")
	}
	out := filepath.Join(t.TempDir(), "build", "bench.json")
	var table strings.Builder
	if err := run("trimmed-mean-10000x256", out, &table); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	var results []result
	if err := json.Unmarshal(data, &results); err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if r.Name != "trimmed-mean-10000x256" || r.Unit != "s" || r.Value <= 0 || r.Reference <= 0 || r.Ratio <= 0 || r.Cores < 1 {
			t.Errorf("%+v", r)
		}
		if !strings.Contains(table.String(), r.Name) {
			t.Errorf("%s is not in the table", r.Name)
		}
	}
	if len(results) != 2 {
		t.Errorf("%d results", len(results))
	}
}

// The reference's own values are right, also where Newton alone would cycle.
func TestReferenceAgrees(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, s := range backendtest.Shapes() {
		c := s.Draw(r, 40, 4)
		e, err := cpu.New().TrimmedEquilibrium(context.Background(), c)
		if err != nil {
			t.Fatal(err)
		}
		for j := range c.Coordinates {
			if v := newtonOnSorted(c.Column(j), c.Weights, c.Faults); v != e.Values[j] {
				t.Errorf("%s: %v, want %v", s.Name, v.Big(), e.Values[j].Big())
			}
		}
	}
}
