package crypto

import (
	"bytes"
	"cmp"
	"context"
	"math/big"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"
	"github.com/ethereum/go-ethereum/common"

	"oracled/fixed"
	"oracled/oracle"
)

// VerifierOptions set the size of a Verifier; zero values are defaults.
type VerifierOptions struct {
	Workers   int // goroutines, and so cores, that one call uses; 0: all cores
	CacheSize int // decoded public keys that are kept, about 250 bytes each; 0: 65,536
	Chunk     int // agents that are verified together, MinChunk to MaxChunk; 0: 512
}

// Verifier turns a closed round's submissions into positions. It is safe for
// concurrent use.
type Verifier struct {
	workers int
	chunk   atomic.Int64
	keys    keyCache
}

// NewVerifier returns a Verifier. It starts nothing.
func NewVerifier(o VerifierOptions) *Verifier {
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.CacheSize <= 0 {
		o.CacheSize = 1 << 16
	}
	v := &Verifier{workers: o.Workers, keys: keyCache{size: o.CacheSize}}
	v.SetChunk(cmp.Or(o.Chunk, defaultChunk))
	return v
}

// The chunk bounds the agents that a worker holds decoded, and the items of one
// equation. Nothing between two looks at the context takes longer than one sum
// over a chunk: some twenty milliseconds for the default.
const (
	MinChunk     = 32
	MaxChunk     = 4096
	defaultChunk = 512
)

// Chunk returns how many agents are verified together.
func (v *Verifier) Chunk() int { return int(v.chunk.Load()) }

// SetChunk changes how many agents are verified together, from the next round on.
// Only the time that a round takes depends on it. What is outside MinChunk to
// MaxChunk is brought inside.
func (v *Verifier) SetChunk(n int) { v.chunk.Store(int64(min(max(n, MinChunk), MaxChunk))) }

// fate is what is kept of an agent from the beginning to the end: all that grows
// with the round, some 50 bytes.
type fate struct {
	first, last int32 // its submissions are order[first:last]
	revealed    bool  // an opening arrived
	reason      oracle.Reason
	chosen      *oracle.SignedCommitment
	opening     *oracle.Opening
}

// Verify applies the table "What becomes of a submission" of docs/protocol.md
// but for low-trust: a profile of the positions and the rejections, both sorted
// by agent, each agent in exactly one of them. No submission can change what
// becomes of another agent, but by taking a place under maxAgents. Trust is
// left 0. The error is the context's and nothing else; values are copied.
//
// Agents are taken in chunks, each by one worker from its bytes to its verdict;
// beyond the round and the result, memory is some 50 bytes for each agent and
// about a megabyte for each worker.
func (v *Verifier) Verify(ctx context.Context, r oracle.Round) (oracle.Profile, []oracle.Rejection, error) {
	order, fates := gather(ctx, r.Submissions)
	// As many chunks for every worker, and no larger than allowed.
	chunk := v.Chunk()
	chunks := (len(fates) + chunk - 1) / chunk
	chunks = min((chunks+v.workers-1)/v.workers*v.workers, len(fates))
	v.each(ctx, chunks, func() func(int) {
		w := worker{ctx: ctx, keys: &v.keys, round: &r, order: order, chunk: chunk}
		return func(i int) { w.run(fates[i*len(fates)/chunks : (i+1)*len(fates)/chunks]) }
	})
	applyCapacity(ctx, order, fates, int(r.Task.MaxAgents))
	profile, rejections := conclude(ctx, &r, order, fates)
	if err := ctx.Err(); err != nil {
		return oracle.Profile{}, nil, err
	}
	return profile, rejections, nil
}

// gather sorts the submissions by agent. An agent that appears twice is one
// agent, and its first public key counts.
func gather(ctx context.Context, submissions []oracle.Submission) (order []int32, fates []fate) {
	order = make([]int32, len(submissions))
	for i := range order {
		order[i] = int32(i)
	}
	sortUntil(ctx, order, func(a, b int32) int {
		return cmp.Or(bytes.Compare(submissions[a].Agent[:], submissions[b].Agent[:]), cmp.Compare(a, b))
	})
	fates = make([]fate, 0, len(submissions))
	for i, k := range order {
		if i > 0 && submissions[k].Agent == submissions[order[i-1]].Agent {
			fates[len(fates)-1].last++
			continue
		}
		fates = append(fates, fate{first: int32(i), last: int32(i) + 1})
	}
	return order, fates
}

