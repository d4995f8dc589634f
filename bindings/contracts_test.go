package bindings_test

import (
	"bytes"
	"errors"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/state"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/core/vm/runtime"
	"github.com/ethereum/go-ethereum/params"

	"oracled/bindings"
	"oracled/crypto"
	"oracled/oracle"
	"oracled/wire"
)

// evm is go-ethereum's machine under Osaka's rules, without a chain around it.
type evm struct {
	*testing.T
	runtime.Config
}

var (
	deployer = common.HexToAddress("0xd0")
	payee    = common.HexToAddress("0xbeef")
)

func newEVM(t *testing.T) *evm {
	db, err := state.New(types.EmptyRootHash, state.NewDatabaseForTesting())
	if err != nil {
		t.Fatal(err)
	}
	return &evm{T: t, Config: runtime.Config{
		ChainConfig: params.MergedTestChainConfig, // chain id 1
		State:       db,
		Origin:      deployer,
		BlockNumber: big.NewInt(1000),
		Time:        1_800_000_000,
		GasLimit:    params.MaxTxGas,
		GetHashFn:   func(n uint64) common.Hash { return common.BigToHash(new(big.Int).SetUint64(n << 32)) },
	}}
}

// finalise ends a transaction.
func (e *evm) finalise() {
	e.State.Finalise(e.ChainConfig.Rules(e.BlockNumber, true, e.Time))
}

func (e *evm) deploy(code string, arguments []byte) common.Address {
	e.Helper()
	_, at, _, err := runtime.Create(append(common.FromHex(code), arguments...), &e.Config)
	if err != nil {
		e.Fatalf("deploy: %v", err)
	}
	e.finalise()
	return at
}

func (e *evm) call(to common.Address, data []byte) ([]byte, error) {
	out, _, err := runtime.Call(to, data, &e.Config)
	e.finalise()
	return out, err
}

func (e *evm) mustCall(to common.Address, data []byte) []byte {
	e.Helper()
	out, err := e.call(to, data)
	if err != nil {
		e.Fatalf("call: %v %x", err, out)
	}
	return out
}

type operators struct {
	keys []*crypto.OperatorKey
	set  crypto.OperatorSet
}

func newOperators(t *testing.T, kind crypto.Kind, n int, seed byte) operators {
	t.Helper()
	var o operators
	for i := range n {
		key, err := kind.KeyFromBytes(append(make([]byte, 30), seed, byte(i+1)))
		if err != nil {
			t.Fatal(err)
		}
		o.keys = append(o.keys, key)
	}
	slices.SortFunc(o.keys, func(a, b *crypto.OperatorKey) int { return bytes.Compare(a.PublicKey(), b.PublicKey()) })
	for _, key := range o.keys {
		o.set.Keys = append(o.set.Keys, key.PublicKey())
	}
	o.set.Threshold = 2*n/3 + 1
	o.set.Payee = payee
	return o
}

func (o operators) possessions(quorum common.Address, epoch uint64) (out []byte) {
	for _, key := range o.keys {
		out = append(out, key.ProvePossession(1, quorum, deployer, epoch)...)
	}
	return out
}

func (o operators) prove(t *testing.T, digest common.Hash, signers ...int) []byte {
	t.Helper()
	signatures := make(map[int][]byte)
	for _, i := range signers {
		signatures[i] = o.keys[i].Sign(digest)
	}
	proof, err := crypto.AggregateProof(o.set, signatures)
	if err != nil {
		t.Fatal(err)
	}
	return proof
}

// What crypto and wire produce is what the contracts take.
func TestContractsAgreeWithGo(t *testing.T) {
	for kind, code := range quorums {
		t.Run(string(kind), func(t *testing.T) { testContractsAgreeWithGo(t, kind, code) })
	}
}

// quorums are the contracts of operator sets, whose functions are the same.
var quorums = map[crypto.Kind]string{crypto.BLS: bindings.BlsQuorumMetaData.Bin, crypto.ECDSA: bindings.EcdsaQuorumMetaData.Bin}

