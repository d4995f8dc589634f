package chaos

import (
	"slices"
	"time"
)

// Behaviour is what a proxy does to the requests of its clients. The zero value
// passes everything on.
type Behaviour struct {
	Status  int           // HTTP status instead of an answer; over WebSocket the JSON-RPC error that providers send in its place
	Code    int           // JSON-RPC error instead of an answer
	Hang    bool          // requests are taken and not answered; their connections end with the fault
	Mute    bool          // requests are taken and never answered, and their connections stay
	Refuse  bool          // connections are cut and not accepted
	Delay   time.Duration // before a request is passed on
	Share   float64       // of the requests that Status, Code, Hang and Mute meet; 0: all
	ChainID uint64        // answered by eth_chainId
	Port    int           // of another node, whose answers are passed off as this one's

	Lag      uint64 // blocks by which heads, and all that depends on them, are old
	LagLogs  uint64 // blocks at the head whose logs are missing, silently
	LogLimit int    // "too many results" above so many logs
	LoseLogs int    // the last of an answer's logs that are missing, silently

	SwallowTx bool // transactions are acknowledged and not passed on

	DropHeads      bool // one in two notifications
	DuplicateHeads bool
	ReorderHeads   bool // notifications leave in pairs, the later first
}

// altersLogs tells whether what an answer says of logs changes.
func (b Behaviour) altersLogs() bool { return b.LogLimit > 0 || b.LoseLogs > 0 || b.LagLogs > 0 }

// heads passes notifications of new heads through the behaviour. It keeps what
// waits for later ones, so it belongs to one connection.
type heads struct {
	held  [][]byte
	count int
}

// pass returns what leaves for a notification that came.
func (h *heads) pass(b Behaviour, message []byte) [][]byte {
	h.count++
	switch {
	case b.Hang || b.Mute || b.Status != 0:
		return nil
	case b.Lag > 0:
		h.held = append(h.held, message)
		if uint64(len(h.held)) <= b.Lag {
			return nil
		}
		out := h.held[0]
		h.held = h.held[1:]
		return [][]byte{out}
	case b.ReorderHeads:
		h.held = append(h.held, message)
		if len(h.held) < 2 {
			return nil
		}
		slices.Reverse(h.held)
		return h.flush(nil)
	case b.DropHeads && h.count%2 == 0:
		return h.flush(nil)
	case b.DuplicateHeads:
		return h.flush([][]byte{message, message})
	}
	return h.flush([][]byte{message})
}

// flush returns what was held back, and then the messages.
func (h *heads) flush(messages [][]byte) [][]byte {
	out := append(h.held, messages...)
	h.held = nil
	return out
}
