package kernels

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"
)

// images are the PTX that is committed. Package cuda embeds it only where there is
// a driver for it.
//
//go:embed *.ptx
var images embed.FS

// Image returns the PTX that a kernel is in.
func Image(kernel string) (string, error) {
	names, err := fs.Glob(images, "*.ptx")
	if err != nil {
		return "", err
	}
	for _, name := range names {
		text, err := images.ReadFile(name)
		if err != nil {
			return "", fmt.Errorf("read the kernel image %s: %w", name, err)
		}
		if strings.Contains(string(text), ".entry "+kernel+"(") {
			return string(text), nil
		}
	}
	return "", fmt.Errorf("no kernel image has a kernel %s", kernel)
}
