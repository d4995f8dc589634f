package cuda

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"oracled/compute"
	"oracled/compute/cuda/device"
)

const (
	playKernel = "utilities_play"

	playHeader  = 5       // numbers of a history in front of sums and counts
	playShared  = 1072    // bytes of shared memory besides the sums'
	playSteps   = 1024    // periods that a launch computes one by one, at most
	playWork    = 1 << 24 // sums that are added to in them
	playThreads = 1024    // of the block, at most
)

// LoadLearners implements compute.Backend. Earnings are copied to the device when
// the game is first played, and again after the device was lost.
func (b *Backend) LoadLearners(ctx context.Context, e compute.Earnings) (compute.Learners, error) {
	largest, err := e.Largest()
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("load earnings of %d and %d actions: %w", e.Actions[0], e.Actions[1], err)
	}
	return &learners{Earnings: e, largest: largest, backend: b}, nil
}

// learners are compute.Learners. What is on the device is the session's.
type learners struct {
	compute.Earnings
	largest [2]int64
	backend *Backend
}

// Close implements compute.Learners.
func (l *learners) Close() error {
	l.backend.thread.release(func(s *session) { s.dropGame(l) })
	return nil
}

// Play implements compute.Learners.
func (l *learners) Play(ctx context.Context, h *compute.History, until int64) (undecided [2]bool, err error) {
	if err := h.Check(l.Earnings, l.largest, until); err != nil {
		return undecided, err
	}
	at := h.Periods
	if err = ctx.Err(); err == nil {
		err = l.backend.thread.do(ctx, func(s *session) error {
			undecided, err = s.play(ctx, l, h, until)
			return err
		})
	}
	if err != nil {
		return [2]bool{}, fmt.Errorf("fictitious play with %d and %d actions, from period %d: %w", l.Actions[0], l.Actions[1], at, err)
	}
	return undecided, nil
}

// numbers returns how many a history takes on the device.
func (l *learners) numbers() int {
	return playHeader + l.Live[0] + l.Live[1] + l.Actions[0] + l.Actions[1]
}

// play is Play on the device. h changes when nothing can fail any more.
func (s *session) play(ctx context.Context, l *learners, h *compute.History, until int64) (undecided [2]bool, err error) {
	numbers := l.numbers()
	ln, err := s.lane(0, 8*numbers, 8*numbers)
	if err != nil {
		return undecided, err
	}
	history, err := s.pool.Get(8 * int64(numbers))
	if err != nil {
		return undecided, err
	}
	defer s.pool.Put(history)
	on, err := s.game(ctx, l)
	if err != nil {
		return undecided, err
	}
	defer func() { err = errors.Join(err, s.device.Wait(ln.stream)) }()

	writeHistory(ln.in, h)
	if err := s.device.CopyIn(ln.stream, history, ln.in[:8*numbers]); err != nil {
		return undecided, err
	}
	steps := max(16, min(playSteps, playWork/(l.Live[0]+l.Live[1])))
	for {
		if err := s.launchPlay(ln.stream, l, on, history, until, steps); err != nil {
			return undecided, err
		}
		if err := s.device.CopyOut(ln.stream, ln.out[:8*playHeader], history); err != nil {
			return undecided, err
		}
		if err := s.device.Wait(ln.stream); err != nil {
			return undecided, err
		}
		if number(ln.out, 0) >= until || number(ln.out, 3)&3 != 0 {
			break
		}
		if err := ctx.Err(); err != nil {
			return undecided, err
		}
		for i := range 2 {
			if number(ln.out, 3)>>(2+i)&1 == 0 {
				continue
			}
			if err := s.fetch(ln, l, on, i, number(ln.out, 2-i)); err != nil {
				s.dropGame(l)
				return undecided, err
			}
		}
	}
	if err := s.device.CopyOut(ln.stream, ln.out[:8*numbers], history); err != nil {
		return undecided, err
	}
	if err := s.device.Wait(ln.stream); err != nil {
		return undecided, err
	}
	return l.readHistory(ln.out, h, until)
}

// launchPlay begins to go on with a history that is or will be on the device, until
// so many periods were played or so many computed one by one.
func (s *session) launchPlay(on device.Stream, l *learners, g *game, history device.Pointer, until int64, steps int) error {
	rounded, inShared := uint64(0), uint64(0)
	for i, r := range l.Rounded {
		if r {
			rounded |= 1 << i
		}
	}
	grid := device.Grid{Threads: min(playThreads, 2*padded(max(l.Live[0], l.Live[1]), 32)), Shared: playShared}
	if with := playShared + 8*(l.Live[0]+l.Live[1]); with <= s.info.SharedPerBlock {
		grid.Shared, inShared = with, 1
	}
	return s.device.Launch(on, s.kernels[playKernel], grid, uint64(g.earnings[0]), uint64(g.earnings[1]), uint64(g.places[0]), uint64(g.places[1]),
		uint64(history), uint64(l.Live[0]), uint64(l.Live[1]), uint64(l.Actions[0]), rounded, inShared, uint64(until), uint64(steps))
}

func number(from []byte, k int) int64 { return int64(binary.NativeEndian.Uint64(from[8*k:])) }

// writeHistory lays a history out as the kernel reads it.
func writeHistory(to []byte, h *compute.History) {
	for k, v := range []int64{h.Periods, int64(h.Next[0]), int64(h.Next[1]), 0, h.Behind} {
		binary.NativeEndian.PutUint64(to[8*k:], uint64(v))
	}
	to = to[8*playHeader:]
	for _, of := range [][]int64{h.Sums[0], h.Sums[1], h.Counts[0], h.Counts[1]} {
		to = to[copy(to, numbersAsBytes(of)):]
	}
}

// readHistory takes over what the kernel wrote, if that is a history that goes on
// from h.
func (l *learners) readHistory(from []byte, h *compute.History, until int64) (undecided [2]bool, err error) {
	out := compute.NewHistory(l.Earnings, [2]int{int(number(from, 1)), int(number(from, 2))})
	out.Periods, out.Behind = number(from, 0), number(from, 4)
	who := number(from, 3)
	from = from[8*playHeader:]
	for _, of := range [][]int64{out.Sums[0], out.Sums[1], out.Counts[0], out.Counts[1]} {
		from = from[copy(numbersAsBytes(of), from):]
	}
	if err := out.Check(l.Earnings, l.largest, until); err != nil {
		return undecided, fmt.Errorf("what the device counted is no history: %v: %w", err, device.ErrLost)
	}
	if out.Periods < h.Periods {
		return undecided, fmt.Errorf("the device went on from period %d to %d: %w", h.Periods, out.Periods, device.ErrLost)
	}
	*h = *out
	return [2]bool{who&1 != 0, who&2 != 0}, nil
}
