package metrics

import (
	"math"
	"slices"
	"strconv"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"

	"oracled/fixed"
	"oracled/oracle"
)

// scrape returns the samples of the series by name and label values, in the
// order of the labels' names.
func scrape(t *testing.T, reg prometheus.Gatherer) map[string]float64 {
	t.Helper()
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]float64{}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			key := f.GetName()
			for _, l := range m.GetLabel() {
				key += " " + l.GetValue()
			}
			switch f.GetType() {
			case dto.MetricType_COUNTER:
				out[key] = m.GetCounter().GetValue()
			case dto.MetricType_GAUGE:
				out[key] = m.GetGauge().GetValue()
			case dto.MetricType_HISTOGRAM:
				out[key] = m.GetHistogram().GetSampleSum()
			}
		}
	}
	return out
}

func want(t *testing.T, got map[string]float64, key string, value float64) {
	t.Helper()
	if v, ok := got[key]; !ok || v != value {
		t.Errorf("%s: %v (there: %v), want %v", key, v, ok, value)
	}
}

func lacks(t *testing.T, got map[string]float64, key string) {
	t.Helper()
	if v, ok := got[key]; ok {
		t.Errorf("%s is there: %v", key, v)
	}
}

func feed(index uint32, period uint64) oracle.Task {
	return oracle.Task{
		ID: oracle.TaskIDFromIndex(index), Index: index, Solver: "trimmed-mean", Dimension: 2, Width: oracle.WidthFull,
		Start: 1000, CommitSeconds: 10, RevealSeconds: 10, Period: period,
	}
}

func newSet(t *testing.T) (*Set, *prometheus.Registry) {
	t.Helper()
	reg := prometheus.NewRegistry()
	return New(reg, []string{"c"}, Build{}), reg
}

func (s *Set) block(time uint64) {
	s.Event("c", oracle.BlockConfirmed{Anchor: oracle.Anchor{Time: time}})
}

// solve makes a round of which the positions and the outcome are given.
func (s *Set) solve(task oracle.Task, round uint64, rejected []oracle.Rejection, outcome [2]int64, positions ...[2]int64) {
	p := oracle.Profile{Task: task.ID, Round: round}
	for i, x := range positions {
		p.Positions = append(p.Positions, oracle.Position{Agent: common.Address{byte(i + 1)}, Values: []fixed.Q64x64{fixed.FromInt64(x[0]), fixed.FromInt64(x[1])}})
	}
	s.Verified("c", p, rejected, 0.5)
	s.Solved("c", task, oracle.Outcome{
		Task: task.ID, Index: task.Index, Round: round, Status: oracle.StatusOK, Participants: len(positions),
		Values: []fixed.Q64x64{fixed.FromInt64(outcome[0]), fixed.FromInt64(outcome[1])}, Trimmed: make([]oracle.TrimmedAgent, 1),
		Certificate: oracle.Certificate{F: 1, Cuts: make([]oracle.Cut, 2)},
	}, 0.25)
}

