package testnet

import (
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"

	"oracled/internal/metrics"
)

// Every metric has a bound and nothing else has.
func TestPlausiblesAreTheCatalogue(t *testing.T) {
	left := map[string]bool{}
	for name := range plausibles {
		left[name] = true
	}
	for _, d := range metrics.Catalogue() {
		if !left[d.Name] {
			t.Errorf("%s has no bounds", d.Name)
		}
		delete(left, d.Name)
	}
	for name := range left {
		t.Errorf("%s has bounds and is no metric", name)
	}
}

// What is missing, out of bounds or zero without a reason is found.
func TestImplausible(t *testing.T) {
	reg := prometheus.NewRegistry()
	set := metrics.New(reg, []string{"a"}, metrics.Build{Version: "v"})
	set.State("a", metrics.ChainState{Halted: true, Tip: 3})
	set.Took("a", metrics.StageVerify, 4000)
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	scrape := map[string]*dto.MetricFamily{}
	for _, f := range families {
		scrape[f.GetName()] = f
	}
	found := implausible([]map[string]*dto.MetricFamily{scrape})
	has := func(s string) bool {
		return slices.ContainsFunc(found, func(f string) bool { return strings.Contains(f, s) })
	}
	for _, want := range []string{
		"serves oracled_chain_halted 1,", "serves oracled_stage_seconds 4000,", "does not serve oracled_store_bytes", "does not serve oracled_task_round",
		"oracled_positions_total is 0 at every operator", "oracled_rejections_total is 0 at every operator", "oracled_outcome_gas is 0 at every operator",
	} {
		if !has(want) {
			t.Errorf("not found: %s", want)
		}
	}
	for _, not := range []string{"oracled_chain_tip_block", "oracled_build_info", "oracled_tasks_declined_total"} {
		if has(not) {
			t.Errorf("%s was found, and is fine", not)
		}
	}
}
