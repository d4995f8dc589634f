package main

import (
	"math/rand/v2"
	"testing"

	"oracled/crypto/cryptotest"
	"oracled/oracle"
)

// The cheap agents are honest, and one that is damaged is found.
func TestManyAgents(t *testing.T) {
	r, err := manyAgents(70, 3)
	if err != nil {
		t.Fatal(err)
	}
	s := &cryptotest.Scene{Round: r}
	if err := verifies(s, nil, 2)(); err != nil {
		t.Error(err)
	}
	s.Round.Submissions[7].Openings[0].Confidence++
	if err := verifies(s, map[int]oracle.Reason{7: oracle.BadOpening}, 2)(); err != nil {
		t.Error(err)
	}
	if verifies(s, nil, 2)() == nil || verifies(s, map[int]oracle.Reason{7: oracle.BadProof}, 2)() == nil {
		t.Error("another result than expected was taken")
	}
}

func TestDamagedScene(t *testing.T) {
	s := honestScene(60)
	bad, want := s.DamageMany(rand.New(rand.NewPCG(1, 1)), 50)
	if err := verifies(bad, want, 2)(); err != nil {
		t.Error(err)
	}
	if err := verifies(s, nil, 1)(); err != nil {
		t.Errorf("damage reached the honest round: %v", err)
	}
}

func TestVerifyMemory(t *testing.T) {
	peak, before, err := verifyMemory(20, 2)
	if err != nil || before <= 0 || peak < before || peak > 1<<12 {
		t.Errorf("%v MB, before %v MB: %v", peak, before, err)
	}
}
