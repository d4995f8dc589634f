package bindings

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi"
)

// Every function, event and error that can be seen from outside says what it
// is, every argument says what it takes, and every result that has a neighbour
// says which it is.
func TestNatSpec(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "contracts", "src", "**", "*.sol"))
	if err != nil {
		t.Fatal(err)
	}
	top, err := filepath.Glob(filepath.Join("..", "contracts", "src", "*.sol"))
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join("..", "contracts", "out")
	if _, err := os.Stat(out); err != nil {
		t.Skipf("no contracts/out: build the contracts with Forge first (%v)", err)
	}
	n := 0
	for _, file := range append(files, top...) {
		base := filepath.Base(file)
		name := strings.TrimSuffix(base, ".sol")
		if strings.HasPrefix(name, "IArb") {
			continue // not ours
		}
		raw, err := os.ReadFile(filepath.Join(out, base, name+".json"))
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		var a artefact
		if err := json.Unmarshal(raw, &a); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		n++
		for _, gap := range a.undocumented() {
			t.Errorf("%s: %s", name, gap)
		}
	}
	if n < 30 {
		t.Errorf("only %d contracts were found", n)
	}
}

// The check sees what is missing.
func TestNatSpecGaps(t *testing.T) {
	const text = `{"abi": [
		{"type": "function", "name": "f", "inputs": [{"name": "a", "type": "uint8"}, {"name": "b", "type": "uint8"}],
			"outputs": [{"name": "", "type": "bool"}, {"name": "y", "type": "bool"}]},
		{"type": "event", "name": "E", "inputs": []},
		{"type": "error", "name": "X", "inputs": []}],
		"userdoc": {"methods": {"f(uint8,uint8)": {"notice": "Does."}}, "errors": {"X()": [{"notice": "Is."}]}},
		"devdoc": {"methods": {"f(uint8,uint8)": {"params": {"a": "One."}, "returns": {"_0": "Yes."}}}}}`
	var a artefact
	if err := json.Unmarshal([]byte(text), &a); err != nil {
		t.Fatal(err)
	}
	want := []string{"event E(): no notice", "function f(uint8,uint8): argument b", "function f(uint8,uint8): result y"}
	if got := a.undocumented(); !slices.Equal(got, want) {
		t.Errorf("%q, expected %q", got, want)
	}
}

type artefact struct {
	ABI  abi.ABI `json:"abi"`
	User struct {
		Methods map[string]notice   `json:"methods"`
		Events  map[string]notice   `json:"events"`
		Errors  map[string][]notice `json:"errors"`
	} `json:"userdoc"`
	Dev struct {
		Methods map[string]struct {
			Params  map[string]string `json:"params"`
			Returns map[string]string `json:"returns"`
		} `json:"methods"`
	} `json:"devdoc"`
}

type notice struct {
	Notice string `json:"notice"`
}

// What comes from OpenZeppelin's Ownable2Step and SafeCast and from Chainlink's
// interface has their words, or none.
var theirs = []string{
	"acceptOwnership()", "owner()", "pendingOwner()", "renounceOwnership()", "transferOwnership(address)",
	"OwnershipTransferStarted(address,address)", "OwnershipTransferred(address,address)",
	"OwnableInvalidOwner(address)", "OwnableUnauthorizedAccount(address)",
	"SafeCastOverflowedUintDowncast(uint8,uint256)", "decimals()", "description()", "version()",
}

// undocumented returns what has no NatSpec, sorted.
func (a *artefact) undocumented() []string {
	var gaps []string
	for _, m := range a.ABI.Methods {
		if slices.Contains(theirs, m.Sig) {
			continue
		}
		if a.User.Methods[m.Sig].Notice == "" {
			gaps = append(gaps, "function "+m.Sig+": no notice")
		}
		doc := a.Dev.Methods[m.Sig]
		for _, in := range m.Inputs {
			if doc.Params[in.Name] == "" && in.Name != "" && m.Sig != mapping {
				gaps = append(gaps, "function "+m.Sig+": argument "+in.Name)
			}
		}
		for i, out := range m.Outputs {
			name := out.Name
			if name == "" {
				name = "_" + string(rune('0'+i))
			}
			if doc.Returns[name] == "" && len(m.Outputs) > 1 {
				gaps = append(gaps, "function "+m.Sig+": result "+name)
			}
		}
	}
	for _, e := range a.ABI.Events {
		if a.User.Events[e.Sig].Notice == "" && !slices.Contains(theirs, e.Sig) {
			gaps = append(gaps, "event "+e.Sig+": no notice")
		}
	}
	for _, e := range a.ABI.Errors {
		if n := a.User.Errors[e.Sig]; (len(n) == 0 || n[0].Notice == "") && !slices.Contains(theirs, e.Sig) {
			gaps = append(gaps, "error "+e.Sig+": no notice")
		}
	}
	slices.Sort(gaps)
	return gaps
}

// A public mapping, whose key NatSpec has no tag for.
const mapping = "owed(address)"
