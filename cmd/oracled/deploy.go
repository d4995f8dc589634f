package main

import (
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"
	"go.uber.org/zap"

	"oracled/client"
	"oracled/config"
	"oracled/internal/daemon"
)

func newDeploy() *cobra.Command {
	var chains []string
	var threshold int
	var payee string
	cmd := &cobra.Command{
		Use:   "deploy",
		Short: "Create the contracts, at the same addresses on every chain",
		Long: `Deploy creates the registry, the operator set, the hub and an allow-list gate
through the deterministic deployer, and puts the operator set of
operator.keystores into service. What exists already is left alone.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := loadConfig(cmd, config.NeedChains, config.NeedAccount, config.NeedOperator)
			if err != nil {
				return err
			}
			account, err := daemon.OpenAccount(cfg.Account)
			if err != nil {
				return err
			}
			keys, err := daemon.OpenOperatorKeys(cfg.Operator, zap.NewNop())
			if err != nil {
				return err
			}
			if threshold == 0 {
				threshold = 2*len(keys)/3 + 1
			}
			to := account.Address()
			if payee != "" {
				if !common.IsHexAddress(payee) {
					return fmt.Errorf("--payee: %q is not an address", payee)
				}
				to = common.HexToAddress(payee)
			}
			set, err := client.NewOperatorSet(keys, threshold, to)
			if err != nil {
				return fmt.Errorf("operator.keystores: %w", err)
			}
			plan := client.PlanDeployment(set, account.Address())
			names := chains
			if len(names) == 0 {
				names = cfg.ChainNames()
			}
			out := cmd.OutOrStdout()
			for _, name := range names {
				entry, err := cfg.Chain(name)
				if err != nil {
					return err
				}
				c, err := client.Dial(cmd.Context(), name, entry.Config)
				if err != nil {
					return err
				}
				defer c.Close()
				if err := daemon.Price(c, entry.Post); err != nil {
					return err
				}
				start, err := c.Eth.BlockNumber(cmd.Context())
				if err != nil {
					return fmt.Errorf("chain %s: fetch the head: %w", name, err)
				}
				there, err := plan.Exists(cmd.Context(), c)
				if err != nil {
					return err
				}
				d, err := client.Deploy(cmd.Context(), c, account, keys, threshold, to, func(s string) { fmt.Fprintf(out, "%s: %s\n", name, s) })
				if err != nil {
					return err
				}
				fmt.Fprintf(out, "%s: set in the configuration:\nchains:\n  %s:\n    hub: \"%s\"\n", name, name, d.Hub)
				if there {
					fmt.Fprintf(out, "    startBlock: # the hub was there already: the block of its creation, or 0\n")
				} else {
					fmt.Fprintf(out, "    startBlock: %d\n", start)
				}
				fmt.Fprintf(out, "%s: allow-list gate of %s: %s\n", name, account.Address(), d.Gate)
			}
			return nil
		},
	}
	cmd.Flags().StringSliceVar(&chains, "chain", nil, "chains to deploy on (default: all of the configuration)")
	cmd.Flags().IntVar(&threshold, "threshold", 0, "operators that must sign (default: the least above two thirds)")
	cmd.Flags().StringVar(&payee, "payee", "", "who receives the bounties (default: the deploying account)")
	return cmd
}
