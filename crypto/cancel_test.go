package crypto

import (
	"context"
	"errors"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"oracled/oracle"
)

// countedContext is done after so many looks at it, and knows what happened
// between the looks.
type countedContext struct {
	context.Context
	looks   atomic.Int64
	limit   int64
	measure bool // only with one worker
	last    time.Duration
	longest time.Duration // processor time between two looks
}

func (c *countedContext) Err() error {
	if c.measure {
		now := cpuTime()
		c.longest = max(c.longest, now-c.last)
		c.last = now
	}
	if c.looks.Add(1) > c.limit {
		return context.Canceled
	}
	return nil
}

// hostileRounds are rounds of n agents with none and many submissions bad.
func hostileRounds(t *testing.T, n int) map[string]oracle.Round {
	honest, keys := benchRound(t, n, 2)
	out := map[string]oracle.Round{"honest": honest}
	for name, percent := range map[string]int{"30 % bad": 30} {
		random := rand.New(rand.NewPCG(1, 1))
		r := honest
		r.Submissions = slices.Clone(r.Submissions)
		for i := range r.Submissions {
			if random.IntN(100) >= percent {
				continue
			}
			s := &r.Submissions[i]
			s.Commitments, s.Openings = slices.Clone(s.Commitments), slices.Clone(s.Openings)
			switch c := &s.Commitments[0]; random.IntN(3) {
			case 0:
				c.Signature = honest.Submissions[(i+1)%n].Commitments[0].Signature
			case 1:
				c.Proof = slices.Clone(c.Proof)
				c.Proof[111] ^= 1
				digest := CommitmentDigest(oracle.Context{Task: r.Task.ID, Round: 1, Agent: keys[i].ID()}, c.Commitment, c.Proof)
				c.Signature = keys[i].Sign(digest[:])
			case 2:
				s.Openings[0].Confidence++
			}
		}
		out[name] = r
	}
	return out
}

// TestCancelledAnywhere cancels at many places: a worker looks at the context a
// few times more and returns, and between two looks lies only a small part of
// the work for a round of two chunks.
func TestCancelledAnywhere(t *testing.T) {
	n := 600
	if testing.Short() {
		n = 200
	}
	for name, r := range hostileRounds(t, n) {
		t.Run(name, func(t *testing.T) {
			v := NewVerifier(VerifierOptions{Workers: 1})
			begin := cpuTime()
			whole := &countedContext{Context: t.Context(), limit: 1 << 60, measure: true, last: begin}
			if _, _, err := v.Verify(whole, r); err != nil {
				t.Fatal(err)
			}
			total := cpuTime() - begin
			t.Logf("%d looks in %v of processor time, at most %v apart", whole.looks.Load(), total, whole.longest)
			if part := float64(whole.longest) / float64(total); n == 600 && part > 0.1 {
				t.Errorf("%.0f %% of the work lies between two looks at the context", 100*part)
			}
			for _, workers := range []int{1, 3} {
				v := NewVerifier(VerifierOptions{Workers: workers})
				for k := range 4 {
					ctx := &countedContext{Context: t.Context(), limit: whole.looks.Load() * int64(k) / 4}
					if p, rejections, err := v.Verify(ctx, r); !errors.Is(err, context.Canceled) || p.Positions != nil || rejections != nil {
						t.Errorf("cancelled after %d looks: %v", ctx.limit, err)
					}
					if more := ctx.looks.Load() - ctx.limit; more > int64(12*workers+8) {
						t.Errorf("%d workers cancelled after %d looks go on for %d", workers, ctx.limit, more)
					}
				}
			}
		})
	}
}

// TestWorkers counts the goroutines of a verification.
func TestWorkers(t *testing.T) {
	for name, r := range hostileRounds(t, 150) {
		for _, workers := range []int{1, 2} {
			v := NewVerifier(VerifierOptions{Workers: workers})
			var most atomic.Int64
			stop, stopped := make(chan struct{}), make(chan struct{})
			base := runtime.NumGoroutine() + 1 // who counts
			go func() {
				defer close(stopped)
				for {
					select {
					case <-stop:
						return
					default:
						most.Store(max(most.Load(), int64(runtime.NumGoroutine())))
						runtime.Gosched()
					}
				}
			}()
			if _, _, err := v.Verify(t.Context(), r); err != nil {
				t.Fatal(err)
			}
			close(stop)
			<-stopped
			if more := int(most.Load()) - base; more > workers {
				t.Errorf("%s: %d goroutines for %d workers", name, more, workers)
			}
		}
	}
}

