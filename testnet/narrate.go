package testnet

import (
	"context"
	"fmt"
	"math/big"
	"strings"

	"oracled/compute"
	"oracled/fixed"
	"oracled/oracle"
	"oracled/watcher"
)

// Narrate follows a chain and tells what happens there until every wanted round
// is posted.
func (w *World) Narrate(ctx context.Context, c *WorldChain, wanted map[oracle.TaskID]uint64) error {
	decoder, err := c.Decoder()
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	n := narrator{world: w, chain: c, wanted: wanted, tasks: map[oracle.TaskID]oracle.Task{}, rounds: map[ref]*roundStory{}, stop: stop}
	f := &watcher.Follower{Config: c.Config, Backend: c.Eth, Decoder: decoder, Report: func(error) {}}
	err = f.Follow(ctx, oracle.Cursor{Block: c.Start}, n.event)
	if n.posted() {
		return nil
	}
	return fmt.Errorf("chain %s: wait for %s: %w", c.Name, n.missing(), err)
}

type ref struct {
	task  oracle.TaskID
	round uint64
}

type roundStory struct {
	commitments, openings int
	sealed, closed, done  bool
}

type narrator struct {
	world  *World
	chain  *WorldChain
	wanted map[oracle.TaskID]uint64 // how many rounds
	tasks  map[oracle.TaskID]oracle.Task
	rounds map[ref]*roundStory
	order  []ref
	stop   func()
}

func (n *narrator) story(task oracle.TaskID, round uint64) *roundStory {
	r := ref{task, round}
	if n.rounds[r] == nil {
		n.rounds[r] = &roundStory{}
		n.order = append(n.order, r)
	}
	return n.rounds[r]
}

func (n *narrator) event(e oracle.Event) error {
	switch e := e.(type) {
	case oracle.TaskCreated:
		n.tasks[e.Task.ID] = e.Task
	case oracle.Committed:
		n.story(e.Task, e.Round).commitments++
	case oracle.Revealed:
		n.story(e.Task, e.Round).openings++
	case oracle.BatchPosted:
		for _, o := range e.Accepted {
			id := oracle.TaskIDFromIndex(o.Index)
			n.story(id, uint64(o.Round)).done = true
			if n.world.Posted != nil && uint64(o.Round) <= n.wanted[id] {
				n.world.Posted(n.chain, id, uint64(o.Round))
			}
			n.world.say(n.chain.Name, "%s posted in block %d: %s", n.name(id, uint64(o.Round)), e.At.Block, show(o))
		}
	case oracle.BlockConfirmed:
		for _, r := range n.order {
			s, win := n.rounds[r], n.tasks[r.task].Windows(r.round)
			if !s.sealed && e.Time >= win.CommitEnd {
				s.sealed = true
				n.world.say(n.chain.Name, "%s sealed: %d commitments", n.name(r.task, r.round), s.commitments)
			}
			if !s.closed && !s.done && e.Time >= win.Deadline {
				s.closed = true
				n.world.say(n.chain.Name, "%s closed: %d openings; operators verify and solve", n.name(r.task, r.round), s.openings)
			}
		}
		if n.posted() {
			n.stop()
		}
		return n.overdue(e.Time)
	}
	return nil
}

// patience is how long after its deadline a round may be posted, in chain time.
const patience = 60

// overdue tells of a round that will not come any more, so that a scenario ends
// with what is missing instead of with a time-out.
func (n *narrator) overdue(now uint64) error {
	for id, rounds := range n.wanted {
		t, ok := n.tasks[id]
		if !ok {
			continue
		}
		for round := uint64(1); round <= rounds; round++ {
			if s := n.rounds[ref{id, round}]; (s == nil || !s.done) && now > t.Windows(round).Deadline+patience {
				return fmt.Errorf("%s is not posted %d s after its deadline", n.name(id, round), patience)
			}
		}
	}
	return nil
}

func (n *narrator) name(id oracle.TaskID, round uint64) string {
	t := n.tasks[id]
	if compute.Levels(t) > 0 {
		return fmt.Sprintf("%s round %d", compute.Hierarchical, round)
	}
	if t.Period == 0 {
		return fmt.Sprintf("one-shot (%d values)", t.Dimension)
	}
	return fmt.Sprintf("feed round %d", round)
}

// show prints the posted values for people.
func show(o oracle.PostedOutcome) string {
	if o.Insufficient {
		return "insufficient"
	}
	var out []string
	for _, v := range o.Values {
		if o.Narrow {
			v = new(big.Int).Lsh(v, 32)
		}
		q, err := fixed.FromBig(v)
		if err != nil {
			return err.Error()
		}
		out = append(out, fmt.Sprintf("%.4f", q.Float64()))
	}
	return strings.Join(out, " ")
}

func (n *narrator) posted() bool { return len(n.open()) == 0 }

func (n *narrator) missing() string { return strings.Join(n.open(), ", ") }

func (n *narrator) open() (out []string) {
	for id, rounds := range n.wanted {
		for round := uint64(1); round <= rounds; round++ {
			if s := n.rounds[ref{id, round}]; s == nil || !s.done {
				out = append(out, fmt.Sprintf("task %d round %d", id.Big(), round))
			}
		}
	}
	return out
}
