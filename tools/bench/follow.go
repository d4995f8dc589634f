package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/rpc"

	"oracled/bindings"
	"oracled/crypto/cryptotest"
	"oracled/endpoint"
	"oracled/oracle"
	"oracled/watcher"
)

// The chain that is read back: a hundred agents commit in every block.
const (
	perBlock    = 100
	followFirst = 0x100000 // so that every block's number is as long
	followID    = 31337
)

func followBenchmarks() []benchmark {
	var list []benchmark
	for _, logs := range []int{100_000, 1_000_000} {
		list = append(list,
			benchmark{name: fmt.Sprintf("follow-%.0e", float64(logs)), cores: runtime.GOMAXPROCS(0), prepare: follow(logs), per: logs},
			benchmark{name: fmt.Sprintf("follow-memory-%.0e", float64(logs)), cores: runtime.GOMAXPROCS(0), measure: followMemory(logs)},
		)
	}
	return list
}

// follow compares the backfill of so many logs through a pool and a follower,
// decoded and checked, with eth_getLogs of the same ranges from the same endpoint
// through ethclient, which decodes the JSON and no more.
func follow(logs int) func(int) (ours, reference func() error, err error) {
	return func(int) (ours, reference func() error, err error) {
		s, err := serveCommits(logs / perBlock)
		if err != nil {
			return nil, nil, err
		}
		return s.backfill, s.rawLogs, nil
	}
}

// followMemory returns the largest heap during a backfill, and before it.
func followMemory(logs int) func() (value, reference float64, err error) {
	return func() (value, reference float64, err error) {
		s, err := serveCommits(logs / perBlock)
		if err != nil {
			return 0, 0, err
		}
		runtime.GC()
		before := heapMB()
		done := make(chan error, 1)
		go func() { done <- s.backfill() }()
		ticker := time.NewTicker(20 * time.Millisecond)
		defer ticker.Stop()
		for most := before; ; {
			select {
			case err := <-done:
				return most, before, err
			case <-ticker.C:
				most = max(most, heapMB())
			}
		}
	}
}

func heapMB() float64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / 1e6
}

// commits is an endpoint over HTTP whose chain has commitments in every block.
// The logs of a block are those of the first with number and hash replaced, so
// that serving costs little next to reading.
type commits struct {
	url     string
	blocks  int
	hub     oracle.Hub
	headers [][]byte // as JSON
	hashes  []common.Hash
	logs    []byte // of the first block, as JSON without brackets
	numbers []int  // where its number stands in logs
	hashAt  []int  // and its hash
}

func serveCommits(blocks int) (*commits, error) {
	s := &commits{blocks: blocks, hub: oracle.Hub{ChainID: followID, Address: common.HexToAddress("0xa1")}}
	logs, err := committedLogs(s.hub)
	if err != nil {
		return nil, err
	}
	var bloom types.Bloom
	for _, l := range logs {
		bloom.Add(l.Address[:])
		for _, topic := range l.Topics {
			bloom.Add(topic[:])
		}
	}
	parent := common.Hash{}
	for i := range blocks {
		h := &types.Header{Number: big.NewInt(int64(followFirst + i)), ParentHash: parent, Difficulty: new(big.Int), Time: uint64(i), Bloom: bloom, BaseFee: big.NewInt(7)}
		parent = h.Hash()
		text, err := json.Marshal(h)
		if err != nil {
			return nil, err
		}
		s.headers, s.hashes = append(s.headers, text), append(s.hashes, parent)
	}
	for i := range logs {
		logs[i].BlockNumber, logs[i].BlockHash = followFirst, s.hashes[0]
	}
	text, err := json.Marshal(logs)
	if err != nil {
		return nil, err
	}
	s.logs = bytes.Trim(text, "[]")
	s.numbers = places(s.logs, []byte(`"`+hexutil.EncodeUint64(followFirst)+`"`))
	s.hashAt = places(s.logs, []byte(s.hashes[0].Hex()))
	if len(s.numbers) != perBlock || len(s.hashAt) != perBlock {
		return nil, fmt.Errorf("%d numbers and %d hashes in %d logs", len(s.numbers), len(s.hashAt), perBlock)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s.url = "http://" + ln.Addr().String()
	go func() { _ = http.Serve(ln, s) }() // ends with the process
	return s, nil
}

func places(text, word []byte) (out []int) {
	for at := 0; ; {
		i := bytes.Index(text[at:], word)
		if i < 0 {
			return out
		}
		out = append(out, at+i)
		at += i + len(word)
	}
}

// committedLogs returns what a hub logs when a hundred agents commit.
func committedLogs(hub oracle.Hub) ([]types.Log, error) {
	round, _ := cryptotest.Round(cryptotest.Options{Agents: perBlock, Dimension: verifyDimension, Seed: 1})
	event := bindings.NewNashOracle().GetABI().Events["Committed"]
	var logs []types.Log
	for i, sub := range round.Submissions {
		c := sub.Commitments[0]
		data, err := event.Inputs.NonIndexed().Pack(uint32(0), c.Commitment, c.Proof, c.Signature)
		if err != nil {
			return nil, err
		}
		logs = append(logs, types.Log{
			Address: hub.Address, Data: data, Index: uint(i), TxIndex: uint(i), TxHash: crypto.Keccak256Hash([]byte{byte(i)}),
			Topics: []common.Hash{event.ID, common.BigToHash(big.NewInt(1)), common.BigToHash(big.NewInt(1)), common.BytesToHash(sub.Agent[:])},
		})
	}
	return logs, nil
}

type jsonCall struct {
	ID     json.RawMessage   `json:"id"`
	Method string            `json:"method"`
	Params []json.RawMessage `json:"params"`
}

func (s *commits) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	var calls []jsonCall
	batch := json.Unmarshal(body, &calls) == nil
	if !batch {
		calls = make([]jsonCall, 1)
		if err := json.Unmarshal(body, &calls[0]); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
	}
	var out bytes.Buffer
	for i, c := range calls {
		if i > 0 {
			out.WriteByte(',')
		}
		fmt.Fprintf(&out, `{"jsonrpc":"2.0","id":%s,`, c.ID)
		if err := s.answer(&out, c); err != nil {
			fmt.Fprintf(&out, `"error":{"code":-32000,"message":%q}`, err)
		}
		out.WriteByte('}')
	}
	w.Header().Set("Content-Type", "application/json")
	if batch {
		_, _ = fmt.Fprintf(w, "[%s]", out.Bytes())
		return
	}
	_, _ = w.Write(out.Bytes())
}

