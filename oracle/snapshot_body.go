package oracle

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"

	"github.com/ethereum/go-ethereum/common"

	"oracled/fixed"
)

// The types of a snapshot's body. RLP knows no signed numbers: counts are
// unsigned, values are 16 bytes of two's complement. A field more or less
// anywhere is another snapshotVersion.
type (
	snapshotBody struct {
		Build    string
		Hub      Hub
		Start    uint64
		Last     Anchor
		Agents   []snapshotAgent    // sorted
		Tasks    []snapshotTask     // in order of creation
		Unposted []snapshotUnposted // in the order in which their rounds closed
		Scoped   []snapshotScoped   // in order of creation
	}
	snapshotAgent struct {
		Agent     common.Address
		PublicKey []byte
		Order     uint64
	}
	snapshotTask struct {
		Task   taskFields
		Served bool
		Posted uint64
		Last   uint64
		Open   []snapshotRound // sorted
		Trust  []snapshotTrust // sorted
	}
	snapshotRound struct {
		Number      uint64
		Enrolled    uint64
		Submissions []snapshotSubmission // by first commitment
	}
	snapshotSubmission struct {
		Agent       common.Address
		PublicKey   []byte
		Commitments []SignedCommitment
		Openings    []snapshotOpening
	}
	snapshotOpening struct {
		At         LogPosition
		Confidence uint8
		Values     []value
		Blinding   [32]byte
	}
	snapshotTrust struct {
		Agent common.Address
		Trust uint32
	}
	snapshotUnposted struct {
		Task         taskFields
		Round        uint64
		Status       string
		Narrow       bool
		Digest       bool
		Participants uint64
		Took         uint32
		Values       []value
	}
	snapshotScoped struct {
		Task   taskFields
		Floor  uint64
		Last   uint64
		Held   []snapshotPart // in the order in which they closed
		Posted []relayed      // by round
	}
	snapshotPart struct {
		Round     uint64
		Enrolled  uint64
		Positions []snapshotPosition // sorted by agent
	}
	snapshotPosition struct {
		Agent      common.Address
		Group      uint32
		Confidence uint8
		Trust      uint32
		Values     []value
	}
	value [16]byte

	// taskFields is a Task without what its hub and index say.
	taskFields struct {
		Index                      uint32
		Creator                    common.Address
		Solver                     string
		Dimension, Width           uint64
		Digest                     bool
		TrimBps, Lambda            uint32
		MinAgents, MaxAgents       uint32
		InitialTrust, MinTrust     uint32
		Start                      uint64
		CommitSeconds, RevealDelay uint64
		RevealSeconds, Period      uint64
		Gate, Consumer             common.Address
		CallbackGas                uint32
		Bounty                     *big.Int
		Decimals                   uint8
		Description                string
	}
)

func (s *State) body(o Origin) snapshotBody {
	b := snapshotBody{Build: o.Build, Hub: o.Hub, Start: o.Start, Last: s.last}
	roll := s.book.roll.agents // which this goroutine alone writes
	b.Agents = make([]snapshotAgent, 0, len(roll))
	for _, a := range agents(roll) {
		b.Agents = append(b.Agents, snapshotAgent{a, roll[a].key, roll[a].order})
	}
	b.Tasks = make([]snapshotTask, 0, len(s.book.order))
	for _, id := range s.book.order {
		t := s.book.tasks[id]
		w := snapshotTask{Task: fieldsOf(t.task), Served: o.Serves(t.task), Posted: t.posted, Last: t.last}
		for number, r := range t.open {
			w.Open = append(w.Open, r.snapshot(number))
		}
		slices.SortFunc(w.Open, func(x, y snapshotRound) int { return cmp.Compare(x.Number, y.Number) })
		if tr := s.trust[id]; tr != nil {
			for _, a := range agents(tr.agents) {
				w.Trust = append(w.Trust, snapshotTrust{a, tr.agents[a]})
			}
		}
		b.Tasks = append(b.Tasks, w)
	}
	for _, u := range s.unposted {
		b.Unposted = append(b.Unposted, snapshotUnposted{
			Task: fieldsOf(u.task), Round: u.outcome.Round, Status: string(u.outcome.Status),
			Narrow: u.outcome.Narrow, Digest: u.outcome.Digest, Participants: uint64(u.outcome.Participants),
			Took: uint32(u.outcome.Took), Values: toValues(u.outcome.Values),
		})
	}
	for _, k := range s.scopedInOrder() {
		b.Scoped = append(b.Scoped, k.snapshot())
	}
	return b
}

func (r *openRound) snapshot(number uint64) snapshotRound {
	out := snapshotRound{Number: number, Enrolled: r.enrolled.upTo}
	for _, a := range r.order {
		s := r.submissions[a]
		w := snapshotSubmission{Agent: a, PublicKey: s.PublicKey, Commitments: s.Commitments}
		for _, op := range s.Openings {
			w.Openings = append(w.Openings, snapshotOpening{op.At, op.Confidence, toValues(op.Values), op.Blinding})
		}
		out.Submissions = append(out.Submissions, w)
	}
	return out
}

