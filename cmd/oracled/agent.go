package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"
	"go.uber.org/zap"
	"golang.org/x/sync/errgroup"

	"oracled/client"
	"oracled/config"
	"oracled/crypto"
	"oracled/internal/daemon"
	"oracled/txmgr"
)

func newAgent() *cobra.Command {
	cmd := &cobra.Command{Use: "agent", Short: "Take part as an agent: register a key, commit and reveal positions"}
	cmd.AddCommand(newAgentRegister(), newAgentDeregister(), newAgentRun(), newAgentAllow())
	return cmd
}

func newAgentRegister() *cobra.Command {
	return agentCommand("register", "Register the agent's key with its proof of possession",
		`Register makes the account of account.keystore the sender of the agent of
agent.keystore: only that account may then commit and reveal for it.`,
		func(cmd *cobra.Command, c *client.Chain, sender *txmgr.Manager, key *crypto.AgentKey) error {
			gas, err := client.Register(cmd.Context(), c, sender, key)
			switch {
			case err != nil:
				return err
			case gas == 0:
				fmt.Fprintf(cmd.OutOrStdout(), "%s: agent %s is registered with sender %s already\n", c.Name, key.ID(), sender.Address())
			default:
				fmt.Fprintf(cmd.OutOrStdout(), "%s: agent %s registered with sender %s (%d gas)\n", c.Name, key.ID(), sender.Address(), gas)
			}
			return nil
		})
}

func newAgentDeregister() *cobra.Command {
	return agentCommand("deregister", "End the agent's registration, with its signature",
		`Deregister takes effect from the next round: one that has begun still takes the
agent's sender.`,
		func(cmd *cobra.Command, c *client.Chain, sender *txmgr.Manager, key *crypto.AgentKey) error {
			gas, err := client.Deregister(cmd.Context(), c, sender, key)
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s: agent %s is deregistered from the next round on (%d gas)\n", c.Name, key.ID(), gas)
			return nil
		})
}

// agentCommand is a command that does something with the agent's key on each
// chain.
func agentCommand(use, short, long string, do func(*cobra.Command, *client.Chain, *txmgr.Manager, *crypto.AgentKey) error) *cobra.Command {
	var chains []string
	cmd := &cobra.Command{
		Use:   use,
		Short: short,
		Long:  long,
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := loadConfig(cmd, config.NeedHub, config.NeedAccount, config.NeedAgent)
			if err != nil {
				return err
			}
			account, err := daemon.OpenAccount(cfg.Account)
			if err != nil {
				return err
			}
			key, err := daemon.OpenAgentKey(cfg.Agent, zap.NewNop())
			if err != nil {
				return err
			}
			defer key.Wipe()
			return eachChain(cmd, cfg, chains, func(c *client.Chain) error { return do(cmd, c, c.Sender(account), key) })
		},
	}
	cmd.Flags().StringSliceVar(&chains, "chain", nil, "chains to do it on (default: all of the configuration)")
	return cmd
}

func newAgentAllow() *cobra.Command {
	var chain, gate string
	var group uint32
	cmd := &cobra.Command{
		Use:   "allow AGENT...",
		Short: "Put agents on an allow-list gate that account.keystore owns",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := loadConfig(cmd, config.NeedHub, config.NeedAccount)
			if err != nil {
				return err
			}
			g, err := addressFlag("gate", gate)
			if err != nil {
				return err
			}
			var agents []common.Address
			for _, a := range args {
				if !common.IsHexAddress(a) {
					return fmt.Errorf("%q is not an agent's address", a)
				}
				agents = append(agents, common.HexToAddress(a))
			}
			account, err := daemon.OpenAccount(cfg.Account)
			if err != nil {
				return err
			}
			return eachChain(cmd, cfg, []string{chain}, func(c *client.Chain) error {
				if err := client.Allow(cmd.Context(), c, c.Sender(account), g, agents, slices.Repeat([]uint32{group}, len(agents))); err != nil {
					return err
				}
				fmt.Fprintf(cmd.OutOrStdout(), "%s: %d agents allowed at %s, group %d\n", c.Name, len(agents), g, group)
				return nil
			})
		},
	}
	chainFlag(cmd, &chain)
	cmd.Flags().StringVar(&gate, "gate", "", "address of the AllowListGate (oracled deploy printed it)")
	cmd.Flags().Uint32Var(&group, "group", 0, "their group, for hierarchical tasks; agents on the list already move to it")
	_ = cmd.MarkFlagRequired("gate")
	return cmd
}

