package oracle_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/rlp"

	"oracled/compute"
	"oracled/compute/cpu"
	"oracled/fixed"
	"oracled/oracle"
)

var hub = oracle.Hub{ChainID: 5, Address: common.HexToAddress("0xa1")}

func origin() oracle.Origin {
	return oracle.Origin{Hub: hub, Start: 3, Build: "v1", Serves: func(t oracle.Task) bool { return t.Index%5 != 4 }}
}

// openings is a verifier: whoever revealed has a position, the others did not
// reveal.
type openings struct{}

func (openings) Verify(_ context.Context, r oracle.Round) (oracle.Profile, []oracle.Rejection, error) {
	p, rejected := oracle.Profile{Task: r.Task.ID, Round: r.Number}, []oracle.Rejection(nil)
	for _, s := range r.Submissions {
		if len(s.Openings) == 0 {
			rejected = append(rejected, oracle.Rejection{Agent: s.Agent, Reason: oracle.NotRevealed})
			continue
		}
		o := s.Openings[0]
		p.Positions = append(p.Positions, oracle.Position{Agent: s.Agent, Group: s.Commitments[0].Group, Confidence: o.Confidence, Values: o.Values})
	}
	byAgent := func(a, b oracle.Position) int { return common.Address.Cmp(a.Agent, b.Agent) }
	slices.SortFunc(p.Positions, byAgent)
	return p, rejected, nil
}

// history is a random stream of events, the blocks in order.
func history(r *rand.Rand, blocks int) []oracle.Event {
	var events []oracle.Event
	var tasks []oracle.Task
	posted := map[uint32]uint32{}
	now := uint64(100)
	for n := range uint64(blocks) {
		if r.IntN(12) == 0 || n == 0 {
			t := taskAt(uint32(len(tasks)+1), now+r.Uint64N(20), 1+r.Uint64N(20), r.Uint64N(10), 1+r.Uint64N(20), r.Uint64N(40))
			t.Hub, t.Dimension, t.TrimBps, t.Lambda, t.MinAgents, t.MaxAgents = hub, 1+r.IntN(3), 2000, r.Uint32N(60_000), 1, 100
			t.InitialTrust, t.MinTrust = r.Uint32N(65537), r.Uint32N(20_000)
			t.Bounty, t.Description = big.NewInt(r.Int64N(9)), "how warm"
			if r.IntN(2) == 0 {
				t.Width = oracle.WidthNarrow
			}
			if r.IntN(3) == 0 {
				t.Period = 0
			}
			tasks = append(tasks, t)
			events = append(events, created(t))
			if r.IntN(10) == 0 {
				events = append(events, oracle.TaskCancelled{Task: t.ID})
			}
		}
		if t := tasks[len(tasks)/2]; n%50 == 49 && t.Period > 0 {
			events = append(events, oracle.TaskStopped{Task: t.ID, LastRound: max(1, t.RoundAt(now))})
		}
		if r.IntN(6) == 0 {
			key := make([]byte, 96)
			key[0] = byte(n)
			events = append(events, oracle.AgentRegistered{Agent: addr(r.IntN(8)), PublicKey: key})
		}
		for range r.IntN(7) {
			t := tasks[r.IntN(len(tasks))]
			round := t.RoundAt(now)
			if round == 0 {
				continue
			}
			if now < t.Windows(round).CommitEnd {
				events = append(events, committed(t.Index, round, r.IntN(8), n))
			}
			for q := round; q > 0 && t.Windows(q).Deadline > now; q-- {
				if t.Windows(q).RevealStart <= now {
					e := revealed(t.Index, q, r.IntN(8), n).(oracle.Revealed)
					e.Opening.Confidence = uint8(r.IntN(101))
					for range t.Dimension {
						e.Opening.Values = append(e.Opening.Values, fixed.FromUlps(r.Int64N(2000)-1000))
					}
					events = append(events, e)
				}
				if t.Period == 0 {
					break
				}
			}
			if r.IntN(3) == 0 && round > 1 && uint32(round-1) > posted[t.Index] {
				posted[t.Index] = uint32(round - 1)
				events = append(events, oracle.BatchPosted{Accepted: []oracle.PostedOutcome{{Index: t.Index, Round: uint32(round - 1)}}})
			}
		}
		events = append(events, oracle.BlockConfirmed{Anchor: oracle.Anchor{Number: n, Time: now, Hash: common.BigToHash(big.NewInt(int64(n) + 1))}})
		now += r.Uint64N(8)
	}
	return events
}

