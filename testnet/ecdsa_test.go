package testnet

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"oracled/bindings"
	"oracled/client"
	"oracled/crypto"
	"oracled/crypto/cryptotest"
	"oracled/crypto/keystore"
	"oracled/oracle"
	"oracled/post/gas"
)

// TestEcdsaSet: four operators with secp256k1 keys post a round, one more when the
// leader of it is dead, and hand over as a BLS set does. Every proof has as many
// signatures as must be, and costs what the model says. An operator with a key of
// the other kind is told so.
func TestEcdsaSet(t *testing.T) {
	beside(t, middling)
	v := newTownOf(t, crypto.ECDSA, 4, turn)
	v.start(v.all...)
	v.ask()
	v.await()
	task := v.ask()
	dead := v.leaders(task)[0]
	dead.Kill()
	v.await()
	v.start(dead)

	code, out, complaint := v.all[0].command(t, "status")
	if code != 0 || !contains(out, "4 operators of kind ecdsa, 3 must sign, epoch 1") {
		t.Errorf("status: exit status %d\n%s%s", code, out, complaint)
	}
	if code, out, complaint = v.all[0].command(t, "doctor"); code != 0 || !contains(out, "3 must sign, epoch 1, kind ecdsa") {
		t.Errorf("doctor: exit status %d\n%s%s", code, out, complaint)
	}
	if code, out, complaint = v.all[0].command(t, "audit", fmt.Sprint(task.Index)); code != 0 || !contains(out, "4 operators of kind ecdsa") || !contains(out, "round 1: right") {
		t.Errorf("audit: exit status %d\n%s%s", code, out, complaint)
	}
	v.otherKind()
	v.rotate()
	v.proofs(3)
	v.finish()
}

// TestEcdsaSetWithoutPrecompiles: a chain under Cancun's rules, which has no BLS
// precompiles, takes no BLS set and registers no agent. It gets the outcomes of a
// scope from an ECDSA set, whose agents live on another chain.
func TestEcdsaSetWithoutPrecompiles(t *testing.T) {
	beside(t, light)
	o := scopeChains(2)
	o.Kind, o.Roles, o.Chains[1].Hardfork = crypto.ECDSA, o.Roles[:5], "cancun"
	w := newWorldWith(t, o)
	old := w.Chains[1]
	if there, err := old.HasBLS(t.Context()); err != nil || there {
		t.Fatalf("precompiles: %v, %v", there, err)
	}
	if _, err := client.Register(t.Context(), old.Chain, old.Sender(w.Agents[0].Account), w.Agents[0].Key); err == nil {
		t.Error("an agent has registered without the precompiles")
	}
	keys, _ := cryptotest.Operators(crypto.BLS, 1, 1)
	if _, err := client.Deploy(t.Context(), old.Chain, w.requester, keys, 1, w.Operator(), nil); err == nil || !strings.Contains(err.Error(), "there are no BLS precompiles") {
		t.Errorf("a BLS set: %v", err)
	}
	task := soon(t, w)
	task.Start += 5
	tasks, err := w.CreateScope(t.Context(), task, 20, nil, 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.StartDaemon(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := w.StartAgents(t.Context(), nil, nil); err != nil {
		t.Fatal(err)
	}
	if out := oracled(t, w, 0, "doctor", "--config", w.ConfigPath()); !strings.Contains(out, "note  chain "+old.Name+": there are no BLS precompiles") {
		t.Errorf("doctor: %s", out)
	}
	awaitScope(t, tasks, 1, w.Chains...)
	for _, r := range auditScope(t, w, tasks[0].Scope) {
		if r.Number > 1 {
			continue
		}
		if err := r.Verdict(); err != nil {
			t.Errorf("round %d: %v", r.Number, err)
		}
		if r.Result.List != 0b01 || r.Result.Participants != 5 {
			t.Errorf("round %d: chains %b, %d participants", r.Number, r.Result.List, r.Result.Participants)
		}
	}
}

// otherKind gives an operator a BLS key, with which it can neither run nor plan.
func (v *town) otherKind() {
	t := v.t
	t.Helper()
	stranger, err := v.world.NewOperator(t.Context(), len(v.all)+1, nil)
	if err != nil {
		t.Fatal(err)
	}
	if stranger.Key, err = crypto.BLS.GenerateKey(nil); err != nil {
		t.Fatal(err)
	}
	if err := stranger.Write(v.all, v.turn); err != nil {
		t.Fatal(err)
	}
	const want = "the hub's operator set is of kind ecdsa"
	for _, command := range [][]string{{"run"}, {"doctor"}, {"operator", "plan", stranger.output(t, "keys.json", "operator", "keys")}} {
		if code, out, complaint := stranger.command(t, command...); code == 0 || !contains(out+complaint, want) {
			t.Errorf("oracled %s with a BLS key: exit status %d\n%s%s", strings.Join(command, " "), code, out, complaint)
		}
	}
	// Both kinds, of which only one can be known to the others.
	keys := filepath.Join(stranger.Dir(), "both.json")
	if err := keystore.SaveOperator(keys, v.all[0].Key, password, keystore.LightForDevelopment); err != nil {
		t.Fatal(err)
	}
	conf, err := os.ReadFile(stranger.Config())
	if err != nil {
		t.Fatal(err)
	}
	both := strings.Replace(string(conf), "keystores: [operator.json]", "keystores: [operator.json, both.json]", 1)
	if err := os.WriteFile(stranger.Config(), []byte(both), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, complaint := stranger.command(t, "run"); code == 0 || !contains(complaint, "operator.keystores[1]: its key is of kind ecdsa") {
		t.Errorf("keys of both kinds: exit status %d, %s", code, complaint)
	}
}

// proofs checks what was posted: signatures of a quorum and no more, and gas as
// foreseen.
func (v *town) proofs(signatures int) {
	t := v.t
	t.Helper()
	abi, err := bindings.NashOracleMetaData.ParseABI()
	if err != nil {
		t.Fatal(err)
	}
	batches := 0
	for e := range events(t, v.chain) {
		p, ok := e.(oracle.BatchPosted)
		if !ok {
			continue
		}
		batches++
		tx, _, err := v.chain.Eth.TransactionByHash(t.Context(), p.TxHash)
		if err != nil {
			t.Fatal(err)
		}
		args, err := abi.Methods["post"].Inputs.Unpack(tx.Data()[4:])
		if err != nil {
			t.Fatal(err)
		}
		proof := args[1].([]byte)
		if signers, err := crypto.Signers(proof); err != nil || len(signers) != signatures || len(proof) != 32+64*signatures {
			t.Errorf("a proof of %d bytes, signers %v, %v", len(proof), signers, err)
		}
		receipt, err := v.chain.Eth.TransactionReceipt(t.Context(), p.TxHash)
		if err != nil {
			t.Fatal(err)
		}
		var cost gas.Cost
		for _, o := range p.Accepted {
			cost = cost.Add(o, 0)
		}
		q := gas.Quorum{Signatures: signatures}
		t.Logf("%d outcomes: %d gas, expected %d, at most %d", len(p.Accepted), receipt.GasUsed, cost.Expected(q), cost.Most(q))
		if receipt.GasUsed > cost.Most(q) || float64(receipt.GasUsed) < 0.97*float64(cost.Expected(q)) {
			t.Errorf("%d outcomes took %d gas; the model says %d to %d", len(p.Accepted), receipt.GasUsed, cost.Expected(q), cost.Most(q))
		}
	}
	if batches < 4 {
		t.Errorf("%d batches were posted", batches)
	}
}
