package cuda

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"unsafe"

	"oracled/compute"
	"oracled/compute/cuda/device"
	"oracled/compute/progress"
	"oracled/fixed"
)

// shape is one build of the kernel: so many anchors kept by each of so many
// threads.
type shape struct {
	suffix         string
	items, threads int
}

var shapes = []shape{
	{"4x32", 4, 32},
	{"8x128", 8, 128},
	{"16x256", 16, 256},
	{"40x256", 40, 256},
}

const (
	equalKernel = "trimmed_mean_"
	mixedKernel = "trimmed_equilibrium_"

	// workBytes is the kernels' struct Work, see TestWorkBytes.
	workBytes = 17120

	anchorBytes  = int(unsafe.Sizeof(fixed.Q64x64{}))
	answerBytes  = 80 // the kernels' struct Answer, and where its words begin
	answerSteps  = 48
	answerState  = 56
	answerPasses = 64
	answerRead   = 72

	stateAnswered   = 0
	stateUnanswered = 2
)

func trimmedKernels() []string {
	var out []string
	for _, s := range shapes {
		out = append(out, equalKernel+s.suffix, mixedKernel+s.suffix)
	}
	return append(out, tallKernels()...)
}

// shapeFor returns the build for columns of n anchors, at most 10,240.
func shapeFor(n int) shape {
	for _, s := range shapes {
		if n <= s.items*s.threads {
			return s
		}
	}
	return shapes[len(shapes)-1]
}

// shared returns how much dynamic shared memory a block takes, in bytes.
func (s shape) shared(n int) int { return workBytes + 8*n }

// trimmedPlan is a job that has been prepared: its kernel and arguments, or how its
// columns are cut.
type trimmedPlan struct {
	columns     compute.Columns
	kernel      device.Kernel
	grid        device.Grid
	tall        *tallPlan // nil: a column fits into one multiprocessor
	least, most uint32
	perSlice    int // columns
}

func (s *session) planTrimmed(c compute.Columns) trimmedPlan {
	p := trimmedPlan{columns: c, least: compute.Unit}
	for _, w := range c.Weights {
		p.least, p.most = min(p.least, w), max(p.most, w)
	}
	prefix := mixedKernel
	if p.least == p.most {
		prefix = equalKernel
	}
	p.perSlice = min(c.Coordinates, max(1, sliceBytes/(anchorBytes*c.Agents)))
	if c.Agents > s.slicing.Above {
		p.perSlice = min(p.perSlice, mostTall)
		p.tall = s.planTall(prefix, c.Agents, p.perSlice)
		return p
	}
	build := shapeFor(c.Agents)
	p.kernel = s.kernels[prefix+build.suffix]
	p.grid = device.Grid{Threads: build.threads, Shared: build.shared(c.Agents)}
	return p
}

const (
	sliceBytes = 64 << 20 // of anchors that are copied and solved together
	laneCount  = 3        // one is copied in while another is solved and a third copied out and filled
	mostTall   = 1 << 15  // columns in slices of one launch
)

// slice is a lane with device memory, and the columns that it is at.
type slice struct {
	*lane
	anchors, answers device.Pointer
	scratch          scratch // of columns in slices
	first, count     int
}