// sortUntil sorts, and comes to a quick end in any order when the context is
// done: then everything is equal.
func sortUntil[T any](ctx context.Context, s []T, compare func(a, b T) int) {
	comparisons, done := 0, false
	slices.SortFunc(s, func(a, b T) int {
		if comparisons++; comparisons%1024 == 0 && !done {
			done = ctx.Err() != nil
		}
		if done {
			return 0
		}
		return compare(a, b)
	})
}

func earlier(a, b oracle.LogPosition) int {
	return cmp.Or(cmp.Compare(a.Block, b.Block), cmp.Compare(a.Index, b.Index))
}

// worker verifies chunks, one after another.
type worker struct {
	ctx   context.Context
	keys  *keyCache
	round *oracle.Round
	order []int32
	chunk int

	candidates []candidate // of the present chunk, reused for the next
	entries    []entry
}

// candidate is one commitment of one agent, as it was sent.
type candidate struct {
	fate *fate
	sent *oracle.SignedCommitment

	pk     bls12381.G1Affine
	sig    bls12381.G2Affine
	hashed bls12381.G2Affine // H(digest)
	ok     bool
}

// entry is an agent's signed commitment with its proof of opening, decoded.
type entry struct {
	fate    *fate
	c       bls12381.G1Affine
	proof   openingProof
	opening *oracle.Opening // the only one of the right shape
	h, rho  fr.Element      // what it says that C commits to
	several bool            // there are more, to be tried one by one
}

// run settles the fates of some agents, but for their number and the range of
// their values. It leaves them as they are when the context is done.
func (w *worker) run(fates []fate) {
	w.signatures(fates)
	w.commitments(fates)
}

// submissions calls f for every submission of an agent.
func (w *worker) submissions(f *fate, do func(*oracle.Submission)) {
	for _, k := range w.order[f.first:f.last] {
		do(&w.round.Submissions[k])
	}
}

func (w *worker) agent(f *fate) *oracle.Submission { return &w.round.Submissions[w.order[f.first]] }

func (w *worker) context(f *fate) oracle.Context {
	return oracle.Context{Hub: w.round.Task.Hub, Task: w.round.Task.ID, Round: w.round.Number, Agent: w.agent(f).Agent}
}

// signatures settles bad-signature and equivocation, and finds for the others
// their commitment at its earliest valid place in the log.
func (w *worker) signatures(fates []fate) {
	w.candidates = w.candidates[:0]
	for i := range fates {
		if w.ctx.Err() != nil {
			return
		}
		f := &fates[i]
		f.reason = oracle.BadSignature
		own := len(w.candidates) // this agent's begin here
		w.submissions(f, func(s *oracle.Submission) {
			for j := range s.Commitments {
				sent := &s.Commitments[j]
				// The contract lets no other sizes pass. They could not be told apart
				// by what is signed, so nobody is charged for them.
				if len(sent.Commitment) != CommitmentSize || len(sent.Proof) != ProofSize || len(sent.Signature) != AgentSignatureSize {
					continue
				}
				if len(w.candidates) == w.chunk {
					w.settleSignatures()
					own = 0
				}
				if f.reason == oracle.Equivocation || w.ctx.Err() != nil {
					return
				}
				if !repeated(w.candidates[own:], sent) {
					w.candidates = append(w.candidates, candidate{fate: f, sent: sent})
				}
			}
		})
	}
	w.settleSignatures()
}

// repeated tells whether a commitment is among those of its agent, the same
// bytes under the same signature; the earlier one stays.
func repeated(among []candidate, sent *oracle.SignedCommitment) bool {
	for i := range among {
		c := &among[i]
		if sameCommitment(c.sent, sent) && bytes.Equal(c.sent.Signature, sent.Signature) {
			if earlier(sent.At, c.sent.At) < 0 {
				c.sent = sent
			}
			return true
		}
	}
	return false
}

func sameCommitment(a, b *oracle.SignedCommitment) bool {
	return bytes.Equal(a.Commitment, b.Commitment) && bytes.Equal(a.Proof, b.Proof)
}

