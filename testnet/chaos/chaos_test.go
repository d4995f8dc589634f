package chaos

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"oracled/oracle"
)

func TestTally(t *testing.T) {
	round := func(n uint64) ref { return ref{task: oracle.TaskIDFromIndex(3), round: n} }
	begun := []ref{round(1), round(2), round(3)}
	lost, doubled := tally(begun, map[ref]int{round(1): 1, round(2): 2})
	if len(lost) != 1 || lost[0] != "task 3 round 3" || doubled != 1 {
		t.Errorf("lost %v, doubled %d", lost, doubled)
	}
	if lost, doubled := tally(begun, map[ref]int{round(1): 1, round(2): 1, round(3): 1}); len(lost) != 0 || doubled != 0 {
		t.Errorf("lost %v, doubled %d", lost, doubled)
	}
}

func TestSummary(t *testing.T) {
	good := func() *Summary {
		s := NewSummary("anvil", 1)
		s.Add(&Episode{Faults: map[string]int{"x": 2}, Rounds: 5, Blocks: 7})
		s.Flat(Usage{Goroutines: 20, Heap: 10 << 20}, Usage{Goroutines: 20 + goroutineSlack, Heap: 11 << 20})
		return s
	}
	if s := good(); !s.Good() || s.Faults["x"] != 2 || s.Rounds != 5 || s.Blocks["x"] != 7 {
		t.Errorf("%+v", s)
	}
	for name, spoil := range map[string]func(*Summary){
		"lost":      func(s *Summary) { s.Add(&Episode{Lost: 1}) },
		"doubled":   func(s *Summary) { s.Add(&Episode{Doubled: 1}) },
		"wrong":     func(s *Summary) { s.Add(&Episode{Wrong: 1}) },
		"a failure": func(s *Summary) { s.Add(&Episode{Failures: []string{"x"}}) },
		"goroutines": func(s *Summary) {
			s.Flat(Usage{Goroutines: 20, Heap: 1}, Usage{Goroutines: 21 + goroutineSlack, Heap: 1})
		},
		"heap": func(s *Summary) { s.Flat(Usage{Goroutines: 20, Heap: 10 << 20}, Usage{Goroutines: 20, Heap: 16 << 20}) },
	} {
		s := good()
		if spoil(s); s.Good() {
			t.Errorf("%s: taken for good", name)
		}
	}
}

func TestSlope(t *testing.T) {
	var samples []Sample
	for i := range 10 {
		samples = append(samples, Sample{Seconds: float64(10 * i), Usage: Usage{Heap: uint64(1000 + 30*i)}})
	}
	if got := slope(samples, func(s Sample) float64 { return s.Seconds }, func(s Sample) float64 { return float64(s.Heap) }); got < 2.99 || got > 3.01 {
		t.Errorf("slope %v, want 3 per second", got)
	}
	if got := slope(samples[:1], func(s Sample) float64 { return s.Seconds }, func(s Sample) float64 { return float64(s.Heap) }); got != 0 {
		t.Errorf("slope of one sample: %v", got)
	}
}

func TestSoakJudges(t *testing.T) {
	soak := func(growth uint64) *Soak {
		s := &Soak{Summary: *NewSummary("anvil", 1)}
		for i := range uint64(40) {
			s.Samples = append(s.Samples, Sample{Seconds: float64(i), Usage: Usage{Goroutines: 20, Heap: 10<<20 + growth*i}})
		}
		s.judge()
		return s
	}
	if s := soak(0); !s.Good() {
		t.Errorf("%v", s.Failures)
	}
	if s := soak(1 << 19); s.Good() {
		t.Error("a growing heap was taken for flat")
	}
	empty := &Soak{Summary: *NewSummary("anvil", 1)}
	if empty.judge(); empty.Good() {
		t.Error("a soak without samples was taken for good")
	}
}

func TestMetrics(t *testing.T) {
	got := metrics("# HELP x\nx 12\ny{a=\"b\"} 3\nz 1.5e+06\n\nbad\n")
	if got["x"] != 12 || got["z"] != 1.5e6 || got["y"] != 0 {
		t.Errorf("%v", got)
	}
}

