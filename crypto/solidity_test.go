package crypto

import (
	"bytes"
	"math/big"
	"testing"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/vm"
	"github.com/ethereum/go-ethereum/params"

	"oracled/fixed"
	"oracled/oracle"
	"oracled/wire"
)

// pack is Solidity's abi.encode by go-ethereum.
func pack(t *testing.T, types []string, values ...any) []byte {
	t.Helper()
	var args abi.Arguments
	for _, name := range types {
		typ, err := abi.NewType(name, "", nil)
		if err != nil {
			t.Fatal(err)
		}
		args = append(args, abi.Argument{Type: typ})
	}
	out, err := args.Pack(values...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestMessagesAreABIEncoded compares every message of docs/protocol.md with
// go-ethereum's encoder.
func TestMessagesAreABIEncoded(t *testing.T) {
	a, b, h := common.HexToAddress("0xaa01"), common.HexToAddress("0xbb02"), common.HexToHash("0xcc03")
	label := func(s string) common.Hash { return keccak([]byte(s)) }
	n := func(x int64) *big.Int { return big.NewInt(x) }
	ctx := oracle.Context{Hub: oracle.Hub{ChainID: 7, Address: a}, Task: h, Round: 9, Agent: b}
	values := []fixed.Q64x64{fixed.FromUlps(-1), fixed.FromUlps(5), fixed.Min(), fixed.Max(), {}}
	var ints []*big.Int
	for _, v := range values {
		ints = append(ints, v.Big())
	}
	set := OperatorSet{Keys: [][]byte{{1, 2}, {3}}, Threshold: 2, Payee: b}
	cr := bytes.Repeat([]byte{7}, 96)
	shift := func(x common.Hash) common.Hash { return common.BigToHash(new(big.Int).Rsh(x.Big(), 2)) }
	hash, chal := CommitmentHash(ctx, 55, values), challenge(ctx, cr[:48], cr[48:])
	for name, c := range map[string]struct {
		got  common.Hash
		want common.Hash
	}{
		"agent possession": {AgentPossessionMessage(7, a, b, 9, []byte("key")),
			keccak(pack(t, []string{"bytes32", "uint256", "address", "address", "uint256", "bytes32"}, label("oracled/agent-possession/1"), n(7), a, b, n(9), keccak([]byte("key"))))},
		"agent deregistration": {AgentDeregistrationMessage(7, a, b, 9),
			keccak(pack(t, []string{"bytes32", "uint256", "address", "address", "uint256"}, label("oracled/agent-deregistration/1"), n(7), a, b, n(9)))},
		"operator possession": {OperatorPossessionMessage(7, a, b, 9, []byte("key")),
			keccak(pack(t, []string{"bytes32", "uint256", "address", "address", "uint256", "bytes32"}, label("oracled/operator-possession/1"), n(7), a, b, n(9), keccak([]byte("key"))))},
		"set": {set.ID(),
			keccak(pack(t, []string{"bytes32", "uint256", "address", "bytes32"}, label("oracled/operator-set/1"), n(2), b, keccak([]byte{1, 2, 3})))},
		"rotation": {RotationDigest(h, 3, set),
			keccak(pack(t, []string{"bytes32", "bytes32", "uint256", "uint256", "address", "bytes32"}, label("oracled/rotation/1"), h, n(3), n(2), b, keccak([]byte{1, 2, 3})))},
		"batch": {wire.Digest(ctx.Hub, h, []byte("payload")),
			keccak(pack(t, []string{"bytes32", "uint256", "address", "bytes32", "bytes32"}, label("oracled/batch/1"), n(7), a, h, keccak([]byte("payload"))))},
		"commitment": {common.Hash(hash.Bytes()),
			shift(keccak(pack(t, []string{"uint256", "address", "bytes32", "uint64", "address", "uint8", "int128[]"}, n(7), a, h, uint64(9), b, uint8(55), ints)))},
		"challenge": {common.Hash(chal.Bytes()),
			shift(keccak(pack(t, []string{"bytes32", "uint256", "address", "bytes32", "uint64", "address", "bytes32"}, label("oracled/opening-proof/1"), n(7), a, h, uint64(9), b, keccak(cr))))},
		"EIP-712": {CommitmentDigest(ctx, cr[:48], cr[48:]),
			keccak([]byte("\x19\x01"),
				keccak(pack(t, []string{"bytes32", "bytes32", "bytes32", "uint256", "address"}, label("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"), label("oracled"), label("1"), n(7), a)).Bytes(),
				keccak(pack(t, []string{"bytes32", "bytes32", "uint64", "address", "bytes32"}, label("Commitment(bytes32 task,uint64 round,address agent,bytes32 commitment)"), h, uint64(9), b, keccak(cr))).Bytes())},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", name, c.got, c.want)
		}
	}
}

// TestPrecompiles checks encodings and signatures with the EIP-2537 precompiles
// of go-ethereum, as the contracts do.
func TestPrecompiles(t *testing.T) {
	rules := params.MergedTestChainConfig.Rules(big.NewInt(1), true, 1)
	precompiles := vm.ActivePrecompiledContracts(rules)
	pairing, ok := precompiles[common.BytesToAddress([]byte{0x0f})]
	if !ok {
		t.Fatal("the rules have no EIP-2537")
	}
	holds := func(input []byte) bool {
		out, err := pairing.Run(input)
		if err != nil {
			t.Fatal(err)
		}
		return new(big.Int).SetBytes(out).Cmp(big.NewInt(1)) == 0
	}
	a, b := common.Address{1}, common.Address{2}
	_, _, g1, g2 := bls12381.Generators()
	g1.Neg(&g1)
	g2.Neg(&g2)

	agent, err := GenerateAgentKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	msg := AgentPossessionMessage(1, a, b, 2, agent.PublicKey())
	h2, err := bls12381.HashToG2(msg[:], []byte(AgentPossessionSuite))
	if err != nil {
		t.Fatal(err)
	}
	pk, err := decodeG1Uncompressed(agent.PublicKey())
	if err != nil {
		t.Fatal(err)
	}
	input := append(encodeEIP2537G1(&pk), encodeEIP2537G2(&h2)...)
	input = append(append(input, encodeEIP2537G1(&g1)...), agent.ProvePossession(1, a, b, 2)...)
	if !holds(input) {
		t.Error("the precompile refuses an agent's possession")
	}

	operator, err := GenerateOperatorKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	digest := common.Hash{5}
	h1, err := bls12381.HashToG1(digest[:], []byte(OperatorSuite))
	if err != nil {
		t.Fatal(err)
	}
	pad := func(b []byte) (out []byte) {
		for i := 0; i < len(b); i += 48 {
			out = append(append(out, make([]byte, 16)...), b[i:i+48]...)
		}
		return out
	}
	input = append(encodeEIP2537G1(&h1), pad(operator.PublicKey())...)
	input = append(append(input, pad(operator.Sign(digest))...), encodeEIP2537G2(&g2)...)
	if !holds(input) {
		t.Error("the precompile refuses an operator's signature")
	}
}
