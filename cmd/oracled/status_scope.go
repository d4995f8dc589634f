package main

import (
	"fmt"
	"strings"

	"oracled/scope"
)

// printScopeStatus writes how a scope fares: where its outcomes are, and what the
// rounds wait for that are not everywhere.
func printScopeStatus(b *strings.Builder, s scope.Status) {
	fmt.Fprintf(b, "\nscope %s, grace %d s\n", s.ID, s.Grace)
	for _, m := range s.Members {
		if m.Task == 0 {
			fmt.Fprintf(b, "  chain %d: no task of the scope is known there\n", m.ChainID)
			continue
		}
		fmt.Fprintf(b, "  chain %d: task %d, weight %d, round %d posted\n", m.ChainID, m.Task, m.Weight, m.Posted)
	}
	for _, r := range s.Rounds {
		fmt.Fprintf(b, "  round %d: %s", r.Round, r.State)
		for _, part := range []struct {
			name   string
			chains []uint64
		}{{"took part", r.Took}, {"closed on", r.Parts}, {"waits for", r.Missing}, {"to be posted on", r.Lacking}} {
			if len(part.chains) > 0 {
				fmt.Fprintf(b, "; %s %s", part.name, strings.Trim(fmt.Sprint(part.chains), "[]"))
			}
		}
		fmt.Fprintln(b)
	}
	if s.More > 0 {
		fmt.Fprintf(b, "  and %d later rounds\n", s.More)
	}
}
