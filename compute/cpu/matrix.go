package cpu

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"oracled/compute"
)

// Load implements compute.Backend. The matrix aliases p.
func (b *Backend) Load(ctx context.Context, p compute.Payoffs) (compute.Matrix, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("load %d×%d payoffs: %w", p.Rows, p.Cols, err)
	}
	return &matrix{p, b.workers()}, nil
}

// matrix is a compute.Matrix on the processor: the specification.
//
// Products are summed in registers, four rows at a time, so that a weight is
// loaded once for four products. A tile of profiles stays in a core's cache while
// a panel of rows passes through it once.
type matrix struct {
	compute.Payoffs
	workers int
}

const (
	quad        = 4       // rows at a time
	tileWeights = 1 << 16 // weights in a tile of profiles: 256 KiB
	tileMost    = 32      // profiles in a tile
	panelBytes  = 1 << 20 // of a panel of rows: what passes between two looks at ctx, times a tile
)

// Close implements compute.Matrix: the processor holds nothing.
func (m *matrix) Close() error { return nil }

// Multiply implements compute.Matrix.
func (m *matrix) Multiply(ctx context.Context, u []int64, w []int32) (int, error) {
	if err := compute.CheckWeights(w, m.Cols); err != nil {
		return 0, err
	}
	if len(u) != m.Rows {
		return 0, fmt.Errorf("%w: room for %d utilities of %d actions", compute.ErrInput, len(u), m.Rows)
	}
	if err := m.each(ctx, compute.Profiles{Count: 1, Weights: w}, func(_, row int, sums []int64) { copy(u[row:], sums) }); err != nil {
		return 0, err
	}
	best := 0
	for a, v := range u {
		if v > u[best] {
			best = a
		}
	}
	return best, nil
}

// Utilities implements compute.Matrix.
func (m *matrix) Utilities(ctx context.Context, p compute.Profiles) ([]int64, error) {
	if err := p.Check(m.Cols); err != nil {
		return nil, err
	}
	out := make([]int64, p.Count*m.Rows)
	err := m.each(ctx, p, func(i, row int, sums []int64) { copy(out[i*m.Rows+row:], sums) })
	if err != nil {
		return nil, err
	}
	return out, nil
}

// BestResponses implements compute.Matrix.
func (m *matrix) BestResponses(ctx context.Context, p compute.Profiles) (compute.Responses, error) {
	if err := p.Check(m.Cols); err != nil {
		return compute.Responses{}, err
	}
	out := compute.Responses{Best: make([]int32, p.Count), Utility: make([]int64, p.Count)}
	for i := range out.Best {
		out.Best[i] = -1
	}
	locks := make([]sync.Mutex, p.Count) // the panels of a profile come in any order
	err := m.each(ctx, p, func(i, row int, sums []int64) {
		best := 0
		for k, v := range sums {
			if v > sums[best] {
				best = k
			}
		}
		a, v := int32(row+best), sums[best]
		locks[i].Lock()
		defer locks[i].Unlock()
		if out.Best[i] < 0 || v > out.Utility[i] || v == out.Utility[i] && a < out.Best[i] {
			out.Best[i], out.Utility[i] = a, v
		}
	})
	if err != nil {
		return compute.Responses{}, err
	}
	return out, nil
}

// each tells sink, from several goroutines, the utilities of rows row, row+1, …
// against profile i, once for every profile and panel of rows.
func (m *matrix) each(ctx context.Context, p compute.Profiles, sink func(i, row int, sums []int64)) error {
	tile := max(1, min(tileMost, tileWeights/m.Cols))
	panel := max(quad, panelBytes/4/m.Cols/quad*quad)
	for panel > 4*quad && (p.Count+tile-1)/tile*((m.Rows+panel-1)/panel) < 2*m.workers {
		panel = (panel/2 + quad - 1) / quad * quad
	}
	tiles, panels := (p.Count+tile-1)/tile, (m.Rows+panel-1)/panel
	var (
		wait sync.WaitGroup
		next atomic.Int64
	)
	for range min(m.workers, tiles*panels) {
		wait.Go(func() {
			sums := make([]int64, tile*panel)
			for ctx.Err() == nil {
				job := int(next.Add(1)) - 1
				if job >= tiles*panels {
					return
				}
				first, row := job/panels*tile, job%panels*panel
				last, end := min(first+tile, p.Count), min(row+panel, m.Rows)
				m.products(sums, p, first, last, row, end)
				for i := first; i < last; i++ {
					sink(i, row, sums[(i-first)*(end-row):(i-first+1)*(end-row)])
				}
			}
		})
	}
	wait.Wait()
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("utilities of %d profiles in a %d×%d matrix: %w", p.Count, m.Rows, m.Cols, err)
	}
	return nil
}

// products sets sums, one profile after the other, to the utilities of the rows
// from row to end against the profiles from first to last.
func (m *matrix) products(sums []int64, p compute.Profiles, first, last, row, end int) {
	rows := end - row
	for a := row; a+quad <= end; a += quad {
		x, y, z, t := m.Row(a), m.Row(a+1), m.Row(a+2), m.Row(a+3)
		for i := first; i < last; i++ {
			s := sums[(i-first)*rows+a-row:]
			s[0], s[1], s[2], s[3] = dotFour(p.Profile(i, m.Cols), x, y, z, t)
		}
	}
	for a := end - rows%quad; a < end; a++ {
		for i := first; i < last; i++ {
			sums[(i-first)*rows+a-row] = dot(p.Profile(i, m.Cols), m.Row(a))
		}
	}
}

// dotFour returns the products of w with four rows that are as long.
func dotFour(w, x, y, z, t []int32) (a, b, c, d int64) {
	x, y, z, t = x[:len(w)], y[:len(w)], z[:len(w)], t[:len(w)]
	for k, v := range w {
		v := int64(v)
		a += v * int64(x[k])
		b += v * int64(y[k])
		c += v * int64(z[k])
		d += v * int64(t[k])
	}
	return a, b, c, d
}

func dot(w, x []int32) (sum int64) {
	x = x[:len(w)]
	for k, v := range w {
		sum += int64(v) * int64(x[k])
	}
	return sum
}
