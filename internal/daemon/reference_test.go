package daemon

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
	dto "github.com/prometheus/client_model/go"
	"go.uber.org/zap"

	"oracled/committee"
	"oracled/committee/peer"
	"oracled/endpoint"
	"oracled/fixed"
	"oracled/internal/metrics"
	"oracled/oracle"
)

var update = flag.Bool("update", false, "write docs/metrics.md")

// everything is the series of a daemon that has done a bit of everything.
func everything(t *testing.T) []*dto.MetricFamily {
	t.Helper()
	s := newScene(t, map[oracle.Hub]string{polygon: "polygon-dev"})
	id := common.Address{1}
	w := newCommitteeWatch(s.reg, map[oracle.Hub]string{polygon: "polygon-dev"}, newPeerBook([]peer.Address{{ID: id}}), zap.NewNop())
	w.met(id, committee.HelloAnswer{}, time.Millisecond, nil)
	newTuningWatch(s.reg, zap.NewNop()).metrics.Knob("polygon-dev", knobWait, 1)
	newBackendWatch(zap.NewNop(), s.reg)
	metrics.WatchStore(s.reg, func() (uint64, uint64, error) { return 1, 2, nil })
	s.metrics.Endpoints.Add("polygon-dev", func() []endpoint.Status { return []endpoint.Status{{Name: "ws://a"}, {Name: "ws://b"}} })
	s.metrics.Confirmations("polygon-dev", "safe", 3)
	newScopes(s.reg, map[oracle.Hub]string{polygon: "polygon-dev"}, Solvers(), zap.NewNop())
	s.Balance(polygon, common.Address{1}, common.Big1)
	s.live(polygon, 1)
	// A game, so that there is a regret; its positions are those of a zero-sum game.
	task := oracle.Task{Hub: polygon, ID: oracle.TaskIDFromIndex(1), Index: 1, Solver: "nash-averaging agents=2 tasks=2", Dimension: 4, Width: oracle.WidthFull, Period: 60}
	profile := oracle.Profile{Task: task.ID, Round: 1}
	for i := range byte(3) {
		profile.Positions = append(profile.Positions, oracle.Position{Agent: common.Address{i + 1}, Values: []fixed.Q64x64{fixed.FromInt64(1), {}, {}, fixed.FromInt64(1)}})
	}
	solver, err := Solvers()(task.Solver)
	if err != nil {
		t.Fatal(err)
	}
	outcome, err := solver.Solve(t.Context(), task, profile)
	if err != nil {
		t.Fatal(err)
	}
	s.Folded(polygon, oracle.TaskCreated{Task: task})
	s.Verified(task, profile, nil, 1)
	s.Solved(task, outcome, 1)
	families, err := s.reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(families, func(f *dto.MetricFamily) bool { return !strings.HasPrefix(f.GetName(), "oracled_") })
}

// What the daemon serves is what the catalogue says, and nothing else.
func TestCatalogue(t *testing.T) {
	served := map[string]*dto.MetricFamily{}
	for _, f := range everything(t) {
		served[f.GetName()] = f
	}
	for _, d := range metrics.Catalogue() {
		f := served[d.Name]
		delete(served, d.Name)
		if f == nil {
			t.Errorf("%s is not served", d.Name)
			continue
		}
		if kind := strings.ToLower(f.GetType().String()); kind != string(d.Kind) {
			t.Errorf("%s is a %s, not a %s", d.Name, kind, d.Kind)
		}
		if d.Unit == "" || d.Help != f.GetHelp() {
			t.Errorf("%s: unit %q, help %q and %q", d.Name, d.Unit, d.Help, f.GetHelp())
		}
		for _, m := range f.GetMetric() {
			if len(m.GetLabel()) != len(d.Labels) {
				t.Errorf("%s has the labels %v", d.Name, m.GetLabel())
			}
			for _, l := range m.GetLabel() {
				i := slices.IndexFunc(d.Labels, func(x metrics.Label) bool { return x.Name == l.GetName() })
				if i < 0 || d.Labels[i].Values != nil && !slices.Contains(d.Labels[i].Values, l.GetValue()) {
					t.Errorf("%s has the label %v", d.Name, l)
				}
			}
		}
	}
	for name := range served {
		t.Errorf("%s is not in the catalogue", name)
	}
}

// Names are as Prometheus' own linter wants them.
func TestMetricNames(t *testing.T) {
	problems, err := promlint.NewWithMetricFamilies(everything(t)).Lint()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
}

func TestMetricsReference(t *testing.T) {
	const path = "../../docs/metrics.md"
	var b bytes.Buffer
	fmt.Fprintf(&b, "# Metrics and health\n\n"+
		"<!-- Written by `go test ./internal/daemon -update` from the code; a test compares. -->\n\n"+
		"`oracled run` serves these at `http.listen`, GET and HEAD, for this machine and by its names ([dashboard.md](dashboard.md#who-may-look)) unless `http.allowRemote` says otherwise:\n\n"+
		"| path | answer |\n|---|---|\n"+
		"| `/` | the dashboard, which has rules of its own about who may look: [dashboard.md](dashboard.md) |\n"+
		"| `/livez` | 200 while the process runs |\n"+
		"| `/readyz` | 200 when every chain has caught up with its head and no stage fails; otherwise 503 and one reason per line, `chain polygon-dev: fetch the head: …` |\n"+
		"| `/status` | the state of every chain as JSON, which `oracled status` prints |\n"+
		"| `/metrics` | the series below for Prometheus, and those of the Go runtime and the process |\n\n"+
		"Counters count what this process did since it started; the rounds that it reads again then are among the positions, rejections and outcomes.\n\n"+
		"Outsiders can create tasks and send positions, so what has a series of its own is bounded:\n\n"+
		"- %d tasks of a chain have series with their number as `task`. When there are more, a feed that brings an outcome takes the place of one that has brought none, or of a task of one round, of which the one that was silent longest goes first; whatever was silent for 16 rounds, at least an hour and at most a week, makes room for anything. Of the rest the counters are under `task=\"other\"`, and there are no gauges. The series of a chain count all tasks.\n"+
		"- %d agents of a task's last round have their distance as a series, those that are farthest; `oracled_task_distance` is over all of them.\n\n"+
		"`packaging/prometheus` has alert rules, [runbook.md](runbook.md) says what to do when one fires, and `packaging/grafana` has a dashboard.\n\n"+
		"| name | type | unit | labels | meaning |\n|---|---|---|---|---|\n", metrics.MaxTasks, metrics.MaxAgents)
	for _, d := range metrics.Catalogue() {
		labels := make([]string, len(d.Labels))
		for i, l := range d.Labels {
			labels[i] = l.Name
			if l.Values != nil {
				labels[i] += " (" + strings.Join(slices.Sorted(slices.Values(l.Values)), ", ") + ")"
			}
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", d.Name, d.Kind, d.Unit, strings.Join(labels, ", "), d.Help)
	}
	if *update {
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, b.Bytes()) {
		t.Errorf("docs/metrics.md is not what the code says (%v); run go test ./internal/daemon -update", err)
	}
}
