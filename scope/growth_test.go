package scope

import (
	"context"
	"math/big"
	"testing"
	"testing/synctest"

	"github.com/ethereum/go-ethereum/common"

	"oracled/compute"
	"oracled/compute/cpu"
	"oracled/fixed"
	"oracled/oracle"
)

// deaf is told things and forgets them.
type deaf struct{}

func (deaf) Late(*oracle.Scope, uint64, oracle.Took)                           {}
func (deaf) Agreed(*oracle.Scope, uint64, oracle.Took)                         {}
func (deaf) Combined(*oracle.Scope, uint64, Result, float64)                   {}
func (deaf) Failing(s *oracle.Scope, round uint64, err error)                  { panic(err) }
func (deaf) Agree(context.Context, *oracle.Scope, uint64) (oracle.Took, error) { return 0b11, nil }

// TestKeeperDoesNotGrow: after thousands of rounds that every chain has, a keeper has
// as much as after a few, in scopes that come and go.
func TestKeeperDoesNotGrow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := NewKeeper(func(name string) (oracle.Solver, error) { return compute.New(name, cpu.New()) }, deaf{})
		k.Agreement = deaf{}
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); _ = k.Run(ctx) }()
		hubs := []oracle.Hub{{ChainID: 1, Address: common.Address{1}}, {ChainID: 2, Address: common.Address{2}}}
		now, posted := uint64(0), 0
		for n := range uint32(40) {
			s := oracle.Scope{Salt: common.Hash{byte(n)}, Grace: 10, Members: []oracle.Member{{Hub: hubs[0], Weight: 1}, {Hub: hubs[1], Weight: 1}}}
			var tasks []oracle.Task
			for _, h := range hubs {
				task, err := oracle.WithScope(oracle.Task{
					Hub: h, Index: n + 1, ID: oracle.TaskIDFromIndex(n + 1), Solver: compute.TrimmedEquilibrium, Dimension: 1, Width: oracle.WidthFull,
					MinAgents: 1, MaxAgents: 9, InitialTrust: 32768, Start: now + 1, CommitSeconds: 5, RevealSeconds: 5, Period: 10, Bounty: new(big.Int),
				}, s)
				if err != nil {
					t.Fatal(err)
				}
				k.Serve(task, 0)
				tasks = append(tasks, task)
			}
			for round := uint64(1); round <= 50; round++ {
				now = tasks[0].Windows(round).Deadline
				for _, task := range tasks {
					k.Closed(oracle.Part{Task: task, Round: round, Profile: oracle.Profile{Task: task.ID, Round: round, Positions: []oracle.Position{{
						Agent: common.Address{byte(task.Hub.ChainID)}, Confidence: 50, Trust: 32768, Values: make([]fixed.Q64x64, 1),
					}}}})
					k.Confirmed(task.Hub, now, true)
				}
				synctest.Wait()
				for _, task := range tasks {
					for _, o := range k.Outcomes(task.Hub) {
						posted++
						k.Posted(o.Task, o.Outcome.Posted())
					}
				}
				rounds := 0
				for _, u := range k.scopes {
					rounds += len(u.rounds)
				}
				if rounds > 1 || len(k.scopes) != 1 || len(k.hubs) != 2 {
					t.Fatalf("scope %d round %d: %d rounds of %d scopes are kept", n, round, rounds, len(k.scopes))
				}
			}
			for _, task := range tasks {
				k.Cancelled(task.Hub, task.ID)
			}
		}
		if posted != 40*50*2 || len(k.scopes) != 0 {
			t.Errorf("%d outcomes, %d scopes are left", posted, len(k.scopes))
		}
		stop()
		<-done
	})
}
