package main

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"oracled/client"
	"oracled/compute"
	"oracled/config"
	"oracled/internal/daemon"
	"oracled/oracle"
)

// taskFlags is what `task create` is given; the flags that a task has as they are
// go straight into it.
type taskFlags struct {
	task                                 oracle.Task
	commit, delay, reveal, period        time.Duration
	chain, start                         string
	gate, consumer                       string
	bounty, fund                         string // wei
	groups, scope                        string
	acceptReorgRisk, acceptSmall, dryRun bool
}

func newTaskCreate() *cobra.Command {
	o := taskFlags{}
	cmd := &cobra.Command{
		Use:   "create",
		Short: "Create a task",
		Long: `Create asks a question. With --period it is a feed, without it has one round.

A task without --gate is open: anybody may register any number of agents, so no
bound on the share of liars holds. The reveal delay should be at least what the
chain takes to be final; less needs --accept-reorg-risk.

Of a hierarchical task it first prints how many captured agents would break it:
as the groups are that the gate admits now, or as --groups plans them. A group
that is empty or too small to count is refused unless --accept-small-groups is
given, and so is a task whose groups can have no outcome. With --dry-run nothing
is created or paid.

With --scope the task is asked on several chains, which get one outcome. The file
is JSON: {"grace": "60s", "chains": [{"chain": "ethereum", "weight": 2, "gate":
"0x…"}, …]}; docs/scopes.md has the rest.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			needs := []config.Need{config.NeedHub}
			if !o.dryRun {
				needs = append(needs, config.NeedAccount)
			}
			cfg, err := loadConfig(cmd, needs...)
			if err != nil {
				return err
			}
			if err := o.read(); err != nil {
				return err
			}
			if o.scope != "" {
				return createScope(cmd, cfg, o)
			}
			return o.create(cmd, cfg)
		},
	}
	o.define(cmd)
	return cmd
}

func (o *taskFlags) define(cmd *cobra.Command) {
	f, t := cmd.Flags(), &o.task
	chainFlag(cmd, &o.chain)
	f.StringVar(&t.Solver, "solver", compute.TrimmedEquilibrium, "how the outcome is computed: "+strings.Join(compute.Solvers(), ", ")+"; or with parameters (docs/games.md, docs/hierarchies.md): "+strings.Join(compute.WithParameters(), ", "))
	f.IntVar(&t.Dimension, "dimension", 1, "coordinates of a position, 1 to 512, with --digest to 4096")
	f.BoolVar(&t.Digest, "digest", false, "store no values: contracts read them with a proof (oracled prove), and posting is cheaper")
	f.IntVar(&t.Width, "width", oracle.WidthFull, "bytes of a stored value: 16, or 8 for 32 fractional bits")
	f.Uint32Var(&t.TrimBps, "trim-bps", 2000, "share of agents that may lie, in 1/10000, below 5000; of a hierarchical task in each group")
	f.Uint32Var(&t.Lambda, "lambda", 32768, "how stubborn agents of no confidence are, 0 to 65000")
	f.Uint32Var(&t.MinAgents, "min-agents", 4, "positions that a round needs")
	f.Uint32Var(&t.MaxAgents, "max-agents", 1000, "positions that a round takes")
	f.Uint32Var(&t.InitialTrust, "initial-trust", 32768, "trust of a new agent, 0 to 65536")
	f.Uint32Var(&t.MinTrust, "min-trust", 0, "trust below which an agent does not count")
	f.StringVar(&o.start, "start", "", "start of the first round: seconds since the epoch, or from now such as +30s (default: the block of its creation)")
	f.DurationVar(&o.commit, "commit", time.Minute, "length of the commit window")
	f.DurationVar(&o.delay, "reveal-delay", 0, "time between the windows; should cover the chain's finality")
	f.DurationVar(&o.reveal, "reveal", time.Minute, "length of the reveal window")
	f.DurationVar(&o.period, "period", 0, "time between the starts of rounds; 0: one round")
	f.StringVar(&o.gate, "gate", "", "contract that says who may be an agent; none: an open task")
	f.StringVar(&o.consumer, "consumer", "", "contract that is called with each outcome")
	f.Uint32Var(&t.CallbackGas, "callback-gas", 0, "gas for that call")
	f.StringVar(&o.bounty, "bounty", "0", "wei that the operators earn with each round")
	f.StringVar(&o.fund, "fund", "0", "wei that are deposited for rounds now")
	f.Uint8Var(&t.Decimals, "decimals", 8, "decimals for people and for feed adapters")
	f.StringVar(&t.Description, "description", "", "what is asked, for people")
	f.StringVar(&o.scope, "scope", "", "file with the chains that get one outcome together")
	f.StringVar(&o.groups, "groups", "", "of a hierarchical task, the agents that are planned in each group, as 0-2:7,3:5 (default: those that the gate admits now)")
	f.BoolVar(&o.acceptSmall, "accept-small-groups", false, "allow groups that are empty or too small, which no round counts")
	f.BoolVar(&o.dryRun, "dry-run", false, "check the task and print what would break it, and create nothing")
	f.BoolVar(&o.acceptReorgRisk, "accept-reorg-risk", false, "allow a reveal delay below the chain's finality")
}

// read completes the task with what needs no chain, and checks it.
func (o *taskFlags) read() (err error) {
	t := &o.task
	if t.Solver, err = compute.Canonical(t.Solver); err != nil {
		return fmt.Errorf("--solver: %w", err)
	}
	if t.Gate, err = addressFlag("gate", o.gate); err != nil {
		return err
	}
	if err := compute.CheckTask(*t); err != nil {
		return fmt.Errorf("--%w", err)
	}
	for _, d := range []struct {
		flag string
		from time.Duration
		to   *uint64
	}{{"commit", o.commit, &t.CommitSeconds}, {"reveal-delay", o.delay, &t.RevealDelay}, {"reveal", o.reveal, &t.RevealSeconds}, {"period", o.period, &t.Period}} {
		if d.from < 0 || d.from%time.Second != 0 {
			return fmt.Errorf("--%s: %s is not a whole number of seconds", d.flag, d.from)
		}
		*d.to = uint64(d.from / time.Second)
	}
	return nil
}

// create creates the task on one chain.
func (o *taskFlags) create(cmd *cobra.Command, cfg config.Config) (err error) {
	t := o.task
	if t.Consumer, err = addressFlag("consumer", o.consumer); err != nil {
		return err
	}
	if t.Bounty, err = weiFlag("bounty", o.bounty); err != nil {
		return err
	}
	funds, err := weiFlag("fund", o.fund)
	if err != nil {
		return err
	}
	c, err := oneChain(cmd, cfg, o.chain)
	if err != nil {
		return err
	}
	defer c.Close()
	if t.Start, err = startFlag(cmd, c, o.start); err != nil {
		return err
	}
	if err := c.CheckDelay(t); err != nil && !o.acceptReorgRisk {
		return fmt.Errorf("%w; raise --reveal-delay, or give --accept-reorg-risk if a copied reveal after a reorganisation is acceptable", err)
	}
	if err := checkHierarchy(cmd.Context(), cmd.OutOrStdout(), c, t, o.groups, o.acceptSmall); err != nil {
		return err
	}
	if o.dryRun {
		fmt.Fprintf(cmd.OutOrStdout(), "%s: nothing was created\n", c.Name)
		return nil
	}
	account, err := daemon.OpenAccount(cfg.Account)
	if err != nil {
		return err
	}
	made, err := client.CreateTask(cmd.Context(), c, c.Sender(account), t, funds, o.acceptReorgRisk)
	if err != nil {
		return err
	}
	return printTask(cmd.OutOrStdout(), c, made)
}

func weiFlag(name, s string) (*big.Int, error) {
	v, ok := new(big.Int).SetString(s, 10)
	if !ok || v.Sign() < 0 {
		return nil, fmt.Errorf("--%s: %q is not a number of wei", name, s)
	}
	return v, nil
}

// startFlag reads a time: absolute, or relative to the chain's.
func startFlag(cmd *cobra.Command, c *client.Chain, s string) (uint64, error) {
	if s == "" {
		return 0, nil // the hub takes its block's
	}
	if after, ok := strings.CutPrefix(s, "+"); ok {
		d, err := time.ParseDuration(after)
		if err != nil || d < 0 {
			return 0, fmt.Errorf("--start: %q is not a duration such as +30s", s)
		}
		now, err := c.Now(cmd.Context())
		return now + uint64(d/time.Second), err
	}
	v, err := strconv.ParseUint(s, 10, 63)
	if err != nil {
		return 0, fmt.Errorf("--start: %q is neither seconds since the epoch nor a duration such as +30s", s)
	}
	return v, nil
}
