package client

import (
	"bytes"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	ethcrypto "github.com/ethereum/go-ethereum/crypto"

	"oracled/bindings"
	"oracled/crypto"
	"oracled/crypto/cryptotest"
)

func operators(n uint64) []*crypto.OperatorKey {
	var keys []*crypto.OperatorKey
	for i := range n {
		keys = append(keys, cryptotest.OperatorKey(3, i))
	}
	return keys
}

func TestNewOperatorSet(t *testing.T) {
	keys := operators(4)
	payee := common.HexToAddress("0x9a")
	set, err := NewOperatorSet(keys, 3, payee)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.IsSortedFunc(set.Keys, bytes.Compare) || len(set.Keys) != 4 || set.Threshold != 3 || set.Payee != payee {
		t.Errorf("%+v", set)
	}
	slices.Reverse(keys)
	if again, err := NewOperatorSet(keys, 3, payee); err != nil || again.ID() != set.ID() {
		t.Errorf("the order of the keystores matters: %s, %s, %v", again.ID(), set.ID(), err)
	}
	for _, threshold := range []int{0, 2, 5} {
		if _, err := NewOperatorSet(keys, threshold, payee); err == nil {
			t.Errorf("threshold %d of 4", threshold)
		}
	}
	if _, err := NewOperatorSet(append(keys, keys[0]), 4, payee); err == nil {
		t.Error("a key twice")
	}
}

// The addresses are functions of the code, the set and the gate's owner, by the
// rules of CREATE2, and of nothing else.
func TestPlanDeployment(t *testing.T) {
	for kind, quorum := range map[crypto.Kind]string{crypto.BLS: bindings.BlsQuorumMetaData.Bin, crypto.ECDSA: bindings.EcdsaQuorumMetaData.Bin} {
		t.Run(string(kind), func(t *testing.T) { testPlanDeployment(t, kind, quorum) })
	}
}

func testPlanDeployment(t *testing.T, kind crypto.Kind, quorum string) {
	keys, _ := cryptotest.Operators(kind, 3, 4)
	set, err := NewOperatorSet(keys, 3, common.HexToAddress("0x9a"))
	if err != nil {
		t.Fatal(err)
	}
	owner := common.HexToAddress("0x0e")
	d := PlanDeployment(set, owner)
	if again := PlanDeployment(set, owner); again != d {
		t.Errorf("%+v and %+v", d, again)
	}
	create2 := func(bin string, arguments ...[]byte) common.Address {
		code := slices.Concat(append([][]byte{common.FromHex(bin)}, arguments...)...)
		h := ethcrypto.Keccak256([]byte{0xff}, Deployer[:], make([]byte, 32), ethcrypto.Keccak256(code))
		return common.BytesToAddress(h[12:])
	}
	word := func(a common.Address) []byte { return common.LeftPadBytes(a[:], 32) }
	id := set.ID()
	want := Deployment{
		SetID:    id,
		Registry: create2(bindings.AgentRegistryMetaData.Bin),
		Quorum:   create2(quorum, id[:]),
		Gate:     create2(bindings.AllowListGateMetaData.Bin, word(owner)),
	}
	want.Hub = create2(bindings.NashOracleMetaData.Bin, word(want.Quorum), word(want.Registry))
	if d != want {
		t.Errorf("%+v, want %+v", d, want)
	}

	other := PlanDeployment(set, common.HexToAddress("0x0f"))
	if other.Gate == d.Gate || other.Hub != d.Hub || other.Quorum != d.Quorum {
		t.Errorf("another owner: %+v", other)
	}
	set.Payee = common.HexToAddress("0x9b")
	other = PlanDeployment(set, owner)
	if other.SetID == d.SetID || other.Quorum == d.Quorum || other.Hub == d.Hub || other.Registry != d.Registry || other.Gate != d.Gate {
		t.Errorf("another set: %+v", other)
	}
}
