//go:build long

package testnet

import (
	"testing"
	"time"
)

// TestQuorumOfFour runs four honest operators for many rounds, and logs how long
// they took to agree.
func TestQuorumOfFour(t *testing.T) {
	v := newTown(t, 4, turn)
	v.start(v.all...)
	for range 10 {
		v.ask()
		v.await()
	}
	v.finish()
	t.Logf("from the last having solved to the quorum: %v", v.latencies())
}

// TestQuorumOfManyWithManyAbsent runs 31 operators of which 10 are dead, and then
// one more.
func TestQuorumOfManyWithManyAbsent(t *testing.T) {
	v := newTown(t, 31, 6*time.Second)
	v.start(v.all[10:21]...)
	v.start(v.all[21:]...)
	for range 6 {
		v.ask()
		v.await()
	}
	v.all[10].Kill()
	task := v.ask()
	v.afterTurns(task, 3)
	if v.posted(task) {
		t.Error("20 of 31 operators have posted something")
	}
	v.start(v.all[10])
	v.await()
	v.finish()
	t.Logf("from the last having solved to the quorum: %v", v.latencies())
}

// TestManyLiars runs 31 operators of which 10 lie, each in its own way and in
// another one each time.
func TestManyLiars(t *testing.T) { liars(t, 31, 6*time.Second) }

// TestSevenLiars is TestLiars with two liars at once.
func TestSevenLiars(t *testing.T) { liars(t, 7, turn) }
