package main

import (
	"cmp"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"oracled/config"
)

const defaultConfig = "oracled.yaml"

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "oracled",
		Short: "An oracle that answers with the equilibrium of what its agents say",
		Long: `oracled takes positions from agents on one or more chains, computes the exact
trimmed equilibrium, and posts it under a quorum's signature.

Begin with: oracled init, oracled doctor, oracled run.`,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.PersistentFlags().String("config", "", "configuration `file` (default: $"+config.EnvConfig+", or "+defaultConfig+")")
	root.AddCommand(newInit(), newDoctor(), newRun(), newStatus(), newReport(), newStore(), newDeploy(), newOperator(), newAgent(), newTask(), newRead(), newProve(), newAudit(), newVersion(), newSolve(), newSimulate(), newCompletion())
	root.CompletionOptions.DisableDefaultCmd = true // ours is documented with the others
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fmt.Errorf("%w; see %s --help", err, cmd.CommandPath())
	})
	root.SetUsageFunc(usage)
	for _, cmd := range commands(root) {
		if !standalone[cmd.CommandPath()] {
			config.Flags(cmd.Flags())
		}
	}
	completions(root)
	return root
}

// standalone commands read no configuration.
var standalone = map[string]bool{"oracled init": true, "oracled version": true, "oracled solve": true, "oracled completion": true}

// commands lists what can be run below a command.
func commands(cmd *cobra.Command) (out []*cobra.Command) {
	if cmd.Runnable() {
		out = append(out, cmd)
	}
	for _, sub := range cmd.Commands() {
		out = append(out, commands(sub)...)
	}
	return out
}

// loadConfig loads the configuration that --config, the environment and the
// flags of a command describe, and checks that it has what the command needs.
func loadConfig(cmd *cobra.Command, needs ...config.Need) (config.Config, error) {
	path, err := cmd.Flags().GetString("config")
	if err != nil {
		return config.Config{}, err
	}
	path = configPath(path)
	cfg, err := config.Load(path, cmd.Flags(), os.Environ())
	if err != nil {
		return cfg, err
	}
	if err := cfg.Check(needs...); err != nil {
		return cfg, fmt.Errorf("configuration %s:\n%w", path, err)
	}
	return cfg, nil
}

// configPath is the file of the configuration when --config says flag.
func configPath(flag string) string {
	return cmp.Or(flag, os.Getenv(config.EnvConfig), defaultConfig)
}

// usage writes a command's usage, with the keys of the configuration apart from
// its own flags.
func usage(cmd *cobra.Command) error {
	w := cmd.OutOrStderr()
	fmt.Fprintln(w, "Usage:")
	if cmd.Runnable() {
		fmt.Fprintf(w, "  %s\n", cmd.UseLine())
	}
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(w, "  %s COMMAND\n\nCommands:\n", cmd.CommandPath())
		for _, sub := range cmd.Commands() {
			if sub.IsAvailableCommand() || sub.Name() == "help" {
				fmt.Fprintf(w, "  %-*s  %s\n", sub.NamePadding(), sub.Name(), sub.Short)
			}
		}
	}
	if cmd.HasExample() {
		fmt.Fprintf(w, "\nExamples:\n%s\n", cmd.Example)
	}
	own, keys := pflag.NewFlagSet("", pflag.ContinueOnError), pflag.NewFlagSet("", pflag.ContinueOnError)
	add := func(f *pflag.Flag) {
		if strings.Contains(f.Name, ".") {
			keys.AddFlag(f)
		} else {
			own.AddFlag(f)
		}
	}
	cmd.LocalFlags().VisitAll(add)
	cmd.InheritedFlags().VisitAll(add)
	if own.HasAvailableFlags() {
		fmt.Fprintf(w, "\nFlags:\n%s", own.FlagUsages())
	}
	if keys.HasAvailableFlags() {
		fmt.Fprintf(w, "\nKeys of the configuration, as flags:\n%s", keys.FlagUsages())
	}
	return nil
}
