package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	"oracled/client"
	"oracled/compute"
	"oracled/config"
	"oracled/internal/daemon"
	"oracled/oracle"
	"oracled/txmgr"
)

func newTask() *cobra.Command {
	cmd := &cobra.Command{Use: "task", Short: "Create, show, list, fund and end tasks"}
	cmd.AddCommand(newTaskCreate(), newTaskShow(), newTaskList(), newTaskFund(),
		newTaskSettle(client.Cancel, "End a task before its first round and take the money back (its creator)"),
		newTaskSettle(client.Stop, "Let a feed begin no further round (its creator)"),
		newTaskSettle(client.Expire, "Return what nobody earned to the creator, when a task is over (anybody)"),
		newTaskSettle(client.Claim, "Pay the operators what they have earned (anybody)"))
	return cmd
}

// newTaskSettle is a command that names a task and sends one transaction.
func newTaskSettle(what client.Spend, short string) *cobra.Command {
	var chain string
	cmd := &cobra.Command{
		Use:   string(what) + " TASK",
		Short: short,
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withTask(cmd, chain, args[0], func(c *client.Chain, sender *txmgr.Manager, id oracle.TaskID) (uint64, error) {
				return client.Settle(cmd.Context(), c, sender, id, what)
			})
		},
	}
	chainFlag(cmd, &chain)
	return cmd
}

func newTaskFund() *cobra.Command {
	var chain string
	cmd := &cobra.Command{
		Use:   "fund TASK WEI",
		Short: "Deposit wei for a task's coming rounds (anybody)",
		Args:  cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			wei, ok := new(big.Int).SetString(args[1], 10)
			if !ok || wei.Sign() <= 0 {
				return fmt.Errorf("%q is not a number of wei", args[1])
			}
			return withTask(cmd, chain, args[0], func(c *client.Chain, sender *txmgr.Manager, id oracle.TaskID) (uint64, error) {
				return client.Fund(cmd.Context(), c, sender, id, wei)
			})
		},
	}
	chainFlag(cmd, &chain)
	return cmd
}

// withTask sends a transaction about a task from account.keystore.
func withTask(cmd *cobra.Command, chain, arg string, send func(*client.Chain, *txmgr.Manager, oracle.TaskID) (uint64, error)) error {
	cfg, err := loadConfig(cmd, config.NeedHub, config.NeedAccount)
	if err != nil {
		return err
	}
	account, err := daemon.OpenAccount(cfg.Account)
	if err != nil {
		return err
	}
	c, t, err := taskArgument(cmd, chain, arg)
	if err != nil {
		return err
	}
	defer c.Close()
	gas, err := send(c, c.Sender(account), t.ID)
	if err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%s: done (%d gas)\n", c.Name, gas)
	return nil
}

func newTaskShow() *cobra.Command {
	var chain string
	cmd := &cobra.Command{
		Use:   "show TASK",
		Short: "Show a task and its latest outcome",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, t, err := taskArgument(cmd, chain, args[0])
			if err != nil {
				return err
			}
			defer c.Close()
			out := cmd.OutOrStdout()
			if err := printTask(out, c, t); err != nil {
				return err
			}
			if compute.Levels(t) > 0 {
				if err := showHierarchy(cmd.Context(), out, c, t); err != nil {
					return err
				}
			}
			r, err := c.Read(cmd.Context(), t.ID)
			if err != nil {
				return err
			}
			printReading(out, t, r)
			return showBreakdown(cmd.Context(), out, c, t, r)
		},
	}
	chainFlag(cmd, &chain)
	return cmd
}

// taskArgument connects and finds the task that an argument names.
func taskArgument(cmd *cobra.Command, chain, arg string) (*client.Chain, oracle.Task, error) {
	index, err := strconv.ParseUint(arg, 10, 32)
	if err != nil || index == 0 {
		return nil, oracle.Task{}, fmt.Errorf("%q is not a task; tasks are numbered from 1", arg)
	}
	cfg, err := loadConfig(cmd, config.NeedHub)
	if err != nil {
		return nil, oracle.Task{}, err
	}
	c, err := oneChain(cmd, cfg, chain)
	if err != nil {
		return nil, oracle.Task{}, err
	}
	t, err := c.Task(cmd.Context(), uint32(index))
	if err != nil {
		c.Close()
		return nil, oracle.Task{}, err
	}
	return c, t, nil
}

