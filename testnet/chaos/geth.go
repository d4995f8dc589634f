package chaos

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/params"

	"oracled/oracle"
	"oracled/testnet"
)

// Geths starts geth nodes whose blocks this program orders, through geth's
// testing namespace. geth --dev mines by the clock and under the rules of forks
// that are not scheduled; here the genesis pins Osaka, and windows are measured
// in chain time as on Anvil.
type Geths struct {
	binary string

	mu     sync.Mutex
	miners map[int]func() // by port: ends mining on demand
}

func newGeths(binary string) *Geths { return &Geths{binary: binary, miners: map[int]func(){}} }

// gethGasLimit is that of every block.
const gethGasLimit = 60_000_000

// genesis returns a genesis under Osaka rules on which the accounts have ether.
func genesis(chainID uint64, now time.Time, accounts []common.Address) ([]byte, error) {
	zero := new(uint64)
	config := *params.MergedTestChainConfig
	config.ChainID = new(big.Int).SetUint64(chainID)
	config.OsakaTime, config.BPO1Time, config.BPO2Time, config.AmsterdamTime, config.BogotaTime = zero, nil, nil, nil, nil
	type account struct {
		Balance *hexutil.Big   `json:"balance"`
		Code    hexutil.Bytes  `json:"code,omitempty"`
		Nonce   hexutil.Uint64 `json:"nonce,omitempty"`
	}
	alloc := map[common.Address]account{}
	for address, code := range map[common.Address][]byte{
		params.BeaconRootsAddress:        params.BeaconRootsCode,
		params.HistoryStorageAddress:     params.HistoryStorageCode,
		params.WithdrawalQueueAddress:    params.WithdrawalQueueCode,
		params.ConsolidationQueueAddress: params.ConsolidationQueueCode,
	} {
		alloc[address] = account{Balance: new(hexutil.Big), Code: code, Nonce: 1}
	}
	thousand := new(big.Int).Mul(big.NewInt(1000), big.NewInt(1e18))
	for _, a := range accounts {
		alloc[a] = account{Balance: (*hexutil.Big)(thousand)}
	}
	return json.Marshal(map[string]any{
		"config": config, "alloc": alloc, "difficulty": "0x0", "gasLimit": hexutil.Uint64(gethGasLimit),
		"baseFeePerGas": hexutil.Uint64(params.InitialBaseFee), "timestamp": hexutil.Uint64(now.Unix()), "extraData": "0x",
	})
}

// start starts a node that mines on demand until it is taken.
func (g *Geths) start(ctx context.Context, o testnet.AnvilOptions, accounts []common.Address) (*testnet.Anvil, error) {
	dir := filepath.Join(filepath.Dir(filepath.Dir(o.Log)), "geth", o.Name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("start geth %s: %w", o.Name, err)
	}
	b, err := genesis(o.ChainID, time.Now(), accounts)
	if err != nil {
		return nil, fmt.Errorf("start geth %s: %w", o.Name, err)
	}
	file := filepath.Join(dir, "genesis.json")
	if err := os.WriteFile(file, b, 0o644); err != nil {
		return nil, fmt.Errorf("start geth %s: %w", o.Name, err)
	}
	if out, err := exec.CommandContext(ctx, g.binary, "init", "--state.scheme", "hash", "--datadir", dir, file).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("start geth %s: write its genesis: %w: %s", o.Name, err, out)
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	at, id := strconv.Itoa(port), strconv.FormatUint(o.ChainID, 10)
	const apis = "eth,net,txpool,debug,testing"
	// The log index fails searches while debug_setHead takes blocks from under it.
	p, err := testnet.StartProcess("geth "+o.Name, o.Log, g.binary,
		"--datadir", dir, "--networkid", id, "--state.scheme", "hash", "--gcmode", "archive", "--syncmode", "full",
		"--nodiscover", "--maxpeers", "0", "--port", "0", "--nat", "none", "--ipcdisable", "--authrpc.port", "0",
		"--http", "--http.addr", "127.0.0.1", "--http.port", at, "--http.api", apis,
		"--ws", "--ws.addr", "127.0.0.1", "--ws.port", at, "--ws.api", apis,
		"--rpc.allow-unprotected-txs", "--rpc.txfeecap", "0", "--txpool.pricelimit", "1", "--miner.gaslimit", strconv.Itoa(gethGasLimit), "--cache", "256", "--history.logs.disable")
	if err != nil {
		return nil, err
	}
	node := &testnet.Anvil{Process: p, Name: o.Name, ChainID: o.ChainID, Port: port}
	eth, err := g.reach(ctx, node)
	if err != nil {
		p.Kill()
		return nil, err
	}
	mining, stop := context.WithCancel(context.WithoutCancel(ctx))
	var wg sync.WaitGroup
	wg.Go(func() {
		defer eth.Close()
		geth{eth}.mineOnDemand(mining)
	})
	g.mu.Lock()
	defer g.mu.Unlock()
	g.miners[port] = func() { stop(); wg.Wait() }
	return node, nil
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	return l.Addr().(*net.TCPAddr).Port, l.Close()
}

