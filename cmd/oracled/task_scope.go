package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	"oracled/client"
	"oracled/config"
	"oracled/internal/daemon"
	"oracled/oracle"
	"oracled/scope"
	"oracled/txmgr"
)

// scopeFile is what --scope names: the chains of a scope, in the order that
// decides where an agent is at home.
type scopeFile struct {
	Salt   string       `json:"salt"`  // 32 bytes, hexadecimal; empty: zeros
	Grace  string       `json:"grace"` // a duration
	Chains []scopeChain `json:"chains"`
}

type scopeChain struct {
	Chain       string `json:"chain"` // of the configuration
	Weight      uint32 `json:"weight"`
	Gate        string `json:"gate"`
	Consumer    string `json:"consumer"`
	CallbackGas uint32 `json:"callbackGas"`
	Bounty      string `json:"bounty"` // wei per round
	Fund        string `json:"fund"`   // wei now
}

// readScopeFile reads and checks all that can be checked without a chain.
func readScopeFile(path string) (f scopeFile, salt common.Hash, grace uint64, err error) {
	fail := func(format string, args ...any) (scopeFile, common.Hash, uint64, error) {
		return f, salt, grace, fmt.Errorf("--scope: %s: %w", path, fmt.Errorf(format, args...))
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return f, salt, grace, fmt.Errorf("--scope: %w", err)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return fail("%w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return fail("there is something after the end of the JSON object")
	}
	if f.Salt != "" {
		if err := salt.UnmarshalText([]byte(f.Salt)); err != nil {
			return fail("salt: %q is not 32 bytes in hexadecimal, 0x and 64 digits", f.Salt)
		}
	}
	wait, err := time.ParseDuration(f.Grace)
	if err != nil || wait <= 0 || wait%time.Second != 0 {
		return fail("grace: %q is not a whole number of seconds such as 90s, which a late chain gets", f.Grace)
	}
	for i, c := range f.Chains {
		if slices.ContainsFunc(f.Chains[:i], func(o scopeChain) bool { return o.Chain == c.Chain }) {
			return fail("chains: %q is there twice", c.Chain)
		}
	}
	return f, salt, uint64(wait / time.Second), nil
}

// parts connects to the chains of a scope; close ends the connections.
func (f scopeFile) parts(cmd *cobra.Command, cfg config.Config) (parts []client.ScopePart, close func(), err error) {
	close = func() {
		for _, p := range parts {
			p.Chain.Close()
		}
	}
	for _, x := range f.Chains {
		p := client.ScopePart{Weight: x.Weight, CallbackGas: x.CallbackGas}
		fail := func(err error) ([]client.ScopePart, func(), error) {
			return parts, close, fmt.Errorf("--scope: chain %q: %w", x.Chain, err)
		}
		if !slices.Contains(cfg.ChainNames(), x.Chain) {
			return fail(fmt.Errorf("the configuration has no such chain; it has %s", strings.Join(cfg.ChainNames(), ", ")))
		}
		if p.Gate, err = addressFlag("scope: gate", x.Gate); err != nil {
			return fail(err)
		}
		if p.Consumer, err = addressFlag("scope: consumer", x.Consumer); err != nil {
			return fail(err)
		}
		if p.Bounty, err = weiOrNone("bounty", x.Bounty); err != nil {
			return fail(err)
		}
		if p.Funds, err = weiOrNone("fund", x.Fund); err != nil {
			return fail(err)
		}
		if p.Chain, err = oneChain(cmd, cfg, x.Chain); err != nil {
			return parts, close, err
		}
		parts = append(parts, p)
	}
	return parts, close, nil
}

func weiOrNone(name, s string) (*big.Int, error) {
	if s == "" {
		return new(big.Int), nil
	}
	return weiFlag("scope: "+name, s)
}

// createScope creates a task in a scope, on every chain of the file.
func createScope(cmd *cobra.Command, cfg config.Config, o taskFlags) error {
	for _, name := range []string{"chain", "gate", "consumer", "callback-gas", "bounty", "fund"} {
		if cmd.Flags().Changed(name) {
			return fmt.Errorf("--%s: each chain of a scope has its own; give it in the file of --scope", name)
		}
	}
	for _, name := range []string{"groups", "accept-small-groups"} {
		if cmd.Flags().Changed(name) {
			return fmt.Errorf("--%s: a task in a scope has no groups", name)
		}
	}
	if o.start == "" {
		return errors.New("--start: a scope needs one, which all chains share: seconds since the epoch, or from now such as +2m, long enough for a task to be created on every chain")
	}
	f, salt, grace, err := readScopeFile(o.scope)
	if err != nil {
		return err
	}
	if o.dryRun {
		return errors.New("--dry-run: not with --scope, whose tasks are known by the account that creates them")
	}
	account, err := daemon.OpenAccount(cfg.Account)
	if err != nil {
		return err
	}
	parts, closeAll, err := f.parts(cmd, cfg)
	defer func() { closeAll() }()
	if err != nil {
		return err
	}
	// Of the chain whose time is the furthest.
	for _, p := range parts {
		at, err := startFlag(cmd, p.Chain, o.start)
		if err != nil {
			return err
		}
		o.task.Start = max(o.task.Start, at)
	}
	plan, err := client.PlanScope(o.task, account.Address(), salt, grace, parts)
	if err != nil {
		return fmt.Errorf("--scope: %s: %w", o.scope, err)
	}
	out := cmd.OutOrStdout()
	sender := func(c *client.Chain) *txmgr.Manager { return c.Sender(account) }
	made, err := client.CreateScope(cmd.Context(), parts, sender, plan, o.acceptReorgRisk, func(c *client.Chain, t oracle.Task, isNew bool) {
		word := "created"
		if !isNew {
			word = "exists already"
		}
		fmt.Fprintf(out, "%s: task %d %s\n", c.Name, t.Index, word)
	})
	switch {
	case errors.Is(err, client.ErrReorgRisk):
		return fmt.Errorf("%w; raise --reveal-delay: an opening on one chain must not be seen while another still takes commitments; or give --accept-reorg-risk", err)
	case err != nil:
		return fmt.Errorf("%w; what was created stays, and the same command with --start %d goes on from there", err, o.task.Start)
	}
	return printTask(out, parts[0].Chain, made[0])
}

// printScope writes what a task's scope is.
func printScope(row func(name, format string, args ...any), c *client.Chain, t oracle.Task) {
	if err := t.ScopeFault(); err != nil {
		row("scope", "none that operators would serve: %v", err)
	}
	if t.Scope == nil {
		return
	}
	row("scope", "%s", t.Scope.ID)
	row("grace", "a late chain has %d s after a round's deadline", t.Scope.Grace)
	for i, m := range t.Scope.Members {
		name := fmt.Sprintf("chain %d", m.Hub.ChainID)
		if m.Hub == c.Hub {
			name += ", this one"
		}
		row(fmt.Sprintf("member %d", i+1), "%s, hub %s, weight %d", name, m.Hub.Address, m.Weight)
	}
	row("lone chains", "a chain with half of the weights can move the outcome by itself; those left go on without a late chain when they hold half")
}

// auditScope recomputes the rounds of a task's scope, on all of its chains.
func auditScope(cmd *cobra.Command, cfg config.Config, t oracle.Task, only uint64) error {
	chains := make([]*client.Chain, len(t.Scope.Members))
	for i, m := range t.Scope.Members {
		for _, name := range cfg.ChainNames() {
			entry, err := cfg.Chain(name)
			if err != nil {
				return err
			}
			if entry.OracleHub() != m.Hub {
				continue
			}
			if chains[i], err = oneChain(cmd, cfg, name); err != nil {
				return err
			}
			defer chains[i].Close()
		}
		if chains[i] == nil {
			return fmt.Errorf("task %d is one of the scope %s, whose outcomes come from all its chains: the configuration has no entry for chain %d with the hub %s; add it to chains", t.Index, t.Scope.ID, m.Hub.ChainID, m.Hub.Address)
		}
	}
	rounds, err := auditor().AuditScope(cmd.Context(), t.Scope, chains)
	if err != nil {
		return err
	}
	for _, c := range chains {
		if err := printOperators(cmd, c); err != nil {
			return err
		}
	}
	found, wrong := false, 0
	for _, r := range rounds {
		if only == 0 || r.Number == only {
			found = true
			wrong += printScopeAudit(cmd.OutOrStdout(), t.Scope, r)
		}
	}
	switch {
	case !found && only != 0:
		return fmt.Errorf("the scope %s has no closed round %d in which anybody committed", t.Scope.ID, only)
	case !found:
		return fmt.Errorf("the scope %s has no closed round in which anybody committed", t.Scope.ID)
	case wrong > 0:
		return fmt.Errorf("%d outcomes of the scope %s are not right", wrong, t.Scope.ID)
	}
	return nil
}

// printScopeAudit prints one audited round and returns how many outcomes of it
// are not right.
func printScopeAudit(w io.Writer, s *oracle.Scope, r client.ScopeRound) (wrong int) {
	fmt.Fprintf(w, "scope %s round %d", s.ID, r.Number)
	if r.Result.List != 0 {
		fmt.Fprintf(w, " of chains %v", scope.Chains(s, r.Result.List))
	}
	fmt.Fprintln(w)
	if r.Err != nil {
		fmt.Fprintf(w, "  WRONG: %v\n", r.Err)
		return 1
	}
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, c := range r.Chains {
		verdict := "right"
		if err := c.Verdict(); err != nil {
			verdict = "WRONG: " + err.Error()
			wrong++
		}
		where := ""
		if c.Posted != nil {
			where = fmt.Sprintf("block %d, %s", c.Block, c.TxHash)
		}
		fmt.Fprintf(tw, "  chain %d task %d\t%s\t%s\n", c.Task.Hub.ChainID, c.Task.Index, verdict, where)
	}
	_ = tw.Flush() // to what is shown
	if r.Result.List == 0 {
		return wrong
	}
	fmt.Fprintf(w, "  recomputed: %s, %d positions, %d captured agents would break it\n", r.Result.Status, r.Result.Participants, r.Result.Breakdown)
	for _, v := range r.Result.Values {
		fmt.Fprintf(w, "    %s\n", v)
	}
	for _, c := range r.Result.Chains {
		fmt.Fprintf(w, "  chain %d alone: %s of %d positions", s.Members[c.Member].Hub.ChainID, c.Outcome.Status, c.Outcome.Participants)
		if len(c.Away) > 0 {
			fmt.Fprintf(w, ", %d agents at home on an earlier chain left out", len(c.Away))
		}
		fmt.Fprintln(w)
	}
	return wrong
}
