package history

import "oracled/oracle"

// windows notes when commitments and openings come within their windows. Only
// what is confirmed in a block of its own, as at the head of the chain, has a
// time; what is read in bulk has none, and spoils its round.
type windows struct {
	known  uint64 // last confirmed block, 0: none yet
	rounds map[roundKey]*arrivals
	fresh  []arrival // since the last confirmed block
}

type roundKey struct {
	task  oracle.TaskID
	round uint64
}

type arrival struct {
	at     roundKey
	block  uint64
	reveal bool
}

type arrivals struct {
	commits, reveals []float64 // chain times
	spoilt           bool
}

// Bounds of what is noted, so that nobody who floods a chain fills the memory.
const (
	maxOpen     = 1024    // rounds
	maxArrivals = 1 << 17 // of one round, of either kind, and between two blocks
)

func (w *windows) commit(e oracle.Committed) {
	w.note(arrival{roundKey{e.Task, e.Round}, e.Commitment.At.Block, false})
}

func (w *windows) reveal(e oracle.Revealed) {
	w.note(arrival{roundKey{e.Task, e.Round}, e.Opening.At.Block, true})
}

func (w *windows) note(a arrival) {
	if len(w.fresh) < maxArrivals {
		w.fresh = append(w.fresh, a)
	}
}

// confirmed dates what came since the block before.
func (w *windows) confirmed(b oracle.BlockConfirmed) {
	dated := w.known != 0 && b.Number <= w.known+1 && len(w.fresh) < maxArrivals
	w.known = b.Number
	for _, a := range w.fresh {
		r := w.rounds[a.at]
		switch {
		case r == nil && len(w.rounds) >= maxOpen:
			continue
		case r == nil:
			if w.rounds == nil {
				w.rounds = map[roundKey]*arrivals{}
			}
			r = &arrivals{}
			w.rounds[a.at] = r
		}
		list := &r.commits
		if a.reveal {
			list = &r.reveals
		}
		if !dated || len(*list) >= maxArrivals {
			r.spoilt = true
			continue
		}
		*list = append(*list, float64(b.Time))
	}
	w.fresh = w.fresh[:0]
}

// use returns the share of the windows that had passed when 95 of 100 had come,
// nil for what was not seen whole, and forgets the round and those of its task
// before it.
func (w *windows) use(t oracle.Task, round uint64, positions int) (commit, reveal *float64) {
	r := w.rounds[roundKey{t.ID, round}]
	for k := range w.rounds {
		if k.task == t.ID && k.round <= round {
			delete(w.rounds, k)
		}
	}
	if r == nil || r.spoilt || positions == 0 {
		return nil, nil
	}
	at := t.Windows(round)
	share := func(times []float64, from, length uint64) *float64 {
		if len(times) < positions || length == 0 {
			return nil
		}
		u := rounded(min(max((quantile(times, 0.95)-float64(from))/float64(length), 0), 1))
		return &u
	}
	return share(r.commits, at.CommitStart, t.CommitSeconds), share(r.reveals, at.RevealStart, t.RevealSeconds)
}
