package testnet

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"golang.org/x/sync/errgroup"

	"oracled/committee"
	"oracled/crypto"
	"oracled/oracle"
)

// town is a world whose operators are processes of their own.
type town struct {
	t      *testing.T
	world  *World
	chain  *WorldChain
	turn   time.Duration
	all    []*Operator // in the order of the operator set
	wanted map[*WorldChain]map[oracle.TaskID]uint64
	record *record
	faulty map[*Operator]bool // that a liar stands in for
}

// newTown starts a chain with honest agents and writes the configurations of n
// operators, f of which may fail. None of them runs yet. A turn has to be longer
// than a busy machine takes to answer.
func newTown(t *testing.T, n int, turn time.Duration) *town {
	t.Helper()
	return newTownOf(t, crypto.BLS, n, turn)
}

// newTownOf is newTown with operators of a kind.
func newTownOf(t *testing.T, kind crypto.Kind, n int, turn time.Duration) *town {
	t.Helper()
	w := newWorldWith(t, Options{
		Roles: []Role{Honest, Honest, Honest, Honest, Honest}, HTTPShare: 1, Operators: n, Threshold: 2*n/3 + 1, Kind: kind,
		Chains: []AnvilOptions{{Name: "ethereum-dev", ChainID: 31337, BlockTime: 1}},
	})
	all, err := w.Committee(t.Context(), turn)
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(all, func(a, b *Operator) int { return bytes.Compare(a.Key.PublicKey(), b.Key.PublicKey()) })
	c := w.Chains[0]
	v := &town{t: t, world: w, chain: c, turn: turn, all: all, wanted: map[*WorldChain]map[oracle.TaskID]uint64{c: {}}, record: newRecord(), faulty: map[*Operator]bool{}}
	t.Cleanup(func() {
		for _, o := range v.all {
			o.Kill()
			if t.Failed() {
				v.dump(o)
			}
		}
	})
	if err := w.StartAgents(t.Context(), nil, nil); err != nil {
		t.Fatal(err)
	}
	return v
}

// dump shows the end of an operator's log.
func (v *town) dump(o *Operator) {
	raw, err := os.ReadFile(o.Log())
	if err != nil {
		return
	}
	lines := slices.DeleteFunc(strings.Split(strings.TrimSpace(string(raw)), "\n"), func(l string) bool {
		return strings.Contains(l, `"signed a proposal"`) || strings.Contains(l, `"refused a proposal"`)
	})
	v.t.Logf("operator %d (%s), the end of its log:\n%s", o.Number, o.Key.ID(), strings.Join(lines[max(0, len(lines)-25):], "\n"))
}

// isFaulty tells whether a liar stands in for the operator of an id.
func (v *town) isFaulty(id common.Address) bool {
	return slices.ContainsFunc(v.all, func(o *Operator) bool { return v.faulty[o] && o.Key.ID() == id })
}

// start starts operators and waits until each is ready.
func (v *town) start(operators ...*Operator) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.t.Context(), 2*time.Minute)
	defer cancel()
	var g errgroup.Group
	for _, o := range operators {
		if err := o.Start(); err != nil {
			v.t.Fatal(err)
		}
		g.Go(func() error { return o.Ready(ctx) })
	}
	if err := g.Wait(); err != nil {
		v.t.Fatal(err)
	}
}

// ask creates a one-shot task that is to be posted at the end.
func (v *town) ask() oracle.Task {
	v.t.Helper()
	task := feed(0)
	task.Start, task.Period, task.RevealSeconds = 0, 0, 6 // it starts with the block that has it
	task, err := v.world.CreateTask(v.t.Context(), v.chain, task)
	if err != nil {
		v.t.Fatal(err)
	}
	v.wanted[v.chain][task.ID] = 1
	return task
}

// leaders returns the operators in the order of their turns for a task that is
// posted by itself.
func (v *town) leaders(task oracle.Task) (out []*Operator) {
	v.t.Helper()
	_, epoch, err := v.chain.OperatorSet(v.t.Context())
	if err != nil {
		v.t.Fatal(err)
	}
	for _, i := range committee.Order(v.chain.Hub, v.chain.SetID, epoch, task.Windows(1).Deadline, len(v.all)) {
		out = append(out, v.all[i])
	}
	return out
}

// posted tells whether a task's round is on the chain.
func (v *town) posted(task oracle.Task) bool {
	v.t.Helper()
	for e := range events(v.t, v.chain) {
		if p, ok := e.(oracle.BatchPosted); ok && slices.ContainsFunc(p.Accepted, func(o oracle.PostedOutcome) bool { return o.Index == task.Index }) {
			return true
		}
	}
	return false
}

// await waits until everything is posted.
func (v *town) await() {
	v.t.Helper()
	awaitPosted(v.t, v.world, v.wanted)
}

// afterTurns waits until so many turns have passed after a task's deadline.
func (v *town) afterTurns(task oracle.Task, turns int) {
	v.t.Helper()
	waitUntil(v.t, v.chain, task.Windows(1).Deadline+uint64(time.Duration(turns)*v.turn/time.Second)+1)
}

