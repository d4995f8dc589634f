package gas_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"os"
	"strconv"
	"strings"
	"testing"

	"oracled/oracle"
	"oracled/post/gas"
)

// batch returns outcomes of tasks from first on whose values have so many bytes.
func batch(first uint32, count, dimension, bytes int, narrow, digest bool) gas.Cost {
	return listed(first, count, dimension, bytes, narrow, digest, 0)
}

// listed is batch with a list of a scope's chains behind each outcome.
func listed(first uint32, count, dimension, bytes int, narrow, digest bool, list oracle.Took) gas.Cost {
	var c gas.Cost
	for i := range count {
		o := oracle.PostedOutcome{Index: first + uint32(i), Round: 2, Narrow: narrow, Digest: digest, Took: list}
		for range dimension {
			o.Values = append(o.Values, new(big.Int).Lsh(big.NewInt(1), uint(8*bytes-2)))
		}
		c = c.Add(o, 0)
	}
	return c
}

// predicted returns the model's cost for a row of the snapshot, and whether its
// slots were new.
func predicted(t *testing.T, name string) (c gas.Cost, q gas.Quorum, fresh, ok bool) {
	t.Helper()
	fields := strings.Fields(name)
	number := func(key string) int {
		for _, f := range fields {
			if v, found := strings.CutPrefix(f, key+"="); found {
				n, err := strconv.Atoi(v)
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				return n
			}
		}
		return 0
	}
	switch fields[0] {
	case "bls":
		return batch(1, 1, 1, 9, false, false), gas.Quorum{Absent: number("absent")}, false, true
	case "ecdsa":
		return batch(1, 1, 1, 9, false, false), gas.Quorum{Signatures: number("k")}, false, true
	case "batch":
		c = batch(1, number("outcomes"), number("dimension"), number("bytes"), number("width") == 8, false)
		return c, q, strings.HasSuffix(name, "slots=new"), true
	case "lists":
		return listed(1, number("outcomes"), 1, 9, false, false, 7), q, false, true
	case "digest":
		return batch(8, number("outcomes"), number("dimension"), number("bytes"), number("bytes") == 6, true), q, false, true
	}
	return c, q, false, false
}

// The model is within 1.5 % of every transaction that was measured with slots
// changed, and Most is never below what was measured.
func TestModelAgainstSnapshot(t *testing.T) {
	raw, err := os.ReadFile("../../contracts/snapshots/GasTest.json")
	if err != nil {
		t.Fatal(err)
	}
	var snapshot map[string]string
	if err := json.Unmarshal(raw, &snapshot); err != nil {
		t.Fatal(err)
	}
	rows, worst := 0, 0.0
	for name, text := range snapshot {
		measured, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		c, q, fresh, ok := predicted(t, name)
		if !ok {
			continue
		}
		rows++
		if c.Most(q) < measured {
			t.Errorf("%s took %d gas, at most %d were predicted", name, measured, c.Most(q))
		}
		if fresh {
			// New slots: the bound must hold and not be idle.
			if ratio := float64(c.Most(q)-120_000) / float64(measured); ratio > 1.02 {
				t.Errorf("%s took %d gas, the bound of %d is loose", name, measured, c.Most(q))
			}
			continue
		}
		off := float64(c.Expected(q))/float64(measured) - 1
		worst = max(worst, math.Abs(off))
		if math.Abs(off) > 0.015 {
			t.Errorf("%s took %d gas, the model says %d: %+.2f %%", name, measured, c.Expected(q), 100*off)
		}
	}
	if rows < 30 {
		t.Errorf("only %d rows of the snapshot are the model's", rows)
	}
	t.Logf("%d rows, at most %.2f %% off", rows, 100*worst)
}

func TestCallback(t *testing.T) {
	o := oracle.PostedOutcome{Index: 1, Round: 2, Values: []*big.Int{big.NewInt(1)}}
	plain, calling := gas.Cost{}.Add(o, 0), gas.Cost{}.Add(o, 30_000)
	if got := calling.Expected(gas.Quorum{}) - plain.Expected(gas.Quorum{}); got != 42_000 {
		t.Errorf("a callback of 30,000 gas costs %d", got)
	}
	o.Insufficient, o.Values = true, nil
	if a, b := (gas.Cost{}).Add(o, 0), (gas.Cost{}).Add(o, 30_000); a.Expected(gas.Quorum{}) != b.Expected(gas.Quorum{}) {
		t.Error("an outcome without a value calls nobody")
	}
}

// Negative values need as many bytes as wire gives them.
func TestBytes(t *testing.T) {
	for v, want := range map[int64]int{0: 1, 127: 1, -128: 1, 128: 2, -129: 2, math.MaxInt64: 8} {
		o := oracle.PostedOutcome{Index: 1, Round: 1, Values: []*big.Int{big.NewInt(v), big.NewInt(0)}}
		empty := gas.Cost{}
		if got := empty.Add(o, 0).Bytes(gas.Quorum{}) - empty.Bytes(gas.Quorum{}) - 15; got != 2*want {
			t.Errorf("%d: %d bytes, want %s", v, got, fmt.Sprint(2*want))
		}
	}
}

// TestQuorums: an ECDSA quorum's proof is the cheaper one up to 27 signatures,
// takes no notice of who is absent, and its bytes count.
func TestQuorums(t *testing.T) {
	bls := gas.Quorum{}
	for signatures := 1; signatures <= 126; signatures++ {
		q := gas.Quorum{Signatures: signatures}
		if cheaper := q.Fixed() < bls.Fixed(); cheaper != (signatures <= 27) {
			t.Errorf("%d signatures cost %.0f, a BLS quorum's proof %.0f", signatures, q.Fixed(), bls.Fixed())
		}
		if absent := (gas.Quorum{Signatures: signatures, Absent: 9}); absent.Fixed() != q.Fixed() {
			t.Errorf("%d signatures and 9 absent cost %.0f, not %.0f", signatures, absent.Fixed(), q.Fixed())
		}
		if got := (gas.Cost{}).Bytes(q) - (gas.Cost{}).Bytes(bls); got != 64*signatures-96 {
			t.Errorf("%d signatures take %d bytes more than a BLS quorum's proof", signatures, got)
		}
		o := oracle.PostedOutcome{Index: 1, Round: 2, Values: []*big.Int{big.NewInt(1)}}
		if c := (gas.Cost{}).Add(o, 0); c.Most(q) < c.Expected(q) {
			t.Errorf("%d signatures: at most %d, expected %d", signatures, c.Most(q), c.Expected(q))
		}
	}
}