func newAgentRun() *cobra.Command {
	var chains []string
	cmd := &cobra.Command{
		Use:   "run [flags] [-- COMMAND [ARG...]]",
		Short: "Commit and reveal in every round whose gate admits the agent",
		Long: `Run asks for a position in each round, from COMMAND (or agent.command), which
gets a JSON request on its standard input and prints
{"values": [1.5, "2.25"], "confidence": 80}, or from agent.url, which gets the
request in a POST and answers the same. So an agent may be written in any
language.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			needs := []config.Need{config.NeedHub, config.NeedAccount, config.NeedAgent}
			if len(args) == 0 {
				needs = append(needs, config.NeedAgentSource)
			}
			cfg, err := loadConfig(cmd, needs...)
			if err != nil {
				return err
			}
			log, err := daemon.NewLogger(cfg.Log)
			if err != nil {
				return err
			}
			defer log.Sync()
			for _, w := range cfg.Warnings() {
				log.Warn(w)
			}
			var source client.Source = client.HTTP{URL: cfg.Agent.URL, Timeout: cfg.Agent.Timeout}
			switch {
			case len(args) > 0:
				source = client.Command{Args: args, Timeout: cfg.Agent.Timeout}
			case len(cfg.Agent.Command) > 0:
				source = client.Command{Args: cfg.Agent.Command, Dir: cfg.Dir, Timeout: cfg.Agent.Timeout}
			}
			account, err := daemon.OpenAccount(cfg.Account)
			if err != nil {
				return err
			}
			key, err := daemon.OpenAgentKey(cfg.Agent, log)
			if err != nil {
				return err
			}
			defer key.Wipe()
			openings, err := client.OpenOpenings(cfg.Agent.Openings)
			if err != nil {
				return err
			}
			ctx := intake(cmd, cfg.Stop.Timeout)
			var g errgroup.Group
			err = eachChain(cmd, cfg, chains, func(c *client.Chain) error {
				sender, err := client.SenderOf(ctx, c, key.ID())
				if err != nil {
					return err
				}
				if sender != account.Address() {
					return fmt.Errorf("chain %s: agent %s is not registered with sender %s; run oracled agent register", c.Name, key.ID(), account.Address())
				}
				log.Info("taking part", zap.String("chain", c.Name), zap.Stringer("agent", key.ID()))
				a := &client.Agent{
					Chain: c, Key: key, Sender: c.Sender(account), Source: source, Openings: openings,
					Wants:  func(task uint32) bool { return cfg.Agent.Wants(c.Name, task) },
					Report: func(r client.AgentReport) { logReport(log, r) },
				}
				g.Go(func() error { return a.Run(ctx) })
				return nil
			})
			if err != nil {
				return err
			}
			if err := g.Wait(); err != nil && ctx.Err() == nil {
				return err
			}
			return nil
		},
	}
	cmd.Flags().StringSliceVar(&chains, "chain", nil, "chains to take part on (default: all of the configuration)")
	return cmd
}

func logReport(log *zap.Logger, r client.AgentReport) {
	fields := []zap.Field{zap.String("chain", r.Chain), zap.Uint32("task", r.Task), zap.Uint64("round", r.Round)}
	if r.Err != nil {
		log.Warn(r.Step+" failed", append(fields, zap.Error(config.Redact(r.Err)))...)
		return
	}
	done := map[string]string{"commit": "committed", "reveal": "revealed"}
	log.Info(done[r.Step], append(fields, zap.Uint64("gas", r.Gas))...)
}

// eachChain connects to the named chains, or all of them, and does something on
// each. Connections last as long as the process.
func eachChain(cmd *cobra.Command, cfg config.Config, names []string, do func(*client.Chain) error) error {
	if len(names) == 0 || len(names) == 1 && names[0] == "" {
		names = cfg.ChainNames()
	}
	for _, name := range names {
		entry, err := cfg.Chain(name)
		if err != nil {
			return err
		}
		c, err := client.Connect(cmd.Context(), name, entry.Config)
		if err != nil {
			return err
		}
		if err := daemon.Price(c, entry.Post); err != nil {
			return err
		}
		if err := do(c); err != nil {
			return err
		}
	}
	return nil
}

// oneChain connects to the named chain, or to the only one.
func oneChain(cmd *cobra.Command, cfg config.Config, name string) (*client.Chain, error) {
	if name == "" {
		if len(cfg.Chains) != 1 {
			return nil, fmt.Errorf("--chain: the configuration has several (%s); name one", strings.Join(cfg.ChainNames(), ", "))
		}
		name = cfg.ChainNames()[0]
	}
	entry, err := cfg.Chain(name)
	if err != nil {
		return nil, err
	}
	c, err := client.Connect(cmd.Context(), name, entry.Config)
	if err != nil {
		return nil, err
	}
	if err := daemon.Price(c, entry.Post); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

func chainFlag(cmd *cobra.Command, chain *string) {
	cmd.Flags().StringVar(chain, "chain", "", "name of the chain in the configuration (default: the only one)")
}

func addressFlag(name, s string) (common.Address, error) {
	if s == "" {
		return common.Address{}, nil
	}
	if !common.IsHexAddress(s) {
		return common.Address{}, fmt.Errorf("--%s: %q is not an address", name, s)
	}
	return common.HexToAddress(s), nil
}
