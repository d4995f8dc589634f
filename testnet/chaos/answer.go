package chaos

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum/common/hexutil"
	ethcrypto "github.com/ethereum/go-ethereum/crypto"
)

// errMuted says that a request is never answered, and its connection stays.
var errMuted = errors.New("the request stays unanswered")

// errHung says that a request was held until the fault ended.
var errHung = errors.New("the request hung")

// asker passes a request on to the node.
type asker func(context.Context, Behaviour, message) (message, error)

// answer answers one request as the proxy behaves now. An error means that the
// connection ends.
func (p *Proxy) answer(ctx context.Context, m message, ask asker) (message, error) {
	p.see()
	b, changed := p.state()
	if b.Delay > 0 {
		p.meet()
		select {
		case <-time.After(b.Delay):
		case <-ctx.Done():
			return message{}, ctx.Err()
		}
	}
	switch {
	case b.Hang:
		p.meet()
		select {
		case <-changed:
			return message{}, errHung
		case <-ctx.Done():
			return message{}, ctx.Err()
		}
	case b.Mute:
		p.meet()
		return message{}, errMuted
	case b.Status == 429:
		p.meet()
		return refusal(m, -32005, "too many requests"), nil
	case b.Status != 0:
		p.meet()
		return refusal(m, -32603, "internal error"), nil
	case b.Code != 0:
		p.meet()
		return refusal(m, b.Code, "the node has a problem"), nil
	}
	if b.Port != 0 {
		p.meet()
	}
	if b.Lag > 0 {
		return p.lagging(ctx, b, m, ask)
	}
	switch m.Method {
	case "eth_chainId", "net_version":
		if b.ChainID != 0 {
			p.meet()
			return result(m, hexutil.Uint64(b.ChainID)), nil
		}
	case "eth_sendRawTransaction":
		if b.SwallowTx {
			p.meet()
			return swallow(m)
		}
	case "eth_getLogs":
		return p.logs(ctx, b, m, ask)
	case "eth_getBlockReceipts":
		return p.receipts(ctx, b, m, ask)
	}
	return ask(ctx, b, m)
}

// refusal is a JSON-RPC error.
func refusal(m message, code int, text string) message {
	return message{Version: "2.0", ID: m.ID, Error: mustJSON(map[string]any{"code": code, "message": text})}
}

func result(m message, v any) message {
	return message{Version: "2.0", ID: m.ID, Result: mustJSON(v)}
}

func mustJSON(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // what we build ourselves can be encoded
	}
	return b
}

// swallow acknowledges a transaction.
func swallow(m message) (message, error) {
	var params []hexutil.Bytes
	if err := json.Unmarshal(m.Params, &params); err != nil || len(params) != 1 {
		return refusal(m, -32602, "invalid params"), nil
	}
	return result(m, ethcrypto.Keccak256Hash(params[0])), nil
}

// logs answers eth_getLogs with all that can go wrong there.
func (p *Proxy) logs(ctx context.Context, b Behaviour, m message, ask asker) (message, error) {
	out, err := ask(ctx, b, m)
	var logs []json.RawMessage
	if err != nil || !b.altersLogs() || json.Unmarshal(out.Result, &logs) != nil {
		return out, err
	}
	if b.LogLimit > 0 && len(logs) > b.LogLimit {
		// A single block cannot be halved any more: it is answered.
		if from, to, ok := rangeOf(m.Params); ok && from != to {
			p.meet()
			return refusal(m, -32005, fmt.Sprintf("query returned more than %d results", b.LogLimit)), nil
		}
	}
	known, err := p.known(ctx, b, logs)
	if err != nil {
		return message{}, err
	}
	if len(known) < len(logs) {
		p.meet()
		out.Result = mustJSON(known)
	}
	return out, nil
}

// known returns the logs that a lying endpoint does not omit.
func (p *Proxy) known(ctx context.Context, b Behaviour, logs []json.RawMessage) ([]json.RawMessage, error) {
	out := logs[:max(0, len(logs)-b.LoseLogs)]
	if b.LagLogs == 0 {
		return out, nil
	}
	head, err := p.head(ctx, b)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(out), func(l json.RawMessage) bool { return blockOf(l)+b.LagLogs > head }), nil
}

