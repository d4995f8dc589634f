package main

import (
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"oracled/client"
	"oracled/config"
	"oracled/crypto"
	"oracled/internal/daemon"
	"oracled/oracle"
)

func newAudit() *cobra.Command {
	var chain string
	cmd := &cobra.Command{
		Use:   "audit TASK [ROUND]",
		Short: "Recompute posted outcomes from the logs alone and say whether they are right",
		Long: `Audit reads the hub's logs, verifies and solves the task's rounds as an operator
does, and compares what was posted. Without ROUND it audits every closed round. Of
a task in a scope it audits the outcomes on all chains of the scope, each of which
must be in the configuration.
The exit status is 1 when an outcome is wrong or missing.`,
		Args: cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			var only uint64
			if len(args) == 2 {
				var err error
				if only, err = strconv.ParseUint(args[1], 10, 64); err != nil || only == 0 {
					return fmt.Errorf("%q is not a round; rounds are numbered from 1", args[1])
				}
			}
			c, t, err := taskArgument(cmd, chain, args[0])
			if err != nil {
				return err
			}
			defer c.Close()
			if t.Scope != nil {
				cfg, err := loadConfig(cmd, config.NeedHub)
				if err != nil {
					return err
				}
				return auditScope(cmd, cfg, t, only)
			}
			rounds, err := auditor().Audit(cmd.Context(), c, func(u oracle.Task) bool { return u.ID == t.ID })
			if err != nil {
				return err
			}
			if err := printOperators(cmd, c); err != nil {
				return err
			}
			found, wrong := false, 0
			for _, r := range rounds {
				if only != 0 && r.Number != only {
					continue
				}
				found = true
				if !printAudit(cmd, r) {
					wrong++
				}
			}
			switch {
			case !found && only != 0:
				return fmt.Errorf("chain %s: task %d has no closed round %d in which anybody committed", c.Name, t.Index, only)
			case !found:
				return fmt.Errorf("chain %s: task %d has no closed round in which anybody committed", c.Name, t.Index)
			case wrong > 0:
				return fmt.Errorf("chain %s: %d outcomes of task %d are not right", c.Name, wrong, t.Index)
			}
			return nil
		},
	}
	chainFlag(cmd, &chain)
	return cmd
}

func auditor() *client.Auditor {
	return &client.Auditor{Verifier: crypto.NewVerifier(crypto.VerifierOptions{}), Solvers: daemon.Solvers()}
}

// printOperators prints who serves a chain's hub, and has signed since the epoch
// began.
func printOperators(cmd *cobra.Command, c *client.Chain) error {
	set, epoch, err := c.OperatorSet(cmd.Context())
	if err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "chain %s: %s\n", c.Name, daemon.OperatorsOf(set, epoch))
	return nil
}

// printAudit prints one audited round and tells whether it is right.
func printAudit(cmd *cobra.Command, r client.AuditedRound) bool {
	out := cmd.OutOrStdout()
	err := r.Verdict()
	verdict := "right"
	if err != nil {
		verdict = "WRONG: " + err.Error()
	}
	fmt.Fprintf(out, "task %d round %d: %s\n", r.Task.Index, r.Number, verdict)
	if r.Posted != nil {
		fmt.Fprintf(out, "  posted in block %d by %s\n", r.Block, r.TxHash)
	}
	o := r.Resolution.Outcome
	fmt.Fprintf(out, "  recomputed: %s, %d positions, %d rejected\n", o.Status, o.Participants, len(r.Resolution.Rejected))
	for _, v := range o.Values {
		fmt.Fprintf(out, "    %s\n", v)
	}
	printBreakdown(out, r.Task, r.Resolution)
	for _, rej := range r.Resolution.Rejected {
		fmt.Fprintf(out, "  rejected %s: %s\n", rej.Agent, rej.Reason)
	}
	return err == nil
}
