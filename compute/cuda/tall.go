package cuda

import (
	"context"
	"encoding/binary"
	"fmt"

	"oracled/compute/cuda/device"
)

// slicing says how columns that do not fit into one multiprocessor are cut. How it
// is chosen changes no answer.
type slicing struct {
	Above    int // columns of more agents are cut in slices
	Agents   int // of a slice, at least
	Capacity int // of what is left of a column, when it is solved in one block
	Room     int // of what is left of a column, otherwise; 0: half of it
	Sampled  int // agents of a sample, at most
	Threads  int // of a block that passes over a slice
}

const (
	// What the kernels' structs take, see TestSizes.
	tallBytes     = 13424
	samplingBytes = 224
	partBytes     = 80 // of a slice, Reduced or Partial
	leftBytes     = anchorBytes + 2

	leastSlice = 2048
	mostSlice  = 16384
	// slicesPerMultiprocessor is how many slices keep a multiprocessor busy.
	slicesPerMultiprocessor = 6
	mostSampled             = 2048

	// searchPasses is how many passes are begun before the device is asked
	// whether it has all answers.
	searchPasses = 8
	// mostTurns bounds how often it is asked. A search halves the bracket of 2¹¹¹
	// every third point and divides a span by 256 every pass, so it ends earlier.
	mostTurns = 3 * 112 * 17 / searchPasses

	tallSample = "sample"
	tallReduce = "reduce"
	tallLeft   = "left_"
	tallSearch = "search"
)

// leftShapes are the builds that solve what is left of a column.
var leftShapes = []shape{{"8x128", 8, 128}, {"16x256", 16, 256}}

func tallKernels() []string {
	var out []string
	for _, prefix := range []string{equalKernel, mixedKernel} {
		out = append(out, prefix+tallSample, prefix+tallReduce, prefix+tallSearch)
		for _, s := range leftShapes {
			out = append(out, prefix+tallLeft+s.suffix)
		}
	}
	return out
}

// slicingFor returns what suits a device.
func slicingFor(info device.Info) slicing {
	out := slicing{Agents: leastSlice, Threads: 256}
	for _, s := range shapes {
		if most := s.items * s.threads; s.shared(most) <= info.SharedPerBlock {
			out.Above = most
		}
	}
	for _, s := range leftShapes {
		if most := s.items * s.threads; s.shared(most) <= info.SharedPerBlock {
			out.Capacity = most
		}
	}
	for out.Sampled = mostSampled; out.Sampled > 32 && sampleShared(out.Sampled) > info.SharedPerBlock; {
		out.Sampled /= 2
	}
	return out
}

// sampleShared returns how much shared memory a block takes that samples m agents.
func sampleShared(m int) int {
	size := 2
	for size < m {
		size *= 2
	}
	return workBytes + samplingBytes + 2*anchorBytes*size
}

// tallPlan is how the columns of a job are cut: the kernels with their grids, but
// for the number of columns.
type tallPlan struct {
	slicing
	kernels      [4]device.Kernel // in the order of tallOrder
	grids        [4]device.Grid
	slices, room int
	levels       int // so many reductions should do
}

const (
	sampling = iota
	reducing
	finishing
	searching
)

func (s *session) planTall(prefix string, n, columns int) *tallPlan {
	p := &tallPlan{slicing: s.slicing}
	share := columns * n / (slicesPerMultiprocessor * max(1, s.info.Multiprocessors))
	p.slices = (n + p.Agents - 1) / max(p.Agents, min(share, mostSlice))
	p.slices = max(1, p.slices)
	p.room = p.Room
	if p.room == 0 {
		p.room = (n + 1) / 2
	}
	p.levels = 1
	for left := n / 3; left > p.Capacity; left /= 3 {
		p.levels++
	}
	build := leftShapes[len(leftShapes)-1]
	for _, b := range leftShapes {
		if p.Capacity <= b.items*b.threads {
			build = b
			break
		}
	}
	sampled := min(p.Sampled, n)
	p.kernels = [4]device.Kernel{s.kernels[prefix+tallSample], s.kernels[prefix+tallReduce], s.kernels[prefix+tallLeft+build.suffix], s.kernels[prefix+tallSearch]}
	p.grids = [4]device.Grid{
		{Threads: min(256, padded(sampled, 32)), Shared: sampleShared(sampled)},
		{Threads: p.Threads, Shared: workBytes},
		{Threads: build.threads, Shared: build.shared(p.Capacity)},
		{Threads: p.Threads, Shared: workBytes},
	}
	return p
}

