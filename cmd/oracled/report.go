package main

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"oracled/config"
	"oracled/internal/daemon"
)

func newReport() *cobra.Command {
	var since time.Duration
	var asJSON, recommend bool
	cmd := &cobra.Command{
		Use:   "report",
		Short: "Print averages and worst cases of the last hours, per chain and task",
		Long: `Report reads the history that the daemon keeps beside the store (store.path) and
prints, for each chain and task: rounds that were posted, insufficient, missed and
empty; the time from close to posted; gas and fee per outcome; positions,
rejections, trimmed agents and those farthest from the outcomes; the time that
stages took; who of the committee signed; and what went wrong. The daemon may run
meanwhile or be stopped.

The period ends with the last block that the daemon had confirmed on each chain
and is measured in that chain's own time: a chain that stood still has its last
24 hours before it stood still.

With --recommend it also says which parameters a task's creator might choose
otherwise, with the numbers that say so. It changes nothing.`,
		Example: `  oracled report --since 24h
  oracled report --since 168h --recommend --json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if since < time.Second {
				return fmt.Errorf("--since: %s; expected at least a second, such as 24h", since)
			}
			cfg, err := loadConfig(cmd, config.NeedStore, config.NeedChains, config.NeedHub)
			if err != nil {
				return err
			}
			r, err := daemon.Report(cmd.Context(), cfg, since, recommend)
			if err != nil {
				return err
			}
			if asJSON {
				e := json.NewEncoder(cmd.OutOrStdout())
				e.SetIndent("", "  ")
				return e.Encode(r)
			}
			return printReport(cmd.OutOrStdout(), r)
		},
	}
	f := cmd.Flags()
	f.DurationVar(&since, "since", 24*time.Hour, "how far to look back, in each chain's time")
	f.BoolVar(&asJSON, "json", false, "print JSON")
	f.BoolVar(&recommend, "recommend", false, "say which parameters of tasks might be chosen otherwise, and why")
	return cmd
}
