package testnet

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"oracled/client"
	"oracled/compute"
	"oracled/oracle"
)

// binaryDir is where the binary is built, if a test needs it.
var binaryDir string

// binary is the oracled under test, built once.
var binary = sync.OnceValues(func() (string, error) {
	var err error
	if binaryDir, err = os.MkdirTemp("", "oracled-test"); err != nil {
		return "", err
	}
	path := filepath.Join(binaryDir, "oracled")
	out, err := exec.Command("go", "build", "-o", path, "../cmd/oracled").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build oracled: %w\n%s", err, out)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", "1000"); err != nil { // the crowd says how many
		panic(err)
	}
	code := m.Run()
	if binaryDir != "" {
		os.RemoveAll(binaryDir)
	}
	os.Exit(code)
}

func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// newWorld starts a world that ends with the test.
func newWorld(t *testing.T, roles []Role, chains ...AnvilOptions) *World {
	t.Helper()
	return newWorldWith(t, Options{Roles: roles, Chains: chains})
}

// newWorldWith fills in what every test wants alike.
func newWorldWith(t *testing.T, o Options) *World {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	o.Root, o.Dir, o.Binary = root(t), filepath.Join(t.TempDir(), "world"), path
	if o.Operators == 0 {
		o.Operators, o.Threshold, o.HTTPShare = 4, 3, 2
	}
	o.Progress = func(chain, format string, args ...any) { t.Logf("%s: %s", chain, fmt.Sprintf(format, args...)) }
	w, err := NewWorld(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
		for _, p := range w.Processes() {
			t.Errorf("%s is left behind", p.Name)
		}
		if t.Failed() {
			dumpLog(t, filepath.Join(w.Dir, "logs", "daemon.log"))
		}
	})
	if err := w.WriteOperator(); err != nil {
		t.Fatal(err)
	}
	return w
}

func dumpLog(t *testing.T, path string) {
	b, err := os.ReadFile(path)
	if err == nil {
		t.Logf("%s:\n%s", filepath.Base(path), b)
	}
}

// feed is a task with windows wide enough for a machine that is busy.
func feed(now uint64) oracle.Task {
	return oracle.Task{
		Solver: compute.TrimmedEquilibrium, Dimension: 2, Width: oracle.WidthNarrow, TrimBps: 2000, Lambda: 32768,
		MinAgents: 4, MaxAgents: 100, InitialTrust: 32768, Start: now + 5,
		CommitSeconds: 8, RevealDelay: 1, RevealSeconds: 8, Period: 17, Description: "for a test",
	}
}

