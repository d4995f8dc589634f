package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"oracled/config"
	"oracled/internal/daemon"
)

func newStore() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "store",
		Short: "Carry what this operator has signed from one store to another",
		Args:  cobra.NoArgs,
	}
	cmd.AddCommand(newStoreExport(), newStoreImport())
	return cmd
}

func newStoreExport() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write what this operator has signed",
		Long: `Export writes what the store (store.path) remembers as signed, JSON in the spirit
of EIP-3076, for oracled store import. The daemon may run meanwhile, but what it
signs afterwards is not in the file: stop it before keys move to another machine.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := loadConfig(cmd, config.NeedStore)
			if err != nil {
				return err
			}
			signed, err := daemon.ExportSigned(cmd.Context(), cfg)
			if err != nil {
				return err
			}
			b, err := json.MarshalIndent(signed, "", "  ")
			if err != nil {
				return fmt.Errorf("write what was signed: %w", err)
			}
			b = append(b, '\n')
			if out == "-" {
				_, err = cmd.OutOrStdout().Write(b)
				return err
			}
			// A file that is there may be the only copy of something.
			f, err := os.OpenFile(out, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
			if err != nil {
				return fmt.Errorf("write what was signed: %w", err)
			}
			_, err = f.Write(b)
			if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
				return fmt.Errorf("write what was signed: %w", err)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&out, "out", "-", "new `file` to write; - is standard output")
	return cmd
}

func newStoreImport() *cobra.Command {
	return &cobra.Command{
		Use:   "import FILE",
		Short: "Take over what an operator signed with another store",
		Long: `Import adds what oracled store export wrote to the store (store.path), all of it
or nothing. A round for which the two have different outcomes is an error that
names it. Importing the same file again changes nothing. The daemon must not run.
FILE - is standard input.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := loadConfig(cmd, config.NeedStore)
			if err != nil {
				return err
			}
			in := io.NopCloser(cmd.InOrStdin())
			if args[0] != "-" {
				if in, err = os.Open(args[0]); err != nil {
					return fmt.Errorf("read signed outcomes: %w", err)
				}
			}
			defer in.Close()
			added, err := daemon.ImportSigned(cmd.Context(), cfg, in)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%d rounds are new\n", added)
			return err
		},
	}
}
