package testnet

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"oracled/client"
	"oracled/config"
	"oracled/crypto"
	"oracled/internal/daemon"
	"oracled/oracle"
	"oracled/txmgr"
	"oracled/watcher"
)

// person is somebody who runs an operator: a folder that oracled init wrote, and
// commands in it.
type person struct {
	t      *testing.T
	binary string
	dir    string
	id     string // of the operator
	listen string
	health string
	daemon *Process
}

func (p *person) config() string       { return filepath.Join(p.dir, "oracled.yaml") }
func (p *person) file(n string) string { return filepath.Join(p.dir, n) }

// run runs a command of this person's, which must end with the wanted status, and
// returns its standard output and its standard error.
func (p *person) run(status int, args ...string) (stdout, stderr string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, p.binary, append(args, "--config", p.config())...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if code := cmd.ProcessState.ExitCode(); code != status {
		p.t.Fatalf("oracled %s: exit status %d (%v), want %d:\n%s%s", strings.Join(args, " "), code, err, status, out.String(), errs.String())
	}
	return out.String(), errs.String()
}

// writes runs a command and keeps its standard output in a file.
func (p *person) writes(name string, args ...string) string {
	p.t.Helper()
	out, _ := p.run(0, args...)
	if err := os.WriteFile(p.file(name), []byte(out), 0o600); err != nil {
		p.t.Fatal(err)
	}
	return p.file(name)
}

// refused runs a command that must fail with one sentence.
func (p *person) refused(want string, args ...string) {
	p.t.Helper()
	out, stderr := p.run(1, args...)
	if out != "" || !strings.HasPrefix(stderr, "oracled: ") || !strings.Contains(stderr, want) || strings.Contains(stderr, "goroutine") {
		p.t.Errorf("oracled %s: %q and %q, want %q", strings.Join(args, " "), out, stderr, want)
	}
}

// newPerson writes a folder for somebody with ether on the chain.
func newPerson(t *testing.T, binary, dir string, anvil *Anvil) *person {
	t.Helper()
	p := &person{t: t, binary: binary, dir: dir}
	cmd := exec.CommandContext(t.Context(), binary, "init", dir, "--dev")
	out, err := cmd.CombinedOutput()
	account := regexp.MustCompile(`account (0x[0-9a-fA-F]{40})`).FindSubmatch(out)
	if err != nil || account == nil {
		t.Fatalf("oracled init: %v\n%s", err, out)
	}
	rewrite(t, p.config(), `endpoint: .*`, "endpoint: "+anvil.Endpoint())
	c, err := client.Dial(t.Context(), "dev", watcher.Config{Endpoint: anvil.Endpoint(), ChainID: anvil.ChainID})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.Eth.Client().CallContext(t.Context(), nil, "anvil_setBalance", string(account[1]), "0x56bc75e2d63100000"); err != nil {
		t.Fatal(err)
	}
	return p
}

// keys keeps what operator keys prints, and the id that is in it.
func (p *person) keys() string {
	p.t.Helper()
	file := p.writes("keys.json", "operator", "keys")
	var keys []struct{ ID, PublicKey string }
	p.read(file, &keys)
	if len(keys) != 1 || len(keys[0].PublicKey) != 2+2*192 {
		p.t.Fatalf("operator keys printed %+v", keys)
	}
	p.id = common.HexToAddress(keys[0].ID).Hex() // as people are told it
	return file
}

func (p *person) read(file string, into any) {
	p.t.Helper()
	raw, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(raw, into)
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

// start starts this person's daemon, which the others reach at its address.
func (p *person) start(logs string) {
	p.t.Helper()
	var err error
	p.daemon, err = StartProcess("oracled of "+p.id, filepath.Join(logs, filepath.Base(p.dir)+".log"), p.binary, "run", "--config", p.config())
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() {
		p.daemon.Kill()
		if p.t.Failed() {
			dumpLog(p.t, p.daemon.Log)
		}
	})
	o := &Operator{Process: p.daemon, health: p.health}
	if err := o.Ready(p.t.Context()); err != nil {
		p.t.Fatal(err)
	}
}