// advance folds events into a state and returns what the rounds came to.
func advance(t testing.TB, s *oracle.State, events []oracle.Event, each func(int)) []oracle.Resolution {
	t.Helper()
	var out []oracle.Resolution
	for i, e := range events {
		for _, r := range s.Apply(e) {
			if !origin().Serves(r.Task) {
				continue
			}
			solver, err := compute.New(r.Task.Solver, cpu.New())
			if err != nil {
				t.Fatal(err)
			}
			res, err := oracle.Resolve(context.Background(), openings{}, r, s.Trust(r.Task), nil, solver)
			if err != nil {
				t.Fatal(err)
			}
			s.Solved(r.Task, res.Outcome)
			out = append(out, res)
		}
		if each != nil {
			each(i)
		}
	}
	return out
}

func encode(t testing.TB, s *oracle.State) []byte {
	t.Helper()
	b, err := oracle.EncodeSnapshot(s, origin())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func unposted(s *oracle.State) (out []oracle.PostedOutcome) {
	s.Unposted(func(_ oracle.Task, o oracle.Outcome) { out = append(out, o.Posted()) })
	return out
}

// Whatever block a fold is cut at, what follows is the same to the bit: the
// outcomes with the trust of all who took part, what is still to be posted, and
// every later snapshot.
func TestSnapshotAtEveryCut(t *testing.T) {
	seeds := uint64(60)
	if testing.Short() {
		seeds = 10
	}
	resolved, kept, middle := 0, 0, 0
	for seed := range seeds {
		r := rand.New(rand.NewPCG(seed, 7))
		events := history(r, 70)
		type cut struct {
			after    int // the event
			snapshot []byte
			solved   int
		}
		var cuts []cut
		whole := oracle.NewState()
		var want []oracle.Resolution
		for i := range events {
			want = append(want, advance(t, whole, events[i:i+1], nil)...)
			if _, ok := events[i].(oracle.BlockConfirmed); ok {
				cuts = append(cuts, cut{i, encode(t, whole), len(want)})
				if whole.Book().NextDeadline() != 0 {
					middle++
				}
			}
		}
		final, left := encode(t, whole), unposted(whole)
		resolved, kept = resolved+len(want), kept+len(left)
		for _, c := range cuts {
			s, from, err := oracle.DecodeSnapshot(c.snapshot, origin())
			if err != nil {
				t.Fatalf("seed %d, after event %d: %v", seed, c.after, err)
			}
			at := events[c.after].(oracle.BlockConfirmed)
			if from != (oracle.Cursor{Block: at.Number + 1, Parent: at.Hash}) || s.Last() != at.Anchor {
				t.Fatalf("goes on from %+v after %+v", from, at)
			}
			got := advance(t, s, events[c.after+1:], nil)
			if !reflect.DeepEqual(got, want[c.solved:]) && len(got)+len(want[c.solved:]) > 0 {
				t.Fatalf("seed %d, cut after event %d: other outcomes", seed, c.after)
			}
			if b := encode(t, s); !bytes.Equal(b, final) {
				t.Fatalf("seed %d, cut after event %d: another state", seed, c.after)
			}
			if !reflect.DeepEqual(unposted(s), left) {
				t.Fatalf("seed %d, cut after event %d: other outcomes are to be posted", seed, c.after)
			}
		}
	}
	if resolved < 100 || kept < 20 || middle < 100 {
		t.Errorf("%d rounds, %d unposted outcomes, %d cuts within rounds: too few to mean anything", resolved, kept, middle)
	}
}

// fill sets every field that a value has to something that is not zero.
func fill(v reflect.Value, r *rand.Rand) {
	if v.Type() == reflect.TypeFor[*big.Int]() {
		v.Set(reflect.ValueOf(big.NewInt(1 + r.Int64N(1e9))))
		return
	}
	switch v.Kind() {
	case reflect.Pointer: // a task's scope: in a valid one everything hangs together
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), r)
		}
	case reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i), r)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			fill(v.Index(i), r)
		}
	case reflect.String:
		v.SetString(fmt.Sprint("text ", r.IntN(100)))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(1 + r.Int64N(1000))
	default:
		v.SetUint(1 + r.Uint64N(200))
	}
}

