package testnet

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/rpc"

	"oracled/bindings"
	"oracled/client"
	"oracled/oracle"
)

// TestDigest: the outcomes of DIGEST tasks are posted and audited as others are,
// their values are not stored, and the hub accepts what oracled prove prints of
// them, and nothing else.
func TestDigest(t *testing.T) {
	beside(t, light)
	w := newWorld(t, []Role{Honest, Honest, Honest, Honest, Honest, Honest, FarOutlier}, AnvilOptions{Name: "proofs", ChainID: 31337, BlockTime: 1})
	c := w.Chains[0]
	tasks, wanted := create(t, w, 1, func(_ *WorldChain, now uint64) oracle.Task {
		task := feed(now)
		task.Start += 5
		task.Period, task.Dimension, task.Width, task.Digest = 0, 40, oracle.WidthFull, true
		return task
	})
	// A neighbour of the same windows, so that a tree has more than one page.
	narrow := tasks[c][0]
	narrow.Width = oracle.WidthNarrow
	narrow, err := w.CreateTask(t.Context(), c, narrow)
	if err != nil {
		t.Fatal(err)
	}
	tasks[c] = append(tasks[c], narrow)
	wanted[c][narrow.ID] = 1
	if err := w.StartDaemon(t.Context()); err != nil {
		t.Fatal(err)
	}
	startAgents(t, w, tasks, wanted)
	awaitPosted(t, w, wanted)
	s := assess(t, w, wanted)
	if len(s.Chains[0].Rounds) != 2 {
		t.Fatalf("%d rounds", len(s.Chains[0].Rounds))
	}
	for _, r := range s.Chains[0].Rounds {
		checkProof(t, w, r)
	}
	if out := oracled(t, w, 1, "prove", "1", "7", "--config", w.ConfigPath()); !strings.Contains(out, "no batch stored it") {
		t.Errorf("a round that nobody posted: %s", out)
	}
	if out := oracled(t, w, 0, "read", "1", "--config", w.ConfigPath()); !strings.Contains(out, "oracled prove") {
		t.Errorf("read does not say where the values are: %s", out)
	}
	oracled(t, w, 0, "audit", "1", "--config", w.ConfigPath())
}

// checkProof proves a round in Go and by command, and shows it to the hub.
func checkProof(t *testing.T, w *World, r RoundSummary) {
	t.Helper()
	c := w.Chains[0]
	task, err := c.Task(t.Context(), r.Task)
	if err != nil {
		t.Fatal(err)
	}
	reading, err := c.Read(t.Context(), task.ID)
	if err != nil || len(reading.Value) != 0 || reading.Round != 1 || reading.Status != "ok" {
		t.Errorf("task %d reads as %+v, %v", r.Task, reading, err)
	}
	proof, err := client.Prove(t.Context(), c.Chain, task, 1)
	if err != nil {
		t.Fatal(err)
	}
	index := strconv.Itoa(int(r.Task))
	out := oracled(t, w, 0, "prove", index, "1", "--config", w.ConfigPath())
	var printed client.OutcomeProof
	if err := json.Unmarshal([]byte(out), &printed); err != nil {
		t.Fatalf("%v:\n%s", err, out)
	}
	if fmt.Sprint(printed) != fmt.Sprint(proof) || !printed.InRing {
		t.Errorf("printed %+v, want %+v", printed, proof)
	}
	if out := oracled(t, w, 0, "prove", index, "1", "--hex", "--config", w.ConfigPath()); strings.TrimSpace(out) != proof.Call.String() {
		t.Errorf("--hex printed %s", out)
	}

	hub := bindings.NewNashOracle()
	call := func(data []byte) ([]byte, error) {
		return c.Eth.CallContract(t.Context(), ethereum.CallMsg{To: &c.Hub.Address, Data: data}, nil)
	}
	raw, err := call(printed.Call)
	if err != nil {
		t.Fatal(err)
	}
	got, err := hub.UnpackReadAt(raw)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, text := range r.Outcome {
		v, _ := new(big.Int).SetString(text, 10)
		if task.Width == oracle.WidthNarrow {
			v.Lsh(v, 32)
		}
		want = append(want, v.String())
	}
	if texts := texts(got.Value); len(texts) != 40 || !slices.Equal(texts, want) || got.UpdatedAt != task.Windows(1).Deadline {
		t.Errorf("task %d: readAt returns %v of %d, want %v", r.Task, texts, got.UpdatedAt, want)
	}

	// Another value, another place in the tree, another round, another batch.
	argument := func() bindings.OutcomeProofProof {
		p := bindings.OutcomeProofProof{Batch: proof.Batch, Page: slices.Clone(proof.Page)}
		for _, h := range proof.Path {
			p.Path = append(p.Path, h)
		}
		return p
	}
	refused := func(what, name string, round uint64, change func(p *bindings.OutcomeProofProof)) {
		t.Helper()
		p := argument()
		change(&p)
		_, err := call(hub.PackReadAt(task.ID, round, p))
		var data rpc.DataError
		if !errors.As(err, &data) {
			t.Errorf("%s: %v", what, err)
			return
		}
		if selector := hexutil.Encode(crypto.Keccak256([]byte(name))[:4]); data.ErrorData() != selector {
			t.Errorf("%s reverts with %v, want %s", what, data.ErrorData(), name)
		}
	}
	refused("another value", "BadProof()", 1, func(p *bindings.OutcomeProofProof) { p.Page[20] ^= 1 })
	refused("another path", "BadProof()", 1, func(p *bindings.OutcomeProofProof) { p.Path = append(p.Path, common.Hash{1}) })
	refused("another round", "NotOnPage()", 2, func(*bindings.OutcomeProofProof) {})
	refused("a batch to come", "NotInRing()", 1, func(p *bindings.OutcomeProofProof) { p.Batch = 99 })
}
