//go:build cuda

package cuda

import (
	"embed"
	"fmt"
)

// ptx holds what make ptx made of the sources beside them.
//
//go:embed kernels/*.ptx
var ptx embed.FS

func readImage(file string) (string, error) {
	b, err := ptx.ReadFile("kernels/" + file)
	if err != nil {
		return "", fmt.Errorf("read the kernel image %s: %w", file, err)
	}
	return string(b), nil
}