// A field that somebody adds to a noun and forgets here is found: every field
// comes back.
func TestSnapshotKeepsEveryField(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	var task oracle.Task
	var c oracle.SignedCommitment
	var o oracle.Opening
	var out oracle.Outcome
	for _, v := range []any{&task, &c, &o, &out} {
		fill(reflect.ValueOf(v).Elem(), r)
	}
	task.Hub, task.Index = hub, 7
	task.ID = oracle.TaskIDFromIndex(7)
	out.Task, out.Index, out.Round = task.ID, 7, 1
	s := oracle.NewState()
	key := bytes.Repeat([]byte{7}, 96)
	s.Apply(oracle.AgentRegistered{Agent: addr(1), PublicKey: key})
	s.Apply(created(task))
	s.Apply(oracle.Committed{Task: task.ID, Round: 3, Agent: addr(1), Commitment: c})
	s.Apply(oracle.Revealed{Task: task.ID, Round: 3, Agent: addr(1), Opening: o})
	if !s.Solved(task, out) {
		t.Fatal("not to be posted")
	}
	s.Apply(oracle.BlockConfirmed{Anchor: oracle.Anchor{Number: 4, Hash: common.Hash{1}, Time: 1}})
	s, _, err := oracle.DecodeSnapshot(encode(t, s), origin())
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Book().Tasks(); len(got) != 1 || !reflect.DeepEqual(got[0], task) {
		t.Errorf("task %+v, want %+v", got, task)
	}
	out.Certificate, out.Trimmed, out.Aggregate = oracle.Certificate{}, nil, nil
	s.Unposted(func(gotTask oracle.Task, got oracle.Outcome) {
		if !reflect.DeepEqual(got, out) || !reflect.DeepEqual(gotTask, task) {
			t.Errorf("outcome %+v of %+v, want %+v", got, gotTask, out)
		}
	})
	closed := s.Apply(block(5, 1<<40))
	want := []oracle.Submission{{Agent: addr(1), PublicKey: key, Commitments: []oracle.SignedCommitment{c}, Openings: []oracle.Opening{o}}}
	if len(closed) != 1 || !reflect.DeepEqual(closed[0].Submissions, want) {
		t.Errorf("closed %+v, want %+v", closed, want)
	}
}

// sealed wraps a body as EncodeSnapshot does.
func sealed(body []byte) []byte {
	b := binary.BigEndian.AppendUint32([]byte("oracled fold"), 3)
	digest := sha256.Sum256(body)
	return append(append(b, digest[:]...), body...)
}

