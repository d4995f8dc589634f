package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"
	"go.uber.org/zap"

	"oracled/client"
	"oracled/config"
	"oracled/internal/daemon"
	"oracled/txmgr"
)

func newDeploy() *cobra.Command {
	o := deployOptions{}
	cmd := &cobra.Command{
		Use:   "deploy",
		Short: "Create the contracts, at the same addresses on every chain",
		Long: `Deploy creates the registry, the operator set, the hub and an allow-list gate
through the deterministic deployer, and puts an operator set into service: that of
operator.keystores, or, with --plan and --registration, one whose members each keep
their own key. What exists already is left alone.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			needs := []config.Need{config.NeedChains, config.NeedAccount}
			if o.plan == "" {
				needs = append(needs, config.NeedOperator)
			}
			cfg, err := loadConfig(cmd, needs...)
			if err != nil {
				return err
			}
			account, err := daemon.OpenAccount(cfg.Account)
			if err != nil {
				return err
			}
			found, err := o.founding(cfg, account)
			if err != nil {
				return err
			}
			for _, name := range found.chains {
				if err := found.on(cmd, cfg, name); err != nil {
					return err
				}
			}
			return nil
		},
	}
	cmd.Flags().StringSliceVar(&o.chains, "chain", nil, "chains to deploy on (default: all of the configuration, or of the plan)")
	cmd.Flags().IntVar(&o.threshold, "threshold", 0, "operators that must sign (default: the least above two thirds)")
	cmd.Flags().StringVar(&o.payee, "payee", "", "who receives the bounties (default: the deploying account)")
	cmd.Flags().StringVar(&o.plan, "plan", "", "`file` with the set that oracled operator plan wrote down")
	cmd.Flags().StringSliceVar(&o.registrations, "registration", nil, "`files` with the registrations of the plan's members (oracled operator register)")
	return cmd
}

type deployOptions struct {
	chains        []string
	threshold     int
	payee         string
	plan          string
	registrations []string
}

// founding is how to put the first set of a hub into service.
type founding struct {
	account txmgr.Signer
	plan    client.Deployment
	chains  []string
	deploy  func(ctx context.Context, c *client.Chain, say func(string)) (client.Deployment, error)
}

func (o deployOptions) founding(cfg config.Config, account txmgr.Signer) (founding, error) {
	switch {
	case o.plan == "" && len(o.registrations) > 0:
		return founding{}, errors.New("--registration: belongs to --plan, which is missing")
	case o.plan != "" && (o.threshold != 0 || o.payee != ""):
		return founding{}, errors.New("--plan: it says threshold and payee already, and the members have registered for these; leave --threshold and --payee away, or plan again")
	case o.plan != "":
		return o.planned(cfg, account)
	}
	keys, err := daemon.OpenOperatorKeys(cfg.Operator, zap.NewNop())
	if err != nil {
		return founding{}, err
	}
	threshold := cmp.Or(o.threshold, 2*len(keys)/3+1)
	to := account.Address()
	if o.payee != "" {
		if to, err = addressFlag("payee", o.payee); err != nil {
			return founding{}, err
		}
	}
	set, err := client.NewOperatorSet(keys, threshold, to)
	if err != nil {
		return founding{}, fmt.Errorf("operator.keystores: %w", err)
	}
	f := founding{account: account, plan: client.PlanDeployment(set, account.Address()), chains: o.chains}
	if len(f.chains) == 0 {
		f.chains = cfg.ChainNames()
	}
	f.deploy = func(ctx context.Context, c *client.Chain, say func(string)) (client.Deployment, error) {
		return client.Deploy(ctx, c, account, keys, threshold, to, say)
	}
	return f, nil
}

// planned is the founding of a set whose members have registered.
func (o deployOptions) planned(cfg config.Config, account txmgr.Signer) (founding, error) {
	p, err := readPlan(o.plan)
	if err != nil {
		return founding{}, fmt.Errorf("--plan: %w", err)
	}
	if p.Epoch != 1 {
		return founding{}, fmt.Errorf("--plan: %s is for epoch %d of a hub that is there; use oracled operator rotate submit", o.plan, p.Epoch)
	}
	registrations, err := readRegistrations(o.registrations)
	if err != nil {
		return founding{}, fmt.Errorf("--registration: %w", err)
	}
	f := founding{account: account, plan: client.PlanDeployment(p.Set(), account.Address()), chains: o.chains}
	if len(f.chains) == 0 {
		for _, c := range p.Chains {
			i := slices.IndexFunc(cfg.ChainNames(), func(name string) bool { return cfg.Chains[name].ChainID == c.ChainID })
			if i < 0 {
				return founding{}, fmt.Errorf("--plan: it is for chain %d too, which the configuration does not have; add it, or name the others with --chain", c.ChainID)
			}
			f.chains = append(f.chains, cfg.ChainNames()[i])
		}
	}
	f.deploy = func(ctx context.Context, c *client.Chain, say func(string)) (client.Deployment, error) {
		return client.DeployPlan(ctx, c, account, p, registrations, say)
	}
	return f, nil
}

// on creates what is missing on one chain and prints what to do next.
func (f founding) on(cmd *cobra.Command, cfg config.Config, name string) error {
	out := cmd.OutOrStdout()
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
	there, err := f.plan.Exists(cmd.Context(), c)
	if err != nil {
		return err
	}
	d, err := f.deploy(cmd.Context(), c, func(s string) { fmt.Fprintf(out, "%s: %s\n", name, s) })
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s: set in the configuration:\nchains:\n  %s:\n    hub: \"%s\"\n", name, name, d.Hub)
	if there {
		fmt.Fprintf(out, "    startBlock: # the hub was there already: the block of its creation, or 0\n")
	} else {
		fmt.Fprintf(out, "    startBlock: %d\n", start)
	}
	fmt.Fprintf(out, "%s: allow-list gate of %s: %s\n", name, f.account.Address(), d.Gate)
	return nil
}
