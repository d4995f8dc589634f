// Package simulate replays a history of base fees with the daemon's own queue
// and policies, and says what each would have cost and how long it would have
// made outcomes wait, beside the best that hindsight allows.
package simulate

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"time"
)

// Block is what a history says of a block.
type Block struct {
	Number  uint64
	Time    uint64  // seconds
	BaseFee float64 // wei per gas
	Used    float64 // share of the gas limit, half if the history does not say
	Tip     float64 // wei per gas that got in, negative if the history does not say
}

// maxHistory bounds the file that is read, in bytes: years of blocks.
const maxHistory = 1 << 30

// ReadHistory reads a fee history: a JSON list of blocks
//
//	{"number": 1, "timestamp": 1700000000, "baseFeePerGas": "0x3b9aca00", "tip": 1000000, "gasUsedRatio": 0.5}
//
// of which tip and gasUsedRatio may be missing, and timestamp from all of them;
// or what eth_feeHistory answers, with or without its JSON-RPC envelope. Numbers
// are JSON numbers or strings, decimal or 0x. Blocks without a timestamp are
// blockTime apart. Errors begin with the key, [index].key for a list.
func ReadHistory(r io.Reader, blockTime time.Duration) ([]Block, error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxHistory+1))
	if err != nil {
		return nil, err
	}
	if len(raw) > maxHistory {
		return nil, fmt.Errorf("the file is larger than %d MiB", maxHistory>>20)
	}
	raw = bytes.TrimSpace(raw)
	var blocks []Block
	switch {
	case len(raw) == 0:
		return nil, errors.New("the file is empty; expected a JSON list of blocks or the answer of eth_feeHistory")
	case !json.Valid(raw):
		var v any
		return nil, fmt.Errorf("not JSON: %w", json.Unmarshal(raw, &v))
	case raw[0] == '[':
		blocks, err = readList(raw, blockTime)
	case raw[0] == '{':
		blocks, err = readAnswer(raw, blockTime)
	default:
		err = errors.New("expected a JSON list of blocks or the answer of eth_feeHistory")
	}
	if err != nil {
		return nil, err
	}
	if len(blocks) < 2 {
		return nil, fmt.Errorf("%d blocks are no history", len(blocks))
	}
	return blocks, nil
}

func readList(raw []byte, blockTime time.Duration) ([]Block, error) {
	var list []json.RawMessage
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, err
	}
	blocks := make([]Block, len(list))
	timed := false
	for i, item := range list {
		fail := func(key, format string, args ...any) ([]Block, error) {
			return nil, fmt.Errorf("[%d]%s: "+format, append([]any{i, key}, args...)...)
		}
		var fields map[string]json.RawMessage
		if json.Unmarshal(item, &fields) != nil || fields == nil {
			return fail("", "expected an object with number, timestamp and baseFeePerGas")
		}
		number := "number"
		if _, ok := fields[number]; !ok {
			number = "block"
		}
		n, err := natural(fields[number])
		if err != nil {
			return fail("."+number, "%w", err)
		}
		fee, err := natural(fields["baseFeePerGas"])
		if err != nil {
			return fail(".baseFeePerGas", "%w", err)
		}
		b := Block{Number: uint64(n), BaseFee: fee, Used: 0.5, Tip: -1}
		at, hasTime := fields["timestamp"]
		switch {
		case i == 0:
			timed = hasTime
		case timed && !hasTime:
			return fail(".timestamp", "missing; the blocks before have one")
		case !timed && hasTime:
			return fail(".timestamp", "the blocks before have none; give it to all or to none")
		}
		if hasTime {
			t, err := natural(at)
			if err != nil {
				return fail(".timestamp", "%w", err)
			}
			b.Time = uint64(t)
		} else {
			b.Time = derived(i, blockTime)
		}
		if tip, ok := fields["tip"]; ok {
			if b.Tip, err = natural(tip); err != nil {
				return fail(".tip", "%w", err)
			}
		}
		if used, ok := fields["gasUsedRatio"]; ok {
			if b.Used, err = ratio(used); err != nil {
				return fail(".gasUsedRatio", "%w", err)
			}
		}
		if i > 0 && b.Number <= blocks[i-1].Number {
			return fail("."+number, "%d does not come after block %d", b.Number, blocks[i-1].Number)
		}
		if i > 0 && b.Time < blocks[i-1].Time {
			return fail(".timestamp", "%d is before that of the block before, %d", b.Time, blocks[i-1].Time)
		}
		blocks[i] = b
	}
	return blocks, nil
}

