package daemon

import (
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"
	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"oracled/committee"
	"oracled/committee/peer"
	"oracled/compute/backends"
	"oracled/endpoint"
	"oracled/endpoint/endpointtest"
	"oracled/fixed"
	"oracled/internal/metrics"
	"oracled/internal/promtest"
	"oracled/oracle"
	"oracled/post"
	"oracled/txmgr"
)

const (
	// tick is the time between two scrapes, and between two evaluations.
	tick = 30 * time.Second
	// calm is how long everything is well before anything happens: longer than the
	// windows of the rules that count.
	calm = 20 * time.Minute
)

// watch is a daemon's registry and health that are scraped over HTTP, driven by
// what its parts report. Its clock is its own.
type watch struct {
	*scene
	t       *testing.T
	handler http.Handler
	scrapes []promtest.Scrape
	down    bool

	chain     *endpointtest.Chain
	nodes     []*endpointtest.Node
	pool      *endpoint.Pool
	committee *committeeWatch
	other     common.Address
	queue     *post.Queue
	backend   backends.Options
	pending   []txmgr.Pending
	free      uint64
	task      oracle.Task
	block     uint64

	// What does not happen any more.
	silent, idle, stalled bool
	rejected              []oracle.Rejection
	agents                int
}

func newWatch(t *testing.T) *watch {
	w := &watch{
		scene: newScene(t, map[oracle.Hub]string{polygon: "polygon-dev"}), t: t, chain: endpointtest.NewChain(1), other: common.Address{7}, free: 1 << 40, agents: 4,
		task: oracle.Task{
			Hub: polygon, ID: oracle.TaskIDFromIndex(3), Index: 3, Solver: "trimmed-equilibrium", Dimension: 1, Width: oracle.WidthFull,
			TrimBps: 2500, Lambda: 1000, MinAgents: 3, Start: 1e9, CommitSeconds: 20, RevealSeconds: 20, Period: 60,
		},
	}
	w.handler = Handler(w.reg, w.Observer, nil)
	cfg := endpoint.Config{Chain: "polygon-dev", ChainID: 1338, BlockTime: time.Second, Probe: time.Hour}
	for range 3 {
		n := endpointtest.Serve(w.chain, 1338)
		t.Cleanup(n.Close)
		w.nodes = append(w.nodes, n)
		cfg.URLs = append(cfg.URLs, n.URL())
	}
	var err error
	if w.pool, err = endpoint.Dial(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.pool.Close)
	w.metrics.Endpoints.Add("polygon-dev", w.pool.Status)
	w.metrics.Confirmations("polygon-dev", "depth", 4)
	w.committee = newCommitteeWatch(w.reg, map[oracle.Hub]string{polygon: "polygon-dev"}, newPeerBook([]peer.Address{{ID: w.other}}), zap.NewNop())
	newTuningWatch(w.reg, zap.NewNop()).metrics.Knob("polygon-dev", knobWait, 1)
	w.backend = newBackendWatch(zap.NewNop(), w.reg).options()
	metrics.WatchStore(w.reg, func() (uint64, uint64, error) { return 1 << 20, w.free, nil })
	w.Transactions(polygon, func() []txmgr.Pending { return w.pending })
	config := post.Config{MaxQueue: 10}.WithDefaults(time.Second)
	w.queue = post.NewQueue(polygon, common.Hash{}, config, nil, nil)
	w.Queue(polygon, func() QueueStatus {
		return QueueStatus{Length: w.queue.Len(), Bound: config.MaxQueue, Oldest: Seconds(w.queue.Oldest().Seconds())}
	})
	newScopes(w.reg, map[oracle.Hub]string{polygon: "polygon-dev"}, Solvers(), zap.NewNop())
	w.Folded(polygon, oracle.TaskCreated{Task: w.task})
	w.Balance(polygon, common.Address{1}, new(big.Int).Mul(big.NewInt(100), big.NewInt(1e18)))
	return w
}

// look makes every endpoint that answers tell its head.
func (w *watch) look() {
	w.t.Helper()
	views, err := w.pool.Views()
	if err != nil {
		w.t.Fatal(err)
	}
	for _, v := range views {
		_, _ = v.Read(w.t.Context(), endpoint.Request{Headers: []rpc.BlockNumber{rpc.LatestBlockNumber}}) // its failures are what is watched
	}
}

