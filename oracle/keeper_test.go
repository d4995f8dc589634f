package oracle_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"oracled/oracle"
)

// shelf keeps one snapshot and what it was asked.
type shelf struct {
	mu      sync.Mutex
	bytes   []byte
	saves   int
	drops   int
	loadErr error
	saveErr error
	slow    chan struct{} // if not nil a save waits for it
}

func (s *shelf) LoadSnapshot(context.Context, oracle.Hub) ([]byte, error) {
	return s.bytes, s.loadErr
}

func (s *shelf) SaveSnapshot(_ context.Context, _ oracle.Hub, b []byte) error {
	if s.slow != nil {
		<-s.slow
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.saveErr != nil {
		return s.saveErr
	}
	s.bytes = b
	s.saves++
	return nil
}

func (s *shelf) DropSnapshot(context.Context, oracle.Hub) error {
	s.bytes = nil
	s.drops++
	return nil
}

func (s *shelf) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.saveErr = err
}

// kept runs a pipeline with snapshots over the events to a stop.
func kept(s *stages, sh oracle.Snapshots) *oracle.Pipeline {
	p := s.pipeline()
	p.Snapshots, p.SnapshotEvery, p.Build = sh, 10, "v1"
	return p
}

func hashed(number, time uint64) oracle.Event {
	return oracle.BlockConfirmed{Anchor: oracle.Anchor{Number: number, Time: time, Hash: common.Hash{byte(number)}}, Live: true}
}

// A pipeline that was stopped goes on where it was: with the trust and the
// outcomes that it had, and nothing is asked for or solved twice.
func TestPipelineResumes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sh := &shelf{}
		first := newStages(t, created(taskAt(1, 100, 10, 0, 10, 10)), created(taskAt(2, 900, 10, 0, 10, 0)),
			committed(1, 1, 1, 1), hashed(20, 120), committed(1, 2, 1, 2), hashed(21, 121))
		first.post = func(context.Context) error { return errors.New("no ether") }
		p := kept(first, sh)
		p.Policy = func(task oracle.Task) error {
			if task.Index == 2 {
				return errors.New("too cheap")
			}
			return nil
		}
		stop, _, result := first.run(p)
		synctest.Wait()
		stop()
		if err, ended := result(); !ended || err != nil {
			t.Fatal(ended, err)
		}
		first.want("follow solve", "follow from 17", "solve 1.1 [0]")
		first.want("resumed snapshot", "resumed from 17, dropped <nil>", "snapshot of 21, empty false, <nil>")

		second := newStages(t, hashed(22, 130))
		p = kept(second, sh)
		p.Policy = func(task oracle.Task) error {
			if task.Index == 2 {
				return errors.New("too cheap")
			}
			return nil
		}
		_, _, result = second.run(p)
		if err, ended := result(); ended {
			t.Fatal(err)
		}
		second.want("resumed declined", "resumed from 22, dropped <nil>", "declined 2: too cheap")
		second.want("follow add solve", "add task 1 round 1", "follow from 22", "solve 1.2 [8192]", "add task 1 round 2")
		var met []uint32
		for _, e := range second.folded[:2] {
			if e, ok := e.(oracle.TaskCreated); ok {
				met = append(met, e.Task.Index)
			}
		}
		if !slices.Equal(met, []uint32{1, 2}) || len(second.folded) != 3 {
			t.Errorf("told of %v, want the snapshot's tasks 1 and 2 and the block", second.folded)
		}
	})
}

func TestPipelineDropsASnapshot(t *testing.T) {
	for name, sh := range map[string]*shelf{
		"unreadable": {loadErr: errors.New("input/output error")},
		"damaged":    {bytes: []byte("junk")},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newStages(t, oneRound()...)
				_, _, result := s.run(kept(s, sh))
				if err, ended := result(); ended {
					t.Fatal(err)
				}
				s.want("follow add", "follow from 17", "add task 1 round 1")
				if got := s.noted("resumed from 17, dropped <nil>"); len(got) > 0 {
					t.Error("nobody was told")
				}
			})
		})
	}
}

// What a deep reorganisation leaves is no place to go on from.
func TestPipelineDropsTheSnapshotOfAReorg(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sh := &shelf{}
		s := newStages(t, hashed(9, 120))
		s.halt = fmt.Errorf("block 8: %w", oracle.ErrReorg)
		_, _, result := s.run(kept(s, sh))
		if err, ended := result(); !ended || !errors.Is(err, oracle.ErrReorg) || err.Error() != s.halt.Error() {
			t.Errorf("ended %v with %v", ended, err)
		}
		if sh.drops != 1 || sh.bytes != nil {
			t.Errorf("%d drops, %d bytes are left", sh.drops, len(sh.bytes))
		}
	})
}

// A store that fails is tried again; one that hangs does not stop the fold.
func TestPipelineSavesBeside(t *testing.T) {
	var events []oracle.Event
	for n := range uint64(60) {
		events = append(events, hashed(n+1, n+1))
	}
	synctest.Test(t, func(t *testing.T) {
		sh := &shelf{saveErr: errors.New("no space left on device")}
		s := newStages(t, events...)
		stop, _, result := s.run(kept(s, sh))
		time.Sleep(time.Minute)
		if n := len(s.noted("retrying-snapshot no space")); n < 5 {
			t.Errorf("told %d times", n)
		}
		sh.fail(nil)
		time.Sleep(time.Minute)
		s.want("snapshot", "snapshot of 11, empty false, <nil>")
		stop()
		if err, ended := result(); !ended || err != nil {
			t.Fatal(ended, err)
		}
		s.want("snapshot", "snapshot of 11, empty false, <nil>", "snapshot of 60, empty false, <nil>")
	})
	synctest.Test(t, func(t *testing.T) {
		sh := &shelf{slow: make(chan struct{})}
		s := newStages(t, events...)
		stop, _, result := s.run(kept(s, sh))
		synctest.Wait()
		if n := len(s.noted("told")); n != 60 {
			t.Errorf("%d blocks were folded while the store hung, want 60", n)
		}
		close(sh.slow)
		synctest.Wait()
		stop()
		if err, ended := result(); !ended || err != nil {
			t.Fatal(ended, err)
		}
	})
}

// A stop between the events of a block leaves the snapshot before.
func TestPipelineKeepsNoHalfBlock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sh := &shelf{}
		s := newStages(t, hashed(1, 1), hashed(11, 2), committed(1, 1, 1, 12))
		stop, _, result := s.run(kept(s, sh))
		synctest.Wait()
		stop()
		if err, ended := result(); !ended || err != nil {
			t.Fatal(ended, err)
		}
		s.want("snapshot", "snapshot of 11, empty false, <nil>")
	})
}
