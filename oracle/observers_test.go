package oracle_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"oracled/oracle"
)

// blocks notes the blocks that it is told of, when it was, and does what the test
// says before.
type blocks struct {
	oracle.NopObserver
	at func(number uint64) // nil: nothing

	mu  sync.Mutex
	saw []uint64
}

func (b *blocks) Confirmed(_ oracle.Hub, c oracle.BlockConfirmed) {
	if b.at != nil {
		b.at(c.Number)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.saw = append(b.saw, c.Number)
}

func (b *blocks) seen() []uint64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.saw)
}

// watched is a pipeline that follows blocks for observers, and what it reports.
func watched(t *testing.T, upTo uint64, list ...*blocks) (s *stages, p *oracle.Pipeline, all []uint64, reports func() []string) {
	var events []oracle.Event
	for n := uint64(1); n <= upTo; n++ {
		events, all = append(events, block(n, n)), append(all, n)
	}
	s = newStages(t, events...)
	p = s.pipeline()
	p.Observers = nil
	for i, o := range list {
		p.Observers = append(p.Observers, oracle.NamedObserver{Name: fmt.Sprintf("number %d", i), Observer: o})
	}
	var mu sync.Mutex
	var said []string
	p.Report = func(err error) {
		mu.Lock()
		defer mu.Unlock()
		said = append(said, err.Error())
	}
	return s, p, all, func() []string { mu.Lock(); defer mu.Unlock(); return slices.Clone(said) }
}

// timed calls a function at every block.
type timed struct {
	batcher
	block func()
}

func (b timed) Confirmed(c oracle.BlockConfirmed) {
	b.block()
	b.batcher.Confirmed(c)
}

// savings notes when snapshots are saved.
type savings struct {
	shelf
	when func() string
	log  []string
}

func (s *savings) SaveSnapshot(ctx context.Context, h oracle.Hub, b []byte) error {
	s.log = append(s.log, s.when())
	return s.shelf.SaveSnapshot(ctx, h, b)
}

// Every observer hears everything, in order, however many there are.
func TestObserversHearEverything(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		list := []*blocks{{}, {}, {at: func(uint64) { time.Sleep(time.Millisecond) }}}
		s, p, all, reports := watched(t, 5*oracle.ObserverQueue, list...)
		stop, _, result := s.run(p)
		time.Sleep(time.Minute)
		stop()
		if err, ended := result(); !ended || err != nil {
			t.Fatal(ended, err)
		}
		for i, o := range list {
			if got := o.seen(); !slices.Equal(got, all) {
				t.Errorf("observer %d: %v", i, got)
			}
		}
		if got := reports(); len(got) > 0 {
			t.Errorf("reports %q", got)
		}
	})
}

// One that hangs holds the pipeline up for the patience, once; the others hear
// everything, and it hears what there is room for, then and when it has caught up.
func TestObserverThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hung, more := make(chan struct{}), make(chan struct{})
		slow, other := &blocks{at: func(n uint64) {
			if n == 3 {
				<-hung
			}
		}}, &blocks{}
		const upTo = 5 * oracle.ObserverQueue
		s, p, all, reports := watched(t, upTo, slow, other)
		p.Follower = followerFunc(func(ctx context.Context, emit func(oracle.Event) error) error {
			for _, e := range s.events {
				if err := emit(e); err != nil {
					return err
				}
			}
			<-more
			if err := emit(block(upTo+1, upTo+1)); err != nil {
				return err
			}
			<-ctx.Done()
			return ctx.Err()
		})
		var told []time.Duration
		p.Batcher = timed{batcher{s}, func() { told = append(told, time.Since(s.began)) }}
		stop, _, result := s.run(p)
		time.Sleep(time.Minute)
		if err, ended := result(); ended {
			t.Fatal(err)
		}
		if last := told[len(told)-1]; len(told) != upTo || last != oracle.ObserverGrace+oracle.ObserverPatience {
			t.Errorf("%d blocks were folded, the last after %v", len(told), last)
		}
		if got := other.seen(); !slices.Equal(got, all) {
			t.Errorf("the other observer: %v", got)
		}
		close(hung)
		synctest.Wait()
		more <- struct{}{}
		synctest.Wait()
		got := slices.Clone(slow.seen())
		if n := len(got); n < oracle.ObserverQueue/2 || n > oracle.ObserverQueue/2+4 || // two notices of each block
			!slices.IsSorted(got) || got[n-1] != upTo+1 {
			t.Errorf("the observer that hung: %v", got)
		}
		if got := reports(); len(got) != 2 || !strings.Contains(got[0], "observer number 0 is too slow") || !strings.Contains(got[1], "has missed") {
			t.Errorf("reports %q", got)
		}
		stop()
		if err, ended := result(); !ended || err != nil {
			t.Errorf("ended %v, %v", ended, err)
		}
	})
}

