package post

import "time"

// Oldest returns how long, in chain time, the outcome that is kept longest has
// been ready to leave, 0 when none is.
func (q *Queue) Oldest() time.Duration {
	q.mu.Lock()
	defer q.mu.Unlock()
	var oldest time.Duration
	for _, e := range q.entries {
		if e.ready > 0 && e.ready < q.confirmed.Time {
			oldest = max(oldest, time.Duration(q.confirmed.Time-e.ready)*time.Second)
		}
	}
	return oldest
}
