package daemon

import (
	"bytes"
	"errors"
	"fmt"
	"math/big"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/ethereum/go-ethereum/accounts/abi"
	gethkeystore "github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	ethcrypto "github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/rpc"

	"oracled/bindings"
	"oracled/client"
	"oracled/config"
	"oracled/crypto"
	"oracled/crypto/cryptotest"
	"oracled/crypto/keystore"
	"oracled/endpoint/endpointtest"
)

var (
	hubAddress    = common.HexToAddress("0xaa01")
	quorumAddress = common.HexToAddress("0xaa02")
)

// node answers, through JSON-RPC, what a node with our contracts would; its
// fields make it a worse one.
type node struct {
	chainID  int64
	age      time.Duration
	code     map[common.Address]bool
	noG1Add  bool
	badG1Add bool
	epoch    uint32
	set      crypto.OperatorSet
	balance  *big.Int
	alien    bool // the contract at the hub's address is another
	broken   string
}

// ethAPI is the node's API under eth_.
type ethAPI struct{ n *node }

func (e ethAPI) ChainId() *hexutil.Big { return (*hexutil.Big)(big.NewInt(e.n.chainID)) }

func (e ethAPI) GetBlockByNumber(string, bool) (*types.Header, error) {
	if e.n.broken != "" {
		return nil, errors.New(e.n.broken)
	}
	return &types.Header{Number: big.NewInt(42), Time: uint64(time.Now().Add(-e.n.age).Unix()), Difficulty: new(big.Int)}, nil
}

func (e ethAPI) GetCode(a common.Address, _ string) hexutil.Bytes {
	if e.n.code[a] {
		return hexutil.Bytes{1}
	}
	return hexutil.Bytes{}
}

func (e ethAPI) GetBalance(common.Address, string) *hexutil.Big { return (*hexutil.Big)(e.n.balance) }

type callArgs struct {
	To    common.Address `json:"to"`
	Input hexutil.Bytes  `json:"input"`
}

func (e ethAPI) Call(args callArgs, _ string) (hexutil.Bytes, error) {
	n := e.n
	if args.To == common.BytesToAddress([]byte{0x0b}) {
		if n.noG1Add {
			return nil, nil
		}
		var p, q bls12381.G1Affine
		p.X.SetBytes(args.Input[16:64])
		p.Y.SetBytes(args.Input[80:128])
		q.X.SetBytes(args.Input[144:192])
		q.Y.SetBytes(args.Input[208:256])
		p.Add(&p, &q)
		if n.badG1Add {
			p.Neg(&p)
		}
		x, y := p.X.Bytes(), p.Y.Bytes()
		return append(common.LeftPadBytes(x[:], 64), common.LeftPadBytes(y[:], 64)...), nil
	}
	if n.alien {
		return nil, errors.New("execution reverted")
	}
	hub, err := bindings.NashOracleMetaData.ParseABI()
	if err != nil {
		return nil, err
	}
	quorum, err := bindings.BlsQuorumMetaData.ParseABI()
	if err != nil {
		return nil, err
	}
	answer := func(a *abi.ABI, values map[string]any) (hexutil.Bytes, error) {
		m, err := a.MethodById(args.Input)
		if err != nil {
			return nil, errors.New("execution reverted")
		}
		return m.Outputs.Pack(values[m.Name])
	}
	if args.To == hubAddress {
		return answer(hub, map[string]any{"quorum": quorumAddress, "registry": common.HexToAddress("0xaa03"), "setId": [32]byte(n.set.ID())})
	}
	return answer(quorum, map[string]any{"epoch": n.epoch, "operators": n.set.KeysBytes(), "threshold": big.NewInt(int64(n.set.Threshold)), "payee": n.set.Payee, "size": big.NewInt(int64(len(n.set.Keys)))})
}

// healthy returns a node and a configuration with which nothing is wrong.
func healthy(t *testing.T) (*node, config.Config) {
	t.Helper()
	return healthyOf(t, crypto.BLS)
}