// create creates a task on every chain and returns what the helpers want.
func create(t *testing.T, w *World, rounds uint64, make func(c *WorldChain, now uint64) oracle.Task) (map[*WorldChain][]oracle.Task, map[*WorldChain]map[oracle.TaskID]uint64) {
	t.Helper()
	tasks := map[*WorldChain][]oracle.Task{}
	wanted := map[*WorldChain]map[oracle.TaskID]uint64{}
	for _, c := range w.Chains {
		now, err := c.Now(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		task, err := w.CreateTask(t.Context(), c, make(c, now))
		if err != nil {
			t.Fatal(err)
		}
		tasks[c] = []oracle.Task{task}
		wanted[c] = map[oracle.TaskID]uint64{task.ID: rounds}
	}
	return tasks, wanted
}

// startAgents lets the agents loose on the first tasks.
func startAgents(t *testing.T, w *World, tasks map[*WorldChain][]oracle.Task, wanted map[*WorldChain]map[oracle.TaskID]uint64) {
	t.Helper()
	rounds := map[oracle.TaskID]uint64{}
	for _, m := range wanted {
		for id, n := range m {
			rounds[id] = n
		}
	}
	if err := w.StartAgents(t.Context(), tasks, rounds); err != nil {
		t.Fatal(err)
	}
}

// awaitPosted waits until every wanted round is on its chain.
func awaitPosted(t *testing.T, w *World, wanted map[*WorldChain]map[oracle.TaskID]uint64) {
	t.Helper()
	var g errgroup.Group
	for _, c := range w.Chains {
		g.Go(func() error { return w.Narrate(t.Context(), c, wanted[c]) })
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
}

// assess fails the test for everything that is not as it must be, and counts how
// often each round was accepted.
func assess(t *testing.T, w *World, wanted map[*WorldChain]map[oracle.TaskID]uint64) Summary {
	t.Helper()
	s, err := w.Summarise(t.Context(), wanted)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range s.Failures {
		t.Error(f)
	}
	for _, c := range w.Chains {
		times := map[ref]int{}
		for e := range events(t, c) {
			if p, ok := e.(oracle.BatchPosted); ok {
				for _, o := range p.Accepted {
					times[ref{oracle.TaskIDFromIndex(o.Index), uint64(o.Round)}]++
				}
			}
		}
		for r, n := range times {
			if n != 1 {
				t.Errorf("%s: task %s round %d was posted %d times", c.Name, r.task.Big(), r.round, n)
			}
		}
	}
	return s
}

// TestKillAndRestart kills the daemon between reveal and post and starts it
// again, in each of three rounds at other moments: the outcomes are those that an
// undisturbed daemon posts, each once.
func TestKillAndRestart(t *testing.T) {
	beside(t, middling)
	w := newWorld(t, Roles(15), AnvilOptions{Name: "ethereum-dev", ChainID: 31337, BlockTime: 1}, AnvilOptions{Name: "polygon-dev", ChainID: 31338, BlockTime: 1})
	tasks, wanted := create(t, w, 3, func(_ *WorldChain, now uint64) oracle.Task { return feed(now) })
	if err := w.StartDaemon(t.Context()); err != nil {
		t.Fatal(err)
	}
	startAgents(t, w, tasks, wanted)
	first := w.Chains[0]
	windows := func(round uint64) oracle.Windows { return tasks[first][0].Windows(round) }

	// Dead from the reveal window until well after its end.
	waitUntil(t, first, windows(1).Deadline-2)
	w.Daemon.Kill()
	waitUntil(t, first, windows(1).Deadline+4)
	if err := w.StartDaemon(t.Context()); err != nil {
		t.Fatal(err)
	}
	// Killed while it verifies, signs or sends, and started again at once.
	waitUntil(t, first, windows(2).Deadline)
	w.Daemon.Kill()
	if err := w.StartDaemon(t.Context()); err != nil {
		t.Fatal(err)
	}
	// Killed at every block while the third round is posted.
	for i := range uint64(4) {
		waitUntil(t, first, windows(3).Deadline+i)
		w.Daemon.Kill()
		if err := w.StartDaemon(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	awaitPosted(t, w, wanted)
	assess(t, w, wanted)
	log, err := os.ReadFile(w.Daemon.Log)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(log), `"snapshot":true`); n < 5 {
		t.Errorf("%d of 12 starts of a chain went on from a snapshot", n)
	}
	if err := w.StopWork(); err != nil {
		t.Error(err)
	}
}

// TestChainThatMinesOnDemand runs a round on a plain Anvil, where no block comes
// unless somebody sends a transaction.
func TestChainThatMinesOnDemand(t *testing.T) {
	beside(t, light)
	w := newWorld(t, []Role{Honest, Honest, Honest, Honest, Honest, Honest, FarOutlier}, AnvilOptions{Name: "plain", ChainID: 31337})
	tasks, wanted := create(t, w, 1, func(c *WorldChain, now uint64) oracle.Task {
		task := feed(now)
		task.Period = 0
		task.Width = oracle.WidthFull
		task.Consumer, task.CallbackGas = c.Consumer, 200_000
		return task
	})
	if err := w.StartDaemon(t.Context()); err != nil {
		t.Fatal(err)
	}
	startAgents(t, w, tasks, wanted)
	awaitPosted(t, w, wanted)
	s := assess(t, w, wanted)
	if n := len(s.Chains[0].Rounds); n != 1 {
		t.Fatalf("%d rounds", n)
	}
	if err := w.StopWork(); err != nil {
		t.Error(err)
	}
}

// TestInsufficientRound: too few positions are posted as such, and the daemon
// goes on.
func TestInsufficientRound(t *testing.T) {
	beside(t, light)
	w := newWorld(t, []Role{Honest, Honest, Honest}, AnvilOptions{Name: "few", ChainID: 31337, BlockTime: 1})
	_, wanted := create(t, w, 1, func(_ *WorldChain, now uint64) oracle.Task { return feed(now) })
	if err := w.StartDaemon(t.Context()); err != nil {
		t.Fatal(err)
	}
	startAgents(t, w, nil, wanted)
	awaitPosted(t, w, wanted)
	s := assess(t, w, wanted)
	if r := s.Chains[0].Rounds[0]; r.Status != string(oracle.StatusInsufficient) || len(r.Outcome) != 0 || r.Participants != 3 {
		t.Errorf("status %s with %d participants and outcome %v", r.Status, r.Participants, r.Outcome)
	}
	reading, err := w.Chains[0].Read(t.Context(), oracle.TaskIDFromIndex(1))
	if err != nil || reading.Status != "insufficient" || reading.Round != 0 {
		t.Errorf("the hub reads as %+v, %v", reading, err)
	}
}

// TestConfirmations: with two confirmations the operator looks at a block when
// two stand on it, agents reveal only what no such reorganisation can carry back,
// and a reorganisation of that depth in the middle changes nothing.
func TestConfirmations(t *testing.T) {
	beside(t, light)
	w := newWorldWith(t, Options{
		Roles: []Role{Honest, Honest, Honest, Honest, Honest, Honest, FarOutlier}, Confirmations: 2,
		Chains: []AnvilOptions{{Name: "ethereum-dev", ChainID: 31337, BlockTime: 1}},
	})
	c := w.Chains[0]
	now, err := c.Now(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	hasty := feed(now)
	if _, err := w.CreateTask(t.Context(), c, hasty); !errors.Is(err, client.ErrReorgRisk) {
		t.Fatalf("a reveal delay of %d s below 2 confirmations: %v", hasty.RevealDelay, err)
	}
	tasks, wanted := create(t, w, 1, func(_ *WorldChain, now uint64) oracle.Task {
		task := feed(now)
		task.RevealDelay, task.Period = 3, 0
		return task
	})
	if err := w.StartDaemon(t.Context()); err != nil {
		t.Fatal(err)
	}
	startAgents(t, w, tasks, wanted)
	waitUntil(t, c, tasks[c][0].Windows(1).RevealStart+5)
	if err := c.Eth.Client().CallContext(t.Context(), nil, "anvil_reorg", 2, []any{}); err != nil {
		t.Fatal(err)
	}
	awaitPosted(t, w, wanted)
	if got := assess(t, w, wanted).Chains[0].Rounds[0].BlocksToPost; got < 3 {
		t.Errorf("posted %d blocks after the end of the window, before it had 2 confirmations", got)
	}
}

// waitUntil waits until the chain has a block at or past a time.
func waitUntil(t *testing.T, c *WorldChain, timestamp uint64) {
	t.Helper()
	for {
		h, err := c.Eth.HeaderByNumber(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if h.Time >= timestamp {
			return
		}
		select {
		case <-time.After(100 * time.Millisecond):
		case <-t.Context().Done():
			t.Fatal(t.Context().Err())
		}
	}
}
