package ptx

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"

	"oracled/compute/cuda/device"
)

// Schedule says who runs when. The answer of a correct kernel depends on none of
// it. The zero value runs block after block and in a block warp after warp, each
// until it waits.
type Schedule struct {
	Seed    uint64
	Quantum int  // instructions of a warp at a time, drawn from 1 to so many; 0: as many as it can
	Blocks  int  // that run at the same time; 0: 1
	Lanes   bool // groups of a warp's lanes that parted run in any order
}

// launch is one grid that runs.
type launch struct {
	Schedule
	machine *Machine
	module  *Module
	kernel  *function
	grid    device.Grid
	blocks  [3]int
	need    needs
	id      uint64
	random  *rand.Rand
	args    []byte
	left    int64 // instructions
	shared  int   // bytes of shared memory of a block, with all that the machine keeps
}

// block is a block of threads that runs.
type block struct {
	launch    *launch
	machine   *Machine
	id        [3]int
	warps     []warp
	shared    *sharedMemory
	sharedEnd int
	at        int // the warp whose turn it is
}

var errEndless = errors.New("it did not end within the machine's limit of instructions")

// run runs all blocks of a launch.
func (l *launch) run() error {
	l.random = nil
	if l.Quantum > 0 || l.Lanes || l.Blocks > 1 {
		l.random = rand.New(rand.NewPCG(l.Seed, l.id))
	}
	total := l.blocks[0] * l.blocks[1] * l.blocks[2]
	var running []*block
	for next := 0; next < total || len(running) > 0; {
		for len(running) < max(1, l.Blocks) && next < total {
			running = append(running, l.block(next))
			next++
		}
		i := 0
		if len(running) > 1 {
			i = l.random.IntN(len(running))
		}
		b := running[i]
		ended, err := b.turn()
		if err != nil {
			return err
		}
		if l.left < 0 {
			return errEndless
		}
		if ended {
			l.machine.idle = append(l.machine.idle, b)
			running = append(running[:i], running[i+1:]...)
		}
	}
	return nil
}

// block makes the n-th block of a launch, of one that has ended where one fits.
//
//go:norace
func (l *launch) block(n int) *block {
	var b *block
	count := l.grid.Threads / lanes
	for i := len(l.machine.idle) - 1; i >= 0 && b == nil; i-- {
		if o := l.machine.idle[i]; o.launch.kernel == l.kernel && len(o.warps) == count && o.sharedEnd == l.shared {
			b = o
			l.machine.idle = append(l.machine.idle[:i], l.machine.idle[i+1:]...)
			b.shared.reset()
		}
	}
	if b == nil {
		l.machine.idle = nil
		b = &block{warps: make([]warp, count), shared: newShared(l.shared), sharedEnd: l.shared}
		for i := range b.warps {
			b.warps[i] = warp{
				regs: make([]row, max(1, l.need.rows)), preds: make([]uint32, l.need.predicates+1), params: make([][lanes]byte, l.need.paramBytes),
				given: make([]uint32, l.need.paramBytes), local: make([]byte, lanes*l.need.localBytes), localWritten: make([]bool, lanes*l.need.localBytes),
				root: frame{fn: l.kernel, depth: 1},
			}
		}
	}
	b.launch, b.machine, b.at = l, l.machine, 0
	b.id = [3]int{n % l.blocks[0], n / l.blocks[0] % l.blocks[1], n / l.blocks[0] / l.blocks[1]}
	for i := range b.warps {
		w := &b.warps[i]
		w.block, w.index, w.alive, w.barrier = b, i, everyone, -1
		w.serial, w.allSynced, w.synced, w.copies, w.carry = 1, 0, nil, nil, 0
		w.executed, w.profile = 0, l.machine.profile
		w.groups = append(w.groups[:0], group{mask: everyone, pc: l.kernel.start, frame: &w.root})
		w.frame = &w.root
		clear(w.given)
		clear(w.preds)
		clear(w.localWritten)
		w.poison(&w.root, everyone)
		for k, v := range l.args {
			for lane := range lanes {
				w.params[k][lane] = v
			}
			w.given[k] = everyone
		}
	}
	return b
}

// turn runs one warp of a block for a while, and tells whether all have ended.
//
//go:norace
func (b *block) turn() (ended bool, err error) {
	l := b.launch
	ready := 0
	for i := range b.warps {
		if w := &b.warps[i]; len(w.groups) > 0 && w.barrier < 0 {
			ready++
		}
	}
	if ready == 0 {
		return b.release()
	}
	skip, budget := 0, min(l.left+1, 1<<20)
	if l.random != nil {
		skip = l.random.IntN(ready)
		if l.Quantum > 0 {
			budget = 1 + l.random.Int64N(int64(l.Quantum))
		}
	}
	for i := range b.warps {
		w := &b.warps[i]
		if len(w.groups) == 0 || w.barrier >= 0 {
			continue
		}
		if skip > 0 {
			skip--
			continue
		}
		before := w.executed
		err = w.run(budget)
		l.left -= w.executed - before
		return false, err
	}
	return false, nil
}

// release lets the warps go on that wait at a barrier, once all do that have not
// ended, ISA, "bar.sync".
//
//go:norace
func (b *block) release() (ended bool, err error) {
	waits := -1
	var where []string
	differ := false
	for i := range b.warps {
		w := &b.warps[i]
		if len(w.groups) == 0 {
			continue
		}
		differ = differ || waits >= 0 && waits != w.barrier
		waits = w.barrier
		where = append(where, fmt.Sprintf("warp %d at barrier %d, line %d", i, w.barrier, b.launch.module.code[w.groups[0].pc].line))
	}
	switch {
	case waits < 0:
		return true, nil
	case differ:
		return false, fmt.Errorf("%s, block %v: warps wait for each other at different barriers: %s", b.launch.kernel.name, b.id, strings.Join(where, "; "))
	}
	b.shared.epoch++
	for i := range b.warps {
		if w := &b.warps[i]; len(w.groups) > 0 {
			w.barrier = -1
			w.groups[0].pc++
		}
	}
	return false, nil
}
