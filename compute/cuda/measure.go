package cuda

import (
	"context"
	"fmt"
	"math"

	"oracled/compute"
	"oracled/compute/cuda/device"
)

// Rates are what a device reaches at best, in bytes per second, to compare a
// kernel with.
type Rates struct {
	Copy   float64 // within device memory, read plus written
	Upload float64 // from pinned memory of the host
}

// measuredTimes is how often something is timed; the best counts.
const measuredTimes = 5

// MeasureRates copies so many bytes.
func (b *Backend) MeasureRates(ctx context.Context, bytes int) (Rates, error) {
	var out Rates
	err := b.thread.do(ctx, func(s *session) error {
		l, err := s.lane(0, bytes, 0)
		if err != nil {
			return err
		}
		from, err := s.pool.Get(int64(bytes))
		if err != nil {
			return err
		}
		defer s.pool.Put(from)
		to, err := s.pool.Get(int64(bytes))
		if err != nil {
			return err
		}
		defer s.pool.Put(to)
		seconds, err := s.best(ctx, l.stream, func() error { return s.device.CopyIn(l.stream, from, l.in[:bytes]) })
		if err != nil {
			return err
		}
		out.Upload = float64(bytes) / seconds
		seconds, err = s.best(ctx, l.stream, func() error { return s.device.Copy(l.stream, to, from, int64(bytes)) })
		out.Copy = 2 * float64(bytes) / seconds
		return err
	})
	if err != nil {
		return Rates{}, fmt.Errorf("measure the device's rates with %d bytes: %w", bytes, err)
	}
	return out, nil
}

// best returns the least time that the device takes for what do begins on a
// stream.
func (s *session) best(ctx context.Context, on device.Stream, do func() error) (float64, error) {
	least := math.Inf(1)
	for range measuredTimes {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		seconds, err := s.device.Seconds(on, do)
		if err != nil {
			return 0, err
		}
		least = min(least, seconds)
	}
	return least, nil
}

// MeasureTrimmed returns how long the kernel alone takes for columns within the
// limits that are on the device, in seconds.
func (b *Backend) MeasureTrimmed(ctx context.Context, c compute.Columns) (float64, error) {
	if err := c.Check(); err != nil {
		return 0, err
	}
	var out float64
	err := b.thread.do(ctx, func(s *session) error {
		p := s.planTrimmed(c)
		weights, err := s.uploadWeights(c.Weights)
		if err != nil {
			return err
		}
		defer s.pool.Put(weights)
		anchors, err := s.pool.Get(int64(len(c.Anchors)) * int64(anchorBytes))
		if err != nil {
			return err
		}
		defer s.pool.Put(anchors)
		answers, err := s.pool.Get(int64(c.Coordinates) * answerBytes)
		if err != nil {
			return err
		}
		defer s.pool.Put(answers)
		j := tallJob{plan: p, columns: c.Coordinates, anchors: anchors, weights: weights, answers: answers}
		if p.tall != nil {
			all, err := s.pool.Get(p.tall.scratchBytes(c.Coordinates))
			if err != nil {
				return err
			}
			defer s.pool.Put(all)
			j.scratch = p.tall.layout(all, c.Coordinates)
		}
		l, err := s.lane(0, p.perSlice*c.Agents*anchorBytes, c.Coordinates*answerBytes)
		if err != nil {
			return err
		}
		for first := 0; first < c.Coordinates; first += p.perSlice {
			from := anchorsAsBytes(c.Anchors[first*c.Agents : min(first+p.perSlice, c.Coordinates)*c.Agents])
			copyWide(l.in, from)
			at := anchors + device.Pointer(first*c.Agents*anchorBytes)
			if err := s.device.CopyIn(l.stream, at, l.in[:len(from)]); err != nil {
				return err
			}
			if err := s.device.Wait(l.stream); err != nil {
				return err
			}
		}
		out, err = s.best(ctx, l.stream, func() error {
			if p.tall == nil {
				return s.launchTrimmed(p, l.stream, c.Coordinates, anchors, weights, answers)
			}
			if err := s.launchTall(l.stream, j); err != nil {
				return err
			}
			out := l.out[:c.Coordinates*answerBytes]
			if err := s.device.CopyOut(l.stream, out, answers); err != nil {
				return err
			}
			if err := s.device.Wait(l.stream); err != nil {
				return err
			}
			return s.finishTall(ctx, l.stream, j, out)
		})
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("time the kernel on %d columns of %d anchors: %w", c.Coordinates, c.Agents, err)
	}
	return out, nil
}
