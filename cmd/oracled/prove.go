package main

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"oracled/client"
)

func newProve() *cobra.Command {
	var chain string
	var asHex bool
	cmd := &cobra.Command{
		Use:   "prove TASK ROUND",
		Short: "Print the proof of an outcome whose values are not stored",
		Long: `Prove makes, from the hub's logs, what NashOracle.readAt and the Solidity library
OutcomeProof take for a round of a task created with --digest. The hub keeps the
roots of the last 8,192 batches; older proofs hold against the logs alone.`,
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			round, err := strconv.ParseUint(args[1], 10, 32)
			if err != nil || round == 0 {
				return fmt.Errorf("%q is not a round; rounds are numbered from 1", args[1])
			}
			c, t, err := taskArgument(cmd, chain, args[0])
			if err != nil {
				return err
			}
			defer c.Close()
			proof, err := client.Prove(cmd.Context(), c, t, uint32(round))
			if err != nil {
				return err
			}
			out := cmd.OutOrStdout()
			if asHex {
				_, err := fmt.Fprintln(out, proof.Call)
				return err
			}
			encoder := json.NewEncoder(out)
			encoder.SetIndent("", "  ")
			return encoder.Encode(proof)
		},
	}
	chainFlag(cmd, &chain)
	cmd.Flags().BoolVar(&asHex, "hex", false, "print the call of readAt instead of JSON")
	return cmd
}
