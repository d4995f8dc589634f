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
the second stops at once. Killing it at any moment is safe.`,
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
			return daemon.Run(intake(cmd), cmd.Context(), cfg, log)
		},
	}
}