// settleSignatures verifies the candidates and empties their list.
func (w *worker) settleSignatures() {
	live := make([]*candidate, 0, len(w.candidates))
	for i := range w.candidates {
		if w.ctx.Err() != nil {
			return
		}
		if c := &w.candidates[i]; w.readSignature(c) {
			live = append(live, c)
		}
	}
	verifySignatures(w.ctx, live)
	if w.ctx.Err() != nil {
		return
	}
	for _, c := range live {
		f := c.fate
		switch {
		case !c.ok:
		case f.chosen == nil:
			f.chosen, f.reason = c.sent, ""
		case !sameCommitment(f.chosen, c.sent):
			f.reason = oracle.Equivocation
		case earlier(c.sent.At, f.chosen.At) < 0:
			f.chosen = c.sent
		}
	}
	w.candidates = w.candidates[:0]
}

// readSignature decodes key and signature and hashes what was signed.
func (w *worker) readSignature(c *candidate) bool {
	s := w.agent(c.fate)
	var ok bool
	if c.pk, ok = w.keys.get(s.PublicKey, s.Agent); !ok {
		return false
	}
	var err error
	if c.sig, err = decodeG2(c.sent.Signature); err != nil {
		return false
	}
	digest := CommitmentDigest(w.context(c.fate), c.sent.Commitment, c.sent.Proof)
	c.hashed, err = hashToG2Fast(digest[:], []byte(AgentSuite))
	return err == nil
}

// commitments settles bad-commitment and bad-proof, and finds the openings.
func (w *worker) commitments(fates []fate) {
	w.entries = w.entries[:0]
	for i := range fates {
		if w.ctx.Err() != nil {
			return
		}
		if fates[i].reason != "" {
			continue
		}
		w.entries = append(w.entries, entry{fate: &fates[i]})
		if e := &w.entries[len(w.entries)-1]; !w.readCommitment(e) {
			w.entries = w.entries[:len(w.entries)-1]
		}
	}
	live := make([]*entry, len(w.entries))
	for i := range live {
		live[i] = &w.entries[i]
	}
	live = verifySubgroups(w.ctx, live)
	verifyCommitments(w.ctx, live)
	for _, e := range live {
		if e.several && e.fate.reason == "" {
			w.tryOpenings(e)
		}
	}
}

// readCommitment decodes a commitment, its proof and its opening, and settles
// the agent's fate when one of the first two is not what it should be.
func (w *worker) readCommitment(e *entry) bool {
	f, ctx := e.fate, w.context(e.fate)
	var err error
	if e.c, err = decodeCurve1(f.chosen.Commitment); err != nil {
		f.reason = oracle.BadCommitment
		return false
	}
	if e.proof, err = decodeProof(ctx, f.chosen.Commitment, f.chosen.Proof); err != nil {
		f.reason = oracle.BadProof
		if !e.c.IsInSubGroup() {
			f.reason = oracle.BadCommitment
		}
		return false
	}
	w.submissions(f, func(s *oracle.Submission) {
		for j := range s.Openings {
			o := &s.Openings[j]
			f.revealed = true
			switch {
			case e.several || len(o.Values) != w.round.Task.Dimension:
			case e.opening == nil:
				if rho, err := decodeScalar(o.Blinding[:]); err == nil {
					e.opening, e.rho = o, rho
				}
			default:
				e.several = o.Confidence != e.opening.Confidence || o.Blinding != e.opening.Blinding || !slices.Equal(o.Values, e.opening.Values)
			}
		}
	})
	if e.several {
		e.opening = nil
	}
	if e.opening != nil {
		e.h = CommitmentHash(ctx, e.opening.Confidence, e.opening.Values)
	}
	return true
}

// tryOpenings looks for the right one among several openings of an agent.
func (w *worker) tryOpenings(e *entry) {
	f, ctx := e.fate, w.context(e.fate)
	w.submissions(f, func(s *oracle.Submission) {
		for j := range s.Openings {
			o := &s.Openings[j]
			if f.opening != nil || w.ctx.Err() != nil {
				return
			}
			if len(o.Values) != w.round.Task.Dimension {
				continue
			}
			rho, err := decodeScalar(o.Blinding[:])
			if err != nil {
				continue
			}
			h := CommitmentHash(ctx, o.Confidence, o.Values)
			if opens(&e.c, &h, &rho) {
				f.opening = o
			}
		}
	})
}