// What is told of a task is what happened to it.
func TestTask(t *testing.T) {
	s, reg := newSet(t)
	task := feed(5, 60)
	s.block(900)
	s.Event("c", oracle.TaskCreated{Task: task})
	got := scrape(t, reg)
	want(t, got, "oracled_task_period_seconds c 5", 60)
	want(t, got, "oracled_task_outcome_timestamp_seconds c 5", 1000) // its start, which is to come
	want(t, got, "oracled_task_rejections_total c bad-proof 5", 0)
	lacks(t, got, "oracled_task_round c 5")

	s.block(1021)
	// From (0, 0): distances 5, 0, 13, 10.
	s.solve(task, 1, []oracle.Rejection{{Reason: oracle.BadProof}, {Reason: oracle.BadProof}}, [2]int64{0, 0}, [2]int64{3, 4}, [2]int64{}, [2]int64{5, 12}, [2]int64{6, -8})
	got = scrape(t, reg)
	for key, value := range map[string]float64{
		"oracled_task_round c 5": 1, "oracled_task_posted_round c 5": 0, "oracled_task_participants c 5": 4, "oracled_task_submissions c 5": 6, "oracled_task_trimmed_agents c 5": 1, "oracled_task_breakdown_agents c 5": 2,
		"oracled_task_positions_total c 5": 4, "oracled_task_rejections_total c bad-proof 5": 2, "oracled_task_outcomes_total c ok 5": 1, "oracled_task_agents_trimmed_total c 5": 1,
		"oracled_task_stage_seconds c verify 5": 0.5, "oracled_task_stage_seconds c solve 5": 0.25,
		"oracled_task_distance c min 5": 0, "oracled_task_distance c median 5": 5, "oracled_task_distance c p90 5": 13, "oracled_task_distance c max 5": 13,
		"oracled_task_agent_distance " + common.Address{3}.Hex() + " c 5": 13, "oracled_task_agent_distance " + common.Address{2}.Hex() + " c 5": 0,
		"oracled_positions_total c": 4, "oracled_rejections_total c bad-proof": 2, "oracled_agents_trimmed_total c": 1, "oracled_stage_seconds c verify": 0.5,
		"oracled_task_positions_total c other": 0,
	} {
		want(t, got, key, value)
	}

	// Whoever posts it; of a round that was posted before, late events change nothing.
	s.Event("c", oracle.BatchPosted{Accepted: []oracle.PostedOutcome{{Index: 5, Round: 2}, {Index: 99, Round: 1}}})
	s.Event("c", oracle.BatchPosted{Accepted: []oracle.PostedOutcome{{Index: 5, Round: 1}}})
	got = scrape(t, reg)
	want(t, got, "oracled_task_posted_round c 5", 2)
	want(t, got, "oracled_task_outcome_timestamp_seconds c 5", 1000+60+20)

	// The next round's agents replace the last one's; without positions there is
	// no distance.
	s.solve(task, 2, nil, [2]int64{1, 1}, [2]int64{1, 1})
	got = scrape(t, reg)
	want(t, got, "oracled_task_distance c max 5", 0)
	lacks(t, got, "oracled_task_agent_distance "+common.Address{3}.Hex()+" c 5")
	s.Verified("c", oracle.Profile{Task: task.ID, Round: 3}, nil, 1)
	s.Solved("c", task, oracle.Outcome{Task: task.ID, Index: 5, Round: 3, Status: oracle.StatusInsufficient}, 1)
	got = scrape(t, reg)
	want(t, got, "oracled_task_outcomes_total c insufficient 5", 1)
	lacks(t, got, "oracled_task_distance c max 5")

	for _, end := range []func(){
		func() { s.Event("c", oracle.TaskCancelled{Task: task.ID}) },
		func() { s.Event("c", oracle.TaskCreated{Task: task}); s.Declined("c", task) },
	} {
		end()
		lacks(t, scrape(t, reg), "oracled_task_period_seconds c 5")
	}
}

// A profile of another round than the outcome's is not measured by it.
func TestSolvedWithoutVerified(t *testing.T) {
	s, reg := newSet(t)
	task := feed(5, 60)
	s.Verified("c", oracle.Profile{Task: task.ID, Round: 1, Positions: []oracle.Position{{Values: make([]fixed.Q64x64, 2)}}}, nil, 1)
	s.Solved("c", task, oracle.Outcome{Task: task.ID, Index: 5, Round: 2, Status: oracle.StatusOK, Values: make([]fixed.Q64x64, 2)}, 1)
	got := scrape(t, reg)
	want(t, got, "oracled_task_round c 5", 2)
	lacks(t, got, "oracled_task_distance c max 5")
}

// Tasks of a snapshot are waited for from the first block on.
func TestTasksOfASnapshot(t *testing.T) {
	s, reg := newSet(t)
	s.Event("c", oracle.TaskCreated{Task: feed(5, 60)})
	s.block(5000)
	s.block(5010)
	want(t, scrape(t, reg), "oracled_task_outcome_timestamp_seconds c 5", 5000)
}

// Only the farthest agents have series, whatever the others are called.
func TestFarthestAgents(t *testing.T) {
	s, reg := newSet(t)
	task := feed(5, 60)
	var positions [][2]int64
	for i := range int64(MaxAgents + 10) {
		positions = append(positions, [2]int64{i, 0})
	}
	s.solve(task, 1, nil, [2]int64{0, 0}, positions...)
	got := scrape(t, reg)
	for i := range MaxAgents + 10 {
		key := "oracled_task_agent_distance " + common.Address{byte(i + 1)}.Hex() + " c 5"
		if i < 10 {
			lacks(t, got, key)
		} else {
			want(t, got, key, float64(i))
		}
	}
	want(t, got, "oracled_task_distance c min 5", 0)
}