// readAnswer reads the answer of eth_feeHistory, execution-apis.
func readAnswer(raw []byte, blockTime time.Duration) ([]Block, error) {
	var envelope struct {
		Result json.RawMessage `json:"result"`
		Error  *struct {
			Message string `json:"message"`
		} `json:"error"`
	}
	if err := json.Unmarshal(raw, &envelope); err == nil {
		if envelope.Error != nil {
			return nil, fmt.Errorf("error: the file holds an endpoint's refusal, %q", envelope.Error.Message)
		}
		if envelope.Result != nil {
			raw = envelope.Result
		}
	}
	var answer struct {
		OldestBlock   json.RawMessage     `json:"oldestBlock"`
		BaseFeePerGas []json.RawMessage   `json:"baseFeePerGas"`
		GasUsedRatio  []json.RawMessage   `json:"gasUsedRatio"`
		Reward        [][]json.RawMessage `json:"reward"`
	}
	if err := json.Unmarshal(raw, &answer); err != nil {
		return nil, fmt.Errorf("not an answer of eth_feeHistory: %w", err)
	}
	first, err := natural(answer.OldestBlock)
	if err != nil {
		return nil, fmt.Errorf("oldestBlock: %w", err)
	}
	n := len(answer.BaseFeePerGas)
	if answer.GasUsedRatio != nil {
		// The last base fee is that of a block that was not there yet.
		if n != len(answer.GasUsedRatio)+1 && n != len(answer.GasUsedRatio) {
			return nil, fmt.Errorf("gasUsedRatio: %d entries for %d of baseFeePerGas; expected one less", len(answer.GasUsedRatio), n)
		}
		n = len(answer.GasUsedRatio)
	}
	if answer.Reward != nil && len(answer.Reward) < n {
		return nil, fmt.Errorf("reward: %d entries for %d blocks", len(answer.Reward), n)
	}
	blocks := make([]Block, n)
	for i := range blocks {
		b := Block{Number: uint64(first) + uint64(i), Time: derived(i, blockTime), Used: 0.5, Tip: -1}
		if b.BaseFee, err = natural(answer.BaseFeePerGas[i]); err != nil {
			return nil, fmt.Errorf("baseFeePerGas[%d]: %w", i, err)
		}
		if answer.GasUsedRatio != nil {
			if b.Used, err = ratio(answer.GasUsedRatio[i]); err != nil {
				return nil, fmt.Errorf("gasUsedRatio[%d]: %w", i, err)
			}
		}
		if answer.Reward != nil && len(answer.Reward[i]) > 0 {
			middle := len(answer.Reward[i]) / 2
			if b.Tip, err = natural(answer.Reward[i][middle]); err != nil {
				return nil, fmt.Errorf("reward[%d][%d]: %w", i, middle, err)
			}
		}
		blocks[i] = b
	}
	return blocks, nil
}

// derived is the time of the i-th block when the history does not say it.
func derived(i int, blockTime time.Duration) uint64 {
	return uint64(math.Round(float64(i) * blockTime.Seconds()))
}

// natural reads a number that is not negative: a JSON number or a string,
// decimal or 0x.
func natural(raw json.RawMessage) (float64, error) {
	if len(raw) == 0 || string(raw) == "null" {
		return 0, errors.New("missing")
	}
	text := string(raw)
	if raw[0] == '"' {
		if err := json.Unmarshal(raw, &text); err != nil {
			return 0, err
		}
	}
	n, ok := new(big.Int).SetString(text, 0)
	if !ok {
		// Some tools write large numbers as 1.5e+10.
		f, _, err := new(big.Float).Parse(text, 10)
		if err != nil || !f.IsInt() || f.MantExp(nil) > 1024 {
			return 0, fmt.Errorf("%.40s is no whole number, decimal or 0x", text)
		}
		n, _ = f.Int(nil)
	}
	if n.Sign() < 0 || n.BitLen() > 63 {
		return 0, fmt.Errorf("%.40s is not within 0 to 2^63", text)
	}
	v, _ := n.Float64()
	return v, nil
}

// ratio reads a number from 0 to 1.
func ratio(raw json.RawMessage) (float64, error) {
	var v float64
	if err := json.Unmarshal(raw, &v); err != nil || string(raw) == "null" || v < 0 || v > 1 {
		return 0, fmt.Errorf("%.40s is no number from 0 to 1", raw)
	}
	return v, nil
}

// WriteHistory writes a history as ReadHistory reads it.
func WriteHistory(w io.Writer, blocks []Block) error {
	type row struct {
		Number        uint64  `json:"number"`
		Timestamp     uint64  `json:"timestamp"`
		BaseFeePerGas uint64  `json:"baseFeePerGas"`
		GasUsedRatio  float64 `json:"gasUsedRatio"`
		Tip           *uint64 `json:"tip,omitempty"`
	}
	if _, err := io.WriteString(w, "["); err != nil {
		return err
	}
	for i, b := range blocks {
		r := row{Number: b.Number, Timestamp: b.Time, BaseFeePerGas: uint64(b.BaseFee), GasUsedRatio: b.Used}
		if b.Tip >= 0 {
			tip := uint64(b.Tip)
			r.Tip = &tip
		}
		line, err := json.Marshal(r)
		if err != nil {
			return err
		}
		separator := ",\n "
		if i == 0 {
			separator = "\n "
		}
		if _, err := fmt.Fprintf(w, "%s%s", separator, line); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, "\n]\n")
	return err
}
