package store

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"oracled/oracle"
)

// TestASecondListForARoundIsRefusedAfterARestart, also when the crash came
// between the guard and the database.
func TestASecondListForARoundIsRefusedAfterARestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "o.db")
	a, b := common.Hash{1}, common.Hash{2}
	s := open(t, path)
	steps := []struct {
		scope common.Hash
		round uint64
		list  oracle.Took
		bad   bool
	}{
		{a, 1, 0b011, false}, {a, 1, 0b011, false}, {a, 1, 0b111, true}, {a, 2, 0b111, false}, {b, 1, 0b111, false}, {a, 2, 0b011, true},
	}
	count := uint64(0)
	for _, again := range []bool{false, true} {
		for i, x := range steps {
			n, err := s.SignList(t.Context(), x.scope, x.round, x.list)
			if !x.bad {
				count++
			}
			if x.bad != errors.Is(err, oracle.ErrEquivocation) || !x.bad && (err != nil || n != count) {
				t.Errorf("again %t, step %d: %d, %v", again, i, n, err)
			}
		}
		s.Close()
		s = open(t, path)
	}
	if list, err := s.SignedList(t.Context(), a, 1); err != nil || list != 0b011 {
		t.Errorf("%b, %v", list, err)
	}
	if list, err := s.SignedList(t.Context(), a, 9); err != nil || list != 0 {
		t.Errorf("%b, %v", list, err)
	}
	s.Close()

	copyFile(t, path, path+".backup")
	s = open(t, path)
	if _, err := s.SignList(t.Context(), a, 3, 0b001); err != nil {
		t.Fatal(err)
	}
	s.Close()
	copyFile(t, path+".backup", path)
	s = open(t, path)
	if _, err := s.SignList(t.Context(), a, 3, 0b010); !errors.Is(err, oracle.ErrEquivocation) {
		t.Errorf("after a crash before the database had it: %v", err)
	}
	if _, err := s.SignList(t.Context(), a, 3, 0b001); err != nil {
		t.Error(err)
	}
	s.Close()
}

// TestOldListsAreForgotten and nothing is signed for their rounds.
func TestOldListsAreForgotten(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "o.db"))
	defer s.Close()
	for _, round := range []uint64{1, 2, keepRounds + 1} {
		if _, err := s.SignList(t.Context(), common.Hash{1}, round, 1); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.SignList(t.Context(), common.Hash{1}, 1, 1); !errors.As(err, new(errForgotten)) {
		t.Errorf("a forgotten round is signed: %v", err)
	}
	for round, want := range map[uint64]oracle.Took{1: 0, 2: 1} {
		if list, err := s.SignedList(t.Context(), common.Hash{1}, round); err != nil || list != want {
			t.Errorf("round %d: %b, %v", round, list, err)
		}
	}
}

// TestListsTravel with what else was signed from one store to another.
func TestListsTravel(t *testing.T) {
	from, to := open(t, filepath.Join(t.TempDir(), "a.db")), open(t, filepath.Join(t.TempDir(), "b.db"))
	defer from.Close()
	defer to.Close()
	for _, r := range []SignedRoundList{{1, 1}, {5, 3}, {keepRounds + 3, 7}} { // in this order: the last makes it forget the first
		if _, err := from.SignList(t.Context(), common.Hash{9}, r.Round, r.List); err != nil {
			t.Fatal(err)
		}
	}
	f, err := from.Export(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []int{2, 0} {
		if n, err := to.Import(t.Context(), f); err != nil || n != want {
			t.Errorf("%d, %v, want %d", n, err, want)
		}
	}
	if _, err := to.SignList(t.Context(), common.Hash{9}, 5, 1); !errors.Is(err, oracle.ErrEquivocation) {
		t.Errorf("another list after the import: %v", err)
	}
	if _, err := to.SignList(t.Context(), common.Hash{9}, 2, 1); !errors.As(err, new(errForgotten)) {
		t.Errorf("below the floor after the import: %v", err)
	}
	f.Scopes[0].Rounds[0].List++
	if _, err := to.Import(t.Context(), f); !errors.Is(err, oracle.ErrEquivocation) {
		t.Errorf("a file that contradicts the store: %v", err)
	}
}