// trimmed solves columns whose shape is checked.
func (s *session) trimmed(ctx context.Context, c compute.Columns, watchers []progress.Func) (out compute.Equilibria, err error) {
	p := s.planTrimmed(c)
	weights, err := s.uploadWeights(c.Weights)
	if err != nil {
		return out, err
	}
	defer s.pool.Put(weights)
	slices, err := s.slices(&p)
	if err != nil {
		return out, err
	}
	defer func() {
		for _, l := range slices {
			// Nothing may be running on memory that is given back. A device that
			// cannot even be waited for is lost, whatever came before.
			if lost := s.device.Wait(l.stream); lost != nil && err != nil {
				err = fmt.Errorf("%w, after: %v", lost, err)
			} else if lost != nil {
				err = lost
			}
		}
		s.release(slices)
		if err != nil {
			out = compute.Equilibria{}
		}
	}()

	d := c.Coordinates
	out = compute.Equilibria{Values: make([]fixed.Q64x64, d), Low: make([]fixed.Q64x64, d), High: make([]fixed.Q64x64, d)}
	done := 0
	finish := func(l *slice) error {
		if l.count == 0 {
			return nil
		}
		if err := s.device.Wait(l.stream); err != nil {
			return fmt.Errorf("solve columns %d to %d on the device: %w", l.first, l.first+l.count-1, err)
		}
		if p.tall != nil {
			if err := s.finishTall(ctx, l.stream, p.job(l, weights), l.out[:l.count*answerBytes]); err != nil {
				return fmt.Errorf("solve columns %d to %d on the device: %w", l.first, l.first+l.count-1, err)
			}
		}
		if err := readAnswers(l, c, &out, &s.passes); err != nil {
			return err
		}
		done += l.count
		l.count = 0
		progress.Tell(watchers, progress.Report{Done: int64(done), Total: int64(d), Unit: "columns"})
		return nil
	}
	turn := 0
	for first := 0; first < d; first += p.perSlice {
		if err := ctx.Err(); err != nil {
			return out, err
		}
		l := slices[turn%len(slices)]
		turn++
		if err := finish(l); err != nil {
			return out, err
		}
		l.first, l.count = first, min(p.perSlice, d-first)
		if err := s.begin(p, l, weights); err != nil {
			return out, fmt.Errorf("solve columns %d to %d on the device: %w", l.first, l.first+l.count-1, err)
		}
	}
	for range slices {
		if err := finish(slices[turn%len(slices)]); err != nil {
			return out, err
		}
		turn++
	}
	return out, nil
}

// slices prepares up to laneCount slices. Where the device has too little memory
// they become fewer, and then smaller.
func (s *session) slices(p *trimmedPlan) ([]*slice, error) {
	n, d := p.columns.Agents, p.columns.Coordinates
	var out []*slice
	for {
		want := min(laneCount, (d+p.perSlice-1)/p.perSlice)
		l, err := s.slice(len(out), p)
		switch {
		case err == nil:
			if out = append(out, l); len(out) == want {
				return out, nil
			}
			continue
		case !errors.Is(err, device.ErrMemory):
			s.release(out)
			return nil, err
		case len(out) > 0:
			return out, nil
		}
		// A block that was too large must not be taken for a smaller one.
		if err := s.pool.Trim(); err != nil {
			return nil, err
		}
		switch {
		case p.perSlice == 1 && p.tall != nil && p.tall.room > p.tall.Capacity:
			p.tall.room = max(p.tall.room/4, p.tall.Capacity) // it takes more passes
		case p.perSlice == 1:
			return nil, fmt.Errorf("solve columns of %d anchors on the device, one at a time: %w", n, err)
		default:
			p.perSlice = (p.perSlice + 1) / 2
		}
	}
}

func (s *session) release(slices []*slice) {
	for _, l := range slices {
		s.pool.Put(l.anchors)
		s.pool.Put(l.answers)
		s.pool.Put(l.scratch.all)
	}
}

func (s *session) slice(i int, p *trimmedPlan) (*slice, error) {
	columns, n := p.perSlice, p.columns.Agents
	l, err := s.lane(i, columns*n*anchorBytes, columns*answerBytes)
	if err != nil {
		return nil, err
	}
	anchors, err := s.pool.Get(int64(columns) * int64(n) * int64(anchorBytes))
	if err != nil {
		return nil, err
	}
	answers, err := s.pool.Get(int64(columns) * answerBytes)
	if err != nil {
		s.pool.Put(anchors)
		return nil, err
	}
	out := &slice{lane: l, anchors: anchors, answers: answers}
	if p.tall != nil {
		all, err := s.pool.Get(p.tall.scratchBytes(columns))
		if err != nil {
			s.release([]*slice{out})
			return nil, err
		}
		out.scratch = p.tall.layout(all, columns)
	}
	return out, nil
}

// job is what a slice of a plan for columns in slices is at.
func (p *trimmedPlan) job(l *slice, weights device.Pointer) tallJob {
	return tallJob{plan: *p, columns: l.count, anchors: l.anchors, weights: weights, answers: l.answers, scratch: l.scratch}
}

