package cuda

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"oracled/compute"
	"oracled/compute/cuda/device"
)

// Names of the kernels in utilities.cu, and what they are built for.
const (
	layKernel      = "utilities_lay"
	multiplyKernel = "utilities_multiply"
	mostKernel     = "utilities_most"
	searchKernel   = "utilities_search"
	settleKernel   = "utilities_settle"
	exactKernel    = "utilities_exact"
	rateKernel     = "utilities_rate"

	searchShared = 49152
	exactShared  = 32768
	searchTile   = 128 // profiles and rows
	searchList   = 32  // candidates
	exactTile    = 64
	mostParts    = 64 // of the rows, each with lists of candidates of its own
)

func utilityKernels() []string {
	return []string{layKernel, multiplyKernel, mostKernel, searchKernel, settleKernel, exactKernel, rateKernel, playKernel}
}

// Load implements compute.Backend. The payoffs are copied to the device when they
// are first multiplied, and again after the device was lost.
func (b *Backend) Load(ctx context.Context, p compute.Payoffs) (compute.Matrix, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("load %d×%d payoffs: %w", p.Rows, p.Cols, err)
	}
	m := &matrix{Payoffs: p, backend: b}
	for _, v := range p.Entries {
		m.largest = max(m.largest, v, -v)
	}
	return m, nil
}

// matrix is a compute.Matrix. What is on the device is the session's.
type matrix struct {
	compute.Payoffs
	backend *Backend
	largest int32 // magnitude of an entry
}

// Close implements compute.Matrix.
func (m *matrix) Close() error {
	m.backend.thread.release(func(s *session) { s.evict(m) })
	return nil
}

// do runs a job and says what it was.
func (m *matrix) do(ctx context.Context, profiles int, job func(s *session) error) error {
	if err := ctx.Err(); err != nil {
		return m.failed(profiles, err)
	}
	if err := m.backend.thread.do(ctx, job); err != nil {
		return m.failed(profiles, err)
	}
	return nil
}

func (m *matrix) failed(profiles int, err error) error {
	return fmt.Errorf("utilities of %d profiles in a %d×%d matrix: %w", profiles, m.Rows, m.Cols, err)
}

// Multiply implements compute.Matrix.
func (m *matrix) Multiply(ctx context.Context, u []int64, w []int32) (best int, err error) {
	if err := compute.CheckWeights(w, m.Cols); err != nil {
		return 0, err
	}
	if len(u) != m.Rows {
		return 0, fmt.Errorf("%w: room for %d utilities of %d actions", compute.ErrInput, len(u), m.Rows)
	}
	err = m.do(ctx, 1, func(s *session) error {
		return s.panels(ctx, m, planes{entries: true}, func(o operand, first, rows int) error {
			at, err := s.multiply(o, w, u[first:first+rows])
			if err == nil && (first == 0 || u[first+at] > u[best]) {
				best = first + at
			}
			return err
		})
	})
	return best, err
}

// multiply sets u to the products of rows on the device with one profile, and
// returns the best row.
func (s *session) multiply(o operand, w []int32, u []int64) (best int, err error) {
	const answer = 16 // the largest utility, its row, and padding
	in, out := 4*o.stride, 8*len(u)+answer
	l, err := s.lane(0, in, out)
	if err != nil {
		return 0, err
	}
	weights, err := s.pool.Get(int64(in))
	if err != nil {
		return 0, err
	}
	defer s.pool.Put(weights)
	results, err := s.pool.Get(int64(out))
	if err != nil {
		return 0, err
	}
	defer s.pool.Put(results)
	defer func() { err = errors.Join(err, s.device.Wait(l.stream)) }()

	clear(l.in[copy(l.in[:in], integersAsBytes(w)):in])
	if err := s.device.CopyIn(l.stream, weights, l.in[:in]); err != nil {
		return 0, err
	}
	if err := s.launchMultiply(l.stream, o, weights, results+answer, len(u)); err != nil {
		return 0, err
	}
	threads := 256
	if len(u) > 4096 {
		threads = 1024
	}
	grid := device.Grid{Threads: threads, Shared: 12 * threads}
	if err := s.device.Launch(l.stream, s.kernels[mostKernel], grid, uint64(results)+answer, uint64(len(u)), uint64(results), uint64(results)+8); err != nil {
		return 0, err
	}
	if err := s.device.CopyOut(l.stream, l.out[:out], results); err != nil {
		return 0, err
	}
	if err := s.device.Wait(l.stream); err != nil {
		return 0, err
	}
	for i := range u {
		u[i] = int64(binary.NativeEndian.Uint64(l.out[answer+8*i:]))
	}
	best = int(int32(binary.NativeEndian.Uint32(l.out[8:])))
	if best < 0 || best >= len(u) || u[best] != int64(binary.NativeEndian.Uint64(l.out)) {
		return 0, fmt.Errorf("the device's best row is %d of %d, and its utility not that of the row: %w", best, len(u), device.ErrLost)
	}
	return best, nil
}

// launchMultiply begins to multiply so many rows with one profile.
func (s *session) launchMultiply(on device.Stream, o operand, weights, u device.Pointer, rows int) error {
	const warps = 8
	grid := device.Grid{Blocks: [3]int{(rows + warps - 1) / warps}, Threads: 32 * warps}
	return s.device.Launch(on, s.kernels[multiplyKernel], grid, uint64(o.entries), uint64(weights), uint64(u), uint64(rows), uint64(o.stride))
}

// Utilities implements compute.Matrix.
func (m *matrix) Utilities(ctx context.Context, p compute.Profiles) ([]int64, error) {
	if err := p.Check(m.Cols); err != nil {
		return nil, err
	}
	out := make([]int64, p.Count*m.Rows)
	err := m.do(ctx, p.Count, func(s *session) error {
		return s.panels(ctx, m, planes{limbs: true}, func(o operand, first, rows int) error {
			return s.inSlices(ctx, p, &exact{session: s, of: o, rows: rows, cols: m.Cols, sink: func(i int, u []byte) {
				for k := range rows {
					out[i*m.Rows+first+k] = int64(binary.NativeEndian.Uint64(u[8*k:]))
				}
			}})
		})
	})
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
	err := m.do(ctx, p.Count, func(s *session) error {
		return s.panels(ctx, m, planes{entries: true, rounded: true}, func(o operand, first, rows int) error {
			return s.inSlices(ctx, p, &search{session: s, of: o, rows: rows, cols: m.Cols, largest: m.largest, sink: func(i int, row int32, u int64) {
				if first == 0 || u > out.Utility[i] {
					out.Best[i], out.Utility[i] = int32(first)+row, u
				}
			}})
		})
	})
	if err != nil {
		return compute.Responses{}, err
	}
	return out, nil
}

// margin returns twice what a utility in TF32 may be off by, and a little: for
// weights whose magnitudes sum to total, entries of at most largest in magnitude
// and so many terms. Rounding to 11 bits takes 2⁻¹¹ of each factor at most. A
// tensor core's products are exact, and each of its additions of eight of them to a
// sum is taken to be off by at most 9·2⁻²² of all magnitudes together, four times
// what truncating every term at the largest's 24th bit gives (Fasi, Higham,
// Mikaitis, Pranesh 2021, "Numerical behavior of NVIDIA tensor cores", §4).
func margin(total int64, largest int32, stride int) float32 {
	most := float64(total) * float64(largest)
	off := most * (0x1p-10*1.01 + float64(stride)/8*9*0x1p-22)
	return math.Nextafter32(float32(2*off+most*0x1p-20), math.MaxFloat32)
}
