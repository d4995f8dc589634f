// Command storagelayout writes where the variables of the contracts lie in
// storage, or compares that with what is committed: a file for each contract
// that has any. Forge must have built with storageLayout as extra output.
//
//	go run ./tools/storagelayout [-in contracts/out] [-out contracts/snapshots/storage] [-check]
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
)

// The contracts that store something. Nothing reads the storage of the others.
var contracts = []string{
	"AgentRegistry",
	"AllowListGate",
	"BlsQuorum",
	"BondGate",
	"EcdsaQuorum",
	"MerkleGate",
	"NashOracle",
}

func main() {
	in := flag.String("in", "contracts/out", "folder of the artefacts")
	out := flag.String("out", "contracts/snapshots/storage", "folder of the layouts")
	check := flag.Bool("check", false, "write nothing, and fail if a layout is not the committed one")
	flag.Parse()
	if err := run(*in, *out, *check); err != nil {
		fmt.Fprintln(os.Stderr, "storagelayout:", err)
		os.Exit(1)
	}
}

func run(in, out string, check bool) error {
	for _, name := range contracts {
		raw, err := os.ReadFile(filepath.Join(in, name+".sol", name+".json"))
		if err != nil {
			return fmt.Errorf("reading an artefact: %w; run `make contracts`", err)
		}
		text, err := render(raw)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		path := filepath.Join(out, name+".txt")
		if !check {
			if err := os.WriteFile(path, text, 0o644); err != nil {
				return err
			}
			continue
		}
		committed, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if !bytes.Equal(committed, text) {
			return fmt.Errorf("the storage of %s is not as in %s but\n\n%s\nif that is meant, run `make storage`", name, path, text)
		}
	}
	return nil
}

type variable struct {
	Label  string `json:"label"`
	Slot   string `json:"slot"`
	Offset int    `json:"offset"`
	Type   string `json:"type"`
}

// types is what solc says of each type by its key; a key may have an AST id in
// it, which changes with any source, and is left out of the text.
type types map[string]struct {
	Label   string     `json:"label"`
	Bytes   string     `json:"numberOfBytes"`
	Members []variable `json:"members"`
	Base    string     `json:"base"`
	Value   string     `json:"value"`
}

// render returns a layout as a table: slot, first byte in it from the low end,
// bytes, type and name; then each struct in the same way.
func render(artefact []byte) ([]byte, error) {
	var a struct {
		Layout *struct {
			Storage []variable `json:"storage"`
			Types   types      `json:"types"`
		} `json:"storageLayout"`
	}
	if err := json.Unmarshal(artefact, &a); err != nil {
		return nil, err
	}
	if a.Layout == nil || len(a.Layout.Storage) == 0 {
		return nil, errors.New("the artefact has no storage layout")
	}
	var out bytes.Buffer
	w := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "slot\tbyte\tbytes\ttype\tname")
	var structs []string
	table := func(variables []variable) error {
		for _, v := range variables {
			t, ok := a.Layout.Types[v.Type]
			if !ok {
				return fmt.Errorf("%s has the type %s, which is not described", v.Label, v.Type)
			}
			fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%s\n", v.Slot, v.Offset, t.Bytes, t.Label, v.Label)
			if s := a.Layout.Types.inside(v.Type); s != "" && !slices.Contains(structs, s) {
				structs = append(structs, s)
			}
		}
		return nil
	}
	if err := table(a.Layout.Storage); err != nil {
		return nil, err
	}
	for i := 0; i < len(structs); i++ { // a struct's members may add more
		t := a.Layout.Types[structs[i]]
		fmt.Fprintf(w, "\n%s, %s bytes\n", t.Label, t.Bytes)
		if err := table(t.Members); err != nil {
			return nil, err
		}
	}
	if err := w.Flush(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// inside returns the key of the struct that a type is, or that its elements
// are; "" if there is none.
func (t types) inside(key string) string {
	for key != "" && !strings.HasPrefix(key, "t_struct") {
		next := t[key].Base
		if next == "" {
			next = t[key].Value
		}
		key = next
	}
	return key
}
