// Command ptx compiles the CUDA sources of compute/cuda/kernels to the PTX beside
// them, for compute capability 8.0, which later devices also read:
//
//	go run ./tools/ptx [-nvcc nvcc] [-only FILE] [-registers 80,90]
//
// The first line of each file ties it to its sources: a test compares it. With
// -registers it also prints, for those capabilities, what ptxas says of the
// registers that each kernel takes and spills.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"oracled/compute/cuda/kernels"
)

const folder = "compute/cuda/kernels"

func main() {
	nvcc := flag.String("nvcc", "nvcc", "the compiler")
	only := flag.String("only", "", "compile only this source, such as trimmed.cu")
	registers := flag.String("registers", "", "capabilities for which to print registers and spills, such as 80,90")
	flag.Parse()
	if err := run(*nvcc, *only, *registers); err != nil {
		fmt.Fprintln(os.Stderr, "ptx:", err)
		os.Exit(1)
	}
}

func run(nvcc, only, registers string) error {
	if _, err := exec.LookPath(nvcc); err != nil {
		return fmt.Errorf("find the compiler: %w; `make ptx INSTALL=1` installs it on Debian", err)
	}
	units, err := kernels.Units()
	if err != nil {
		return err
	}
	found := false
	for _, unit := range units {
		if only != "" && unit != only {
			continue
		}
		found = true
		if err := compile(nvcc, unit); err != nil {
			return fmt.Errorf("compile %s: %w", unit, err)
		}
		for capability := range strings.SplitSeq(registers, ",") {
			if capability == "" {
				continue
			}
			if err := report(unit, capability); err != nil {
				return fmt.Errorf("assemble %s for sm_%s: %w", unit, capability, err)
			}
		}
	}
	if !found {
		return fmt.Errorf("-only %s: not one of %s", only, strings.Join(units, ", "))
	}
	return nil
}

func compile(nvcc, unit string) error {
	first, err := kernels.FirstLine(unit)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "ptx")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	out := filepath.Join(dir, "out.ptx")
	cmd := exec.Command(nvcc, "-ptx", "-arch=compute_80", "-std=c++17", "-o", out, filepath.Join(folder, unit))
	if text, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, text)
	}
	text, err := os.ReadFile(out)
	if err != nil {
		return err
	}
	file := filepath.Join(folder, kernels.ImageOf(unit))
	fmt.Printf("%s: %d KB\n", file, len(text)>>10)
	return os.WriteFile(file, append([]byte(first+"\n"), text...), 0o644)
}

// report prints a line for each kernel.
func report(unit, capability string) error {
	file := filepath.Join(folder, kernels.ImageOf(unit))
	text, err := exec.Command("ptxas", "-v", "-arch=sm_"+capability, "-o", os.DevNull, file).CombinedOutput()
	if err != nil {
		return errors.Join(err, errors.New(string(text)))
	}
	name := ""
	spills := ""
	for line := range bytes.Lines(text) {
		s := strings.TrimSpace(string(line))
		switch {
		case strings.Contains(s, "Compiling entry function"):
			_, s, _ = strings.Cut(s, "'")
			name, _, _ = strings.Cut(s, "'")
		case strings.Contains(s, "stack frame"):
			spills = s
		case strings.Contains(s, "Used") && name != "":
			_, s, _ = strings.Cut(s, "Used ")
			fmt.Printf("  sm_%s %-32s %s; %s\n", capability, name, s, spills)
		}
	}
	return nil
}
