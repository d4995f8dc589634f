package main

import (
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"oracled/config"
)

// shells that cobra can complete for and that we try.
var shells = []string{"bash", "zsh", "fish"}

func newCompletion() *cobra.Command {
	return &cobra.Command{
		Use:   "completion " + strings.Join(shells, "|"),
		Short: "Print a script that completes commands, flags and chains in a shell",
		Long: `Completion prints a script for the shell that it names. For this session:

    source <(oracled completion bash)
    source <(oracled completion zsh)
    oracled completion fish | source

For every session: put it where the shell looks for completions, as a file named
oracled (bash, below share/bash-completion/completions), _oracled (zsh, in a folder
of $fpath) or oracled.fish (fish, below share/fish/vendor_completions.d). Chains
are completed from the configuration that --config or ORACLED_CONFIG names.`,
		Args:              cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs),
		ValidArgs:         shells,
		ValidArgsFunction: cobra.FixedCompletions(shells, cobra.ShellCompDirectiveNoFileComp),
		RunE: func(cmd *cobra.Command, args []string) error {
			root, out := cmd.Root(), cmd.OutOrStdout()
			switch args[0] {
			case "zsh":
				return root.GenZshCompletion(out)
			case "fish":
				return root.GenFishCompletion(out, true)
			}
			return root.GenBashCompletionV2(out, true)
		},
	}
}

// takesFiles are the arguments that name files; all others are not completed
// with the names of files.
var takesFiles = []string{"FILE", "PLAN", "KEYS", "DIR", "COMMAND"}

// completions says how the arguments and flags of every command are completed.
// Registering fails only for a flag that does not exist, or twice.
func completions(root *cobra.Command) {
	_ = root.MarkPersistentFlagFilename("config", "yaml", "yml")
	for _, cmd := range commands(root) {
		files := slices.ContainsFunc(takesFiles, func(word string) bool { return strings.Contains(cmd.Use, word) })
		if cmd.ValidArgsFunction == nil && !files {
			cmd.ValidArgsFunction = cobra.NoFileCompletions
		}
		if cmd.Flags().Lookup("chain") != nil {
			_ = cmd.RegisterFlagCompletionFunc("chain", completeChain)
		}
	}
}

// completeChain lists the chains of the configuration. One that does not load
// completes nothing: the command itself will say what is wrong with it.
func completeChain(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	path, err := cmd.Flags().GetString("config")
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	cfg, err := config.Load(configPath(path), nil, os.Environ())
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return cfg.ChainNames(), cobra.ShellCompDirectiveNoFileComp
}
