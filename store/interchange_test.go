package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"oracled/oracle"
)

func exported(t *testing.T, s *Store) string {
	t.Helper()
	f, err := s.Export(t.Context(), []string{"0xaa"})
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func imported(t *testing.T, s *Store, text string) (int, error) {
	t.Helper()
	f, err := ReadSigned(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return s.Import(t.Context(), f)
}

func remember(t *testing.T, s *Store, h oracle.Hub, outcomes ...oracle.PostedOutcome) {
	t.Helper()
	if err := s.Remember(t.Context(), h, outcomes); err != nil {
		t.Fatal(err)
	}
}

// What one store has signed another refuses to contradict.
func TestExportAndImport(t *testing.T) {
	other := oracle.Hub{ChainID: 1<<63 + 5, Address: common.HexToAddress("0x7")}
	a := open(t, filepath.Join(t.TempDir(), "a.db"))
	remember(t, a, hub, outcome(1, 5), outcome(2, 6))
	remember(t, a, other, outcome(1, 9))
	text := exported(t, a)

	b := open(t, filepath.Join(t.TempDir(), "b.db"))
	remember(t, b, hub, outcome(2, 6), outcome(3, 7)) // overlaps
	if n, err := imported(t, b, text); n != 2 || err != nil {
		t.Fatalf("%d rounds are new, %v", n, err)
	}
	merged := exported(t, b)
	for range 2 { // again, and its own
		if n, err := imported(t, b, text); n != 0 || err != nil {
			t.Errorf("%d rounds are new, %v", n, err)
		}
		if again := exported(t, b); again != merged {
			t.Errorf("changed from\n%s to\n%s", merged, again)
		}
		text = merged
	}
	for h, o := range map[oracle.Hub]oracle.PostedOutcome{hub: outcome(1, 6), other: outcome(1, 8)} {
		if err := b.Remember(t.Context(), h, []oracle.PostedOutcome{o}); !errors.Is(err, oracle.ErrEquivocation) {
			t.Errorf("%+v: %v", h, err)
		}
	}
	f, err := ReadSigned(strings.NewReader(merged))
	if err != nil || len(f.Data) != 2 || !reflect.DeepEqual(f.Metadata.Operators, []string{"0xaa"}) {
		t.Errorf("%+v, %v", f, err)
	}
}

// The first conflicting round is named, and nothing of the file is kept.
func TestImportOfAConflict(t *testing.T) {
	a, b := open(t, filepath.Join(t.TempDir(), "a.db")), open(t, filepath.Join(t.TempDir(), "b.db"))
	remember(t, a, hub, outcome(1, 5), outcome(2, 6), outcome(3, 7), outcome(4, 8))
	remember(t, b, hub, outcome(3, 0), outcome(4, 0))
	before := exported(t, b)
	_, err := imported(t, b, exported(t, a))
	if !errors.Is(err, oracle.ErrEquivocation) || !strings.Contains(err.Error(), "task 1 round 3 ") {
		t.Errorf("error %v", err)
	}
	if exported(t, b) != before {
		t.Error("a part was kept")
	}
}

func TestReadSigned(t *testing.T) {
	good := `{"metadata":{"format":"oracled signed outcomes","version":"1","operators":[]},"data":[{"chainId":"5","hub":"0x00000000000000000000000000000000000000a1","tasks":[{"task":"1","floor":"0","rounds":[{"round":"2","outcome":"0x` + strings.Repeat("11", 32) + `"},{"round":"1","outcome":"0x` + strings.Repeat("22", 32) + `"},{"round":"2","outcome":"0x` + strings.Repeat("11", 32) + `"}]}]}]}`
	f, err := ReadSigned(strings.NewReader(good))
	if err != nil || len(f.Data[0].Tasks[0].Rounds) != 2 || f.Data[0].Tasks[0].Rounds[0].Round != 1 {
		t.Fatalf("%+v, %v", f, err)
	}
	for name, c := range map[string]struct{ old, new, want string }{
		"empty":           {good, ``, "EOF"},
		"cut off":         {`}]}]}]}`, `}]}]`, "EOF"},
		"two objects":     {`}]}]}]}`, `}]}]}]} {}`, "after the end"},
		"another format":  {`oracled signed outcomes`, `slashing protection`, "slashing protection"},
		"another version": {`"version":"1"`, `"version":"2"`, `version "2"`},
		"unknown field":   {`"floor"`, `"flor"`, "flor"},
		"short hash":      {strings.Repeat("11", 32), "11", "task 1 round 2"},
		"no data":         {good, `{"metadata":{"format":"oracled signed outcomes","version":"1","operators":[]}}`, "no data"},
		"round 0":         {`"round":"1"`, `"round":"0"`, "numbered from 1"},
		"round too large": {`"round":"1"`, `"round":"4294967296"`, "round"},
		"negative":        {`"round":"1"`, `"round":"-1"`, "round"},
		"two outcomes":    {`"round":"1"`, `"round":"2"`, "two different outcomes"},
		"not an address":  {`00a1"`, `00"`, "common.Address"},
	} {
		bad := strings.Replace(good, c.old, c.new, 1)
		if bad == good {
			t.Fatalf("%s: nothing was replaced", name)
		}
		if f, err := ReadSigned(strings.NewReader(bad)); err == nil || f.Data != nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// Old rounds are forgotten one by one and refused as a whole; a store that
// learns of them from another forgets as well.
func TestForgetting(t *testing.T) {
	a := open(t, filepath.Join(t.TempDir(), "a.db"))
	ctx := t.Context()
	for first := uint32(1); first <= 2*keepRounds; first += 64 {
		var batch []oracle.PostedOutcome
		for r := range uint32(64) {
			batch = append(batch, outcome(first+r, 3))
		}
		remember(t, a, hub, batch...)
	}
	var n int
	if err := a.db.QueryRow(`SELECT count(*) FROM signed_outcome`).Scan(&n); err != nil || n != keepRounds {
		t.Errorf("%d rounds are remembered (%v), want %d", n, err, keepRounds)
	}
	remember(t, a, hub, outcome(keepRounds+1, 3))
	for _, o := range []oracle.PostedOutcome{outcome(keepRounds, 3), outcome(1, 3), outcome(1, 4)} {
		if err := a.Remember(ctx, hub, []oracle.PostedOutcome{o}); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("up to round %d", keepRounds)) {
			t.Errorf("round %d: %v", o.Round, err)
		}
	}
	b := open(t, filepath.Join(t.TempDir(), "b.db"))
	remember(t, b, hub, outcome(7, 1)) // another outcome, of a round that a forgot
	if n, err := imported(t, b, exported(t, a)); n != keepRounds || err != nil {
		t.Errorf("%d new rounds, %v", n, err)
	}
	if err := b.Remember(ctx, hub, []oracle.PostedOutcome{outcome(8, 1)}); err == nil {
		t.Error("the floor did not come along")
	}
	if n, err := imported(t, a, exported(t, b)); n != 0 || err != nil {
		t.Errorf("what is below the floor came back: %d, %v", n, err)
	}
}
