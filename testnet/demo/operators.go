package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"oracled/committee"
	"oracled/oracle"
	"oracled/testnet"
)

// The committee of the demo: who does what. Of four, one may be faulty at a
// time: the mortal dies when the liar has become honest.
const (
	mortal = 1 // killed in the second round, back in the third
	crook  = 3 // lies in the first round, honest afterwards
)

// What became of an operator.
const (
	behavesHonest = "honest"
	behavesMortal = "killed-and-back"
	behavesCrook  = "lied-then-honest"
)

// turn is how long a leader has before the next one proposes as well.
const turn = 2 * time.Second

// cast are the operators of the demo, each a process of its own.
type cast struct {
	operators []*testnet.Operator
	stage     *stage
	self      string // this program

	before testnet.Counters   // what the mortal had counted when it died
	lies   testnet.LieSummary // what came of the crook's lies
	posted *posted
}

// newCast writes the operators' files.
func newCast(ctx context.Context, w *testnet.World, stage *stage, self string, wanted map[*testnet.WorldChain]map[oracle.TaskID]uint64) (*cast, error) {
	operators, err := w.Committee(ctx, turn)
	if err != nil {
		return nil, err
	}
	c := &cast{operators: operators, stage: stage, self: self, posted: newPosted(wanted)}
	w.Posted = c.posted.tell
	return c, nil
}

func (c *cast) say(format string, args ...any) { c.stage.line("operators", format, args...) }

// start starts everybody, and returns when all are there.
func (c *cast) start(ctx context.Context) error {
	for i, o := range c.operators {
		start := o.Start
		if i == crook {
			start = func() error { return o.Play(c.self, "-liar", o.Config()) }
		}
		if err := start(); err != nil {
			return err
		}
	}
	for i, o := range c.operators {
		there := o.Ready
		if i == crook {
			there = o.Listens
		}
		if err := there(ctx); err != nil {
			return err
		}
		if i == crook {
			c.say("operator %d, %s, listens for the others and will lie", i, o.Key.ID())
		} else {
			c.say("operator %d, %s, is ready; metrics and health at %s", i, o.Key.ID(), o.Health())
		}
		if i == 0 {
			c.stage.title("The dashboard: " + o.Health() + "/")
		}
	}
	return nil
}

// direct has the crook turn honest after the first round, the mortal die in the
// second, and come back for the third.
func (c *cast) direct(ctx context.Context) error {
	if err := c.posted.await(ctx, 1); err != nil {
		return err
	}
	liar, dying := c.operators[crook], c.operators[mortal]
	if err := liar.Stop(); err != nil {
		return err
	}
	raw, err := os.ReadFile(filepath.Join(liar.Dir(), liesFile))
	if err == nil {
		err = json.Unmarshal(raw, &c.lies)
	}
	if err != nil {
		return fmt.Errorf("read what operator %d lied: %w", crook, err)
	}
	c.say("operator %d altered %d batches by one unit in the last place and asked everybody to sign; they answered %s", crook, c.lies.Batches, tally(c.lies.Answers))
	if err := liar.Start(); err != nil {
		return err
	}
	if err := liar.Ready(ctx); err != nil {
		return err
	}
	c.say("operator %d is honest from now on: oracled run with the same key", crook)
	if c.before, err = dying.Counters(ctx); err != nil {
		return err
	}
	dying.Kill()
	c.say("operator %d is killed (SIGKILL); it had signed %d batches of others", mortal, c.before.Signed)
	if err := c.posted.await(ctx, 2); err != nil {
		return err
	}
	if err := dying.Start(); err != nil {
		return err
	}
	if err := dying.Ready(ctx); err != nil {
		return err
	}
	c.say("operator %d is back, with the store that it died with", mortal)
	return nil
}

// summarise counts what everybody did, and notes what must not have happened.
func (c *cast) summarise(ctx context.Context, s *testnet.Summary) error {
	fail := func(format string, args ...any) { s.Failures = append(s.Failures, fmt.Sprintf(format, args...)) }
	for i, o := range c.operators {
		n, err := o.Counters(ctx)
		if err != nil {
			return err
		}
		r := testnet.OperatorSummary{ID: o.Key.ID(), Behaviour: behavesHonest}
		switch i {
		case mortal:
			n.Add(c.before)
			r.Behaviour = behavesMortal
		case crook:
			r.Behaviour, r.Lies = behavesCrook, &c.lies
		}
		r.Signed, r.Refused, r.Proposed, r.Refusals = n.Signed, n.Refused, n.Proposed, n.Ours
		if wrong := string(committee.WrongOutcome); i != crook && n.Ours[wrong] < c.lies.Batches {
			fail("operator %d refused %d of %d lies as %s", i, n.Ours[wrong], c.lies.Batches, wrong)
		} else if n.Theirs[wrong] > 0 {
			fail("operator %d proposed %d batches that another refused as %s", i, n.Theirs[wrong], wrong)
		}
		s.Operators = append(s.Operators, r)
	}
	if c.lies.Batches == 0 {
		fail("operator %d found no occasion to lie", crook)
	}
	if n := c.lies.Answers[signedLie]; n > 0 {
		fail("%d lies of operator %d were signed", n, crook)
	}
	return nil
}

// tally prints how often each answer was given, 3 wrong-outcome.
func tally(answers map[string]int) string {
	var parts []string
	for _, code := range slices.Sorted(maps.Keys(answers)) {
		parts = append(parts, fmt.Sprintf("%d %s", answers[code], code))
	}
	if len(parts) == 0 {
		return "nothing"
	}
	return strings.Join(parts, ", ")
}

// posted knows which rounds are on every chain.
type posted struct {
	mu   sync.Mutex
	left map[uint64]int
	all  map[uint64]chan struct{} // closed when none is left
}

func newPosted(wanted map[*testnet.WorldChain]map[oracle.TaskID]uint64) *posted {
	p := &posted{left: map[uint64]int{}, all: map[uint64]chan struct{}{}}
	for _, tasks := range wanted {
		for _, rounds := range tasks {
			for r := uint64(1); r <= rounds; r++ {
				p.left[r]++
				p.all[r] = make(chan struct{})
			}
		}
	}
	return p
}

func (p *posted) tell(_ *testnet.WorldChain, _ oracle.TaskID, round uint64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.left[round]--; p.left[round] == 0 {
		close(p.all[round])
	}
}

// await waits until a round of every task that has it is posted.
func (p *posted) await(ctx context.Context, round uint64) error {
	select {
	case <-p.all[round]:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
