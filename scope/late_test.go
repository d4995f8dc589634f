package scope_test

import (
	"context"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"oracled/oracle"
	"oracled/scope"
)

// restored tells of a chain what is told after a restart: it has the rounds from 2
// on, with so many coordinates.
func restored(k *scope.Keeper, task oracle.Task, i int, last uint32, coordinates int) {
	k.Serve(task, 0)
	for round := uint32(2); round <= last; round++ {
		o := oracle.PostedOutcome{Index: task.Index, Round: round, Participants: 8, Took: 0b11}
		for range coordinates {
			o.Values = append(o.Values, big.NewInt(int64(round)))
		}
		k.Posted(task, o)
	}
	confirm(k, i, uint64(last)*60+deadline)
}

// TestEveryRoundAfterARestart: what two chains have is told to a third that comes
// back after a restart, every round and in order, as it passes their deadlines.
func TestEveryRoundAfterARestart(t *testing.T) {
	ts := tasks(t, 1, 1, 1)
	run(t, func(k *scope.Keeper, _ *notes, a *alone) {
		restored(k, ts[1], 1, 300, 1)
		restored(k, ts[0], 0, 300, 1)
		if n := k.Everywhere(ts[0]); n != 0 {
			t.Errorf("rounds up to %d are everywhere, and a chain has not answered", n)
		}
		k.Serve(ts[2], 0)
		k.Posted(ts[2], oracle.PostedOutcome{Index: ts[2].Index, Round: 2, Took: 0b11, Values: []*big.Int{big.NewInt(2)}})
		if n := k.Everywhere(ts[0]); n != 2 {
			t.Errorf("rounds up to %d are everywhere, want 2", n)
		}
		var got []string
		for _, at := range []uint64{deadline, 4*60 - 1, 4*60 + 60, 400 * 60} {
			confirm(k, 2, at)
			got = append(got, taken(k, 2)...)
			if want := min(at/60, 300); at > 2*60 && len(got) != int(want-2) {
				t.Errorf("at %d it is told %d rounds, want %d", at, len(got), want-2)
			}
		}
		for i, text := range got {
			if want := fmt.Sprintf("task 5 round %d [%d] of 11, 8", i+3, i+3); text != want {
				t.Fatalf("told %q, want %q", text, want)
			}
		}
		if a.asked != 0 || len(taken(k, 0))+len(taken(k, 1)) != 0 {
			t.Errorf("%d lists were asked for, or a chain is told what it has", a.asked)
		}
		for round := uint32(3); round <= 300; round++ {
			k.Posted(ts[2], oracle.PostedOutcome{Index: ts[2].Index, Round: round, Took: 0b11, Values: []*big.Int{big.NewInt(int64(round))}})
		}
		if n := k.Everywhere(ts[1]); n != 300 {
			t.Errorf("rounds up to %d are everywhere, want 300", n)
		}
	})
}

// slow agrees on round 1 when it is told to.
type slow struct {
	*alone
	first chan struct{}
}

func (s *slow) Agree(ctx context.Context, of *oracle.Scope, round uint64) (oracle.Took, error) {
	if round == 1 {
		select {
		case <-s.first:
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
	return s.alone.Agree(ctx, of, round)
}

// TestRoundsInOrder: a round whose list takes long is waited for by the next one,
// which would supersede it, for another grace after its own and not longer.
func TestRoundsInOrder(t *testing.T) {
	ts := tasks(t, 1, 1)
	for name, patient := range map[string]bool{"it comes": true, "it does not": false} {
		t.Run(name, func(t *testing.T) {
			run(t, func(k *scope.Keeper, _ *notes, a *alone) {
				s := &slow{a, make(chan struct{})}
				k.Agreement = s
				tell := func(at uint64) {
					for i := range ts {
						confirm(k, i, at)
					}
					synctest.Wait()
				}
				for _, task := range ts {
					k.Serve(task, 0)
				}
				for round := uint64(1); round <= 2; round++ {
					for i, task := range ts {
						closeRound(t, k, task, i, round, int64(100*round))
					}
					tell(round * 60)
				}
				if got := taken(k, 0); len(got) != 0 || k.Due(hubOf(0)) != 2*60+2*grace {
					t.Errorf("told %v before round 1 is agreed; waits until %d", got, k.Due(hubOf(0)))
				}
				want := []string{"task 3 round 2 [201] of 11, 8"}
				if patient {
					close(s.first)
					synctest.Wait()
					want = slices.Insert(want, 0, "task 3 round 1 [101] of 11, 8")
				} else {
					tell(2*60 + 2*grace)
				}
				if got := taken(k, 0); !slices.Equal(got, want) {
					t.Errorf("told %q, want %q", got, want)
				}
			})
		})
	}
}

// TestRoundsInOrderAfterAStart: of rounds that are all past their deadline when a
// process starts the graces end together, and the later one may be agreed first.
func TestRoundsInOrderAfterAStart(t *testing.T) {
	ts := tasks(t, 1, 1, 1)
	run(t, func(k *scope.Keeper, _ *notes, a *alone) {
		s := &slow{a, make(chan struct{})}
		k.Agreement = s
		for _, task := range ts[:2] { // the third chain has stopped
			k.Serve(task, 0)
		}
		for round := uint64(1); round <= 2; round++ {
			for i, task := range ts[:2] {
				closeRound(t, k, task, i, round, int64(100*round))
			}
		}
		for _, at := range []uint64{200, 200 + grace} {
			for i := range ts[:2] {
				confirm(k, i, at)
			}
			synctest.Wait()
		}
		if got := taken(k, 0); len(got) != 0 || k.Due(hubOf(0)) != 200+2*grace {
			t.Errorf("told %v before round 1 is agreed; waits until %d", got, k.Due(hubOf(0)))
		}
		close(s.first)
		synctest.Wait()
		if got := taken(k, 0); len(got) != 2 || !strings.HasPrefix(got[0], "task 3 round 1 ") || !strings.HasPrefix(got[1], "task 3 round 2 ") {
			t.Errorf("told %q", got)
		}
	})
}

// TestOutcomesAreBounded for a chain that never answers.
func TestOutcomesAreBounded(t *testing.T) {
	ts := tasks(t, 1, 1, 1)
	run(t, func(k *scope.Keeper, _ *notes, _ *alone) {
		k.Serve(ts[2], 0)
		restored(k, ts[0], 0, oracle.MaxRelayed+50, 1)
		if s := k.Status()[0]; len(s.Rounds)+s.More != oracle.MaxRelayed || len(s.Rounds) > 100 {
			t.Errorf("%d rounds are listed, and there are %d more", len(s.Rounds), s.More)
		}
		confirm(k, 2, 1<<40)
		got := taken(k, 2)
		if len(got) != oracle.MaxRelayed || got[0] != "task 5 round 51 [51] of 11, 8" {
			t.Errorf("%d rounds are kept, the first %q", len(got), got[0])
		}
	})
	run(t, func(k *scope.Keeper, _ *notes, _ *alone) {
		k.Serve(ts[2], 0)
		restored(k, ts[0], 0, 50, oracle.MaxRelayedValues/32)
		confirm(k, 2, 1<<40)
		if got := k.Outcomes(hubOf(2)); len(got) != 32 || got[0].Outcome.Round != 19 {
			t.Errorf("%d large rounds are kept, the first %d", len(got), got[0].Outcome.Round)
		}
	})
}
