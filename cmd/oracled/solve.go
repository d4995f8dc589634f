package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"oracled/compute/door"
	"oracled/compute/progress"
)

func newSolve() *cobra.Command {
	backend, plot := "auto", ""
	memory := float64(door.DefaultMemory) / gib
	cmd := &cobra.Command{
		Use:   "solve [FILE|-]",
		Short: "Solve one problem without a chain: JSON in, JSON out",
		Long: `Solve reads one JSON object from FILE or standard input and writes the answer as
one line. Solvers: ` + strings.Join(door.Solvers(), ", ") + `.

With --plot the answer is also drawn, as an SVG file that needs nothing else.
Solvers with a plot: ` + strings.Join(door.Plotting(), ", ") + `.

When standard error is a terminal and the work takes longer than a second, a
line there says how far it has come.

Exit status: 0 for an answer, 1 when it did not converge, 2 for bad input.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return exitError{door.ExitBadInput, fmt.Errorf("solve: %d files; it takes one, or - for standard input", len(args))}
			}
			if !(memory > 0 && memory <= 1<<20) {
				return exitError{door.ExitBadInput, fmt.Errorf("solve: --memory is %g GiB, not within 0 to %d", memory, 1<<20)}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			in := cmd.InOrStdin()
			if len(args) == 1 && args[0] != "-" {
				f, err := os.Open(args[0])
				if err != nil {
					return exitError{door.ExitBadInput, fmt.Errorf("solve: %w", err)}
				}
				defer f.Close()
				in = f
			}
			opts := []door.Option{door.WithMemory(int64(memory * gib))}
			if !cmd.Flags().Changed("plot") {
				return solve(cmd, backend, in, opts...)
			}
			file, err := createPlot(plot, in)
			if err != nil {
				return exitError{door.ExitBadInput, fmt.Errorf("solve: %w", err)}
			}
			return solvePlotted(cmd, backend, in, file, opts...)
		},
	}
	cmd.Flags().StringVar(&backend, "backend", backend, "what to compute on: "+strings.Join(door.Backends(), ", "))
	cmd.Flags().Float64Var(&memory, "memory", memory, "how much an input may ask for, in GiB")
	cmd.Flags().StringVar(&plot, "plot", plot, "a file for a drawing of the answer, SVG")
	cmd.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return exitError{door.ExitBadInput, fmt.Errorf("%w; see %s --help", err, cmd.CommandPath())}
	})
	return cmd
}

// gib is the unit of --memory, in bytes.
const gib = 1 << 30

func solve(cmd *cobra.Command, backend string, in io.Reader, opts ...door.Option) error {
	out := cmd.OutOrStdout()
	if b := newBar(cmd.ErrOrStderr()); b != nil {
		out = behind{b, out}
		defer b.finish()
		report := b.watch
		if terminal(in) { // the line is theirs until the input is read
			report = func(r progress.Report) { b.begin(); b.watch(r) }
		} else {
			b.begin()
		}
		opts = append(opts, door.WithProgress(report))
	}
	code, err := door.Run(cmd.Context(), backend, in, out, opts...)
	switch {
	case err != nil:
		return exitError{max(code, 1), fmt.Errorf("solve: %w", err)}
	case code != door.ExitOK:
		return exitError{code: code}
	}
	return nil
}

// solvePlotted solves and keeps the file where there is an answer, converged or
// not.
func solvePlotted(cmd *cobra.Command, backend string, in io.Reader, file *plotFile, opts ...door.Option) error {
	err := solve(cmd, backend, in, append(opts, door.WithPlot(file))...)
	var exit exitError
	if errors.As(err, &exit) && exit.err != nil {
		file.drop()
		return err
	}
	if kept := file.keep(); kept != nil {
		return exitError{door.ExitNotConverged, fmt.Errorf("solve: %w", kept)}
	}
	return err
}
