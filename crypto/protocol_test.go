package crypto

import (
	"bytes"
	"encoding/json"
	"flag"
	"math/big"
	"math/bits"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fp"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"

	"oracled/fixed"
	"oracled/oracle"
	"oracled/wire"
)

var update = flag.Bool("update", false, "write testdata/protocol.json anew")

type protocolVectors struct {
	Generators struct {
		G hexutil.Bytes `json:"G"` // compressed
		H hexutil.Bytes `json:"H"`
	} `json:"generators"`
	Agent struct {
		Secret                hexutil.Bytes  `json:"secret"`
		PublicKey             hexutil.Bytes  `json:"publicKey"`
		ID                    common.Address `json:"id"`
		ChainID               uint64         `json:"chainId"`
		Registry              common.Address `json:"registry"`
		Sender                common.Address `json:"sender"`
		Nonce                 uint64         `json:"nonce"`
		PossessionMessage     common.Hash    `json:"possessionMessage"`
		Possession            hexutil.Bytes  `json:"possession"`
		DeregistrationMessage common.Hash    `json:"deregistrationMessage"`
		Deregistration        hexutil.Bytes  `json:"deregistration"`
	} `json:"agent"`
	Commitments []commitmentVector `json:"commitments"`
	Operators   struct {
		Secrets            []hexutil.Bytes `json:"secrets"`
		Keys               []hexutil.Bytes `json:"keys"` // ascending; Secrets are in the same order
		Threshold          int             `json:"threshold"`
		Payee              common.Address  `json:"payee"`
		SetID              common.Hash     `json:"setId"`
		ChainID            uint64          `json:"chainId"`
		Quorum             common.Address  `json:"quorum"`
		Sender             common.Address  `json:"sender"`
		Epoch              uint64          `json:"epoch"`
		PossessionMessages []common.Hash   `json:"possessionMessages"`
		Possessions        []hexutil.Bytes `json:"possessions"`
		NewEpoch           uint64          `json:"newEpoch"`
		RotationDigest     common.Hash     `json:"rotationDigest"` // to a set of the first three keys, threshold 3, the same payee
		Hub                common.Address  `json:"hub"`
		Payload            hexutil.Bytes   `json:"payload"`
		BatchDigest        common.Hash     `json:"batchDigest"`
		Signatures         []hexutil.Bytes `json:"signatures"` // of BatchDigest, by every operator
		Signers            []int           `json:"signers"`
		Proof              hexutil.Bytes   `json:"proof"`
	} `json:"operators"`
}

type commitmentVector struct {
	ChainID    uint64         `json:"chainId"`
	Hub        common.Address `json:"hub"`
	Task       common.Hash    `json:"task"`
	Round      uint64         `json:"round"`
	Agent      common.Address `json:"agent"`
	Confidence uint8          `json:"confidence"`
	Values     []string       `json:"values"` // ulps of 2⁻⁶⁴
	Blinding   hexutil.Bytes  `json:"blinding"`
	K          hexutil.Bytes  `json:"k"`
	L          hexutil.Bytes  `json:"l"`
	Hash       hexutil.Bytes  `json:"hash"` // h
	Commitment hexutil.Bytes  `json:"commitment"`
	Challenge  hexutil.Bytes  `json:"challenge"` // e
	Proof      hexutil.Bytes  `json:"proof"`
	Digest     common.Hash    `json:"digest"` // EIP-712
	Signature  hexutil.Bytes  `json:"signature"`
}

func scalarOf(label string) fr.Element {
	var s fr.Element
	h := keccak([]byte(label))
	s.SetBytes(h[:])
	return s
}

func scalarBytes(s fr.Element) []byte {
	b := s.Bytes()
	return b[:]
}

