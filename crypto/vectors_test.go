package crypto

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"math/big"
	"os"
	"strings"
	"testing"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fp"
	"github.com/herumi/bls-eth-go-binary/bls"
)

func readJSON(t testing.TB, file string, into any) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.TrimPrefix(s, "0x"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

type blsCase struct {
	Input  json.RawMessage `json:"input"`
	Output json.RawMessage `json:"output"`
}

type blsInput struct {
	PrivKey    string   `json:"privkey"`
	PubKey     string   `json:"pubkey"`
	PubKeys    []string `json:"pubkeys"`
	Message    string   `json:"message"`
	Messages   []string `json:"messages"`
	Signature  string   `json:"signature"`
	Signatures []string `json:"signatures"`
}

// TestBLSVectors runs ethereum/bls12-381-tests through the functions that agents
// and the verifier use.
func TestBLSVectors(t *testing.T) {
	var all map[string]map[string]blsCase
	readJSON(t, "testdata/bls.json", &all)
	handlers := map[string]func(t *testing.T, in blsInput, out json.RawMessage){
		"sign": func(t *testing.T, in blsInput, out json.RawMessage) {
			key, err := AgentKeyFromBytes(unhex(t, in.PrivKey))
			if string(out) == "null" {
				if err == nil {
					t.Fatal("a secret that is zero was accepted")
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			var want string
			if err := json.Unmarshal(out, &want); err != nil {
				t.Fatal(err)
			}
			msg := unhex(t, in.Message)
			got := key.Sign(msg)
			if !bytes.Equal(got, unhex(t, want)) {
				t.Fatalf("signature %x, want %s", got, want)
			}
			if err := VerifyAgentSignature(key.PublicKey(), msg, got); err != nil {
				t.Fatal(err)
			}
		},
		"verify": func(t *testing.T, in blsInput, out json.RawMessage) {
			pk, err := decodeG1(unhex(t, in.PubKey))
			var sig bls12381.G2Affine
			if err == nil {
				sig, err = decodeG2(unhex(t, in.Signature))
			}
			if err == nil {
				err = verifyG2(&pk, unhex(t, in.Message), &sig, AgentSuite)
			}
			wantBool(t, err == nil, out)
		},
		"fast_aggregate_verify": func(t *testing.T, in blsInput, out json.RawMessage) {
			pks, err := decodeKeys(t, in.PubKeys)
			sig, err2 := decodeG2(unhex(t, in.Signature))
			ok := err == nil && err2 == nil && len(pks) > 0
			if ok {
				var sum bls12381.G1Jac
				for i := range pks {
					sum.AddMixed(&pks[i])
				}
				var pk bls12381.G1Affine
				pk.FromJacobian(&sum)
				ok = verifyG2(&pk, unhex(t, in.Message), &sig, AgentSuite) == nil
			}
			wantBool(t, ok, out)
		},
		"aggregate_verify": func(t *testing.T, in blsInput, out json.RawMessage) {
			pks, err := decodeKeys(t, in.PubKeys)
			sig, err2 := decodeG2(unhex(t, in.Signature))
			ok := err == nil && err2 == nil && len(pks) > 0
			if ok {
				var hashes []bls12381.G2Affine
				for _, m := range in.Messages {
					hashes = append(hashes, hashToG2(t, unhex(t, m)))
				}
				ok = pairingsAgree(pks, hashes, &sig)
			}
			wantBool(t, ok, out)
		},
		"batch_verify": func(t *testing.T, in blsInput, out json.RawMessage) {
			pks, err := decodeKeys(t, in.PubKeys)
			ok := err == nil
			var batch []*candidate
			for i := range pks {
				sig, err := decodeG2(unhex(t, in.Signatures[i]))
				ok = ok && err == nil
				batch = append(batch, &candidate{pk: pks[i], sig: sig, hashed: hashToG2(t, unhex(t, in.Messages[i]))})
			}
			wantBool(t, ok && newSignatureBatch(t.Context(), batch).check(0, len(batch)), out)
		},
		"deserialization_G1": func(t *testing.T, in blsInput, out json.RawMessage) {
			_, err := decodeG1(unhex(t, in.PubKey))
			wantBool(t, err == nil || errors.Is(err, errInfinity), out)
		},
		"deserialization_G2": func(t *testing.T, in blsInput, out json.RawMessage) {
			_, err := decodeG2(unhex(t, in.Signature))
			wantBool(t, err == nil || errors.Is(err, errInfinity), out)
		},
		"hash_to_G2": nil, // the same values as RFC 9380, below
		"aggregate":  nil, // its input is a list
	}
	for name, cases := range all {
		run, known := handlers[name]
		if !known {
			t.Errorf("no handler for %q", name)
		}
		for label, c := range cases {
			t.Run(label, func(t *testing.T) {
				if name == "aggregate" {
					testAggregate(t, c)
					return
				}
				if run == nil {
					return
				}
				var in blsInput
				if err := json.Unmarshal(c.Input, &in); err != nil {
					t.Fatal(err)
				}
				run(t, in, c.Output)
			})
		}
	}
}

// testAggregate sums signatures as herumi does for agents; infinity, which one
// case has, is refused by our decoders on purpose.
func testAggregate(t *testing.T, c blsCase) {
	var in []string
	var want string
	if err := json.Unmarshal(c.Input, &in); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(c.Output, &want); err != nil {
		t.Fatal(err)
	}
	coefficients := make([]uint64, len(in))
	var points []*bls12381.G2Affine
	for i, s := range in {
		p, err := decodeG2(unhex(t, s))
		if err != nil && !errors.Is(err, errInfinity) {
			t.Fatal(err)
		}
		coefficients[i] = 1
		points = append(points, &p)
	}
	if len(in) == 0 {
		return // no aggregate of nothing: AggregateProof demands a threshold
	}
	sum := sumShort(points, coefficients)
	if got := sum.Bytes(); !bytes.Equal(got[:], unhex(t, want)) {
		t.Fatalf("aggregate %x, want %s", got, want)
	}
}

func decodeKeys(t *testing.T, in []string) ([]bls12381.G1Affine, error) {
	var out []bls12381.G1Affine
	for _, s := range in {
		p, err := decodeG1(unhex(t, s))
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

func hashToG2(t *testing.T, msg []byte) bls12381.G2Affine {
	t.Helper()
	h, err := bls12381.HashToG2(msg, []byte(AgentSuite))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func wantBool(t *testing.T, got bool, out json.RawMessage) {
	t.Helper()
	var want bool
	if err := json.Unmarshal(out, &want); err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Fatalf("got %v, want %v", got, want)
	}
}

// TestHashToCurveVectors checks the maps that commitments and suites stand on.
func TestHashToCurveVectors(t *testing.T) {
	type file struct {
		DST     string `json:"dst"`
		Vectors []struct {
			Msg string
			P   struct{ X, Y string }
		} `json:"vectors"`
	}
	element := func(s string) (e fp.Element) {
		x, ok := new(big.Int).SetString(strings.TrimPrefix(s, "0x"), 16)
		if !ok {
			t.Fatal(s)
		}
		e.SetBigInt(x)
		return e
	}
	var g1, g2 file
	readJSON(t, "testdata/rfc9380_G1.json", &g1)
	readJSON(t, "testdata/rfc9380_G2.json", &g2)
	for _, v := range g1.Vectors {
		p, err := bls12381.HashToG1([]byte(v.Msg), []byte(g1.DST))
		if err != nil || p.X != element(v.P.X) || p.Y != element(v.P.Y) {
			t.Errorf("hash to G1 of %q differs: %v", v.Msg, err)
		}
	}
	for _, v := range g2.Vectors {
		p, err := bls12381.HashToG2([]byte(v.Msg), []byte(g2.DST))
		x, y := strings.Split(v.P.X, ","), strings.Split(v.P.Y, ",")
		if err != nil || p.X.A0 != element(x[0]) || p.X.A1 != element(x[1]) || p.Y.A0 != element(y[0]) || p.Y.A1 != element(y[1]) {
			t.Errorf("hash to G2 of %q differs: %v", v.Msg, err)
		}
	}
	if len(g1.Vectors) < 5 || len(g2.Vectors) < 5 {
		t.Error("vectors are missing")
	}
}

// TestLibrariesAgree signs with herumi and checks the parts with gnark-crypto.
func TestLibrariesAgree(t *testing.T) {
	herumi()
	for range 20 {
		k, err := GenerateAgentKey(nil)
		if err != nil {
			t.Fatal(err)
		}
		secret, err := secretScalar(k.SecretBytes())
		if err != nil {
			t.Fatal(err)
		}
		_, _, g1, _ := bls12381.Generators()
		pk := mulG1(&g1, &secret)
		if raw := pk.RawBytes(); !bytes.Equal(raw[:], k.PublicKey()) {
			t.Fatal("public keys differ")
		}
		msg := []byte("a message of any length")
		h := hashToG2(t, msg)
		want := bls.HashAndMapToSignature(msg).Serialize()
		if got := h.Bytes(); !bytes.Equal(got[:], want) {
			t.Fatal("hashes to G2 differ")
		}
		sig := mulG2(&h, &secret)
		if got := sig.Bytes(); !bytes.Equal(got[:], k.Sign(msg)) {
			t.Fatal("signatures differ")
		}
		var out bls.Sign
		if out.Deserialize(k.Sign(msg)) != nil || !out.VerifyByte(k.secret.GetPublicKey(), msg) {
			t.Fatal("herumi refuses the signature")
		}
	}
}

func TestEIP2333(t *testing.T) {
	var cases []struct {
		Seed   string `json:"seed"`
		Master string `json:"master_SK"`
		Index  uint32 `json:"child_index"`
		Child  string `json:"child_SK"`
	}
	readJSON(t, "testdata/eip2333.json", &cases)
	if len(cases) < 4 {
		t.Fatal("cases are missing")
	}
	for _, c := range cases {
		master, err := DeriveMaster(unhex(t, c.Seed))
		if err != nil || new(big.Int).SetBytes(master).String() != c.Master {
			t.Fatalf("master of %s differs: %v", c.Seed, err)
		}
		child, err := DeriveChild(master, c.Index)
		if err != nil || new(big.Int).SetBytes(child).String() != c.Child {
			t.Fatalf("child of %s differs: %v", c.Seed, err)
		}
	}
	seed := unhex(t, cases[0].Seed)
	a, err := DerivePath(seed, "m/12381/3600")
	if err != nil {
		t.Fatal(err)
	}
	b, err := DeriveChild(a, 7)
	if err != nil {
		t.Fatal(err)
	}
	if c, err := DerivePath(seed, "m/12381/3600/7"); err != nil || !bytes.Equal(b, c) {
		t.Fatal("a path differs from its steps", err)
	}
	for _, bad := range []string{"", "n/1", "m/", "m/-1", "m/01", "m/4294967296", "m/1'", "m//1"} {
		if _, err := DerivePath(seed, bad); err == nil {
			t.Errorf("path %q was accepted", bad)
		}
	}
	if _, err := DeriveMaster(seed[:31]); err == nil {
		t.Error("a short seed was accepted")
	}
}
