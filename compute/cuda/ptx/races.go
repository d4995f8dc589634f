package ptx

import "fmt"

// use is what is done with memory.
type use uint8

const (
	reading use = iota
	writing
	together // atomically
	constant // through ld.global.nc: nobody writes during the launch, ISA, "ld.global.nc"
)

func (u use) String() string {
	return [...]string{"a read", "a write", "an atomic", "a read of constants"}[u]
}

// cell is what is known of four bytes of shared memory, or of one where parts of
// the four are used.
//
// Two uses are in order where a barrier of the block is between them, counted by
// its epochs; or, within a warp, a bar.warp.sync that both lanes take part in,
// counted by stamps. Shuffles, votes and products order nothing, as the ISA
// promises nothing there. Uses that are not in order are a race if one of them writes, unless both
// are atomic, or both write what is there already.
type cell struct {
	wrote   uint32 // epoch of the last write; 0: never written
	stamp   uint32 // of the writer's warp then
	read    uint32 // epoch of the last reads
	readAt  uint32 // stamp of the reading warp
	readers uint32 // its lanes
	writer  uint16 // thread
	reader  int16  // warp, or several
	flags   uint8
}

const (
	several = int16(-1)

	cellAtomic uint8 = 1 << iota // of the last write
	cellInFlight
	cellSplit // see sharedMemory.bytes
)

// sharedMemory is a block's.
type sharedMemory struct {
	data  []byte
	words []cell
	bytes map[int]*[4]cell // of words that are used in parts
	epoch uint32
}

func newShared(bytes int) *sharedMemory {
	bytes = up(bytes, 16)
	return &sharedMemory{data: make([]byte, bytes), words: make([]cell, bytes/4), epoch: 1}
}

// reset forgets everything, for another block.
//
//go:norace
func (s *sharedMemory) reset() {
	clear(s.words)
	s.bytes = nil
	s.epoch = 1
}

// accessShared checks and notes a use.
//
//go:norace
func (w *warp) accessShared(at uint64, bytes, lane int, how use) ([]byte, error) {
	s := w.block.shared
	size := uint64(w.block.sharedEnd)
	if at < sharedStart || at > size || uint64(bytes) > size-at {
		return nil, fmt.Errorf("lane %d: %s of %d bytes at %d of shared memory, which the block has from %d to %d", lane, how, bytes, at, sharedStart, size)
	}
	from := int(at)
	here := s.data[from : from+bytes]
	if bytes >= 4 {
		for i := from / 4; i < (from+bytes)/4; i++ {
			c := &s.words[i]
			if c.flags&cellSplit == 0 {
				if what := w.note(c, lane, how, i*4-from, 4, here); what != "" {
					return nil, w.raced(c, what, how, lane, i*4)
				}
				continue
			}
			for k := range 4 {
				c := &s.bytes[i][k]
				if what := w.note(c, lane, how, i*4+k-from, 1, here); what != "" {
					return nil, w.raced(c, what, how, lane, i*4+k)
				}
			}
		}
		return here, nil
	}
	whole := &s.words[from/4]
	if whole.flags&cellSplit == 0 {
		if s.bytes == nil {
			s.bytes = map[int]*[4]cell{}
		}
		s.bytes[from/4] = &[4]cell{*whole, *whole, *whole, *whole}
		whole.flags = cellSplit
	}
	parts := s.bytes[from/4]
	for i := range bytes {
		c := &parts[(from+i)%4]
		if what := w.note(c, lane, how, i, 1, here); what != "" {
			return nil, w.raced(c, what, how, lane, from+i)
		}
	}
	return here, nil
}

// note returns what is wrong with a use of a cell, or notes it. The cell's bytes
// are from offset on in here, and what is written stands in w.storing.
//
//go:norace
func (w *warp) note(c *cell, lane int, how use, offset, bytes int, here []byte) string {
	epoch := w.block.shared.epoch
	thread := uint16(w.index*lanes + lane)
	if c.flags&cellInFlight != 0 {
		return "whose bytes cp.async has not brought yet"
	}
	if c.wrote == epoch && c.writer != thread && !(how == together && c.flags&cellAtomic != 0) {
		if int(c.writer/lanes) != w.index || !w.ordered(int(c.writer%lanes), lane, c.stamp) {
			same := how == writing && c.flags&cellAtomic == 0
			for i := offset; same && i < offset+bytes; i++ {
				same = here[i] == w.storing[i]
			}
			if !same {
				return "written by another thread in the same interval"
			}
		}
	}
	if how != writing && c.wrote == 0 {
		return "never written"
	}
	if how != reading {
		if c.read == epoch {
			if int(c.reader) != w.index {
				return "read by another warp in the same interval"
			}
			for others := c.readers &^ (1 << lane); others != 0; others &= others - 1 {
				if !w.ordered(trailing(others), lane, c.readAt) {
					return "read by another lane of the warp in the same interval"
				}
			}
		}
		c.wrote, c.writer, c.stamp = epoch, thread, w.serial
		c.flags &^= cellAtomic
		if how == together {
			c.flags |= cellAtomic
		}
		return ""
	}
	switch {
	case c.read != epoch:
		c.read, c.reader, c.readers, c.readAt = epoch, int16(w.index), 1<<lane, w.serial
	case int(c.reader) != w.index:
		c.reader = several
	case c.readAt != w.serial && w.allSynced > c.readAt:
		c.readers, c.readAt = 1<<lane, w.serial
	default:
		c.readers |= 1 << lane
	}
	return ""
}

func (w *warp) raced(c *cell, what string, how use, lane, at int) error {
	where := ""
	if c.wrote != 0 {
		where = fmt.Sprintf("; the last write was thread %d's, %d barriers ago", c.writer, w.block.shared.epoch-c.wrote)
	}
	return fmt.Errorf("lane %d: %s at %d of shared memory, %s%s", lane, how, at, what, where)
}

// ordered tells whether what lane a did at a stamp comes before what lane b of
// the same warp does now.
//
//go:norace
func (w *warp) ordered(a, b int, stamp uint32) bool {
	return a == b || stamp < w.allSynced || w.synced != nil && stamp < w.synced[b][a]
}

// syncLanes is bar.warp.sync of the lanes of a mask: each knows from now on what
// any of them knew, and what all of them have done.
//
//go:norace
func (w *warp) syncLanes(m uint32) {
	w.serial++
	if m == w.alive {
		w.allSynced, w.synced = w.serial, nil
		return
	}
	if w.synced == nil {
		w.synced = new([lanes][lanes]uint32)
	}
	var known [lanes]uint32
	for l := range lanes {
		if m>>l&1 == 0 {
			continue
		}
		for k, at := range w.synced[l] {
			known[k] = max(known[k], at)
		}
	}
	for l := range lanes {
		if m>>l&1 == 1 {
			known[l] = w.serial
		}
	}
	for l := range lanes {
		if m>>l&1 == 1 {
			w.synced[l] = known
		}
	}
}
