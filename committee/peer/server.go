package peer

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"golang.org/x/net/netutil"
	"golang.org/x/time/rate"
)

// Limits of what a server takes from others.
const (
	MaxBody        = 1 << 20          // bytes of a request; a batch fits a transaction, which nodes take up to 128 KiB
	MaxWait        = 10 * time.Second // a request may be held open for
	maxConnections = 512
	maxHeader      = 16 << 10

	peerRate   = 20 // requests a second of one peer
	peerBurst  = 60
	knockRate  = 20 // connections a second from one address, before it is known who it is
	knockBurst = 200
	maxKnocks  = 4096 // addresses that are remembered
)

// Server answers the other operators.
type Server struct {
	Identity *Identity
	// Members tells whether a public key may connect.
	Members func(public []byte) bool
	// Handle answers a request. Its context ends with the connection.
	Handle http.Handler
	// Refused, if not nil, is told why a connection or a request was refused.
	Refused func(from string, reason error)

	mu      sync.Mutex
	buckets map[common.Address]*rate.Limiter
	knocks  map[string]*rate.Limiter
	http    *http.Server
}

// ErrRateLimited: a peer asks more often than a working one needs to.
var ErrRateLimited = errors.New("too many requests")

type peerKey struct{}

// From returns the operator that sent a request.
func From(ctx context.Context) Peer {
	p, _ := ctx.Value(peerKey{}).(Peer)
	return p
}

// Serve answers on a listener until Close. It always returns an error, which is
// http.ErrServerClosed after Close.
func (s *Server) Serve(l net.Listener) error {
	refused := func(from string) func(error) {
		return func(err error) { s.refused(from, err) }
	}
	base := s.Identity.config(nil, s.Members, nil)
	config := base.Clone()
	config.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		from := hello.Conn.RemoteAddr().String()
		host, _, err := net.SplitHostPort(from)
		if err != nil {
			host = from
		}
		// Before a pairing is spent on it.
		if !s.knock(host) {
			s.refused(from, ErrRateLimited)
			return nil, ErrRateLimited
		}
		return s.Identity.config(nil, s.Members, refused(from)), nil
	}
	server := &http.Server{
		Handler:           http.HandlerFunc(s.serve),
		TLSConfig:         config,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      MaxWait + 15*time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          log.New(io.Discard, "", 0), // Refused has said it
		HTTP2:             &http.HTTP2Config{MaxConcurrentStreams: 64},
	}
	s.mu.Lock()
	s.http = server
	s.mu.Unlock()
	return server.ServeTLS(netutil.LimitListener(l, maxConnections), "", "")
}

// Close ends the server: requests in progress get until the context ends, and are
// cut then, since a peer that never ends its own must not hold us up.
func (s *Server) Close(ctx context.Context) error {
	s.mu.Lock()
	server := s.http
	s.mu.Unlock()
	if server == nil {
		return nil
	}
	if err := server.Shutdown(ctx); err != nil {
		return server.Close()
	}
	return nil
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	// Looked at again with every request: the set may have rotated since the
	// handshake, and a certificate may have expired.
	p, err := s.Identity.peerOf(*r.TLS, s.Members)
	if err != nil {
		s.refused(r.RemoteAddr, err)
		http.Error(w, err.Error(), http.StatusForbidden)
		return
	}
	if !s.allow(p.ID) {
		s.refused(p.ID.Hex(), ErrRateLimited)
		w.Header().Set("Retry-After", "1")
		http.Error(w, ErrRateLimited.Error(), http.StatusTooManyRequests)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, MaxBody)
	s.Handle.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), peerKey{}, p)))
}

func (s *Server) refused(from string, err error) {
	if s.Refused != nil {
		s.Refused(from, err)
	}
}

// allow takes a token of a peer. Only members reach it, so the map is bounded.
func (s *Server) allow(id common.Address) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.buckets == nil {
		s.buckets = map[common.Address]*rate.Limiter{}
	}
	b := s.buckets[id]
	if b == nil {
		b = rate.NewLimiter(peerRate, peerBurst)
		s.buckets[id] = b
	}
	return b.Allow()
}

// knock takes a token of an address.
func (s *Server) knock(host string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.knocks[host]
	if b == nil {
		if s.knocks == nil || len(s.knocks) >= maxKnocks {
			// Whoever fills the map with addresses gains a fresh burst, no more.
			s.knocks = map[string]*rate.Limiter{}
		}
		b = rate.NewLimiter(knockRate, knockBurst)
		s.knocks[host] = b
	}
	return b.Allow()
}