func makeProtocolVectors(t *testing.T) protocolVectors {
	var v protocolVectors
	g, h := Generators()
	gb, hb := g.Bytes(), h.Bytes()
	v.Generators.G, v.Generators.H = gb[:], hb[:]

	a := &v.Agent
	a.Secret = scalarBytes(scalarOf("agent secret"))
	key, err := AgentKeyFromBytes(a.Secret)
	if err != nil {
		t.Fatal(err)
	}
	a.PublicKey, a.ID = key.PublicKey(), key.ID()
	a.ChainID, a.Nonce = 11155111, 3
	a.Registry, a.Sender = common.HexToAddress("0x00000000000000000000000000000000000a9e27"), common.HexToAddress("0x00000000000000000000000000000000005e4de7")
	a.PossessionMessage = AgentPossessionMessage(a.ChainID, a.Registry, a.Sender, a.Nonce, a.PublicKey)
	a.Possession = key.ProvePossession(a.ChainID, a.Registry, a.Sender, a.Nonce)
	a.DeregistrationMessage = AgentDeregistrationMessage(a.ChainID, a.Registry, a.ID, a.Nonce)
	a.Deregistration = key.SignDeregistration(a.ChainID, a.Registry, a.Nonce)

	hub := oracle.Hub{ChainID: 11155111, Address: common.HexToAddress("0x0000000000000000000000000000000000000a0b")}
	limit := new(big.Int).Lsh(big.NewInt(1), 127)
	for i, values := range [][]*big.Int{
		{big.NewInt(0)},
		{new(big.Int).Lsh(big.NewInt(1), 64), big.NewInt(-1), big.NewInt(1)},
		{new(big.Int).Sub(limit, big.NewInt(1)), new(big.Int).Neg(limit)},
		{},
	} {
		c := commitmentVector{ChainID: hub.ChainID, Hub: hub.Address, Task: oracle.TaskIDFromIndex(uint32(i + 1)), Round: uint64(i)<<40 + 1, Agent: key.ID(), Confidence: uint8(i * 50), Values: []string{}}
		var q []fixed.Q64x64
		for _, x := range values {
			c.Values = append(c.Values, x.String())
			y, err := fixed.FromBig(x)
			if err != nil {
				t.Fatal(err)
			}
			q = append(q, y)
		}
		ctx := oracle.Context{Hub: hub, Task: c.Task, Round: c.Round, Agent: c.Agent}
		label := string(rune('a' + i))
		rho, k, l := scalarOf("rho "+label), scalarOf("k "+label), scalarOf("l "+label)
		s := commit(ctx, c.Confidence, q, &rho, &k, &l)
		c.Blinding, c.K, c.L = s.Blinding[:], scalarBytes(k), scalarBytes(l)
		c.Commitment, c.Proof = s.Commitment, s.Proof
		c.Hash = scalarBytes(CommitmentHash(ctx, c.Confidence, q))
		c.Challenge = scalarBytes(challenge(ctx, c.Commitment, c.Proof[:48]))
		c.Digest = CommitmentDigest(ctx, c.Commitment, c.Proof)
		c.Signature = key.Sign(c.Digest[:])
		v.Commitments = append(v.Commitments, c)
	}

	o := &v.Operators
	keys := make([]*OperatorKey, 4)
	for i := range keys {
		if keys[i], err = OperatorKeyFromBytes(scalarBytes(scalarOf("operator secret " + string(rune('a'+i))))); err != nil {
			t.Fatal(err)
		}
	}
	slices.SortFunc(keys, func(a, b *OperatorKey) int { return bytes.Compare(a.public[:], b.public[:]) })
	set := OperatorSet{Threshold: 3, Payee: common.HexToAddress("0x0000000000000000000000000000000000009a1e")}
	o.Threshold, o.Payee, o.ChainID, o.Epoch, o.NewEpoch = set.Threshold, set.Payee, 11155111, 1, 2
	o.Quorum, o.Sender, o.Hub = common.HexToAddress("0x0000000000000000000000000000000000900a11"), a.Sender, hub.Address
	for _, k := range keys {
		o.Secrets = append(o.Secrets, k.SecretBytes())
		o.Keys = append(o.Keys, k.PublicKey())
		set.Keys = append(set.Keys, k.PublicKey())
		o.PossessionMessages = append(o.PossessionMessages, OperatorPossessionMessage(o.ChainID, o.Quorum, o.Sender, o.Epoch, k.public[:]))
		o.Possessions = append(o.Possessions, k.ProvePossession(o.ChainID, o.Quorum, o.Sender, o.Epoch))
	}
	o.SetID = set.ID()
	o.RotationDigest = RotationDigest(o.SetID, o.NewEpoch, OperatorSet{Keys: set.Keys[:3], Threshold: 3, Payee: set.Payee})
	o.Payload = []byte("the payload of a batch, not a real one")
	o.BatchDigest = wire.Digest(hub, o.SetID, o.Payload)
	o.Signers = []int{0, 2, 3}
	sigs := map[int][]byte{}
	for i, k := range keys {
		o.Signatures = append(o.Signatures, k.Sign(o.BatchDigest))
		if slices.Contains(o.Signers, i) {
			sigs[i] = k.Sign(o.BatchDigest)
		}
	}
	proof, err := AggregateProof(set, sigs)
	if err != nil {
		t.Fatal(err)
	}
	o.Proof = proof
	if err := VerifyProof(set, o.BatchDigest, proof); err != nil {
		t.Fatal(err)
	}
	return v
}

