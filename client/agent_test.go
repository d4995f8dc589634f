package client

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	ethcrypto "github.com/ethereum/go-ethereum/crypto"

	"oracled/crypto/cryptotest"
	"oracled/fixed"
	"oracled/oracle"
	"oracled/txmgr"
)

// An agent commits once in a window and reveals what it committed to; after a
// restart it sends the same commitment again, without asking its source.
func TestAgent(t *testing.T) {
	n := newNode(t)
	task := cryptotest.Task(2, 5)
	task.Hub = oracle.Hub{ChainID: 31337, Address: hubAddress}
	task.Start, task.CommitSeconds, task.RevealDelay, task.RevealSeconds, task.Period = 100, 10, 5, 10, 0
	n.mine(50, createdLog(t, task))
	key, err := ethcrypto.ToECDSA(common.LeftPadBytes([]byte{42}, 32))
	if err != nil {
		t.Fatal(err)
	}
	store, _ := openings(t)
	src := &countingSource{}
	run := func() (reports chan AgentReport, stop func()) {
		c, err := Connect(t.Context(), "eth", n.config())
		if err != nil {
			t.Fatal(err)
		}
		reports = make(chan AgentReport, 100)
		a := &Agent{
			Chain: c, Key: cryptotest.Key(1, 1), Sender: c.Sender(txmgr.NewAccount(key)), Source: src, Openings: store,
			Wants: func(index uint32) bool { return index == 1 }, Report: func(r AgentReport) { reports <- r },
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { _ = a.Run(ctx); close(done) }()
		return reports, func() { cancel(); <-done; c.Close() }
	}
	expect := func(reports chan AgentReport, step string, failing bool) {
		t.Helper()
		select {
		case r := <-reports:
			if r.Step != step || (r.Err != nil) != failing || r.Task != 1 || r.Round != 1 || r.Chain != "eth" {
				t.Fatalf("%+v, want %s", r, step)
			}
		case <-time.After(20 * time.Second):
			t.Fatalf("no %s", step)
		}
	}
	src.fail = 1
	reports, stop := run()
	n.set(func() { n.clock = 100 })
	expect(reports, "commit", true) // the source's first answer
	expect(reports, "commit", false)
	stop()
	if len(reports) != 0 || len(n.sent) != 1 || src.asked != 2 {
		t.Errorf("%d reports more, %d transactions, asked %d times", len(reports), len(n.sent), src.asked)
	}
	o, ok, err := store.Load(task.Hub, 1, 1, cryptotest.Key(1, 1).ID())
	if !ok || err != nil {
		t.Fatal("the opening is not on the disk", err)
	}
	commit := nash.PackCommit(task.ID, 1, o.Agent, o.Commitment, o.Proof, o.Signature)
	reports, stop = run()
	expect(reports, "commit", false)
	n.set(func() { n.clock = 116 })
	expect(reports, "reveal", true) // what is not on the chain is not opened
	stop()
	if len(n.sent) != 2 {
		t.Errorf("%d transactions before the commitment is on the chain", len(n.sent))
	}
	committed := logOf(t, nash.GetABI(), hubAddress, "Committed", [32]byte(task.ID), uint64(1), o.Agent, uint32(0), []byte(o.Commitment), []byte(o.Proof), []byte(o.Signature))
	n.set(func() { n.mine(112, committed); n.clock = 116 }) // who was stopped may still be answered
	reports, stop = run()
	expect(reports, "reveal", false)
	n.set(func() { n.clock = 125 })
	deadline := time.Now().Add(20 * time.Second)
	for {
		if all, err := store.All(task.Hub, o.Agent); err != nil || len(all) == 0 || time.Now().After(deadline) {
			if len(all) != 0 || err != nil {
				t.Errorf("the opening is not forgotten: %v", err)
			}
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	stop()
	if src.asked != 2 {
		t.Errorf("the source was asked %d times", src.asked)
	}
	reveal := nash.PackReveal(task.ID, 1, o.Agent, o.Confidence, packValues(o.Values), o.Blinding)
	want := [][]byte{commit, commit, reveal}
	if len(n.sent) != len(want) {
		t.Fatalf("%d transactions, want %d", len(n.sent), len(want))
	}
	for i, tx := range n.sent {
		if string(tx.Data()) != string(want[i]) || *tx.To() != hubAddress {
			t.Errorf("transaction %d is %x", i, tx.Data())
		}
	}
}

// An agent forgets tasks that are over, and asks nothing for rounds of a feed that
// come after it was stopped.
func TestAgentForgetsTasks(t *testing.T) {
	n := newNode(t)
	once := cryptotest.Task(2, 5)
	once.Hub = oracle.Hub{ChainID: 31337, Address: hubAddress}
	once.Start, once.CommitSeconds, once.RevealDelay, once.RevealSeconds, once.Period = 100, 10, 5, 10, 0
	feed := once
	feed.Index, feed.ID, feed.Period = 2, oracle.TaskIDFromIndex(2), 30 // rounds from 100, 130, 160
	n.mine(50, createdLog(t, once), createdLog(t, feed))
	n.mine(105, logOf(t, nash.GetABI(), hubAddress, "TaskStopped", [32]byte(feed.ID), uint64(2)))
	c, err := Connect(t.Context(), "eth", n.config())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	store, _ := openings(t)
	a := &Agent{
		Chain: c, Key: cryptotest.Key(1, 1), Openings: store, Report: func(AgentReport) {},
		Source: silent{}, Wants: func(uint32) bool { return true },
		busy: map[work]time.Time{}, finished: map[work]bool{},
	}
	var list taskList
	for _, step := range []struct {
		now   uint64
		tasks int
		busy  int // rounds that a position was asked for
	}{{100, 2, 2}, {124, 2, 2}, {126, 1, 1}, {135, 1, 1}, {159, 0, 0}, {165, 0, 0}} {
		n.set(func() { n.clock = step.now })
		if err := a.look(t.Context(), &list); err != nil {
			t.Fatal(err)
		}
		a.wg.Wait()
		if len(list.tasks) != step.tasks || len(list.last) > step.tasks || len(list.mine) > step.tasks || len(a.busy) > step.busy {
			t.Errorf("at %d: %d tasks, %d stopped, %d gates, %d at work", step.now, len(list.tasks), len(list.last), len(list.mine), len(a.busy))
		}
	}
	// While a task is known, no round of it after the last is wanted.
	list = taskList{next: 1 << 40, tasks: []oracle.Task{feed}, mine: map[oracle.TaskID]bool{feed.ID: true}, last: map[oracle.TaskID]uint64{feed.ID: 1}}
	clear(a.busy)
	n.set(func() { n.clock = 131 })
	if err := a.look(t.Context(), &list); err != nil || len(a.busy) != 0 {
		t.Errorf("%d rounds after the last, %v", len(a.busy), err)
	}
}

// silent is a source without an opinion.
type silent struct{}

func (silent) Position(context.Context, Request) (Position, error) {
	return Position{}, errors.New("no opinion")
}

type countingSource struct{ asked, fail int }

func (s *countingSource) Position(_ context.Context, r Request) (Position, error) {
	s.asked++
	if s.asked <= s.fail {
		return Position{}, errors.New("no opinion yet")
	}
	return Position{Values: make([]fixed.Q64x64, r.Dimension), Confidence: 50}, nil
}
