package main

import (
	"github.com/spf13/cobra"

	"oracled/internal/daemon"
)

func newDoctor() *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Try everything that the configuration names and say what to do about what fails",
		Long: `Doctor looks at endpoints, chain ids, clocks, precompiles, contracts, keys,
passwords, balances and files, a line each. It changes nothing. The exit status
is 1 when something fails.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := loadConfig(cmd)
			if err != nil {
				return err
			}
			if !daemon.Doctor(cmd.Context(), cfg, cmd.OutOrStdout()) {
				return exitError{code: 1}
			}
			return nil
		},
	}
}