// receipts answers eth_getBlockReceipts, where the same logs are.
func (p *Proxy) receipts(ctx context.Context, b Behaviour, m message, ask asker) (message, error) {
	out, err := ask(ctx, b, m)
	var receipts []map[string]json.RawMessage
	if err != nil || !b.altersLogs() || json.Unmarshal(out.Result, &receipts) != nil {
		return out, err
	}
	for _, r := range slices.Backward(receipts) {
		var logs []json.RawMessage
		if json.Unmarshal(r["logs"], &logs) != nil || len(logs) == 0 {
			continue
		}
		known, err := p.known(ctx, b, logs)
		if err != nil {
			return message{}, err
		}
		if len(known) < len(logs) {
			p.meet()
			r["logs"] = mustJSON(known)
			b.LoseLogs = 0 // only the last of the answer
		}
	}
	out.Result = mustJSON(receipts)
	return out, nil
}

// rangeOf returns the blocks of a filter.
func rangeOf(params json.RawMessage) (from, to uint64, ok bool) {
	var filters []struct {
		From *hexutil.Uint64 `json:"fromBlock"`
		To   *hexutil.Uint64 `json:"toBlock"`
	}
	if err := json.Unmarshal(params, &filters); err != nil || len(filters) != 1 || filters[0].From == nil || filters[0].To == nil {
		return 0, 0, false
	}
	return uint64(*filters[0].From), uint64(*filters[0].To), true
}

// blockOf returns the block number in a log, a receipt or a block; 0 in null.
func blockOf(raw json.RawMessage) uint64 {
	var of struct {
		BlockNumber *hexutil.Uint64 `json:"blockNumber"`
		Number      *hexutil.Uint64 `json:"number"`
	}
	if err := json.Unmarshal(raw, &of); err != nil {
		return 0
	}
	for _, n := range []*hexutil.Uint64{of.BlockNumber, of.Number} {
		if n != nil {
			return uint64(*n)
		}
	}
	return 0
}

// head asks the node for its head.
func (p *Proxy) head(ctx context.Context, b Behaviour) (uint64, error) {
	out, err := p.post(ctx, b, message{Version: "2.0", ID: json.RawMessage("1"), Method: "eth_blockNumber", Params: json.RawMessage("[]")})
	if err != nil {
		return 0, err
	}
	var n hexutil.Uint64
	err = json.Unmarshal(out.Result, &n)
	return uint64(n), err
}

// lagging answers as a node does that is some blocks behind.
func (p *Proxy) lagging(ctx context.Context, b Behaviour, m message, ask asker) (message, error) {
	head, err := p.head(ctx, b)
	if err != nil {
		return message{}, err
	}
	head -= min(head, b.Lag)
	p.meet()
	if m.Method == "eth_blockNumber" {
		return result(m, hexutil.Uint64(head)), nil
	}
	m.Params = olden(m.Method, m.Params, head)
	if m.Method == "eth_getLogs" {
		if from, _, ok := rangeOf(m.Params); ok && from > head {
			return result(m, []json.RawMessage{}), nil
		}
	}
	out, err := ask(ctx, b, m)
	if err != nil || out.Error != nil {
		return out, err
	}
	switch m.Method {
	case "eth_getBlockByNumber", "eth_getBlockByHash", "eth_getTransactionReceipt", "eth_getHeaderByHash", "eth_getHeaderByNumber":
		if blockOf(out.Result) > head {
			out.Result = json.RawMessage("null")
		}
	case "eth_getBlockReceipts", "eth_getLogs":
		var items []json.RawMessage
		if json.Unmarshal(out.Result, &items) == nil && items != nil {
			out.Result = mustJSON(slices.DeleteFunc(items, func(l json.RawMessage) bool { return blockOf(l) > head }))
		}
	}
	return out, nil
}

// olden puts a number where a request says latest.
func olden(method string, params json.RawMessage, head uint64) json.RawMessage {
	at, ok := map[string]int{"eth_getBlockByNumber": 0, "eth_getTransactionCount": 1, "eth_call": 1, "eth_getBlockReceipts": 0}[method]
	var list []json.RawMessage
	if !ok || json.Unmarshal(params, &list) != nil || at >= len(list) {
		return params
	}
	switch string(list[at]) {
	case `"latest"`, `"safe"`, `"finalized"`:
		list[at] = mustJSON(hexutil.Uint64(head))
	}
	return mustJSON(list)
}
