package ptx

import "fmt"

// The compiler copies structures in vectors, with padding and with members that are
// not in use yet. So a vector that is read from global memory may have elements that
// nobody has written: their registers are hollow in those lanes, may be stored, and
// are an error wherever else they are read.

func (w *warp) hollowOut(r int32, lane int) {
	if w.hollow == nil {
		w.hollow = make([]uint32, len(w.regs))
	}
	at := &w.hollow[w.frame.rows+r]
	if *at == 0 {
		w.hollowRows++
	}
	*at |= 1 << lane
}

// useHollow looks at what an instruction reads, and fills what it writes.
func (w *warp) useHollow(in *instruction, m uint32) (err error) {
	check := func(r *int32) {
		if lanes := w.hollow[w.frame.rows+*r] & m; lanes != 0 && err == nil {
			err = fmt.Errorf("lane %d uses what it has read of global memory that nobody has written", trailing(lanes))
		}
	}
	if in.kind != kindStore && in.kind != kindStoreParam {
		in.reads(check)
	} else if in.a >= 0 {
		check(&in.a)
	}
	in.writes(func(r *int32) {
		at := &w.hollow[w.frame.rows+*r]
		if *at != 0 && *at&^m == 0 {
			w.hollowRows--
		}
		*at &^= m
	})
	return err
}
