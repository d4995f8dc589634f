package crypto_test

import (
	"math/rand/v2"
	"reflect"
	"sync"
	"testing"

	"oracled/crypto"
	"oracled/crypto/cryptotest"
	"oracled/oracle"
)

// How many agents are verified together decides nothing, whoever is among them,
// and may change while a round is verified.
func TestChunkChangesNothing(t *testing.T) {
	s, _ := cryptotest.NewScene(97, 3).DamageMany(rand.New(rand.NewPCG(5, 5)), 30)
	verify := func(v *crypto.Verifier) (oracle.Profile, []oracle.Rejection) {
		p, r, err := v.Verify(t.Context(), s.Round)
		if err != nil {
			t.Error(err)
		}
		return p, r
	}
	profile, rejections := verify(crypto.NewVerifier(crypto.VerifierOptions{Workers: 1}))
	if len(rejections) == 0 || len(profile.Positions) == 0 {
		t.Fatal("a scene with good and bad agents is needed")
	}
	check := func(v *crypto.Verifier) {
		if p, r := verify(v); !reflect.DeepEqual(p, profile) || !reflect.DeepEqual(r, rejections) {
			t.Errorf("with chunks of %d: %d positions and %d rejections, want %d and %d", v.Chunk(), len(p.Positions), len(r), len(profile.Positions), len(rejections))
		}
	}
	for given, want := range map[int]int{0: 512, 1: crypto.MinChunk, 64: 64, 1 << 20: crypto.MaxChunk} {
		v := crypto.NewVerifier(crypto.VerifierOptions{Workers: 2, Chunk: given})
		if v.Chunk() != want {
			t.Errorf("a chunk of %d became %d", given, v.Chunk())
		}
		check(v)
	}
	v := crypto.NewVerifier(crypto.VerifierOptions{Workers: 2})
	var wg sync.WaitGroup
	for k := range 4 {
		wg.Go(func() {
			v.SetChunk(32 << k)
			check(v)
		})
	}
	wg.Wait()
}