// shown lists the tasks with series of their own.
func shown(t *testing.T, reg prometheus.Gatherer) (out []int) {
	t.Helper()
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() != taskPeriod.Name {
			continue
		}
		for _, m := range f.GetMetric() {
			for _, l := range m.GetLabel() {
				if l.GetName() == "task" {
					n, err := strconv.Atoi(l.GetValue())
					if err != nil {
						t.Error(err)
					}
					out = append(out, n)
				}
			}
		}
	}
	slices.Sort(out)
	return out
}

// When there are too many tasks a feed that works keeps its series, whoever
// creates however many others, and nothing is counted twice or lost.
func TestTooManyTasks(t *testing.T) {
	s, reg := newSet(t)
	s.block(2000)
	one := [2]int64{1, 1}
	// Tasks of one round fill all places, then feeds take them.
	for i := range uint32(MaxTasks + 5) {
		s.solve(feed(100+i, 0), 1, nil, one, one)
	}
	if got := shown(t, reg); len(got) != MaxTasks || got[0] != 100 {
		t.Errorf("of tasks of one round %v are shown", got)
	}
	s.solve(feed(1, 60), 1, nil, one, one)
	if got := shown(t, reg); len(got) != MaxTasks || got[0] != 1 || got[1] != 101 {
		t.Errorf("a feed did not take the place of the oldest task of one round: %v", got)
	}
	for i := range uint32(3 * MaxTasks) {
		s.Event("c", oracle.TaskCreated{Task: feed(1000+i, 60)})
	}
	if got := shown(t, reg); len(got) != MaxTasks || got[0] != 1 || got[MaxTasks-1] != 100+MaxTasks-1 {
		t.Errorf("feeds that were merely created have driven others out: %v", got)
	}
	// One of the others that works takes the place of one that does not.
	s.solve(feed(1000+2*MaxTasks, 60), 1, nil, one, one)
	if got := shown(t, reg); len(got) != MaxTasks || got[0] != 1 || got[1] != 102 || got[MaxTasks-1] != 1000+2*MaxTasks {
		t.Errorf("a feed that works is not shown: %v", got)
	}
	// Feeds that work fill all places, and then none of them drives out another.
	for i := range uint32(2 * MaxTasks) {
		s.solve(feed(2000+i, 60), 1, nil, one, one)
	}
	if got := shown(t, reg); len(got) != MaxTasks || got[0] != 1 || got[1] != 1000+2*MaxTasks || got[2] != 2000 || got[MaxTasks-1] != 2000+MaxTasks-3 {
		t.Errorf("feeds that work drive each other out: %v", got)
	}
	values := scrape(t, reg)
	sum := 0.0
	for key, v := range values {
		if len(key) > 29 && key[:29] == "oracled_task_positions_total " {
			sum += v
		}
	}
	if total := values["oracled_positions_total c"]; total != 3*MaxTasks+7 || sum > total {
		t.Errorf("%v positions in all, %v among the tasks", total, sum)
	}
	want(t, values, "oracled_task_positions_total c other", 5+MaxTasks+2)

	// After a long silence the places are anybody's.
	s.block(2000 + mostSilence + 10)
	s.Event("c", oracle.TaskCreated{Task: feed(7, 0)})
	if got := shown(t, reg); !slices.Contains(got, 7) || len(got) != MaxTasks {
		t.Errorf("nothing was forgotten: %v", got)
	}
}

// The distance of large numbers that are close is not lost, and the largest there
// is does not overflow.
func TestGap(t *testing.T) {
	large := fixed.Q64x64{Hi: 1 << 45}
	next, err := large.Add(fixed.FromUlps(3))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := gap(next, large), 3*math.Pow(2, -64); got != want {
		t.Errorf("%v, want %v", got, want)
	}
	if got, want := gap(large, next), 3*math.Pow(2, -64); got != want {
		t.Errorf("%v, want %v", got, want)
	}
	if got, want := gap(fixed.Max(), fixed.Min()), math.Pow(2, 64); got != want {
		t.Errorf("%v, want %v", got, want)
	}
}
