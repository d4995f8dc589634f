package crypto

import (
	"context"
	"fmt"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/herumi/bls-eth-go-binary/bls"

	"oracled/fixed"
	"oracled/oracle"
)

// benchRound is cryptotest.Round for a test inside the package.
func benchRound(b testing.TB, n, d int) (oracle.Round, []*AgentKey) {
	b.Helper()
	r := oracle.Round{Task: oracle.Task{ID: oracle.TaskIDFromIndex(1), Dimension: d, Width: oracle.WidthFull, MaxAgents: uint32(n)}, Number: 1}
	keys := make([]*AgentKey, n)
	for i := range n {
		key, err := GenerateAgentKey(nil)
		if err != nil {
			b.Fatal(err)
		}
		ctx := oracle.Context{Hub: r.Task.Hub, Task: r.Task.ID, Round: 1, Agent: key.ID()}
		values := make([]fixed.Q64x64, d)
		for j := range values {
			values[j] = fixed.FromUlps(int64(i*d + j))
		}
		s, err := Commit(ctx, 50, values, nil)
		if err != nil {
			b.Fatal(err)
		}
		digest := CommitmentDigest(ctx, s.Commitment, s.Proof)
		keys[i] = key
		r.Submissions = append(r.Submissions, oracle.Submission{
			Agent: key.ID(), PublicKey: key.PublicKey(),
			Commitments: []oracle.SignedCommitment{{At: oracle.LogPosition{Index: uint(i)}, Commitment: s.Commitment, Proof: s.Proof, Signature: key.Sign(digest[:])}},
			Openings:    []oracle.Opening{{Confidence: 50, Values: values, Blinding: s.Blinding}},
		})
	}
	return r, keys
}

func perPosition(b *testing.B, n int, before time.Duration) {
	per := 1 / float64(b.N) / float64(n)
	b.ReportMetric(float64(b.Elapsed().Microseconds())*per, "µs/position")
	b.ReportMetric(float64((cpuTime()-before).Microseconds())*per, "cpu-µs/position")
}

// cpuTime is what the process has used of all cores: unlike the time that
// passes, it does not depend much on who else is at work.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkVerifyRound1024 verifies a round of 1,024 agents in eight dimensions
// on all cores; keys are in the cache after the first time.
func BenchmarkVerifyRound1024(b *testing.B) {
	const n = 1024
	r, _ := benchRound(b, n, 8)
	v := NewVerifier(VerifierOptions{})
	before := cpuTime()
	for b.Loop() {
		if p, _, err := v.Verify(context.Background(), r); err != nil || len(p.Positions) != n {
			b.Fatal("not every agent was accepted", err)
		}
	}
	perPosition(b, n, before)
}

// BenchmarkHerumiMultiVerify1024 is what herumi takes for the signatures of the
// same round alone, already decoded: the yardstick, not used (see doc.go). Like
// the verifier it uses all cores.
func BenchmarkHerumiMultiVerify1024(b *testing.B) {
	const n = 1024
	r, keys := benchRound(b, n, 8)
	sigs, pubs, msgs := make([]bls.Sign, n), make([]bls.PublicKey, n), make([]byte, 0, 32*n)
	for i, k := range keys {
		c := r.Submissions[i].Commitments[0]
		digest := CommitmentDigest(oracle.Context{Task: r.Task.ID, Round: 1, Agent: k.ID()}, c.Commitment, c.Proof)
		msgs = append(msgs, digest[:]...)
		pubs[i] = *k.secret.GetPublicKey()
		if err := sigs[i].Deserialize(c.Signature); err != nil {
			b.Fatal(err)
		}
	}
	before := cpuTime()
	for b.Loop() {
		if !bls.MultiVerify(sigs, pubs, msgs) {
			b.Fatal("refused")
		}
	}
	runtime.KeepAlive(msgs)
	perPosition(b, n, before)
}

// BenchmarkVerifyHostile has a share of the agents send a wrong proof.
func BenchmarkVerifyHostile(b *testing.B) {
	const n = 256
	for _, share := range []int{0, 1, 10, 50, 100} {
		for _, field := range []string{"signature", "proof", "opening"} {
			b.Run(fmt.Sprintf("%s/%d%%", field, share), func(b *testing.B) {
				r, keys := benchRound(b, n, 8)
				bad := 0
				for i := range n {
					if (i*37)%100 >= share {
						continue
					}
					bad++
					s := &r.Submissions[i]
					switch c := &s.Commitments[0]; field {
					case "signature":
						c.Signature = r.Submissions[(i+1)%n].Commitments[0].Signature
					case "proof":
						c.Proof[111] ^= 1
						digest := CommitmentDigest(oracle.Context{Task: r.Task.ID, Round: 1, Agent: keys[i].ID()}, c.Commitment, c.Proof)
						c.Signature = keys[i].Sign(digest[:])
					case "opening":
						s.Openings[0].Confidence++
					}
				}
				v := NewVerifier(VerifierOptions{})
				before := cpuTime()
				for b.Loop() {
					_, rejections, err := v.Verify(context.Background(), r)
					if err != nil || len(rejections) < bad-1 {
						b.Fatal(len(rejections), bad, err)
					}
				}
				perPosition(b, n, before)
			})
		}
	}
}

func BenchmarkCommit(b *testing.B) {
	values := make([]fixed.Q64x64, 8)
	for b.Loop() {
		if _, err := Commit(oracle.Context{}, 1, values, nil); err != nil {
			b.Fatal(err)
		}
	}
}