// healthyOf is healthy with operators of a kind.
func healthyOf(t *testing.T, kind crypto.Kind) (*node, config.Config) {
	t.Helper()
	dir := t.TempDir()
	password := filepath.Join(dir, "password")
	if err := os.WriteFile(password, []byte("secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var keys []*crypto.OperatorKey
	var files []string
	for _, name := range []string{"1.json", "2.json"} {
		k, err := kind.GenerateKey(nil)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, filepath.Join(dir, name))
		if err := keystore.SaveOperator(files[len(files)-1], k, "secret", keystore.LightForDevelopment); err != nil {
			t.Fatal(err)
		}
		keys = append(keys, k)
	}
	account, err := ethcrypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	b, err := gethkeystore.EncryptKey(&gethkeystore.Key{Address: ethcrypto.PubkeyToAddress(account.PublicKey), PrivateKey: account}, "secret", 2, 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "account.json"), b, 0o600); err != nil {
		t.Fatal(err)
	}
	set, err := client.NewOperatorSet(keys, 2, common.Address{9})
	if err != nil {
		t.Fatal(err)
	}
	n := &node{chainID: 1338, set: set, epoch: 1, balance: big.NewInt(15e17), code: map[common.Address]bool{hubAddress: true, client.Deployer: true}}

	server := rpc.NewServer()
	if err := server.RegisterName("eth", ethAPI{n}); err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(server)
	t.Cleanup(func() { web.Close(); server.Stop() })

	ch := config.Chain{Name: "polygon-dev"}
	ch.Endpoint, ch.ChainID, ch.Hub = web.URL+"/v2/APIKEY", 1338, hubAddress
	cfg := config.Default()
	cfg.Dir = dir
	cfg.Store.Path = filepath.Join(dir, "oracled.db")
	cfg.Account = config.Account{Keystore: filepath.Join(dir, "account.json"), PasswordFile: password}
	cfg.Operator = config.Operator{Keystores: files, PasswordFile: password}
	cfg.Chains[ch.Name] = ch.WithDefaults()
	return n, cfg
}

func TestDoctorIsContent(t *testing.T) {
	_, cfg := healthy(t)
	var out bytes.Buffer
	if !Doctor(t.Context(), cfg, &out) {
		t.Errorf("something fails:\n%s", &out)
	}
	for _, want := range []string{
		"ok    chain polygon-dev: http://127.0.0.1:", "answers, chain id 1338", "block 42, ", "BLS precompiles (EIP-2537)",
		"NashOracle at " + hubAddress.Hex(), "operator set of 2, 2 must sign, epoch 1, kind bls", "2 of the keys in operator.keystores belong", "has 1.5 ether",
		"ok    compute.backend: auto: the CPU computes", "ok    store.path: ", "ok    operator.keystores[1]: operator ",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, &out)
		}
	}
	if s := out.String(); strings.Contains(s, "FAIL") || strings.Contains(s, "note") || strings.Contains(s, "APIKEY") || strings.Contains(s, "\x1b") {
		t.Errorf("got\n%s", s)
	}
	if _, err := os.Stat(cfg.Store.Path); err == nil {
		t.Error("the doctor created the store")
	}
}