func testContractsAgreeWithGo(t *testing.T, kind crypto.Kind, code string) {
	e := newEVM(t)
	q, r, h := bindings.NewBlsQuorum(), bindings.NewAgentRegistry(), bindings.NewNashOracle()
	first := newOperators(t, kind, 4, 1)
	quorum := e.deploy(code, q.PackConstructor(first.set.ID()))
	registry := e.deploy(bindings.AgentRegistryMetaData.Bin, nil)

	e.mustCall(quorum, q.PackInitialise(first.set.KeysBytes(), big.NewInt(3), payee, first.possessions(quorum, 1)))
	hub := e.deploy(bindings.NashOracleMetaData.Bin, h.PackConstructor(quorum, registry))

	agent, err := crypto.AgentKeyFromBytes(append(make([]byte, 31), 7))
	if err != nil {
		t.Fatal(err)
	}
	e.mustCall(registry, r.PackRegister(agent.PublicKey(), agent.ProvePossession(1, registry, deployer, 0)))
	sender, err := r.UnpackSenderOf(e.mustCall(registry, r.PackSenderOf(agent.ID())))
	if err != nil || sender != deployer {
		t.Fatalf("sender of the agent: %v, %v", sender, err)
	}
	e.mustCall(registry, r.PackDeregister(agent.PublicKey(), agent.SignDeregistration(1, registry, 1)))

	for _, width := range []uint8{16, 8} {
		e.mustCall(hub, h.PackCreateTask(taskParams(width)))
	}
	anchor := oracle.Anchor{Number: 990, Hash: e.GetHashFn(990)}
	values := []*big.Int{big.NewInt(-1 << 40), big.NewInt(77), big.NewInt(-1)}
	payload, err := wire.Pack(1, anchor, []oracle.PostedOutcome{
		{Index: 1, Round: 2, Participants: 9, Values: values},
		{Index: 2, Round: 2, Participants: 9, Narrow: true, Values: values},
	})
	if err != nil {
		t.Fatal(err)
	}
	digest := wire.Digest(oracle.Hub{ChainID: 1, Address: hub}, first.set.ID(), payload)
	e.mustCall(hub, h.PackPost(payload, first.prove(t, digest, 0, 2, 3)))
	for index, shift := range map[uint32]uint{1: 0, 2: 32} {
		out, err := h.UnpackRead(e.mustCall(hub, h.PackRead(oracle.TaskIDFromIndex(index))))
		if err != nil || out.Round != 2 || len(out.Value) != len(values) {
			t.Fatalf("task %d: %+v, %v", index, out, err)
		}
		for i, v := range out.Value {
			if want := new(big.Int).Lsh(values[i], shift); v.Cmp(want) != 0 {
				t.Errorf("task %d value %d: %v, want %v", index, i, v, want)
			}
		}
	}

	second := newOperators(t, kind, 7, 2)
	rotation := crypto.RotationDigest(first.set.ID(), 2, second.set)
	e.mustCall(quorum, q.PackRotate(second.set.KeysBytes(), big.NewInt(5), payee,
		second.possessions(quorum, 2), first.prove(t, rotation, 0, 1, 2)))
	e.mustCall(quorum, q.PackVerify(digest, 2, second.prove(t, digest, 1, 2, 3, 4, 6)))
}

func taskParams(width uint8) bindings.NashOracleTaskParams {
	return bindings.NashOracleTaskParams{
		Solver: "trimmed", Dimension: 3, Width: width, MinAgents: 1, MaxAgents: 10,
		CommitSeconds: 60, RevealSeconds: 30, Period: 200, Bounty: new(big.Int),
	}
}

// What wire proves of a batch is what the contract reads, for every outcome
// that it stored.
func TestContractReadsWhatWireProves(t *testing.T) {
	e := newEVM(t)
	q, h := bindings.NewBlsQuorum(), bindings.NewNashOracle()
	set := newOperators(t, crypto.BLS, 1, 1)
	quorum := e.deploy(bindings.BlsQuorumMetaData.Bin, q.PackConstructor(set.set.ID()))
	registry := e.deploy(bindings.AgentRegistryMetaData.Bin, nil)
	e.mustCall(quorum, q.PackInitialise(set.set.KeysBytes(), big.NewInt(1), payee, set.possessions(quorum, 1)))
	hub := e.deploy(bindings.NashOracleMetaData.Bin, h.PackConstructor(quorum, registry))
	const tasks = 40
	digest := func(index uint32) bool { return index >= 1 && index <= tasks && ((index-1)%7 != 6 || index >= 16) }
	for i := range uint32(tasks) {
		p := taskParams([]uint8{16, 8}[i%2])
		p.Digest = digest(i + 1)
		e.mustCall(hub, h.PackCreateTask(p))
	}
	random := rand.New(rand.NewPCG(3, 4))
	last := map[uint32]uint32{}
	for batch := uint64(1); batch <= 20; batch++ {
		outcomes := make([]oracle.PostedOutcome, 1+random.IntN(100))
		for i := range outcomes {
			o := oracle.PostedOutcome{Index: random.Uint32N(tasks + 2), Round: uint32(batch)*2 + random.Uint32N(8), Digest: true}
			o.Narrow = o.Index%2 == 0
			for range random.IntN(6) {
				o.Values = append(o.Values, big.NewInt(random.Int64()>>random.IntN(63)-1<<40))
			}
			if batch%2 == 0 { // neighbours, which the contract counts eight at a time
				o.Index, o.Narrow, o.Values = uint32(i)%tasks+1, false, nil
				for range batch {
					o.Values = append(o.Values, big.NewInt(random.Int64()|1<<62))
				}
			}
			o.Insufficient = len(o.Values) == 0
			outcomes[i] = o
		}
		payload, err := wire.Pack(1, oracle.Anchor{Number: 990, Hash: e.GetHashFn(990)}, outcomes)
		if err != nil {
			t.Fatal(err)
		}
		stored := map[int]bool{}
		for i, o := range outcomes {
			if digest(o.Index) && o.Round > last[o.Index] {
				stored[i], last[o.Index] = true, o.Round
			}
		}
		accepted := func(i int) bool { return stored[i] }
		signed := wire.Digest(oracle.Hub{ChainID: 1, Address: hub}, set.set.ID(), payload)
		e.mustCall(hub, h.PackPost(payload, set.prove(t, signed, 0)))
		for i, o := range outcomes {
			p, err := wire.Prove(payload, accepted, o.Index, o.Round)
			if !stored[i] {
				continue // though another one of that task and round may be
			}
			if err != nil {
				t.Fatalf("batch %d outcome %d: %v", batch, i, err)
			}
			proof := bindings.OutcomeProofProof{Batch: batch, Page: p.Page}
			for _, s := range p.Path {
				proof.Path = append(proof.Path, s)
			}
			out, err := h.UnpackReadAt(e.mustCall(hub, h.PackReadAt(oracle.TaskIDFromIndex(o.Index), uint64(o.Round), proof)))
			if err != nil || len(out.Value) != len(o.Values) || (out.Status == 3) != o.Insufficient {
				t.Fatalf("batch %d outcome %d: %+v, %v", batch, i, out, err)
			}
			for j, v := range out.Value {
				want := new(big.Int).Set(o.Values[j])
				if o.Narrow {
					want.Lsh(want, 32)
				}
				if v.Cmp(want) != 0 {
					t.Errorf("batch %d outcome %d value %d: %v, want %v", batch, i, j, v, want)
				}
			}
			if len(proof.Path) > 0 {
				proof.Path[0][5] ^= 1
				if _, err := e.call(hub, h.PackReadAt(oracle.TaskIDFromIndex(o.Index), uint64(o.Round), proof)); err == nil {
					t.Fatal("a changed path is a proof")
				}
			}
		}
	}
}