// live goes on for so long: blocks are mined and folded, peers answer, and every
// minute a round is solved, posted and accepted, but for what the watch leaves
// out. also is called in every tick, before the scrape.
func (w *watch) live(span time.Duration, also func()) {
	w.t.Helper()
	for range int(span / tick) {
		w.at = w.at.Add(tick)
		if !w.silent {
			w.chain.Mine()
			w.look()
			b := oracle.BlockConfirmed{Anchor: oracle.Anchor{Number: w.block, Time: uint64(w.at.Unix())}, Live: true}
			if !w.stalled {
				w.block++
				w.Folded(polygon, b)
				w.queue.Confirmed(b)
				w.Confirmed(polygon, b)
			}
			if !w.idle && (uint64(w.at.Unix())-w.task.Start)%w.task.Period == 0 {
				w.round()
			}
		}
		w.committee.met(w.other, committee.HelloAnswer{}, time.Millisecond, nil)
		if also != nil {
			also()
		}
		w.scrape()
	}
}

// round solves a round of the task as the daemon does and puts it on the chain.
func (w *watch) round() {
	w.t.Helper()
	number := w.task.RoundAt(uint64(w.at.Unix())) - 1
	if number == 0 {
		return
	}
	profile := oracle.Profile{Task: w.task.ID, Round: number}
	for i := range w.agents {
		profile.Positions = append(profile.Positions, oracle.Position{Agent: common.Address{byte(i + 1)}, Confidence: 50, Values: []fixed.Q64x64{fixed.FromInt64(int64(i))}})
	}
	w.Verified(w.task, profile, w.rejected, 0.01)
	solver, err := Solvers()(w.task.Solver)
	if err != nil {
		w.t.Fatal(err)
	}
	out, err := solver.Solve(w.t.Context(), w.task, profile)
	if err != nil {
		w.t.Fatal(err)
	}
	w.Solved(w.task, out, 0.01)
	posted := []oracle.PostedOutcome{out.Posted()}
	w.Posted(oracle.Batch{Hub: polygon, Outcomes: posted, Anchor: oracle.Anchor{Time: uint64(w.at.Unix()) - 1}}, oracle.Receipt{GasUsed: 200_000, GasPriceWei: big.NewInt(30e9)})
	w.committee.Proposed(committee.Duty{Batch: oracle.Batch{Hub: polygon}, Duration: time.Second, Peers: []committee.PeerDuty{{ID: w.other, Signed: true}}})
	w.Folded(polygon, oracle.BatchPosted{Accepted: posted})
}

func (w *watch) scrape() {
	s := promtest.Scrape{At: float64(w.at.Unix()), Instance: "here:9464", Down: w.down}
	if !w.down {
		answer := httptest.NewRecorder()
		w.handler.ServeHTTP(answer, httptest.NewRequest("GET", "/metrics", nil))
		s.Text = answer.Body.String()
	}
	w.scrapes = append(w.scrapes, s)
}

// inState is a transaction that has been on its way for long.
func inState(s txmgr.State) txmgr.Pending {
	return txmgr.Pending{Nonce: 1, Age: time.Hour, Tip: big.NewInt(1), Cap: big.NewInt(2), State: s}
}

