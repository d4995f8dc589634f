package testnet

import (
	"bytes"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestFirstStartOfTheComposeFile does by hand what the containers of
// packaging/compose do: setup.sh before the chain is there, which changes nothing
// for the worse, then beside it, twice, then the daemon, and its health;
// and setup.sh where the chain began anew, which says what to do.
func TestFirstStartOfTheComposeFile(t *testing.T) {
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	anvil, err := StartAnvil(t.Context(), root(t), AnvilOptions{Name: "compose", ChainID: 31337, Log: filepath.Join(dir, "anvil.log")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(anvil.Kill)
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	state := filepath.Join(dir, "state")
	if err := os.Mkdir(state, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", filepath.Dir(path)+string(filepath.ListSeparator)+os.Getenv("PATH"))
	t.Setenv("ORACLED_HTTP_LISTEN", free.Addr().String())
	t.Setenv("ORACLED_HTTP_ALLOWREMOTE", "true")

	run := func(name string, args ...string) (string, error) {
		cmd := exec.CommandContext(t.Context(), name, args...)
		cmd.Dir = state
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	setup := filepath.Join(root(t), "packaging/compose/setup.sh")
	t.Setenv("ORACLED_CHAINS_DEV_ENDPOINT", "ws://"+free.Addr().String())
	free.Close()
	if out, err := run("sh", setup); err == nil || !strings.Contains(out, free.Addr().String()) {
		t.Fatalf("without a chain: %v\n%s", err, out)
	}
	t.Setenv("ORACLED_CHAINS_DEV_ENDPOINT", anvil.Endpoint())

	var first []byte
	for range 2 {
		out, err := run("sh", setup)
		if err != nil || !strings.Contains(out, "4 of the keys in operator.keystores belong to the operator set") {
			t.Fatalf("setup.sh: %v\n%s", err, out)
		}
		config, err := os.ReadFile(filepath.Join(state, "oracled.yaml"))
		if err != nil || first != nil && !bytes.Equal(config, first) {
			t.Errorf("the second start changed the configuration (%v)", err)
		}
		first = config
	}
	t.Setenv("ORACLED_CONFIG", filepath.Join(state, "oracled.yaml")) // as the image has it
	daemon, err := StartProcess("oracled", filepath.Join(dir, "daemon.log"), path, "run")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(daemon.Kill)
	for end := time.Now().Add(time.Minute); ; time.Sleep(100 * time.Millisecond) {
		out, err := run("oracled", "status")
		if err == nil {
			break
		}
		if time.Now().After(end) {
			dumpLog(t, filepath.Join(dir, "daemon.log"))
			t.Fatalf("not healthy: %v\n%s", err, out)
		}
	}
	if err := daemon.Stop(30 * time.Second); err != nil {
		t.Error(err)
	}
	again, err := StartAnvil(t.Context(), root(t), AnvilOptions{Name: "again", ChainID: 31337, Log: filepath.Join(dir, "again.log")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(again.Kill)
	t.Setenv("ORACLED_CHAINS_DEV_ENDPOINT", again.Endpoint())
	if out, err := run("sh", setup); err == nil || !strings.Contains(out, "down --volumes") {
		t.Errorf("on a chain that began anew: %v\n%s", err, out)
	}
}
