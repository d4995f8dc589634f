// Package report turns history into what an operator wants to read: averages and
// worst cases over a period, and what the tasks' creators might change. It is
// pure: the same history gives the same report.
package report

import (
	"cmp"
	"maps"
	"math"
	"math/big"
	"slices"

	"github.com/ethereum/go-ethereum/common"

	"oracled/history"
	"oracled/oracle"
)

// Report is what `oracled report` prints. Times are seconds of each chain's own
// time.
type Report struct {
	Since  uint64  `json:"since"`  // seconds before each chain's last confirmed block
	Chains []Chain `json:"chains"` // sorted by name
}

// Chain is one chain's part.
type Chain struct {
	Name    string         `json:"name"`
	ChainID uint64         `json:"chainId"`
	Hub     common.Address `json:"hub"`
	Block   uint64         `json:"block"` // last confirmed, 0: nothing is known of the chain
	From    uint64         `json:"from"`  // chain time, excluded
	To      uint64         `json:"to"`    // that of the last confirmed block
	// KeptFrom is the deadline of the oldest round that is kept. Where it is after
	// From, the report covers what is after it.
	KeptFrom uint64 `json:"keptFrom"`

	Rounds    Rounds     `json:"rounds"`
	Latency   Latency    `json:"latency"`
	Cost      Cost       `json:"cost"`
	Stages    []Stage    `json:"stages"`
	Tasks     []Task     `json:"tasks"`
	Operators []Operator `json:"operators"`
	Incidents []Incident `json:"incidents"`
	Tuning    []Decision `json:"tuning"`
	Advice    []Advice   `json:"advice,omitempty"` // with --recommend
	extract   history.Extract
}

// Rounds counts the rounds whose deadline is in the period.
type Rounds struct {
	Closed       int `json:"closed"`       // in which somebody committed
	Posted       int `json:"posted"`       // of them
	Insufficient int `json:"insufficient"` // of them, for want of positions
	Missed       int `json:"missed"`       // a later round of the task is on the chain
	Pending      int `json:"pending"`      // may still be posted
	Empty        int `json:"empty"`        // of the schedule, in which nobody committed
}

// Stat sums up a measurement.
type Stat struct {
	Count   int     `json:"count"`
	Average float64 `json:"average"`
	P95     float64 `json:"p95"`
	Worst   float64 `json:"worst"`
	At      string  `json:"at,omitempty"` // where the worst was
}

// Latency is how long outcomes took from the deadline of their round until they
// were mined.
type Latency struct {
	Seconds Stat `json:"seconds"` // chain time
	Blocks  Stat `json:"blocks"`  // from the first block at or past the deadline
}

// Cost is what the batches of this operator's account cost.
type Cost struct {
	Batches  int    `json:"batches"`
	Outcomes int    `json:"outcomes"`
	Others   int    `json:"others"` // batches that other operators paid for
	Gas      uint64 `json:"gas"`
	FeeWei   string `json:"feeWei"`
	PerGas   Stat   `json:"gasPerOutcome"`     // one sample per batch, the average over outcomes
	PerFee   Stat   `json:"feeGweiPerOutcome"` // as that
}

// Stage is how long a stage took, in seconds.
type Stage struct {
	Name string `json:"name"`
	Stat
	NoP95 bool `json:"noP95,omitempty"` // only its average and worst are kept
}

// Task is one task's part.
type Task struct {
	Index       uint32                `json:"task"`
	Description string                `json:"description,omitempty"`
	Rounds      Rounds                `json:"rounds"`
	Latency     Latency               `json:"latency"`
	Positions   Stat                  `json:"positions"` // worst: the fewest
	Rejected    map[oracle.Reason]int `json:"rejected"`
	Trimmed     Stat                  `json:"trimmed"`  // agents with a trimmed coordinate
	Outliers    Stat                  `json:"outliers"` // see history.Spread
	Agents      []Agent               `json:"agents"`   // farthest from the outcomes, the farthest first
}

// Agent is one of the agents farthest from outcomes. Distances are multiples of
// the median agent's.
type Agent struct {
	ID      common.Address `json:"id"`
	Rounds  int            `json:"rounds"`  // in which it was among the farthest
	Trimmed int            `json:"trimmed"` // of them, in which it was cut
	Average float64        `json:"average"` // distance in them
	Worst   float64        `json:"worst"`
	At      string         `json:"at"`
}

// Operator is how often an operator's signature was in a batch that shows it.
type Operator struct {
	ID      common.Address `json:"id"`
	Signed  int            `json:"signed"`
	Batches int            `json:"batches"`
}

// Incident is what went wrong how often.
type Incident struct {
	Kind    string `json:"kind"`
	Subject string `json:"subject"`
	Count   uint64 `json:"count"`
}

