package chaos

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// Proxy is a JSON-RPC endpoint on loopback, HTTP and WebSocket on one port, in
// front of a node. It behaves as it is told.
type Proxy struct {
	port     int // of the node
	listener net.Listener
	server   *http.Server
	client   *http.Client

	mu        sync.Mutex
	behaviour Behaviour
	changed   chan struct{} // closed when the behaviour changes
	random    *rand.Rand
	conns     map[net.Conn]bool
	met       int // requests that the behaviour altered
	seen      int // requests
}

// StartProxy starts a proxy in front of the node on a port of loopback. The
// seed decides which requests a Share meets.
func StartProxy(port int, seed uint64) (*Proxy, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("start a proxy: %w", err)
	}
	p := &Proxy{
		port: port, listener: l, changed: make(chan struct{}), random: rand.New(rand.NewPCG(seed, 1)),
		conns: map[net.Conn]bool{}, client: &http.Client{Timeout: time.Minute},
	}
	p.server = &http.Server{Handler: p, ReadHeaderTimeout: 10 * time.Second, ConnState: p.track}
	go p.server.Serve(l)
	return p, nil
}

// Close ends the proxy and every connection through it.
func (p *Proxy) Close() error {
	p.Behave(Behaviour{Refuse: true})
	err := p.server.Close()
	p.client.CloseIdleConnections()
	return err
}

// Address returns host and port.
func (p *Proxy) Address() string { return p.listener.Addr().String() }

// Behave changes the behaviour. Requests that hang end with their connections.
func (p *Proxy) Behave(b Behaviour) {
	p.mu.Lock()
	p.behaviour = b
	close(p.changed)
	p.changed = make(chan struct{})
	p.mu.Unlock()
	if b.Refuse {
		p.Cut()
	}
}

// Met returns how many requests were altered so far.
func (p *Proxy) Met() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.met
}

// Seen returns how many requests came so far.
func (p *Proxy) Seen() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.seen
}

func (p *Proxy) see() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.seen++
}

func (p *Proxy) meet() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.met++
}

// Cut resets every connection.
func (p *Proxy) Cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.conns {
		reset(c)
	}
}

// reset closes a connection as a failing host does, without a farewell.
func reset(c net.Conn) {
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	c.Close()
}

// track remembers the open connections; those that became a WebSocket are
// forgotten where that ends.
func (p *Proxy) track(c net.Conn, s http.ConnState) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch s {
	case http.StateNew:
		p.conns[c] = true
	case http.StateClosed:
		delete(p.conns, c)
	}
}

func (p *Proxy) forget(c net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.conns, c)
}

// state returns the behaviour that meets a request now, and what is closed when
// it changes.
func (p *Proxy) state() (Behaviour, <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	b := p.behaviour
	if b.Share > 0 && p.random.Float64() >= b.Share {
		b.Status, b.Code, b.Hang, b.Mute = 0, 0, false, false
	}
	return b, p.changed
}

func (p *Proxy) node(b Behaviour) string {
	if b.Port != 0 {
		return fmt.Sprintf("127.0.0.1:%d", b.Port)
	}
	return fmt.Sprintf("127.0.0.1:%d", p.port)
}

// ServeHTTP implements http.Handler.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b, _ := p.state()
	switch {
	case b.Refuse:
		p.meet()
		p.hangUp(w)
	case websocket.IsWebSocketUpgrade(r):
		if b.Status != 0 {
			p.meet()
			http.Error(w, http.StatusText(b.Status), b.Status)
			return
		}
		p.serveWebSocket(w, r)
	default:
		p.serveHTTP(w, r)
	}
}

// hangUp resets the connection of a request.
func (p *Proxy) hangUp(w http.ResponseWriter) {
	if h, ok := w.(http.Hijacker); ok {
		if c, _, err := h.Hijack(); err == nil {
			reset(c)
			p.forget(c)
		}
	}
}

// maxBody bounds a request; the largest in use carries a batch of outcomes.
const maxBody = 8 << 20

func (p *Proxy) serveHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		return
	}
	messages, batch, err := split(body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	answers := []json.RawMessage{}
	for _, m := range messages {
		b, _ := p.state()
		if b.Status != 0 {
			p.meet()
			http.Error(w, http.StatusText(b.Status), b.Status)
			return
		}
		answer, err := p.answer(r.Context(), m, func(ctx context.Context, b Behaviour, m message) (message, error) {
			return p.post(ctx, b, m)
		})
		if errors.Is(err, errMuted) {
			<-r.Context().Done()
			return
		}
		if err != nil {
			p.hangUp(w)
			return
		}
		answers = append(answers, answer.bytes())
	}
	w.Header().Set("Content-Type", "application/json")
	if !batch {
		_, _ = w.Write(answers[0])
		return
	}
	_ = json.NewEncoder(w).Encode(answers)
}

// post asks the node over HTTP.
func (p *Proxy) post(ctx context.Context, b Behaviour, m message) (message, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+p.node(b), bytes.NewReader(m.bytes()))
	if err != nil {
		return message{}, err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := p.client.Do(req)
	if err != nil {
		return message{}, fmt.Errorf("pass a request on: %w", err)
	}
	defer resp.Body.Close()
	var out message
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		return message{}, fmt.Errorf("read the node's answer: %w", err)
	}
	return out, nil
}

// message is a JSON-RPC request, answer or notification.
type message struct {
	Version string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id,omitempty"`
	Method  string          `json:"method,omitempty"`
	Params  json.RawMessage `json:"params,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   json.RawMessage `json:"error,omitempty"`
}

func (m message) bytes() []byte {
	b, err := json.Marshal(m)
	if err != nil {
		panic(err) // every field is valid JSON already
	}
	return b
}

// split returns the messages of a body and whether it is a batch.
func split(body []byte) ([]message, bool, error) {
	if body = bytes.TrimSpace(body); len(body) == 0 {
		return nil, false, errors.New("no request")
	}
	if body[0] == '[' {
		var out []message
		err := json.Unmarshal(body, &out)
		if err == nil && len(out) == 0 {
			err = errors.New("an empty batch")
		}
		return out, true, err
	}
	var m message
	err := json.Unmarshal(body, &m)
	return []message{m}, false, err
}
