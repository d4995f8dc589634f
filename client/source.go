package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"oracled/fixed"
	"oracled/oracle"
)

type randomness = io.Reader

// Position is what an agent thinks: a vector and how sure it is of it, 0–100.
type Position struct {
	Values     []fixed.Q64x64
	Confidence uint8
}

// Request is what a source is asked, as JSON on a command's standard input or
// in the body of a POST.
type Request struct {
	Chain       string `json:"chain"`
	ChainID     uint64 `json:"chainId"`
	Hub         string `json:"hub"`
	Task        uint32 `json:"task"`
	Round       uint64 `json:"round"`
	Solver      string `json:"solver"`
	Dimension   int    `json:"dimension"`
	Decimals    uint8  `json:"decimals"`
	Description string `json:"description"`
	CommitUntil uint64 `json:"commitUntil"` // chain time
}

// Source gives an agent's position for a round. It may be asked again for the
// same round as long as it failed.
type Source interface {
	Position(ctx context.Context, r Request) (Position, error)
}

// maxAnswer bounds what a source may answer: 512 values of 40 characters fit
// many times.
const maxAnswer = 1 << 20

// parseAnswer reads {"values": [...], "confidence": 0–100}. Values are JSON
// numbers or decimal strings, rounded to the nearest 2⁻⁶⁴; a missing confidence
// is 100.
func parseAnswer(b []byte, r Request) (Position, error) {
	var answer struct {
		Values     []json.RawMessage `json:"values"`
		Confidence *uint8            `json:"confidence"`
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&answer); err != nil {
		return Position{}, fmt.Errorf(`the answer is not {"values": [...], "confidence": 0-100}: %w`, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return Position{}, errors.New("there is more than one JSON value in the answer")
	}
	if len(answer.Values) != r.Dimension {
		return Position{}, fmt.Errorf("the answer has %d values, the task has dimension %d", len(answer.Values), r.Dimension)
	}
	p := Position{Confidence: 100}
	if answer.Confidence != nil {
		p.Confidence = *answer.Confidence
	}
	if p.Confidence > 100 {
		return Position{}, fmt.Errorf("the answer's confidence is %d, the most is 100", p.Confidence)
	}
	for i, raw := range answer.Values {
		v, err := fixed.Parse(strings.Trim(string(raw), `"`))
		if err != nil {
			return Position{}, fmt.Errorf("values[%d]: %w", i, err)
		}
		p.Values = append(p.Values, v)
	}
	return p, nil
}

// checkRange refuses what a task cannot take, before it is committed to.
func checkRange(t oracle.Task, p Position) error {
	limit := t.MaxMagnitude()
	for i, v := range p.Values {
		if new(big.Int).Abs(v.Big()).Cmp(limit) >= 0 {
			return fmt.Errorf("values[%d]: %s is out of the task's range", i, v)
		}
	}
	return nil
}

// Command is a source that runs a program for each round. The request is its
// standard input and, for programs that would rather not read JSON, its
// environment: ORACLED_CHAIN, ORACLED_CHAIN_ID, ORACLED_TASK, ORACLED_ROUND,
// ORACLED_DIMENSION.
type Command struct {
	Args    []string
	Dir     string // where it runs
	Timeout time.Duration
}

// Position implements Source.
func (c Command) Position(ctx context.Context, r Request) (Position, error) {
	ctx, cancel := context.WithTimeout(ctx, c.Timeout)
	defer cancel()
	in, err := json.Marshal(r)
	if err != nil {
		return Position{}, fmt.Errorf("encode the request: %w", err)
	}
	cmd := exec.CommandContext(ctx, c.Args[0], c.Args[1:]...)
	cmd.WaitDelay = time.Second // for grandchildren that keep the pipe open
	cmd.Dir = c.Dir
	cmd.Stdin = bytes.NewReader(in)
	cmd.Env = append(os.Environ(),
		"ORACLED_CHAIN="+r.Chain,
		"ORACLED_CHAIN_ID="+strconv.FormatUint(r.ChainID, 10),
		"ORACLED_TASK="+strconv.FormatUint(uint64(r.Task), 10),
		"ORACLED_ROUND="+strconv.FormatUint(r.Round, 10),
		"ORACLED_DIMENSION="+strconv.Itoa(r.Dimension),
	)
	var out, complaint limitedBuffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			err = fmt.Errorf("no answer within %s", c.Timeout)
		}
		return Position{}, fmt.Errorf("run %s: %w %s", c.Args[0], err, lastLine(complaint.kept))
	}
	p, err := parseAnswer(out.kept, r)
	if err != nil {
		return Position{}, fmt.Errorf("%s: %w", c.Args[0], err)
	}
	return p, nil
}

// limitedBuffer keeps the first maxAnswer bytes and swallows the rest. It does
// not embed its buffer, whose ReadFrom would pass by the limit.
type limitedBuffer struct{ kept []byte }

func (b *limitedBuffer) Write(p []byte) (int, error) {
	b.kept = append(b.kept, p[:min(len(p), maxAnswer-len(b.kept))]...)
	return len(p), nil
}

func lastLine(b []byte) string {
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	return lines[len(lines)-1]
}

// HTTP is a source that posts the request to an address.
type HTTP struct {
	URL     string
	Timeout time.Duration
}

// Position implements Source.
func (h HTTP) Position(ctx context.Context, r Request) (Position, error) {
	ctx, cancel := context.WithTimeout(ctx, h.Timeout)
	defer cancel()
	in, err := json.Marshal(r)
	if err != nil {
		return Position{}, fmt.Errorf("encode the request: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, h.URL, bytes.NewReader(in))
	if err != nil {
		return Position{}, fmt.Errorf("ask agent.url: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err // url.Error repeats the address, which may hold a key
	}
	if err != nil {
		return Position{}, fmt.Errorf("ask agent.url: %w", err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return Position{}, fmt.Errorf("read the answer of agent.url: %w", err)
	}
	if resp.StatusCode != http.StatusOK {
		return Position{}, fmt.Errorf("agent.url answered %s", resp.Status)
	}
	p, err := parseAnswer(b, r)
	if err != nil {
		return Position{}, fmt.Errorf("agent.url: %w", err)
	}
	return p, nil
}
