package crypto

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/binary"
	"math/big"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/consensys/gnark-crypto/ecc"
	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"
	"github.com/ethereum/go-ethereum/common"

	"oracled/fixed"
	"oracled/oracle"
)

// VerifierOptions set the size of a Verifier; zero values are defaults.
type VerifierOptions struct {
	Workers   int // cores that one call uses; 0: all of them
	CacheSize int // decoded public keys that are kept, about 250 bytes each; 0: 65,536
}

// Verifier turns a closed round's submissions into positions. It is safe for
// concurrent use.
type Verifier struct {
	workers int
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
	return &Verifier{workers: o.Workers, keys: keyCache{size: o.CacheSize}}
}

// batchSize bounds the items that are checked in one equation, so that a
// cancelled context is noticed within some tens of milliseconds.
const batchSize = 128

// subgroupBatchSize is larger, for a check of 64 sums whatever the number of
// points: some ten milliseconds.
const subgroupBatchSize = 1024

// candidate is one commitment of one agent, as it was sent.
type candidate struct {
	sent  *oracle.SignedCommitment
	owner int
	id    common.Hash // keccak(C ‖ proof)

	pk     bls12381.G1Affine
	sig    bls12381.G2Affine
	hashed bls12381.G2Affine // H(digest)
	ok     bool
}

// entry is one agent's way through the table of docs/protocol.md.
type entry struct {
	agent     common.Address
	ctx       oracle.Context
	publicKey []byte
	openings  []*oracle.Opening
	reason    oracle.Reason // empty as long as nothing is wrong
	chosen    *candidate

	c       bls12381.G1Affine
	proof   openingProof
	trials  []trial // distinct openings of the right shape
	batched bool    // the one trial is checked together with the proof
	opening *oracle.Opening
}

// trial is an opening, decoded.
type trial struct {
	opening *oracle.Opening
	h, rho  fr.Element
}

// Verify applies the table "What becomes of a submission" of docs/protocol.md
// but for low-trust: a profile of the positions and the rejections, both sorted
// by agent, each agent in exactly one of them. No submission can change what
// becomes of another agent, but by taking a place under maxAgents. Trust is
// left 0. The error is the context's and nothing else; values are copied.
func (v *Verifier) Verify(ctx context.Context, r oracle.Round) (oracle.Profile, []oracle.Rejection, error) {
	entries, candidates := gather(r)
	steps := []func() error{
		func() error { return v.readSignatures(ctx, entries, candidates) },
		func() error { return v.checkSignatures(ctx, candidates) },
		func() error { choose(entries, candidates); return v.readCommitments(ctx, r, entries) },
		func() error { return v.checkSubgroups(ctx, entries) },
		func() error { return v.checkCommitments(ctx, entries) },
		func() error { return v.tryOpenings(ctx, entries) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return oracle.Profile{}, nil, err
		}
	}
	applyCapacity(entries, int(r.Task.MaxAgents))
	profile, rejections := conclude(r, entries)
	return profile, rejections, nil
}

// gather lists the agents and the commitments sent in their names. An agent
// that appears twice is one agent.
func gather(r oracle.Round) ([]*entry, []*candidate) {
	byAgent := make(map[common.Address]int, len(r.Submissions))
	var entries []*entry
	var candidates []*candidate
	type key struct {
		owner int
		id    common.Hash
		sig   [AgentSignatureSize]byte
	}
	seen := make(map[key]*candidate)
	for i := range r.Submissions {
		s := &r.Submissions[i]
		owner, known := byAgent[s.Agent]
		if !known {
			owner = len(entries)
			byAgent[s.Agent] = owner
			entries = append(entries, &entry{
				agent:     s.Agent,
				ctx:       oracle.Context{Hub: r.Task.Hub, Task: r.Task.ID, Round: r.Number, Agent: s.Agent},
				publicKey: s.PublicKey,
			})
		}
		e := entries[owner]
		for j := range s.Commitments {
			sent := &s.Commitments[j]
			// The contract lets no other sizes pass. They could not be told apart
			// by what is signed, so nobody is charged for them.
			if len(sent.Commitment) != CommitmentSize || len(sent.Proof) != ProofSize || len(sent.Signature) != AgentSignatureSize {
				continue
			}
			k := key{owner: owner, id: keccak(sent.Commitment, sent.Proof), sig: [AgentSignatureSize]byte(sent.Signature)}
			if c := seen[k]; c != nil {
				if earlier(sent.At, c.sent.At) < 0 {
					c.sent = sent
				}
				continue
			}
			c := &candidate{sent: sent, owner: owner, id: k.id}
			seen[k] = c
			candidates = append(candidates, c)
		}
		for j := range s.Openings {
			e.openings = append(e.openings, &s.Openings[j])
		}
	}
	return entries, candidates
}

