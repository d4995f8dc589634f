package oracle_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"oracled/oracle"
)

func TestPipelineOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		events := oneRound()
		last := events[len(events)-1].(oracle.BlockConfirmed)
		last.Live = true
		events[len(events)-1] = last
		s := newStages(t, events...)
		stop, _, result := s.run(s.pipeline())
		if err, ended := result(); ended {
			t.Fatal(err)
		}
		s.want("follow verify solve check add confirmed attest landed settle next return",
			"follow from 17", "verify 1.1", "solve 1.1 [0 0]", "check 1.1", "add task 1 round 1", "confirmed 9", "next 1 at 0s", "attest", "landed 99")
		s.want("resumed verified outcome declined told viewed",
			"resumed from 17, dropped <nil>", "verified 1 with 2, rejected []", "outcome of task 1 round 1", "told of 9", "viewed 9, 1 tasks")
		s.want("posted", "posted in 99")
		stop()
		if err, ended := result(); !ended || err != nil {
			t.Errorf("after a stop: %v, %v", ended, err)
		}
	})
}

// The observer hears of every event, before what comes of it, and how long a
// batch took.
func TestPipelineTells(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		events := append(oneRound(), oracle.TaskCancelled{Task: oracle.TaskIDFromIndex(7)})
		s := newStages(t, events...)
		s.post = func(ctx context.Context) error { return oracle.Sleep(ctx, 3*time.Second) }
		_, _, result := s.run(s.pipeline())
		time.Sleep(5 * time.Second)
		if err, ended := result(); ended {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(s.folded, events) {
			t.Errorf("told of %v, want %v", s.folded, events)
		}
		if want := []string{"attest 0", "post 3"}; !slices.Equal(s.took, want) {
			t.Errorf("told of times %q, want %q", s.took, want)
		}
	})
}

func TestPipelineDeclines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		unknown := taskAt(2, 100, 10, 0, 10, 0)
		unknown.Solver = "crystal-ball"
		s := newStages(t, created(unknown), created(taskAt(3, 100, 10, 0, 10, 0)), created(taskAt(4, 100, 10, 0, 10, 0)),
			committed(2, 1, 1, 1), committed(3, 1, 1, 1), committed(4, 1, 1, 1), block(2, 1000))
		p := s.pipeline()
		p.Policy = func(task oracle.Task) error {
			if task.Index == 3 {
				return errors.New("too cheap")
			}
			return nil
		}
		_, _, result := s.run(p)
		if err, ended := result(); ended {
			t.Fatal(err)
		}
		s.want("declined", "declined 2: no such solver", "declined 3: too cheap")
		s.want("verify add", "verify 4.1", "add task 4 round 1")
	})
}

// The batcher hears which outcomes are to come, before the block that shows it.
func TestPipelineExpects(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStages(t, created(taskAt(1, 100, 10, 0, 10, 0)), created(taskAt(2, 100, 10, 0, 20, 0)),
			committed(1, 1, 1, 1), committed(2, 1, 1, 1), block(2, 110), block(3, 125))
		p := s.pipeline()
		p.Policy = func(task oracle.Task) error {
			if task.Index == 1 {
				return errors.New("too cheap")
			}
			return nil
		}
		_, _, result := s.run(p)
		if err, ended := result(); ended {
			t.Fatal(err)
		}
		s.want("expect confirmed", "expect [130]", "confirmed 2", "expect [130]", "confirmed 3")
	})
}

// What the chain has is computed, for the trust, and not posted again.
func TestPipelineKnowsWhatIsPosted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStages(t, created(taskAt(1, 100, 10, 0, 10, 10)),
			committed(1, 1, 1, 1), committed(1, 2, 1, 2), committed(1, 3, 1, 3), // deadlines 120, 130, 140
			block(4, 120),
			oracle.BatchPosted{Accepted: []oracle.PostedOutcome{{Index: 1, Round: 2}}}, block(5, 140))
		_, _, result := s.run(s.pipeline())
		if err, ended := result(); ended {
			t.Fatal(err)
		}
		s.want("verify add settle", "verify 1.1", "add task 1 round 1", "settle 1", "verify 1.2", "verify 1.3", "add task 1 round 3")
		// Everybody's trust grows with every round.
		s.want("solve", "solve 1.1 [0]", "solve 1.2 [8192]", "solve 1.3 [15360]")
	})
}

