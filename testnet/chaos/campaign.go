package chaos

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Campaign is a list of faults and how they come.
type Campaign struct {
	Options
	Faults []Fault
	// Pairs brings two faults at a time, one over each chain.
	Pairs bool
	// Kills is how often the daemon is killed, KillsPerWorld how often before a
	// world is replaced by a fresh one: a restart reads a chain from its start.
	Kills         int
	KillsPerWorld int
}

// stage is a world and what comes over it.
type stage struct {
	name  string
	plans [][]Fault
}

// stages splits the faults: first those that one daemon must live through, whose
// memory is compared, then those that end it, then the kills.
func (c *Campaign) stages() []stage {
	var lasting, ending []Fault
	kill := false
	for _, f := range c.Faults {
		switch {
		case f.Kind == "sigkill":
			kill = true
		case f.Restarts:
			ending = append(ending, f)
		default:
			lasting = append(lasting, f)
		}
	}
	var out []stage
	s := stage{name: "faults"}
	s.plans = c.groups(lasting)
	for _, f := range ending {
		s.plans = append(s.plans, []Fault{f})
	}
	if len(s.plans) > 0 {
		out = append(out, s)
	}
	for left, i := c.Kills, 1; kill && left > 0; i++ {
		n := min(left, c.KillsPerWorld)
		left -= n
		p := []Fault{sigkill(n)}
		if c.Pairs && len(out) > 0 {
			out[0].plans = append(out[0].plans, p) // no world of its own
			continue
		}
		out = append(out, stage{name: fmt.Sprintf("kills-%d", i), plans: [][]Fault{p}})
	}
	return out
}

// groups returns what comes at once: one fault, or two, the first over the first
// chain and the second over the other.
func (c *Campaign) groups(faults []Fault) (out [][]Fault) {
	if !c.Pairs {
		for _, f := range faults {
			out = append(out, []Fault{f})
		}
		return out
	}
	// The choosy go first, so that the others fill the gaps.
	left := slices.SortedStableFunc(slices.Values(faults), func(a, b Fault) int {
		return cmp.Compare(b.On, a.On)
	})
	pop := func(never Where) []Fault {
		i := slices.IndexFunc(left, func(f Fault) bool { return f.On != never })
		if i < 0 {
			return nil
		}
		f := left[i]
		left = slices.Delete(left, i, i+1)
		return []Fault{f}
	}
	for len(left) > 0 {
		out = append(out, append(pop(OnHTTP), pop(OnSocket)...))
	}
	return out
}

// Run runs the campaign and prints a line per fault.
func (c *Campaign) Run(ctx context.Context) (*Summary, error) {
	node := "anvil"
	if c.Geth != "" {
		node = "geth"
	}
	sum := NewSummary(node, c.Seed)
	began := time.Now()
	defer func() { sum.Seconds = time.Since(began).Seconds() }()
	for i, st := range c.stages() {
		o := c.Options
		o.Dir = filepath.Join(c.Dir, st.name)
		o.Seed = c.Seed + uint64(i)
		o.Say("%s: two chains, %d agents, logs in %s", st.name, agents, filepath.Join(o.Dir, "logs"))
		if err := c.stage(ctx, o, st, sum); err != nil {
			return sum, fmt.Errorf("%s: %w", st.name, err)
		}
	}
	return sum, nil
}