// reach waits until a node answers.
func (g *Geths) reach(ctx context.Context, node *testnet.Anvil) (*ethclient.Client, error) {
	for {
		eth, err := ethclient.DialContext(ctx, fmt.Sprintf("http://127.0.0.1:%d", node.Port))
		if err == nil {
			if _, err = eth.BlockNumber(ctx); err == nil {
				return eth, nil
			}
			eth.Close()
		}
		select {
		case <-node.Done():
			return nil, fmt.Errorf("geth %s ended at once; see %s", node.Name, node.Log)
		default:
		}
		if err := oracle.Sleep(ctx, 50*time.Millisecond); err != nil {
			return nil, fmt.Errorf("start geth %s: %w", node.Name, err)
		}
	}
}

// take stops a node's mining on demand.
func (g *Geths) take(c *Chain) Node {
	g.mu.Lock()
	defer g.mu.Unlock()
	if stop := g.miners[c.Anvil.Port]; stop != nil {
		stop()
		delete(g.miners, c.Anvil.Port)
	}
	return geth{c.Eth}
}

// close stops what was not taken.
func (g *Geths) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, stop := range g.miners {
		stop()
	}
	g.miners = nil
}

// geth drives a geth chain.
type geth struct{ eth *ethclient.Client }

// attributes are what a consensus client tells of a block (engine API,
// PayloadAttributesV3).
func attributes(timestamp uint64) map[string]any {
	return map[string]any{
		"timestamp": hexutil.Uint64(timestamp), "prevRandao": common.Hash{}, "suggestedFeeRecipient": common.Address{},
		"withdrawals": []any{}, "parentBeaconBlockRoot": common.Hash{},
	}
}

// commit mines a block: of what waits when txs is nil, else of txs alone.
func (n geth) commit(ctx context.Context, timestamp uint64, txs any) error {
	if err := n.eth.Client().CallContext(ctx, nil, "testing_commitBlockV1", attributes(timestamp), txs, nil); err != nil {
		return fmt.Errorf("testing_commitBlockV1: %w", err)
	}
	return nil
}

func (n geth) Mine(ctx context.Context, timestamp uint64) error {
	return n.commit(ctx, timestamp, nil)
}

// mineOnDemand mines whenever a transaction waits.
func (n geth) mineOnDemand(ctx context.Context) {
	for oracle.Sleep(ctx, 10*time.Millisecond) == nil {
		var status struct{ Pending hexutil.Uint64 }
		if err := n.eth.Client().CallContext(ctx, &status, "txpool_status"); err != nil || status.Pending == 0 {
			continue
		}
		if head, err := n.eth.HeaderByNumber(ctx, nil); err == nil {
			_ = n.commit(ctx, max(head.Time+1, uint64(time.Now().Unix())), nil) // a failure is tried again
		}
	}
}

// Reorg takes blocks back and mines empty ones in their place. For some
// milliseconds the head is below where it was.
func (n geth) Reorg(ctx context.Context, depth uint64) error {
	head, err := n.eth.HeaderByNumber(ctx, nil)
	if err != nil {
		return fmt.Errorf("fetch the head: %w", err)
	}
	parent, err := n.eth.HeaderByNumber(ctx, number(head.Number.Uint64()-depth))
	if err != nil {
		return fmt.Errorf("fetch the ancestor: %w", err)
	}
	if err := n.eth.Client().CallContext(ctx, nil, "debug_setHead", (*hexutil.Big)(parent.Number)); err != nil {
		return fmt.Errorf("debug_setHead: %w", err)
	}
	// The coinbase makes an empty block another one than an empty block was.
	for i := range depth {
		a := attributes(parent.Time + 1 + i)
		a["suggestedFeeRecipient"] = common.BigToAddress(new(big.Int).SetUint64(head.Time + i))
		if err := n.eth.Client().CallContext(ctx, nil, "testing_commitBlockV1", a, []any{}, nil); err != nil {
			return fmt.Errorf("testing_commitBlockV1: %w", err)
		}
	}
	return nil
}

// errNotOnGeth: geth has no such request.
var errNotOnGeth = errors.New("geth cannot do that on request")

func (n geth) Evict(context.Context, common.Address) (int, error) { return 0, errNotOnGeth }

func (n geth) SetBaseFee(context.Context, *big.Int) error { return errNotOnGeth }
