package dashboard

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"oracled/oracle"
)

// look asks a handler as a browser on this machine does, but for the changes.
func look(t *testing.T, h http.Handler, path string, change ...func(*http.Request)) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest("GET", path, nil)
	r.RemoteAddr, r.Host = "127.0.0.1:50000", "127.0.0.1:9464"
	for _, f := range change {
		f(r)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Resource-Policy": "same-origin", "X-Frame-Options": "DENY",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s: %s %q, want %q", path, name, got, want)
		}
	}
	if w.Header().Get("Set-Cookie") != "" || w.Header().Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("%s: %v", path, w.Header())
	}
	if csp := w.Header().Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'none'; ") || strings.Contains(strings.ReplaceAll(csp, drawing, ""), "unsafe") {
		t.Errorf("%s: policy %q", path, csp)
	}
	return w
}

func method(m string) func(*http.Request) { return func(r *http.Request) { r.Method = m } }
func host(h string) func(*http.Request)   { return func(r *http.Request) { r.Host = h } }
func remote(a string) func(*http.Request) { return func(r *http.Request) { r.RemoteAddr = a } }

func handler(hosts ...string) http.Handler {
	return Handler(Options{Hosts: hosts, State: func(context.Context) any { return 1 }, Chains: map[string]oracle.Hub{"polygon-dev": polygon}, Recorder: NewRecorder()})
}

// Only a look from this machine, at a name of this machine, is answered; all else
// is refused with a sentence.
func TestGuard(t *testing.T) {
	const foreign = "203.0.113.9:4000"
	for name, c := range map[string]struct {
		hosts  []string
		change []func(*http.Request)
		status int
		says   string
	}{
		"a look":                       {nil, nil, 200, ""},
		"a head":                       {nil, []func(*http.Request){method("HEAD")}, 200, ""},
		"at localhost":                 {nil, []func(*http.Request){host("localhost:9464")}, 200, ""},
		"at localhost, absolute":       {nil, []func(*http.Request){host("LOCALHOST.:1")}, 200, ""},
		"without a port":               {nil, []func(*http.Request){host("127.0.0.1")}, 200, ""},
		"another loopback address":     {nil, []func(*http.Request){host("127.3.2.1:80")}, 200, ""},
		"IPv6":                         {nil, []func(*http.Request){host("[::1]:9464"), remote("[::1]:3")}, 200, ""},
		"IPv4 in IPv6":                 {nil, []func(*http.Request){remote("[::ffff:127.0.0.1]:3")}, 200, ""},
		"POST":                         {nil, []func(*http.Request){method("POST")}, 405, `it answers GET, not "POST"`},
		"PUT":                          {nil, []func(*http.Request){method("PUT")}, 405, "it answers GET"},
		"DELETE":                       {nil, []func(*http.Request){method("DELETE")}, 405, "it answers GET"},
		"OPTIONS":                      {nil, []func(*http.Request){method("OPTIONS")}, 405, "it answers GET"},
		"CONNECT":                      {nil, []func(*http.Request){method("CONNECT")}, 405, "it answers GET"},
		"a method of one's own":        {nil, []func(*http.Request){method("<script>")}, 405, "it answers GET"},
		"another machine":              {nil, []func(*http.Request){remote(foreign)}, 403, "answers this machine only"},
		"that says it is this one":     {nil, []func(*http.Request){remote(foreign), header("X-Forwarded-For", "127.0.0.1")}, 403, "answers this machine only"},
		"another machine, IPv6":        {nil, []func(*http.Request){remote("[2001:db8::1]:4")}, 403, "answers this machine only"},
		"nobody":                       {nil, []func(*http.Request){remote("")}, 403, "answers this machine only"},
		"a rebound name":               {nil, []func(*http.Request){host("evil.example:9464")}, 403, `does not answer to the name "evil.example:9464"`},
		"a name like ours":             {nil, []func(*http.Request){host("localhost.evil.example")}, 403, "does not answer to the name"},
		"an address like ours":         {nil, []func(*http.Request){host("127.0.0.1.evil.example")}, 403, "does not answer to the name"},
		"no name":                      {nil, []func(*http.Request){host("")}, 403, "does not answer to the name"},
		"another address":              {nil, []func(*http.Request){host("10.0.0.5:9464")}, 403, "does not answer to the name"},
		"configured":                   {[]string{"oracled.internal"}, []func(*http.Request){remote(foreign), host("ORACLED.internal:9464")}, 200, ""},
		"configured address":           {[]string{"2001:db8::5"}, []func(*http.Request){remote(foreign), host("[2001:db8::5]:9464")}, 200, ""},
		"configured, this machine":     {[]string{"oracled.internal"}, nil, 200, ""},
		"configured, another name":     {[]string{"oracled.internal"}, []func(*http.Request){remote(foreign), host("evil.example")}, 403, "does not answer to the name"},
		"configured, below it":         {[]string{"oracled.internal"}, []func(*http.Request){remote(foreign), host("evil.oracled.internal")}, 403, "does not answer to the name"},
		"configured, and not to write": {[]string{"oracled.internal"}, []func(*http.Request){remote(foreign), host("oracled.internal"), method("POST")}, 405, "it answers GET"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, path := range []string{"/", "/app.js", "/api/v1/state"} {
				w := look(t, handler(c.hosts...), path, c.change...)
				if w.Code != c.status || !strings.Contains(w.Body.String(), c.says) {
					t.Errorf("%s: %d %s", path, w.Code, w.Body)
				}
				if c.status != 200 && (w.Header().Get("Content-Type") != "text/plain; charset=utf-8" || !strings.HasSuffix(w.Body.String(), ".\n")) {
					t.Errorf("%s: not a sentence: %s %q", path, w.Header().Get("Content-Type"), w.Body)
				}
				if c.status == 405 && w.Header().Get("Allow") != "GET, HEAD" {
					t.Errorf("%s: allows %q", path, w.Header().Get("Allow"))
				}
			}
		})
	}
}