// stage runs the plans of one world.
func (c *Campaign) stage(ctx context.Context, o Options, st stage, sum *Summary) (err error) {
	s, err := New(ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	var episodes []*Episode
	finish := func() {
		for _, e := range episodes {
			e.Finish()
			sum.Add(e)
		}
	}
	auditing := ctx
	err = s.Mining(ctx, func(ctx context.Context) error {
		ready, cancel := context.WithTimeout(ctx, o.Patience)
		defer cancel()
		if err := s.Daemon.WaitReady(ready); err != nil {
			return err
		}
		m := measurement{scenario: s, summary: sum}
		turn := 0
		for _, faults := range st.plans {
			plan := c.plan(s, faults, sum, &turn)
			if len(plan) == 0 {
				continue
			}
			if slices.ContainsFunc(plan, func(a Assignment) bool { return a.Fault.Restarts }) {
				if err := m.end(ctx); err != nil {
					return err
				}
			} else if !m.open {
				// A first episode without a fault warms everything up.
				e, err := s.Run(ctx, auditing, nil)
				if err != nil {
					return err
				}
				episodes = append(episodes, e)
				if err := m.begin(ctx); err != nil {
					return err
				}
			}
			e, err := s.Run(ctx, auditing, plan)
			if err != nil {
				return fmt.Errorf("%s: %w", strings.Join(e.Kinds, ", "), err)
			}
			episodes = append(episodes, e)
			c.tell(s, plan, e)
			if e.Lost > 0 {
				// The next fault is judged by itself.
				s.Say("  %-24s the daemon starts anew with an empty store", "")
				m.open = false
				if err := s.afresh(); err != nil && !errors.Is(err, ErrDrain) {
					return err
				}
			}
		}
		return m.end(ctx)
	})
	if err != nil {
		s.audits.Wait()
	}
	finish()
	return err
}

// measurement compares what one daemon uses before some faults and after them.
type measurement struct {
	scenario *Scenario
	summary  *Summary
	open     bool
	start    Usage
}

func (m *measurement) begin(ctx context.Context) (err error) {
	if m.start, err = m.scenario.idle(ctx); err != nil {
		return err
	}
	m.open = true
	m.scenario.Say("  warm: %d goroutines, %.1f MB of heap", m.start.Goroutines, float64(m.start.Heap)/1e6)
	return nil
}

func (m *measurement) end(ctx context.Context) error {
	if !m.open {
		return nil
	}
	m.open = false
	end, err := m.scenario.idle(ctx)
	if err != nil {
		return err
	}
	m.scenario.Say("  idle again: %d goroutines, %.1f MB of heap", end.Goroutines, float64(end.Heap)/1e6)
	m.summary.Flat(m.start, end)
	return nil
}

// idle samples the daemon with nothing to do.
func (s *Scenario) idle(ctx context.Context) (Usage, error) {
	s.audits.Wait() // they want the processor
	if err := s.sleep(ctx, time.Second); err != nil {
		return Usage{}, err
	}
	return s.Daemon.Usage(ctx)
}

// plan gives each fault its chain and leaves out what cannot be.
func (c *Campaign) plan(s *Scenario, faults []Fault, sum *Summary, turn *int) (out []Assignment) {
	for i, f := range faults {
		if lacks := s.Lacks(f); len(lacks) > 0 {
			sum.Skipped[f.Kind] = lacks
			s.Say("  %-24s not applicable: needs %v", f.Kind, lacks)
			continue
		}
		n := i
		switch {
		case f.On != Anywhere:
			n = int(f.On - OnSocket)
		case len(faults) == 1:
			n = *turn % len(s.Chains)
		}
		out = append(out, Assignment{f, s.Chains[n]})
	}
	*turn++
	return out
}

// tell prints a line per fault.
func (c *Campaign) tell(s *Scenario, plan []Assignment, e *Episode) {
	for _, a := range plan {
		s.Say("  %-24s %-7s %3d×  %s", a.Fault.Kind, a.Chain.Name, e.Faults[a.Fault.Kind], a.Fault.About)
	}
	verdict := "ok"
	if len(e.Failures) > 0 {
		verdict = "NOT as it must be: " + strings.Join(e.Failures, "; ")
	}
	s.Say("  %-24s %d rounds, lost %d, doubled %d, on the chain %d blocks after the last closed, %d exits; %s", "", e.Rounds, e.Lost, e.Doubled, e.Blocks, e.Exits, verdict)
}
