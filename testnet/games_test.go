package testnet

import (
	"crypto/rand"
	"math"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"oracled/client"
	"oracled/compute"
	"oracled/compute/cpu"
	"oracled/compute/game/nashavg"
	"oracled/crypto"
	"oracled/fixed"
	"oracled/oracle"
	"oracled/testnet/reference"
	"oracled/txmgr"
)

// cycle is what five agents win from one another: a rock, paper and scissors of
// unequal stakes, 1, 2 and 3, and two that lose to all three. Its equilibrium is
// (3, 1, 2, 0, 0)/6. A position is its strict upper triangle.
var cycle = []float64{
	-2, 1, 4, 5,
	-3, 4, 5,
	4, 5,
	0.5,
}

// report is what the i-th agent measures: everybody is a little off, and the
// last ones turn the game around for the fourth.
func report(t *testing.T, i, liars, n int) client.Position {
	p := client.Position{Confidence: uint8(60 + i)}
	for k, v := range cycle {
		v += 1e-3 * float64((i*7+k*3)%11-5)
		if i >= n-liars {
			v, p.Confidence = -1e6*float64(k), 100
		}
		q, err := fixed.FromFloat64(v)
		if err != nil {
			t.Fatal(err)
		}
		p.Values = append(p.Values, q)
	}
	return p
}

// TestGameTask runs a round of a task on a chain that names a game solver, with
// two liars among ten agents: the equilibrium of what the honest measured is
// posted, read and audited, and a task that no operator can serve is declined.
func TestGameTask(t *testing.T) {
	beside(t, middling)
	const n, liars = 10, 2
	roles := make([]Role, n)
	for i := range roles {
		roles[i] = Honest
	}
	w := newWorld(t, roles, AnvilOptions{Name: "games", ChainID: 31337, BlockTime: 1})
	c := w.Chains[0]
	tasks, wanted := create(t, w, 1, func(_ *WorldChain, now uint64) oracle.Task {
		task := feed(now)
		task.Start += 5
		task.Solver, task.Dimension, task.Width, task.Period = "nash-averaging agents=5", len(cycle), oracle.WidthFull, 0
		return task
	})
	task := tasks[c][0]
	hodge := task // the same reports; five of ten values are its answer
	hodge.Solver = "hodge agents=5"
	hodge, err := w.CreateTask(t.Context(), c, hodge)
	if err != nil {
		t.Fatal(err)
	}
	wanted[c][hodge.ID] = 1
	misfit := task
	misfit.Dimension, misfit.Start = 7, 0
	misfit, err = w.CreateTask(t.Context(), c, misfit)
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []struct{ want, solver, dimension, width string }{
		{`--solver: solver: agents: "2" is not an integer from 3 to 64`, "nash-averaging agents=2", "1", "16"},
		{`--dimension: positions of "nash-averaging agents=5" have 10 numbers, not 25`, "nash-averaging agents=5", "25", "16"},
		{`--width: values of "nash-averaging agents=5" take 16 bytes, not 8`, "nash-averaging bound=2^-30 agents=5", "10", "8"},
		{`--solver: solver: f: unknown parameter; krum takes no parameters`, "krum f=1", "1", "16"},
	} {
		out := oracled(t, w, 1, "task", "create", "--config", w.ConfigPath(), "--solver", bad.solver, "--dimension", bad.dimension, "--width", bad.width)
		if !strings.Contains(out, bad.want) {
			t.Errorf("task create --solver %q: %s", bad.solver, out)
		}
	}
	if all, err := c.Tasks(t.Context()); err != nil || len(all) != 3 {
		t.Errorf("%d tasks, %v", len(all), err)
	}
	if err := w.StartDaemon(t.Context()); err != nil {
		t.Fatal(err)
	}
	playRound(t, w, []oracle.Task{task, hodge}, func(i int) client.Position { return report(t, i, liars, n) })
	awaitPosted(t, w, wanted)

	auditor := client.Auditor{
		Verifier: crypto.NewVerifier(crypto.VerifierOptions{}),
		Solvers:  func(name string) (oracle.Solver, error) { return compute.New(name, cpu.New()) },
	}
	rounds, err := auditor.Audit(t.Context(), c.Chain, func(u oracle.Task) bool { return wanted[c][u.ID] > 0 })
	if err != nil || len(rounds) != 2 {
		t.Fatalf("%+v, %v", rounds, err)
	}
	for _, r := range rounds {
		if r.Verdict() != nil || r.Resolution.Outcome.Participants != n || r.Accepted {
			t.Errorf("%+v: %v", r, r.Verdict())
		}
	}
	o := rounds[0].Resolution.Outcome
	checkAggregate(t, task, rounds[0].Resolution)
	checkAverage(t, o, rounds[0].Posted)
	reading, err := c.Read(t.Context(), task.ID)
	if err != nil || reading.Status != "ok" || !slices.Equal(reading.Value, o.Values) { // five probabilities, five ratings
		t.Errorf("the hub reads as %+v, %v; want %v", reading, err, o.Values)
	}
	checkHodge(t, w, hodge, o.Aggregate)
	if out := oracled(t, w, 0, "audit", "1", "--config", w.ConfigPath()); !strings.Contains(out, "task 1 round 1: right") {
		t.Errorf("audit: %s", out)
	}
	if out := oracled(t, w, 1, "audit", "3", "--config", w.ConfigPath()); !strings.Contains(out, "no closed round") {
		t.Errorf("audit of the misfit: %s", out)
	}
	log, err := os.ReadFile(filepath.Join(w.Dir, "logs", "daemon.log"))
	if err != nil || !strings.Contains(string(log), `positions of \"nash-averaging agents=5\" have 10 numbers, not 7`) {
		t.Errorf("task %d is not declined: %v\n%s", misfit.Index, err, log)
	}
	if err := w.StopWork(); err != nil {
		t.Error(err)
	}
}

