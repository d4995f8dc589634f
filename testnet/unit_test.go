package testnet

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// documented returns the lines that a section of a document tells people to type.
func documented(t *testing.T, doc, section string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root(t), doc))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(text), "\n"+section+"\n")
	if !ok {
		t.Fatalf("%s has no section %s", doc, section)
	}
	rest, _, _ = strings.Cut(rest, "\n#")
	var lines []string
	for line := range strings.Lines(rest) {
		if command, ok := strings.CutPrefix(line, "    "); ok {
			lines = append(lines, strings.TrimSpace(command))
		}
	}
	return lines
}

// inside is what is done in the container around the documented lines, which it
// has in the places of %[1]s to %[5]s. Nobody else is on its network.
const inside = `set -ex
export PATH=/opt:$PATH HOME=/root
ip link set lo up || true
systemd-run --unit=anvil /opt/anvil --hardfork osaka --enable-tx-gas-limit --block-time 1
ask() { curl -sf -H 'Content-Type: application/json' -d "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"$1\",\"params\":$2}" http://127.0.0.1:8545; }
for i in $(seq 60); do ask eth_chainId '[]' && break; sleep 1; done
rich() { ask anvil_setBalance "[\"0x$(sed 's/.*"address":"\([0-9a-f]*\)".*/\1/' "$1")\",\"0x56bc75e2d63100000\"]"; }
%[1]s
rich /etc/oracled/keys/account.json
%[2]s
keys="--config /etc/oracled/oracled.yaml --account.passwordFile /etc/oracled/credentials/account-password --operator.passwordFile /etc/oracled/credentials/operator-password"
oracled deploy $keys > /tmp/deploy
hub=$(sed -n 's/^ *hub: "\(0x[0-9a-fA-F]*\)"$/\1/p' /tmp/deploy)
sed -i "s/^\( *\)#hub:.*/\1hub: \"$hub\"/" /etc/oracled/oracled.yaml
%[3]s
%[4]s
for i in $(seq 60); do oracled status --config /etc/oracled/oracled.yaml && break; sleep 1; done
%[5]s
oracled init --dev --agent --operators 0 /tmp/agent
sed -i "s/^\( *\)#hub:.*/\1hub: \"$hub\"/" /tmp/agent/oracled.yaml
rich /tmp/agent/keys/account.json
(unset ORACLED_CHAINS_ETHEREUM_ENDPOINT ORACLED_CHAINS_ETHEREUM_CHAINID ORACLED_CHAINS_ETHEREUM_CONFIRMATIONS ORACLED_CHAINS_ETHEREUM_BLOCKTIME
oracled agent register --config /tmp/agent/oracled.yaml)
systemd-run --unit=agent -E HOME=/root /opt/oracled agent run --config /tmp/agent/oracled.yaml -- /bin/sh -c 'echo "{\"values\":[1.5]}"'
oracled task create $keys --commit 10s --reveal 10s --accept-reorg-risk
for i in $(seq 90); do journalctl -u oracled | grep 'batch posted' && break; sleep 1; done
journalctl -u oracled | grep 'batch posted'
pid=$(systemctl show -P MainPID oracled)
echo "rights: $(grep -h -E '^(Uid|CapEff|NoNewPrivs|Seccomp):' /proc/$pid/status | tr -s '\t\n' '  ') oracled=$(id -u oracled)"
systemctl stop oracled
echo "ended with $(systemctl show -P Result oracled)"
if journalctl -u oracled | grep WARN; then exit 1; fi
echo all is well
`

