package kernels_test

import (
	"os"
	"strings"
	"testing"

	"oracled/compute/cuda/kernels"
)

// The PTX is that of the sources.
func TestImages(t *testing.T) {
	units, err := kernels.Units()
	if err != nil || len(units) == 0 {
		t.Fatal(units, err)
	}
	for _, unit := range units {
		want, err := kernels.FirstLine(unit)
		if err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(kernels.ImageOf(unit))
		if err != nil {
			t.Fatalf("%v; run make ptx", err)
		}
		first, rest, _ := strings.Cut(string(text), "\n")
		if first != want {
			t.Errorf("%s begins with\n%s\nand its sources say\n%s\nrun make ptx", kernels.ImageOf(unit), first, want)
		}
		if !strings.Contains(rest, ".target sm_80") {
			t.Errorf("%s is not PTX for sm_80", kernels.ImageOf(unit))
		}
	}
}
