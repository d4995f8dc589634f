package store

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"oracled/oracle"
)

// copyFile is a backup of a closed store's file.
func copyFile(t *testing.T, from, to string) {
	t.Helper()
	b, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

func sign(t *testing.T, s *Store, outcomes ...oracle.PostedOutcome) (uint64, error) {
	t.Helper()
	return s.Sign(t.Context(), hub, outcomes)
}

// TestOldBackupsDoNotSign: whichever of the store's files comes back from before
// a signing, another outcome for that round is not signed.
func TestOldBackupsDoNotSign(t *testing.T) {
	for _, behind := range []int{1, 2, 5} {
		path := filepath.Join(t.TempDir(), "o.db")
		s := open(t, path)
		for round := range uint32(3) {
			if n, err := sign(t, s, outcome(round+1, 5)); err != nil || n != uint64(round)+1 {
				t.Fatalf("%d, %v", n, err)
			}
		}
		s.Close()
		copyFile(t, path, path+".backup")
		s = open(t, path)
		for i := range behind {
			if _, err := sign(t, s, outcome(uint32(4+i), 5)); err != nil {
				t.Fatal(err)
			}
		}
		s.Close()
		copyFile(t, path+".backup", path)

		s = open(t, path)
		other := outcome(uint32(3+behind), 5)
		other.Participants++
		_, err := sign(t, s, other)
		if !errors.Is(err, oracle.ErrRestored) && !errors.Is(err, oracle.ErrEquivocation) {
			t.Errorf("%d signings behind: another outcome for a round that was signed: %v", behind, err)
		}
		_, err = sign(t, s, outcome(99, 5))
		if behind == 1 && err != nil {
			t.Errorf("one signing behind, which the guard holds whole: %v", err)
		}
		if behind > 1 && !errors.Is(err, oracle.ErrRestored) {
			t.Errorf("%d signings behind: %v", behind, err)
		}
		if behind > 1 {
			before, after, err := s.Accept(t.Context())
			if err != nil || before != 3 || after != uint64(3+behind) {
				t.Errorf("accepted from %d to %d, %v", before, after, err)
			}
			if n, err := sign(t, s, outcome(99, 5)); err != nil || n != after+1 {
				t.Errorf("after it was accepted: %d, %v", n, err)
			}
		}
		s.Close()
	}
}

// TestPeersRemember: with the whole folder gone, what a peer proves stops it.
func TestPeersRemember(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "o.db"))
	if _, err := sign(t, s, outcome(1, 5)); err != nil {
		t.Fatal(err)
	}
	if err := s.Forgotten(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if _, err := sign(t, s, outcome(2, 5)); err != nil {
		t.Errorf("a peer that knows no more than we do: %v", err)
	}
	if err := s.Forgotten(t.Context(), 3); err != nil {
		t.Fatal(err)
	}
	if err := s.Forgotten(t.Context(), 1); err != nil { // another peer, which knows less
		t.Fatal(err)
	}
	if _, err := sign(t, s, outcome(3, 5)); !errors.Is(err, oracle.ErrRestored) {
		t.Errorf("a peer has seen a signing that is not remembered: %v", err)
	}
	if _, after, err := s.Accept(t.Context()); err != nil || after != 3 {
		t.Errorf("accepted up to %d, %v", after, err)
	}
	if n, err := sign(t, s, outcome(3, 5)); err != nil || n != 4 {
		t.Errorf("after it was accepted: %d, %v", n, err)
	}
	if err := s.Forgotten(t.Context(), 1<<63); err == nil {
		t.Error("a count that no program reaches was kept")
	}
}

// TestCrashBetweenGuardAndDatabase: the guard was written, the database was not.
func TestCrashBetweenGuardAndDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "o.db")
	s := open(t, path)
	if _, err := sign(t, s, outcome(1, 5)); err != nil {
		t.Fatal(err)
	}
	lost := outcome(2, 5)
	if err := s.guard.write(signing{Sequence: 2, ChainID: hub.ChainID, Hub: hub.Address, Rounds: []guardedRound{{1, 2, outcomeHash(lost)}}}); err != nil {
		t.Fatal(err)
	}
	other := lost
	other.Participants++
	if _, err := sign(t, s, other); !errors.Is(err, oracle.ErrEquivocation) {
		t.Errorf("another outcome than the guard's: %v", err)
	}
	if n, err := sign(t, s, lost); err != nil || n != 3 {
		t.Errorf("the guard's outcome again: %d, %v", n, err)
	}
}

func TestADamagedGuard(t *testing.T) {
	path := filepath.Join(t.TempDir(), "o.db")
	s := open(t, path)
	if _, err := sign(t, s, outcome(1, 5)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(string(s.guard), []byte("{\"sequence\": 1"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sign(t, s, outcome(2, 5)); err == nil {
		t.Error("signed without knowing the count")
	}
	if _, _, err := s.Accept(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n, err := sign(t, s, outcome(2, 5)); err != nil || n != 2 {
		t.Errorf("%d, %v", n, err)
	}
}

func TestCountsOfOthers(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "o.db"))
	a, b := common.HexToAddress("0xa"), common.HexToAddress("0xb")
	if n, sig, err := s.Seen(t.Context(), a); n != 0 || sig != nil || err != nil {
		t.Errorf("%d %x %v", n, sig, err)
	}
	for _, n := range rand.Perm(20) {
		if err := s.See(t.Context(), a, uint64(n), []byte{byte(n)}); err != nil {
			t.Fatal(err)
		}
	}
	if n, sig, err := s.Seen(t.Context(), a); n != 19 || !bytes.Equal(sig, []byte{19}) || err != nil {
		t.Errorf("%d %x %v", n, sig, err)
	}
	if n, _, err := s.Seen(t.Context(), b); n != 0 || err != nil {
		t.Errorf("another operator's: %d %v", n, err)
	}
	if err := s.See(t.Context(), b, 1<<63, nil); err == nil {
		t.Error("a count that no program reaches was kept")
	}
}

func TestOneRotationForEachEpoch(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "o.db"))
	set, one, two := common.Hash{1}, common.Hash{2}, common.Hash{3}
	for _, c := range []struct {
		set    common.Hash
		epoch  uint32
		digest common.Hash
		fails  bool
	}{{set, 2, one, false}, {set, 2, one, false}, {set, 2, two, true}, {set, 3, two, false}, {common.Hash{9}, 2, two, false}} {
		if err := s.SignRotation(t.Context(), c.set, c.epoch, c.digest); errors.Is(err, oracle.ErrEquivocation) != c.fails {
			t.Errorf("%+v: %v", c, err)
		}
	}
}
