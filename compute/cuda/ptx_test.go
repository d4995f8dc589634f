package cuda_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"oracled/compute/backendtest"
	"oracled/compute/cpu"
	"oracled/compute/cuda"
	"oracled/compute/cuda/device"
	"oracled/compute/cuda/kernels"
	"oracled/compute/cuda/ptx"
)

// images are read once for all tests: it takes a tenth of a second.
var images ptx.Images

// onPTX returns the backend with the PTX that is committed on a machine that runs
// it instruction by instruction.
func onPTX(t testing.TB, m *ptx.Machine) *cuda.Backend {
	t.Helper()
	m.Find, m.Images = kernels.Image, &images
	b, err := cuda.New(func() (device.Device, error) { return m, nil })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
}

// The suite, on the PTX: warps one after the other, and in turns of some
// instructions with blocks side by side and lanes that part in any order.
func TestPTXConformance(t *testing.T) {
	t.Run("in order", func(t *testing.T) {
		t.Parallel()
		backendtest.Run(t, onPTX(t, &ptx.Machine{}))
	})
	t.Run("in any order", func(t *testing.T) {
		t.Parallel()
		backendtest.Run(t, onPTX(t, &ptx.Machine{Fill: 0x55, Schedule: ptx.Schedule{Seed: 1, Quantum: 100, Blocks: 3, Lanes: true}}))
	})
}

// repeat returns how often something is done: usually, or as an environment
// variable says.
func repeat(t *testing.T, variable string, usually int) int {
	t.Helper()
	s := os.Getenv(variable)
	if s == "" {
		return usually
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatalf("%s: %v", variable, err)
	}
	return n
}

// ORACLED_PTX_ROUNDS says how many random rounds are computed on the PTX.
func TestPTXRounds(t *testing.T) {
	t.Parallel()
	rounds := repeat(t, "ORACLED_PTX_ROUNDS", 300)
	backendtest.Same(t, cpu.New(), onPTX(t, &ptx.Machine{Fill: 0xff, Schedule: ptx.Schedule{Seed: 2, Quantum: 1000, Blocks: 2}}), rounds)
}

func TestPTXExtremes(t *testing.T) {
	t.Parallel()
	backendtest.Extremes(t, cpu.New(), onPTX(t, &ptx.Machine{}), []int{1, 2, 3, 4, 5, 33, 128, 129, 257})
}

// Every build of the kernel, with equal weights and mixed ones.
func TestPTXLarge(t *testing.T) {
	for seed, n := range []int{1024, 4097, 10000, 10241, 30000} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			b := onPTX(t, &ptx.Machine{Fill: byte(0x77 * (seed + 1)), Schedule: ptx.Schedule{Seed: uint64(seed), Quantum: 300, Blocks: 2, Lanes: true}})
			c := backendtest.Draws(uint64(seed), n, 2, n/3)
			backendtest.Compare(t, cpu.New(), b, c)
			for k := range c.Weights {
				c.Weights[k] = 4711
			}
			backendtest.Compare(t, cpu.New(), b, c)
		})
	}
}

// Columns in slices of a few agents, with blocks side by side: what one leaves to
// another is there.
func TestPTXSlices(t *testing.T) {
	t.Parallel()
	m := &ptx.Machine{Schedule: ptx.Schedule{Seed: 5, Quantum: 200, Blocks: 4, Lanes: true}, Find: kernels.Image, Images: &images}
	b, err := cuda.NewSliced(func() (device.Device, error) { return m, nil }, tiny)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	r := rand.New(rand.NewPCG(5, 71))
	for _, s := range backendtest.Shapes() {
		for _, n := range []int{9, 50, 170} {
			backendtest.Compare(t, cpu.New(), b, s.Draw(r, n, 2))
		}
	}
}

// Several tiles, and parts of the rows, of every kind.
func TestPTXMatrix(t *testing.T) {
	t.Parallel()
	backendtest.SameMatrix(t, cpu.New(), onPTX(t, &ptx.Machine{Schedule: ptx.Schedule{Seed: 3, Quantum: 500, Blocks: 2}}),
		[3]int{300, 70, 150}, [3]int{129, 100, 129}, [3]int{65, 130, 3}, [3]int{260, 33, 20}, [3]int{130, 64, 40}, [3]int{140, 20, 260})
}

// Blocks of all sizes, sums with and without room in shared memory, and games of
// which the device holds some lines.
func TestPTXPlay(t *testing.T) {
	t.Parallel()
	m := &ptx.Machine{Schedule: ptx.Schedule{Seed: 4, Quantum: 300, Lanes: true}}
	backendtest.SameLearners(t, cpu.New(), onPTX(t, m), 40, [2]int{1500, 700}, [2]int{5, 4300}, [2]int{4100, 3}, [2]int{29_500, 20}, [2]int{513, 512})
	few := &ptx.Machine{Memory: 7 << 20, Schedule: ptx.Schedule{Seed: 5, Quantum: 300}}
	backendtest.SameLearners(t, cpu.New(), onPTX(t, few), 40, [2]int{900, 700})
}