// provocations bring about what each alert is for, after a time in which all was
// well. Others that fire as well, and rightly, are listed too.
var provocations = []struct {
	alert   string
	others  []string
	labels  map[string]string // of the alert
	provoke func(w *watch)
}{
	{"OracledDown", nil, map[string]string{"instance": "here:9464"}, func(w *watch) {
		w.down = true
		w.live(3*time.Minute, nil)
	}},
	{"OracledRestarts", nil, nil, func(w *watch) {
		for range 3 {
			w.live(tick, nil)
			w.scrapes[len(w.scrapes)-1].Text = elsewhere(w.t)
		}
	}},
	{"OracledChainHalted", nil, map[string]string{"chain": "polygon-dev"}, func(w *watch) {
		w.Halted(polygon, oracle.ErrReorg)
		w.idle = true
		w.live(tick, nil)
	}},
	{"OracledChainNotReady", nil, map[string]string{"chain": "polygon-dev"}, func(w *watch) {
		w.Retrying(polygon, "attest", errors.New("an epoch that is not ours"))
		w.live(6*time.Minute, nil)
	}},
	{"OracledChainSilent", nil, map[string]string{"chain": "polygon-dev"}, func(w *watch) {
		w.ExpectBlocks(polygon, time.Minute)
		w.silent = true
		w.live(4*time.Minute, nil)
	}},
	{"OracledChainBehind", nil, nil, func(w *watch) {
		for range 300 {
			w.chain.Mine()
		}
		w.live(12*time.Minute, nil)
	}},
	{"OracledReorgDeep", nil, map[string]string{"endpoint": "", "chain": "polygon-dev"}, func(w *watch) {
		w.chain.Replace(3, nil)
		w.look()
		w.live(2*tick, nil)
	}},
	{"OracledStageFails", []string{"OracledChainNotReady"}, map[string]string{"stage": "post"}, func(w *watch) {
		w.live(13*time.Minute, func() { w.Retrying(polygon, "post", errors.New("no gas")) })
	}},
	{"OracledEndpointDown", nil, nil, func(w *watch) {
		w.nodes[2].Close()
		w.live(7*time.Minute, nil)
	}},
	{"OracledNoEndpoint", nil, map[string]string{"chain": "polygon-dev"}, func(w *watch) {
		for _, n := range w.nodes {
			n.Close()
		}
		w.live(3*time.Minute, nil)
	}},
	{"OracledEndpointLies", nil, nil, func(w *watch) {
		w.nodes[1].Set(func(f *endpointtest.Faults) {
			f.Header = func(h *types.Header) *types.Header { h = types.CopyHeader(h); h.Extra = []byte("lie"); return h }
		})
		if _, err := w.pool.Agreed(w.t.Context(), w.chain.Head(), 2); err != nil {
			w.t.Fatal(err)
		}
		// Its answer may come behind those of the two that suffice.
		for w.pool.Status()[1].Faults[endpoint.FaultWrong] == 0 {
			if err := oracle.Sleep(w.t.Context(), time.Millisecond); err != nil {
				w.t.Fatal(err)
			}
		}
		w.nodes[1].Set(func(f *endpointtest.Faults) { f.Header = nil })
		w.live(2*time.Minute, nil)
	}},
	{"OracledBalanceLow", nil, map[string]string{"chain": "polygon-dev"}, func(w *watch) {
		w.Balance(polygon, common.Address{1}, big.NewInt(1e15))
		w.live(12*time.Minute, nil)
	}},
	{"OracledTransactionStuck", []string{"OracledChainNotReady"}, nil, func(w *watch) {
		w.pending = []txmgr.Pending{inState(txmgr.Stuck)}
		w.live(7*time.Minute, nil)
	}},
	{"OracledFeeCapped", []string{"OracledChainNotReady"}, nil, func(w *watch) {
		w.pending = []txmgr.Pending{inState(txmgr.Capped)}
		w.live(17*time.Minute, nil)
	}},
	{"OracledQueueLong", nil, nil, func(w *watch) {
		for round := range uint64(9) {
			w.queue.Add(w.task, oracle.Outcome{Index: w.task.Index, Round: round + 1})
		}
		w.live(7*time.Minute, nil)
	}},
	{"OracledOutcomesWait", nil, nil, func(w *watch) {
		w.queue.Add(w.task, oracle.Outcome{Index: w.task.Index, Round: 1})
		w.live(40*time.Minute, nil)
	}},
	{"OracledNoOutcome", nil, map[string]string{"chain": "polygon-dev", "task": "3"}, func(w *watch) {
		w.idle = true
		w.live(6*time.Minute, nil)
	}},
	{"OracledRejections", nil, map[string]string{"chain": "polygon-dev"}, func(w *watch) {
		for i := range byte(8) {
			w.rejected = append(w.rejected, oracle.Rejection{Agent: common.Address{100 + i}, Reason: oracle.BadProof})
		}
		w.live(15*time.Minute, nil)
	}},
	{"OracledInsufficient", nil, map[string]string{"task": "3"}, func(w *watch) {
		w.agents = 2
		w.live(3*time.Minute, nil)
	}},
	{"OracledPeerAbsent", nil, nil, func(w *watch) {
		w.live(7*time.Minute, func() { w.committee.met(w.other, committee.HelloAnswer{}, 0, errors.New("no answer")) })
	}},
	{"OracledNoQuorum", []string{"OracledNoOutcome"}, map[string]string{"chain": "polygon-dev"}, func(w *watch) {
		w.idle = true
		w.live(18*time.Minute, func() {
			w.committee.Proposed(committee.Duty{Batch: oracle.Batch{Hub: polygon}, Err: errors.New("no quorum"), Peers: []committee.PeerDuty{{ID: w.other}}})
		})
	}},
	{"OracledPeerWrong", nil, nil, func(w *watch) {
		w.committee.Proposed(committee.Duty{Batch: oracle.Batch{Hub: polygon}, Peers: []committee.PeerDuty{{ID: w.other, Wrong: true}}})
		w.live(2*time.Minute, nil)
	}},
	{"OracledPeerWrong", nil, map[string]string{"code": "wrong-outcome"}, func(w *watch) {
		w.committee.Judged(polygon, w.other, &committee.Refusal{Code: committee.WrongOutcome})
		w.live(2*time.Minute, nil)
	}},
	{"OracledOutcomeDisputed", nil, map[string]string{"code": "wrong-outcome"}, func(w *watch) {
		w.committee.Proposed(committee.Duty{Batch: oracle.Batch{Hub: polygon}, Err: errors.New("no quorum"), Peers: []committee.PeerDuty{{ID: w.other, Refusal: committee.WrongOutcome}}})
		w.live(2*time.Minute, nil)
	}},
	{"OracledStoreRestored", nil, nil, func(w *watch) {
		w.committee.Judged(polygon, w.other, &committee.Refusal{Code: committee.RestoredStore})
		w.live(2*time.Minute, nil)
	}},
	{"OracledBackendFails", nil, map[string]string{"backend": "cuda", "reason": "lost"}, func(w *watch) {
		w.backend.FellBack("cuda", "lost", errors.New("the device was lost"))
		w.live(2*time.Minute, nil)
	}},
	{"OracledStoreNearlyFull", nil, nil, func(w *watch) {
		w.free = 100 << 20
		w.live(7*time.Minute, nil)
	}},
}