// uploadWeights puts the weights on the device, each less one, in 16 bits.
func (s *session) uploadWeights(weights []uint32) (device.Pointer, error) {
	bytes := 2 * len(weights)
	l, err := s.lane(0, bytes, 0)
	if err != nil {
		return 0, fmt.Errorf("copy %d weights to the device: %w", len(weights), err)
	}
	for i, w := range weights {
		binary.NativeEndian.PutUint16(l.in[2*i:], uint16(w-1))
	}
	p, err := s.pool.Get(int64(bytes))
	if err != nil {
		return 0, fmt.Errorf("copy %d weights to the device: %w", len(weights), err)
	}
	if err = s.device.CopyIn(l.stream, p, l.in[:bytes]); err == nil {
		err = s.device.Wait(l.stream)
	}
	if err != nil {
		s.pool.Put(p)
		return 0, fmt.Errorf("copy %d weights to the device: %w", len(weights), err)
	}
	return p, nil
}

// begin has a slice's columns copied, solved and copied back.
func (s *session) begin(p trimmedPlan, l *slice, weights device.Pointer) error {
	n := p.columns.Agents
	from := anchorsAsBytes(p.columns.Anchors[l.first*n : (l.first+l.count)*n])
	copyWide(l.in, from)
	if err := s.device.CopyIn(l.stream, l.anchors, l.in[:len(from)]); err != nil {
		return err
	}
	var err error
	if p.tall != nil {
		err = s.launchTall(l.stream, p.job(l, weights))
	} else {
		err = s.launchTrimmed(p, l.stream, l.count, l.anchors, weights, l.answers)
	}
	if err != nil {
		return err
	}
	return s.device.CopyOut(l.stream, l.out[:l.count*answerBytes], l.answers)
}

func (s *session) launchTrimmed(p trimmedPlan, on device.Stream, columns int, anchors, weights, answers device.Pointer) error {
	grid := p.grid
	grid.Blocks[0] = columns
	c := p.columns
	return s.device.Launch(on, p.kernel, grid, uint64(anchors), uint64(weights), uint64(c.Agents), uint64(c.Faults),
		uint64(p.least), uint64(p.most), uint64(answers))
}

// passes are what columns took: how often they, or what was left of them, were
// passed over at most, and over how many agents in all.
type passes struct {
	Columns, Most int
	Read          int64
}

// readAnswers takes a slice's answers over.
func readAnswers(l *slice, c compute.Columns, out *compute.Equilibria, took *passes) error {
	for k := range l.count {
		a := l.out[k*answerBytes:][:answerBytes]
		word := func(at int) uint64 { return binary.NativeEndian.Uint64(a[at:]) }
		number := func(at int) fixed.Q64x64 { return fixed.Q64x64{Hi: int64(word(at)), Lo: word(at + 8)} }
		if word(answerState) != stateAnswered {
			if err := c.Check(); err != nil {
				return fmt.Errorf("%w: %w", errInput, err)
			}
			return fmt.Errorf("solve column %d: the device found an anchor out of range, and there is none: %w", l.first+k, device.ErrLost)
		}
		j := l.first + k
		out.Values[j], out.Low[j], out.High[j] = number(0), number(16), number(32)
		out.Steps = max(out.Steps, int(word(answerSteps)))
		took.Columns++
		took.Most = max(took.Most, int(word(answerPasses)))
		took.Read += int64(word(answerRead))
	}
	return nil
}

// anchorsAsBytes returns anchors as they lie in memory, upper word first, which
// is how the kernels read them.
func anchorsAsBytes(a []fixed.Q64x64) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(a))), len(a)*anchorBytes)
}

// copyWide copies with as many cores as it takes to keep up with the bus.
func copyWide(to, from []byte) {
	const least = 4 << 20
	parts := min(runtime.GOMAXPROCS(0), 8, len(from)/least)
	if parts < 2 {
		copy(to, from)
		return
	}
	var wait sync.WaitGroup
	for i := range parts {
		a, b := len(from)*i/parts, len(from)*(i+1)/parts
		wait.Go(func() { copy(to[a:b], from[a:b]) })
	}
	wait.Wait()
}
