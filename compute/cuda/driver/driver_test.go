package driver_test

import (
	"errors"
	"os"
	"runtime"
	"testing"

	"oracled/compute/cuda/device"
	"oracled/compute/cuda/driver"
)

// Without a GPU opening one is an error that says so, and nothing else happens.
func TestOpen(t *testing.T) {
	runtime.LockOSThread() // a context stays with its thread, which ends with this test
	d, err := driver.Open()
	if err != nil {
		if !errors.Is(err, device.ErrNone) {
			t.Fatal(err)
		}
		t.Log(err)
		if os.Getenv("ORACLED_GPU") != "" {
			t.Fatal("ORACLED_GPU is set and there is no GPU")
		}
		return
	}
	if !driver.Built || d.Info().Memory <= 0 || d.Info().Name == "" {
		t.Errorf("%+v", d.Info())
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}