func earlier(a, b oracle.LogPosition) int {
	return cmp.Or(cmp.Compare(a.Block, b.Block), cmp.Compare(a.Index, b.Index))
}

// readSignatures decodes keys and signatures and hashes what was signed.
func (v *Verifier) readSignatures(ctx context.Context, entries []*entry, candidates []*candidate) error {
	return v.each(ctx, len(candidates), func(i int) {
		c := candidates[i]
		e := entries[c.owner]
		pk, ok := v.keys.get(e.publicKey, e.agent)
		if !ok {
			return
		}
		sig, err := decodeG2(c.sent.Signature)
		if err != nil {
			return
		}
		digest := CommitmentDigest(e.ctx, c.sent.Commitment, c.sent.Proof)
		h, err := hashToG2Fast(digest[:], []byte(AgentSuite))
		if err != nil {
			return
		}
		c.pk, c.sig, c.hashed, c.ok = pk, sig, h, true
	})
}

// checkSignatures clears ok where a signature does not verify.
func (v *Verifier) checkSignatures(ctx context.Context, candidates []*candidate) error {
	return inBatches(ctx, v, batchSize, filter(candidates, func(c *candidate) bool { return c.ok }), signaturesVerify,
		func(c *candidate) { c.ok = false })
}

// choose settles bad-signature and equivocation, and finds for the others their
// commitment at its earliest valid place in the log.
func choose(entries []*entry, candidates []*candidate) {
	for _, e := range entries {
		e.reason = oracle.BadSignature
	}
	for _, c := range candidates {
		e := entries[c.owner]
		switch {
		case !c.ok:
		case e.chosen == nil:
			e.chosen, e.reason = c, ""
		case e.chosen.id != c.id:
			e.reason = oracle.Equivocation
		case earlier(c.sent.At, e.chosen.sent.At) < 0:
			e.chosen = c
		}
	}
}

// readCommitments decodes commitments, proofs and openings.
func (v *Verifier) readCommitments(ctx context.Context, r oracle.Round, entries []*entry) error {
	return v.each(ctx, len(entries), func(i int) {
		e := entries[i]
		if e.reason != "" {
			return
		}
		sent := e.chosen.sent
		var err error
		if e.c, err = decodeCurve1(sent.Commitment); err != nil {
			e.reason = oracle.BadCommitment
			return
		}
		if e.proof, err = decodeProof(e.ctx, sent.Commitment, sent.Proof); err != nil {
			e.reason = oracle.BadProof
			if !e.c.IsInSubGroup() {
				e.reason = oracle.BadCommitment
			}
			return
		}
		for _, o := range e.openings {
			if len(o.Values) != r.Task.Dimension {
				continue
			}
			t := trial{opening: o}
			if t.rho, err = decodeScalar(o.Blinding[:]); err != nil {
				continue
			}
			t.h = CommitmentHash(e.ctx, o.Confidence, o.Values)
			if !slices.ContainsFunc(e.trials, func(u trial) bool { return u.h == t.h && u.rho == t.rho }) {
				e.trials = append(e.trials, t)
			}
		}
		e.batched = len(e.trials) == 1
	})
}

