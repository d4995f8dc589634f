package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"

	"oracled/client"
	"oracled/committee"
	"oracled/crypto"
	"oracled/oracle"
	"oracled/store"
)

// in runs a command in a folder that oracled init has written.
func in(t *testing.T, dir string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(append(args, "--config", filepath.Join(dir, defaultConfig)), strings.NewReader(""), &out, &errs)
	return code, out.String(), errs.String()
}

func initFolder(t *testing.T) string {
	t.Helper()
	return initKind(t, crypto.BLS)
}

func initKind(t *testing.T, kind crypto.Kind) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "op")
	var out, errs bytes.Buffer
	if code := run([]string{"init", dir, "--dev", "--kind", string(kind)}, strings.NewReader(""), &out, &errs); code != 0 {
		t.Fatalf("init: %s", errs.String())
	}
	return dir
}

// planOf writes a plan of one operator's key for two chains.
func planOf(t *testing.T, dir string) (crypto.SetPlan, string) {
	t.Helper()
	code, out, stderr := in(t, dir, "operator", "keys")
	var keys []operatorKey
	if err := json.Unmarshal([]byte(out), &keys); code != 0 || err != nil || len(keys) != 1 {
		t.Fatalf("operator keys: exit %d, %v: %s%s", code, err, out, stderr)
	}
	if id, err := crypto.OperatorID(keys[0].PublicKey); err != nil || id != keys[0].ID {
		t.Fatalf("the id of the key is %s, printed %s, %v", id, keys[0].ID, err)
	}
	sender := common.HexToAddress("0x5e")
	p := crypto.SetPlan{Epoch: 1, Threshold: 1, Payee: sender, Sender: sender, Keys: []hexutil.Bytes{keys[0].PublicKey}}
	p.SetID = p.Set().ID()
	quorum := client.PlanDeployment(p.Set(), sender).Quorum
	p.Chains = []crypto.PlannedChain{{ChainID: 31337, Quorum: quorum}, {ChainID: 31338, Quorum: quorum}}
	raw, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "plan.json")
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return p, file
}

func TestRegisterAndApprove(t *testing.T) {
	for _, kind := range crypto.Kinds() {
		t.Run(string(kind), func(t *testing.T) { testRegisterAndApprove(t, kind) })
	}
}

func testRegisterAndApprove(t *testing.T, kind crypto.Kind) {
	dir := initKind(t, kind)
	p, file := planOf(t, dir)
	code, out, stderr := in(t, dir, "operator", "register", file)
	var registrations []crypto.Registration
	if err := json.Unmarshal([]byte(out), &registrations); code != 0 || err != nil || len(registrations) != 1 {
		t.Fatalf("exit %d, %v: %s%s", code, err, out, stderr)
	}
	if err := p.Verify(registrations[0]); err != nil || len(registrations[0].Possessions) != 2 {
		t.Errorf("%d possessions, %v", len(registrations[0].Possessions), err)
	}
	other := initKind(t, kind)
	if code, out, stderr := in(t, other, "operator", "register", file); code != 1 || out != "" || !strings.Contains(stderr, "none of operator.keystores is in the plan") {
		t.Errorf("somebody else's plan: exit %d, %s%s", code, out, stderr)
	}

	approvals := committee.Folder(filepath.Join(dir, "rotations"))
	if ok, err := approvals.Approved(p.Digest()); ok || err != nil {
		t.Fatalf("approved before: %t, %v", ok, err)
	}
	if code, out, stderr := in(t, dir, "operator", "rotate", "approve", file); code != 0 || !strings.Contains(out, p.Digest().Hex()) {
		t.Fatalf("approve: exit %d, %s%s", code, out, stderr)
	}
	if ok, err := approvals.Approved(p.Digest()); !ok || err != nil {
		t.Errorf("approved: %t, %v", ok, err)
	}
}

// TestKindsOfKeys: a new key is of the kind that was asked for, and what is asked
// wrongly makes none.
func TestKindsOfKeys(t *testing.T) {
	dir := initFolder(t)
	for kind, size := range map[crypto.Kind]int{crypto.BLS: 192, crypto.ECDSA: 20} {
		file := filepath.Join(dir, string(kind)+".json")
		code, out, stderr := in(t, dir, "operator", "keys", "--new", file, "--light", "--kind", string(kind))
		var keys []operatorKey
		if err := json.Unmarshal([]byte(out), &keys); code != 0 || err != nil || len(keys) != 1 || keys[0].Kind != kind || len(keys[0].PublicKey) != size {
			t.Errorf("%s: exit %d, %v: %s%s", kind, code, err, out, stderr)
		}
	}
	none := filepath.Join(dir, "none.json")
	for want, args := range map[string][]string{
		`--kind: no operator set is of kind "rsa"`: {"operator", "keys", "--new", none, "--kind", "rsa"},
		"name its file with --new":                 {"operator", "keys", "--kind", "ecdsa"},
	} {
		if code, out, stderr := in(t, dir, args...); code != 1 || out != "" || !strings.Contains(stderr, want) {
			t.Errorf("%v: exit %d, %s%s", args, code, out, stderr)
		}
	}
	var out, errs bytes.Buffer
	if code := run([]string{"init", filepath.Join(dir, "x"), "--kind", ""}, strings.NewReader(""), &out, &errs); code != 1 || !strings.Contains(errs.String(), "--kind: ") {
		t.Errorf("init: exit %d, %s", code, errs.String())
	}
	if _, err := os.Stat(none); err == nil {
		t.Error("a key of no kind was written")
	}
}

// A store that has lost what the guard beside it remembers signs again only after
// store accept.
func TestStoreAccept(t *testing.T) {
	dir := initFolder(t)
	path := filepath.Join(dir, "oracled.db")
	hub := oracle.Hub{ChainID: 1, Address: common.HexToAddress("0xa1")}
	sign := func(round uint32) (uint64, error) {
		t.Helper()
		db, err := store.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		return db.Sign(t.Context(), hub, []oracle.PostedOutcome{{Index: 1, Round: round, Insufficient: true}})
	}
	for round := uint32(1); round <= 3; round++ {
		if n, err := sign(round); err != nil || n != uint64(round) {
			t.Fatalf("%d, %v", n, err)
		}
	}
	files, err := filepath.Glob(path + "*")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if strings.HasSuffix(f, "-signed") {
			continue
		}
		if err := os.RemoveAll(f); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := sign(4); !errors.Is(err, oracle.ErrRestored) {
		t.Fatalf("a lost store signs: %v", err)
	}
	db, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	code, out, stderr := in(t, dir, "store", "accept")
	db.Close()
	if code != 1 || out != "" || !strings.Contains(stderr, "another oracled has") {
		t.Errorf("beside a daemon: exit %d, %s%s", code, out, stderr)
	}
	if code, out, stderr := in(t, dir, "store", "accept"); code != 0 || out != "the store remembered 0 signings and goes on from 3\n" {
		t.Errorf("exit %d, %q %q", code, out, stderr)
	}
	if n, err := sign(4); err != nil || n != 4 {
		t.Errorf("after store accept: %d, %v", n, err)
	}
	if code, out, _ := in(t, dir, "store", "accept"); code != 0 || out != "the store remembers all 4 signings; nothing to accept\n" {
		t.Errorf("exit %d, %q", code, out)
	}
}
