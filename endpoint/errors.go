package endpoint

import (
	"context"
	"errors"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/ethereum/go-ethereum/rpc"
)

// Fault is a kind of failure of an endpoint.
type Fault string

// The faults that are counted.
const (
	FaultError   Fault = "error"   // no answer, or that of an endpoint in trouble
	FaultTimeout Fault = "timeout" // no answer in time
	FaultWrong   Fault = "wrong"   // an answer that contradicts itself, its header or the other endpoints
)

// Faults returns every kind.
func Faults() []Fault { return []Fault{FaultError, FaultTimeout, FaultWrong} }

// codes of JSON-RPC errors that tell of the endpoint and not of the chain.
// EIP-1474, and what providers have added to it.
var troubleCodes = map[int]bool{
	-32700: true, -32603: true, -32601: true, // it cannot, or it does not know how
	-32005: true, -32029: true, -32097: true, 429: true, // limits
	-32002: true, -32001: true, -32004: true, // not available, no such resource, not supported
	-32003: false, // geth: the transaction is refused
}

// troubles are what endpoints say under the codes that they use for everything.
var troubles = []string{
	"rate limit", "too many requests", "limit exceeded", "exceeded your", "quota", "capacity", "credits",
	"unauthorized", "forbidden", "api key", "header not found", "unknown block", "block not found", "missing trie node",
	"state is not available", "state not available", "historical state", "required historical", "is pruned", "not synced", "syncing",
	"internal error", "service unavailable", "temporarily", "bad gateway", "upstream", "timeout", "timed out",
	"method not found", "does not exist/is not available", "not supported", "unsupported method",
}

// isAnswer tells whether an error is the chain's answer, the same wherever one
// asks, and not an endpoint's trouble.
func isAnswer(err error) bool {
	var answered rpc.Error
	if !errors.As(err, &answered) {
		return false
	}
	if answered.ErrorCode() == 3 {
		return true // a revert
	}
	if troubleCodes[answered.ErrorCode()] {
		return false
	}
	text := strings.ToLower(answered.Error())
	for _, t := range troubles {
		if strings.Contains(text, t) {
			return false
		}
	}
	return true
}

// tooLarge are what endpoints say when a request for logs asks for too much, in
// lower case.
var tooLarge = []string{
	"query returned more than", "returned too many", "too many results", "too many logs", "exceeds max results", "max results",
	"range too l", "range is too", "range too wide", "range too big", "block range", "blocks range", "ranges over", "max range",
	"range limit", "limited to", "exceed maximum", "maximum allowed", "max allowed", "maximum is set to", "exceeds the limit",
	"too wide", "response too large", "response too big", "response is too", "response size", "response exceed", "payload too large",
	"entity too large", "read limit exceeded", "message too big", "more than 10000", "more than 10k",
	"query timeout", "query timed out", "request timed out", "request timeout", "execution timeout", "took too long",
}

// IsTooLarge tells whether an endpoint refused a request for logs because of its
// size, so that a smaller one may pass. A request that takes too long counts.
func IsTooLarge(err error) bool {
	if err == nil {
		return false
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, errBody) {
		return true
	}
	var status rpc.HTTPError
	if errors.As(err, &status) && status.StatusCode == http.StatusRequestEntityTooLarge {
		return true
	}
	text := strings.ToLower(err.Error())
	for _, rate := range []string{"rate limit", "too many requests", "per second", "requests per"} {
		if strings.Contains(text, rate) {
			return false // less often, not less at once
		}
	}
	var answered rpc.Error
	if errors.As(err, &answered) && answered.ErrorCode() == -32005 {
		return true // EIP-1474: limit exceeded
	}
	for _, t := range tooLarge {
		if strings.Contains(text, t) {
			return true
		}
	}
	return false
}

var (
	stated    = regexp.MustCompile(`(?:\[\s*|range )(0x[0-9a-fA-F]{1,16}|\d{1,19})\s*[,-]\s*(0x[0-9a-fA-F]{1,16}|\d{1,19})`)
	limited   = regexp.MustCompile(`(?i)(?:limited to|ranges over|max(?:imum)?(?: allowed)?(?: block)?(?: range)?(?: is| is set to)?|up to)[^0-9\[]{0,20}(\d{1,3}(?:,\d{3})+|\d+)\s*(k\b)?`)
	ofResults = regexp.MustCompile(`(?i)^[^0-9]*\b(results|logs|mb|bytes|events|entries)\b`)
)

// SuggestedSpan returns how many blocks from the given one the text of an error
// says would be possible, 0 if it says nothing of the kind.
func SuggestedSpan(err error, from uint64) uint64 {
	text := err.Error()
	if m := stated.FindStringSubmatch(text); m != nil {
		first, err1 := strconv.ParseUint(m[1], 0, 64)
		last, err2 := strconv.ParseUint(m[2], 0, 64)
		if err1 == nil && err2 == nil && first == from && last >= first && last-first < 1<<32 {
			return last - first + 1
		}
	}
	if at := limited.FindStringSubmatchIndex(text); at != nil && strings.Contains(strings.ToLower(text), "range") {
		n, err := strconv.ParseUint(strings.ReplaceAll(text[at[2]:at[3]], ",", ""), 10, 32)
		if at[4] >= 0 {
			n *= 1000
		}
		if err == nil && !ofResults.MatchString(text[at[0]:at[2]]+text[at[1]:]) {
			return n
		}
	}
	return 0
}

// mostBody is the longest answer that is read, in bytes.
const mostBody = 64 << 20

var errBody = errors.New("response too large: more than 64 MiB")

// bounded keeps an endless answer from filling the memory.
type bounded struct{ http.RoundTripper }

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := b.RoundTripper.RoundTrip(r)
	if err == nil {
		resp.Body = &boundedBody{resp.Body, mostBody}
	}
	return resp, err
}

type boundedBody struct {
	io.ReadCloser
	left int
}

func (b *boundedBody) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errBody
	}
	n, err := b.ReadCloser.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}