func header(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

// The page is files that name nothing of another origin, in it no script and no
// style.
func TestFilesStandAlone(t *testing.T) {
	files, err := fs.ReadDir(static, "static")
	if err != nil || len(files) < 5 {
		t.Fatal(files, err)
	}
	h := handler()
	outside := regexp.MustCompile(`(?i)\b(https?:|wss?:|//[a-z0-9-]+\.|@import|data:|innerHTML|insertAdjacentHTML|document\.write|\beval\b)`)
	for _, f := range files {
		path := "/" + f.Name()
		if path == "/index.html" {
			path = "/"
		}
		w := look(t, h, path)
		kind := map[string]string{"html": "text/html; charset=utf-8", "js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8", "svg": "image/svg+xml"}
		_, suffix, _ := strings.Cut(f.Name(), ".")
		if w.Code != 200 || w.Header().Get("Content-Type") != kind[suffix] {
			t.Errorf("%s: %d, %q", path, w.Code, w.Header().Get("Content-Type"))
		}
		text := strings.ReplaceAll(w.Body.String(), "http://www.w3.org/2000/svg", "") // a name, not an address
		if found := outside.FindString(text); found != "" {
			t.Errorf("%s has %q", path, found)
		}
		if again := look(t, h, path, header("If-None-Match", w.Header().Get("ETag"))); again.Code != http.StatusNotModified {
			t.Errorf("%s asked again: %d", path, again.Code)
		}
	}
	page := look(t, h, "/").Body.String()
	if found := regexp.MustCompile(`(?i)<script(?:[^>]*[^>/])?>[^<]|<style|\son[a-z]+=|\sstyle=|javascript:`).FindString(page); found != "" {
		t.Errorf("the page has %q in it", found)
	}
	if w := look(t, h, "/static/app.js"); w.Code != 404 {
		t.Errorf("/static/app.js: %d", w.Code)
	}
}

// What is asked for wrongly is said in a sentence, in which nothing is markup.
func TestBadAddresses(t *testing.T) {
	for path, c := range map[string]struct {
		status int
		says   string
	}{
		"/nothing":                           {404, `There is nothing at "/nothing"; the dashboard is at /.`},
		"/api/v1/":                           {404, "There is nothing at"},
		"/api/v2/state":                      {404, "There is nothing at"},
		"/..%2f..%2fetc%2fpasswd":            {404, "There is nothing at"},
		"/api/v1/chains/no/tasks/1/rounds/1": {404, `no chain "no"`},
		"/api/v1/chains/%3Cscript%3E/tasks/1/rounds/1":                     {404, "no chain"},
		"/api/v1/chains/polygon-dev/tasks/-1/rounds/1":                     {400, `"-1" is no task`},
		"/api/v1/chains/polygon-dev/tasks/4294967296/rounds/1":             {400, "is no task"},
		"/api/v1/chains/polygon-dev/tasks/1/rounds/0":                      {400, `"0" is no round`},
		"/api/v1/chains/polygon-dev/tasks/1/rounds/x":                      {400, `"x" is no round`},
		"/api/v1/chains/polygon-dev/tasks/1/rounds/1":                      {404, "Nothing is kept of this round"},
		"/api/v1/chains/polygon-dev/tasks/1/rounds/last":                   {404, "Nothing is kept of this round"},
		"/api/v1/chains/polygon-dev/tasks/1/rounds/1/figure.svg":           {400, `width: ""; expected one of 340, 560, 880`},
		"/api/v1/chains/polygon-dev/tasks/1/rounds/1/figure.svg?width=1e9": {400, "width: "},
		"/api/v1/chains/polygon-dev/tasks/1/rounds/1/figure.svg?width=560": {404, "Nothing is kept of this round"},
	} {
		w := look(t, handler(), path)
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.says) || w.Header().Get("Content-Type") != "text/plain; charset=utf-8" {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}

// However many look, the state is made once in a while; whoever asks meanwhile waits
// for it, and one who leaves does not spoil it for the others.
func TestStateIsShared(t *testing.T) {
	at, made := time.Unix(1000, 0), 0
	s := &site{now: func() time.Time { return at }, Options: Options{State: func(ctx context.Context) any {
		made++
		if ctx.Err() != nil {
			t.Error("made for one who has left")
		}
		return map[string]int{"made": made}
	}}}
	gone, leave := context.WithCancel(t.Context())
	leave()
	for _, c := range []struct {
		after time.Duration
		want  string
	}{{0, `{"made":1}`}, {0, `{"made":1}`}, {Age - 1, `{"made":1}`}, {1, `{"made":2}`}, {5 * Age, `{"made":3}`}} {
		at = at.Add(c.after)
		if got, err := s.fresh(gone); err != nil || string(got) != c.want {
			t.Errorf("%s, %v, want %s", got, err, c.want)
		}
	}
	bad := Handler(Options{State: func(context.Context) any { return func() {} }, Recorder: NewRecorder()})
	if w := look(t, bad, "/api/v1/state"); w.Code != 500 || !strings.HasPrefix(w.Body.String(), "The state could not be encoded") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := look(t, handler(), "/api/v1/state"); w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Content-Type") != "application/json" {
		t.Errorf("%v", w.Header())
	}
}

// decode reads what a page was answered.
func decode[T any](t *testing.T, w *httptest.ResponseRecorder) (out T) {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(w.Body.Bytes()))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&out); w.Code != 200 || err != nil {
		t.Fatalf("%d, %v: %s", w.Code, err, w.Body)
	}
	return out
}