// checkHodge compares what the hub says with the row means of the tensor, and
// zeros.
func checkHodge(t *testing.T, w *World, task oracle.Task, tensor []fixed.Q64x64) {
	t.Helper()
	sums := make([]*big.Int, 10)
	for i := range sums {
		sums[i] = new(big.Int)
	}
	for i, k := 0, 0; i < 5; i++ {
		for j := i + 1; j < 5; j++ {
			sums[i].Add(sums[i], tensor[k].Big())
			sums[j].Sub(sums[j], tensor[k].Big())
			k++
		}
	}
	reading, err := w.Chains[0].Read(t.Context(), task.ID)
	if err != nil || len(reading.Value) != len(sums) || reading.Status != "ok" {
		t.Fatalf("the hub reads as %+v, %v", reading, err)
	}
	for i, v := range reading.Value {
		if want := sums[i].Div(sums[i], big.NewInt(5)); v.Big().Cmp(want) != 0 {
			t.Errorf("value %d is %s ulps, not %s", i, v.Big(), want)
		}
	}
	if out := oracled(t, w, 0, "task", "show", "2", "--config", w.ConfigPath()); !strings.Contains(out, "the first 5 values") {
		t.Errorf("task show: %s", out)
	}
}

// playRound commits and reveals for every agent and task, of the same windows; a
// silent agent does not reveal.
func playRound(t *testing.T, w *World, tasks []oracle.Task, position func(i int) client.Position) {
	t.Helper()
	c := w.Chains[0]
	window := tasks[0].Windows(1)
	phase := func(do func(i int, task oracle.Task, sender *txmgr.Manager) error) {
		t.Helper()
		var g errgroup.Group
		for i, a := range w.Agents {
			g.Go(func() error {
				sender := c.Sender(a.Account)
				for _, task := range tasks {
					if err := do(i, task, sender); err != nil {
						return err
					}
				}
				return nil
			})
		}
		if err := g.Wait(); err != nil {
			t.Fatal(err)
		}
	}
	openings := make([]map[oracle.TaskID]client.Opening, len(w.Agents))
	waitUntil(t, c, window.CommitStart)
	phase(func(i int, task oracle.Task, sender *txmgr.Manager) error {
		o, err := client.Seal(w.Agents[i].Key, task, 1, position(i), rand.Reader)
		if err != nil {
			return err
		}
		if openings[i] == nil {
			openings[i] = map[oracle.TaskID]client.Opening{}
		}
		openings[i][task.ID] = o
		_, err = client.SendCommit(t.Context(), c.Chain, sender, o)
		return err
	})
	waitUntil(t, c, window.RevealStart)
	phase(func(i int, task oracle.Task, sender *txmgr.Manager) error {
		if w.Agents[i].Role == Silent {
			return nil
		}
		_, err := client.SendReveal(t.Context(), c.Chain, sender, openings[i][task.ID])
		return err
	})
}

// checkAggregate compares the tensor with the independent recomputation of the
// trimmed equilibrium.
func checkAggregate(t *testing.T, task oracle.Task, r oracle.Resolution) {
	t.Helper()
	task.Solver = compute.TrimmedEquilibrium
	var round reference.Round
	for _, p := range r.Profile.Positions {
		x := reference.Position{Agent: p.Agent, Confidence: p.Confidence}
		for _, v := range p.Values {
			x.Values = append(x.Values, v.Big())
		}
		round.Positions = append(round.Positions, x)
	}
	want := reference.NewHistory(task).Fold(round).Values
	var got []*big.Int
	for k, v := range r.Outcome.Aggregate {
		got = append(got, v.Big())
		if math.Abs(v.Float64()-cycle[k]) > 5e-3 {
			t.Errorf("entry %d is %v, and the honest say %v", k, v, cycle[k])
		}
	}
	if !slices.Equal(texts(got), texts(want)) {
		t.Errorf("the tensor is %v, want %v", got, want)
	}
}

// checkAverage compares the answer with a solver in floating point.
func checkAverage(t *testing.T, o oracle.Outcome, posted *oracle.PostedOutcome) {
	t.Helper()
	a := make([]float64, 25)
	for i, k := 0, 0; i < 5; i++ {
		for j := i + 1; j < 5; j++ {
			a[5*i+j] = o.Aggregate[k].Float64()
			a[5*j+i] = -a[5*i+j]
			k++
		}
	}
	want, err := nashavg.AVA(t.Context(), 5, a)
	if err != nil || !want.Converged {
		t.Fatalf("%+v, %v", want, err)
	}
	all := slices.Concat(want.P, want.Ratings)
	if len(o.Values) != len(all) {
		t.Fatalf("%d values", len(o.Values))
	}
	sum := new(big.Int)
	for i, v := range o.Values {
		if math.Abs(v.Float64()-all[i]) > 1e-9 {
			t.Errorf("value %d is %v, want %v", i, v, all[i])
		}
		if i < 5 {
			sum.Add(sum, posted.Values[i])
			if math.Abs(v.Float64()-[]float64{0.5, 1. / 6, 1. / 3, 0, 0}[i]) > 1e-2 {
				t.Errorf("agent %d is played %v", i, v)
			}
		}
	}
	if sum.Cmp(new(big.Int).Lsh(big.NewInt(1), 64)) != 0 {
		t.Errorf("the probabilities sum to %s", sum)
	}
}
