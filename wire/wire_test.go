package wire

import (
	"bytes"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"oracled/oracle"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// sample returns n outcomes of every shape: wide and narrow, negative, extreme,
// insufficient, of several dimensions.
func sample(n int) []oracle.PostedOutcome {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	out := make([]oracle.PostedOutcome, n)
	for i := range out {
		o := oracle.PostedOutcome{Index: uint32(i + 1), Round: r.Uint32(), Participants: r.Uint32N(1 << 24)}
		switch i % 4 {
		case 3:
			o.Insufficient = true
		default:
			o.Narrow = i%4 == 1
			bits := 127
			if o.Narrow {
				bits = 63
			}
			for range 1 + i%9 {
				v := new(big.Int).Lsh(big.NewInt(1), uint(r.IntN(bits+1)))
				v.Sub(v, big.NewInt(int64(r.IntN(2)+1)))
				if r.IntN(2) == 0 {
					v.Not(v)
				}
				if v.Sign() < 0 && v.BitLen() == bits+1 {
					v.Add(v, big.NewInt(1))
				}
				o.Values = append(o.Values, v)
			}
		}
		out[i] = o
	}
	return out
}

var anchor = oracle.Anchor{Number: 1234567, Hash: common.HexToHash("0xabcdef")}

func TestPackGolden(t *testing.T) {
	for _, n := range []int{1, 2, 3, 10, 100, 256} {
		got, err := Pack(7, anchor, sample(n))
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("testdata", fmt.Sprintf("batch-%d.hex", n))
		if *update {
			if err := os.WriteFile(path, []byte(hex.EncodeToString(got)+"\n"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if hex.EncodeToString(got)+"\n" != string(want) {
			t.Errorf("batch of %d differs from %s; if that is meant, run go test ./wire -update", n, path)
		}
	}
}

// TestProveGolden pins the pages and the tree of a batch in which outcomes of all
// sizes have the digest flag and every seventh was skipped.
func TestProveGolden(t *testing.T) {
	outcomes := sample(60)
	for i := range outcomes {
		outcomes[i].Digest = i < 50
	}
	payload, err := Pack(7, anchor, outcomes)
	if err != nil {
		t.Fatal(err)
	}
	accepted := func(i int) bool { return i%7 != 6 }
	var got strings.Builder
	var root common.Hash
	for i, o := range outcomes {
		proof, err := Prove(payload, accepted, o.Index, o.Round)
		if want := o.Digest && accepted(i); (err == nil) != want {
			t.Fatalf("outcome %d: %v", i, err)
		}
		if err != nil {
			continue
		}
		if root == (common.Hash{}) {
			root = proof.Root()
		}
		if proof.Root() != root {
			t.Errorf("outcome %d has another root", i)
		}
		fmt.Fprintf(&got, "task %d round %d page %x path %x root %x\n", o.Index, o.Round, proof.Page, proof.Path, proof.Root())
	}
	path := filepath.Join("testdata", "proofs.txt")
	if *update {
		if err := os.WriteFile(path, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("the proofs differ from %s; if that is meant, run go test ./wire -update", path)
	}
}

func TestStoresRoot(t *testing.T) {
	outcomes := sample(4)
	outcomes[0].Digest, outcomes[1].Digest = true, true
	payload, err := Pack(7, anchor, outcomes)
	if err != nil {
		t.Fatal(err)
	}
	for stored := range 16 {
		if got, want := StoresRoot(payload, func(i int) bool { return stored>>i&1 == 1 }), stored&3 != 0; got != want {
			t.Errorf("with outcomes %04b stored: %v", stored, got)
		}
	}
}

func TestRoundTrip(t *testing.T) {
	for n := 1; n <= MaxOutcomes; n += 17 {
		in := sample(n)
		p, err := Pack(3, anchor, in)
		if err != nil {
			t.Fatal(err)
		}
		epoch, a, out, err := Unpack(p)
		if err != nil {
			t.Fatal(err)
		}
		if epoch != 3 || a != anchor {
			t.Fatalf("header came back as epoch %d, anchor %v", epoch, a)
		}
		for i := range in {
			if fmt.Sprint(in[i]) != fmt.Sprint(out[i]) {
				t.Fatalf("outcome %d: %v came back as %v", i, in[i], out[i])
			}
		}
	}
}

func TestWidthIsMinimal(t *testing.T) {
	for _, c := range []struct {
		v     string
		width byte
	}{{"0", 1}, {"127", 1}, {"128", 2}, {"-128", 1}, {"-129", 2}, {"-1", 1}, {"32767", 2}, {"-32769", 3},
		{"170141183460469231731687303715884105727", 16}, {"-170141183460469231731687303715884105728", 16}} {
		v, _ := new(big.Int).SetString(c.v, 10)
		p, err := Pack(1, anchor, []oracle.PostedOutcome{{Index: 1, Round: 1, Values: []*big.Int{v}}})
		if err != nil {
			t.Fatal(err)
		}
		if p[HeaderSize+14] != c.width {
			t.Errorf("%s packed in %d bytes, want %d", c.v, p[HeaderSize+14], c.width)
		}
	}
	tooBig := new(big.Int).Lsh(big.NewInt(1), 127)
	if _, err := Pack(1, anchor, []oracle.PostedOutcome{{Values: []*big.Int{tooBig}}}); err == nil {
		t.Error("2^127 was packed")
	}
	if _, err := Pack(1, anchor, []oracle.PostedOutcome{{Narrow: true, Values: []*big.Int{new(big.Int).Lsh(big.NewInt(1), 63)}}}); err == nil {
		t.Error("2^63 was packed as narrow")
	}
}

func TestUnpackRefuses(t *testing.T) {
	good, err := Pack(1, anchor, sample(4))
	if err != nil {
		t.Fatal(err)
	}
	for n := range good {
		if _, _, _, err := Unpack(good[:n]); !errors.Is(err, ErrMalformed) {
			t.Fatalf("the first %d of %d bytes: error %v", n, len(good), err)
		}
	}
	damage := func(at int, b byte) []byte { p := bytes.Clone(good); p[at] = b; return p }
	for name, p := range map[string][]byte{
		"version":       damage(0, 2),
		"count 0":       damage(46, 0),
		"count 257":     damage(45, 1),
		"unknown flags": damage(HeaderSize+8, 8),
		"digest behind": damage(HeaderSize+OutcomeHeader+int(good[HeaderSize+13])*int(good[HeaderSize+14])+8, 4|flagNarrow),
		"no width":      damage(HeaderSize+14, 0),
		"width 17":      damage(HeaderSize+14, 17),
		"trailing byte": append(bytes.Clone(good), 0),
	} {
		if _, _, _, err := Unpack(p); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func FuzzUnpack(f *testing.F) {
	for _, n := range []int{1, 4, 9} {
		p, err := Pack(1, anchor, sample(n))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(p)
	}
	f.Fuzz(func(t *testing.T, p []byte) {
		epoch, a, outcomes, err := Unpack(p)
		if err != nil {
			return
		}
		q, err := Pack(epoch, a, outcomes)
		if err != nil {
			t.Fatalf("what was unpacked cannot be packed: %v", err)
		}
		_, _, again, err := Unpack(q)
		if err != nil || !reflect.DeepEqual(fmt.Sprint(outcomes), fmt.Sprint(again)) {
			t.Fatalf("pack and unpack disagree: %v %v", outcomes, again)
		}
	})
}
