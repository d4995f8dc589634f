package cuda

import (
	"context"
	"errors"
	"fmt"
	"unsafe"

	"oracled/compute"
	"oracled/compute/cuda/device"
)

// The layout of operands on the device, see kernels/utilities.cu.
const (
	strideUnit  = 64  // columns are padded to a multiple
	lineUnit    = 128 // lines too
	stagedBytes = 16 << 20
)

func padded(n, unit int) int { return (n + unit - 1) / unit * unit }

// planes are forms of an operand: integers, the same rounded to TF32, and limbs of
// eight bits.
type planes struct{ entries, rounded, limbs bool }

// operand is lines of integers on the device. Forms that are not there are 0.
type operand struct {
	lines, stride           int // lines as padded
	entries, rounded, limbs device.Pointer
}

// plane returns how many bytes a plane of limbs takes.
func (o operand) plane() int64 { return int64(o.lines) * int64(o.stride) }

// has tells whether all of these forms are there.
func (o operand) has(p planes) bool {
	return (o.entries != 0 || !p.entries) && (o.rounded != 0 || !p.rounded) && (o.limbs != 0 || !p.limbs)
}

// newOperand takes memory for lines×cols integers in these forms.
func (s *session) newOperand(lines, cols int, p planes) (operand, error) {
	o := operand{lines: padded(lines, lineUnit), stride: padded(cols, strideUnit)}
	for _, form := range []struct {
		want bool
		p    *device.Pointer
	}{{p.entries, &o.entries}, {p.rounded, &o.rounded}, {p.limbs, &o.limbs}} {
		if !form.want {
			continue
		}
		var err error
		if *form.p, err = s.pool.Get(4 * o.plane()); err != nil {
			s.drop(o)
			return operand{}, err
		}
	}
	return o, nil
}

func (s *session) drop(o operand) {
	s.pool.Put(o.entries)
	s.pool.Put(o.rounded)
	s.pool.Put(o.limbs)
}

// lay begins to lay integers, which are or will be at staged, out in an operand
// that is all zeros where they do not reach.
func (s *session) lay(on device.Stream, staged device.Pointer, o operand, firstLine, lines, cols int) error {
	skip := uint64(firstLine) * uint64(o.stride)
	at := func(p device.Pointer, bytes uint64) uint64 {
		if p == 0 {
			return 0
		}
		return uint64(p) + skip*bytes
	}
	grid := device.Grid{Blocks: [3]int{min((cols+255)/256, 64), min(lines, 1<<15)}, Threads: 256}
	return s.device.Launch(on, s.kernels[layKernel], grid, uint64(staged), at(o.entries, 4), at(o.rounded, 4), at(o.limbs, 1),
		uint64(o.plane()), uint64(lines), uint64(cols), uint64(o.stride))
}

// clearOperand begins to set all forms to zero.
func (s *session) clearOperand(on device.Stream, o operand) error {
	for _, p := range []device.Pointer{o.entries, o.rounded, o.limbs} {
		if p == 0 {
			continue
		}
		if err := s.device.Clear(on, p, 4*o.plane()); err != nil {
			return err
		}
	}
	return nil
}

