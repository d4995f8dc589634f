package client

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"

	"oracled/bindings"
	"oracled/compute"
	"oracled/compute/cpu"
	"oracled/crypto"
	"oracled/crypto/cryptotest"
	"oracled/oracle"
	"oracled/watcher"
	"oracled/wire"
)

// node is an endpoint over HTTP with a chain in memory that mines each
// transaction at once. Its hub does nothing but take them.
type node struct {
	*httptest.Server
	t *testing.T

	mu       sync.Mutex
	id       uint64
	code     bool
	stranger bool // what is at the hub's address is another contract
	headers  []*types.Header
	logs     []types.Log
	maxRange uint64
	sent     []*types.Transaction
	clock    uint64
}

var (
	hubAddress      = common.HexToAddress("0xa1")
	registryAddress = common.HexToAddress("0xb2")
	quorumAddress   = common.HexToAddress("0xd4")
	theSet          = common.HexToHash("0xc3")
	nash            = bindings.NewNashOracle()
)

func newNode(t *testing.T) *node {
	n := &node{t: t, id: 31337, code: true, maxRange: 1 << 60}
	n.mine(0)
	n.Server = httptest.NewServer(http.HandlerFunc(n.serve))
	t.Cleanup(n.Close)
	return n
}

func (n *node) config() watcher.Config {
	return watcher.Config{Endpoint: n.URL + "/v1?key=secret", ChainID: 31337, Hub: hubAddress, PollInterval: 5 * time.Millisecond}
}

// mine appends a block with logs.
func (n *node) mine(time uint64, logs ...types.Log) {
	number := uint64(len(n.headers))
	h := &types.Header{Number: new(big.Int).SetUint64(number), Difficulty: new(big.Int), Time: time, BaseFee: big.NewInt(7)}
	n.headers = append(n.headers, h)
	n.clock = time
	for i, l := range logs {
		l.BlockNumber, l.BlockHash, l.Index, l.TxHash = number, h.Hash(), uint(i), common.BigToHash(new(big.Int).SetUint64(number))
		n.logs = append(n.logs, l)
	}
}

func (n *node) set(f func()) {
	n.mu.Lock()
	defer n.mu.Unlock()
	f()
}

func (n *node) serve(w http.ResponseWriter, r *http.Request) {
	var call struct {
		ID     json.RawMessage   `json:"id"`
		Method string            `json:"method"`
		Params []json.RawMessage `json:"params"`
	}
	if err := json.NewDecoder(r.Body).Decode(&call); err != nil {
		n.t.Error(err)
		return
	}
	n.mu.Lock()
	result, err := n.answer(call.Method, call.Params)
	n.mu.Unlock()
	reply := map[string]any{"jsonrpc": "2.0", "id": call.ID, "result": result}
	if err != nil {
		delete(reply, "result")
		reply["error"] = map[string]any{"code": -32000, "message": err.Error()}
	}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(reply); err != nil {
		n.t.Error(err)
	}
}

func (n *node) answer(method string, params []json.RawMessage) (any, error) {
	head := uint64(len(n.headers) - 1)
	switch method {
	case "eth_chainId":
		return hexutil.Uint64(n.id), nil
	case "eth_blockNumber":
		return hexutil.Uint64(head), nil
	case "eth_getBlockByNumber":
		var number hexutil.Uint64
		if json.Unmarshal(params[0], &number) != nil {
			number = hexutil.Uint64(head) // "latest"
		}
		return n.headers[number], nil
	case "eth_getCode":
		if n.code {
			return "0x60", nil
		}
		return "0x", nil
	case "eth_getLogs":
		var q struct{ FromBlock, ToBlock hexutil.Uint64 }
		if err := json.Unmarshal(params[0], &q); err != nil {
			return nil, err
		}
		if uint64(q.ToBlock-q.FromBlock) >= n.maxRange {
			return nil, errors.New("range too long")
		}
		out := []types.Log{}
		for _, l := range n.logs {
			if l.BlockNumber >= uint64(q.FromBlock) && l.BlockNumber <= uint64(q.ToBlock) {
				out = append(out, l)
			}
		}
		return out, nil
	case "eth_call":
		var m struct {
			To    *common.Address
			Input hexutil.Bytes
		}
		if err := json.Unmarshal(params[0], &m); err != nil {
			return nil, err
		}
		return n.view(m.To, m.Input)
	case "eth_feeHistory":
		return map[string]any{"oldestBlock": "0x0", "baseFeePerGas": []string{"0x7", "0x7"}, "gasUsedRatio": []float64{0}}, nil
	case "eth_maxPriorityFeePerGas":
		return "0x1", nil
	case "eth_getTransactionCount":
		return hexutil.Uint64(len(n.sent)), nil
	case "eth_estimateGas":
		return "0x5208", nil
	case "eth_sendRawTransaction":
		var raw hexutil.Bytes
		tx := new(types.Transaction)
		if err := errors.Join(json.Unmarshal(params[0], &raw), tx.UnmarshalBinary(raw)); err != nil {
			return nil, err
		}
		n.sent = append(n.sent, tx)
		n.mine(n.clock)
		return tx.Hash(), nil
	case "eth_getTransactionReceipt":
		var hash common.Hash
		if err := json.Unmarshal(params[0], &hash); err != nil {
			return nil, err
		}
		return &types.Receipt{TxHash: hash, Status: 1, BlockNumber: big.NewInt(int64(head)), GasUsed: 4711, Logs: []*types.Log{}, EffectiveGasPrice: new(big.Int)}, nil
	}
	return nil, fmt.Errorf("the method %s does not exist", method)
}

