package watcher

// span is how many blocks to ask the logs of at once. It is halved when an
// endpoint refuses, closes in on the limit by bisection, and tries a little more
// from time to time, since limits are often of the results and not of the range.
type span struct {
	size    uint64 // the next request's
	most    uint64 // configured
	good    uint64 // largest that passed and was not refused since, 0: none
	ceiling uint64 // below the smallest that was refused, or most
	served  int    // requests since the last refusal or trial
	trying  bool   // whether the ceiling rises while requests pass
}

const (
	// manyLogs is how many logs a request should return at most: the memory
	// that a follower takes is some of these.
	manyLogs = 10_000
	// tryAfter is after how many requests a little more is tried.
	tryAfter = 64
)

func newSpan(most uint64) span {
	most = max(1, most)
	return span{size: most, most: most, ceiling: most}
}

// refused notes that so many blocks were too many; fits, if not 0, is how many
// the endpoint says it would serve.
func (s *span) refused(blocks, fits uint64) {
	s.served, s.trying = 0, false
	s.ceiling = max(1, blocks-1)
	if s.good >= blocks {
		s.good = 0
	}
	s.size = max(1, blocks/2, s.good)
	if fits > 0 && fits < blocks {
		s.size = fits
	}
}

// passed notes that so many blocks were served, and how many logs they had.
func (s *span) passed(blocks, logs uint64) {
	s.good = max(s.good, blocks)
	if s.served++; s.served >= tryAfter {
		s.served, s.trying = 0, true
	}
	if s.trying && blocks >= s.ceiling {
		s.ceiling = min(s.most, s.ceiling+s.ceiling/4+1)
	}
	if blocks >= s.size { // a shorter one, at the head, says nothing
		s.size = min(2*s.size, s.ceiling)
		if s.ceiling < s.most {
			s.size = s.good + (max(s.ceiling, s.good)-s.good+1)/2
		}
	}
	if logs > 0 {
		s.size = max(1, min(s.size, blocks*manyLogs/logs))
	}
}
