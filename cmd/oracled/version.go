package main

import (
	"fmt"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"oracled/compute/backends"
	"oracled/internal/daemon"
)

func newVersion() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Say what this binary was built from and what it computes on",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			b := daemon.BuildInfo()
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "oracled  %s\ncommit   %s\ngo       %s %s/%s\nbackends %s\n",
				b.Version, b.Commit, b.Go, runtime.GOOS, runtime.GOARCH, strings.Join(backends.Built(), ", "))
			return err
		},
	}
}
