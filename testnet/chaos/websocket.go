package chaos

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"sync"

	"github.com/gorilla/websocket"
)

// link is one client's WebSocket and its own WebSocket to the node.
type link struct {
	proxy  *Proxy
	client *websocket.Conn
	node   *websocket.Conn

	writing  sync.Mutex // to the client
	asking   sync.Mutex // to the node
	mu       sync.Mutex
	pending  map[string]chan message
	ended    chan struct{}
	notified heads
}

func (p *Proxy) serveWebSocket(w http.ResponseWriter, r *http.Request) {
	b, _ := p.state()
	node, _, err := websocket.DefaultDialer.DialContext(r.Context(), "ws://"+p.node(b), nil)
	if err != nil {
		p.hangUp(w)
		return
	}
	defer node.Close()
	upgrader := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	client, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	raw := client.UnderlyingConn()
	defer p.forget(raw)
	defer client.Close()
	l := &link{proxy: p, client: client, node: node, pending: map[string]chan message{}, ended: make(chan struct{})}
	var wg sync.WaitGroup
	wg.Go(func() {
		l.fromNode()
		client.Close()
	})
	l.fromClient(&wg)
	close(l.ended)
	node.Close()
	wg.Wait()
}

// fromClient reads requests until the client is gone.
func (l *link) fromClient(wg *sync.WaitGroup) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	for {
		_, body, err := l.client.ReadMessage()
		if err != nil {
			return
		}
		messages, batch, err := split(body)
		if err != nil {
			return
		}
		wg.Go(func() {
			var answers []json.RawMessage
			for _, m := range messages {
				answer, err := l.proxy.answer(ctx, m, l.ask)
				if err != nil {
					if !errors.Is(err, errMuted) {
						reset(l.client.UnderlyingConn())
					}
					return
				}
				answers = append(answers, answer.bytes())
			}
			if !batch {
				l.send(answers[0])
				return
			}
			if b, err := json.Marshal(answers); err == nil {
				l.send(b)
			}
		})
	}
}

func (l *link) send(b []byte) {
	l.writing.Lock()
	defer l.writing.Unlock()
	_ = l.client.WriteMessage(websocket.TextMessage, b)
}

var errEnded = errors.New("the connection has ended")

// ask passes a request on to the node and waits for its answer.
func (l *link) ask(ctx context.Context, _ Behaviour, m message) (message, error) {
	answer := make(chan message, 1)
	l.mu.Lock()
	l.pending[string(m.ID)] = answer
	l.mu.Unlock()
	l.asking.Lock()
	err := l.node.WriteMessage(websocket.TextMessage, m.bytes())
	l.asking.Unlock()
	if err != nil {
		return message{}, err
	}
	select {
	case out := <-answer:
		return out, nil
	case <-l.ended:
		return message{}, errEnded
	case <-ctx.Done():
		return message{}, ctx.Err()
	}
}

// fromNode hands answers to those who wait for them, and notifications to the
// client. A notification can overtake the answer to its own subscription; a
// client then misses one head, which it must stand anyway.
func (l *link) fromNode() {
	for {
		_, body, err := l.node.ReadMessage()
		if err != nil {
			return
		}
		messages, _, err := split(body)
		if err != nil {
			return
		}
		for _, m := range messages {
			if len(m.ID) > 0 {
				l.mu.Lock()
				answer := l.pending[string(m.ID)]
				delete(l.pending, string(m.ID))
				l.mu.Unlock()
				if answer != nil {
					answer <- m
				}
				continue
			}
			b, _ := l.proxy.state()
			if b.Lag > 0 || b.DropHeads || b.DuplicateHeads || b.ReorderHeads {
				l.proxy.meet()
			}
			for _, out := range l.notified.pass(b, m.bytes()) {
				l.send(out)
			}
		}
	}
}
