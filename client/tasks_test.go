package client

import (
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"oracled/fixed"
	"oracled/oracle"
	"oracled/watcher"
)

func fullTask() oracle.Task {
	return oracle.Task{
		Hub: hubA, ID: oracle.TaskIDFromIndex(6), Index: 6, Creator: common.HexToAddress("0xc0"),
		Solver: "trimmed-mean", Dimension: 65535, Width: 16, TrimBps: 3333, Lambda: 65000, MinAgents: 1 << 31, MaxAgents: 1<<32 - 1,
		InitialTrust: 65536, MinTrust: 65536, Start: 1<<64 - 1, CommitSeconds: 1<<32 - 1, RevealDelay: 2, RevealSeconds: 3, Period: 4,
		Gate: common.HexToAddress("0x1"), Consumer: common.HexToAddress("0x2"), CallbackGas: 5, Bounty: big.NewInt(7), Decimals: 18, Description: "d",
	}
}

// What the hub takes comes back as the same task.
func TestTaskParams(t *testing.T) {
	task := fullTask()
	p, err := taskParams(task)
	if err != nil {
		t.Fatal(err)
	}
	if got := watcher.TaskFromParams(task.Hub, task.ID, task.Creator, p); fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", task) {
		t.Errorf("got  %+v\nwant %+v", got, task)
	}
}

// A field that does not fit is named, not cut.
func TestTaskParamsDoNotFit(t *testing.T) {
	for field, change := range map[string]func(*oracle.Task){
		"dimension":     func(t *oracle.Task) { t.Dimension = 1 << 16 },
		"width":         func(t *oracle.Task) { t.Width = 256 + 16 },
		"trimBps":       func(t *oracle.Task) { t.TrimBps = 1 << 16 },
		"commitSeconds": func(t *oracle.Task) { t.CommitSeconds = 1 << 32 },
		"revealDelay":   func(t *oracle.Task) { t.RevealDelay = 1 << 40 },
		"revealSeconds": func(t *oracle.Task) { t.RevealSeconds = 1 << 32 },
		"period":        func(t *oracle.Task) { t.Period = 1 << 63 },
	} {
		task := fullTask()
		change(&task)
		if _, err := taskParams(task); err == nil || !strings.HasPrefix(err.Error(), field+": ") {
			t.Errorf("%s: %v", field, err)
		}
	}
	for _, change := range []func(*oracle.Task){func(t *oracle.Task) { t.Dimension = -1 }, func(t *oracle.Task) { t.Width = -8 }} {
		task := fullTask()
		change(&task)
		if _, err := taskParams(task); err == nil {
			t.Error("a negative size")
		}
	}
}

// A reveal must not be carried back into the commit window by a reorganisation:
// such a task is refused before anything is sent.
func TestCreateTaskReorgRisk(t *testing.T) {
	c := &Chain{Name: "polygon", Config: watcher.Config{BlockTime: 1500 * time.Millisecond, Confirmations: 5}}
	if f := c.Finality(); f != 8 {
		t.Errorf("finality %d s, want 8", f)
	}
	_, err := CreateTask(t.Context(), c, nil, oracle.Task{RevealDelay: 7}, nil, false)
	if !errors.Is(err, ErrReorgRisk) || !strings.Contains(err.Error(), "polygon") {
		t.Errorf("%v", err)
	}
	// At the bound, or where the risk is taken, the task itself is looked at.
	for _, accept := range []bool{true, false} {
		task := oracle.Task{RevealDelay: 8, Dimension: -1}
		if accept {
			task.RevealDelay = 0
		}
		if _, err := CreateTask(t.Context(), c, nil, task, nil, accept); err == nil || errors.Is(err, ErrReorgRisk) {
			t.Errorf("accepted %v: %v", accept, err)
		}
	}
}

func TestVerdict(t *testing.T) {
	task := oracle.Task{Index: 2}
	right := func() (AuditedRound, *oracle.PostedOutcome) {
		o := oracle.Outcome{Index: 2, Round: 3, Status: oracle.StatusOK, Participants: 5, Values: []fixed.Q64x64{fixed.FromUlps(7), fixed.FromUlps(-1)}}
		posted := o.Posted()
		return AuditedRound{Task: task, Number: 3, Resolution: oracle.Resolution{Outcome: o}, Posted: &posted}, &posted
	}
	if a, _ := right(); a.Verdict() != nil {
		t.Errorf("the right outcome: %v", a.Verdict())
	}
	for want, change := range map[string]func(*AuditedRound, *oracle.PostedOutcome){
		"task 2 round 3 is not on the chain":                      func(a *AuditedRound, _ *oracle.PostedOutcome) { a.Posted = nil },
		"posted as insufficient, recomputed as sufficient":        func(_ *AuditedRound, p *oracle.PostedOutcome) { p.Insufficient, p.Values = true, nil },
		"posted with 6 participants, recomputed with 5":           func(_ *AuditedRound, p *oracle.PostedOutcome) { p.Participants++ },
		"posted with 2 values (narrow: true)":                     func(_ *AuditedRound, p *oracle.PostedOutcome) { p.Narrow = true },
		"posted with 1 values (narrow: false), recomputed with 2": func(_ *AuditedRound, p *oracle.PostedOutcome) { p.Values = p.Values[:1] },
		"posted with 3 values":                                    func(_ *AuditedRound, p *oracle.PostedOutcome) { p.Values = append(p.Values, new(big.Int)) },
		"coordinate 1 was posted as 0, recomputed as -1":          func(_ *AuditedRound, p *oracle.PostedOutcome) { p.Values[1] = new(big.Int) },
		"coordinate 0 was posted as 8, recomputed as 7":           func(_ *AuditedRound, p *oracle.PostedOutcome) { p.Values[0] = big.NewInt(8) },
		"posted as sufficient, recomputed as insufficient": func(a *AuditedRound, _ *oracle.PostedOutcome) {
			a.Resolution.Outcome.Status = oracle.StatusInsufficient
		},
	} {
		a, p := right()
		change(&a, p)
		if err := a.Verdict(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	// Narrow outcomes are compared as they are stored.
	o := oracle.Outcome{Status: oracle.StatusOK, Narrow: true, Values: []fixed.Q64x64{fixed.FromUlps(-1)}}
	posted := oracle.PostedOutcome{Narrow: true, Values: []*big.Int{big.NewInt(-1)}}
	a := AuditedRound{Resolution: oracle.Resolution{Outcome: o}, Posted: &posted}
	if err := a.Verdict(); err != nil {
		t.Error(err)
	}
}
