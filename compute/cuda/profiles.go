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

// kernel is what is done with many profiles on the device.
type kernel interface {
	// widths returns how many bytes of its own a profile takes to be copied in
	// beside its weights, to be copied out, and on the device besides, the
	// profile's own forms being these.
	widths() (in, out, scratch int, forms planes)
	// begin puts what it needs beside the weights into in and launches.
	begin(t *turn, p compute.Profiles) error
	// finish takes the results over.
	finish(t *turn)
}

// turn is a lane with device memory, and the profiles that it is at.
type turn struct {
	*lane
	weights      operand
	staged       device.Pointer // the weights as they come, behind them what the kernel adds
	results      device.Pointer
	scratch      device.Pointer
	extra        int // bytes of staged in front of the kernel's own
	first, count int
	inUse        bool
}

const (
	turnBytes = 32 << 20 // of weights or results that are copied together
	turns     = 3
)

// inSlices runs a kernel over all profiles, some at a time: while some are copied
// in, others are computed and others copied out. With too little memory they become
// fewer.
func (s *session) inSlices(ctx context.Context, p compute.Profiles, k kernel) error {
	if p.Count == 0 {
		return nil
	}
	cols := len(p.Weights) / p.Count
	_, out, _, _ := k.widths()
	each := padded(min(p.Count, max(1, turnBytes/max(4*cols, out))), lineUnit)
	for {
		all, err := s.newTurns(p, cols, each, k)
		if err == nil {
			err = s.takeTurns(ctx, p, cols, each, all, k)
			s.dropTurns(all)
			return err
		}
		s.dropTurns(all)
		if !errors.Is(err, device.ErrMemory) {
			return err
		}
		if each == lineUnit {
			return fmt.Errorf("copy %d profiles of %d weights to the device: %w", each, cols, err)
		}
		each = padded(each/2, lineUnit)
	}
}

// newTurns returns up to turns of them, at least one; on an error they are to be
// dropped.
func (s *session) newTurns(p compute.Profiles, cols, each int, k kernel) ([]*turn, error) {
	var all []*turn
	for len(all) < min(turns, (p.Count+each-1)/each) {
		t, err := s.newTurn(len(all), cols, each, k)
		if err != nil && len(all) > 0 && errors.Is(err, device.ErrMemory) {
			return all, nil
		}
		if err != nil {
			return all, err
		}
		all = append(all, t)
	}
	return all, nil
}

func (s *session) newTurn(i, cols, each int, k kernel) (t *turn, err error) {
	in, out, scratch, forms := k.widths()
	t = &turn{extra: 4 * each * cols}
	if t.lane, err = s.lane(i, t.extra+each*in, each*out); err != nil {
		return nil, err
	}
	if t.weights, err = s.newOperand(each, cols, forms); err != nil {
		return nil, err
	}
	for _, m := range []struct {
		p     *device.Pointer
		bytes int
	}{{&t.staged, t.extra + each*in}, {&t.results, each * out}, {&t.scratch, each * scratch}} {
		if m.bytes == 0 {
			continue
		}
		if *m.p, err = s.pool.Get(int64(m.bytes)); err != nil {
			s.dropTurns([]*turn{t})
			return nil, err
		}
	}
	return t, nil
}

func (s *session) dropTurns(all []*turn) {
	for _, t := range all {
		s.drop(t.weights)
		s.pool.Put(t.staged)
		s.pool.Put(t.results)
		s.pool.Put(t.scratch)
	}
}

func (s *session) takeTurns(ctx context.Context, p compute.Profiles, cols, each int, all []*turn, k kernel) (err error) {
	defer func() {
		for _, t := range all { // nothing may be running on memory that is given back
			err = errors.Join(err, s.device.Wait(t.stream))
		}
	}()
	finish := func(t *turn) error {
		if !t.inUse {
			return nil
		}
		t.inUse = false
		if err := s.device.Wait(t.stream); err != nil {
			return fmt.Errorf("profiles %d to %d on the device: %w", t.first, t.first+t.count-1, err)
		}
		k.finish(t)
		return nil
	}
	at := 0
	for first := 0; first < p.Count; first += each {
		if err := ctx.Err(); err != nil {
			return err
		}
		t := all[at%len(all)]
		at++
		if err := finish(t); err != nil {
			return err
		}
		t.first, t.count, t.inUse = first, min(each, p.Count-first), true
		if err := s.beginTurn(t, p, cols, k); err != nil {
			return fmt.Errorf("profiles %d to %d on the device: %w", t.first, t.first+t.count-1, err)
		}
	}
	for range all {
		if err := finish(all[at%len(all)]); err != nil {
			return err
		}
		at++
	}
	return nil
}

// beginTurn has a turn's profiles copied, laid out, multiplied and copied back.
func (s *session) beginTurn(t *turn, p compute.Profiles, cols int, k kernel) error {
	from := integersAsBytes(p.Weights[t.first*cols : (t.first+t.count)*cols])
	copyWide(t.in, from)
	if err := s.device.CopyIn(t.stream, t.staged, t.in[:len(from)]); err != nil {
		return err
	}
	if err := s.clearOperand(t.stream, t.weights); err != nil {
		return err
	}
	if err := s.lay(t.stream, t.staged, t.weights, 0, t.count, cols); err != nil {
		return err
	}
	if err := k.begin(t, p); err != nil {
		return err
	}
	_, out, _, _ := k.widths()
	return s.device.CopyOut(t.stream, t.out[:t.count*out], t.results)
}

