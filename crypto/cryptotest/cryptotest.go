// Package cryptotest builds rounds of honest agents, deterministically and fast,
// for tests, benchmarks and test networks. Its keys are public knowledge: never
// use one for anything of value.
package cryptotest

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"math/big"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/ethereum/go-ethereum/common"

	"oracled/crypto"
	"oracled/fixed"
	"oracled/oracle"
)

// Options of a round; zero values are defaults.
type Options struct {
	Agents    int         // 8
	Dimension int         // 1
	Task      oracle.Task // Dimension and MaxAgents are set when they are 0
	Number    uint64      // 1
	Seed      uint64
}

// Agent is an honest agent of a round with everything that it knows.
type Agent struct {
	Key        *crypto.AgentKey
	Context    oracle.Context
	Confidence uint8
	Values     []fixed.Q64x64
	Sealed     crypto.Sealed
}

// Key returns the index-th agent key of a seed. It is public knowledge.
func Key(seed, index uint64) *crypto.AgentKey {
	k, err := crypto.GenerateAgentKey(Reader(fmt.Sprintf("agent %d %d", seed, index)))
	if err != nil {
		panic(err) // the reader never fails
	}
	return k
}

// OperatorKey returns the index-th operator key of a seed. It is public knowledge.
func OperatorKey(seed, index uint64) *crypto.OperatorKey {
	k, err := crypto.GenerateOperatorKey(Reader(fmt.Sprintf("operator %d %d", seed, index)))
	if err != nil {
		panic(err) // the reader never fails
	}
	return k
}

// Operators returns n operators' keys of a kind and seed, in the order of their
// set, and that set, of the least threshold. They are public knowledge.
func Operators(kind crypto.Kind, seed uint64, n int) ([]*crypto.OperatorKey, crypto.OperatorSet) {
	keys := make([]*crypto.OperatorKey, n)
	for i := range keys {
		var err error
		if keys[i], err = kind.GenerateKey(Reader(fmt.Sprintf("operator %d %d", seed, i))); err != nil {
			panic(err) // the reader never fails
		}
	}
	slices.SortFunc(keys, func(a, b *crypto.OperatorKey) int { return bytes.Compare(a.PublicKey(), b.PublicKey()) })
	set := crypto.OperatorSet{Threshold: 2*n/3 + 1, Payee: common.Address{19: 1}}
	for _, k := range keys {
		set.Keys = append(set.Keys, k.PublicKey())
	}
	return keys, set
}

// Reader returns an endless deterministic stream for a label.
func Reader(label string) io.Reader { return rand.NewChaCha8(sha256.Sum256([]byte(label))) }

// Task returns a plain task of a test hub: dimension d, full width, room for n
// agents.
func Task(d, n int) oracle.Task {
	return oracle.Task{
		Hub:       oracle.Hub{ChainID: 31337, Address: common.HexToAddress("0x5FbDB2315678afecb367f032d93F642f64180aa3")},
		ID:        oracle.TaskIDFromIndex(1),
		Index:     1,
		Solver:    "trimmed-equilibrium",
		Dimension: d,
		Width:     oracle.WidthFull,
		TrimBps:   1000,
		Lambda:    6500,
		MinAgents: 1, MaxAgents: uint32(n),
		InitialTrust: 65536,
		Start:        1, CommitSeconds: 60, RevealSeconds: 60, Period: 180,
		Bounty: new(big.Int),
	}
}

// Round builds a round in which every agent commits and reveals, and returns it
// with the agents in the order of its submissions. Positions are uniform in
// [−1, 1).
func Round(o Options) (oracle.Round, []Agent) {
	if o.Agents == 0 {
		o.Agents = 8
	}
	if o.Dimension == 0 {
		o.Dimension = max(1, o.Task.Dimension)
	}
	if o.Task.Solver == "" {
		o.Task = Task(o.Dimension, o.Agents)
	}
	if o.Task.Dimension == 0 {
		o.Task.Dimension = o.Dimension
	}
	if o.Task.MaxAgents == 0 {
		o.Task.MaxAgents = uint32(o.Agents)
	}
	if o.Number == 0 {
		o.Number = 1
	}
	r := oracle.Round{Task: o.Task, Number: o.Number, Submissions: make([]oracle.Submission, o.Agents)}
	agents := make([]Agent, o.Agents)
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < o.Agents; i = int(next.Add(1)) - 1 {
				agents[i] = NewAgent(o.Task, o.Number, o.Seed, uint64(i))
				r.Submissions[i] = agents[i].Submission(uint64(i))
			}
		})
	}
	wg.Wait()
	return r, agents
}

// NewAgent returns the index-th agent of a seed with a sealed position for a
// round.
func NewAgent(t oracle.Task, round, seed, index uint64) Agent {
	key := Key(seed, index)
	stream := Reader(fmt.Sprintf("position %d %d %d", seed, index, round))
	a := Agent{
		Key:     key,
		Context: oracle.Context{Hub: t.Hub, Task: t.ID, Round: round, Agent: key.ID()},
		Values:  make([]fixed.Q64x64, t.Dimension),
	}
	var b [9]byte
	for i := range a.Values {
		_, _ = stream.Read(b[:]) // never fails
		a.Values[i] = fixed.Q64x64{Hi: -int64(b[8] & 1), Lo: binary.BigEndian.Uint64(b[:8])}
	}
	_, _ = stream.Read(b[:1])
	a.Confidence = b[0] % (crypto.MaxConfidence + 1)
	a.Seal(stream)
	return a
}

// Seal commits anew to the agent's values and confidence in its context.
func (a *Agent) Seal(random io.Reader) {
	sealed, err := crypto.Commit(a.Context, a.Confidence, a.Values, random)
	if err != nil {
		panic(err) // only when the reader fails
	}
	a.Sealed = sealed
}

// Submission returns what the agent sends, its commitment at the order-th place
// of the log.
func (a *Agent) Submission(order uint64) oracle.Submission {
	return oracle.Submission{
		Agent:     a.Context.Agent,
		PublicKey: a.Key.PublicKey(),
		Commitments: []oracle.SignedCommitment{{
			At:         oracle.LogPosition{Block: 100, Index: uint(order)},
			Commitment: a.Sealed.Commitment,
			Proof:      a.Sealed.Proof,
			Signature:  a.Sign(a.Sealed),
		}},
		Openings: []oracle.Opening{{
			At:         oracle.LogPosition{Block: 200, Index: uint(order)},
			Confidence: a.Confidence,
			Values:     a.Values,
			Blinding:   a.Sealed.Blinding,
		}},
	}
}

// Sign returns the agent's signature over a commitment and its proof.
func (a *Agent) Sign(s crypto.Sealed) []byte {
	digest := crypto.CommitmentDigest(a.Context, s.Commitment, s.Proof)
	return a.Key.Sign(digest[:])
}
