package peer

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"
)

// Address says where an operator is reached. TLS ends at the operator: a reverse
// proxy in between passes it through, by port or by server name.
type Address struct {
	ID   common.Address
	Host string // host:port
}

// ParseAddress reads ID@host:port.
func ParseAddress(s string) (Address, error) {
	id, host, ok := strings.Cut(s, "@")
	if !ok || !common.IsHexAddress(id) {
		return Address{}, fmt.Errorf("%q; expected an operator's id (`oracled operator peers` prints yours) and where it listens, such as 0x52…e1@oracle.example:9650", s)
	}
	name, port, err := net.SplitHostPort(host)
	if n, bad := strconv.ParseUint(port, 10, 16); err != nil || name == "" || bad != nil || n == 0 {
		return Address{}, fmt.Errorf("%q; expected host:port behind the @", s)
	}
	return Address{ID: common.HexToAddress(id), Host: host}, nil
}

// String returns what ParseAddress reads.
func (a Address) String() string { return a.ID.Hex() + "@" + a.Host }

// Client asks one operator. It is safe for concurrent use.
type Client struct {
	Address Address
	http    *http.Client
}

// NewClient returns a client for the operator at an address, which must be a
// member. Close ends its connections.
func NewClient(identity *Identity, address Address, members func(public []byte) bool) *Client {
	config := identity.config(func(p Peer) error {
		if p.ID != address.ID {
			return fmt.Errorf("%w: it is %s, expected %s", ErrWrongPeer, p.ID, address.ID)
		}
		return nil
	}, members, nil)
	// Always sent: a proxy that passes TLS through chooses by it.
	config.ServerName, _, _ = net.SplitHostPort(address.Host)
	return &Client{Address: address, http: &http.Client{
		Transport: &http.Transport{
			TLSClientConfig:       config,
			ForceAttemptHTTP2:     true,
			DialContext:           (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 15 * time.Second}).DialContext,
			TLSHandshakeTimeout:   5 * time.Second,
			ResponseHeaderTimeout: MaxWait + 10*time.Second,
			IdleConnTimeout:       2 * time.Minute,
			MaxIdleConnsPerHost:   1,
			HTTP2:                 &http.HTTP2Config{SendPingTimeout: 15 * time.Second, PingTimeout: 5 * time.Second},
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return errors.New("it redirects, and operators do not") },
	}}
}

// Close ends the client's idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// StatusError is an answer other than 200.
type StatusError struct {
	Code int
	Text string // what the peer said, in one line
}

func (e *StatusError) Error() string { return fmt.Sprintf("it answered %d: %s", e.Code, e.Text) }

// Post sends in as JSON to a path and reads the answer into out. Errors are of
// the connection, or a *StatusError.
func (c *Client) Post(ctx context.Context, path string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return fmt.Errorf("encode a request: %w", err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://"+c.Address.Host+path, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("ask %s: %w", c.Address, err)
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := c.http.Do(r)
	if err != nil {
		return fmt.Errorf("ask operator %s: %w", c.Address.ID, err)
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(answer.Body, MaxBody+1))
	switch {
	case err != nil:
		return fmt.Errorf("ask operator %s: %w", c.Address.ID, err)
	case len(raw) > MaxBody:
		return fmt.Errorf("ask operator %s: it answered more than %d bytes", c.Address.ID, MaxBody)
	case answer.StatusCode != http.StatusOK:
		return fmt.Errorf("ask operator %s: %w", c.Address.ID, &StatusError{Code: answer.StatusCode, Text: oneLine(raw)})
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(out); err != nil {
		return fmt.Errorf("ask operator %s: its answer is not what was asked for: %w", c.Address.ID, err)
	}
	return nil
}

// oneLine makes what a stranger wrote fit to be printed.
func oneLine(raw []byte) string {
	text := strings.ToValidUTF8(string(raw[:min(len(raw), 200)]), "?")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, text))
}
