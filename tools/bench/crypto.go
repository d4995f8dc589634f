package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"strings"
	"sync"
	"time"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"
	"github.com/ethereum/go-ethereum/common"
	ethcrypto "github.com/ethereum/go-ethereum/crypto"
	"github.com/herumi/bls-eth-go-binary/bls"

	"oracled/crypto"
	"oracled/crypto/cryptotest"
	"oracled/fixed"
	"oracled/oracle"
)

// cryptoBenchmarks are the rows of crypto. Memory comes first, when no other
// round is held.
func cryptoBenchmarks(all int) []benchmark {
	list := []benchmark{{name: "crypto-memory-100000", cores: all, measure: func() (peak, before float64, err error) {
		return verifyMemory(100000, all)
	}}}
	add := func(name string, n int, prepare func(cores int) (ours, reference func() error, err error)) {
		list = append(list, benchmark{name: name, cores: all, prepare: prepare, per: n})
	}
	for _, n := range []int{1024, 16384} {
		size := strconv.Itoa(n)
		add("crypto-round-"+size, n, verifyAgainstHerumi(n, false))
		if n == 1024 {
			add("crypto-round-1024-decoding", n, verifyAgainstHerumi(n, true))
		}
		oneCore := func(cores int) (ours, reference func() error, err error) {
			s := honestScene(n)
			return verifies(s, nil, cores), verifies(s, nil, 1), nil
		}
		add("crypto-cores-"+size, n, oneCore)
		add("crypto-cpu-"+size, n, verifyAgainstHerumi(n, false))
		list[len(list)-1].cpu = true
		if n > 1024 {
			add("crypto-cpu-cores-"+size, n, oneCore)
			list[len(list)-1].cpu = true
		}
		for _, percent := range []int{1, 30} {
			add(fmt.Sprintf("crypto-bad-%dpct-%d", percent, n), n, func(cores int) (ours, reference func() error, err error) {
				s := honestScene(n)
				bad, want := s.DamageMany(rand.New(rand.NewPCG(1, uint64(percent))), percent)
				return verifies(bad, want, cores), verifies(s, nil, cores), nil
			})
			list[len(list)-1].cpu = true
		}
	}
	return list
}

// verifyMemory returns the most memory of the process while it verifies a round,
// and what it takes when the round has just been built, in MB.
func verifyMemory(n, cores int) (peak, before float64, err error) {
	round, err := manyAgents(n, verifyDimension)
	if err != nil {
		return 0, 0, err
	}
	debug.FreeOSMemory() // collects before
	v := crypto.NewVerifier(crypto.VerifierOptions{Workers: cores})
	watch := watchMemory()
	p, rejected, err := v.Verify(context.Background(), round)
	peak, before = watch()
	if err == nil && (len(p.Positions) != n || len(rejected) > 0) {
		err = fmt.Errorf("%d positions and %d rejections of %d honest agents", len(p.Positions), len(rejected), n)
	}
	runtime.KeepAlive(round)
	return peak, before, err
}

// watchMemory returns a function that says what the process took at most since
// then, and what at the beginning, in MB: resident memory as Linux counts it,
// and where that is not to be had, what Go's runtime holds.
func watchMemory() func() (peak, before float64) {
	const mega = 1 << 20
	if os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) == nil { // resets the peak
		if before, ok := residentPeak(); ok {
			return func() (float64, float64) {
				peak, _ := residentPeak()
				return peak / mega, before / mega
			}
		}
	}
	before := heldByGo()
	peak, stop, stopped := before, make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			peak = max(peak, heldByGo())
			select {
			case <-stop:
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	return func() (float64, float64) {
		close(stop)
		<-stopped
		return peak / mega, before / mega
	}
}

// residentPeak reads VmHWM, in bytes.
func residentPeak() (float64, bool) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, false
	}
	for line := range strings.Lines(string(status)) {
		if f := strings.Fields(line); len(f) == 3 && f[0] == "VmHWM:" && f[2] == "kB" {
			kb, err := strconv.ParseFloat(f[1], 64)
			return kb * 1024, err == nil
		}
	}
	return 0, false
}

func heldByGo() float64 {
	s := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(s)
	return float64(s[0].Value.Uint64()) - float64(s[1].Value.Uint64())
}

// manyAgents builds a round of honest agents several times faster than they
// would: the i-th secret is i, so that public keys are a batch and signatures
// take a short multiplication, and commitments use tables of multiples of the
// generators. To who verifies them it is a round like any other: no key, point,
// scalar or message is shared.
func manyAgents(n, d int) (oracle.Round, error) {
	cryptotest.Key(1, 1) // prepares herumi's library
	round := oracle.Round{Task: cryptotest.Task(d, n), Number: 1, Submissions: make([]oracle.Submission, n)}
	g, h := crypto.Generators()
	onG, onH := multiplesOf(&g), multiplesOf(&h)
	_, _, g1, _ := bls12381.Generators()
	secrets := make([]fr.Element, n)
	for i := range secrets {
		secrets[i].SetUint64(uint64(i) + 1)
	}
	keys := bls12381.BatchScalarMultiplicationG1(&g1, secrets)
	cores := runtime.GOMAXPROCS(0)
	errs := make([]error, cores)
	var wait sync.WaitGroup
	for k := range cores {
		wait.Go(func() {
			random := rand.New(rand.NewPCG(1, uint64(k)))
			for i := k; i < n && errs[k] == nil; i += cores {
				errs[k] = cheapAgent(&round, i, &keys[i], onG, onH, random)
			}
		})
	}
	wait.Wait()
	return round, errors.Join(errs...)
}

