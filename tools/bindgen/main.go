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
	"strings"

	"github.com/ethereum/go-ethereum/accounts/abi/abigen"
)

// The contracts that Go talks to: one file each. No struct may occur in the
// ABI of two of them, since they share a package.
var contracts = []string{
	"AgentRegistry",
	"AllowListGate",
	"BlsQuorum",
	"ExampleConsumer",
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
	for _, name := range contracts {
		code, err := bind(filepath.Join(in, name+".sol", name+".json"), name)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := os.WriteFile(filepath.Join(out, strings.ToLower(name)+".go"), []byte(code), 0o644); err != nil {
			return err
		}
	}
	return nil
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
		[]string{string(artefact.ABI)},
		[]string{artefact.Bytecode.Object},
		"bindings",
		map[string]string{},
		map[string]string{},
	)
}