// Positions of low trust are rejections to whoever watches, in the agents' order.
func TestPipelineLowTrust(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		task := taskAt(1, 100, 10, 0, 10, 0)
		task.MinTrust = 1
		s := newStages(t, created(task), committed(1, 1, 2, 5), block(9, 120))
		s.rejected = []oracle.Rejection{{Agent: addr(1), Reason: oracle.BadProof}, {Agent: addr(3), Reason: oracle.NotRevealed}}
		_, _, result := s.run(s.pipeline())
		if err, ended := result(); ended {
			t.Fatal(err)
		}
		want := []oracle.Rejection{{Agent: addr(1), Reason: oracle.BadProof}, {Agent: addr(2), Reason: oracle.LowTrust}, {Agent: addr(3), Reason: oracle.NotRevealed}}
		s.want("verified", fmt.Sprintf("verified 1 with 0, rejected %v", want))
	})
}

func TestPipelineRetriesWithBackOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStages(t, oneRound()...)
		failures := 9
		s.post = func(context.Context) error {
			if failures--; failures >= 0 {
				return errors.New("the endpoint is down")
			}
			return nil
		}
		_, _, result := s.run(s.pipeline())
		time.Sleep(5 * time.Minute)
		if err, ended := result(); ended {
			t.Fatal(err)
		}
		var want []string
		at, wait := time.Duration(0), 250*time.Millisecond
		for range 10 {
			want = append(want, fmt.Sprintf("next 1 at %v", at))
			at += wait
			wait = min(2*wait, 15*time.Second)
		}
		s.want("next", want...)
		down := slices.Repeat([]string{"retrying-post post batch 0x0000000000000000000000000000000000000000000000000000000000000000: the endpoint is down"}, 9)
		s.want("retrying-post", append(down, "retrying-post <nil>")...)
		if n := len(s.noted("return")); n != 9 {
			t.Errorf("%d batches were returned, want 9", n)
		}
		s.want("landed posted", "landed 99", "posted in 99")
	})
}

func TestPipelineRetriesTheBatcher(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStages(t, oneRound()...)
		s.nextErrs = []error{errors.New("no anchor"), errors.New("no epoch")}
		_, _, result := s.run(s.pipeline())
		time.Sleep(time.Minute)
		if err, ended := result(); ended {
			t.Fatal(err)
		}
		s.want("retrying-batch next", "retrying-batch no anchor", "retrying-batch no epoch", "next 1 at 750ms", "retrying-batch <nil>")
		s.want("posted", "posted in 99")
	})
}

// Somebody else was first: no retry, and the event of the chain will settle it.
func TestPipelineNothingNew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStages(t, oneRound()...)
		s.post = func(context.Context) error { return oracle.ErrNothingNew }
		_, _, result := s.run(s.pipeline())
		time.Sleep(time.Minute)
		if err, ended := result(); ended {
			t.Fatal(err)
		}
		s.want("next landed posted return retrying-post", "next 1 at 0s", "landed 0", "retrying-post <nil>")
	})
}

// What breaks an invariant ends Run with its error, at once and for good.
func TestPipelineHalts(t *testing.T) {
	boom := errors.New("boom")
	for _, c := range []struct {
		name   string
		set    func(*stages)
		want   error
		prefix string
	}{
		{"equivocation", func(s *stages) { s.attestErr = fmt.Errorf("task 1: %w", oracle.ErrEquivocation) }, oracle.ErrEquivocation, "attest batch"},
		{"reorg", func(s *stages) { s.halt = fmt.Errorf("block 8: %w", oracle.ErrReorg) }, oracle.ErrReorg, "block 8"},
		{"wrong chain", func(s *stages) { s.halt = oracle.ErrWrongChain }, oracle.ErrWrongChain, ""},
		{"verifier", func(s *stages) { s.verifyErr = boom }, boom, "solve task 1 round 1: verify: "},
		{"solver", func(s *stages) { s.solveErr = boom }, boom, "solve task 1 round 1: compute: "},
		{"certificate", func(s *stages) { s.checkErr = boom }, boom, "solve task 1 round 1: check our own outcome: "},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newStages(t, oneRound()...)
				c.set(s)
				_, _, result := s.run(s.pipeline())
				err, ended := result()
				if !ended || !errors.Is(err, c.want) || !strings.HasPrefix(err.Error(), c.prefix) {
					t.Errorf("ended %v with %v, want %q, %v", ended, err, c.prefix, c.want)
				}
				if c.want == boom {
					s.want("add")
				}
			})
		})
	}
}

// The first signal lets the batch in flight finish, the second ends it.
func TestPipelineTwoContexts(t *testing.T) {
	for _, finishes := range []bool{true, false} {
		t.Run(fmt.Sprintf("finishes %v", finishes), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newStages(t, oneRound()...)
				mined := make(chan struct{})
				s.post = func(ctx context.Context) error {
					select {
					case <-mined:
						return ctx.Err()
					case <-ctx.Done():
						return ctx.Err()
					}
				}
				stopIntake, stopWork, result := s.run(s.pipeline())
				synctest.Wait()
				stopIntake()
				if err, ended := result(); ended {
					t.Fatalf("ended with a batch in flight: %v", err)
				}
				if finishes {
					close(mined)
				} else {
					stopWork()
				}
				if err, ended := result(); !ended || err != nil {
					t.Errorf("ended %v with %v", ended, err)
				}
				if landed := s.noted("landed"); finishes != (len(landed) == 1) {
					t.Errorf("landed: %q", landed)
				}
				s.want("next", "next 1 at 0s") // no new batch after the stop
			})
		})
	}
}