func (n *node) view(to *common.Address, input []byte) (hexutil.Bytes, error) {
	word := func(b []byte) (hexutil.Bytes, error) { return common.LeftPadBytes(b, 32), nil }
	if to == nil { // the code that returns its block's timestamp
		return word(new(big.Int).SetUint64(n.clock).Bytes())
	}
	if n.stranger {
		return nil, errors.New("execution reverted")
	}
	switch string(input) {
	case string(nash.PackRegistry()):
		return word(registryAddress[:])
	case string(nash.PackQuorum()):
		return word(quorumAddress[:])
	case string(nash.PackSetId()):
		return word(theSet[:])
	}
	return nil, errors.New("execution reverted")
}

// logOf packs the arguments of an event as a contract would log them.
func logOf(t testing.TB, contract abi.ABI, address common.Address, name string, args ...any) types.Log {
	t.Helper()
	event := contract.Events[name]
	l := types.Log{Address: address, Topics: []common.Hash{event.ID}}
	var data []any
	for i, in := range event.Inputs {
		if !in.Indexed {
			data = append(data, args[i])
			continue
		}
		topic, err := abi.MakeTopics([]any{args[i]})
		if err != nil {
			t.Fatal(err)
		}
		l.Topics = append(l.Topics, topic[0][0])
	}
	var err error
	if l.Data, err = event.Inputs.NonIndexed().Pack(data...); err != nil {
		t.Fatal(err)
	}
	return l
}

func createdLog(t testing.TB, task oracle.Task) types.Log {
	t.Helper()
	p, err := taskParams(task)
	if err != nil {
		t.Fatal(err)
	}
	return logOf(t, nash.GetABI(), hubAddress, "TaskCreated", [32]byte(task.ID), task.Creator, p)
}

func TestConnect(t *testing.T) {
	n := newNode(t)
	c, err := Connect(t.Context(), "eth", n.config())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if c.Hub != (oracle.Hub{ChainID: 31337, Address: hubAddress}) || c.Registry != registryAddress || c.Quorum != quorumAddress || c.SetID != theSet {
		t.Errorf("%+v", c)
	}
	n.set(func() { n.clock = 1234 })
	if now, err := c.Now(t.Context()); err != nil || now != 1234 {
		t.Errorf("now is %d, %v", now, err)
	}
}

// Each failure names the chain and the key of the config, and no secret.
func TestConnectRefuses(t *testing.T) {
	n := newNode(t)
	check := func(err error, is error, parts ...string) {
		t.Helper()
		if err == nil || is != nil && !errors.Is(err, is) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%v", err)
			return
		}
		for _, part := range append(parts, "chain eth: ") {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%v, want %q in it", err, part)
			}
		}
	}
	connect := func() error { _, err := Connect(t.Context(), "eth", n.config()); return err }
	n.code = false
	check(connect(), nil, "there is no contract at "+hubAddress.Hex(), "chains.eth.hub")
	n.code = true
	cfg := n.config()
	cfg.ChainID = 1
	_, err := Connect(t.Context(), "eth", cfg)
	check(err, oracle.ErrWrongChain, "31337", "chains.eth.chainId is 1")
	n.set(func() { n.stranger = true })
	check(connect(), nil, "is not a NashOracle of this version", "chains.eth.hub")
	n.Close()
	check(connect(), nil, "does not answer", "chains.eth.endpoint")
}

