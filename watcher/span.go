package watcher

// span is how many blocks to ask the logs of at once. It is halved when an
// endpoint refuses, and grows again: by doubling up to what has not been refused
// yet, and above that from time to time, since limits are often of the results
// and not of the range.
type span struct {
	size    uint64 // the next request's
	most    uint64 // configured
	good    uint64 // largest that passed since the last refusal, 0: none
	ceiling uint64 // below the smallest that was refused lately
	served  int    // requests since then
}

const (
	// manyLogs is how many logs a request should return at most: the memory
	// that a follower takes is some of these.
	manyLogs = 10_000
	// forgetAfter is after how many requests a refusal is forgotten.
	forgetAfter = 32
)

func newSpan(most uint64) span {
	most = max(1, most)
	return span{size: most, most: most, ceiling: most}
}

// refused notes that so many blocks were too many; fits, if not 0, is how many
// the endpoint says it would serve.
func (s *span) refused(blocks, fits uint64) {
	s.served = 0
	s.ceiling = max(1, blocks-1)
	if s.good >= blocks {
		s.good = 0
	}
	switch {
	case fits > 0 && fits < blocks:
		s.size = fits
	default:
		s.size = max(1, blocks/2, s.good)
	}
}

// passed notes that so many blocks were served, and how many logs they had.
func (s *span) passed(blocks, logs uint64) {
	s.good = max(s.good, blocks)
	if s.served++; s.served >= forgetAfter {
		s.served, s.ceiling = 0, s.most
	}
	if blocks >= s.size { // a shorter one, at the head, says nothing
		s.size = min(2*s.size, s.ceiling)
	}
	if logs > 0 {
		s.size = max(1, min(s.size, blocks*manyLogs/logs))
	}
}