// upload lays rows of a matrix out on the device, while the next ones are copied.
func (s *session) upload(ctx context.Context, p compute.Payoffs, first, rows int, want planes) (o operand, err error) {
	if o, err = s.newOperand(rows, p.Cols, want); err != nil {
		return operand{}, err
	}
	atOnce := min(rows, max(1, stagedBytes/(4*p.Cols)))
	var staged [2]device.Pointer
	var lanes [2]*lane
	defer func() {
		for i, l := range lanes {
			if l != nil {
				err = errors.Join(err, s.device.Wait(l.stream))
			}
			s.pool.Put(staged[i])
		}
		if err != nil {
			s.drop(o)
			o = operand{}
		}
	}()
	for i := range lanes {
		l, err := s.lane(i, 4*atOnce*p.Cols, 0)
		if err != nil {
			return o, err
		}
		lanes[i] = l
		if staged[i], err = s.pool.Get(int64(4 * atOnce * p.Cols)); err != nil {
			return o, err
		}
	}
	if err := s.clearOperand(lanes[0].stream, o); err != nil {
		return o, err
	}
	if err := s.device.Wait(lanes[0].stream); err != nil {
		return o, err
	}
	for at, turn := 0, 0; at < rows; at, turn = at+atOnce, turn+1 {
		if err := ctx.Err(); err != nil {
			return o, err
		}
		l, n := lanes[turn%2], min(atOnce, rows-at)
		if err := s.device.Wait(l.stream); err != nil {
			return o, err
		}
		from := integersAsBytes(p.Entries[(first+at)*p.Cols : (first+at+n)*p.Cols])
		copyWide(l.in, from)
		if err := s.device.CopyIn(l.stream, staged[turn%2], l.in[:len(from)]); err != nil {
			return o, err
		}
		if err := s.lay(l.stream, staged[turn%2], o, at, n, p.Cols); err != nil {
			return o, err
		}
	}
	return o, nil
}

// panels calls do with the rows of a matrix on the device, in the forms that it
// needs. A matrix that fits, with what do takes, stays there; of a larger one as
// many rows at a time as fit are copied, every time. Where memory runs out in the
// middle do begins again with the first row.
func (s *session) panels(ctx context.Context, m *matrix, want planes, do func(o operand, first, rows int) error) error {
	o, ok := s.resident[m]
	if !ok || !o.has(want) {
		// It stays what it was, too.
		all := planes{want.entries || o.entries != 0, want.rounded || o.rounded != 0, want.limbs || o.limbs != 0}
		s.evict(m)
		var err error
		o, err = s.upload(ctx, m.Payoffs, 0, m.Rows, all)
		if errors.Is(err, device.ErrMemory) && s.evictAll() { // who is asked now goes first
			o, err = s.upload(ctx, m.Payoffs, 0, m.Rows, all)
		}
		if err == nil {
			s.resident[m] = o
		} else if !errors.Is(err, device.ErrMemory) {
			return err
		}
	}
	if _, ok := s.resident[m]; ok {
		err := do(o, 0, m.Rows)
		if !errors.Is(err, device.ErrMemory) {
			return err
		}
		s.evict(m)
	}
	for rows := m.Rows; ; {
		if rows > lineUnit {
			rows = padded(rows/2, lineUnit)
		} else {
			rows = min(rows, lineUnit)
		}
		err := s.inPanels(ctx, m, want, rows, do)
		if !errors.Is(err, device.ErrMemory) {
			return err
		}
		if rows <= lineUnit { // fewer take no less memory
			return fmt.Errorf("%d rows of %d payoffs at a time: %w", rows, m.Cols, err)
		}
	}
}

// inPanels is panels for so many rows at a time.
func (s *session) inPanels(ctx context.Context, m *matrix, want planes, rows int, do func(o operand, first, rows int) error) error {
	for first := 0; first < m.Rows; first += rows {
		n := min(rows, m.Rows-first)
		o, err := s.upload(ctx, m.Payoffs, first, n, want)
		if err != nil {
			return err
		}
		err = do(o, first, n)
		s.drop(o)
		if err != nil {
			return err
		}
	}
	return nil
}

// evict gives back what the device holds of a matrix.
func (s *session) evict(m *matrix) {
	if o, ok := s.resident[m]; ok {
		s.drop(o)
		delete(s.resident, m)
	}
}

// evictAll gives back what the device holds of every matrix and game, and tells
// whether that was any.
func (s *session) evictAll() bool {
	any := len(s.resident)+len(s.games) > 0
	for m := range s.resident {
		s.evict(m)
	}
	for l := range s.games {
		s.dropGame(l)
	}
	return any
}

// integersAsBytes returns integers as they lie in memory.
func integersAsBytes(v []int32) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(v))), 4*len(v))
}
