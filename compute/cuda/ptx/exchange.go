package ptx

import "fmt"

// shuffleMode says where a lane's value comes from, ISA, "shfl.sync".
type shuffleMode uint8

const (
	shuffleUp shuffleMode = iota
	shuffleDown
	shuffleButterfly
	shuffleIndex
)

var shuffles = []string{"shfl.sync.up.b32", "shfl.sync.down.b32", "shfl.sync.bfly.b32", "shfl.sync.idx.b32"}

// voteMode is what is found out about a predicate, ISA, "vote.sync".
type voteMode uint8

const (
	voteBallot voteMode = iota
	voteAll
	voteAny
	voteUni
)

var votes = []string{"vote.sync.ballot.b32", "vote.sync.all.pred", "vote.sync.any.pred", "vote.sync.uni.pred"}

// exchange builds what lanes do together.
func (p *parser) exchange(in *instruction, ops []operand) (err error) {
	f := in.form
	switch f.kind {
	case kindShuffle:
		if err := p.count(in, ops, 5); err != nil {
			return err
		}
		to := ops[0]
		if to.kind == isPair {
			if in.p, err = p.predicate(to.items[1]); err != nil {
				return err
			}
			to = to.items[0]
		}
		if in.d, err = p.destination(to, b32); err != nil {
			return err
		}
		for i, r := range []*int32{&in.a, &in.b, &in.c} {
			if *r, err = p.source(ops[1+i], b32); err != nil {
				return err
			}
		}
		mask, err := p.source(ops[4], b32)
		in.vec = []int32{mask}
		return err
	case kindVote:
		if err := p.count(in, ops, 3); err != nil {
			return err
		}
		if f.vote == voteBallot {
			in.d, err = p.destination(ops[0], b32)
		} else {
			in.p, err = p.predicate(ops[0])
		}
		if err != nil {
			return err
		}
		if in.q, err = p.predicate(ops[1]); err != nil {
			return err
		}
		in.a, err = p.source(ops[2], b32)
		return err
	}
	// mma
	if err := p.count(in, ops, 4); err != nil {
		return err
	}
	for i, o := range []struct {
		t       typ
		n       int
		results bool
	}{{f.dst, 4, true}, {f.left, 4, false}, {f.left, 2, false}, {f.dst, 4, false}} {
		r, err := p.registersOf(ops[i], o.t, o.n, o.results)
		if err != nil {
			return err
		}
		in.vec = append(in.vec, r...)
	}
	in.results = 4
	return nil
}

// shuffle computes shfl.sync for the lanes of a mask.
//
//go:norace
func (w *warp) shuffle(in *instruction, d, a, b, c *row, m uint32) error {
	from := *a
	var valid uint32
	for l := range lanes {
		if m>>l&1 == 0 {
			continue
		}
		lane := int(b[l] & 31)
		clamp, segment := int(c[l]&31), int(c[l]>>8&31)
		most := l&segment | clamp&^segment
		least := l & segment
		var j int
		var inside bool
		switch in.form.shuffle {
		case shuffleUp:
			j = l - lane
			inside = j >= most
		case shuffleDown:
			j = l + lane
			inside = j <= most
		case shuffleButterfly:
			j = l ^ lane
			inside = j <= most
		case shuffleIndex:
			j = least | lane&^segment
			inside = j <= most
		}
		if !inside {
			j = l
		} else {
			valid |= 1 << l
		}
		if m>>j&1 == 0 {
			return fmt.Errorf("lane %d takes the value of lane %d, which does not take part", l, j)
		}
		d[l] = from[j]
	}
	if in.p != none {
		w.setPredicate(in.p, valid, m)
	}
	return nil
}

// ballot computes vote.sync for the lanes of a mask.
//
//go:norace
func (w *warp) ballot(in *instruction, d *row, m uint32) {
	yes := w.preds[w.frame.preds+in.q] & m
	var all uint32
	switch in.form.vote {
	case voteBallot:
		for l := range lanes {
			if m>>l&1 == 1 {
				d[l] = uint64(yes)
			}
		}
		return
	case voteAll:
		all = -uint32(truth(yes == m))
	case voteAny:
		all = -uint32(truth(yes != 0))
	case voteUni:
		all = -uint32(truth(yes == 0 || yes == m))
	}
	w.setPredicate(in.p, all, m)
}