// TestProtocolVectors holds the bytes of docs/protocol.md still, for clients in
// other languages.
func TestProtocolVectors(t *testing.T) {
	const file = "testdata/protocol.json"
	got, err := json.MarshalIndent(makeProtocolVectors(t), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Fatal("testdata/protocol.json differs; run with -update when the protocol was meant to change, and look at the difference")
	}
	var v protocolVectors
	if err := json.Unmarshal(want, &v); err != nil {
		t.Fatal(err)
	}
	for i, c := range v.Commitments {
		ctx := oracle.Context{Hub: oracle.Hub{ChainID: c.ChainID, Address: c.Hub}, Task: c.Task, Round: c.Round, Agent: c.Agent}
		var q []fixed.Q64x64
		for _, s := range c.Values {
			x, _ := new(big.Int).SetString(s, 10)
			y, err := fixed.FromBig(x)
			if err != nil {
				t.Fatal(err)
			}
			q = append(q, y)
		}
		if err := VerifyOpeningProof(ctx, c.Commitment, c.Proof); err != nil {
			t.Errorf("commitment %d: %v", i, err)
		}
		if err := VerifyOpening(ctx, c.Commitment, c.Confidence, q, [32]byte(c.Blinding)); err != nil {
			t.Errorf("commitment %d: %v", i, err)
		}
		if err := VerifyAgentSignature(v.Agent.PublicKey, c.Digest[:], c.Signature); err != nil {
			t.Errorf("commitment %d: %v", i, err)
		}
		ctx.Round++
		if VerifyOpeningProof(ctx, c.Commitment, c.Proof) == nil || VerifyOpening(ctx, c.Commitment, c.Confidence, q, [32]byte(c.Blinding)) == nil {
			t.Errorf("commitment %d holds in another round", i)
		}
	}
}

// TestUnluckyScalars uses the scalars at which shortcuts break: zero and −1.
func TestUnluckyScalars(t *testing.T) {
	var zero, one, minus fr.Element
	one.SetOne()
	minus.Neg(&one)
	ctx := oracle.Context{Agent: common.Address{1}}
	for _, rho := range []fr.Element{zero, one, minus} {
		for _, k := range []fr.Element{zero, one, minus} {
			for _, l := range []fr.Element{zero, one, minus} {
				s := commit(ctx, 1, nil, &rho, &k, &l)
				if err := VerifyOpeningProof(ctx, s.Commitment, s.Proof); err != nil {
					t.Error(rho, k, l, err)
				}
				if err := VerifyOpening(ctx, s.Commitment, 1, nil, s.Blinding); err != nil {
					t.Error(rho, k, l, err)
				}
				c, err := decodeG1(s.Commitment)
				if err != nil {
					t.Fatal(err)
				}
				p, err := decodeProof(ctx, s.Commitment, s.Proof)
				if err != nil {
					t.Fatal(err)
				}
				e := &entry{c: c, proof: p, opening: &oracle.Opening{}, h: CommitmentHash(ctx, 1, nil), rho: rho}
				if !commitmentsVerify([]*entry{e, e}) {
					t.Error("in a batch", rho, k, l)
				}
			}
		}
	}
}

