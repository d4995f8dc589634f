package chaos

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"
)

// Sample is what the daemon uses at one instant between two faults.
type Sample struct {
	Seconds float64 `json:"seconds"`
	Usage
	Rounds int `json:"rounds"` // so far
}

// Soak is a long run of one daemon under faults.
type Soak struct {
	Summary
	Samples []Sample `json:"samples"`
	// Slopes of least-squares lines through the samples after the first quarter,
	// in which caches fill, and what the line gains over the rest of the run.
	HeapPerHour       float64 `json:"heapPerHour"` // bytes
	HeapGain          float64 `json:"heapGain"`    // bytes
	GoroutinesPerHour float64 `json:"goroutinesPerHour"`
	GoroutinesGain    float64 `json:"goroutinesGain"`
	// The same per thousand rounds, bytes.
	HeapPerRounds  float64 `json:"heapPerThousandRounds"`
	StorePerRounds float64 `json:"storePerThousandRounds"`
}

// RunSoak brings the faults that one daemon must live through, in a random
// order, again and again for the given time.
func (c *Campaign) RunSoak(ctx context.Context, length time.Duration) (*Soak, error) {
	node := "anvil"
	if c.Geth != "" {
		node = "geth"
	}
	out := &Soak{Summary: *NewSummary(node, c.Seed)}
	o := c.Options
	o.Dir = filepath.Join(c.Dir, "soak")
	faults := slices.DeleteFunc(slices.Clone(c.Faults), func(f Fault) bool { return f.Restarts })
	began := time.Now()
	defer func() { out.Summary.Seconds = time.Since(began).Seconds() }()
	s, err := New(ctx, o)
	if err != nil {
		return out, err
	}
	o.Say("soak for %s, logs in %s", length, filepath.Join(o.Dir, "logs"))
	err = s.Mining(ctx, func(mining context.Context) error {
		ready, cancel := context.WithTimeout(mining, o.Patience)
		defer cancel()
		if err := s.Daemon.WaitReady(ready); err != nil {
			return err
		}
		starts := s.Daemon.Starts()
		for i, turn := 0, 0; time.Since(began) < length; i++ {
			var plan []Assignment
			if i > 0 {
				plan = c.plan(s, []Fault{faults[s.intn(len(faults))]}, &out.Summary, &turn)
				if len(plan) == 0 {
					continue
				}
			}
			e, err := s.Run(mining, ctx, plan)
			if err != nil {
				return err
			}
			e.Finish()
			out.Add(e)
			u, err := s.idle(mining)
			if err != nil {
				return err
			}
			out.Samples = append(out.Samples, Sample{time.Since(began).Seconds(), u, out.Rounds})
			if len(plan) > 0 {
				c.tell(s, plan, e)
			}
			s.Say("  %6.0f s: %d goroutines, %.2f MB of heap", time.Since(began).Seconds(), u.Goroutines, float64(u.Heap)/1e6)
			if e.Lost > 0 {
				return errors.New("outcomes are lost, which one daemon cannot make good any more")
			}
		}
		if s.Daemon.Starts() != starts {
			out.Failures = append(out.Failures, fmt.Sprintf("the daemon ended by itself %d times", s.Daemon.Starts()-starts))
		}
		return nil
	})
	out.judge()
	return out, errors.Join(err, s.Close())
}

// judge fits lines to the samples and compares the ends.
func (s *Soak) judge() {
	settled := s.Samples[len(s.Samples)/4:]
	if len(settled) < 2 {
		s.Failures = append(s.Failures, "too short a soak to say anything about its memory")
		return
	}
	hours := (settled[len(settled)-1].Seconds - settled[0].Seconds) / 3600
	heap, store := func(x Sample) float64 { return float64(x.Heap) }, func(x Sample) float64 { return float64(x.Store) }
	seconds, rounds := func(x Sample) float64 { return x.Seconds }, func(x Sample) float64 { return float64(x.Rounds) }
	s.HeapPerHour = 3600 * slope(settled, seconds, heap)
	s.GoroutinesPerHour = 3600 * slope(settled, seconds, func(x Sample) float64 { return float64(x.Goroutines) })
	s.HeapPerRounds, s.StorePerRounds = 1000*slope(settled, rounds, heap), 1000*slope(settled, rounds, store)
	s.HeapGain, s.GoroutinesGain = s.HeapPerHour*hours, s.GoroutinesPerHour*hours
	s.Flat(s.Samples[0].Usage, s.Samples[len(s.Samples)-1].Usage)
	if s.GoroutinesGain > goroutineSlack {
		s.Failures = append(s.Failures, fmt.Sprintf("goroutines grow by %.1f an hour", s.GoroutinesPerHour))
	}
	if s.HeapGain > heapSlack {
		s.Failures = append(s.Failures, fmt.Sprintf("the heap grows by %.0f bytes an hour", s.HeapPerHour))
	}
}

// slope returns the slope of the least-squares line through a quantity over
// another.
func slope(samples []Sample, over, of func(Sample) float64) float64 {
	var x, y float64
	for _, s := range samples {
		x += over(s)
		y += of(s)
	}
	n := float64(len(samples))
	x, y = x/n, y/n
	var xy, xx float64
	for _, s := range samples {
		xy += (over(s) - x) * (of(s) - y)
		xx += (over(s) - x) * (over(s) - x)
	}
	if xx == 0 {
		return 0
	}
	return xy / xx
}

// Write writes the result as JSON.
func (s *Soak) Write(path string) error { return writeJSON(path, s) }
