package testnet

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"oracled/oracle"
)

// TestRotation hands over from four operators to three of them and a new one with
// the commands of docs/committee.md, while a round is open: it is posted by the
// new set, and so is the next, by a quorum that needs the newcomer.
func TestRotation(t *testing.T) {
	beside(t, middling)
	v := newTown(t, 4, turn)
	v.start(v.all...)
	v.ask()
	v.await()
	v.rotate()
	v.finish()
}

// rotate hands over from the town's operators to three of them and a new one.
func (v *town) rotate() {
	t := v.t
	t.Helper()
	// The newcomer makes its key and says who it is.
	newcomer, err := v.world.NewOperator(t.Context(), len(v.all), nil)
	if err != nil {
		t.Fatal(err)
	}
	leaver, staying := v.all[0], v.all[1:]
	next := append(slices.Clone(staying), newcomer)
	everybody := append([]*Operator{leaver}, next...)
	if err := newcomer.Write(everybody, v.turn); err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, o := range next {
		files = append(files, o.output(t, "keys.json", "operator", "keys"))
	}
	// Everybody learns where the newcomer listens before it serves.
	for _, o := range staying {
		if err := o.Write(everybody, v.turn); err != nil {
			t.Fatal(err)
		}
		if err := o.Stop(); err != nil {
			t.Error(err)
		}
		v.start(o)
	}
	submitter := staying[0]
	plan := submitter.output(t, "plan.json", append([]string{"operator", "plan"}, files...)...)
	registration := newcomer.output(t, "registration.json", "operator", "register", plan)

	// Nobody signs what its person has not approved.
	code, out, complaint := submitter.command(t, "operator", "rotate", "submit", plan, "--registration", registration)
	if code == 0 || !contains(out, "not-approved") {
		t.Fatalf("a plan that one operator has approved: exit status %d\n%s%s", code, out, complaint)
	}
	task := v.ask()
	for _, o := range v.all {
		if code, _, complaint := o.command(t, "operator", "rotate", "approve", plan); code != 0 {
			t.Fatalf("approve: %s", complaint)
		}
	}
	waitUntil(t, v.chain, task.Windows(1).RevealStart)
	code, out, complaint = submitter.command(t, "operator", "rotate", "submit", plan, "--registration", registration)
	if code != 0 || strings.Count(out, "signed") < 3 || !contains(out, "serves from block") {
		t.Fatalf("submit: exit status %d\n%s%s", code, out, complaint)
	}
	if _, epoch := v.set(); epoch != 2 {
		t.Fatalf("the set is in epoch %d", epoch)
	}
	if err := leaver.Stop(); err != nil {
		t.Error(err)
	}
	v.start(newcomer)
	v.all = everybody
	v.await()

	// The newcomer is needed when one of the others is away.
	staying[2].Kill()
	v.ask()
	v.await()
	v.start(staying[2])
	if code, out, _ := staying[1].command(t, "operator", "peers"); code != 1 || !contains(out, newcomer.Key.ID().Hex()+"  "+newcomer.Address.Host+": answers in") {
		t.Errorf("operator peers: exit status %d\n%s", code, out)
	}
	// Who has left signs nothing, and is told why.
	code, _, complaint = leaver.command(t, "run")
	if code == 0 || !contains(complaint, "none of operator.keystores belongs to the hub's operator set") {
		t.Errorf("an operator that has left: exit status %d, %s", code, complaint)
	}
	// Again changes nothing.
	if code, out, complaint := submitter.command(t, "operator", "rotate", "submit", plan, "--registration", registration); code != 0 || !contains(out, "in epoch 2 already") {
		t.Errorf("submit again: exit status %d\n%s%s", code, out, complaint)
	}
	epochs := map[uint32]int{}
	for e := range events(t, v.chain) {
		if p, ok := e.(oracle.BatchPosted); ok {
			epochs[p.Batch.Epoch]++
		}
	}
	if epochs[1] == 0 || epochs[2] < 2 {
		t.Errorf("batches by epoch: %v", epochs)
	}
}

// output keeps what a command prints in a file of the operator's folder.
func (o *Operator) output(t *testing.T, name string, args ...string) string {
	t.Helper()
	code, out, complaint := o.command(t, args...)
	if code != 0 {
		t.Fatalf("oracled %s: exit status %d\n%s", fmt.Sprint(args), code, complaint)
	}
	path := filepath.Join(o.Dir(), name)
	if err := os.WriteFile(path, []byte(out), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
