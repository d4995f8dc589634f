package client

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"oracled/crypto"
	"oracled/crypto/cryptotest"
	"oracled/fixed"
	"oracled/oracle"
)

var hubA = oracle.Hub{ChainID: 31337, Address: common.HexToAddress("0xAbCd")}

func openings(t testing.TB) (*Openings, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "deep", "openings")
	s, err := OpenOpenings(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s, dir
}

func sealed(t testing.TB, hub oracle.Hub, round uint64) Opening {
	t.Helper()
	task := oracle.Task{Hub: hub, ID: oracle.TaskIDFromIndex(3), Index: 3}
	o, err := Seal(cryptotest.Key(1, 1), task, round, Position{Values: []fixed.Q64x64{fixed.FromInt64(-7), fixed.FromUlps(1)}, Confidence: 40}, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// What Seal makes is what a verifier accepts and what survives the disk.
func TestSealAndOpen(t *testing.T) {
	s, dir := openings(t)
	o := sealed(t, hubA, 5)
	if err := s.Save(o); err != nil {
		t.Fatal(err)
	}
	again, err := OpenOpenings(dir)
	if err != nil {
		t.Fatal(err)
	}
	got, ok, err := again.Load(hubA, 3, 5, o.Agent)
	if err != nil || !ok || !reflect.DeepEqual(got, o) {
		t.Fatalf("%+v, %v, %v; want %+v", got, ok, err, o)
	}
	key := cryptotest.Key(1, 1)
	task := cryptotest.Task(2, 4)
	task.Hub, task.ID, task.Index = hubA, oracle.TaskIDFromIndex(3), 3
	p, rejected, err := crypto.NewVerifier(crypto.VerifierOptions{}).Verify(t.Context(), oracle.Round{Task: task, Number: 5, Submissions: []oracle.Submission{{
		Agent: key.ID(), PublicKey: key.PublicKey(),
		Commitments: []oracle.SignedCommitment{{Commitment: got.Commitment, Proof: got.Proof, Signature: got.Signature}},
		Openings:    []oracle.Opening{{Confidence: got.Confidence, Values: got.Values, Blinding: got.Blinding}},
	}}})
	if err != nil || len(rejected) != 0 || len(p.Positions) != 1 || p.Positions[0].Values[0] != fixed.FromInt64(-7) {
		t.Errorf("%+v, %v, %v", p, rejected, err)
	}
	if c := o.Context(); c != (oracle.Context{Hub: hubA, Task: task.ID, Round: 5, Agent: key.ID()}) {
		t.Errorf("%+v", c)
	}
}

func TestOpeningsAreSecret(t *testing.T) {
	s, dir := openings(t)
	if err := s.Save(sealed(t, hubA, 1)); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(dir)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the directory is %v, %v", info.Mode(), err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Fatalf("%v, %v", entries, err)
	}
	if info, err := entries[0].Info(); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("an opening is %v, %v", info.Mode(), err)
	}
}

// A file appears whole or not at all, and one name is one file.
func TestOpeningsAreAtomic(t *testing.T) {
	s, dir := openings(t)
	first, second := sealed(t, hubA, 1), sealed(t, hubA, 1)
	if err := s.Save(first); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			for range 25 {
				if err := s.Save([]Opening{first, second}[i%2]); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 200 {
		got, ok, err := s.Load(hubA, 3, 1, first.Agent)
		if err != nil || !ok || !reflect.DeepEqual(got, first) && !reflect.DeepEqual(got, second) {
			t.Fatalf("%v, %v", ok, err)
		}
		if all, err := s.All(hubA, first.Agent); err != nil || len(all) != 1 {
			t.Fatalf("%d openings, %v", len(all), err)
		}
	}
	wg.Wait()
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("%v were left", entries)
	}
	// What a crash left half-written is not an opening.
	if err := os.WriteFile(filepath.Join(dir, "new-123"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if all, err := s.All(hubA, first.Agent); err != nil || len(all) != 1 {
		t.Errorf("%d openings, %v", len(all), err)
	}
	// A save that fails leaves nothing.
	if err := os.Mkdir(s.path(hubA, 3, 2, first.Agent), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := s.Save(sealed(t, hubA, 2)); err == nil {
		t.Error("saved over a directory")
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 3 {
		t.Errorf("%v were left", entries)
	}
}

func TestOpeningsOfOthers(t *testing.T) {
	s, _ := openings(t)
	mine := sealed(t, hubA, 1)
	neighbour := sealed(t, oracle.Hub{ChainID: hubA.ChainID, Address: common.HexToAddress("0x1")}, 1)
	elsewhere := sealed(t, oracle.Hub{ChainID: 1, Address: hubA.Address}, 1)
	stranger := mine
	stranger.Agent = common.HexToAddress("0x99")
	next := sealed(t, hubA, 2)
	for _, o := range []Opening{mine, neighbour, elsewhere, stranger, next} {
		if err := s.Save(o); err != nil {
			t.Fatal(err)
		}
	}
	all, err := s.All(hubA, mine.Agent)
	if err != nil || !reflect.DeepEqual(all, []Opening{mine, next}) {
		t.Errorf("%d openings, %v", len(all), err)
	}
	if err := s.Forget(mine); err != nil {
		t.Fatal(err)
	}
	if err := s.Forget(mine); err != nil {
		t.Errorf("forgetting twice: %v", err)
	}
	if _, ok, err := s.Load(hubA, 3, 1, mine.Agent); ok || err != nil {
		t.Errorf("%v, %v", ok, err)
	}
	for _, o := range []Opening{neighbour, elsewhere, stranger, next} {
		if _, ok, err := s.Load(o.Hub, o.Task, o.Round, o.Agent); !ok || err != nil {
			t.Errorf("%+v is gone: %v", o.Context(), err)
		}
	}
}

func TestOpeningsErrors(t *testing.T) {
	s, dir := openings(t)
	o := sealed(t, hubA, 1)
	if err := os.WriteFile(s.path(hubA, 3, 1, o.Agent), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	// A broken opening is not "none": the agent would commit a second time.
	if _, ok, err := s.Load(hubA, 3, 1, o.Agent); ok || err == nil {
		t.Errorf("%v, %v", ok, err)
	}
	if _, err := s.All(hubA, o.Agent); err == nil {
		t.Error("a broken opening is passed over")
	}
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenOpenings(filepath.Join(file, "x")); err == nil || !strings.Contains(err.Error(), "agent.openings") {
		t.Errorf("%v", err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := s.Save(o); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
}