// scratch is where the parts of the device memory are that columns in slices need
// besides their anchors.
type scratch struct {
	all                              device.Pointer
	columns, parts, anchors, weights device.Pointer
}

// scratchBytes returns how much a number of columns takes.
func (p *tallPlan) scratchBytes(columns int) int64 {
	return int64(columns) * (tallBytes + int64(p.slices)*partBytes + 2*int64(p.room)*int64(leftBytes))
}

func (p *tallPlan) layout(all device.Pointer, columns int) scratch {
	out := scratch{all: all, anchors: all}
	next := func(p device.Pointer, bytes int) device.Pointer {
		return p + device.Pointer(columns)*device.Pointer(bytes)
	}
	out.columns = next(out.anchors, 2*p.room*anchorBytes)
	out.parts = next(out.columns, tallBytes)
	out.weights = next(out.parts, p.slices*partBytes)
	return out
}

// tallJob is columns on the device that are solved in slices.
type tallJob struct {
	plan                      trimmedPlan
	columns                   int
	anchors, weights, answers device.Pointer
	scratch                   scratch
}

// launchTall begins all that is usually needed.
func (s *session) launchTall(on device.Stream, j tallJob) error {
	for level := range j.plan.tall.levels {
		if err := s.launchReduction(on, j, level == 0); err != nil {
			return err
		}
	}
	return s.launchSlices(on, j, finishing)
}

// launchReduction begins to leave fewer agents, once.
func (s *session) launchReduction(on device.Stream, j tallJob, first bool) error {
	c := j.plan.columns
	grid := j.plan.tall.grids[sampling]
	grid.Blocks[0] = j.columns
	var describe uint64
	if first {
		describe = 1
	}
	if err := s.device.Launch(on, j.plan.tall.kernels[sampling], grid, uint64(j.scratch.columns), uint64(j.anchors), uint64(j.weights), uint64(c.Agents),
		uint64(c.Faults), uint64(j.plan.least), uint64(j.plan.most), uint64(j.plan.tall.Sampled), describe, uint64(j.answers)); err != nil {
		return err
	}
	return s.launchSlices(on, j, reducing)
}

// launchSlices begins one of the other kernels.
func (s *session) launchSlices(on device.Stream, j tallJob, what int) error {
	p := j.plan.tall
	grid := p.grids[what]
	grid.Blocks = [3]int{p.slices, j.columns}
	args := []uint64{uint64(j.scratch.columns), uint64(j.scratch.parts)}
	switch what {
	case reducing:
		args = append(args, uint64(j.scratch.anchors), uint64(j.scratch.weights), uint64(p.room), uint64(p.Capacity))
	case finishing:
		grid.Blocks = [3]int{j.columns}
		args = args[:1]
	}
	return s.device.Launch(on, p.kernels[what], grid, append(args, uint64(j.answers))...)
}

// finishTall asks the device for answers that are missing until there are none.
// out holds the answers, copied when launchTall had ended; it is pinned.
func (s *session) finishTall(ctx context.Context, on device.Stream, j tallJob, out []byte) error {
	for turn := 0; unanswered(out); turn++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		if turn == mostTurns {
			return fmt.Errorf("the device has no answer after %d passes: %w", turn*searchPasses, device.ErrLost)
		}
		if err := s.launchReduction(on, j, false); err != nil {
			return err
		}
		if err := s.launchSlices(on, j, finishing); err != nil {
			return err
		}
		for range searchPasses {
			if err := s.launchSlices(on, j, searching); err != nil {
				return err
			}
		}
		if err := s.device.CopyOut(on, out, j.answers); err != nil {
			return err
		}
		if err := s.device.Wait(on); err != nil {
			return err
		}
	}
	return nil
}

// unanswered tells whether any of these answers is missing.
func unanswered(out []byte) bool {
	for at := 0; at < len(out); at += answerBytes {
		if binary.NativeEndian.Uint64(out[at+answerState:]) == stateUnanswered {
			return true
		}
	}
	return false
}