// Decision is one of the tuning.
type Decision struct {
	Time    uint64  `json:"time"`
	Knob    string  `json:"knob"`
	From    float64 `json:"from"`
	To      float64 `json:"to"`
	Applied bool    `json:"applied"`
	Reason  string  `json:"reason"`
}

// maxAgents is how many of the farthest agents of a task are named.
const maxAgents = 8

// Build makes a chain's part from what is known of it.
func Build(name string, hub oracle.Hub, e history.Extract) Chain {
	c := Chain{
		Name: name, ChainID: hub.ChainID, Hub: hub.Address, Block: e.Head.Block, From: e.From, To: e.To, KeptFrom: e.Oldest, extract: e,
		Tasks: []Task{}, Operators: []Operator{}, Incidents: []Incident{}, Tuning: []Decision{},
	}
	byTask := map[uint32][]history.Entry{}
	for _, r := range e.Rounds {
		byTask[r.Task] = append(byTask[r.Task], r)
	}
	for _, t := range e.Tasks {
		task := buildTask(t, byTask[t.Index], e)
		c.Rounds.add(task.Rounds)
		if task.Rounds != (Rounds{}) {
			c.Tasks = append(c.Tasks, task)
		}
	}
	c.Latency = latency(e.Rounds)
	c.Cost = cost(e.Batches)
	c.Stages = stages(e)
	c.Operators = append(c.Operators, operators(e.Batches)...)
	counts := map[Incident]uint64{}
	for _, t := range e.Tallies {
		if t.Kind != history.KindStage {
			counts[Incident{Kind: t.Kind, Subject: t.Subject}] += t.Count
		}
	}
	for i, n := range counts {
		i.Count = n
		c.Incidents = append(c.Incidents, i)
	}
	slices.SortFunc(c.Incidents, func(a, b Incident) int { return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Subject, b.Subject)) })
	for _, d := range e.Decisions {
		c.Tuning = append(c.Tuning, Decision(d))
	}
	return c
}

func (r *Rounds) add(o Rounds) {
	r.Closed += o.Closed
	r.Posted += o.Posted
	r.Insufficient += o.Insufficient
	r.Missed += o.Missed
	r.Pending += o.Pending
	r.Empty += o.Empty
}

// ref names a round.
func ref(r history.Entry) string { return oracle.Outcome{Index: r.Task, Round: r.Number}.Ref() }

func buildTask(t oracle.Task, rounds []history.Entry, e history.Extract) Task {
	out := Task{Index: t.Index, Description: t.Description, Rejected: map[oracle.Reason]int{}, Agents: []Agent{}, Latency: latency(rounds)}
	var positions, trimmed, far samples
	agents := map[common.Address]*Agent{}
	for _, r := range rounds {
		out.Rounds.Closed++
		switch {
		case r.Posted != nil:
			out.Rounds.Posted++
		case e.Last[t.Index] > r.Number:
			out.Rounds.Missed++
		default:
			out.Rounds.Pending++
		}
		if r.Status == oracle.StatusInsufficient {
			out.Rounds.Insufficient++
		}
		positions.add(float64(r.Positions), ref(r))
		for reason, n := range r.Rejected {
			out.Rejected[reason] += n
		}
		if r.Status == oracle.StatusOK {
			trimmed.add(float64(r.Trimmed), ref(r))
		}
		if r.Spread == nil {
			continue
		}
		far.add(float64(r.Spread.Outliers), ref(r))
		for _, f := range r.Spread.Far {
			a := agents[f.Agent]
			if a == nil {
				a = &Agent{ID: f.Agent}
				agents[f.Agent] = a
			}
			a.Rounds++
			if f.Trimmed > 0 {
				a.Trimmed++
			}
			a.Average += f.Ratio
			if f.Ratio > a.Worst {
				a.Worst, a.At = f.Ratio, ref(r)
			}
		}
	}
	out.Rounds.Empty = max(scheduled(t, max(e.From, e.Oldest-min(e.Oldest, 1)), e.To)-out.Rounds.Closed, 0)
	if len(rounds) == 0 {
		out.Rounds.Empty = 0 // a task that is over, or was never served
	}
	out.Positions, out.Trimmed, out.Outliers = positions.least(), trimmed.most(), far.most()
	for _, a := range agents {
		a.Average /= float64(a.Rounds)
		out.Agents = append(out.Agents, *a)
	}
	slices.SortFunc(out.Agents, func(a, b Agent) int {
		return cmp.Or(cmp.Compare(b.Average*float64(b.Rounds), a.Average*float64(a.Rounds)), a.ID.Cmp(b.ID))
	})
	out.Agents = out.Agents[:min(len(out.Agents), maxAgents)]
	return out
}