func TestTasks(t *testing.T) {
	n := newNode(t)
	var tasks []oracle.Task
	for i := range uint32(3) {
		task := fullTask()
		task.Hub, task.Index, task.ID = oracle.Hub{ChainID: 31337, Address: hubAddress}, i+1, oracle.TaskIDFromIndex(i+1)
		tasks = append(tasks, task)
		n.mine(uint64(10*i), createdLog(t, task))
		for range 20 {
			n.mine(uint64(10 * i))
		}
	}
	n.mine(100, logOf(t, nash.GetABI(), hubAddress, "TaskCancelled", [32]byte(tasks[1].ID), new(big.Int)))
	n.maxRange = 5 // the endpoint's, below ours
	c, err := Connect(t.Context(), "eth", n.config())
	if err != nil {
		t.Fatal(err)
	}
	got, err := c.Tasks(t.Context())
	if want := []oracle.Task{tasks[0], tasks[2]}; err != nil || fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
		t.Errorf("%+v, %v", got, err)
	}
	if task, err := c.Task(t.Context(), 3); err != nil || task.Index != 3 {
		t.Errorf("%+v, %v", task, err)
	}
	if _, err := c.Task(t.Context(), 2); err == nil || !strings.Contains(err.Error(), "has no task 2") {
		t.Errorf("%v", err)
	}
	n.set(func() { n.maxRange = 0 }) // nothing goes any more
	if _, err := c.Tasks(t.Context()); err == nil || !strings.Contains(err.Error(), "fetch logs 0-0") {
		t.Errorf("%v", err)
	}
}

// history puts a round of agents on a chain, closed in block 5 at time 200, and
// returns the outcome that must be posted for it.
func history(t *testing.T, n *node) (oracle.Task, oracle.Outcome) {
	return historyOf(t, n, cryptotest.Task(2, 5))
}

func historyOf(t *testing.T, n *node, task oracle.Task) (oracle.Task, oracle.Outcome) {
	task.Hub = oracle.Hub{ChainID: 31337, Address: hubAddress}
	task.TrimBps, task.Start, task.Period = 2500, 1, 1000
	round, _ := cryptotest.Round(cryptotest.Options{Agents: 5, Dimension: task.Dimension, Task: task})
	var registered, commits, reveals []types.Log
	for i, s := range round.Submissions {
		registered = append(registered, logOf(t, bindings.NewAgentRegistry().GetABI(), registryAddress, "AgentRegistered", s.Agent, common.Address{1}, uint64(1), s.PublicKey))
		k := s.Commitments[0]
		commits = append(commits, logOf(t, nash.GetABI(), hubAddress, "Committed", [32]byte(task.ID), uint64(1), s.Agent, k.Group, k.Commitment, k.Proof, k.Signature))
		if o := s.Openings[0]; i != 4 { // the last stays silent
			reveals = append(reveals, logOf(t, nash.GetABI(), hubAddress, "Revealed", [32]byte(task.ID), uint64(1), s.Agent, o.Confidence, packValues(o.Values), o.Blinding))
		}
	}
	n.mine(0, append(registered, createdLog(t, task))...)
	n.mine(30, commits...)
	n.mine(90, reveals...)
	n.mine(120)
	n.mine(200)
	round.Submissions[4].Openings = nil
	solver, err := compute.New(task.Solver, cpu.New())
	if err != nil {
		t.Fatal(err)
	}
	res, err := oracle.Resolve(t.Context(), crypto.NewVerifier(crypto.VerifierOptions{}), round, oracle.NewTrust(), nil, solver)
	if err != nil || res.Outcome.Status != oracle.StatusOK || res.Outcome.Participants != 4 {
		t.Fatalf("%+v, %v", res, err)
	}
	return task, res.Outcome
}

func postedLog(t *testing.T, outcomes ...oracle.PostedOutcome) types.Log {
	t.Helper()
	payload, err := wire.Pack(1, oracle.Anchor{Number: 5}, outcomes)
	if err != nil {
		t.Fatal(err)
	}
	accepted := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), uint(len(outcomes))), big.NewInt(1))
	return logOf(t, nash.GetABI(), hubAddress, "BatchPosted", [32]byte{31: 9}, accepted, payload)
}

