package backends

import (
	"context"
	"errors"

	"oracled/compute"
)

// Load implements compute.Backend. The matrix is ready on the CPU, which keeps no
// copy of its own, and on the accelerator, which takes one when it is first asked.
func (c *Chosen) Load(ctx context.Context, p compute.Payoffs) (compute.Matrix, error) {
	plain, err := c.cpu.Load(ctx, p)
	if err != nil {
		return nil, err
	}
	m := &matrix{chosen: c, plain: plain, size: int64(p.Rows) * int64(p.Cols)}
	if c.accelerator != nil {
		if m.accelerated, err = c.accelerator.Load(ctx, p); err != nil {
			return nil, errors.Join(err, plain.Close())
		}
	}
	return m, nil
}

// matrix is a compute.Matrix on both.
type matrix struct {
	chosen             *Chosen
	plain, accelerated compute.Matrix // the second nil without an accelerator
	size               int64
}

// product has the products with so many profiles made.
func product[T any](ctx context.Context, m *matrix, profiles int, make func(compute.Matrix) (T, error)) (T, error) {
	return run(ctx, m.chosen, int64(profiles)*m.size >= m.chosen.products,
		func() (T, error) { return make(m.accelerated) },
		func() (T, error) { return make(m.plain) })
}

// BestResponses implements compute.Matrix.
func (m *matrix) BestResponses(ctx context.Context, p compute.Profiles) (compute.Responses, error) {
	return product(ctx, m, p.Count, func(of compute.Matrix) (compute.Responses, error) { return of.BestResponses(ctx, p) })
}

// Utilities implements compute.Matrix.
func (m *matrix) Utilities(ctx context.Context, p compute.Profiles) ([]int64, error) {
	return product(ctx, m, p.Count, func(of compute.Matrix) ([]int64, error) { return of.Utilities(ctx, p) })
}

// Multiply implements compute.Matrix.
func (m *matrix) Multiply(ctx context.Context, u []int64, w []int32) (int, error) {
	return product(ctx, m, 1, func(of compute.Matrix) (int, error) { return of.Multiply(ctx, u, w) })
}

// Close implements compute.Matrix.
func (m *matrix) Close() error {
	err := m.plain.Close()
	if m.accelerated != nil {
		err = errors.Join(err, m.accelerated.Close())
	}
	return err
}

// products returns the work that says which backend multiplies: one profile with
// square matrices, four times as large every time.
func products(yield func(sample) bool) {
	for n := 128; n <= measuredMost; n *= 2 {
		p := compute.Payoffs{Rows: n, Cols: n, Entries: make([]int32, n*n)}
		for i := range p.Entries {
			p.Entries[i] = int32(uint32(i)*2654435761>>2) - compute.MaxPayoff/2
		}
		w, u := make([]int32, n), make([]int64, n)
		for i := range w {
			w[i] = compute.ProfileWeight / int32(n)
		}
		if !yield(sample{int64(len(p.Entries)), func(ctx context.Context, b compute.Backend) (func() error, func() error, error) {
			m, err := b.Load(ctx, p)
			if err != nil {
				return nil, nil, err
			}
			return func() error {
				_, err := m.Multiply(ctx, u, w)
				return err
			}, m.Close, nil
		}}) {
			return
		}
	}
}