func TestFaults(t *testing.T) {
	faults := Faults(confirmations, 1)
	kinds := Kinds(faults)
	slices.Sort(kinds)
	if n := len(slices.Compact(kinds)); n != len(faults) {
		t.Errorf("%d names for %d faults", n, len(faults))
	}
	for depth := 1; depth <= confirmations; depth++ {
		if !slices.Contains(kinds, fmt.Sprintf("reorg-%d", depth)) {
			t.Errorf("no reorganisation of depth %d", depth)
		}
	}
	for _, f := range faults {
		if f.About == "" || f.Apply == nil {
			t.Errorf("%s has nothing to say or to do", f.Kind)
		}
	}
	if got, err := Select(faults, []string{"sigkill", "hang"}); err != nil || len(got) != 2 {
		t.Errorf("%v, %v", Kinds(got), err)
	}
	if _, err := Select(faults, []string{"sigkil"}); err == nil || !strings.Contains(err.Error(), "sigkill") {
		t.Errorf("%v", err)
	}
}

func TestStages(t *testing.T) {
	count := func(stages []stage) (plans, faults int) {
		for _, s := range stages {
			for _, p := range s.plans {
				plans++
				faults += len(p)
			}
		}
		return plans, faults
	}
	all := Faults(confirmations, 200)
	full := Campaign{Faults: all, Kills: 200, KillsPerWorld: 50}
	stages := full.stages()
	if plans, faults := count(stages); len(stages) != 5 || plans != len(all)+3 || faults != plans {
		t.Errorf("%d worlds, %d plans, %d faults of %d", len(stages), plans, faults, len(all))
	}
	ended := false
	for _, p := range stages[0].plans {
		if ended && !p[0].Restarts {
			t.Errorf("%s comes after the daemon that was measured", p[0].Kind)
		}
		ended = ended || p[0].Restarts
	}
	short := Campaign{Faults: all, Kills: 8, KillsPerWorld: 50, Pairs: true}
	stages = short.stages()
	lasting := slices.DeleteFunc(slices.Clone(all), func(f Fault) bool { return f.Restarts })
	if plans, faults := count(stages); len(stages) != 1 || faults != len(all) || plans > len(all)-len(lasting)/2+1 {
		t.Errorf("%d worlds, %d faults of %d", len(stages), faults, len(all))
	}
	for _, p := range stages[0].plans {
		for i, f := range p {
			if len(p) > 1 && f.On != Anywhere && f.On != OnSocket+Where(i) {
				t.Errorf("%s comes over a chain that does not notice", f.Kind)
			}
		}
	}
}

func TestSupports(t *testing.T) {
	if !Supports("endpoint") || !Supports("dev") || Supports("nonsense") {
		t.Error("the configuration's keys are not known")
	}
}

// TestDisk fills a file system and takes writing away.
func TestDisk(t *testing.T) {
	d, err := NewDisk(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}()
	write := func() error { return os.WriteFile(d.Path(), make([]byte, 4096), 0o600) }
	if err := write(); err != nil {
		t.Fatal(err)
	}
	if err := d.Clear(); err != nil {
		t.Fatal(err)
	}
	if !d.Mounted {
		t.Skip("this user may not mount a file system, so none can be filled")
	}
	if err := d.Fill(); err != nil {
		t.Fatal(err)
	}
	if err := write(); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("write to a full disk: %v", err)
	}
	if err := d.Empty(); err != nil {
		t.Fatal(err)
	}
	if err := d.ReadOnly(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	if err := write(); !errors.Is(err, syscall.EROFS) {
		t.Errorf("write to a read-only disk: %v", err)
	}
	if err := d.ReadOnly(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	if err := write(); err != nil {
		t.Error(err)
	}
}

func TestGenesisIsOsaka(t *testing.T) {
	b, err := genesis(5, time.Unix(100, 0), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"osakaTime":0`, `"chainId":5`, `"timestamp":"0x64"`} {
		if !strings.Contains(string(b), want) {
			t.Errorf("%s is not in %s", want, b)
		}
	}
	for _, other := range []string{"amsterdam", "bogota", "bpo"} {
		if strings.Contains(strings.ToLower(string(b)), other) {
			t.Errorf("a later fork, %s, is in the genesis", other)
		}
	}
}
