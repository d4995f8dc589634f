package chaos

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strconv"
	"strings"

	"oracled/client"
	"oracled/compute"
	"oracled/compute/cpu"
	"oracled/crypto"
	"oracled/oracle"
	"oracled/testnet"
	"oracled/testnet/reference"
)

// audit checks an episode's outcomes while the scenario goes on: by oracled
// audit, and by the reference, which shares no code with what it measures.
func (s *Scenario) audit(ctx context.Context, e *Episode) {
	type job struct {
		chain *Chain
		tasks []oracle.Task
		begun int
		spare bool // no fault came over it
	}
	var jobs []job
	for _, c := range s.Chains {
		spare := !slices.ContainsFunc(e.plan, func(a Assignment) bool { return a.Chain == c || a.Fault.Restarts })
		jobs = append(jobs, job{c, c.tasks(), len(c.begun()), spare})
	}
	s.audits.Go(func() {
		wrong := map[ref]bool{}
		var failures []string
		for _, j := range jobs {
			for _, t := range j.tasks {
				failures = append(failures, s.command(ctx, j.chain, t, wrong)...)
			}
			failures = append(failures, s.compare(ctx, j.chain, j.tasks, j.begun, j.spare, wrong)...)
		}
		e.wrong <- len(wrong)
		e.collected <- failures
	})
}

// Finish waits for the episode's audit.
func (e *Episode) Finish() {
	e.Wrong = <-e.wrong
	for _, f := range <-e.collected {
		e.Failures = append(e.Failures, strings.Join(e.Kinds, ", ")+": "+f)
	}
}

// command runs oracled audit on a task.
func (s *Scenario) command(ctx context.Context, c *Chain, t oracle.Task, wrong map[ref]bool) []string {
	out, err := exec.CommandContext(ctx, s.Binary, "audit", "--config", s.auditor(), "--chain", c.Name, strconv.FormatUint(uint64(t.Index), 10)).CombinedOutput()
	if err == nil {
		return nil
	}
	failures := []string{}
	for line := range strings.Lines(string(out)) {
		var index uint32
		var round uint64
		_, scan := fmt.Sscanf(line, "task %d round %d: WRONG", &index, &round)
		switch {
		case scan != nil || strings.Contains(line, "is not on the chain"): // which is counted as lost
		default:
			wrong[ref{c, t.ID, round}] = true
			failures = append(failures, fmt.Sprintf("chain %s: oracled audit: %s", c.Name, strings.TrimSpace(line)))
		}
	}
	var exit *exec.ExitError
	if !errors.As(err, &exit) || !strings.Contains(string(out), "WRONG") {
		failures = append(failures, fmt.Sprintf("chain %s: oracled audit %d: %v: %s", c.Name, t.Index, err, strings.TrimSpace(string(out))))
	}
	return failures
}

// isolation is how many blocks an outcome may take on a chain over which no
// fault came. Undisturbed it is the confirmations and two or three; a sibling
// that waits for the fault to end is some forty late.
const isolation = confirmations + 25

// compare recomputes every round by the reference.
func (s *Scenario) compare(ctx context.Context, c *Chain, tasks []oracle.Task, begun int, spare bool, wrong map[ref]bool) (failures []string) {
	fail := func(format string, args ...any) {
		failures = append(failures, "chain "+c.Name+": "+fmt.Sprintf(format, args...))
	}
	rounds, err := c.audited(ctx, tasks)
	if err != nil {
		fail("%v", err)
		return failures
	}
	if len(rounds) != begun {
		fail("%d rounds were begun and %d closed", begun, len(rounds))
	}
	histories := map[oracle.TaskID]*reference.History{}
	for _, r := range rounds {
		if histories[r.Task.ID] == nil {
			histories[r.Task.ID] = reference.NewHistory(r.Task)
		}
		expected := histories[r.Task.ID].Fold(testnet.ReferenceRound(r))
		if n := len(r.Resolution.Profile.Positions); n != agents {
			fail("task %d round %d: %d of %d agents took part; the scenario itself failed", r.Task.Index, r.Number, n, agents)
		}
		if r.Posted == nil {
			continue // counted as lost
		}
		if took := r.Block - r.Closed.Number; spare && took > isolation {
			fail("task %d round %d: its outcome took %d blocks, though no fault came over this chain", r.Task.Index, r.Number, took)
		}
		want := expected.Posted(r.Task.Width)
		if r.Posted.Insufficient != expected.Insufficient || fmt.Sprint(r.Posted.Values) != fmt.Sprint(want) {
			wrong[ref{c, r.Task.ID, r.Number}] = true
			fail("task %d round %d: posted %v, expected %v", r.Task.Index, r.Number, r.Posted.Values, want)
		}
	}
	return failures
}

// audited recomputes the rounds of some tasks from the logs.
func (c *Chain) audited(ctx context.Context, tasks []oracle.Task) ([]client.AuditedRound, error) {
	auditor := client.Auditor{
		Verifier: crypto.NewVerifier(crypto.VerifierOptions{}),
		Solvers:  func(name string) (oracle.Solver, error) { return compute.New(name, cpu.New()) },
	}
	return auditor.Audit(ctx, c.Chain, func(t oracle.Task) bool {
		return slices.ContainsFunc(tasks, func(u oracle.Task) bool { return u.ID == t.ID })
	})
}