// One that is always slow costs no more than the patience until it has caught up.
func TestObserverThatIsAlwaysSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := &blocks{at: func(uint64) { time.Sleep(oracle.ObserverPatience / 2) }}
		s, p, _, _ := watched(t, 5*oracle.ObserverQueue, slow)
		var last time.Duration
		p.Batcher = timed{batcher{s}, func() { last = time.Since(s.began) }}
		stop, _, result := s.run(p)
		time.Sleep(10 * time.Minute)
		stop()
		if err, ended := result(); !ended || err != nil {
			t.Fatal(ended, err)
		}
		if limit := oracle.ObserverPatience + 4*oracle.ObserverGrace; last < oracle.ObserverPatience || last > limit {
			t.Errorf("the pipeline took %v, want up to %v", last, limit)
		}
	})
}

// A panic costs the observer that notice and nobody else anything.
func TestObserverThatPanics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bad, other := &blocks{at: func(n uint64) {
			if n == 2 {
				panic("no such block")
			}
		}}, &blocks{}
		s, p, all, reports := watched(t, 4, bad, other)
		_, _, result := s.run(p)
		if err, ended := result(); ended {
			t.Fatal(err)
		}
		if got := bad.seen(); !slices.Equal(got, []uint64{1, 3, 4}) {
			t.Errorf("the observer that panicked: %v", got)
		}
		if got := other.seen(); !slices.Equal(got, all) {
			t.Errorf("the other: %v", got)
		}
		if got := reports(); len(got) != 1 || !strings.Contains(got[0], "observer number 0 panicked") || !strings.Contains(got[0], "no such block") || !strings.Contains(got[0], "observers_test.go") {
			t.Errorf("reports %q", got)
		}
	})
}

// One that panics at everything is reported now and then.
func TestObserverThatAlwaysPanics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, p, _, reports := watched(t, 40, &blocks{at: func(uint64) { panic("out of order") }})
		_, _, result := s.run(p)
		if err, ended := result(); ended {
			t.Fatal(err)
		}
		if got := reports(); len(got) != 6 || !strings.Contains(got[5], "32 times") {
			t.Errorf("%d reports, the last %.80q", len(got), got[len(got)-1])
		}
	})
}

// slow is an observer that takes its time, or hangs until it is freed.
func slow(hangs bool, free <-chan struct{}) *blocks {
	return &blocks{at: func(uint64) {
		if hangs {
			<-free
		}
		time.Sleep(oracle.ObserverPatience / 8)
	}}
}

// Run ends with all that was told taken in; for one that hangs it waits no longer
// than the patience.
func TestRunWaitsForObservers(t *testing.T) {
	for _, hangs := range []bool{false, true} {
		t.Run(fmt.Sprintf("hangs %v", hangs), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				free := make(chan struct{})
				o := slow(hangs, free)
				s, p, all, reports := watched(t, 4, o)
				s.halt = oracle.ErrWrongChain
				began := time.Now()
				err := p.Run(t.Context(), t.Context())
				if !errors.Is(err, oracle.ErrWrongChain) {
					t.Error(err)
				}
				switch took := time.Since(began); {
				case hangs && (took != oracle.ObserverPatience || len(reports()) != 1 || !strings.Contains(reports()[0], "left to itself")):
					t.Errorf("took %v, reports %q", took, reports())
				case !hangs && !slices.Equal(o.seen(), all):
					t.Errorf("saw %v", o.seen())
				}
				close(free)
				time.Sleep(time.Minute) // so that it ends
			})
		})
	}
}

// A snapshot is saved when the observers have heard of what is in it, or have had
// their time.
func TestSnapshotsWaitForObservers(t *testing.T) {
	for _, hangs := range []bool{false, true} {
		t.Run(fmt.Sprintf("hangs %v", hangs), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				free := make(chan struct{})
				o := slow(hangs, free)
				s, p, _, _ := watched(t, 3, o)
				p.SnapshotEvery = 2
				saved := &savings{when: func() string { return fmt.Sprintf("%d after %v", len(o.seen()), time.Since(s.began)) }}
				p.Snapshots = saved
				_, _, result := s.run(p)
				time.Sleep(time.Minute)
				if err, ended := result(); ended {
					t.Fatal(err)
				}
				want := "3 after 375ms"
				if hangs {
					want = "0 after 1s"
				}
				if len(saved.log) == 0 || saved.log[0] != want {
					t.Errorf("saved %q, want %q first", saved.log, want)
				}
				close(free)
				time.Sleep(time.Minute) // so that it ends
			})
		})
	}
}

// What is declined is told where it counts at once, whatever the observers do.
func TestDeclinedIsToldAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStages(t, created(taskAt(3, 100, 10, 0, 10, 0)))
		p := s.pipeline()
		p.Policy = func(oracle.Task) error { return errors.New("too cheap") }
		p.Declined = func(task oracle.Task, why error) { s.note("declined at once %d: %v", task.Index, why) }
		p.Observers = nil
		_, _, result := s.run(p)
		if err, ended := result(); ended {
			t.Fatal(err)
		}
		s.want("declined", "declined at once 3: too cheap")
	})
}
