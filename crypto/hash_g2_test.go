package crypto

import (
	"encoding/binary"
	"math/big"
	"strings"
	"testing"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fp"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/hash_to_curve"
)

func checkHashToG2(t *testing.T, msg, dst []byte) {
	t.Helper()
	want, err := bls12381.HashToG2(msg, dst)
	if err != nil {
		t.Fatal(err)
	}
	got, err := hashToG2Fast(msg, dst)
	if err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Fatalf("hash of %x under %q differs", msg, dst)
	}
}

func TestHashToG2Fast(t *testing.T) {
	var msg [32]byte
	for i := range uint64(500) {
		binary.LittleEndian.PutUint64(msg[:], i*i)
		checkHashToG2(t, msg[:], []byte(AgentSuite))
	}
	var v struct {
		DST     string `json:"dst"`
		Vectors []struct {
			Msg string
			P   struct{ X string }
		} `json:"vectors"`
	}
	readJSON(t, "testdata/rfc9380_G2.json", &v)
	for _, c := range v.Vectors {
		checkHashToG2(t, []byte(c.Msg), []byte(v.DST))
		p, err := hashToG2Fast([]byte(c.Msg), []byte(v.DST))
		if err != nil {
			t.Fatal(err)
		}
		want, _ := new(big.Int).SetString(strings.TrimPrefix(strings.Split(c.P.X, ",")[0], "0x"), 16)
		if p.X.A0.BigInt(new(big.Int)).Cmp(want) != 0 {
			t.Errorf("hash of %q differs from the RFC's", c.Msg)
		}
	}
}

// TestMapToIsogenous compares the map where it has special cases: u = 0, which
// makes the denominator vanish as u² = −1/Z would (no such u exists in Fp2 but 0
// when −1/Z has no root; both are tried), and real or imaginary u.
func TestMapToIsogenous(t *testing.T) {
	var zero, one, minusOne fp.Element
	one.SetOne()
	minusOne.Neg(&one)
	us := []bls12381.E2{}
	for _, a := range []fp.Element{zero, one, minusOne} {
		for _, b := range []fp.Element{zero, one, minusOne} {
			us = append(us, bls12381.E2{A0: a, A1: b})
		}
	}
	z := hash_to_curve.G2SSWUIsogenyZ()
	var root bls12381.E2
	root.Inverse(&z).Neg(&root)
	if root.Legendre() == 1 {
		root.Sqrt(&root)
		us = append(us, root)
	}
	for range 500 {
		var u bls12381.E2
		if _, err := u.SetRandom(); err != nil {
			t.Fatal(err)
		}
		us = append(us, u, bls12381.E2{A0: u.A0}, bls12381.E2{A1: u.A1})
	}
	for _, u := range us {
		want := bls12381.MapToCurve2(&u)
		x, y := mapToIsogenous(&u)
		if x != want.X || y != want.Y {
			t.Fatalf("the map of %s differs", u.String())
		}
	}
}

func FuzzHashToG2(f *testing.F) {
	f.Add([]byte(nil))
	f.Add([]byte("abc"))
	f.Fuzz(func(t *testing.T, msg []byte) { checkHashToG2(t, msg, []byte(AgentSuite)) })
}

func BenchmarkHashToG2(b *testing.B) {
	msg := make([]byte, 32)
	b.Run("gnark", func(b *testing.B) {
		for b.Loop() {
			_, _ = bls12381.HashToG2(msg, []byte(AgentSuite)) // a benchmark
		}
	})
	b.Run("fast", func(b *testing.B) {
		for b.Loop() {
			_, _ = hashToG2Fast(msg, []byte(AgentSuite)) // a benchmark
		}
	})
}
