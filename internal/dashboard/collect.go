package dashboard

import (
	"cmp"
	"maps"
	"slices"

	"github.com/ethereum/go-ethereum/common"

	"oracled/fixed"
	"oracled/internal/text"
	"oracled/oracle"
)

// Activity returns what is kept of a hub. Lists are never nil.
func (r *Recorder) Activity(h oracle.Hub) Activity {
	r.mu.Lock()
	c := r.of(h)
	view := c.view
	a := Activity{
		AllTasks: view.All, Tasks: []Task{}, Outcomes: []Outcome{},
		Batches:    slices.Clone(c.batches),
		Rejections: Rejections{ByReason: map[oracle.Reason]int{}, Last: slices.Clone(c.last)},
		Totals:     c.totals,
	}
	a.Totals.Fees = c.fees.String()
	maps.Copy(a.Rejections.ByReason, c.byReason)
	var newest []newestRound
	for _, h := range c.tasks {
		newest = append(newest, newestRound{*h.rounds[len(h.rounds)-1], len(h.rounds)})
	}
	r.mu.Unlock()

	slices.Reverse(a.Batches)
	slices.Reverse(a.Rejections.Last)
	a.Batches, a.Rejections.Last = filled(a.Batches), filled(a.Rejections.Last)
	if b := view.Block; b.Number > 0 {
		a.Block = &Block{Number: b.Number, Time: b.Time, BaseFee: amount(b.BaseFee), GasUsedRatio: b.GasUsedRatio}
	}
	for _, t := range view.Tasks {
		a.Tasks = append(a.Tasks, shown(t, view.Block.Time))
	}
	slices.SortFunc(newest, func(x, y newestRound) int {
		return cmp.Or(y.at.Compare(x.at), cmp.Compare(y.task.Index, x.task.Index))
	})
	for _, x := range newest {
		o := x.summary(x.kept)
		if o.Figure = x.boxes; o.Figure == nil {
			o.Figure = r.measure(h, o)
		}
		a.Outcomes = append(a.Outcomes, o)
	}
	return a
}

type newestRound struct {
	record
	kept int // rounds of its task
}

// filled returns a list that JSON writes as one.
func filled[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// shown is what a page has of a task.
func shown(v oracle.TaskView, now uint64) Task {
	t := short(v.Task)
	out := Task{
		Index: t.Index, Description: t.Description, Solver: stranger(t.Solver, maxSolver), Dimension: t.Dimension,
		Trim: float64(t.TrimBps) / 10000, MinAgents: t.MinAgents, MaxAgents: t.MaxAgents, Period: t.Period, Bounty: amount(t.Bounty),
		Creator: t.Creator, Open: t.Gate == (common.Address{}), Posted: v.Posted,
	}
	if v.Declined != nil {
		out.Declined = stranger(v.Declined.Error(), maxText)
	}
	for _, r := range v.Rounds {
		out.Rounds = append(out.Rounds, live(t.Windows(r.Number), r, now))
	}
	return out
}

// stranger makes what a stranger wrote fit to be shown.
func stranger(s string, most int) string {
	return text.Short(text.Printable(text.Short(s, most)), most)
}

// live is what a page has of a round that is open.
func live(w oracle.Windows, r oracle.RoundView, now uint64) LiveRound {
	out := LiveRound{
		Round: r.Number, Start: w.CommitStart, CommitEnd: w.CommitEnd, RevealAt: w.RevealStart, Deadline: w.Deadline,
		Committed: r.Committed, Revealed: r.Revealed, Agents: []Participant{},
	}
	switch {
	case now < w.CommitEnd:
		out.Phase, out.Ends = PhaseCommit, w.CommitEnd
	case now < w.RevealStart:
		out.Phase, out.Ends = PhaseDelay, w.RevealStart
	case now < w.Deadline:
		out.Phase, out.Ends = PhaseReveal, w.Deadline
	default:
		out.Phase, out.Ends = PhaseClosed, w.Deadline
	}
	for _, p := range r.Agents {
		out.Agents = append(out.Agents, Participant(p))
	}
	return out
}

// summary is what a page has of a solved round, without its positions.
func (x *record) summary(kept int) Outcome {
	o := Outcome{
		Task: x.task.Index, Description: x.task.Description, Solver: stranger(x.task.Solver, maxSolver), Dimension: x.task.Dimension,
		Round: x.outcome.Round, Status: x.outcome.Status, Participants: x.outcome.Participants,
		Rejected: x.rejected, Trimmed: x.trimmed, Faults: x.outcome.Certificate.F, Coordinates: x.values,
		Deadline: x.task.Windows(x.outcome.Round).Deadline, Solved: x.at.UnixMilli(),
		VerifySeconds: x.verify, SolveSeconds: x.solve, Landed: x.landed, History: kept,
		Earlier: x.earlier, Tree: x.tree,
	}
	o.Values = floats(x.outcome.Values)
	if s := x.task.Scope; s != nil {
		o.Scope = &s.ID
	}
	return o
}

// point is a round in the history of a task.
type point struct {
	round  uint64
	values []fixed.Q64x64 // empty: insufficient
}

// find returns what is kept of a round, 0 for the newest, and the rounds of its
// task up to it.
func (r *Recorder) find(h oracle.Hub, task uint32, round uint64) (found record, upTo []point, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	c := r.chains[h]
	if c == nil || c.tasks[task] == nil {
		return record{}, nil, false
	}
	for _, x := range c.tasks[task].rounds {
		found, ok = *x, x.outcome.Round == round || round == 0
		upTo = append(upTo, point{x.outcome.Round, x.outcome.Values})
		if ok && round > 0 {
			break
		}
	}
	return found, upTo, ok
}

// Round returns everything that is kept of a solved round; false: nothing is.
func (r *Recorder) Round(h oracle.Hub, task uint32, round uint64) (Round, bool) {
	x, upTo, ok := r.find(h, task, round)
	if !ok {
		return Round{}, false
	}
	out := Round{Outcome: x.summary(len(upTo)), Exact: []string{}, Positions: []Position{}, Refused: filled(x.refused), Nodes: []Node{}}
	for _, v := range x.outcome.Values {
		out.Exact = append(out.Exact, v.String())
	}
	if x.detail == nil {
		return out, true
	}
	out.Nodes = shownNodes(x.outcome.Certificate.Nodes)
	out.Shown = min(x.task.Dimension, maxShown)
	trimmed := map[common.Address]oracle.TrimmedAgent{}
	for _, t := range x.outcome.Trimmed {
		trimmed[t.Agent] = t
	}
	for _, p := range x.detail.Positions[:min(len(x.detail.Positions), maxPositions)] {
		out.Positions = append(out.Positions, Position{
			Agent: p.Agent, Confidence: p.Confidence, Trust: float64(p.Trust) / 65536, Values: floats(p.Values),
			Low: trimmed[p.Agent].Low, High: trimmed[p.Agent].High,
		})
	}
	return out, true
}

func floats(values []fixed.Q64x64) []float64 {
	out := make([]float64, len(values))
	for k, v := range values {
		out[k] = v.Float64()
	}
	return out
}
