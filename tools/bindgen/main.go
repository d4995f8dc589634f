// Command bindgen writes the Go bindings of the contracts from what
// `forge build` left in contracts/out.
//
//	go run ./tools/bindgen [-in contracts/out] [-out bindings]
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/accounts/abi/abigen"
)

// The contracts that Go talks to: one file each. No struct may occur in the
// ABI of two of them, since they share a package.
var contracts = []string{
	"AgentRegistry",
	"AllowListGate",
	"BlsQuorum",
	"BondGate",
	"EcdsaQuorum",
	"EquilibriumLens",
	"ExampleConsumer",
	"FeedAdapter",
	"MerkleGate",
	"NashOracle",
}

func main() {
	in := flag.String("in", "contracts/out", "folder of the artefacts")
	out := flag.String("out", "bindings", "folder of the bindings")
	flag.Parse()
	if err := generate(*in, *out); err != nil {
		fmt.Fprintln(os.Stderr, "bindgen:", err)
		os.Exit(1)
	}
}

func generate(in, out string) error {
	code := make(map[string]string)
	owners := make(map[string]int) // how many contracts have an output type of this name
	for _, name := range contracts {
		c, err := bind(filepath.Join(in, name+".sol", name+".json"), name)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		code[name] = c
		for _, m := range outputType.FindAllStringSubmatch(c, -1) {
			owners[m[1]]++
		}
	}
	for name, c := range code {
		for _, m := range outputType.FindAllStringSubmatch(c, -1) {
			if owners[m[1]] > 1 {
				c = regexp.MustCompile(`\b`+m[1]+`\b`).ReplaceAllString(c, name+m[1])
			}
		}
		if err := os.WriteFile(filepath.Join(out, strings.ToLower(name)+".go"), []byte(c), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// outputType matches what abigen declares for a method with several results.
// It names the type by the method alone, so methods of the same name in two
// contracts get their contract's name in front.
var outputType = regexp.MustCompile(`(?m)^type (\w+Output) struct`)

// internalType matches what the ABI says of a type that the interface of a
// contract declares, IName of Name.
var internalType = regexp.MustCompile(`("internalType":\s*"(?:contract|enum|struct) )I(\w+)`)

// ownTypes calls the types of an interface by the contract with bindings that
// implements it: abigen names structs after whoever declares them, and who does
// so is of no interest in Go.
func ownTypes(abi string) string {
	return internalType.ReplaceAllStringFunc(abi, func(s string) string {
		m := internalType.FindStringSubmatch(s)
		if !slices.Contains(contracts, m[2]) {
			return s
		}
		return m[1] + m[2]
	})
}

// bind returns the Go source for one artefact of Forge.
func bind(path, name string) (string, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	var artefact struct {
		ABI      json.RawMessage `json:"abi"`
		Bytecode struct {
			Object string `json:"object"`
		} `json:"bytecode"`
	}
	if err := json.Unmarshal(raw, &artefact); err != nil {
		return "", err
	}
	return abigen.BindV2(
		[]string{name},
		[]string{ownTypes(string(artefact.ABI))},
		[]string{artefact.Bytecode.Object},
		"bindings",
		map[string]string{},
		map[string]string{},
	)
}