func TestAudit(t *testing.T) {
	auditor := &Auditor{
		Verifier: crypto.NewVerifier(crypto.VerifierOptions{}),
		Solvers:  func(name string) (oracle.Solver, error) { return compute.New(name, cpu.New()) },
	}
	everything := func(oracle.Task) bool { return true }
	audit := func(n *node, want func(oracle.Task) bool) ([]AuditedRound, error) {
		c, err := Connect(t.Context(), "eth", n.config())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		return auditor.Audit(t.Context(), c, want)
	}
	n := newNode(t)
	_, o := history(t, n)
	rounds, err := audit(n, everything)
	if err != nil || len(rounds) != 1 || rounds[0].Posted != nil || rounds[0].Verdict() == nil {
		t.Fatalf("before it is posted: %+v, %v", rounds, err)
	}
	n.mine(210, postedLog(t, o.Posted()))
	n.mine(220)
	rounds, err = audit(n, everything)
	if err != nil || len(rounds) != 1 {
		t.Fatalf("%+v, %v", rounds, err)
	}
	r := rounds[0]
	if err := r.Verdict(); err != nil {
		t.Error(err)
	}
	if r.Closed.Number != 5 || r.Closed.Hash != n.headers[5].Hash() || r.Block != 6 || r.Digest != common.HexToHash("0x9") || r.TxHash != common.HexToHash("0x6") {
		t.Errorf("closed by %+v, posted in %d", r.Closed, r.Block)
	}
	if len(r.Resolution.Rejected) != 1 || r.Resolution.Rejected[0].Reason != oracle.NotRevealed {
		t.Errorf("rejected %+v", r.Resolution.Rejected)
	}
	if rounds, err := audit(n, func(oracle.Task) bool { return false }); err != nil || len(rounds) != 0 {
		t.Errorf("%+v, %v", rounds, err)
	}

	wrong := o.Posted()
	wrong.Values = slices.Clone(wrong.Values)
	wrong.Values[1] = new(big.Int).Add(wrong.Values[1], big.NewInt(1))
	m := newNode(t)
	history(t, m)
	m.mine(210, postedLog(t, wrong))
	if rounds, err := audit(m, everything); err != nil || len(rounds) != 1 || rounds[0].Verdict() == nil {
		t.Errorf("an outcome off by one ulp: %+v, %v", rounds, err)
	}
	// A posting for a round that nobody committed to does not go unnoticed.
	invented := o.Posted()
	invented.Round = 2
	m = newNode(t)
	history(t, m)
	m.mine(210, postedLog(t, o.Posted(), invented))
	if _, err := audit(m, everything); err == nil || !strings.Contains(err.Error(), "posted task 1 round 2, which no log leads to") {
		t.Errorf("%v", err)
	}
}

// TestAuditOfAGame: other values than ours are right when they pass the solver's
// check, as those of another implementation would.
func TestAuditOfAGame(t *testing.T) {
	auditor := &Auditor{
		Verifier: crypto.NewVerifier(crypto.VerifierOptions{}),
		Solvers:  func(name string) (oracle.Solver, error) { return compute.New(name, cpu.New()) },
	}
	task := cryptotest.Task(3, 5)
	task.Solver, task.Width = "nash-averaging agents=3", oracle.WidthFull
	for _, c := range []struct {
		moved int64 // ulps from the most likely to the next
		right bool
	}{{0, true}, {3, true}, {1 << 50, false}} {
		n := newNode(t)
		_, o := historyOf(t, n, task)
		posted := o.Posted()
		most := 0
		for i, v := range posted.Values {
			if v.Cmp(posted.Values[most]) > 0 {
				most = i
			}
		}
		next := (most + 1) % 3
		posted.Values[most] = new(big.Int).Sub(posted.Values[most], big.NewInt(c.moved))
		posted.Values[next] = new(big.Int).Add(posted.Values[next], big.NewInt(c.moved))
		n.mine(210, postedLog(t, posted))
		chain, err := Connect(t.Context(), "eth", n.config())
		if err != nil {
			t.Fatal(err)
		}
		defer chain.Close()
		rounds, err := auditor.Audit(t.Context(), chain, func(oracle.Task) bool { return true })
		if err != nil || len(rounds) != 1 {
			t.Fatalf("%+v, %v", rounds, err)
		}
		if err := rounds[0].Verdict(); (err == nil) != c.right {
			t.Errorf("moved by %d ulps: %v", c.moved, err)
		}
	}
}
