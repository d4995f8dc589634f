package daemon

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"oracled/config"
	"oracled/internal/dashboard"
	"oracled/oracle"
)

// Where somebody listens on a loopback address, everything is asked for by a name
// of this machine or by one that is listed. On an address for others, Prometheus
// asks by any name, and the dashboard is guarded by itself. Every answer has the
// same headers.
func TestHTTPGuard(t *testing.T) {
	s := newScene(t, map[oracle.Hub]string{polygon: "polygon-dev"})
	s.live(polygon, 1)
	const here, elsewhere = "127.0.0.1:5000", "203.0.113.9:4000"
	for name, c := range map[string]struct {
		listen string
		hosts  []string
		host   string // that is asked for
		from   string
		rest   int // status of all but the dashboard
		page   int
	}{
		"by address":                     {"127.0.0.1", nil, "127.0.0.1:9464", here, 200, 200},
		"by localhost":                   {"127.0.0.1", nil, "localhost:9464", here, 200, 200},
		"a rebound name":                 {"127.0.0.1", nil, "evil.example:9464", here, 403, 403},
		"no name":                        {"127.0.0.1", nil, "", here, 403, 403},
		"IPv6":                           {"::1", nil, "[::1]:9464", "[::1]:5000", 200, 200},
		"IPv6, a rebound name":           {"::1", nil, "evil.example", "[::1]:5000", 403, 403},
		"a listed name":                  {"127.0.0.1", []string{"oracled.internal"}, "oracled.internal:9464", here, 200, 200},
		"not the listed name":            {"127.0.0.1", []string{"oracled.internal"}, "evil.example", here, 403, 403},
		"for others":                     {"0.0.0.0", nil, "operator.example:9464", elsewhere, 200, 403},
		"for others, by this machine":    {"10.0.0.5", nil, "operator.example:9464", here, 200, 403},
		"for others, by a listed name":   {"10.0.0.5", []string{"oracled.internal"}, "oracled.internal", elsewhere, 200, 200},
		"for others, by one not listed":  {"::", []string{"oracled.internal"}, "operator.example:9464", elsewhere, 200, 403},
		"for others, a name like listed": {"::", []string{"oracled.internal"}, "xoracled.internal", elsewhere, 200, 403},
	} {
		t.Run(name, func(t *testing.T) {
			page := dashboard.Handler(dashboard.Options{Hosts: c.hosts, State: func(context.Context) any { return 1 }, Recorder: dashboard.NewRecorder()})
			h := guarded(config.HTTP{DashboardHosts: c.hosts}, &net.TCPAddr{IP: net.ParseIP(c.listen)}, Handler(s.reg, s.Observer, page))
			for path, want := range map[string]int{"/metrics": c.rest, "/status": c.rest, "/livez": c.rest, "/readyz": c.rest, "/": c.page, "/api/v1/state": c.page, "/none": map[int]int{200: 404, 403: 403}[c.page]} {
				r := httptest.NewRequest("GET", path, nil)
				r.Host, r.RemoteAddr = c.host, c.from
				w := httptest.NewRecorder()
				h.ServeHTTP(w, r)
				if w.Code != want || want == 403 && !strings.Contains(w.Body.String(), "http.dashboardHosts") {
					t.Errorf("%s: %d %.200q, want %d", path, w.Code, w.Body, want)
				}
				for header, want := range map[string]string{
					"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Resource-Policy": "same-origin", "X-Frame-Options": "DENY",
					"Cross-Origin-Opener-Policy": "same-origin",
				} {
					if got := w.Header().Get(header); got != want {
						t.Errorf("%s: %s %q, want %q", path, header, got, want)
					}
				}
				if got := w.Header().Get("Content-Security-Policy"); !strings.HasPrefix(got, "default-src 'none'; ") {
					t.Errorf("%s: policy %q", path, got)
				}
			}
			r := httptest.NewRequest("POST", "/metrics", nil)
			r.Host, r.RemoteAddr = c.host, c.from
			w := httptest.NewRecorder()
			if h.ServeHTTP(w, r); w.Code != http.StatusMethodNotAllowed {
				t.Errorf("a POST: %d", w.Code)
			}
		})
	}
}