// applyCapacity keeps the first agents in the log order of their commitments.
func applyCapacity(ctx context.Context, order []int32, fates []fate, limit int) {
	var valid []*fate
	for i := range fates {
		if fates[i].reason == "" && fates[i].chosen != nil {
			valid = append(valid, &fates[i])
		}
	}
	if len(valid) <= limit {
		return
	}
	sortUntil(ctx, valid, func(a, b *fate) int {
		return cmp.Or(earlier(a.chosen.At, b.chosen.At), cmp.Compare(order[a.first], order[b.first]))
	})
	for _, f := range valid[limit:] {
		f.reason = oracle.OverCapacity
	}
}

// conclude settles the openings and copies what was found.
func conclude(ctx context.Context, r *oracle.Round, order []int32, fates []fate) (oracle.Profile, []oracle.Rejection) {
	profile := oracle.Profile{Task: r.Task.ID, Round: r.Number}
	inRange := within(r.Task.MaxMagnitude())
	rejected := 0
	for i := range fates {
		f := &fates[i]
		switch {
		case f.reason != "":
		case !f.revealed:
			f.reason = oracle.NotRevealed
		case f.opening == nil:
			f.reason = oracle.BadOpening
		case f.opening.Confidence > MaxConfidence || !inRange(f.opening.Values):
			f.reason = oracle.OutOfRange
		}
		if f.reason != "" {
			rejected++
		}
	}
	rejections := make([]oracle.Rejection, 0, rejected)
	profile.Positions = make([]oracle.Position, 0, len(fates)-rejected)
	for i := range fates {
		f := &fates[i]
		if i%1024 == 0 && ctx.Err() != nil {
			break
		}
		agent := r.Submissions[order[f.first]].Agent
		if f.reason != "" {
			rejections = append(rejections, oracle.Rejection{Agent: agent, Reason: f.reason})
			continue
		}
		profile.Positions = append(profile.Positions, oracle.Position{
			Agent:      agent,
			Group:      f.chosen.Group,
			Confidence: f.opening.Confidence,
			Values:     slices.Clone(f.opening.Values),
		})
	}
	return profile, rejections
}

// within returns a function that tells whether every value is below the bound
// in magnitude.
func within(bound *big.Int) func([]fixed.Q64x64) bool {
	high, err1 := fixed.FromBig(bound)
	low, err2 := fixed.FromBig(new(big.Int).Neg(bound))
	if err1 != nil || err2 != nil {
		return func([]fixed.Q64x64) bool { return true } // the bound is above every value
	}
	return func(values []fixed.Q64x64) bool {
		for _, q := range values {
			if q.Cmp(low) <= 0 || q.Cmp(high) >= 0 {
				return false
			}
		}
		return true
	}
}

// each calls f(0) … f(n−1) on the workers, f being what start returns to each
// of them, and returns early when the context is done.
func (v *Verifier) each(ctx context.Context, n int, start func() func(int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(v.workers, n) {
		wg.Go(func() {
			f := start()
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				f(i)
			}
		})
	}
	wg.Wait()
}

// keyCache keeps decoded public keys in two generations: when the younger is
// full it becomes the older, whose keys are forgotten unless asked for.
type keyCache struct {
	mu         sync.Mutex
	size       int
	young, old map[[AgentPublicKeySize]byte]cachedKey
}

type cachedKey struct {
	point bls12381.G1Affine
	agent common.Address
}

// get returns the point of an agent's public key, false unless the key is a
// point of the subgroup in canonical encoding whose identifier is the agent's.
func (c *keyCache) get(public []byte, agent common.Address) (bls12381.G1Affine, bool) {
	if len(public) != AgentPublicKeySize {
		return bls12381.G1Affine{}, false
	}
	key := [AgentPublicKeySize]byte(public)
	c.mu.Lock()
	k, ok := c.young[key]
	if !ok {
		if k, ok = c.old[key]; ok {
			c.put(key, k)
		}
	}
	c.mu.Unlock()
	if !ok {
		p, err := decodeG1Uncompressed(public)
		if err != nil {
			return p, false
		}
		k = cachedKey{point: p, agent: common.BytesToAddress(keccak(public).Bytes()[12:])}
		c.mu.Lock()
		c.put(key, k)
		c.mu.Unlock()
	}
	return k.point, k.agent == agent
}

func (c *keyCache) put(key [AgentPublicKeySize]byte, k cachedKey) {
	if c.young == nil || len(c.young) >= max(1, c.size/2) {
		c.old, c.young = c.young, make(map[[AgentPublicKeySize]byte]cachedKey)
	}
	c.young[key] = k
}