// TestManyCommitmentsOfOneAgent floods a round under one name: what is right is
// found wherever it stands, in pieces that fit in a worker's memory.
func TestManyCommitmentsOfOneAgent(t *testing.T) {
	r, keys := benchRound(t, 3, 1)
	ctx := oracle.Context{Task: r.Task.ID, Round: 1, Agent: keys[1].ID()}
	right := r.Submissions[1].Commitments[0]
	flood := make([]oracle.SignedCommitment, 3*defaultChunk)
	for i := range flood {
		flood[i] = right
		flood[i].Proof = slices.Clone(right.Proof)
		flood[i].Proof[0], flood[i].Proof[1] = byte(i), byte(i>>8)
		if i%8 != 0 {
			flood[i].Signature = make([]byte, AgentSignatureSize)
		}
		flood[i].At = oracle.LogPosition{Block: uint64(i)}
	}
	second, err := Commit(ctx, 50, r.Submissions[1].Openings[0].Values, nil)
	if err != nil {
		t.Fatal(err)
	}
	digest := CommitmentDigest(ctx, second.Commitment, second.Proof)
	other := oracle.SignedCommitment{Commitment: second.Commitment, Proof: second.Proof, Signature: keys[1].Sign(digest[:])}
	for _, at := range []int{0, defaultChunk - 1, defaultChunk, len(flood) - 1} {
		for _, twice := range []bool{false, true} {
			s := r
			s.Submissions = slices.Clone(r.Submissions)
			sent := slices.Clone(flood)
			sent[at] = right
			sent[at].Group, sent[at].At = 7, oracle.LogPosition{Block: 1}
			late := right
			late.Group, late.At = 9, oracle.LogPosition{Block: 1 << 40}
			sent = append(sent, late)
			want := oracle.Reason("")
			if twice {
				sent[len(sent)-1-at/2] = other
				want = oracle.Equivocation
			}
			s.Submissions[1].Commitments = sent
			v := NewVerifier(VerifierOptions{Workers: 2})
			p, rejections, err := v.Verify(t.Context(), s)
			if err != nil || len(p.Positions)+len(rejections) != 3 {
				t.Fatal(p, rejections, err)
			}
			var got oracle.Reason
			if len(rejections) > 0 {
				got = rejections[0].Reason
			}
			if got != want || len(rejections) > 1 {
				t.Errorf("right one at %d, another %v: %v", at, twice, rejections)
			}
			for _, q := range p.Positions {
				if q.Agent == keys[1].ID() && q.Group != 7 {
					t.Errorf("right one at %d: group %d, want that of its earliest place", at, q.Group)
				}
			}
		}
	}
}

// TestManyOpeningsOfOneAgent floods the reveal: the right one is found, and its
// number costs no more than looking at each.
func TestManyOpeningsOfOneAgent(t *testing.T) {
	r, keys := benchRound(t, 2, 1)
	right := r.Submissions[1].Openings[0]
	for _, at := range []int{0, 100, 499, -1} {
		s := r
		s.Submissions = slices.Clone(r.Submissions)
		sent := make([]oracle.Opening, 500)
		for i := range sent {
			// Another blinding for sure: what is added is never zero.
			sent[i] = right
			sent[i].Blinding[30] ^= byte((i + 1) >> 8)
			sent[i].Blinding[31] ^= byte(i + 1)
		}
		if at >= 0 {
			sent[at] = right
		}
		s.Submissions[1].Openings = sent
		p, rejections, err := NewVerifier(VerifierOptions{}).Verify(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		if at >= 0 && len(p.Positions) != 2 || at < 0 && (len(rejections) != 1 || rejections[0] != oracle.Rejection{Agent: keys[1].ID(), Reason: oracle.BadOpening}) {
			t.Errorf("right one at %d: %v, %v", at, p.Positions, rejections)
		}
	}
}
