package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFloor(t *testing.T) {
	for _, c := range []struct {
		name          string
		values, floor uint64
	}{
		{"bls n=31 absent=10", 1, 149_800 + 9_700 + 5_585},
		{"ecdsa k=11", 1, 36_600 + 47_630 + 5_585},
		{"batch outcomes=100 dimension=1 width=16 bytes=9 slots=changed", 100, 725_000},
		{"batch outcomes=1 dimension=100 width=16 bytes=16 slots=changed", 100, 149_800 + 51*5_585},
		{"batch outcomes=1 dimension=100 width=8 bytes=8 slots=new", 100, 149_800 + 5_585 + 25*22_685},
		{"digest outcomes=100 dimension=1 words=13", 100, 149_800 + 15*5_585},
		{"commit, allow-list", 0, 0},
		{"equilibrium: check, 100 agents that agree", 100, 0},
	} {
		values, floor, err := floor(c.name)
		if err != nil || values != c.values || floor != c.floor {
			t.Errorf("%s: %d values, floor %d, %v; want %d, %d", c.name, values, floor, err, c.values, c.floor)
		}
	}
	if _, _, err := floor("batch outcomes=3"); err == nil {
		t.Error("a batch of no width has a floor")
	}
}

func TestRun(t *testing.T) {
	dir := t.TempDir()
	in, out := filepath.Join(dir, "GasTest.json"), filepath.Join(dir, "build", "gas.json")
	if err := os.WriteFile(filepath.Join(dir, "EquilibriumGasTest.json"), []byte(`{"check, 10 agents": "50000"}`), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(in, []byte(`{"bls n=16 absent=0": "160000", "bls n=4 absent=0": "155385", "commit": "50000"}`), 0o644); err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if err := run(dir, out, &text); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(text.String()), "\n")
	if len(lines) != 5 || !strings.HasSuffix(lines[1], "1.000  bls n=4 absent=0") || !strings.HasSuffix(lines[3], "commit") ||
		!strings.HasSuffix(lines[4], "equilibrium: check, 10 agents") || !strings.Contains(lines[4], " 5000 ") {
		t.Errorf("table:\n%s", text.String())
	}
	js, err := os.ReadFile(out)
	if err != nil || !bytes.Contains(js, []byte(`"ratio": 1`)) {
		t.Errorf("%v\n%s", err, js)
	}
	for _, bad := range []string{"{", `{"commit": "much"}`, `{"batch outcomes=1": "5"}`} {
		if err := os.WriteFile(in, []byte(bad), 0o644); err != nil {
			t.Fatal(err)
		}
		if run(dir, out, &text) == nil {
			t.Errorf("%s was a table", bad)
		}
	}
	if run(filepath.Join(dir, "none"), out, &text) == nil {
		t.Error("no folder was a table")
	}
}
