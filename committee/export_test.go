package committee

import (
	"time"

	"oracled/oracle"
)

// Due returns when a batch that was parked at some time, as one of the leader of
// a rank, is proposed.
func (m *Member) Due(b oracle.Batch, at time.Time, rank int) time.Time {
	return m.due(parked{batch: b, due: at.Add(m.wait(rank))})
}