func (s *commits) answer(out *bytes.Buffer, c jsonCall) error {
	switch c.Method {
	case "eth_chainId":
		fmt.Fprintf(out, `"result":"%#x"`, followID)
	case "eth_getBlockByNumber":
		var number rpc.BlockNumber
		if err := json.Unmarshal(c.Params[0], &number); err != nil {
			return err
		}
		if number == rpc.LatestBlockNumber {
			number = rpc.BlockNumber(followFirst + s.blocks - 1)
		}
		if number < followFirst || int(number) >= followFirst+s.blocks {
			out.WriteString(`"result":null`)
			return nil
		}
		fmt.Fprintf(out, `"result":%s`, s.headers[number-followFirst])
	case "eth_getLogs":
		var q struct{ FromBlock, ToBlock hexutil.Uint64 }
		if err := json.Unmarshal(c.Params[0], &q); err != nil {
			return err
		}
		if q.FromBlock < followFirst || int(q.ToBlock) >= followFirst+s.blocks || q.FromBlock > q.ToBlock {
			return errors.New("no such blocks")
		}
		if q.ToBlock-q.FromBlock >= followSpan {
			return fmt.Errorf("query returned more than %d results", followSpan*perBlock)
		}
		out.Grow(int(q.ToBlock-q.FromBlock+1) * (len(s.logs) + 1))
		out.WriteString(`"result":[`)
		for n := q.FromBlock; n <= q.ToBlock; n++ {
			if n > q.FromBlock {
				out.WriteByte(',')
			}
			at := out.Len()
			out.Write(s.logs)
			text, number, hash := out.Bytes()[at:], `"`+hexutil.EncodeUint64(uint64(n))+`"`, s.hashes[n-followFirst].Hex()
			for i := range perBlock {
				copy(text[s.numbers[i]:], number)
				copy(text[s.hashAt[i]:], hash)
			}
		}
		out.WriteByte(']')
	default:
		return fmt.Errorf("the method %s does not exist", c.Method)
	}
	return nil
}

// followSpan is how many blocks the endpoint serves at once, 10,000 logs as many
// providers do.
const followSpan = 100

var errFollowed = errors.New("all blocks were followed")

func (s *commits) backfill() error {
	cfg := watcher.Config{Endpoint: s.url, ChainID: followID, Hub: s.hub.Address, StartBlock: followFirst}.WithDefaults()
	pool, err := endpoint.Dial(context.Background(), endpoint.Config{Chain: "bench", URLs: cfg.Endpoints(), ChainID: followID})
	if err != nil {
		return err
	}
	defer pool.Close()
	decoder, err := watcher.NewDecoder(s.hub, common.HexToAddress("0xb2"), common.Hash{})
	if err != nil {
		return err
	}
	var failed atomic.Pointer[error]
	f := &watcher.Follower{Config: cfg, Backend: pool, Decoder: decoder, Report: func(err error) {
		if err != nil {
			failed.Store(&err)
		}
	}}
	logs := 0
	err = f.Follow(context.Background(), oracle.Cursor{Block: followFirst}, func(e oracle.Event) error {
		switch e := e.(type) {
		case oracle.Committed:
			logs++
		case oracle.BlockConfirmed:
			if e.Number == uint64(followFirst+s.blocks-1) {
				return errFollowed
			}
		}
		return nil
	})
	if failure := failed.Load(); failure != nil {
		return *failure
	}
	if !errors.Is(err, errFollowed) || logs != s.blocks*perBlock {
		return fmt.Errorf("%d logs: %w", logs, err)
	}
	return nil
}

func (s *commits) rawLogs() error {
	c, err := ethclient.Dial(s.url)
	if err != nil {
		return err
	}
	defer c.Close()
	logs := 0
	for n := int64(followFirst); n < int64(followFirst+s.blocks); n += followSpan {
		l, err := c.FilterLogs(context.Background(), ethereum.FilterQuery{FromBlock: big.NewInt(n), ToBlock: big.NewInt(n + followSpan - 1), Addresses: []common.Address{s.hub.Address}})
		if err != nil {
			return err
		}
		logs += len(l)
	}
	if logs != s.blocks*perBlock {
		return fmt.Errorf("%d logs", logs)
	}
	return nil
}
