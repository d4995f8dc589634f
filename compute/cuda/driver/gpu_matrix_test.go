//go:build cuda

package driver_test

import (
	"math/rand/v2"
	"testing"

	"oracled/compute/backendtest"
	"oracled/compute/cpu"
)

// Sizes that take many blocks, parts and turns.
func TestLargeMatrix(t *testing.T) {
	backendtest.SameMatrix(t, cpu.New(), onGPU(t),
		[3]int{4096, 4096, 1000}, [3]int{300, 1000, 20_000}, [3]int{10_000, 500, 300}, [3]int{1000, 10_000, 200},
		[3]int{100_000, 20, 500}, [3]int{20, 100_000, 50}, [3]int{2000, 2000, 1000}, [3]int{2000, 2000, 1000},
		[3]int{2000, 2000, 1000}, [3]int{3000, 1000, 1000}, [3]int{3000, 1000, 1000}, [3]int{1, 1, 2_000_000})
}

// What make gpu-bench asks for.
func TestMeasureMatrix(t *testing.T) {
	b := onGPU(t)
	if rate, err := b.MeasureMatrixRate(t.Context(), 2); err != nil || rate <= 0 {
		t.Errorf("%g operations a second, %v", rate, err)
	}
	r := rand.New(rand.NewPCG(1, 1))
	s := backendtest.MatrixShapes()[1]
	p, q := s.Payoffs(r, 150, 70), s.Profiles(r, 20, 70)
	if took, err := b.MeasureBestResponses(t.Context(), p, q); err != nil || took.Search <= 0 || took.Settle <= 0 {
		t.Errorf("%+v, %v", took, err)
	}
	if took, err := b.MeasureMultiply(t.Context(), p, q.Profile(0, 70)); err != nil || took <= 0 {
		t.Errorf("%v s, %v", took, err)
	}
}

// Sizes that take all threads of a block and its shared memory, and more.
func TestLargePlay(t *testing.T) {
	b := onGPU(t)
	backendtest.SameLearners(t, cpu.New(), b, 3000,
		[2]int{4000, 5000}, [2]int{10_000, 3000}, [2]int{513, 1025}, [2]int{14_000, 600}, [2]int{2000, 20_000}, [2]int{100_000, 20})
	s := backendtest.LearnerShapes()[0]
	e := s.Earnings(rand.New(rand.NewPCG(1, 2)), [2]int{300, 200})
	if took, err := b.MeasurePlay(t.Context(), e, 100); err != nil || took <= 0 {
		t.Errorf("%v s, %v", took, err)
	}
}