// finish checks that everything was posted once and right, that no operator ever
// signed anything else, and stops the operators that run.
func (v *town) finish() {
	v.t.Helper()
	s := assess(v.t, v.world, v.wanted)
	for _, r := range s.Chains[0].Rounds {
		if r.Status != string(oracle.StatusOK) {
			v.t.Errorf("task %d: %s, the agents were too slow for the test to show anything", r.Task, r.Status)
		}
	}
	var running *Operator
	for _, o := range v.all {
		if o.Process != nil {
			running = o
		}
	}
	for _, r := range s.Chains[0].Rounds {
		if code, out, complaint := running.command(v.t, "audit", fmt.Sprint(r.Task), "--chain", v.chain.Name); code != 0 {
			v.t.Errorf("oracled audit %d: exit status %d\n%s%s", r.Task, code, out, complaint)
		}
	}
	v.record.check(v.t, v)
	for _, o := range v.all {
		if err := o.Stop(); err != nil {
			v.t.Error(err)
		}
	}
}

// latencies returns, for each batch that was posted, the time from the last
// operator having solved its rounds to the quorum at the leader, by the leader's
// turn.
func (v *town) latencies() map[int][]time.Duration {
	v.t.Helper()
	out := map[int][]time.Duration{}
	solved := map[string][]time.Time{}
	for _, o := range v.all {
		for _, l := range v.lines(o, "round solved") {
			r := fmt.Sprintf("%d/%d", l.Task, l.Round)
			solved[r] = append(solved[r], l.Time)
		}
	}
	for _, o := range v.all {
		for _, l := range v.lines(o, "a quorum has signed") {
			var last time.Time
			for r := range strings.SplitSeq(l.Rounds, ",") {
				for _, at := range solved[r] {
					if at.Before(l.Time) && at.After(last) {
						last = at
					}
				}
			}
			v.t.Logf("turn %d, rounds %s, %s after the last had solved: %q", l.Turn, l.Rounds, l.Time.Sub(last), l.Stages)
			out[l.Turn] = append(out[l.Turn], l.Time.Sub(last).Round(100*time.Microsecond))
		}
	}
	for _, one := range out {
		slices.Sort(one)
	}
	return out
}

// logLine is a line of a daemon's log.
type logLine struct {
	Time    time.Time `json:"time"`
	Message string    `json:"msg"`
	Task    uint32    `json:"task"`
	Round   uint64    `json:"round"`
	Rounds  string    `json:"rounds"`
	Code    string    `json:"code"`
	Why     string    `json:"why"`
	Turn    int       `json:"turn"`
	Stages  []string  `json:"stages"`
}

// lines returns the lines of an operator's log with a message.
func (v *town) lines(o *Operator, message string) (out []logLine) {
	v.t.Helper()
	f, err := os.Open(o.Log())
	if err != nil {
		return nil
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		var l logLine
		if json.Unmarshal(s.Bytes(), &l) == nil && l.Message == message {
			out = append(out, l)
		}
	}
	return out
}

// awaitLine waits until an operator's log has more lines with a message than it
// had.
func (v *town) awaitLine(o *Operator, message string, had int) {
	v.t.Helper()
	v.awaitThat(fmt.Sprintf("operator %d to log %q", o.Number, message), func() bool { return len(v.lines(o, message)) > had })
}

// awaitThat waits until something holds.
func (v *town) awaitThat(what string, holds func() bool) {
	v.t.Helper()
	for began := time.Now(); !holds(); {
		if time.Since(began) > time.Minute {
			v.t.Fatalf("waited a minute for %s", what)
		}
		select {
		case <-time.After(5 * time.Millisecond):
		case <-v.t.Context().Done():
			v.t.Fatal(v.t.Context().Err())
		}
	}
}

// command runs the binary with an operator's configuration.
func (o *Operator) command(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, o.world.Binary, append(args, "--config", o.Config())...)
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	if err := cmd.Run(); err != nil && !errors.As(err, new(*exec.ExitError)) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), out.String(), complaint.String()
}

// pause stops an operator's process without ending it, and resume lets it go on.
func (o *Operator) pause()  { _ = syscall.Kill(o.Process.PID(), syscall.SIGSTOP) }
func (o *Operator) resume() { _ = syscall.Kill(o.Process.PID(), syscall.SIGCONT) }

// metric adds up, over operators, the series whose line begins with a name and
// labels.
func (v *town) metric(operators []*Operator, series string) (sum float64) {
	v.t.Helper()
	for _, o := range operators {
		r, err := http.NewRequestWithContext(v.t.Context(), http.MethodGet, o.Health()+"/metrics", nil)
		if err != nil {
			v.t.Fatal(err)
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			v.t.Fatal(err)
		}
		lines := bufio.NewScanner(answer.Body)
		for lines.Scan() {
			if value, ok := strings.CutPrefix(lines.Text(), series+" "); ok {
				n, err := strconv.ParseFloat(value, 64)
				if err != nil {
					v.t.Fatal(err)
				}
				sum += n
			}
		}
		answer.Body.Close()
	}
	return sum
}

// set returns the operator set in service.
func (v *town) set() (crypto.OperatorSet, uint32) {
	v.t.Helper()
	set, epoch, err := v.chain.OperatorSet(v.t.Context())
	if err != nil {
		v.t.Fatal(err)
	}
	return set, epoch
}
