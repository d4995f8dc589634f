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
// packaging/compose do: setup.sh beside a development chain, twice, then the
// daemon, and the check of its health.
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
	t.Setenv("ORACLED_CHAINS_DEV_ENDPOINT", anvil.Endpoint())
	t.Setenv("ORACLED_HTTP_LISTEN", free.Addr().String())
	t.Setenv("ORACLED_HTTP_ALLOWREMOTE", "true")
	free.Close()

	run := func(name string, args ...string) (string, error) {
		cmd := exec.CommandContext(t.Context(), name, args...)
		cmd.Dir = state
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	var first []byte
	for range 2 {
		out, err := run("sh", filepath.Join(root(t), "packaging/compose/setup.sh"))
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
}
