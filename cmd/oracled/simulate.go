package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"oracled/client"
	"oracled/config"
	"oracled/crypto"
	"oracled/post"
	"oracled/post/gas"
	"oracled/post/policy"
	"oracled/post/simulate"
	"oracled/tune"
)

// simulation is what the flags of simulate say.
type simulation struct {
	fees, chain, save, schedule string
	blocks                      uint64
	policies                    []string
	maxOutcomes                 []int
	budget, delay, blockTime    time.Duration
	delayCost, tip              float64
	tasks, signatures           int
	period, window              time.Duration
	task                        simulate.Task
	asJSON                      bool
	targetCost                  float64
	targetLatency, every        time.Duration
	most                        time.Duration
}

func newSimulate() *cobra.Command {
	s := simulation{}
	cmd := &cobra.Command{
		Use:   "simulate",
		Short: "Replay a fee history and show what each batching policy costs and how long outcomes wait",
		Long: `Simulate drives the daemon's own queue and policies through a history of base
fees and prints cost and latency side by side. The last row is the cheapest that
anybody within the budget could have done, had they known the future. Nothing is
sent anywhere.

The history is a file (--fees), or the last blocks of a configured chain (--chain
and --blocks; --save keeps them). With --chain the limits are those of its post
section. A file is a JSON list of {number, timestamp, baseFeePerGas, tip}, or the
answer of eth_feeHistory. The outcomes are those of --tasks feeds alike, or of
--schedule, a JSON list of {first, period, window, dimension, width, digest,
callbackGas} with times in seconds.

With --target-gwei or --target-latency every policy that lets outcomes wait is
replayed once more with its wait tuned towards these, as the daemon does with
tuning.mode: on.`,
		Example: `  oracled simulate --fees examples/fees/spike.json --latency-budget 5m
  oracled simulate --chain polygon --blocks 5000 --save fees.json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := s.run(cmd); err != nil {
				return fmt.Errorf("simulate: %w", err)
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&s.fees, "fees", "", "`file` of the fee history")
	f.StringVar(&s.chain, "chain", "", "chain of the configuration whose post section gives the limits")
	f.Uint64Var(&s.blocks, "blocks", 0, "ask the chain's endpoint for so many of its last blocks, instead of --fees")
	f.StringVar(&s.save, "save", "", "`file` to write the fetched history to")
	f.StringVar(&s.schedule, "schedule", "", "`file` of tasks, instead of --tasks and what describes them")
	f.StringSliceVar(&s.policies, "policies", policy.Names(), "policies to compare")
	f.IntSliceVar(&s.maxOutcomes, "max-outcomes", nil, "outcomes per batch; several to compare them (default: the chain's, or 100)")
	f.DurationVar(&s.budget, "latency-budget", 2*time.Minute, "how long an outcome may wait")
	f.DurationVar(&s.delay, "max-delay", 0, "what the policy fixed-delay waits (default: the chain's, or the latency budget)")
	f.Float64Var(&s.delayCost, "delay-cost-gwei", 0, "what a second of one outcome's waiting is worth")
	f.Float64Var(&s.tip, "tip-gwei", 0.1, "priority fee where the history has none")
	f.DurationVar(&s.blockTime, "block-time", 12*time.Second, "time between blocks where the history has no timestamps")
	f.IntVar(&s.tasks, "tasks", 10, "feeds, whose rounds close evenly spread over the period")
	f.DurationVar(&s.period, "period", 5*time.Minute, "time between the rounds of a feed")
	f.DurationVar(&s.window, "window", simulate.DefaultWindow*time.Second, "how long a round is open before it closes")
	f.IntVar(&s.task.Dimension, "dimension", 1, "values of an outcome")
	f.IntVar(&s.task.Width, "width", 16, "bytes of a stored value, 16 or 8")
	f.BoolVar(&s.task.Digest, "digest", false, "outcomes of DIGEST tasks")
	f.IntVar(&s.signatures, "signatures", 0, "signatures of an ECDSA set's proof, its threshold; 0: the proofs are a BLS set's")
	f.Float64Var(&s.targetCost, "target-gwei", 0, "tune waits towards this cost of an outcome")
	f.DurationVar(&s.targetLatency, "target-latency", 0, "tune waits so that 95 of 100 outcomes take no longer from their round's close")
	f.DurationVar(&s.every, "tune-every", 10*time.Minute, "what is measured before a wait is changed")
	f.DurationVar(&s.most, "tune-max", 0, "longest wait that tuning may choose (default: the latency budget)")
	f.BoolVar(&s.asJSON, "json", false, "print JSON")
	return cmd
}

func (s *simulation) run(cmd *cobra.Command) error {
	if s.signatures < 0 || s.signatures > crypto.MaxOperators {
		return fmt.Errorf("--signatures: %d; expected 0 to %d", s.signatures, crypto.MaxOperators)
	}
	limits, entry, err := s.limits(cmd)
	if err != nil {
		return err
	}
	blocks, err := s.history(cmd.Context(), entry)
	if err != nil {
		return err
	}
	tasks, err := s.outcomes()
	if err != nil {
		return err
	}
	var configs []post.Config
	for _, n := range s.maxOutcomes {
		c := limits
		c.MaxOutcomes = n
		for _, p := range simulate.Configs(c, s.policies, s.delay) {
			if err := p.Check(); err != nil {
				return err
			}
			configs = append(configs, p)
		}
	}
	o := simulate.Options{Blocks: blocks, Tasks: tasks, Budget: s.budget, Tip: s.tip * 1e9, Quorum: gas.Quorum{Signatures: s.signatures}}
	if o.Tuning, err = s.tuning(); err != nil {
		return err
	}
	rows, err := simulate.Compare(o, configs)
	if err != nil {
		return err
	}
	if s.asJSON {
		e := json.NewEncoder(cmd.OutOrStdout())
		e.SetIndent("", "  ")
		return e.Encode(rows)
	}
	return s.print(cmd.OutOrStdout(), blocks, rows)
}

// tuning returns how waits are tuned, nil when nothing is aimed at.
func (s *simulation) tuning() (*simulate.Tuning, error) {
	c := tune.Default()
	c.Every = s.every
	t := tune.Chain{CostGwei: s.targetCost, Latency: s.targetLatency, MaxWait: cmp.Or(s.most, s.budget)}
	switch {
	case s.most < 0:
		return nil, errors.New("--tune-max: must not be negative")
	case c.Check() != nil:
		return nil, fmt.Errorf("--tune-%w", c.Check())
	case t.Check() != nil:
		return nil, fmt.Errorf("--target-gwei, --target-latency: %w", t.Check())
	case t.Targets() == tune.Targets{}:
		return nil, nil
	}
	return &simulate.Tuning{Targets: t.Targets(), Every: s.every, Max: t.MaxWait}, nil
}

// limits returns the chain's post section, or the defaults, with what the flags
// say in their stead.
func (s *simulation) limits(cmd *cobra.Command) (post.Config, config.Chain, error) {
	changed := cmd.Flags().Changed
	entry := config.Chain{}.WithDefaults()
	if s.chain != "" {
		cfg, err := loadConfig(cmd, config.NeedChains)
		if err != nil {
			return post.Config{}, entry, err
		}
		if entry, err = cfg.Chain(s.chain); err != nil {
			return post.Config{}, entry, err
		}
		entry = entry.WithDefaults()
	}
	c := entry.Post
	if c.LatencyBudget > 0 && !changed("latency-budget") {
		s.budget = c.LatencyBudget
	}
	if !changed("max-delay") {
		if s.delay = c.MaxDelay; s.delay == 0 {
			s.delay = s.budget
		}
	}
	if changed("delay-cost-gwei") {
		c.DelayCostGwei = s.delayCost
	}
	if len(s.maxOutcomes) == 0 {
		s.maxOutcomes = []int{c.MaxOutcomes}
	}
	c.LatencyBudget = s.budget
	for _, p := range s.policies {
		if !slices.Contains(policy.Names(), p) {
			return c, entry, fmt.Errorf("--policies: %q; expected some of %s", p, strings.Join(policy.Names(), ", "))
		}
	}
	for _, n := range s.maxOutcomes {
		if n < 1 || n > 256 {
			return c, entry, fmt.Errorf("--max-outcomes: %d; a batch holds 1 to 256 outcomes", n)
		}
	}
	switch {
	case len(s.policies) == 0:
		return c, entry, errors.New("--policies: names none")
	case s.budget <= 0:
		return c, entry, errors.New("--latency-budget: must be positive, such as 2m")
	case s.delay <= 0:
		return c, entry, errors.New("--max-delay: must be positive, such as 30s")
	case !(s.tip >= 0 && s.tip <= 1e9):
		return c, entry, errors.New("--tip-gwei: must be from 0 to 1e9")
	case s.blockTime <= 0:
		return c, entry, errors.New("--block-time: must be positive, such as 12s")
	}
	return c, entry, nil
}

// maxBlocks bounds what an endpoint is asked for: 14 days of 12-second blocks.
const maxBlocks = 100_000

// history reads or fetches the fee history.
func (s *simulation) history(ctx context.Context, entry config.Chain) ([]simulate.Block, error) {
	switch {
	case s.fees != "" && s.blocks > 0:
		return nil, errors.New("--fees and --blocks: the history comes from a file or from the chain, remove one")
	case s.blocks > maxBlocks:
		return nil, fmt.Errorf("--blocks: %d; at most %d are asked for", s.blocks, maxBlocks)
	case s.fees != "" && s.save != "":
		return nil, errors.New("--save: keeps what --blocks fetched; the history of --fees is a file already")
	case s.fees != "":
		f, err := os.Open(s.fees)
		if err != nil {
			return nil, fmt.Errorf("--fees: %w", err)
		}
		defer f.Close()
		blocks, err := simulate.ReadHistory(f, s.blockTime)
		if err != nil {
			return nil, fmt.Errorf("--fees: %s: %w", s.fees, err)
		}
		return blocks, nil
	case s.chain == "" || s.blocks == 0:
		return nil, errors.New("--fees: missing; name a file, or a chain to ask with --chain and --blocks")
	}
	c, err := client.Dial(ctx, s.chain, entry.Config)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	blocks, err := simulate.Fetch(ctx, c.Eth, s.blocks)
	if err != nil {
		return nil, fmt.Errorf("chain %s: %w", s.chain, err)
	}
	if len(blocks) < 2 {
		return nil, fmt.Errorf("--blocks: %d blocks are no history", len(blocks))
	}
	if s.save != "" {
		if err := saveHistory(s.save, blocks); err != nil {
			return nil, fmt.Errorf("--save: %w", err)
		}
	}
	return blocks, nil
}

func saveHistory(path string, blocks []simulate.Block) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := simulate.WriteHistory(f, blocks); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// outcomes returns the schedule.
func (s *simulation) outcomes() ([]simulate.Task, error) {
	if s.schedule != "" {
		f, err := os.Open(s.schedule)
		if err != nil {
			return nil, fmt.Errorf("--schedule: %w", err)
		}
		defer f.Close()
		tasks, err := simulate.ReadSchedule(f)
		if err != nil {
			return nil, fmt.Errorf("--schedule: %s: %w", s.schedule, err)
		}
		return tasks, nil
	}
	seconds := func(d time.Duration) uint64 { return uint64(d / time.Second) }
	switch {
	case s.tasks < 1:
		return nil, errors.New("--tasks: must be at least 1")
	case s.period < time.Second || s.window < time.Second:
		return nil, errors.New("--period and --window: must be at least a second")
	case s.task.Dimension < 1:
		return nil, errors.New("--dimension: must be at least 1")
	}
	alike := s.task
	alike.First, alike.Period, alike.Window = seconds(s.period), seconds(s.period), seconds(s.window)
	tasks := simulate.Feeds(s.tasks, alike)
	if err := simulate.CheckSchedule(tasks); err != nil {
		return nil, fmt.Errorf("--tasks and what describes them: %w", err)
	}
	return tasks, nil
}

func (s *simulation) print(w io.Writer, blocks []simulate.Block, rows []simulate.Row) error {
	last := blocks[len(blocks)-1]
	fmt.Fprintf(w, "%d blocks in %s, latency budget %s\n\n", len(blocks), time.Duration(last.Time-blocks[0].Time)*time.Second, s.budget)
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tw, "policy\tat most\toutcomes\tbatches\tper batch\tgas\tper outcome\tether\tover best\tmean\tp50\tp95\tmax\tblocks\tover budget\t")
	for _, r := range rows {
		most := "any"
		if r.MaxOutcomes > 0 {
			most = fmt.Sprint(r.MaxOutcomes)
		}
		name := r.Policy
		if r.Tuned {
			name = fmt.Sprintf("%s, tuned to %.0fs in %d steps", r.Policy, r.Wait, r.Changes)
		}
		fmt.Fprintf(tw, "%s\t%s\t%d\t%d\t%.1f\t%d\t%.0f\t%.5f\t%.3f\t%.0fs\t%.0fs\t%.0fs\t%.0fs\t%.1f\t%.1f%%\t\n",
			name, most, r.Outcomes, r.Batches, r.OutcomesPerBatch, r.Gas, r.GasPerOutcome, r.Ether, r.OverBest,
			r.Latency.Mean, r.Latency.P50, r.Latency.P95, r.Latency.Max, r.Latency.MeanBlocks, 100*r.OverBudget)
	}
	return tw.Flush()
}