// meet gives everybody an address and tells it to the others.
func meet(t *testing.T, people []*person) {
	t.Helper()
	var ports ports
	t.Cleanup(ports.release)
	for _, p := range people {
		for _, at := range []*string{&p.listen, &p.health} {
			var err error
			if *at, err = ports.free(); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, p := range people {
		var others []string
		for _, o := range people {
			if o != p {
				others = append(others, fmt.Sprintf("%q", o.id+"@"+o.listen))
			}
		}
		rewrite(t, p.config(), `#listen: ""`, fmt.Sprintf("listen: %q", p.listen))
		rewrite(t, p.config(), `#peers: \[\]`, "peers: ["+strings.Join(others, ", ")+"]")
		rewrite(t, p.config(), `#listen: 127.0.0.1:9464`, "listen: "+p.health)
	}
}

// TestOperatorCommands has four people found a committee by the commands alone,
// post a round, and hand over to another set; on the way they make every mistake.
func TestOperatorCommands(t *testing.T) {
	beside(t, middling)
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	anvil, err := StartAnvil(t.Context(), root(t), AnvilOptions{Name: "dev", ChainID: 31337, BlockTime: 1, Log: filepath.Join(dir, "anvil.log")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(anvil.Kill)
	var people []*person
	var keys []string
	for i := range 5 {
		p := newPerson(t, path, filepath.Join(dir, fmt.Sprint("person-", i)), anvil)
		people = append(people, p)
		keys = append(keys, p.keys())
	}
	founders, late := people[:4], people[4]
	hub := found(t, founders, keys[:4])
	for _, p := range people {
		rewrite(t, p.config(), `#hub: .*`, fmt.Sprintf("hub: %q", hub))
	}
	meet(t, people)

	// Fewer keys than must sign, and nobody to ask.
	alone := people[0].file("alone.yaml")
	raw, err := os.ReadFile(people[0].config())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(alone, regexp.MustCompile(`(?m)^  (peers|listen): (\[|"127).*$`).ReplaceAll(raw, nil), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := oracled(t, &World{Options: Options{Binary: path}}, 1, "run", "--config", alone); !strings.Contains(out, "set operator.listen and operator.peers if others run them") {
		t.Errorf("one of four alone: %s", out)
	}

	for _, p := range founders {
		p.start(dir)
	}
	out, _ := people[0].run(1, "operator", "peers") // the fifth does not run
	if n := strings.Count(out, "answers in"); n != 3 || !strings.Contains(out, "this operator") || !strings.Contains(out, late.id) {
		t.Errorf("operator peers printed %s", out)
	}

	w, wanted := peopleWorld(t, dir, path, people[0], anvil, hub)
	c := w.Chains[0]
	awaitPosted(t, w, map[*WorldChain]map[oracle.TaskID]uint64{c: {oracle.TaskIDFromIndex(1): 1}})
	handOver(t, people, keys)
	awaitPosted(t, w, wanted)
	assess(t, w, wanted)
	if _, epoch, err := c.OperatorSet(t.Context()); err != nil || epoch != 2 {
		t.Errorf("epoch %d, %v", epoch, err)
	}
	for _, p := range founders {
		if err := p.daemon.Stop(15 * time.Second); err != nil {
			t.Error(err)
		}
	}

	// A keystore that is broken.
	if err := os.WriteFile(people[1].file("keys/operator-1.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	people[1].refused("operator.keystores[0]: ", "operator", "keys")
}

// found has the founders create a hub, and returns its address.
func found(t *testing.T, founders []*person, keys []string) string {
	t.Helper()
	first, second := founders[0], founders[1]
	if _, stderr := first.run(0, "operator", "keys", "--new", first.file("keys/spare.json"), "--light"); !strings.Contains(stderr, "add it to operator.keystores") {
		t.Errorf("operator keys --new said %s", stderr)
	}
	first.refused("exists and is never replaced", "operator", "keys", "--new", first.file("keys/spare.json"), "--light")

	plan := first.writes("plan.json", append([]string{"operator", "plan"}, keys...)...)
	first.refused("no such file", "operator", "plan", first.file("none.json"))
	first.refused("read "+first.file("oracled.yaml"), "operator", "plan", first.config())
	first.refused("operator "+first.id+" is named twice", append([]string{"operator", "plan", keys[0]}, keys...)...)
	first.refused("--payee: \"me\" is not an address", append([]string{"operator", "plan", "--payee", "me"}, keys...)...)
	first.refused("threshold", append([]string{"operator", "plan", "--threshold", "2"}, keys...)...)

	other := second.writes("plan.json", append([]string{"operator", "plan"}, keys...)...) // its sender is another account
	var registrations []string
	for _, p := range founders {
		registrations = append(registrations, p.writes("registration.json", "operator", "register", plan))
	}
	stale := second.writes("stale.json", "operator", "register", other)
	second.refused("read a plan of an operator set", "operator", "register", keys[0])
	three := first.writes("three.json", append([]string{"operator", "plan"}, keys[:3]...)...)
	founders[3].refused("none of operator.keystores is in the plan", "operator", "register", three)

	deploy := func(plan string, registrations ...string) []string {
		args := []string{"deploy", "--plan", plan}
		for _, r := range registrations {
			args = append(args, "--registration", r)
		}
		return args
	}
	first.refused("operator "+founders[3].id+" has not registered for the plan", deploy(plan, registrations[:3]...)...)
	first.refused("the registration is for plan", deploy(plan, registrations[0], stale, registrations[2], registrations[3])...)
	second.refused("the plan's possessions are made out to", deploy(plan, registrations...)...)
	first.refused("--plan: it says threshold and payee already", append(deploy(plan, registrations...), "--threshold", "3")...)
	first.refused("--registration: belongs to --plan", "deploy", "--registration", registrations[0])
	first.refused("--plan: "+keys[0], deploy(keys[0], registrations...)...)
	first.refused("--registration: read "+plan, deploy(plan, plan)...)
	first.refused("for epoch 2 of a hub that is there", deploy(first.altered(plan, func(p *crypto.SetPlan) { p.Epoch = 2 }), registrations...)...)
	first.refused("for chain 31338 too", deploy(first.altered(plan, func(p *crypto.SetPlan) {
		p.Chains = append(p.Chains, crypto.PlannedChain{ChainID: 31338, Quorum: p.Chains[0].Quorum})
	}), registrations...)...)

	out, _ := first.run(0, deploy(plan, registrations...)...)
	again, _ := first.run(0, deploy(plan, registrations...)...)
	hub := regexp.MustCompile(`hub: "(0x[0-9a-fA-F]{40})"`).FindStringSubmatch(out)
	if hub == nil || !strings.Contains(out, "operator set of 4, threshold 3, in service") || !strings.Contains(again, "was there already") {
		t.Fatalf("deploy printed\n%s\nand then\n%s", out, again)
	}
	return hub[1]
}

// altered writes a plan that somebody has changed by hand, and returns the file.
func (p *person) altered(plan string, change func(*crypto.SetPlan)) string {
	p.t.Helper()
	var s crypto.SetPlan
	p.read(plan, &s)
	change(&s)
	raw, err := json.Marshal(s)
	if err != nil {
		p.t.Fatal(err)
	}
	file := p.file("altered.json")
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		p.t.Fatal(err)
	}
	return file
}

// peopleWorld lets agents loose on the people's chain, for two rounds of a feed.
func peopleWorld(t *testing.T, dir, binary string, owner *person, anvil *Anvil, hub string) (*World, map[*WorldChain]map[oracle.TaskID]uint64) {
	t.Helper()
	w := &World{Options: Options{
		Root: root(t), Dir: filepath.Join(dir, "world"), Binary: binary, Roles: []Role{Honest, Honest, Honest, Honest, Honest},
		Progress: func(chain, format string, args ...any) { t.Logf("%s: %s", chain, fmt.Sprintf(format, args...)) },
	}}
	if err := w.makeKeys(); err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(owner.config(), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	account, err := daemon.OpenAccount(cfg.Account)
	if err != nil {
		t.Fatal(err)
	}
	var local bool
	if w.requester, local = account.(*txmgr.Account); !local {
		t.Fatalf("the account of oracled init is a %T", account)
	}
	c := &WorldChain{Anvil: anvil}
	if c.Chain, err = client.Connect(t.Context(), "dev", cfg.Chains["dev"].Config); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Chain.Close)
	set, _, err := c.OperatorSet(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if c.Deployment = client.PlanDeployment(set, w.requester.Address()); c.Deployment.Hub.Hex() != hub {
		t.Fatalf("the hub is at %s, deploy printed %s", c.Deployment.Hub, hub)
	}
	w.Chains = []*WorldChain{c}
	if err := w.fund(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	if err := w.admit(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	tasks, wanted := create(t, w, 2, func(_ *WorldChain, now uint64) oracle.Task { return feed(now) })
	t.Cleanup(func() {
		if err := w.StopWork(); err != nil {
			t.Error(err)
		}
		w.ports.release()
	})
	startAgents(t, w, tasks, wanted)
	return w, wanted
}

// handOver rotates the fourth person out and the fifth in.
func handOver(t *testing.T, people []*person, keys []string) {
	t.Helper()
	first, late := people[0], people[4]
	plan := first.writes("next.json", "operator", "plan", keys[0], keys[1], keys[2], keys[4])
	joins := late.writes("registration.json", "operator", "register", plan)
	submit := []string{"operator", "rotate", "submit", plan, "--registration", joins}

	people[1].refused("the plan's possessions are made out to", "operator", "rotate", "submit", plan)
	first.refused("the plan is for epoch 5, and the one that comes next is 2", "operator", "rotate", "submit", first.altered(plan, func(p *crypto.SetPlan) { p.Epoch = 5 }))
	other := first.altered(plan, func(p *crypto.SetPlan) { p.SetID[0] ^= 1 })
	first.refused("is it the right plan?", "operator", "rotate", "submit", other)
	first.refused("no such file", "operator", "rotate", "approve", first.file("none.json"))
	first.refused("threshold 0 of 4; it must be more than two thirds", "operator", "rotate", "approve", first.altered(plan, func(p *crypto.SetPlan) { p.Threshold = 0 }))

	out, stderr := first.run(1, submit...)
	if strings.Count(out, "not-approved") != 3 || !strings.Contains(stderr, "1 of 4 operators have signed the rotation and 3 must") {
		t.Errorf("nobody has approved: %s%s", out, stderr)
	}
	for _, p := range people[1:3] {
		if out, _ := p.run(0, "operator", "rotate", "approve", plan); !strings.Contains(out, "approved") {
			t.Errorf("approve printed %s", out)
		}
	}
	// Everybody who must has signed, and the new one has not registered.
	out, stderr = first.run(1, "operator", "rotate", "submit", plan)
	if strings.Count(out, ": signed") != 3 || !strings.Contains(stderr, "operator "+late.id+" has not registered for the plan") {
		t.Errorf("without the new one's registration: %s%s", out, stderr)
	}
	out, _ = first.run(0, submit...)
	if !strings.Contains(out, "the set of 4 operators, threshold 3, serves from block") || !strings.Contains(out, "operator "+people[3].id+": refused: not-approved") {
		t.Errorf("submit printed %s", out)
	}
	if out, _ := first.run(0, submit...); !strings.Contains(out, "in epoch 2 already") {
		t.Errorf("submit again printed %s", out)
	}
}
