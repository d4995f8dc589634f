package dashboard

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"oracled/internal/text"
)

// policy is what a browser may do with the page: its own files, and nothing from
// anywhere else. Nothing is ever run that was not served as a file of the page.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// drawing is the policy of a figure that is opened by itself: it has its colours in
// it, and nothing else.
const drawing = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"

// Guard lets through to next what is a look from this machine at a name of this
// machine, or at one of hosts, and refuses everything else with a sentence about
// of, a noun. With any hosts it lets other machines look, too. Where it is open,
// other machines may look by any name. In every case nothing but GET and HEAD
// comes through, and browsers are told that the answer is for nothing but to be
// read.
func Guard(of string, hosts []string, open bool, next http.Handler) http.Handler {
	g := guard{of: of, open: open, next: next}
	for _, h := range hosts {
		g.hosts = append(g.hosts, hostOf(h))
	}
	return g
}

type guard struct {
	of    string
	hosts []string // in lower case, permitted beside this machine's names
	open  bool
	next  http.Handler
}

func (g guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	h.Set("Cache-Control", "no-cache")
	switch {
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		h.Set("Allow", "GET, HEAD")
		refuse(w, http.StatusMethodNotAllowed, "%s only shows: it answers GET, not %s.", g.of, quoted(r.Method))
	case g.open:
		g.next.ServeHTTP(w, r)
	case len(g.hosts) == 0 && !local(r.RemoteAddr):
		refuse(w, http.StatusForbidden, "%s answers this machine only. To look at it from elsewhere, forward a port (ssh -L), or list the names it may be asked for by in http.dashboardHosts.", g.of)
	case !g.permits(r.Host):
		refuse(w, http.StatusForbidden, "%s does not answer to the name %s: ask for 127.0.0.1 or localhost, or list the name in http.dashboardHosts.", g.of, quoted(r.Host))
	default:
		g.next.ServeHTTP(w, r)
	}
}

// permits tells whether one may ask by a name. A page of a stranger
// that has its name point here after it was loaded is asked for by that name.
func (g guard) permits(host string) bool {
	host = hostOf(host)
	if host == "localhost" || slices.Contains(g.hosts, host) {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.Unmap().IsLoopback()
}

// hostOf returns the host of "host:port", "[v6]:port" or either alone, in lower
// case.
func hostOf(s string) string {
	if host, _, err := net.SplitHostPort(s); err == nil {
		s = host
	}
	s = strings.TrimSuffix(strings.TrimPrefix(s, "["), "]")
	return strings.ToLower(strings.TrimSuffix(s, "."))
}

// local tells whether a request came from this machine.
func local(remote string) bool {
	a, err := netip.ParseAddr(hostOf(remote))
	return err == nil && a.Unmap().IsLoopback()
}

// quoted quotes what a stranger sent.
func quoted(s string) string { return fmt.Sprintf("%q", text.Short(s, 60)) }

// refuse answers with a sentence.
func refuse(w http.ResponseWriter, status int, format string, args ...any) {
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, format+"\n", args...)
}