func TestSnapshotRefused(t *testing.T) {
	s := oracle.NewState()
	if _, err := oracle.EncodeSnapshot(s, origin()); err == nil {
		t.Error("a state without a block was encoded")
	}
	advance(t, s, history(rand.New(rand.NewPCG(3, 3)), 40), nil)
	good := encode(t, s)
	body := func(change func([]byte) []byte) []byte { return sealed(change(slices.Clone(good[48:]))) }
	other := func(change func(*oracle.Origin)) oracle.Origin { o := origin(); change(&o); return o }
	flipped := slices.Clone(good)
	flipped[len(flipped)/2] ^= 1
	newer := slices.Clone(good)
	newer[15] = 9
	for name, c := range map[string]struct {
		b      []byte
		origin oracle.Origin
		want   string
	}{
		"empty":          {nil, origin(), "begin"},
		"other file":     {[]byte(strings.Repeat("SQLite format 3", 9)), origin(), "begin"},
		"cut off":        {good[:len(good)-1], origin(), "damaged"},
		"a flipped bit":  {flipped, origin(), "damaged"},
		"newer":          {newer, origin(), "version 9"},
		"not RLP":        {body(func(b []byte) []byte { return []byte("nonsense") }), origin(), "malformed"},
		"trailing":       {body(func(b []byte) []byte { return append(b, 0) }), origin(), "malformed"},
		"nothing folded": {sealed(rlpOf(t, "v1", hub, 3)), origin(), "malformed"},
		"another chain":  {good, other(func(o *oracle.Origin) { o.Hub.ChainID = 6 }), "chain 5"},
		"another hub":    {good, other(func(o *oracle.Origin) { o.Hub.Address[0] = 1 }), "chain 5"},
		"another start":  {good, other(func(o *oracle.Origin) { o.Start = 2 }), "block 3"},
		"another build":  {good, other(func(o *oracle.Origin) { o.Build = "v2" }), "another build"},
		"now served":     {good, other(func(o *oracle.Origin) { o.Serves = func(oracle.Task) bool { return true } }), "was declined"},
		"now declined":   {good, other(func(o *oracle.Origin) { o.Serves = func(oracle.Task) bool { return false } }), "was served"},
	} {
		s, _, err := oracle.DecodeSnapshot(c.b, c.origin)
		if s != nil || !errors.Is(err, oracle.ErrSnapshot) || !strings.Contains(fmt.Sprint(err), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	// Between the events of a block there is nothing to go on from.
	s.Apply(oracle.AgentRegistered{Agent: addr(1), PublicKey: make([]byte, 96)})
	if _, err := oracle.EncodeSnapshot(s, origin()); err == nil {
		t.Error("half a block was encoded")
	}
}

func rlpOf(t *testing.T, build string, hub oracle.Hub, start uint64) []byte {
	t.Helper()
	b, err := rlp.EncodeToBytes(struct {
		Build string
		Hub   oracle.Hub
		Start uint64
	}{build, hub, start})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A decoder of hostile bytes returns, with a state in canonical form or an
// error, and allocates in proportion to what it read.
func FuzzDecodeSnapshot(f *testing.F) {
	for seed := range uint64(4) {
		s := oracle.NewState()
		advance(f, s, history(rand.New(rand.NewPCG(seed, 9)), 4+4*int(seed)), nil)
		f.Add(encode(f, s)[48:])
	}
	f.Add([]byte{0xc0})
	f.Fuzz(func(t *testing.T, body []byte) {
		b := sealed(body)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		s, _, err := oracle.DecodeSnapshot(b, origin())
		runtime.ReadMemStats(&after)
		if grown, limit := after.TotalAlloc-before.TotalAlloc, uint64(1<<20+400*len(b)); grown > limit {
			t.Errorf("%d bytes allocated for %d", grown, len(b))
		}
		if err != nil {
			if !errors.Is(err, oracle.ErrSnapshot) {
				t.Errorf("%v", err)
			}
			return
		}
		if !bytes.Equal(encode(t, s), b) {
			t.Error("not in canonical form")
		}
		s.Apply(oracle.BlockConfirmed{Anchor: oracle.Anchor{Number: 99, Time: 1 << 60}})
	})
}

// After many rounds a state is as large as after few: what is over leaves
// nothing behind, cancelled tasks, those of one round and stopped feeds included.
func TestStateDoesNotGrow(t *testing.T) {
	s := oracle.NewState()
	feed := taskAt(1, 100, 10, 0, 10, 30)
	feed.Hub = hub
	now := uint64(100)
	var sizes []int
	s.Apply(created(feed))
	for n := range uint64(4000) {
		index := uint32(2 + 3*n)
		once, never, stopped := taskAt(index, now, 10, 0, 10, 0), taskAt(index+1, now+1000, 10, 0, 10, 0), taskAt(index+2, now, 10, 0, 5, 15)
		once.Hub, never.Hub, stopped.Hub = hub, hub, hub
		round := feed.RoundAt(now)
		advance(t, s, []oracle.Event{created(once), created(never), created(stopped), oracle.TaskCancelled{Task: never.ID},
			committed(index, 1, 1, n), committed(1, round, 1, n), committed(1, round, 2, n), committed(index+2, 1, 1, n),
			oracle.TaskStopped{Task: stopped.ID, LastRound: 2}}, nil)
		now += 30
		advance(t, s, []oracle.Event{
			oracle.BlockConfirmed{Anchor: oracle.Anchor{Number: 2*n + 1, Hash: common.Hash{1}, Time: now - 1}},
			oracle.BatchPosted{Accepted: []oracle.PostedOutcome{{Index: 1, Round: uint32(round)}, {Index: index, Round: 1}, {Index: index + 2, Round: 1}}},
			oracle.BlockConfirmed{Anchor: oracle.Anchor{Number: 2*n + 2, Hash: common.Hash{1}, Time: now}},
		}, nil)
		if n%1000 == 999 {
			sizes = append(sizes, len(encode(t, s)))
		}
	}
	for _, size := range sizes {
		if size > sizes[0]+20 { // longer numbers
			t.Errorf("the state grows: %d bytes", sizes)
			break
		}
	}
	if tasks := s.Book().Tasks(); len(tasks) > 4 {
		t.Errorf("%d tasks are kept", len(tasks))
	}
}

// On a chain on which nobody posts what is kept is bounded, and it is the
// oldest superseded outcomes that go.
func TestUnpostedIsBounded(t *testing.T) {
	s := oracle.NewState()
	large, small := taskAt(1, 0, 1, 0, 1, 5), taskAt(2, 0, 1, 0, 1, 5)
	large.Hub, small.Hub = hub, hub
	out := func(index uint32, round uint64, values int) oracle.Outcome {
		return oracle.Outcome{Index: index, Round: round, Status: oracle.StatusOK, Values: make([]fixed.Q64x64, values)}
	}
	s.Solved(small, out(2, 1, 1))
	const d = 4096
	for round := range uint64(1000) {
		s.Solved(large, out(1, round+1, d))
		if round == 500 { // a restart changes nothing about it
			s.Apply(oracle.BlockConfirmed{Anchor: oracle.Anchor{Number: 1, Hash: common.Hash{1}, Time: 1}})
			var err error
			if s, _, err = oracle.DecodeSnapshot(encode(t, s), origin()); err != nil {
				t.Fatal(err)
			}
		}
	}
	left := unposted(s)
	if n := 1<<20/d - 1; len(left) != n+1 || left[0].Index != 2 || left[1].Round != uint32(1000-n+1) || left[n].Round != 1000 {
		t.Errorf("%d are kept, from %d of task %d to %d", len(left), left[1].Round, left[1].Index, left[len(left)-1].Round)
	}
}

// BenchmarkEncodeSnapshot encodes the state of 1,000 agents in 10 tasks, each
// with an open round.
func BenchmarkEncodeSnapshot(b *testing.B) {
	s := oracle.NewState()
	for a := range 1000 {
		s.Apply(oracle.AgentRegistered{Agent: addr(a), PublicKey: make([]byte, 96)})
	}
	for i := range uint32(10) {
		task := taskAt(i+1, 100, 10, 0, 10, 10)
		task.Hub = hub
		s.Apply(created(task))
		for a := range 1000 {
			s.Apply(oracle.Committed{Task: task.ID, Round: 1, Agent: addr(a), Commitment: oracle.SignedCommitment{Commitment: make([]byte, 48), Proof: make([]byte, 112), Signature: make([]byte, 96)}})
		}
	}
	s.Apply(oracle.BlockConfirmed{Anchor: oracle.Anchor{Number: 1, Hash: common.Hash{1}, Time: 1}})
	b.ReportAllocs()
	for b.Loop() {
		b.SetBytes(int64(len(encode(b, s))))
	}
}
