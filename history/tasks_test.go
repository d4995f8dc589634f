package history

import (
	"testing"

	"oracled/oracle"
)

// TestTasksAreBounded: of tasks of one round, however many, the newest are known, and
// each is written once.
func TestTasksAreBounded(t *testing.T) {
	r := &Recorder{}
	for n := range uint32(2 * maxTasks) {
		once := oracle.Task{Index: n, ID: oracle.TaskIDFromIndex(n)}
		r.Verified(once, oracle.Profile{Round: 1}, nil, 0)
		r.Solved(once, oracle.Outcome{Index: n, Round: 1, Status: oracle.StatusInsufficient}, 0)
	}
	if len(r.tasks) != maxTasks || len(r.page.Tasks) != 2*maxTasks {
		t.Errorf("%d tasks are known, %d are to be written", len(r.tasks), len(r.page.Tasks))
	}
	if _, known := r.deadline(Posting{Task: 2*maxTasks - 1, Round: 1}); !known {
		t.Error("the newest is not known")
	}
}
