// Command gastable prints the contracts' gas beside what hand-written code
// needs, and writes the same as JSON.
//
//	go run ./tools/gastable [-in contracts/snapshots] [-out build/gas.json]
package main

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
)

// Row is one measured transaction.
type Row struct {
	Name   string  `json:"name"`
	Gas    uint64  `json:"gas"`
	Values uint64  `json:"values"` // stored by it; of the equilibrium: agents in one coordinate
	Floor  uint64  `json:"floor"`  // 0: none is known
	Ratio  float64 `json:"ratio"`  // gas over floor
}

// The floor: hand-written Yul, whole transactions under Osaka's rules.
const (
	blsFloor     = 149_800 // an aggregate of BLS signatures, one event
	absentFloor  = 970     // per absent signer
	ecdsaFloor   = 36_600
	signerFloor  = 4_330  // per ECDSA signature
	wordFloor    = 5_585  // per changed word of storage
	newWordFloor = 22_685 // per new one
	feedFloor    = 5_752  // per feed of 100 in a batch: 7,250 less its share of the quorum
)

func main() {
	in := flag.String("in", "contracts/snapshots", "folder of Forge's snapshots")
	out := flag.String("out", "build/gas.json", "where the table goes as JSON")
	flag.Parse()
	if err := run(*in, *out, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "gastable:", err)
		os.Exit(1)
	}
}

func run(in, out string, w io.Writer) error {
	snapshot, err := readAll(in)
	if err != nil {
		return err
	}
	rows, err := table(snapshot)
	if err != nil {
		return fmt.Errorf("%s: %w", in, err)
	}
	js, err := json.MarshalIndent(rows, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(out), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(out, append(js, '\n'), 0o644); err != nil {
		return err
	}
	return write(w, rows)
}

// readAll returns what the snapshots of a folder say. Names of the hub's own,
// GasTest.json, are as they are; those of XGasTest.json begin with "x: ".
func readAll(dir string) (map[string]string, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*GasTest.json"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s has no snapshots; run make gas", dir)
	}
	all := map[string]string{}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		var snapshot map[string]string
		if err := json.Unmarshal(raw, &snapshot); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		prefix := strings.ToLower(strings.TrimSuffix(filepath.Base(file), "GasTest.json"))
		if prefix != "" {
			prefix += ": "
		}
		for name, gas := range snapshot {
			all[prefix+name] = gas
		}
	}
	return all, nil
}

// table returns the rows of a snapshot, those with a floor first.
func table(snapshot map[string]string) ([]Row, error) {
	var rows []Row
	for name, text := range snapshot {
		gas, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", name, err)
		}
		r := Row{Name: name, Gas: gas}
		if r.Values, r.Floor, err = floor(name); err != nil {
			return nil, fmt.Errorf("%q: %w", name, err)
		}
		if r.Floor != 0 {
			r.Ratio = float64(gas) / float64(r.Floor)
		}
		rows = append(rows, r)
	}
	slices.SortFunc(rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(min(b.Floor, 1), min(a.Floor, 1)), natural(a.Name, b.Name))
	})
	return rows, nil
}

// floor returns how many values a row stores and what that costs at least. The
// name of a row says what was measured: a kind, then key=value.
func floor(name string) (values, gas uint64, err error) {
	fields := strings.Fields(name)
	number := map[string]uint64{}
	text := map[string]string{}
	for _, f := range fields[1:] {
		k, v, ok := strings.Cut(f, "=")
		if !ok {
			return agents(fields), 0, nil // for people only
		}
		text[k] = v
		number[k], _ = strconv.ParseUint(v, 10, 64)
	}
	outcomes, dimension := number["outcomes"], number["dimension"]
	switch fields[0] {
	case "bls":
		return 1, blsFloor + absentFloor*number["absent"] + wordFloor, nil
	case "ecdsa":
		return 1, ecdsaFloor + signerFloor*number["k"] + wordFloor, nil
	case "digest":
		// The counters, the ring and its counter.
		return outcomes * dimension, blsFloor + wordFloor*(number["words"]+2), nil
	case "batch":
		perWord := number["width"]
		if perWord == 0 || dimension == 0 {
			return 0, 0, fmt.Errorf("a batch without dimension or width")
		}
		perWord = 32 / perWord
		tail := (dimension - 1 + perWord - 1) / perWord * outcomes
		gas := blsFloor + feedFloor*outcomes
		if outcomes == 1 {
			gas = blsFloor + wordFloor
		}
		if text["slots"] == "new" {
			return outcomes * dimension, gas + newWordFloor*tail, nil
		}
		return outcomes * dimension, gas + wordFloor*tail, nil
	}
	return 0, 0, nil
}

// natural compares names with their numbers as numbers.
func natural(a, b string) int {
	split := func(s string) []string {
		return strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '=' })
	}
	return slices.CompareFunc(split(a), split(b), func(x, y string) int {
		i, errX := strconv.Atoi(x)
		j, errY := strconv.Atoi(y)
		if errX == nil && errY == nil {
			return cmp.Compare(i, j)
		}
		return strings.Compare(x, y)
	})
}

// agents returns n of "equilibrium: … n agents": a call that looks at so many
// anchors of one coordinate.
func agents(fields []string) uint64 {
	for i, f := range fields[1:] {
		if fields[0] == "equilibrium:" && f == "agents" {
			n, _ := strconv.ParseUint(fields[i], 10, 64)
			return n
		}
	}
	return 0
}

func write(w io.Writer, rows []Row) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tw, "gas\tper value\tfloor\tratio\t  transaction")
	for _, r := range rows {
		per, least, ratio := "", "", ""
		if r.Values > 0 {
			per = strconv.FormatUint(r.Gas/r.Values, 10)
		}
		if r.Floor > 0 {
			least, ratio = strconv.FormatUint(r.Floor, 10), fmt.Sprintf("%.3f", r.Ratio)
		}
		fmt.Fprintf(tw, "%d\t%s\t%s\t%s\t  %s\n", r.Gas, per, least, ratio, r.Name)
	}
	return tw.Flush()
}
