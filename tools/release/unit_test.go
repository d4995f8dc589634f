package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const unitFile = "packaging/systemd/oracled.service"

// worst is the exposure that `systemd-analyze security` may find at most, of 10:
// 1.1 with systemd 252. What is left of it is the network, which the daemon is for.
const worst = 11 // tenths

// analyze finds systemd's own checker.
func analyze(t *testing.T) string {
	t.Helper()
	name, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd-analyze is not installed, so the unit is not looked at")
	}
	return name
}

// The unit is one for systemd, and gives the daemon hardly any rights.
func TestUnit(t *testing.T) {
	program := analyze(t)
	root := t.TempDir()
	for _, c := range []struct {
		place, from string
		mode        os.FileMode
	}{{"usr/lib/systemd/system/oracled.service", filepath.Join(repository, unitFile), 0o644}, {"usr/bin/oracled", self(t), 0o755}} {
		to := filepath.Join(root, c.place)
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(c.from)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, data, c.mode); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), program, "verify", "--root="+root, "--man=no", "--recursive-errors=no", "oracled.service")
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("verify: %v\n%s", err, out)
	}
	out, err := exec.CommandContext(t.Context(), program, "security", "--offline=true", "--no-pager", filepath.Join(repository, unitFile)).CombinedOutput()
	m := regexp.MustCompile(`Overall exposure level for oracled.service: (\d+)\.(\d)`).FindSubmatch(out)
	if err != nil || m == nil {
		t.Fatalf("security: %v\n%s", err, out)
	}
	var tenths int
	if err := json.Unmarshal(append(m[1], m[2]...), &tenths); err != nil || tenths > worst {
		t.Errorf("the exposure is %s.%s of 10 (%v)\n%s", m[1], m[2], err, out)
	}
}

// The unit says to the program what the program understands: its variables are
// keys, the passwords are the credentials, and the state is where it may write.
func TestUnitFitsTheProgram(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(repository, unitFile))
	if err != nil {
		t.Fatal(err)
	}
	keys, err := os.ReadFile(filepath.Join(repository, "docs/configuration.md"))
	if err != nil {
		t.Fatal(err)
	}
	credentials := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^LoadCredential=([a-z-]+):(/\S+)$`).FindAllSubmatch(text, -1) {
		credentials[string(m[1])] = string(m[2])
	}
	variables := regexp.MustCompile(`(?m)^Environment=(ORACLED_[A-Z_]+)=(\S+)$`).FindAllSubmatch(text, -1)
	if len(variables) != 5 || len(credentials) != 2 {
		t.Fatalf("%d variables, %d credentials", len(variables), len(credentials))
	}
	for _, m := range variables {
		name, value := string(m[1]), string(m[2])
		if name != "ORACLED_CONFIG" && !strings.Contains(string(keys), "| `"+name+"` |") {
			t.Errorf("%s is no key of the configuration", name)
		}
		if c, ok := strings.CutPrefix(value, "%d/"); strings.HasSuffix(name, "PASSWORDFILE") && (!ok || credentials[c] == "") {
			t.Errorf("%s is %s, which no credential is loaded to", name, value)
		} else if !ok && name != "ORACLED_CONFIG" && !strings.HasPrefix(value, "%S/oracled/") {
			t.Errorf("%s is %s, where the unit lets nobody write", name, value)
		}
	}
	guide, err := os.ReadFile(filepath.Join(repository, "docs/installing.md"))
	if err != nil {
		t.Fatal(err)
	}
	for name, path := range credentials {
		if !strings.Contains(string(guide), path) {
			t.Errorf("docs/installing.md does not say how %s gets to %s", name, path)
		}
	}
}