func TestShortMultiplication(t *testing.T) {
	_, _, g1, g2 := bls12381.Generators()
	for _, k := range append(random64(50), 0, 1, 7, 8, 9, 15, 16, 1<<63, ^uint64(0), 0x8888888888888888, 0xf000000000000000) {
		scalar := new(big.Int).SetUint64(k)
		var want bls12381.G1Affine
		want.ScalarMultiplication(&g1, scalar)
		j := mulShort(&g1, k)
		var got bls12381.G1Affine
		got.FromJacobian(&j)
		if !got.Equal(&want) {
			t.Errorf("%d·g1 differs", k)
		}
		var want2 bls12381.G2Affine
		want2.ScalarMultiplication(&g2, scalar)
		want2.Add(&want2, &g2)
		got2 := sumShort([]*bls12381.G2Affine{&g2, &g2}, []uint64{k, 1})
		if !got2.Equal(&want2) {
			t.Errorf("(%d + 1)·g2 differs", k)
		}
	}
}

func TestMultiExp(t *testing.T) {
	g, h := Generators()
	_, _, g1, _ := bls12381.Generators()
	for _, n := range []int{0, 1, 2, 3, 20, 200, 700} {
		points, k := make([]bls12381.G1Affine, n), make([]fr.Element, n)
		for i := range n {
			points[i] = []bls12381.G1Affine{g, h, g1, {}}[i%4]
			switch i % 5 {
			case 0:
				k[i] = scalarOf(string(rune(i)))
			case 1:
				k[i] = random128(1)[0]
			case 2:
				k[i].SetInt64(int64(i - 100))
			case 3:
				k[i].SetUint64(1).Neg(&k[i])
			}
		}
		var want bls12381.G1Jac
		if n > 0 {
			if _, err := want.MultiExp(points, k, ecc.MultiExpConfig{}); err != nil {
				t.Fatal(err)
			}
		}
		if got := multiExp(points, k); !got.Equal(&want) {
			t.Errorf("a sum of %d differs", n)
		}
	}
}

// TestSubgroupSums plants points outside the subgroup among many, of the
// smallest orders too, also such that they cancel out.
func TestSubgroupSums(t *testing.T) {
	g, _ := Generators()
	var f fp.Element
	f.SetUint64(7)
	j := bls12381.GeneratePointNotInG1(f)
	var stray, opposite bls12381.G1Affine
	stray.FromJacobian(&j)
	opposite.Neg(&stray)
	// (0, 2) is of order 3: x = 0 is where the tangent has an inflection.
	var three bls12381.G1Affine
	three.Y.SetUint64(2)
	var twice bls12381.G1Jac
	twice.FromAffine(&three)
	twice.DoubleAssign()
	twice.AddMixed(&three)
	if !three.IsOnCurve() || !twice.Z.IsZero() {
		t.Fatal("not a point of order 3")
	}
	var minus bls12381.G1Affine
	minus.Neg(&three)
	for _, n := range []int{1, 2, 130, 399, 400, 1024} {
		good := make([]bls12381.G1Affine, n)
		for i := range good {
			good[i] = g
		}
		good[n/2] = bls12381.G1Affine{} // infinity is in every subgroup
		if !inSubgroup(good) {
			t.Errorf("%d good points are refused", n)
		}
		for _, bad := range [][]bls12381.G1Affine{{stray}, {three}, {stray, opposite}, {three, minus}, {three, three, three}} {
			points := append(slices.Clone(good), bad...)
			if inSubgroup(points) {
				t.Errorf("%d strangers among %d are not seen", len(bad), n)
			}
		}
	}
}

// countedBisection runs a search for the bad among n items and counts what it
// looks at.
func countedBisection(t *testing.T, n, small, unit int, isBad func(int) bool) (checks, singles int) {
	t.Helper()
	judged := make([]bool, n)
	bad := map[int]bool{}
	covered := make([]int, n)
	b := bisection{ctx: t.Context(), small: small, unit: unit,
		check: func(lo, hi int) bool {
			checks++
			if hi-lo <= small || unit > 0 && lo%unit != 0 && lo/unit != (hi-1)/unit {
				t.Fatalf("n = %d: a check of %d to %d", n, lo, hi)
			}
			good := true
			for i := lo; i < hi; i++ {
				covered[i]++
				good = good && !isBad(i)
			}
			return good
		},
		single: func(i int) bool {
			singles++
			if judged[i] {
				t.Fatalf("n = %d: item %d is judged twice", n, i)
			}
			judged[i] = true
			if isBad(i) {
				bad[i] = true
			}
			return !isBad(i)
		}}
	b.run(n)
	for i := range n {
		// The soundness error of docs/protocol.md counts the checks of one item.
		if n <= defaultChunk && small >= 2 && covered[i] > 8 {
			t.Fatalf("n = %d: item %d is in %d checks", n, i, covered[i])
		}
		if bad[i] != isBad(i) {
			t.Fatalf("n = %d: item %d is not what was found", n, i)
		}
	}
	return checks, singles
}