// state is the inverse of State.body. It finds what cannot be; that lists are
// in order and without repetitions is for the caller to see.
func (b *snapshotBody) state(o Origin) (*State, error) {
	s := NewState()
	s.last, s.whole = b.Last, true
	if b.Last.Hash == (common.Hash{}) {
		return nil, errors.New("it has no last block")
	}
	for _, a := range b.Agents {
		s.book.roll.agents[a.Agent] = enrolled{a.PublicKey, a.Order}
	}
	for _, w := range b.Tasks {
		t, err := w.Task.task(b.Hub)
		if err != nil {
			return nil, err
		}
		if served := o.Serves(t); served != w.Served {
			return nil, fmt.Errorf("task %d was %s when it was written and is %s", t.Index, service(w.Served), service(served))
		}
		if _, twice := s.book.tasks[t.ID]; twice {
			return nil, fmt.Errorf("it has task %d twice", t.Index)
		}
		s.book.Apply(TaskCreated{Task: t})
		state := s.book.tasks[t.ID]
		state.posted, state.last = w.Posted, w.Last
		for _, r := range w.Open {
			if state.open[r.Number], err = r.round(); err != nil {
				return nil, fmt.Errorf("task %d: %w", t.Index, err)
			}
			state.open[r.Number].enrolled = Enrolment{s.book.roll, r.Enrolled}
		}
		if len(w.Trust) > 0 {
			tr := NewTrust()
			for _, e := range w.Trust {
				tr.agents[e.Agent] = e.Trust
			}
			s.trust[t.ID] = tr
		}
	}
	for _, w := range b.Unposted {
		t, err := w.Task.task(b.Hub)
		if err != nil {
			return nil, err
		}
		if w.Participants > math.MaxUint32 || w.Round > math.MaxUint32 {
			return nil, fmt.Errorf("an outcome of task %d is out of range", t.Index)
		}
		out := Outcome{
			Task: t.ID, Index: t.Index, Round: w.Round, Status: Status(w.Status), Participants: int(w.Participants),
			Values: fromValues(w.Values), Narrow: w.Narrow, Digest: w.Digest, Took: Took(w.Took),
		}
		s.unposted = append(s.unposted, unposted{t, out})
		s.values += max(1, len(out.Values))
	}
	for _, w := range b.Scoped {
		if err := w.restore(b.Hub, s); err != nil {
			return nil, err
		}
	}
	s.book.time = b.Last.Time
	s.book.lookAhead()
	return s, nil
}

func service(served bool) string {
	if served {
		return "served"
	}
	return "declined"
}

func (w snapshotRound) round() (*openRound, error) {
	r := &openRound{submissions: map[common.Address]*Submission{}}
	for _, x := range w.Submissions {
		if r.submissions[x.Agent] != nil {
			return nil, fmt.Errorf("round %d has agent %s twice", w.Number, x.Agent)
		}
		s := &Submission{Agent: x.Agent, PublicKey: x.PublicKey, Commitments: x.Commitments}
		if len(s.PublicKey) == 0 {
			s.PublicKey = nil
		}
		for _, op := range x.Openings {
			s.Openings = append(s.Openings, Opening{op.At, op.Confidence, fromValues(op.Values), op.Blinding})
		}
		r.submissions[x.Agent] = s
		r.order = append(r.order, x.Agent)
	}
	return r, nil
}

func fieldsOf(t Task) taskFields {
	solver, description := t.Texts()
	return taskFields{
		Index: t.Index, Creator: t.Creator, Solver: solver, Dimension: uint64(t.Dimension), Width: uint64(t.Width),
		Digest: t.Digest, TrimBps: t.TrimBps, Lambda: t.Lambda, MinAgents: t.MinAgents, MaxAgents: t.MaxAgents,
		InitialTrust: t.InitialTrust, MinTrust: t.MinTrust, Start: t.Start, CommitSeconds: t.CommitSeconds,
		RevealDelay: t.RevealDelay, RevealSeconds: t.RevealSeconds, Period: t.Period, Gate: t.Gate, Consumer: t.Consumer,
		CallbackGas: t.CallbackGas, Bounty: t.Bounty, Decimals: t.Decimals, Description: description,
	}
}

func (f taskFields) task(hub Hub) (Task, error) {
	if f.Dimension > math.MaxInt32 || f.Width > math.MaxInt32 {
		return Task{}, fmt.Errorf("task %d has %d coordinates of %d bytes", f.Index, f.Dimension, f.Width)
	}
	return Task{
		Hub: hub, ID: TaskIDFromIndex(f.Index), Index: f.Index, Creator: f.Creator, Solver: f.Solver,
		Dimension: int(f.Dimension), Width: int(f.Width), Digest: f.Digest, TrimBps: f.TrimBps, Lambda: f.Lambda,
		MinAgents: f.MinAgents, MaxAgents: f.MaxAgents, InitialTrust: f.InitialTrust, MinTrust: f.MinTrust,
		Start: f.Start, CommitSeconds: f.CommitSeconds, RevealDelay: f.RevealDelay, RevealSeconds: f.RevealSeconds,
		Period: f.Period, Gate: f.Gate, Consumer: f.Consumer, CallbackGas: f.CallbackGas, Bounty: f.Bounty,
		Decimals: f.Decimals, Description: f.Description,
	}.Parsed(), nil
}

func toValues(qs []fixed.Q64x64) []value {
	var out []value
	for _, q := range qs {
		out = append(out, q.Bytes16())
	}
	return out
}

func fromValues(vs []value) []fixed.Q64x64 {
	var out []fixed.Q64x64
	for _, v := range vs {
		out = append(out, fixed.FromBytes16(v))
	}
	return out
}
