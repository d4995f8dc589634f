// Command feehistory writes the example fee histories of examples/fees.
//
//	go run ./tools/feehistory [-out examples/fees]
//
// Each is a market of EIP-1559: blocks of 12 seconds whose demand for gas falls
// with the price (elasticity 1, around what users are ready to pay, plus noise of
// single blocks), and a base fee that follows by the rule of the EIP. The seeds
// are fixed, so the files are always the same.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// market says what users are ready to pay per gas, in gwei, in the i-th block.
type market struct {
	name   string
	blocks int
	seed   uint64
	noise  float64 // standard deviation of a block's demand, share of its target
	pays   func(i int) float64
}

var markets = []market{
	{"calm", 1800, 1, 0.4, func(int) float64 { return 10 }},
	{"spike", 1800, 2, 0.4, func(i int) float64 {
		if i >= 900 && i < 1000 {
			return 500
		}
		return 10
	}},
	{"sine-day", 7200, 3, 0.4, func(i int) float64 { return 12 * math.Exp(math.Sin(2*math.Pi*float64(i)/7200)) }},
}

// answer is what eth_feeHistory returns.
type answer struct {
	OldestBlock   string    `json:"oldestBlock"`
	BaseFeePerGas []string  `json:"baseFeePerGas"`
	GasUsedRatio  []float64 `json:"gasUsedRatio"`
}

func (m market) history() answer {
	r := rand.New(rand.NewPCG(m.seed, 1559))
	a := answer{OldestBlock: "0x1"}
	base := uint64(m.pays(0) * 1e9)
	for i := range m.blocks {
		a.BaseFeePerGas = append(a.BaseFeePerGas, fmt.Sprintf("%#x", base))
		// Half a block is the target; a block holds twice that.
		demand := 0.5 * m.pays(i) * 1e9 / float64(base) * (1 + m.noise*r.NormFloat64())
		used := math.Round(1000*min(max(demand, 0), 1)) / 1000
		a.GasUsedRatio = append(a.GasUsedRatio, used)
		base = uint64(float64(base) * (1 + (2*used-1)/8))
	}
	a.BaseFeePerGas = append(a.BaseFeePerGas, fmt.Sprintf("%#x", base))
	return a
}

func run(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, m := range markets {
		raw, err := json.Marshal(m.history())
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, m.name+".json"), append(raw, '\n'), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func main() {
	out := flag.String("out", "examples/fees", "folder of the histories")
	flag.Parse()
	if err := run(*out); err != nil {
		fmt.Fprintln(os.Stderr, "feehistory:", err)
		os.Exit(1)
	}
}