// A stop while a failing poster waits for its next try ends Run at once.
func TestPipelineStopsDuringBackOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStages(t, oneRound()...)
		s.post = func(context.Context) error { return errors.New("down") }
		stop, _, result := s.run(s.pipeline())
		time.Sleep(time.Minute)
		stop()
		if err, ended := result(); !ended || err != nil {
			t.Errorf("ended %v with %v", ended, err)
		}
	})
}

// A silent poster must not stop the fold: the follower goes on.
func TestPipelineFoldsWhilePosting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		events := oneRound()
		for n := range uint64(3000) {
			events = append(events, block(10+n, 121+n))
		}
		s := newStages(t, events...)
		s.post = func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }
		_, stopWork, result := s.run(s.pipeline())
		if err, ended := result(); ended {
			t.Fatal(err)
		}
		if told := s.noted("told"); len(told) != 3001 {
			t.Errorf("%d blocks were folded, want 3001", len(told))
		}
		stopWork()
	})
}

type nudger struct {
	*stages
	now func() uint64
}

func (n nudger) Now(context.Context) (uint64, error) { return n.now(), nil }

func (n nudger) Nudge(context.Context) error {
	n.note("nudge at %v", time.Since(n.began))
	if time.Since(n.began) >= 33*time.Second {
		return errors.New("no ether")
	}
	return nil
}

// A chain that mines on demand is nudged when a round is overdue, not before,
// and not when no round is open.
func TestPipelineNudges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		events := make(chan oracle.Event)
		s := newStages(t)
		p := s.pipeline()
		p.Follower = followerFunc(func(ctx context.Context, emit func(oracle.Event) error) error {
			for {
				select {
				case e := <-events:
					if err := emit(e); err != nil {
						return err
					}
				case <-ctx.Done():
					return ctx.Err()
				}
			}
		})
		p.NudgeAfter = 2 * time.Second
		n := &nudger{stages: s, now: func() uint64 { return 100 + uint64(time.Since(s.began)/time.Second) }}
		p.Nudger = n
		_, _, result := s.run(p)
		time.Sleep(10 * time.Second)
		s.want("nudge")
		events <- created(taskAt(1, 100, 10, 0, 20, 0)) // deadline 130, overdue at 132
		events <- committed(1, 1, 1, 1)
		events <- block(1, 110)
		time.Sleep(21 * time.Second)
		s.want("nudge")
		time.Sleep(1500 * time.Millisecond)
		if got := s.noted("nudge"); len(got) == 0 || got[0] != "nudge at 32s" {
			t.Errorf("nudges %q, want the first at 32s", got)
		}
		if got := s.noted("retrying-nudge no ether"); len(got) != 0 {
			t.Errorf("reported %q", got)
		}
		time.Sleep(time.Second)
		if got := s.noted("retrying-nudge no ether"); len(got) == 0 {
			t.Error("a nudge that fails was not reported")
		}
		events <- block(2, 133) // closes the round
		synctest.Wait()
		before := len(s.noted("nudge"))
		time.Sleep(time.Minute)
		if after := len(s.noted("nudge")); after != before {
			t.Errorf("%d nudges without an open round", after-before)
		}
		if err, ended := result(); ended {
			t.Fatal(err)
		}
	})
}

type followerFunc func(context.Context, func(oracle.Event) error) error

func (f followerFunc) Follow(ctx context.Context, _ oracle.Cursor, emit func(oracle.Event) error) error {
	return f(ctx, emit)
}

// An auditor resolves rounds as the pipeline does, without being told between.
func TestResolve(t *testing.T) {
	s := newStages(t)
	task := taskAt(1, 100, 10, 0, 10, 0)
	task.InitialTrust, task.MinTrust = 100, 101
	r := oracle.Round{Task: task, Number: 1, Submissions: []oracle.Submission{{Agent: addr(1)}}}
	trust := oracle.NewTrust()
	got, err := oracle.Resolve(context.Background(), s, r, trust, nil, s)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Profile.Positions) != 0 || len(got.Low) != 1 || !reflect.DeepEqual(got.Rejected, []oracle.Rejection{{Agent: addr(1), Reason: oracle.LowTrust}}) {
		t.Errorf("%+v", got)
	}
	if v := trust.Of(task, addr(1)); v != 100-12+8192 {
		t.Errorf("trust %d: those of low trust go on being scored", v)
	}
}