func cheapAgent(round *oracle.Round, i int, key *bls12381.G1Affine, onG, onH *multiples, random *rand.Rand) error {
	public := key.RawBytes()
	id, err := crypto.AgentID(public[:])
	if err != nil {
		return err
	}
	ctx := oracle.Context{Hub: round.Task.Hub, Task: round.Task.ID, Round: round.Number, Agent: id}
	values := make([]fixed.Q64x64, round.Task.Dimension)
	for j := range values {
		values[j] = fixed.Q64x64{Lo: random.Uint64()}
	}
	var rho, k, l fr.Element
	for _, s := range []*fr.Element{&rho, &k, &l} {
		var b [32]byte
		for j := range 4 {
			binary.BigEndian.PutUint64(b[8*j:], random.Uint64())
		}
		s.SetBytes(b[:])
	}
	const confidence = 50
	hash := crypto.CommitmentHash(ctx, confidence, values)
	c := sum(onG, &hash, onH, &rho)
	r := sum(onG, &k, onH, &l)
	e := challengeOf(ctx, c, r)
	var sh, sr fr.Element
	sh.Mul(&e, &hash).Add(&sh, &k)
	sr.Mul(&e, &rho).Add(&sr, &l)
	bh, br := sh.Bytes(), sr.Bytes()
	proof := append(append(append(make([]byte, 0, crypto.ProofSize), r...), bh[:]...), br[:]...)
	digest := crypto.CommitmentDigest(ctx, c, proof)
	signature, err := signShort(digest[:], uint64(i)+1)
	if err != nil {
		return err
	}
	round.Submissions[i] = oracle.Submission{
		Agent:     id,
		PublicKey: append([]byte(nil), public[:]...),
		Commitments: []oracle.SignedCommitment{{
			At: oracle.LogPosition{Block: 100, Index: uint(i)}, Commitment: c, Proof: proof, Signature: signature,
		}},
		Openings: []oracle.Opening{{
			At: oracle.LogPosition{Block: 200, Index: uint(i)}, Confidence: confidence, Values: values, Blinding: rho.Bytes(),
		}},
	}
	return nil
}

// challengeOf is e of docs/protocol.md.
func challengeOf(ctx oracle.Context, c, r []byte) fr.Element {
	word := func(x uint64) []byte { return new(big.Int).SetUint64(x).FillBytes(make([]byte, 32)) }
	b := new(big.Int).SetBytes(ethcrypto.Keccak256(
		ethcrypto.Keccak256([]byte("oracled/opening-proof/1")),
		word(ctx.Hub.ChainID), common.LeftPadBytes(ctx.Hub.Address[:], 32), ctx.Task[:], word(ctx.Round), common.LeftPadBytes(ctx.Agent[:], 32),
		ethcrypto.Keccak256(c, r),
	))
	var e fr.Element
	e.SetBigInt(b.Rsh(b, 2))
	return e
}

// signShort signs with a secret of a few bits.
func signShort(msg []byte, secret uint64) ([]byte, error) {
	var q bls12381.G2Affine
	if _, err := q.SetBytes(bls.HashAndMapToSignature(msg).SerializeUncompressed()); err != nil {
		return nil, err
	}
	var p bls12381.G2Jac
	for bit := 63; bit >= 0; bit-- {
		p.DoubleAssign()
		if secret>>bit&1 == 1 {
			p.AddMixed(&q)
		}
	}
	q.FromJacobian(&p)
	out := q.Bytes()
	return out[:], nil
}

// multiples holds d·256^j·p at 255·j + d − 1 for the bytes d of a scalar.
type multiples [32 * 255]bls12381.G1Affine

func multiplesOf(p *bls12381.G1Affine) *multiples {
	scalars := make([]fr.Element, 0, 32*255)
	var power, base fr.Element
	power.SetOne()
	base.SetUint64(256)
	for range 32 {
		var s fr.Element
		for range 255 {
			s.Add(&s, &power)
			scalars = append(scalars, s)
		}
		power.Mul(&power, &base)
	}
	return (*multiples)(bls12381.BatchScalarMultiplicationG1(p, scalars))
}

// sum returns x·G + y·H, compressed.
func sum(onG *multiples, x *fr.Element, onH *multiples, y *fr.Element) []byte {
	var p bls12381.G1Jac
	for k, table := range []*multiples{onG, onH} {
		b := []*fr.Element{x, y}[k].Bytes()
		for j := range 32 {
			if d := int(b[31-j]); d > 0 {
				p.AddMixed(&table[255*j+d-1])
			}
		}
	}
	var q bls12381.G1Affine
	out := q.FromJacobian(&p).Bytes()
	return out[:]
}
