// Package dashboard is the page that shows an operator what goes on: it keeps, in
// bounded memory, what the pipelines tell, and serves it as JSON and as figures
// together with the one page that reads them. It has no writer but the pipelines,
// and asks nothing of anybody.
package dashboard

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/json"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"

	"oracled/oracle"
)

//go:embed static
var static embed.FS

// Options are what a page shows.
type Options struct {
	// Hosts are names, beside localhost and loopback addresses, by which the page
	// may be asked for; with any, from other machines too.
	Hosts []string
	// State returns what /api/v1/state answers, as JSON. It is called at most once
	// a second, however many look.
	State func(ctx context.Context) any
	// Chains are the hubs by the chains' names.
	Chains   map[string]oracle.Hub
	Recorder *Recorder
}

// Age bounds how old an answered state is.
const Age = time.Second

// Handler serves the page at /, its files, and the API below /api/v1/. It answers
// everything else with a sentence.
func Handler(o Options) http.Handler {
	s := &site{Options: o, now: time.Now}
	mux := http.NewServeMux()
	mux.HandleFunc("/{$}", file("index.html"))
	for _, name := range []string{"app.js", "detail.js", "dom.js", "scopes.js", "sections.js", "trees.js", "style.css", "icon.svg"} {
		mux.HandleFunc("/"+name, file(name))
	}
	mux.HandleFunc("/api/v1/state", s.state)
	mux.HandleFunc("/api/v1/chains/{chain}/tasks/{task}/rounds/{round}", s.round)
	mux.HandleFunc("/api/v1/chains/{chain}/tasks/{task}/rounds/{round}/figure.svg", s.figure)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		refuse(w, http.StatusNotFound, "There is nothing at %s; the dashboard is at /.", quoted(r.URL.Path))
	})
	return Guard("The dashboard", o.Hosts, false, mux)
}

type site struct {
	Options
	now func() time.Time

	mu   sync.Mutex
	at   time.Time // when last was made
	last []byte
}

// file serves a file of the page, which is as old as the binary.
func file(name string) http.HandlerFunc {
	b, err := static.ReadFile("static/" + name)
	return func(w http.ResponseWriter, r *http.Request) {
		if err != nil {
			refuse(w, http.StatusInternalServerError, "This binary was built without %s.", name)
			return
		}
		serve(w, r, mime.TypeByExtension(path.Ext(name)), b)
	}
}

// serve answers with bytes, or that they are what the browser has.
func serve(w http.ResponseWriter, r *http.Request, kind string, b []byte) {
	h := w.Header()
	h.Set("Content-Type", kind)
	sum := sha256.Sum256(b)
	h.Set("ETag", `"`+base64.RawURLEncoding.EncodeToString(sum[:12])+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(b))
}

func (s *site) state(w http.ResponseWriter, r *http.Request) {
	b, err := s.fresh(r.Context())
	if err != nil {
		refuse(w, http.StatusInternalServerError, "The state could not be encoded: %v.", err)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(b)
}

// fresh returns a state that is not older than Age. Whoever asks while one is made
// waits for that one.
func (s *site) fresh(ctx context.Context) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last != nil && s.now().Sub(s.at) < Age {
		return s.last, nil
	}
	// It is for the next who asks, too, and so outlives this request.
	b, err := json.Marshal(s.State(context.WithoutCancel(ctx)))
	if err != nil {
		return nil, err
	}
	s.last, s.at = b, s.now()
	return b, nil
}

// named reads which round an address names, and refuses what names none.
func (s *site) named(w http.ResponseWriter, r *http.Request) (h oracle.Hub, task uint32, round uint64, ok bool) {
	h, known := s.Chains[r.PathValue("chain")]
	if !known {
		refuse(w, http.StatusNotFound, "There is no chain %s in the configuration.", quoted(r.PathValue("chain")))
		return h, 0, 0, false
	}
	t, err := strconv.ParseUint(r.PathValue("task"), 10, 32)
	if err != nil {
		refuse(w, http.StatusBadRequest, "%s is no task: expected its number.", quoted(r.PathValue("task")))
		return h, 0, 0, false
	}
	if text := r.PathValue("round"); text != "last" {
		if round, err = strconv.ParseUint(text, 10, 64); err != nil || round == 0 {
			refuse(w, http.StatusBadRequest, "%s is no round: expected its number, from 1, or last.", quoted(text))
			return h, 0, 0, false
		}
	}
	return h, uint32(t), round, true
}

const notKept = "Nothing is kept of this round: it has not been solved, or too much came after it. `oracled audit` computes it again."

func (s *site) round(w http.ResponseWriter, r *http.Request) {
	h, task, round, ok := s.named(w, r)
	if !ok {
		return
	}
	x, ok := s.Recorder.Round(h, task, round)
	if !ok {
		refuse(w, http.StatusNotFound, notKept)
		return
	}
	b, err := json.Marshal(x)
	if err != nil {
		refuse(w, http.StatusInternalServerError, "The round could not be encoded: %v.", err)
		return
	}
	serve(w, r, "application/json", b)
}

func (s *site) figure(w http.ResponseWriter, r *http.Request) {
	h, task, round, ok := s.named(w, r)
	if !ok {
		return
	}
	width, known := widths[r.URL.Query().Get("width")]
	if !known {
		refuse(w, http.StatusBadRequest, "width: %s; expected one of %s.", quoted(r.URL.Query().Get("width")), strings.Join(Widths(), ", "))
		return
	}
	f, ok := s.Recorder.Figure(h, task, round, width)
	if !ok {
		refuse(w, http.StatusNotFound, notKept)
		return
	}
	w.Header().Set("Content-Security-Policy", drawing)
	serve(w, r, "image/svg+xml", f.SVG())
}
