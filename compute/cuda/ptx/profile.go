package ptx

import (
	"math/bits"
	"slices"
)

// Profile counts what a launch does: instructions of PTX as they are executed by
// warps, and what they ask of memory. They are counts of this machine and no
// measurement of a device, whose compiler makes other instructions of PTX's: one of
// 64 bits becomes two or more, and some vanish.
type Profile struct {
	Blocks       int
	Instructions [classes]int64 // of warps, by class
	Lanes        int64          // that took part, of all instructions

	// Shared memory has 32 banks of 4 bytes. A warp takes it in parts of 32 lanes,
	// 16 of 8 bytes each or 8 of 16; a part takes as many turns as the most
	// different words that it wants of one bank.
	SharedParts, SharedTurns int64

	Read, Written, Copied Traffic

	// Lines says how often warps executed what stands in a line of the image.
	Lines map[int]int64

	code  []instruction
	times []int64 // by instruction
}

func newProfile(l *launch) *Profile {
	return &Profile{Blocks: l.blocks[0] * l.blocks[1] * l.blocks[2], Lines: map[int]int64{}, code: l.module.code, times: make([]int64, len(l.module.code))}
}

// done returns the counts.
func (p *Profile) done() Profile {
	for i, n := range p.times {
		if n > 0 {
			p.Lines[int(p.code[i].line)] += n
		}
	}
	p.code, p.times = nil, nil
	return *p
}

// Traffic is global memory in sectors of 32 bytes, each counted once for every
// instruction of a warp that touches it.
type Traffic struct {
	Bytes   int64 // asked for by lanes
	Sectors int64
}

// Total returns how many instructions warps executed.
func (p *Profile) Total() (n int64) {
	for _, c := range p.Instructions {
		n += c
	}
	return n
}

// Efficiency is which part of the lanes took part, on average.
func (p *Profile) Efficiency() float64 { return float64(p.Lanes) / float64(lanes*p.Total()) }

// Conflicts is how many turns shared memory took beyond one for each part.
func (p *Profile) Conflicts() int64 { return p.SharedTurns - p.SharedParts }

const (
	banks       = 32
	bankBytes   = 4
	sectorBytes = 32
)

func (p *Profile) count(in *instruction, pc int32, m uint32) {
	p.times[pc]++
	p.Instructions[in.form.class]++
	p.Lanes += int64(bits.OnesCount32(m))
}

// memory counts a load, a store or an atomic.
func (p *Profile) memory(in *instruction, base *row, offset uint64, m uint32) {
	bytes := in.form.elem.bytes() * in.form.vector
	var addresses [lanes]uint64
	var inShared, inGlobal uint32
	for rest := m; rest != 0; rest &= rest - 1 {
		l := trailing(rest)
		s := in.form.space
		if addresses[l] = base[l] + offset; s == generic {
			s, addresses[l] = resolve(addresses[l])
		}
		switch s {
		case shared:
			inShared |= 1 << l
		case global:
			inGlobal |= 1 << l
		}
	}
	p.shared(&addresses, bytes, inShared)
	if in.kind == kindStore || in.kind == kindAtomic {
		p.Written.add(&addresses, bytes, inGlobal)
	} else {
		p.Read.add(&addresses, bytes, inGlobal)
	}
}

// shared counts an instruction's turns at the banks.
func (p *Profile) shared(addresses *[lanes]uint64, bytes int, m uint32) {
	together := lanes * bankBytes / max(bytes, bankBytes)
	for from := 0; from < lanes; from += together {
		part := m >> from & (1<<together - 1)
		if part == 0 {
			continue
		}
		var words []uint64
		for rest := part; rest != 0; rest &= rest - 1 {
			at := addresses[from+trailing(rest)] / bankBytes
			for k := range uint64(max(bytes, bankBytes) / bankBytes) {
				words = append(words, at+k)
			}
		}
		slices.Sort(words)
		var perBank [banks]int64
		for _, w := range slices.Compact(words) {
			perBank[w%banks]++
		}
		p.SharedParts++
		p.SharedTurns += slices.Max(perBank[:])
	}
}

// add counts an instruction's sectors.
func (t *Traffic) add(addresses *[lanes]uint64, bytes int, m uint32) {
	var sectors []uint64
	for rest := m; rest != 0; rest &= rest - 1 {
		at := addresses[trailing(rest)]
		t.Bytes += int64(bytes)
		sectors = append(sectors, at/sectorBytes) // aligned, so that it lies in one
	}
	slices.Sort(sectors)
	t.Sectors += int64(len(slices.Compact(sectors)))
}

// copies counts cp.async: it reads global memory and writes shared memory.
func (p *Profile) copies(in *instruction, to, from *row, m uint32) {
	var src, dst [lanes]uint64
	for l := range lanes {
		src[l], dst[l] = from[l]+uint64(in.target), to[l]+uint64(in.offset)
	}
	p.Copied.add(&src, copyBytes, m)
	p.shared(&dst, copyBytes, m)
}
