package simulate

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"oracled/fixed"
	"oracled/oracle"
)

// Task is a source of outcomes. Times are seconds.
type Task struct {
	First       uint64 `json:"first"`       // from the history's first block to the close of the first round
	Period      uint64 `json:"period"`      // between rounds, 0: there is one
	Window      uint64 `json:"window"`      // how long a round is open before it closes, 0: as DefaultWindow
	Dimension   int    `json:"dimension"`   // 0: 1
	Width       int    `json:"width"`       // 16 or 8, 0: 16
	Digest      bool   `json:"digest"`      // values are proven from a root, not stored
	CallbackGas uint32 `json:"callbackGas"` // granted to a consumer, 0: none
}

// DefaultWindow is how long rounds are open, in seconds.
const DefaultWindow = 90

// Bounds of a schedule.
const (
	maxTasks     = 10_000
	maxOutcomes  = 2_000_000
	maxDimension = 4096
)

// Feeds returns a schedule of n tasks alike whose rounds close evenly spread
// over the period.
func Feeds(n int, alike Task) []Task {
	tasks := make([]Task, n)
	for i := range tasks {
		tasks[i] = alike
		tasks[i].First = alike.First + uint64(i)*alike.Period/uint64(n)
	}
	return tasks
}

// ReadSchedule reads a JSON list of tasks. Errors begin with [index].key.
func ReadSchedule(r io.Reader) ([]Task, error) {
	var list []json.RawMessage
	if err := json.NewDecoder(r).Decode(&list); err != nil {
		return nil, fmt.Errorf("expected a JSON list of tasks such as [{\"first\": 60, \"period\": 300, \"dimension\": 1, \"width\": 16}]: %w", err)
	}
	tasks := make([]Task, len(list))
	for i, raw := range list {
		d := json.NewDecoder(bytes.NewReader(raw))
		d.DisallowUnknownFields()
		if err := d.Decode(&tasks[i]); err != nil {
			var kind *json.UnmarshalTypeError
			if errors.As(err, &kind) && kind.Field != "" {
				return nil, fmt.Errorf("[%d].%s: a %s; expected %s", i, kind.Field, kind.Value, kind.Type)
			}
			return nil, fmt.Errorf("[%d]: %w", i, err)
		}
	}
	return tasks, CheckSchedule(tasks)
}

// CheckSchedule returns an error that begins with [index].key.
func CheckSchedule(tasks []Task) error {
	if len(tasks) == 0 || len(tasks) > maxTasks {
		return fmt.Errorf("%d tasks; expected 1 to %d", len(tasks), maxTasks)
	}
	for i, t := range tasks {
		switch {
		case t.Dimension < 0 || t.Dimension > maxDimension:
			return fmt.Errorf("[%d].dimension: %d; expected 1 to %d", i, t.Dimension, maxDimension)
		case t.Width != 0 && t.Width != oracle.WidthFull && t.Width != oracle.WidthNarrow:
			return fmt.Errorf("[%d].width: %d; expected %d or %d", i, t.Width, oracle.WidthFull, oracle.WidthNarrow)
		case t.CallbackGas > 5_000_000:
			return fmt.Errorf("[%d].callbackGas: %d; the contract grants 5,000,000 at most", i, t.CallbackGas)
		case t.First > 1<<40 || t.Period > 1<<40 || t.Window > 1<<40:
			return fmt.Errorf("[%d]: first, period and window are seconds and below 2^40", i)
		}
	}
	return nil
}

// round is one round of a schedule, as the fold would tell of it.
type round struct {
	task    oracle.Task
	outcome oracle.Outcome
	opens   uint64 // chain time
	closes  uint64
}

// rounds lists the rounds that close after start and not after end, by deadline
// and task.
func rounds(tasks []Task, start, end uint64) ([]round, error) {
	// 2^70 ulps, 64: nine bytes at full width, five in units of 2^-32.
	value := fixed.FromInt64(64)
	var out []round
	for i, s := range tasks {
		window := cmp.Or(s.Window, DefaultWindow)
		if s.Period > 0 {
			window = min(window, s.Period)
		}
		first := start + max(s.First, 1)
		window = min(window, first)
		t := oracle.Task{
			Index: uint32(i + 1), Dimension: cmp.Or(s.Dimension, 1), Width: cmp.Or(s.Width, oracle.WidthFull), Digest: s.Digest,
			CallbackGas: s.CallbackGas, Start: first - window, CommitSeconds: window, Period: s.Period,
		}
		t.ID = oracle.TaskIDFromIndex(t.Index)
		values := make([]fixed.Q64x64, t.Dimension)
		for c := range values {
			values[c] = value
		}
		for number := uint64(1); ; number++ {
			w := t.Windows(number)
			if w.Deadline > end {
				break
			}
			if len(out) == maxOutcomes {
				return nil, fmt.Errorf("the schedule has more than %d outcomes within the history", maxOutcomes)
			}
			out = append(out, round{
				task: t, opens: w.CommitStart, closes: w.Deadline,
				outcome: oracle.Outcome{
					Task: t.ID, Index: t.Index, Round: number, Status: oracle.StatusOK, Participants: 10,
					Narrow: t.Width == oracle.WidthNarrow, Digest: t.Digest, Values: values,
				},
			})
			if t.Period == 0 {
				break
			}
		}
	}
	if len(out) == 0 {
		return nil, errors.New("the schedule has no outcome within the history")
	}
	slices.SortStableFunc(out, func(a, b round) int { return cmp.Compare(a.closes, b.closes) })
	return out, nil
}
