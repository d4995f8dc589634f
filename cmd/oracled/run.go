package main

import (
	"github.com/spf13/cobra"

	"oracled/internal/daemon"
)

func newRun() *cobra.Command {
	return &cobra.Command{
		Use:   "run",
		Short: "Run the daemon: follow the chains, verify, solve, attest, post",
		Long: `Run follows every chain of the configuration, turns what agents sent into
outcomes and posts them under the operator set's signature.

The first SIGINT or SIGTERM stops the intake and lets what is in flight finish;
the second, or stop.timeout after the first, stops at once. A stop that hangs
even then prints the stacks of all goroutines and exits with status 1. Killing it
at any moment is safe.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := loadConfig(cmd, daemon.Needs...)
			if err != nil {
				return err
			}
			log, err := daemon.NewLogger(cfg.Log)
			if err != nil {
				return err
			}
			defer log.Sync()
			return daemon.Run(intake(cmd, cfg.Stop.Timeout), cmd.Context(), cfg, log)
		},
	}
}