// The contract and wire.Unpack take the same payloads: 20,000 good ones with a
// few bytes changed, cut off or added.
func TestContractParsesAsWireDoes(t *testing.T) {
	e := newEVM(t)
	q, h := bindings.NewBlsQuorum(), bindings.NewNashOracle()
	quorum := e.deploy(bindings.BlsQuorumMetaData.Bin, q.PackConstructor(common.Hash{1}))
	registry := e.deploy(bindings.AgentRegistryMetaData.Bin, nil)
	hub := e.deploy(bindings.NashOracleMetaData.Bin, h.PackConstructor(quorum, registry))

	random := rand.New(rand.NewPCG(1, 2))
	small := []byte{0, 1, 2, 3, 4, 6, 8, 9, 16, 17, 255}
	good, bad := 0, 0
	for range 20_000 {
		payload := randomBatch(t, random)
		for range random.IntN(3) {
			payload[random.IntN(len(payload))] = small[random.IntN(len(small))]
		}
		switch random.IntN(10) {
		case 0:
			payload = payload[:random.IntN(len(payload))]
		case 1:
			payload = append(payload, make([]byte, random.IntN(20))...)
		}
		_, _, _, err := wire.Unpack(payload)
		out, callErr := e.call(hub, h.PackPost(payload, nil))
		if callErr == nil {
			t.Fatalf("posted without tasks: %x", payload)
		}
		reason, unpackErr := h.UnpackError(out)
		if unpackErr != nil {
			t.Fatalf("%x: %v (%x)", payload, errors.Join(callErr, unpackErr), out)
		}
		// A well formed batch is stale here: there are no tasks.
		_, stale := reason.(*bindings.NashOracleNothingNew)
		if stale != (err == nil) {
			t.Fatalf("%x: the contract says %T, wire says %v", payload, reason, err)
		}
		if stale {
			good++
		} else {
			bad++
		}
	}
	if good < 1000 || bad < 1000 {
		t.Errorf("%d good and %d bad payloads are no test", good, bad)
	}
}

func randomBatch(t *testing.T, random *rand.Rand) []byte {
	outcomes := make([]oracle.PostedOutcome, 1+random.IntN(3))
	for i := range outcomes {
		o := oracle.PostedOutcome{Index: random.Uint32N(3), Round: random.Uint32N(5), Narrow: random.IntN(2) == 0, Digest: i == 0 && random.IntN(3) == 0}
		for range random.IntN(4) {
			o.Values = append(o.Values, big.NewInt(random.Int64()>>random.IntN(63)))
		}
		o.Insufficient = len(o.Values) == 0
		outcomes[i] = o
	}
	payload, err := wire.Pack(1, oracle.Anchor{Number: 1}, outcomes)
	if err != nil {
		t.Fatal(err)
	}
	return payload
}
