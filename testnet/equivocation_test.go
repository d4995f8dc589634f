package testnet

import (
	"fmt"
	"io/fs"
	"math/big"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"oracled/client"
	"oracled/committee"
	"oracled/compute"
	"oracled/compute/cpu"
	"oracled/crypto"
	"oracled/oracle"
	"oracled/wire"
)

// restore says what comes back from before the kill.
type restore string

const (
	nothingBack  restore = "the same store"
	databaseBack restore = "the database restored, the guard kept"
	folderBack   restore = "the whole folder restored"
	neverSigned  restore = "nothing was signed before" // shows that the other outcome is one that would be signed
)

// TestNoEquivocation kills an operator at random instants while liars, who hold
// all other keys and never let a quorum come about, ask it to sign what it has
// found. Then the chain loses the openings, so that the operator finds another
// outcome, and its store comes back from before. What it has signed once it never
// signs otherwise. Each time another operator is the victim.
func TestNoEquivocation(t *testing.T) {
	beside(t, middling)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 8))
	modes := []restore{neverSigned, nothingBack, databaseBack, folderBack, databaseBack, folderBack, nothingBack}
	v := newTown(t, len(modes), 2*time.Second)
	signedBefore, refusedAfter := 0, 0
	for i, mode := range modes {
		x := &kill{town: v, victim: v.all[i], mode: mode, random: random}
		first, second := x.run(t)
		t.Logf("%s: signed %d of %d rounds before, %d after; refusals after: %v", mode, first, len(x.tasks), second, x.refusals())
		if mode == neverSigned && second != len(x.tasks) {
			t.Errorf("the other outcome of %d of %d rounds was signed by an operator that had signed none", second, len(x.tasks))
		}
		if mode != neverSigned && first > 0 {
			signedBefore++
			if x.refusals() > 0 || x.gaveUp() {
				refusedAfter++
			}
		}
		if mode == folderBack && first > 0 && second > 0 {
			t.Errorf("%s: it signed %d rounds although others know that it has forgotten some", mode, second)
		}
	}
	for _, s := range v.record.twice() {
		t.Error(s)
	}
	if signedBefore < len(modes)/2 || refusedAfter < signedBefore {
		t.Errorf("of %d attempts %d had signed something before the kill and %d refused the other outcome: the test shows too little", len(modes), signedBefore, refusedAfter)
	}
}

// kill is one attempt.
type kill struct {
	town   *town
	victim *Operator
	mode   restore
	random *rand.Rand
	tasks  []oracle.Task
	liars  []*liar
}

