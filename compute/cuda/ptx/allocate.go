package ptx

import (
	"fmt"
	"math/bits"
	"slices"
)

// The compiler gives every value a register of its own, thousands in a kernel.
// allocate puts values that do not live together in one, so that a warp's
// registers stay in the processor's cache. It also finds what may be read before it is
// written. Lifetimes are from where a value is first to where it is last needed
// in the order of the code: a lane that is elsewhere has registers of its own.
func (p *parser) allocate() {
	f, code := p.fn.f, p.module.code[p.fn.f.start:p.fn.f.end]
	words := (len(p.fn.widths) + 63) / 64
	blocks := blocksOf(code, f.start)
	live := make([][]uint64, len(blocks))
	for i := range live {
		live[i] = make([]uint64, words)
	}
	startOf := make(map[int32]int, len(blocks))
	for i, b := range blocks {
		startOf[b.from] = i
	}
	now := make([]uint64, words)
	for changed := true; changed; {
		changed = false
		for i := len(blocks) - 1; i >= 0; i-- {
			b := blocks[i]
			clear(now)
			for _, next := range b.next {
				for k, w := range live[startOf[next]] {
					now[k] |= w
				}
			}
			for at := b.to - 1; at >= b.from; at-- {
				step(&code[at-f.start], now)
			}
			if !slices.Equal(now, live[i]) {
				copy(live[i], now)
				changed = true
			}
		}
	}
	undefined := p.undefined(code, live[0])
	from, to := make([]int32, len(p.fn.widths)), make([]int32, len(p.fn.widths))
	for r := range from {
		from[r], to[r] = 1<<30, -1
	}
	reach := func(r, at int32) { from[r], to[r] = min(from[r], at), max(to[r], at) }
	for i, b := range blocks {
		for k, w := range live[i] {
			for ; w != 0; w &= w - 1 {
				reach(int32(k*64+bits.TrailingZeros64(w)), b.from)
			}
		}
		for _, next := range b.next { // what lives at the end
			for k, w := range live[startOf[next]] {
				for ; w != 0; w &= w - 1 {
					reach(int32(k*64+bits.TrailingZeros64(w)), b.to-1)
				}
			}
		}
		for at := b.from; at < b.to; at++ {
			in := &code[at-f.start]
			in.reads(func(r *int32) { reach(*r, at) })
			in.writes(func(r *int32) { reach(*r, at) })
		}
	}
	place, rows := colour(from, to)
	f.rows = rows
	for _, r := range undefined {
		f.undefined = append(f.undefined, place[r])
	}
	for i := range code {
		code[i].reads(func(r *int32) { *r = place[*r] })
		code[i].writes(func(r *int32) { *r = place[*r] })
	}
}

// undefined returns the registers that a function may read before it writes them,
// as far as its jumps say: the compiler leaves them so where it knows that a lane
// which comes that way does not look. Their reads are watched: see warp.watch.
func (p *parser) undefined(code []instruction, live []uint64) (out []int32) {
	f := p.fn.f
	slots := map[int32]int32{}
	for k, w := range live {
		for ; w != 0; w &= w - 1 {
			r := int32(k*64 + bits.TrailingZeros64(w))
			out = append(out, r)
			slots[r] = int32(f.predicates)
			f.predicates++
			f.watched = append(f.watched, slots[r])
		}
	}
	if len(out) == 0 {
		return nil
	}
	for i := range code {
		in := &code[i]
		// A structure's padding is stored as it is.
		if in.kind != kindStoreParam || in.form.elem.bits > 8 {
			in.reads(func(r *int32) {
				if slot, ok := slots[*r]; ok {
					in.watch = append(in.watch, watch{slot, false, p.fn.nameOf(*r)})
				}
			})
		}
		in.writes(func(r *int32) {
			if slot, ok := slots[*r]; ok {
				in.watch = append(in.watch, watch{slot, true, ""})
			}
		})
	}
	return out
}

// step goes backwards over an instruction.
func step(in *instruction, live []uint64) {
	if in.guard == none { // else some lanes keep what was there
		in.writes(func(r *int32) { live[*r/64] &^= 1 << (*r % 64) })
	}
	in.reads(func(r *int32) { live[*r/64] |= 1 << (*r % 64) })
}

// straight is a stretch of code without jumps into or out of its middle.
type straight struct {
	from, to int32
	next     []int32
}

func blocksOf(code []instruction, start int32) []straight {
	starts := []int32{start}
	for i := range code {
		if code[i].kind == kindBranch {
			starts = append(starts, code[i].target)
		}
		if k := code[i].kind; (k == kindBranch || k == kindReturn || k == kindExit) && i+1 < len(code) {
			starts = append(starts, start+int32(i)+1)
		}
	}
	slices.Sort(starts)
	starts = slices.Compact(starts)
	var out []straight
	for i, from := range starts {
		b := straight{from: from, to: start + int32(len(code))}
		if i+1 < len(starts) {
			b.to = starts[i+1]
		}
		last := &code[b.to-1-start]
		if last.kind == kindBranch {
			b.next = append(b.next, last.target)
		}
		if !last.ends() && b.to < start+int32(len(code)) {
			b.next = append(b.next, b.to)
		}
		out = append(out, b)
	}
	return out
}

// colour gives values places so that two whose lifetimes meet have different ones.
func colour(from, to []int32) (place []int32, places int) {
	place = make([]int32, len(from))
	order := make([]int32, 0, len(from))
	for r := range from {
		if to[r] >= 0 {
			order = append(order, int32(r))
		}
	}
	slices.SortFunc(order, func(a, b int32) int { return int(from[a] - from[b]) })
	type busy struct{ until, place int32 }
	var active []busy // sorted by until
	var free []int32
	for _, r := range order {
		n := 0
		for n < len(active) && active[n].until < from[r] {
			free = append(free, active[n].place)
			n++
		}
		active = active[n:]
		if len(free) > 0 {
			place[r] = free[len(free)-1]
			free = free[:len(free)-1]
		} else {
			place[r] = int32(places)
			places++
		}
		at, _ := slices.BinarySearchFunc(active, to[r], func(b busy, until int32) int { return int(b.until - until) })
		active = slices.Insert(active, at, busy{to[r], place[r]})
	}
	return place, places
}

// nameOf returns the name that a virtual register has in the image.
func (b *body) nameOf(r int32) string {
	for _, x := range b.declared {
		if x.typ.kind != isPred && r >= x.first && r < x.first+x.count {
			return fmt.Sprintf("%s%d", x.name, r-x.first)
		}
	}
	return "a register"
}