// TestBisection searches among few items for every possible set.
func TestBisection(t *testing.T) {
	for n := 0; n <= 20; n++ {
		for _, shape := range [][2]int{{0, 0}, {1, 4}, {2, 8}, {4, 0}} {
			for set := range 1 << min(n, 12) {
				countedBisection(t, n, shape[0], shape[1], func(i int) bool { return set>>i&1 == 1 })
			}
		}
	}
}

// TestBisectionDepth puts the bad ones of whole chunks anywhere.
func TestBisectionDepth(t *testing.T) {
	for _, n := range []int{33, 97, 255, 256, 257, 481, 500, 511, defaultChunk} {
		for i := range n {
			countedBisection(t, n, 2, pieceSize, func(j int) bool { return i == j || j == n-1 })
			countedBisection(t, n, 4, 0, func(j int) bool { return i == j || j == 0 })
		}
	}
}

// TestBisectionCost holds the search to O(k·log n) looks for k bad of n, and to
// n and little more when more than a quarter is bad.
func TestBisectionCost(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{64, 512, 4096, 100000} {
		depth := bits.Len(uint(n))
		for _, k := range []int{0, 1, 2, 5, n / 100, n / 10, n / 4, n / 3, n / 2, n} {
			for _, spread := range []bool{true, false} {
				bad := make([]bool, n)
				for i, j := range r.Perm(n)[:k] {
					if !spread {
						j = n - 1 - i // all at the end
					}
					bad[j] = true
				}
				checks, singles := countedBisection(t, n, 1, 0, func(i int) bool { return bad[i] })
				if limit := 1 + 2*k*depth; checks+singles > limit {
					t.Errorf("%d bad of %d: %d checks and %d single ones, more than %d", k, n, checks, singles, limit)
				}
				if k > n/4 && checks+singles > n+n/2+4*depth {
					t.Errorf("%d bad of %d, spread %v: %d checks and %d single ones are not one by one", k, n, spread, checks, singles)
				}
			}
		}
	}
}

var _ oracle.Verifier = (*Verifier)(nil)

// TestInfiniteR accepts a proof whose R is the point at infinity: foolish, since
// it gives the opening away, but valid. It must not upset a batch either.
func TestInfiniteR(t *testing.T) {
	var zero fr.Element
	rho := scalarOf("rho")
	for _, n := range []int{1, 100} {
		r := oracle.Round{Task: oracle.Task{Dimension: 1, Width: oracle.WidthFull, MaxAgents: uint32(n)}, Number: 1}
		for range n {
			key, err := GenerateAgentKey(nil)
			if err != nil {
				t.Fatal(err)
			}
			ctx := oracle.Context{Round: 1, Agent: key.ID()}
			values := make([]fixed.Q64x64, 1)
			s := commit(ctx, 1, values, &rho, &zero, &zero)
			digest := CommitmentDigest(ctx, s.Commitment, s.Proof)
			r.Submissions = append(r.Submissions, oracle.Submission{
				Agent: key.ID(), PublicKey: key.PublicKey(),
				Commitments: []oracle.SignedCommitment{{Commitment: s.Commitment, Proof: s.Proof, Signature: key.Sign(digest[:])}},
				Openings:    []oracle.Opening{{Confidence: 1, Values: values, Blinding: s.Blinding}},
			})
		}
		if p, rejections, err := NewVerifier(VerifierOptions{}).Verify(t.Context(), r); err != nil || len(p.Positions) != n {
			t.Errorf("%d positions of %d, rejections %v, error %v", len(p.Positions), n, rejections, err)
		}
	}
}