func TestDoctorFinds(t *testing.T) {
	for _, x := range []struct {
		name string
		hurt func(*node, *config.Config, *config.Chain)
		want string // a line; one that begins with note leaves the doctor content
	}{
		{"chain id", func(n *node, _ *config.Config, _ *config.Chain) { n.chainID = 1 }, "FAIL  chain polygon-dev: the endpoint serves chain id 1, chains.polygon-dev.chainId is 1338"},
		{"dead fallback", func(_ *node, _ *config.Config, ch *config.Chain) {
			ch.Fallbacks = []string{"http://127.0.0.1:1/APIKEY"}
		}, "note  chain polygon-dev: http://127.0.0.1:1 does not answer"},
		{"fallback of another chain", func(_ *node, _ *config.Config, ch *config.Chain) {
			other := endpointtest.Serve(endpointtest.NewChain(1), 5)
			t.Cleanup(other.Close)
			ch.Fallbacks = []string{other.URL()}
		}, "is refused: the endpoint serves chain id 5"},
		{"stale", func(n *node, _ *config.Config, _ *config.Chain) { n.age = time.Hour }, "FAIL  chain polygon-dev: block 42 is 1h0m"},
		{"clock", func(n *node, _ *config.Config, _ *config.Chain) { n.age = -time.Hour }, "ahead of this machine's clock; set the clock"},
		{"stale dev chain", func(n *node, _ *config.Config, ch *config.Chain) { n.age, ch.Dev = time.Hour, true }, "note  chain polygon-dev: block 42 is 1h0m"},
		{"head", func(n *node, _ *config.Config, _ *config.Chain) { n.broken = "no\x1b[2Jsync http://x/KEY" }, `FAIL  chain polygon-dev: fetch the head: no\x1b[2Jsync http://x/…`},
		{"no precompile", func(n *node, _ *config.Config, _ *config.Chain) { n.noG1Add = true }, "FAIL  chain polygon-dev: there are no BLS precompiles"},
		{"wrong precompile", func(n *node, _ *config.Config, _ *config.Chain) { n.badG1Add = true }, "FAIL  chain polygon-dev: the BLS precompile at 0x0b answers 0x"},
		{"no hub", func(_ *node, _ *config.Config, ch *config.Chain) { ch.Hub = common.Address{} }, "FAIL  chain polygon-dev: hub: missing; run oracled deploy"},
		{"no code", func(n *node, _ *config.Config, _ *config.Chain) { n.code = nil }, "FAIL  chain polygon-dev: there is no contract at " + hubAddress.Hex()},
		{"alien code", func(n *node, _ *config.Config, _ *config.Chain) { n.alien = true }, "is not a NashOracle of this version"},
		{"uninitialised", func(n *node, _ *config.Config, _ *config.Chain) { n.epoch = 0 }, "FAIL  chain polygon-dev: read the operator set: it is not initialised; run oracled deploy"},
		{"stranger", func(_ *node, c *config.Config, _ *config.Chain) { c.Operator.Keystores = c.Operator.Keystores[:1] }, "FAIL  chain polygon-dev: 1 of the keys in operator.keystores belong to the operator set and 2 must sign"},
		{"no operator", func(_ *node, c *config.Config, _ *config.Chain) { c.Operator = config.Operator{} }, "note  operator.keystores: none"},
		{"no account", func(_ *node, c *config.Config, _ *config.Chain) { c.Account = config.Account{} }, "note  account.keystore: none"},
		{"no ether", func(n *node, _ *config.Config, _ *config.Chain) { n.balance = new(big.Int) }, "has no ether to pay for gas; send it some"},
		{"keystore", func(_ *node, c *config.Config, _ *config.Chain) { c.Operator.Keystores[0] += "x" }, "FAIL  operator.keystores[0]: "},
		{"wrong kind of key", func(_ *node, c *config.Config, _ *config.Chain) {
			c.Agent.Keystore, c.Agent.PasswordFile = c.Operator.Keystores[0], c.Operator.PasswordFile
		}, "FAIL  agent.keystore: "},
		{"password", func(_ *node, c *config.Config, _ *config.Chain) { c.Operator.PasswordFile = "" }, "FAIL  operator.passwordFile: missing"},
		{"readable keystore", func(_ *node, c *config.Config, _ *config.Chain) { _ = os.Chmod(c.Operator.Keystores[0], 0o644) }, "note  operator.keystores[0]: "},
		{"store", func(_ *node, c *config.Config, _ *config.Chain) { c.Store.Path = "/nowhere/x.db" }, "FAIL  store.path: "},
		{"chain key", func(_ *node, _ *config.Config, ch *config.Chain) { ch.ChainID = 0 }, "FAIL  configuration: chains.polygon-dev.chainId: missing"},
		{"no chains", func(_ *node, c *config.Config, _ *config.Chain) { c.Chains = nil }, "FAIL  configuration: chains: empty"},
	} {
		t.Run(x.name, func(t *testing.T) {
			n, cfg := healthy(t)
			ch := cfg.Chains["polygon-dev"]
			x.hurt(n, &cfg, &ch)
			if cfg.Chains != nil {
				cfg.Chains["polygon-dev"] = ch
			}
			var out bytes.Buffer
			ok := Doctor(t.Context(), cfg, &out)
			if !strings.Contains(out.String(), x.want) {
				t.Errorf("%q is not in\n%s", x.want, &out)
			}
			if ok != strings.HasPrefix(x.want, "note") {
				t.Errorf("the doctor is content: %v\n%s", ok, &out)
			}
			if strings.Contains(out.String(), "APIKEY") {
				t.Errorf("an API key is shown:\n%s", &out)
			}
		})
	}
}

