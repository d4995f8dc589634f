//go:build cuda

package driver_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// The driver's side of the backend, on a library that stands for the driver: the
// suite runs again in a process that finds it under the name libcuda.so.1.
func TestStandIn(t *testing.T) {
	compiler, err := exec.LookPath("g++")
	if err != nil {
		t.Skipf("no compiler for the library that stands for the driver: %v", err)
	}
	folder := t.TempDir()
	build := exec.Command(compiler, "-std=c++17", "-O2", "-U_FORTIFY_SOURCE", "-w", "-shared", "-fPIC", "-pthread", "-o", filepath.Join(folder, "libcuda.so.1"),
		filepath.Join("testdata", "libcuda.cpp"), filepath.Join("..", "kernels", "shim.cpp"))
	if text, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	again := exec.Command(self, "-test.v", "-test.run", "^(TestOpen|TestConformance|TestMeasure|TestMeasureMatrix)$")
	again.Env = append(os.Environ(), "LD_LIBRARY_PATH="+folder, "ORACLED_GPU=1")
	if text, err := again.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
}
