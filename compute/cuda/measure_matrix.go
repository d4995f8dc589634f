package cuda

import (
	"context"
	"fmt"
	"time"

	"oracled/compute"
	"oracled/compute/cuda/device"
)

// MeasureMatrixRate returns how many operations a second the device's tensor cores
// do in TF32 at best, a multiplication and an addition being two. Every warp makes
// 16 products of 16×8 and 8×8 numbers in each of so many rounds.
func (b *Backend) MeasureMatrixRate(ctx context.Context, rounds int) (float64, error) {
	var out float64
	err := b.thread.do(ctx, func(s *session) error {
		const threads, each = 256, 16 * 2 * 16 * 8 * 8 // operations of a warp in a round
		blocks := 8 * s.info.Multiprocessors
		l, err := s.lane(0, 0, 0)
		if err != nil {
			return err
		}
		sums, err := s.pool.Get(int64(4 * threads * blocks))
		if err != nil {
			return err
		}
		defer s.pool.Put(sums)
		seconds, err := s.best(ctx, l.stream, func() error {
			return s.device.Launch(l.stream, s.kernels[rateKernel], device.Grid{Blocks: [3]int{blocks}, Threads: threads}, uint64(sums), uint64(rounds))
		})
		out = float64(blocks) * threads / 32 * float64(rounds) * each / seconds
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("measure the device's rate of products: %w", err)
	}
	return out, nil
}

// MatrixSeconds is how long the parts of best responses take on the device.
type MatrixSeconds struct {
	Search float64 // for candidates, in TF32
	Settle float64 // among them, in integers
	All    float64 // with the copies of profiles and answers
}

// MeasureBestResponses times best responses to profiles that the device has room
// for all at once.
func (b *Backend) MeasureBestResponses(ctx context.Context, p compute.Payoffs, q compute.Profiles) (MatrixSeconds, error) {
	var out MatrixSeconds
	if err := q.Check(p.Cols); err != nil {
		return out, err
	}
	loaded, err := b.Load(ctx, p)
	if err != nil {
		return out, err
	}
	m := loaded.(*matrix)
	defer m.Close()
	err = m.do(ctx, q.Count, func(s *session) error {
		return s.panels(ctx, m, planes{entries: true, rounded: true}, func(o operand, _, rows int) error {
			k := &search{session: s, of: o, rows: rows, cols: p.Cols, largest: m.largest}
			t, err := s.newTurn(0, p.Cols, padded(q.Count, lineUnit), k)
			if err != nil {
				return err
			}
			defer s.dropTurns([]*turn{t})
			t.count = q.Count
			if err := s.beginTurn(t, q, p.Cols, k); err != nil {
				return err
			}
			if out.Search, err = s.best(ctx, t.stream, func() error { return k.find(t) }); err != nil {
				return err
			}
			out.Settle, err = s.best(ctx, t.stream, func() error { return k.settle(t) })
			return err
		})
	})
	if err != nil {
		return out, err
	}
	start := time.Now()
	_, err = m.BestResponses(ctx, q)
	out.All = time.Since(start).Seconds()
	return out, err
}

// MeasureMultiply returns how long the kernel alone takes to multiply payoffs with
// one profile, in seconds.
func (b *Backend) MeasureMultiply(ctx context.Context, p compute.Payoffs, w []int32) (float64, error) {
	if err := compute.CheckWeights(w, p.Cols); err != nil {
		return 0, err
	}
	loaded, err := b.Load(ctx, p)
	if err != nil {
		return 0, err
	}
	m := loaded.(*matrix)
	defer m.Close()
	var out float64
	err = m.do(ctx, 1, func(s *session) error {
		return s.panels(ctx, m, planes{entries: true}, func(o operand, _, rows int) error {
			weights, err := s.newOperand(1, p.Cols, planes{entries: true})
			if err != nil {
				return err
			}
			defer s.drop(weights)
			u, err := s.pool.Get(int64(8 * rows))
			if err != nil {
				return err
			}
			defer s.pool.Put(u)
			l, err := s.lane(0, 4*len(w), 0)
			if err != nil {
				return err
			}
			if err := s.clearOperand(l.stream, weights); err != nil {
				return err
			}
			copy(l.in, integersAsBytes(w))
			if err := s.device.CopyIn(l.stream, weights.entries, l.in[:4*len(w)]); err != nil {
				return err
			}
			out, err = s.best(ctx, l.stream, func() error { return s.launchMultiply(l.stream, o, weights.entries, u, rows) })
			return err
		})
	})
	return out, err
}