// scheduled counts the rounds of a task whose deadline is after from and not
// after to.
func scheduled(t oracle.Task, from, to uint64) int {
	first := t.Windows(1).Deadline
	until := func(at uint64) uint64 {
		switch {
		case at < first:
			return 0
		case t.Period == 0:
			return 1
		}
		return (at-first)/t.Period + 1
	}
	return int(until(to) - min(until(from), until(to)))
}

func latency(rounds []history.Entry) Latency {
	var seconds, blocks samples
	for _, r := range rounds {
		if r.Posted == nil || r.Batch == nil || !r.Batch.Seen {
			continue
		}
		seconds.add(float64(r.Batch.Time)-float64(r.Deadline), ref(r))
		if r.Posted.Closed > 0 {
			blocks.add(float64(r.Batch.Block)-float64(r.Posted.Closed), ref(r))
		}
	}
	return Latency{seconds.most(), blocks.most()}
}

func cost(batches []history.Batch) Cost {
	var c Cost
	var gas, fee samples
	sum := new(big.Int)
	for _, b := range batches {
		if !b.Own {
			c.Others++
			continue
		}
		c.Batches++
		c.Outcomes += b.Outcomes
		c.Gas += b.Gas
		n, at := float64(b.Outcomes), b.Tx.Hex()
		gas.weigh(float64(b.Gas)/n, n, at)
		if b.Fee != nil {
			sum.Add(sum, b.Fee)
			wei, _ := new(big.Float).SetInt(b.Fee).Float64()
			fee.weigh(wei/1e9/n, n, at)
		}
	}
	c.FeeWei, c.PerGas, c.PerFee = sum.String(), gas.most(), fee.most()
	return c
}

func stages(e history.Extract) []Stage {
	var verify, solve samples
	for _, r := range e.Rounds {
		verify.add(r.Verify, ref(r))
		solve.add(r.Solve, ref(r))
	}
	out := []Stage{{Name: "verify", Stat: verify.most()}, {Name: "solve", Stat: solve.most()}}
	others := map[string]*Stage{}
	for _, t := range e.Tallies {
		if t.Kind != history.KindStage || t.Subject == "verify" || t.Subject == "solve" {
			continue
		}
		s := others[t.Subject]
		if s == nil {
			s = &Stage{Name: t.Subject, NoP95: true}
			others[t.Subject] = s
		}
		s.Count += int(t.Count)
		s.Average += t.Sum
		s.Worst = max(s.Worst, t.Max)
	}
	for _, name := range slices.Sorted(maps.Keys(others)) {
		s := others[name]
		s.Average /= float64(max(s.Count, 1))
		out = append(out, *s)
	}
	return out
}

func operators(batches []history.Batch) []Operator {
	all := map[common.Address]*Operator{}
	count := func(ids []common.Address, signed int) {
		for _, id := range ids {
			o := all[id]
			if o == nil {
				o = &Operator{ID: id}
				all[id] = o
			}
			o.Batches++
			o.Signed += signed
		}
	}
	for _, b := range batches {
		count(b.Signed, 1)
		count(b.Absent, 0)
	}
	var out []Operator
	for _, id := range slices.SortedFunc(maps.Keys(all), common.Address.Cmp) {
		out = append(out, *all[id])
	}
	return out
}

// samples are measurements with their weights and names.
type samples []sample

type sample struct {
	value, weight float64
	at            string
}

func (s *samples) add(value float64, at string) { s.weigh(value, 1, at) }

func (s *samples) weigh(value, weight float64, at string) { *s = append(*s, sample{value, weight, at}) }

// most sums up samples of which the largest is the worst.
func (s samples) most() Stat {
	return s.stat(func(a, b sample) int { return cmp.Compare(a.value, b.value) })
}

// least sums up samples of which the smallest is the worst.
func (s samples) least() Stat {
	return s.stat(func(a, b sample) int { return cmp.Compare(b.value, a.value) })
}

// stat sums up; the last in the given order is the worst, the first of those that
// are as bad.
func (s samples) stat(order func(a, b sample) int) Stat {
	if len(s) == 0 {
		return Stat{}
	}
	sorted := slices.Clone(s)
	slices.SortStableFunc(sorted, order)
	var sum, weight float64
	for _, x := range sorted {
		sum, weight = sum+x.value*x.weight, weight+x.weight
	}
	worst := slices.MaxFunc(s, order)
	return Stat{
		Count: len(s), Average: sum / weight, Worst: worst.value, At: worst.at,
		P95: sorted[int(math.Ceil(0.95*float64(len(s))))-1].value,
	}
}
