package simulate

import (
	"testing"
	"time"

	"oracled/post"
	"oracled/post/policy"
	"oracled/tune"
)

// Over every example a wait that begins far from its targets is moved towards
// them, what learning costs included: cost falls without the latency that is
// promised being passed, and latency falls as far as it is asked for.
func TestTuningMovesTowardsItsTargets(t *testing.T) {
	for _, name := range []string{"calm.json", "spike.json", "sine-day.json"} {
		o := Options{Blocks: example(t, name), Tasks: Feeds(10, Task{First: 300, Period: 300}), Budget: 5 * time.Minute, Tip: 1e8}
		o.Tuning = &Tuning{Every: 10 * time.Minute, Max: 5 * time.Minute}
		run := func(targets tune.Targets, wait time.Duration, p string) (fixed, tuned Row) {
			t.Helper()
			o.Tuning.Targets = targets
			c := post.Config{Config: policy.Config{Policy: p}}
			if p == policy.FixedDelay {
				c.MaxDelay = wait
			} else {
				c.LatencyBudget = wait
			}
			rows, err := Compare(o, []post.Config{c.WithDefaults(12 * time.Second)})
			if err != nil {
				t.Fatal(err)
			}
			if len(rows) != 3 || rows[0].Tuned || !rows[1].Tuned || rows[0].Outcomes != rows[1].Outcomes {
				t.Fatalf("%s: %+v", name, rows)
			}
			t.Logf("%s, %s from %s to %.0f s in %d changes: %.3f of the ether, p95 %.0f s instead of %.0f s", name, p, wait, rows[1].Wait, rows[1].Changes, rows[1].Ether/rows[0].Ether, rows[1].Latency.P95, rows[0].Latency.P95)
			return rows[0], rows[1]
		}
		for _, p := range []string{policy.FixedDelay, policy.Adaptive} {
			// Begins short: dear, and 240 s are allowed.
			fixed, tuned := run(tune.Targets{Cost: 1000, Latency: 240}, 5*time.Second, p)
			if tuned.Ether > fixed.Ether/2 {
				t.Errorf("%s, %s: tuned %.4f ether, fixed %.4f", name, p, tuned.Ether, fixed.Ether)
			}
			if tuned.Latency.P95 > 240 {
				t.Errorf("%s, %s: 95 of 100 took up to %.0f s of 240 s", name, p, tuned.Latency.P95)
			}
			// Begins long: late, and 60 s are asked for.
			fixed, tuned = run(tune.Targets{Latency: 60}, 5*time.Minute, p)
			if fixed.Latency.P95 < 240 || tuned.Latency.P95 > 60 {
				t.Errorf("%s, %s: 95 of 100 took up to %.0f s, fixed %.0f s, of 60 s", name, p, tuned.Latency.P95, fixed.Latency.P95)
			}
			if tuned.Changes > 20 {
				t.Errorf("%s, %s: %d changes", name, p, tuned.Changes)
			}
		}
	}
}

// A policy that lets nothing wait has nothing to tune.
func TestNothingToTune(t *testing.T) {
	o := Options{Blocks: example(t, "calm.json"), Tasks: Feeds(3, Task{First: 300, Period: 300}), Budget: time.Minute, Tuning: &Tuning{Targets: tune.Targets{Cost: 1}, Every: time.Minute, Max: time.Minute}}
	rows, err := Compare(o, []post.Config{post.Config{}.WithDefaults(time.Second)})
	if err != nil || len(rows) != 2 || rows[0].Tuned {
		t.Errorf("%+v, %v", rows, err)
	}
}
