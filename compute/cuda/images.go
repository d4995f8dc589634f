package cuda

// images lists the PTX files and the kernels that are looked up in them.
var images = []struct {
	file    string
	kernels []string
}{
	{"trimmed.ptx", trimmedKernels()},
	{"utilities.ptx", utilityKernels()},
}