// exact computes all utilities from limbs.
type exact struct {
	*session
	of         operand
	rows, cols int
	sink       func(profile int, u []byte)
}

func (k *exact) widths() (in, out, scratch int, forms planes) {
	return 0, 8 * k.rows, 0, planes{limbs: true}
}

func (k *exact) begin(t *turn, _ compute.Profiles) error {
	grid := device.Grid{
		Blocks:  [3]int{(k.rows + exactTile - 1) / exactTile, (t.count + exactTile - 1) / exactTile},
		Threads: 256, Shared: exactShared,
	}
	return k.device.Launch(t.stream, k.kernels[exactKernel], grid, uint64(t.weights.limbs), uint64(t.weights.plane()),
		uint64(k.of.limbs), uint64(k.of.plane()), uint64(t.count), uint64(k.rows), uint64(k.of.stride), uint64(t.results))
}

func (k *exact) finish(t *turn) {
	for i := range t.count {
		k.sink(t.first+i, t.out[8*i*k.rows:])
	}
}

// search finds best rows: candidates in TF32, the best of them in integers.
type search struct {
	*session
	of         operand
	rows, cols int
	largest    int32
	sink       func(profile int, row int32, u int64)
}

// What a profile's candidates take in each part of the rows: their rows and
// rounded utilities, how many, and the largest.
const listBytes = searchList*8 + 8

// parts returns into how many parts rows are cut, so that there is work for the
// whole device.
func (k *search) parts(profiles int) int {
	blocks := 4 * max(k.info.Multiprocessors, 1)
	tiles := padded(profiles, searchTile) / searchTile
	return max(1, min(mostParts, (k.rows+searchTile-1)/searchTile, (blocks+tiles-1)/tiles))
}

func (k *search) widths() (in, out, scratch int, forms planes) {
	parts := min(mostParts, (k.rows+searchTile-1)/searchTile)
	return 4, 16, parts * listBytes, planes{entries: true, rounded: true}
}

func (k *search) begin(t *turn, p compute.Profiles) error {
	if err := k.bound(t, p); err != nil {
		return err
	}
	if err := k.find(t); err != nil {
		return err
	}
	return k.settle(t)
}

// margins returns where these are on the device.
func (t *turn) margins() uint64 { return uint64(t.staged) + uint64(t.extra) }

// bound begins to copy the profiles' margins to the device.
func (k *search) bound(t *turn, p compute.Profiles) error {
	margins := t.in[t.extra:][:4*padded(t.count, searchTile)]
	clear(margins)
	for i := range t.count {
		total := int64(0)
		for _, w := range p.Profile(t.first+i, k.cols) {
			total += max(int64(w), -int64(w))
		}
		binary.NativeEndian.PutUint32(margins[4*i:], math.Float32bits(margin(total, k.largest, k.of.stride)))
	}
	return k.device.CopyIn(t.stream, device.Pointer(t.margins()), margins)
}

// lists returns where the candidates' rows, values and numbers and the largest
// values are on the device.
func (k *search) lists(t *turn) (listed, values, counts, largest uint64) {
	all := uint64(4 * k.parts(t.count) * padded(t.count, searchTile))
	listed = uint64(t.scratch)
	values = listed + searchList*all
	counts = values + searchList*all
	return listed, values, counts, counts + all
}

// find begins to look for candidates.
func (k *search) find(t *turn) error {
	lines := padded(t.count, searchTile)
	listed, values, counts, largest := k.lists(t)
	grid := device.Grid{Blocks: [3]int{lines / searchTile, k.parts(t.count)}, Threads: 128, Shared: searchShared}
	return k.device.Launch(t.stream, k.kernels[searchKernel], grid, uint64(t.weights.rounded), uint64(k.of.rounded), t.margins(),
		uint64(lines), uint64(k.rows), uint64(k.of.stride), listed, values, counts, largest)
}

// settle begins to compute the candidates' utilities.
func (k *search) settle(t *turn) error {
	const warps = 4
	listed, values, counts, largest := k.lists(t)
	grid := device.Grid{Blocks: [3]int{(t.count + warps - 1) / warps}, Threads: 32 * warps}
	return k.device.Launch(t.stream, k.kernels[settleKernel], grid, uint64(t.weights.entries), uint64(k.of.entries), t.margins(),
		uint64(t.count), uint64(padded(t.count, searchTile)), uint64(k.rows), uint64(k.of.stride), uint64(k.parts(t.count)),
		listed, values, counts, largest, uint64(t.results)+uint64(8*t.count), uint64(t.results))
}

func (k *search) finish(t *turn) {
	for i := range t.count {
		k.sink(t.first+i, int32(binary.NativeEndian.Uint32(t.out[8*t.count+4*i:])), int64(binary.NativeEndian.Uint64(t.out[8*i:])))
	}
}
