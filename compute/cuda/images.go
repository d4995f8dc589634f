package cuda

import (
	"embed"
	"fmt"
)

// ptx holds what make ptx made of the sources beside them.
//
//go:embed kernels/*.ptx
var ptx embed.FS

// images lists the PTX files and the kernels that are looked up in them.
var images = []struct {
	file    string
	kernels []string
}{
	{"trimmed.ptx", trimmedKernels()},
	{"utilities.ptx", utilityKernels()},
}

func readImage(file string) (string, error) {
	b, err := ptx.ReadFile("kernels/" + file)
	if err != nil {
		return "", fmt.Errorf("read the kernel image %s: %w", file, err)
	}
	return string(b), nil
}
