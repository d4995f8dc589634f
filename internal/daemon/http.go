package daemon

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.uber.org/zap"

	"oracled/config"
	"oracled/internal/dashboard"
)

// Server serves the dashboard, /metrics, /livez, /readyz and /status.
type Server struct {
	server *http.Server
	ln     net.Listener
	done   chan struct{}
}

// Listen begins to serve at http.listen until Close, with the dashboard page if
// there is one. It returns nil, on which Close and Addr work, when that is empty.
func Listen(cfg config.HTTP, metrics prometheus.Gatherer, o *Observer, page http.Handler, log *zap.Logger) (*Server, error) {
	if cfg.Listen == "" {
		return nil, nil
	}
	ln, err := net.Listen("tcp", cfg.Listen)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("http.listen: %s is in use; is another oracled running? choose another port, or \"\" to serve nothing", cfg.Listen)
	case err != nil:
		return nil, fmt.Errorf("http.listen: %w", err)
	}
	s := &Server{ln: ln, done: make(chan struct{}), server: &http.Server{
		Handler:           guarded(cfg, ln.Addr(), Handler(metrics, o, page)),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          zap.NewStdLog(log),
	}}
	go func() {
		defer close(s.done)
		if err := s.server.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
			log.Error("metrics and health are no longer served", zap.Error(err))
		}
	}()
	log.Info("serving metrics and health", zap.Stringer("address", ln.Addr()))
	if page != nil {
		log.Info("the dashboard", zap.String("url", "http://"+ln.Addr().String()+"/"))
	}
	return s, nil
}

// guarded refuses what does not ask by a name of this machine, or one of
// http.dashboardHosts, where somebody listens on a loopback address: no web page
// can read it with a name of its own that points there. On another address one may
// ask by any name, as Prometheus does; the dashboard has a guard of its own.
func guarded(cfg config.HTTP, at net.Addr, all http.Handler) http.Handler {
	tcp, ok := at.(*net.TCPAddr)
	return dashboard.Guard("oracled", cfg.DashboardHosts, ok && !tcp.IP.IsLoopback(), all)
}

// Addr returns where it listens, "" when it does not.
func (s *Server) Addr() string {
	if s == nil {
		return ""
	}
	return s.ln.Addr().String()
}

// Close lets requests in flight finish for a moment.
func (s *Server) Close() error {
	if s == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	err := s.server.Shutdown(ctx)
	if err != nil {
		err = s.server.Close()
	}
	<-s.done
	return err
}

// Handler answers GET and HEAD: /metrics for Prometheus, /livez with 200 while
// the process runs, /readyz with 200 or with 503 and one reason per line,
// /status with a Status, to whoever asks: Listen has the guard. Everything else is page's, the dashboard, if it is not nil.
func Handler(metrics prometheus.Gatherer, o *Observer, page http.Handler) http.Handler {
	mux := http.NewServeMux()
	scrape := promhttp.HandlerFor(metrics, promhttp.HandlerOpts{MaxRequestsInFlight: 4})
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, r *http.Request) {
		o.refreshAll()
		scrape.ServeHTTP(w, r)
	})
	mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) { answer(w, nil) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) { answer(w, o.Ready()) })
	mux.HandleFunc("GET /status", statusHandler(o))
	if page != nil {
		mux.Handle("/", page)
	}
	return mux
}

func answer(w http.ResponseWriter, reasons []string) {
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	body := "ok"
	if len(reasons) > 0 {
		w.WriteHeader(http.StatusServiceUnavailable)
		body = strings.Join(reasons, "\n")
	}
	_, _ = w.Write([]byte(body + "\n"))
}