func printTask(w io.Writer, c *client.Chain, t oracle.Task) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	row := func(name, format string, args ...any) { fmt.Fprintf(tw, name+"\t"+format+"\n", args...) }
	row("task", "%d on %s", t.Index, c.Name)
	if t.Description != "" {
		row("question", "%s", daemon.Printable(t.Description))
	}
	row("creator", "%s", t.Creator)
	printScope(row, c, t)
	row("solver", "%s, Λ = %d", daemon.Printable(t.Solver), t.Lambda)
	storage := "stored"
	if t.Digest {
		storage = "not stored: read with a proof"
	}
	row("dimension", "%d, %d bytes each, %s", t.Dimension, t.Width, storage)
	if n := compute.Size(t); n != 0 && n != t.Dimension {
		row("answer", "the first %d values; zeros follow", n)
	}
	where := ""
	if compute.Levels(t) > 0 {
		where = " in each group"
	}
	row("agents", "%d to %d, of whom %.2f %%%s may lie; trust from %d, at least %d", t.MinAgents, t.MaxAgents, float64(t.TrimBps)/100, where, t.InitialTrust, t.MinTrust)
	if least := compute.LeastPositions(t); least > 0 {
		row("positions", "a round needs %d, or it is insufficient", least)
	} else {
		row("positions", "no number up to the most that it takes is enough: every round will be insufficient")
	}
	if t.Gate == (common.Address{}) {
		row("gate", "none: the task is open, anybody may be many agents, and no bound on liars holds")
	} else {
		row("gate", "%s", t.Gate)
	}
	row("windows", "commit %d s, delay %d s, reveal %d s", t.CommitSeconds, t.RevealDelay, t.RevealSeconds)
	if depth := int64(float64(t.RevealDelay) / c.Config.BlockTime.Seconds()); c.Config.Confirmations > 0 {
		row("reorgs", "withstands one of %d blocks between commit and reveal", depth)
	}
	if t.Period > 0 {
		row("period", "%d s", t.Period)
	} else {
		row("period", "one round")
	}
	row("start", "%s", time.Unix(int64(t.Start), 0).UTC().Format(time.RFC3339))
	if t.Consumer != (common.Address{}) {
		row("consumer", "%s with %d gas", t.Consumer, t.CallbackGas)
	}
	row("bounty", "%s wei per round", t.Bounty)
	return tw.Flush()
}

func newTaskList() *cobra.Command {
	var chain string
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the tasks of a hub",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := loadConfig(cmd, config.NeedHub)
			if err != nil {
				return err
			}
			c, err := oneChain(cmd, cfg, chain)
			if err != nil {
				return err
			}
			defer c.Close()
			tasks, err := c.Tasks(cmd.Context())
			if err != nil {
				return err
			}
			tw := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
			fmt.Fprintln(tw, "TASK\tSOLVER\tDIM\tPERIOD\tROUND\tSTATUS\tDESCRIPTION")
			for _, t := range tasks {
				r, err := c.Read(cmd.Context(), t.ID)
				if err != nil {
					return err
				}
				fmt.Fprintf(tw, "%d\t%s\t%d\t%d s\t%d\t%s\t%s\n", t.Index, daemon.Printable(t.Solver), t.Dimension, t.Period, r.Round, r.Status, daemon.Printable(t.Description))
			}
			return tw.Flush()
		},
	}
	chainFlag(cmd, &chain)
	return cmd
}

func newRead() *cobra.Command {
	var chain string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "read TASK",
		Short: "Read a task's latest outcome from the chain",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, t, err := taskArgument(cmd, chain, args[0])
			if err != nil {
				return err
			}
			defer c.Close()
			r, err := c.Read(cmd.Context(), t.ID)
			if err != nil {
				return err
			}
			out := cmd.OutOrStdout()
			if asJSON {
				return json.NewEncoder(out).Encode(map[string]any{
					"chain": c.Name, "task": t.Index, "round": r.Round, "updatedAt": r.UpdatedAt, "status": r.Status, "value": r.Value,
				})
			}
			printReading(out, t, r)
			return nil
		},
	}
	chainFlag(cmd, &chain)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

// printReading prints what a contract sees of a task.
func printReading(out io.Writer, t oracle.Task, r client.Reading) {
	if t.Digest && r.Status == "insufficient" {
		fmt.Fprintf(out, "task %d: the last round was insufficient; oracled prove proves older ones\n", t.Index)
		return
	}
	if r.Round == 0 {
		fmt.Fprintf(out, "task %d has no outcome yet (%s)\n", t.Index, r.Status)
		return
	}
	fmt.Fprintf(out, "task %d round %d of %s (%s):\n", t.Index, r.Round, time.Unix(int64(r.UpdatedAt), 0).UTC().Format(time.RFC3339), r.Status)
	for _, v := range r.Value {
		fmt.Fprintln(out, v)
	}
	if t.Digest {
		fmt.Fprintf(out, "its values are not stored; their proof: oracled prove %d %d\n", t.Index, r.Round)
	}
}