// Every alert fires when what it is for comes about, those that are listed and
// no others, and none while all is well.
func TestAlerts(t *testing.T) {
	const root = "../../"
	tool, err := promtest.Build(t.Context(), root, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	rules, err := tool.Evaluate(t.Context(), promtest.Request{Rules: root + promtest.Rules})
	if err != nil {
		t.Fatal(err)
	}
	provoked := map[string]bool{}
	for i, p := range provocations {
		provoked[p.alert] = true
		t.Run(fmt.Sprintf("%s %d", p.alert, i), func(t *testing.T) {
			t.Parallel()
			w := newWatch(t)
			w.live(calm, nil)
			well := w.scrapes[len(w.scrapes)-1].At
			p.provoke(w)
			answer, err := tool.Evaluate(t.Context(), promtest.Request{Rules: root + promtest.Rules, Step: tick.Seconds(), Scrapes: w.scrapes})
			if err != nil {
				t.Fatal(err)
			}
			var fired []string
			for _, a := range answer.Alerts {
				if len(a.Notes) > 0 {
					t.Errorf("%s: Prometheus remarks %q", a.Name, a.Notes)
				}
				for _, f := range a.Firings {
					if f.At <= well {
						t.Errorf("%s fired for %v while all was well", a.Name, f.Labels)
					}
					if !slices.Contains(fired, a.Name) {
						fired = append(fired, a.Name)
					}
				}
				if a.Name == p.alert && len(a.Firings) > 0 {
					for name, value := range p.labels {
						if got, ok := a.Firings[0].Labels[name]; !ok || value != "" && got != value {
							t.Errorf("it fired for %v, want %s=%q", a.Firings[0].Labels, name, value)
						}
					}
				}
			}
			want := append([]string{p.alert}, p.others...)
			slices.Sort(want)
			slices.Sort(fired)
			if !slices.Equal(fired, want) {
				t.Errorf("fired: %q, want %q", fired, want)
			}
		})
	}
	for _, a := range rules.Alerts {
		if !provoked[a.Name] {
			t.Errorf("no provocation of %s", a.Name)
		}
	}
}

// Every alert has its section in the runbook and the runbook no others; every
// metric that an alert or the dashboard asks for is in the reference, and the
// dashboard shows all of those.
func TestAlertsAndDashboardAreDocumented(t *testing.T) {
	const root = "../../"
	tool, err := promtest.Build(t.Context(), root, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	panels, err := promtest.Panels(root+promtest.Dashboard, "3m")
	if err != nil {
		t.Fatal(err)
	}
	w := newWatch(t)
	w.live(5*time.Minute, nil)
	request := promtest.Request{Rules: root + promtest.Rules, Step: tick.Seconds(), Scrapes: w.scrapes}
	for _, p := range panels {
		request.Queries = append(request.Queries, p.Expr)
	}
	answer, err := tool.Evaluate(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{"up": true}
	shown := map[string]bool{}
	for _, d := range metrics.Catalogue() {
		known[d.Name] = true
		if d.Kind == metrics.Histogram {
			known[d.Name+"_bucket"], known[d.Name+"_sum"], known[d.Name+"_count"] = true, true, true
		}
	}
	reg := prometheus.NewRegistry()
	metrics.New(reg, nil, metrics.Build{})
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families { // those of the runtime and the process
		known[f.GetName()] = true
	}
	for i, q := range answer.Queries {
		if q.Error != "" || len(q.Notes) > 0 || q.Series == 0 {
			t.Errorf("panel %q finds %d series by %s; %s %q", panels[i].Title, q.Series, q.Expr, q.Error, q.Notes)
		}
		for _, name := range q.Metrics {
			shown[name] = true
			if !known[name] {
				t.Errorf("panel %q asks for %s, which is not in docs/metrics.md", panels[i].Title, name)
			}
		}
	}
	for _, d := range metrics.Catalogue() {
		if !shown[d.Name] && !shown[d.Name+"_bucket"] && !shown[d.Name+"_sum"] {
			t.Errorf("%s is not on the dashboard", d.Name)
		}
	}

	runbook, err := os.ReadFile(root + promtest.Runbook)
	if err != nil {
		t.Fatal(err)
	}
	sections := map[string]string{}
	for _, s := range strings.Split(string(runbook), "\n## ")[1:] {
		title, body, _ := strings.Cut(s, "\n")
		sections[title] = body
	}
	for _, a := range answer.Alerts {
		body, ok := sections[a.Name]
		delete(sections, a.Name)
		if !ok {
			t.Errorf("%s has no section in %s", a.Name, promtest.Runbook)
			continue
		}
		for _, part := range []string{"**Meaning.**", "**See it.**", "**Do.**"} {
			if !strings.Contains(body, part) {
				t.Errorf("the section of %s has no %s", a.Name, part)
			}
		}
		if want := promtest.Runbook + "#" + strings.ToLower(a.Name); a.Annotations["runbook_url"] != want {
			t.Errorf("%s: runbook_url is %q, not %q", a.Name, a.Annotations["runbook_url"], want)
		}
		for _, key := range []string{"summary", "description"} {
			if a.Annotations[key] == "" {
				t.Errorf("%s has no %s", a.Name, key)
			}
		}
		if s := a.Labels["severity"]; s != "critical" && s != "warning" {
			t.Errorf("%s: severity %q", a.Name, s)
		}
		for _, name := range a.Metrics {
			if !known[name] {
				t.Errorf("%s asks for %s, which is not in docs/metrics.md", a.Name, name)
			}
		}
	}
	for title := range sections {
		t.Errorf("the runbook has a section %q, which is no alert", title)
	}
}

// elsewhere is the scrape of another process that has just started.
func elsewhere(t *testing.T) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestServeElsewhere$")
	cmd.Env = append(os.Environ(), "PRINT_METRICS=1")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	text, _, ok := strings.Cut(string(out), endOfMetrics)
	if !ok {
		t.Fatalf("no end in %s", out)
	}
	return text
}

const endOfMetrics = "# that is all\n"

// TestServeElsewhere is the other process of elsewhere.
func TestServeElsewhere(t *testing.T) {
	if os.Getenv("PRINT_METRICS") == "" {
		t.Skip("it is run by TestAlerts, in a process of its own")
	}
	w := newWatch(t)
	w.live(tick, nil)
	fmt.Print(w.scrapes[0].Text, endOfMetrics)
}
