package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"golang.org/x/sync/errgroup"

	"oracled/compute"
	"oracled/oracle"
	"oracled/testnet"
)

// The task across the chains: the agents on each, and the grace in seconds.
const (
	residents  = 4
	scopeGrace = 15
	// scopeStart is how many seconds after its creation its round starts: with the
	// last round of the feeds, which are created next.
	scopeStart = 31
)

var scopeWeights = []uint32{2, 1, 1}

// across is the demo's task on all chains.
type across struct {
	residents []*testnet.Residents
	tasks     []oracle.Task
}

func createScope(ctx context.Context, w *testnet.World, stage *stage) (*across, error) {
	a := &across{residents: make([]*testnet.Residents, len(w.Chains))}
	var g errgroup.Group
	for i, c := range w.Chains {
		g.Go(func() (err error) {
			a.residents[i], err = w.Settle(ctx, c, residents)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	now, err := w.Chains[0].Now(ctx)
	if err != nil {
		return nil, err
	}
	a.tasks, err = w.CreateScope(ctx, oracle.Task{
		Solver: compute.TrimmedEquilibrium, Dimension: 2, Width: oracle.WidthFull, TrimBps: 2500, Lambda: 32768,
		MinAgents: 4, MaxAgents: 100, InitialTrust: 32768, Start: now + scopeStart,
		CommitSeconds: 5, RevealDelay: 1, RevealSeconds: 5, Description: "two values, once, over three chains",
	}, scopeGrace, a.residents, scopeWeights...)
	if err == nil {
		stage.line("all chains", "a one-shot of 2 values in one scope, weights %v: %d agents on each chain, one outcome for all", scopeWeights, residents)
	}
	return a, err
}

func (a *across) start(w *testnet.World) error {
	for _, r := range a.residents {
		if err := w.StartResidents(r); err != nil {
			return err
		}
	}
	return nil
}

func printScopes(w io.Writer, s testnet.Summary) {
	for _, x := range s.Scopes {
		fmt.Fprintf(w, "\nAcross chains %s, weights %s (scope %s…)\n", words(x.Chains), words(x.Weight), x.ID.Hex()[:10])
		for _, r := range x.Rounds {
			fmt.Fprintf(w, "  round %d of chains %s: %d agents, %d captured ones would be needed to move it; the same on every chain: %s; reproduced: %s\n",
				r.Round, words(r.Took), r.Participants, r.Breakdown, yes(r.Equal), yes(r.Reproduced && r.Audited))
		}
	}
}

func words[T any](list []T) string { return strings.Trim(fmt.Sprint(list), "[]") }
