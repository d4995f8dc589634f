package post

import "time"

// Oldest returns since when the outcome that has been kept longest is here,
// zero when none is kept.
func (q *Queue) Oldest() time.Time {
	q.mu.Lock()
	defer q.mu.Unlock()
	var oldest time.Time
	for _, e := range q.entries {
		if oldest.IsZero() || e.added.Before(oldest) {
			oldest = e.added
		}
	}
	return oldest
}