// TestDoctorKnowsKinds: of an ECDSA set it asks for no precompiles, and says when a
// BLS set would cost less; keys of the other kind fail.
func TestDoctorKnowsKinds(t *testing.T) {
	examine := func(n *node, cfg config.Config, content bool, wants ...string) {
		t.Helper()
		var out bytes.Buffer
		if ok := Doctor(t.Context(), cfg, &out); ok != content {
			t.Errorf("the doctor is content: %v\n%s", ok, &out)
		}
		for _, want := range wants {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%q is not in\n%s", want, &out)
			}
		}
	}
	n, cfg := healthyOf(t, crypto.ECDSA)
	examine(n, cfg, true, "operator set of 2, 2 must sign, epoch 1, kind ecdsa", "ok    chain polygon-dev: BLS precompiles", "2 of the keys in operator.keystores belong", "of kind ecdsa\n")
	n.noG1Add = true
	examine(n, cfg, true, "note  chain polygon-dev: there are no BLS precompiles (EIP-2537): an ECDSA set posts here, but agents cannot register here")

	// Before there is a hub, the keys say of which kind it would be.
	bare := cfg.Chains["polygon-dev"]
	bare.Hub = common.Address{}
	founding := cfg
	founding.Chains = map[string]config.Chain{"polygon-dev": bare}
	examine(n, founding, false, "note  chain polygon-dev: there are no BLS precompiles")

	for size, dear := range map[int]bool{40: false, 41: true} {
		many, cfg := healthyOf(t, crypto.ECDSA)
		own := many.set
		_, many.set = cryptotest.Operators(crypto.ECDSA, 1, size)
		many.set.Keys[0], many.set.Keys[1] = own.Keys[0], own.Keys[1]
		slices.SortFunc(many.set.Keys, bytes.Compare)
		cfg.Operator.Listen = "127.0.0.1:9650"
		var out bytes.Buffer
		Doctor(t.Context(), cfg, &out)
		if strings.Contains(out.String(), "a BLS set's proof costs less gas") != dear || !strings.Contains(out.String(), fmt.Sprintf("operator set of %d, ", size)) {
			t.Errorf("%d operators:\n%s", size, &out)
		}
	}

	n, cfg = healthyOf(t, crypto.ECDSA)
	_, n.set = cryptotest.Operators(crypto.BLS, 1, 2)
	examine(n, cfg, false, "FAIL  chain polygon-dev: the hub's operator set is of kind bls (BlsQuorum at "+quorumAddress.Hex()+"), and every key of operator.keystores is of another")
}

func TestEther(t *testing.T) {
	for wei, want := range map[int64]string{1: "less than 0.000001", 15e17: "1.5", 1e18: "1", 1e12: "0.000001", 999_999_999_999_999_999: "0.999999"} {
		if got := ether(big.NewInt(wei)); got != want {
			t.Errorf("%d: got %s, want %s", wei, got, want)
		}
	}
}