// checkSubgroups settles bad-commitment, and bad-proof where R is to blame.
func (v *Verifier) checkSubgroups(ctx context.Context, entries []*entry) error {
	live := filter(entries, func(e *entry) bool { return e.reason == "" })
	verdicts := []oracle.Reason{oracle.BadCommitment, oracle.BadProof} // a later verdict never replaces an earlier one
	for i, point := range []func(*entry) *bls12381.G1Affine{
		func(e *entry) *bls12381.G1Affine { return &e.c },
		func(e *entry) *bls12381.G1Affine { return &e.proof.r },
	} {
		check := func(batch []*entry) bool {
			points := make([]bls12381.G1Affine, len(batch))
			for j, e := range batch {
				points[j] = *point(e)
			}
			return bls12381.IsInSubGroupBatchG1(points) // wrong with probability 2⁻⁶⁴ at most
		}
		err := inBatches(ctx, v, subgroupBatchSize, live, check, func(e *entry) {
			if e.reason == "" {
				e.reason = verdicts[i]
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// checkCommitments settles bad-proof, and the openings of agents that sent one.
func (v *Verifier) checkCommitments(ctx context.Context, entries []*entry) error {
	live := filter(entries, func(e *entry) bool { return e.reason == "" })
	err := inBatches(ctx, v, batchSize, live, commitmentsVerify, func(e *entry) {
		// Something of this agent is wrong: the proof, or only the opening, which
		// tryOpenings will look at alone.
		e.batched = false
		if !e.proof.verifies(&e.c) {
			e.reason = oracle.BadProof
		}
	})
	if err != nil {
		return err
	}
	for _, e := range live {
		if e.batched {
			e.opening = e.trials[0].opening
		}
	}
	return nil
}

// tryOpenings looks for the right one among several openings of an agent.
func (v *Verifier) tryOpenings(ctx context.Context, entries []*entry) error {
	type attempt struct {
		e *entry
		t *trial
	}
	var attempts []attempt
	for _, e := range entries {
		if e.reason == "" && !e.batched {
			for i := range e.trials {
				attempts = append(attempts, attempt{e, &e.trials[i]})
			}
		}
	}
	found := make([]bool, len(attempts))
	if err := v.each(ctx, len(attempts), func(i int) {
		found[i] = opens(&attempts[i].e.c, &attempts[i].t.h, &attempts[i].t.rho)
	}); err != nil {
		return err
	}
	for i, a := range attempts {
		if found[i] && a.e.opening == nil {
			a.e.opening = a.t.opening
		}
	}
	return nil
}

// applyCapacity keeps the first agents in the log order of their commitments.
func applyCapacity(entries []*entry, limit int) {
	valid := filter(entries, func(e *entry) bool { return e.reason == "" })
	slices.SortStableFunc(valid, func(a, b *entry) int { return earlier(a.chosen.sent.At, b.chosen.sent.At) })
	for i, e := range valid {
		if i >= limit {
			e.reason = oracle.OverCapacity
		}
	}
}

// conclude settles the openings and sorts.
func conclude(r oracle.Round, entries []*entry) (oracle.Profile, []oracle.Rejection) {
	slices.SortFunc(entries, func(a, b *entry) int { return bytes.Compare(a.agent[:], b.agent[:]) })
	profile := oracle.Profile{Task: r.Task.ID, Round: r.Number}
	var rejections []oracle.Rejection
	bound := r.Task.MaxMagnitude()
	for _, e := range entries {
		switch {
		case e.reason != "":
		case len(e.openings) == 0:
			e.reason = oracle.NotRevealed
		case e.opening == nil:
			e.reason = oracle.BadOpening
		case e.opening.Confidence > MaxConfidence || !within(e.opening.Values, bound):
			e.reason = oracle.OutOfRange
		}
		if e.reason != "" {
			rejections = append(rejections, oracle.Rejection{Agent: e.agent, Reason: e.reason})
			continue
		}
		profile.Positions = append(profile.Positions, oracle.Position{
			Agent:      e.agent,
			Group:      e.chosen.sent.Group,
			Confidence: e.opening.Confidence,
			Values:     slices.Clone(e.opening.Values),
		})
	}
	return profile, rejections
}

// within tells whether every value is below the bound in magnitude.
func within(values []fixed.Q64x64, bound *big.Int) bool {
	high, err := fixed.FromBig(bound)
	if err != nil {
		return true // the bound is above every value
	}
	low, err := fixed.FromBig(new(big.Int).Neg(bound))
	if err != nil {
		return true
	}
	for _, q := range values {
		if q.Cmp(low) <= 0 || q.Cmp(high) >= 0 {
			return false
		}
	}
	return true
}

// signaturesVerify checks Π e(rᵢ·pkᵢ, H(mᵢ)) = e(g1, Σ rᵢ·σᵢ) with random rᵢ of
// 64 bits: a bad batch passes with probability 2⁻⁶⁴ at most.
func signaturesVerify(batch []*candidate) bool {
	n := len(batch)
	if n == 1 {
		return pairingsAgree([]bls12381.G1Affine{batch[0].pk}, []bls12381.G2Affine{batch[0].hashed}, &batch[0].sig)
	}
	coefficients := random64(n)
	keys := make([]bls12381.G1Jac, n)
	messages := make([]bls12381.G2Affine, n, n+1)
	signatures := make([]*bls12381.G2Affine, n)
	for i, c := range batch {
		keys[i] = mulShort(&c.pk, coefficients[i])
		messages[i] = c.hashed
		signatures[i] = &c.sig
	}
	sum := sumShort(signatures, coefficients)
	return pairingsAgree(bls12381.BatchJacobianToAffineG1(keys), messages, &sum)
}

// pairingsAgree checks Π e(pᵢ, qᵢ) = e(g1, s).
func pairingsAgree(p []bls12381.G1Affine, q []bls12381.G2Affine, s *bls12381.G2Affine) bool {
	_, _, g1, _ := bls12381.Generators()
	g1.Neg(&g1)
	ok, err := bls12381.PairingCheck(append(p, g1), append(q, *s))
	return err == nil && ok
}

// commitmentsVerify checks in one sum with random coefficients w, u of 128 bits
// that wᵢ·(s_h·G + s_ρ·H − R − e·C) and, for openings, uᵢ·(h·G + ρ·H − C) vanish.
func commitmentsVerify(batch []*entry) bool {
	n := len(batch)
	points := make([]bls12381.G1Affine, 0, 2*n+2)
	scalars := make([]fr.Element, 0, 2*n+2)
	var onG, onH, t fr.Element
	for _, e := range batch {
		w := random128()
		onG.Sub(&onG, t.Mul(&w, &e.proof.sh))
		onH.Sub(&onH, t.Mul(&w, &e.proof.sr))
		var onC fr.Element
		onC.Mul(&w, &e.proof.e)
		if e.batched {
			u := random128()
			onG.Sub(&onG, t.Mul(&u, &e.trials[0].h))
			onH.Sub(&onH, t.Mul(&u, &e.trials[0].rho))
			onC.Add(&onC, &u)
		}
		points = append(points, e.proof.r, e.c)
		scalars = append(scalars, w, onC)
	}
	g, h := Generators()
	points = append(points, g, h)
	scalars = append(scalars, onG, onH)
	var sum bls12381.G1Jac
	if _, err := sum.MultiExp(points, scalars, ecc.MultiExpConfig{NbTasks: 1}); err != nil {
		return false
	}
	return sum.Z.IsZero()
}

func random128() (s fr.Element) {
	var b [16]byte
	fillRandom(b[:])
	s.SetBytes(b[:])
	return s
}

func random64(n int) []uint64 {
	b := make([]byte, 8*n)
	fillRandom(b)
	out := make([]uint64, n)
	for i := range out {
		out[i] = binary.LittleEndian.Uint64(b[8*i:])
	}
	return out
}

func fillRandom(b []byte) {
	if _, err := rand.Read(b); err != nil {
		panic("crypto: no randomness from the system") // rand.Read never returns an error
	}
}

// mulShort returns k·p for a public k of 64 bits, by a signed window of 4 bits.
func mulShort(p *bls12381.G1Affine, k uint64) (out bls12381.G1Jac) {
	var table [9]bls12381.G1Jac // multiples 0 to 8
	table[1].FromAffine(p)
	for i := 2; i < len(table); i++ {
		table[i].Set(&table[i-1])
		table[i].AddMixed(p)
	}
	var digits [17]int8
	for i := range 16 {
		d := int8(k>>(4*i)&15) + digits[i]
		if d > 8 {
			d -= 16
			digits[i+1] = 1
		}
		digits[i] = d
	}
	for i := 16; i >= 0; i-- {
		if i < 16 {
			for range 4 {
				out.DoubleAssign()
			}
		}
		switch d := digits[i]; {
		case d > 0:
			out.AddAssign(&table[d])
		case d < 0:
			var q bls12381.G1Jac
			q.Neg(&table[-d])
			out.AddAssign(&q)
		}
	}
	return out
}

// sumShort returns Σ kᵢ·pᵢ for public kᵢ of 64 bits, by buckets of six bits.
func sumShort(points []*bls12381.G2Affine, k []uint64) (p bls12381.G2Affine) {
	const window = 6
	var total bls12381.G2Jac
	for shift := (64 - 1) / window * window; shift >= 0; shift -= window {
		for range window {
			total.DoubleAssign()
		}
		var buckets [1 << window]bls12381.G2Jac
		for i, q := range points {
			if d := k[i] >> shift & (1<<window - 1); d != 0 {
				buckets[d].AddMixed(q)
			}
		}
		var running, sum bls12381.G2Jac
		for d := len(buckets) - 1; d > 0; d-- {
			running.AddAssign(&buckets[d])
			sum.AddAssign(&running)
		}
		total.AddAssign(&sum)
	}
	p.FromJacobian(&total)
	return p
}

// inBatches checks items in batches spread over the workers and calls bad for
// each one that fails by itself. check must hold for every subset of good items
// and fail, but for a negligible chance, for every set with a bad one.
func inBatches[T any](ctx context.Context, v *Verifier, limit int, items []T, check func([]T) bool, bad func(T)) error {
	n := len(items)
	if n == 0 {
		return ctx.Err()
	}
	size := min(limit, (n+v.workers-1)/v.workers)
	batches := (n + size - 1) / size
	return v.each(ctx, batches, func(i int) {
		batch := items[i*size : min(n, (i+1)*size)]
		b := bisection[T]{ctx: ctx, check: check, bad: bad, limit: len(batch) / 4}
		b.run(batch, false)
	})
}

// bisection finds the bad items of a batch.
type bisection[T any] struct {
	ctx   context.Context
	check func([]T) bool
	bad   func(T)
	limit int // when more have been found, the rest is checked one by one
	found int
}

// run reports whether all items are good; knownBad says that they are not.
func (b *bisection[T]) run(items []T, knownBad bool) bool {
	if b.ctx.Err() != nil {
		return true // the caller drops everything
	}
	if len(items) > 1 && b.found > b.limit {
		good := true
		for i := range items {
			good = b.run(items[i:i+1], false) && good
		}
		return good
	}
	if !knownBad && b.check(items) {
		return true
	}
	if len(items) == 1 {
		b.bad(items[0])
		b.found++
		return false
	}
	left, right := items[:len(items)/2], items[len(items)/2:]
	// If the left half is good, the right one is known to be bad.
	b.run(right, b.run(left, false))
	return false
}

// each calls f(0) … f(n−1) on the workers, and returns early when the context
// is done.
func (v *Verifier) each(ctx context.Context, n int, f func(int)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(v.workers, n) {
		wg.Go(func() {
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
	return ctx.Err()
}

func filter[T any](in []T, keep func(T) bool) []T {
	out := make([]T, 0, len(in))
	for _, x := range in {
		if keep(x) {
			out = append(out, x)
		}
	}
	return out
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