// run returns for how many rounds the victim has signed before and after.
func (x *kill) run(t *testing.T) (first, second int) {
	t.Helper()
	v := x.town
	for _, o := range v.all {
		if o != x.victim {
			l := v.lies(o, recording)
			l.patience = 300
			x.liars = append(x.liars, l)
			defer l.close()
		}
	}
	v.faulty[x.victim] = false
	defer x.victim.Kill()
	x.boot(t)
	x.victim.Kill()
	backup := filepath.Join(t.TempDir(), "backup")
	copyFolder(t, x.victim.Dir(), backup)
	for range 3 {
		x.tasks = append(x.tasks, v.ask())
	}
	last := x.tasks[2].Windows(1).Deadline
	if x.mode == neverSigned {
		waitUntil(t, v.chain, last+1)
	} else {
		x.boot(t)
		waitUntil(t, v.chain, last)
		right := x.found(t)
		stop := x.keepProposing(append(x.altered(right), right...))
		for range 4 {
			time.Sleep(time.Duration(x.random.Int64N(int64(1500 * time.Millisecond))))
			x.victim.Kill()
			if err := x.victim.Start(); err != nil {
				t.Fatal(err)
			}
		}
		// As soon as it has signed something, give or take.
		v.awaitThat("a signature before the kill", func() bool { return x.signed() > 0 })
		time.Sleep(time.Duration(x.random.Int64N(int64(300 * time.Millisecond))))
		x.victim.Kill()
		stop()
	}
	first = x.signed()

	x.loseOpenings(t)
	switch x.mode {
	case databaseBack:
		for _, name := range []string{"oracled.db", "oracled.db-wal", "oracled.db-shm"} {
			_ = os.Remove(filepath.Join(x.victim.Dir(), name))
			if raw, err := os.ReadFile(filepath.Join(backup, name)); err == nil {
				if err := os.WriteFile(filepath.Join(x.victim.Dir(), name), raw, 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
	case folderBack:
		if err := os.RemoveAll(x.victim.Dir()); err != nil {
			t.Fatal(err)
		}
		copyFolder(t, backup, x.victim.Dir())
	}
	for _, l := range x.liars {
		l.codes = map[committee.Code]int{}
	}
	before := x.pairs()
	stop := x.keepProposing(x.found(t))
	x.boot(t)
	for began := time.Now(); time.Since(began) < time.Minute && x.refusals() < 10 && !x.gaveUp() && x.pairs()-before < len(x.tasks); {
		time.Sleep(50 * time.Millisecond)
	}
	x.victim.Kill()
	stop()
	return first, x.pairs() - before
}

// boot starts the victim and waits until it has caught up. Ready it is not, since
// what earlier attempts left is never posted.
func (x *kill) boot(t *testing.T) {
	t.Helper()
	const message = "caught up with the head"
	had := len(x.town.lines(x.victim, message))
	if err := x.victim.Start(); err != nil {
		t.Fatal(err)
	}
	x.town.awaitThat("the victim to catch up", func() bool { return x.gaveUp() || len(x.town.lines(x.victim, message)) > had })
}

// keepProposing has the liars ask the victim for signatures of batches until stop
// is called.
func (x *kill) keepProposing(batches []committee.Proposal) (stop func()) {
	done := make(chan struct{})
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for i := 0; ; i++ {
			l := x.liars[i%len(x.liars)]
			for _, p := range batches {
				l.propose(x.victim, p)
			}
			select {
			case <-done:
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	return func() { close(done); <-ended }
}

// loseOpenings replaces the blocks with the openings by empty ones.
func (x *kill) loseOpenings(t *testing.T) {
	t.Helper()
	c := x.town.chain
	// The agents would rightly stop at such a reorganisation, or reveal again.
	for _, a := range x.town.world.Agents {
		a.Process.Kill()
	}
	head, err := c.Eth.HeaderByNumber(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	first := head.Number.Uint64() + 1 // block that is replaced
	for h := head; h.Time >= x.tasks[0].Windows(1).RevealStart-1; first-- {
		if h, err = c.Eth.HeaderByNumber(t.Context(), new(big.Int).SetUint64(first-2)); err != nil {
			t.Fatal(err)
		}
	}
	// Blocks are counted from the head, which may be another one by the time that
	// the node is told.
	for tries := 0; tries == 0 || x.opened(t); tries++ {
		if tries == 20 {
			t.Fatal("an opening survived")
		}
		head, err := c.Eth.BlockNumber(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Eth.Client().CallContext(t.Context(), nil, "anvil_reorg", head-first+1, []any{}); err != nil {
			t.Fatal(err)
		}
	}
	for _, a := range x.town.world.Agents {
		config := filepath.Join(x.town.world.Dir, "agents", fmt.Sprintf("%02d-%s", a.Number, a.Role), "oracled.yaml")
		if a.Process, err = StartProcess(a.Process.Name, a.Process.Log, x.town.world.Binary, "agent", "run", "--config", config); err != nil {
			t.Fatal(err)
		}
	}
	waitUntil(t, c, x.tasks[2].Windows(1).Deadline+1)
}

// opened tells whether an opening of the tasks is on the chain.
func (x *kill) opened(t *testing.T) bool {
	t.Helper()
	for e := range events(t, x.town.chain) {
		if r, ok := e.(oracle.Revealed); ok && slices.ContainsFunc(x.tasks, func(k oracle.Task) bool { return k.ID == r.Task }) {
			return true
		}
	}
	return false
}

// found returns the batches that everybody would propose now, one for each round.
func (x *kill) found(t *testing.T) (out []committee.Proposal) {
	t.Helper()
	c := x.town.chain
	_, epoch := x.town.set()
	auditor := client.Auditor{
		Verifier: crypto.NewVerifier(crypto.VerifierOptions{}),
		Solvers:  func(name string) (oracle.Solver, error) { return compute.New(name, cpu.New()) },
	}
	rounds, err := auditor.Audit(t.Context(), c.Chain, func(k oracle.Task) bool {
		return slices.ContainsFunc(x.tasks, func(l oracle.Task) bool { return k.ID == l.ID })
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(rounds) != len(x.tasks) {
		t.Fatalf("%d rounds are over, want %d", len(rounds), len(x.tasks))
	}
	for _, r := range rounds {
		payload, err := wire.Pack(epoch, r.Closed, []oracle.PostedOutcome{r.Resolution.Outcome.Posted()})
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, committee.Proposal{ChainID: c.Hub.ChainID, Hub: c.Hub.Address, SetID: c.SetID, Payload: payload})
	}
	return out
}

// altered returns batches with other values.
func (x *kill) altered(batches []committee.Proposal) (out []committee.Proposal) {
	for _, p := range batches {
		out = append(out, x.liars[0].altered(p, func(o *oracle.PostedOutcome) { add(o, 1) }))
	}
	return out
}

// signed returns for how many rounds the victim has signed, and pairs how many
// outcomes.
func (x *kill) signed() (n int) {
	for _, task := range x.tasks {
		if len(x.town.record.outcomes(x.victim.Key.ID(), task.Index)) > 0 {
			n++
		}
	}
	return n
}

func (x *kill) pairs() (n int) {
	for _, task := range x.tasks {
		n += len(x.town.record.outcomes(x.victim.Key.ID(), task.Index))
	}
	return n
}

// refusals returns how often the victim has refused since the kill because of
// what it signed.
func (x *kill) refusals() (n int) {
	for _, l := range x.liars {
		l.mu.Lock()
		n += l.codes[committee.Equivocation] + l.codes[committee.RestoredStore]
		l.mu.Unlock()
	}
	return n
}

// gaveUp tells whether the victim has ended by itself because it would have had to
// sign otherwise as a leader.
func (x *kill) gaveUp() bool {
	if x.victim.Process == nil {
		return false
	}
	select {
	case <-x.victim.Process.Done():
		raw, err := os.ReadFile(x.victim.Log())
		return err == nil && strings.Contains(string(raw), oracle.ErrEquivocation.Error())
	default:
		return false
	}
}

func copyFolder(t *testing.T, from, to string) {
	t.Helper()
	err := filepath.WalkDir(from, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rest, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if e.IsDir() {
			return os.MkdirAll(filepath.Join(to, rest), 0o700)
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, rest), raw, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
}
