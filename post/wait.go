package post

import (
	"time"

	"oracled/post/policy"
)

// Wait returns how long the policy lets an outcome wait at most; false where it
// lets none wait.
func (q *Queue) Wait() (time.Duration, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	p, ok := q.policy.(policy.Patient)
	if !ok {
		return 0, false
	}
	return time.Duration(p.Wait() * float64(time.Second)), true
}

// SetWait changes how long the policy lets an outcome wait, from now on and for
// those that wait already. It does nothing where the policy lets none wait.
func (q *Queue) SetWait(d time.Duration) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if p, ok := q.policy.(policy.Patient); ok {
		p.SetWait(d.Seconds())
		q.signal()
	}
}
