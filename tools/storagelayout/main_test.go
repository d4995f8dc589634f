package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A contract with a struct in a mapping, and another struct in an array of that
// one. The numbers in the keys are what changes with any source.
const artefact = `{"storageLayout": {
	"storage": [
		{"label": "count", "slot": "0", "offset": 0, "type": "t_uint128"},
		{"label": "open", "slot": "0", "offset": 16, "type": "t_bool"},
		{"label": "tasks", "slot": "1", "offset": 0, "type": "t_mapping(t_uint128,t_struct(Task)17_storage)"}],
	"types": {
		"t_bool": {"label": "bool", "numberOfBytes": "1"},
		"t_uint128": {"label": "uint128", "numberOfBytes": "16"},
		"t_mapping(t_uint128,t_struct(Task)17_storage)": {"label": "mapping(uint128 => struct T.Task)", "numberOfBytes": "32",
			"value": "t_struct(Task)17_storage"},
		"t_struct(Task)17_storage": {"label": "struct T.Task", "numberOfBytes": "96", "members": [
			{"label": "live", "slot": "0", "offset": 0, "type": "t_bool"},
			{"label": "pair", "slot": "1", "offset": 0, "type": "t_array(t_struct(Leg)9_storage)2_storage"}]},
		"t_array(t_struct(Leg)9_storage)2_storage": {"label": "struct T.Leg[2]", "numberOfBytes": "64", "base": "t_struct(Leg)9_storage"},
		"t_struct(Leg)9_storage": {"label": "struct T.Leg", "numberOfBytes": "32", "members": [
			{"label": "size", "slot": "0", "offset": 0, "type": "t_uint128"}]}}}}`

const layout = `slot  byte  bytes  type                               name
0     0     16     uint128                            count
0     16    1      bool                               open
1     0     32     mapping(uint128 => struct T.Task)  tasks

struct T.Task, 96 bytes
0  0  1   bool             live
1  0  64  struct T.Leg[2]  pair

struct T.Leg, 32 bytes
0  0  16  uint128  size
`

func TestRender(t *testing.T) {
	got, err := render([]byte(artefact))
	if err != nil || string(got) != layout {
		t.Errorf("%v\n%s", err, got)
	}
	if _, err := render([]byte(`{"abi": []}`)); err == nil || !strings.Contains(err.Error(), "storage layout") {
		t.Errorf("without a layout: %v", err)
	}
	if _, err := render([]byte(strings.Replace(artefact, `"t_bool":`, `"t_other":`, 1))); err == nil || !strings.Contains(err.Error(), "open has the type t_bool") {
		t.Errorf("without a type: %v", err)
	}
}

func TestCheck(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	write := func(name, text string) {
		dir := filepath.Join(in, name+".sol")
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name+".json"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range contracts {
		write(name, artefact)
	}
	if err := run(in, out, true); err == nil {
		t.Error("nothing is committed, and it passes")
	}
	if err := run(in, out, false); err != nil {
		t.Fatal(err)
	}
	if err := run(in, out, true); err != nil {
		t.Error(err)
	}
	// Other AST ids are no change; another slot is one.
	write("NashOracle", strings.ReplaceAll(artefact, ")17_", ")18_"))
	if err := run(in, out, true); err != nil {
		t.Error(err)
	}
	write("NashOracle", strings.Replace(artefact, `"offset": 16`, `"offset": 17`, 1))
	if err := run(in, out, true); err == nil || !strings.Contains(err.Error(), "the storage of NashOracle") {
		t.Errorf("a variable moved: %v", err)
	}
}