// TestUnitUnderSystemd boots a systemd in a container, installs the service there
// by the very lines of docs/installing.md, and lets it verify, sign and post under
// all the restrictions of its unit. It needs root, systemd-nspawn and curl.
func TestUnitUnderSystemd(t *testing.T) {
	beside(t, light)
	nspawn, err := exec.LookPath("systemd-nspawn")
	if err != nil || os.Geteuid() != 0 {
		t.Skipf("it takes root and systemd-nspawn (package systemd-container): %v", err)
	}
	if _, err := os.Stat("/usr/lib/systemd/systemd"); err != nil {
		t.Skip("there is no systemd to boot")
	}
	program, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	anvil, err := AnvilPath(root(t))
	if err != nil {
		t.Fatal(err)
	}
	lines := documented(t, "docs/installing.md", "### As a service")
	if len(lines) != 11 {
		t.Fatalf("docs/installing.md has %d lines to type, this test knows 11:\n%s", len(lines), strings.Join(lines, "\n"))
	}

	// A root whose /usr is this machine's, read-only, and whose rest is its own.
	dir := t.TempDir()
	put := func(name, text string, mode os.FileMode) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
	}
	carry := func(from, to string, mode os.FileMode) {
		t.Helper()
		data, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		put(to, string(data), mode)
	}
	for _, name := range []string{"usr", "root", "tmp", "proc", "sys", "dev", "run", "var"} {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"bin", "sbin", "lib", "lib64"} {
		if err := os.Symlink("usr/"+name, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	put("etc/os-release", "ID=oracled-test\n", 0o644)
	put("etc/passwd", "root:x:0:0::/root:/bin/sh\n", 0o644)
	put("etc/group", "root:x:0:\n", 0o644)
	put("etc/machine-id", "", 0o444)
	carry(program, "opt/oracled", 0o755)
	carry(anvil, "opt/anvil", 0o755)
	carry(filepath.Join(root(t), "packaging/systemd/oracled.service"), "etc/systemd/system/oracled.service", 0o644)
	carry(filepath.Join(root(t), "packaging/systemd/oracled.sysusers"), "etc/sysusers.d/oracled.conf", 0o644)
	node := []string{"ORACLED_CHAINS_ETHEREUM_ENDPOINT=ws://127.0.0.1:8545", "ORACLED_CHAINS_ETHEREUM_CHAINID=31337", "ORACLED_CHAINS_ETHEREUM_CONFIRMATIONS=0", "ORACLED_CHAINS_ETHEREUM_BLOCKTIME=1s"}
	environment := "Environment=" + strings.Join(node, "\nEnvironment=") + "\n"
	put("etc/systemd/system/oracled.service.d/test.conf", "[Service]\nExecStart=\nExecStart=/opt/oracled run\n"+environment, 0o644)
	put("opt/inside.sh", fmt.Sprintf(inside, strings.Join(lines[:3], "\n"), strings.Join(lines[3:8], "\n"), lines[8], lines[9], lines[10]), 0o755)
	put("etc/systemd/system/inside.service", "[Service]\nType=oneshot\nTimeoutStartSec=5min\nExecStart=/bin/bash /opt/inside.sh\nExecStopPost=/bin/systemctl --no-block poweroff\nStandardOutput=file:/opt/out.txt\nStandardError=inherit\n"+environment, 0o644)
	wants := filepath.Join(dir, "etc/systemd/system/multi-user.target.wants")
	if err := os.Mkdir(wants, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("../inside.service", filepath.Join(wants, "inside.service")); err != nil {
		t.Fatal(err)
	}

	ctx, cancel := context.WithTimeout(t.Context(), 6*time.Minute)
	defer cancel()
	container := []string{"--quiet", "--directory=" + dir, "--bind-ro=/usr", "--private-network", "--register=no", "--keep-unit"}
	if out, err := exec.CommandContext(ctx, nspawn, append(container, "--as-pid2", "/bin/true")...).CombinedOutput(); err != nil {
		t.Skipf("no container can be run here: %v\n%s", err, out)
	}
	console, err := exec.CommandContext(ctx, nspawn, append(container, "--boot")...).CombinedOutput()
	out, _ := os.ReadFile(filepath.Join(dir, "opt/out.txt"))
	if err != nil || !bytes.Contains(out, []byte("\nall is well\n")) || !bytes.Contains(out, []byte("ended with success\n")) {
		t.Fatalf("%v\n%s\n%s", err, out, console)
	}
	var id int
	_, rights, _ := bytes.Cut(out, []byte("\nrights: "))
	line, _, _ := bytes.Cut(rights, []byte("\n"))
	_, user, _ := bytes.Cut(line, []byte("oracled="))
	if _, err := fmt.Sscan(string(user), &id); err != nil || id == 0 {
		t.Fatalf("%q: %v", line, err)
	}
	for _, has := range []string{fmt.Sprintf("Uid: %d %d %d %d ", id, id, id, id), "CapEff: 0000000000000000 ", "NoNewPrivs: 1 ", "Seccomp: 2 "} {
		if !strings.Contains(string(line), has) {
			t.Errorf("the daemon runs with %q, expected %q", line, has)
		}
	}
}
