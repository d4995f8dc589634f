package peer

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"errors"
	"io"
	"math/big"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"oracled/crypto"
)

func key(t testing.TB) *crypto.OperatorKey {
	t.Helper()
	k, err := crypto.GenerateOperatorKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func membersOf(keys ...*crypto.OperatorKey) func([]byte) bool {
	return func(public []byte) bool {
		for _, k := range keys {
			if bytes.Equal(k.PublicKey(), public) {
				return true
			}
		}
		return false
	}
}

// refusals collects what a server refused.
type refusals struct {
	mu  sync.Mutex
	all []error
}

func (r *refusals) add(_ string, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all = append(r.all, err)
}

func (r *refusals) has(want error) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, err := range r.all {
		if errors.Is(err, want) {
			return true
		}
	}
	return false
}

// echo answers with what it got and who sent it.
var echo = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
		return
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"from": From(r.Context()).ID, "size": len(body), "proto": r.Proto})
})

type echoed struct {
	From  string `json:"from"`
	Size  int    `json:"size"`
	Proto string `json:"proto"`
}

func serve(t *testing.T, k *crypto.OperatorKey, members func([]byte) bool) (Address, *refusals) {
	t.Helper()
	return serveAs(t, NewIdentity(k), members)
}

func serveAs(t *testing.T, i *Identity, members func([]byte) bool) (Address, *refusals) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var r refusals
	s := &Server{Identity: i, Members: members, Handle: echo, Refused: r.add}
	done := make(chan error, 1)
	go func() { done <- s.Serve(l) }()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_ = s.Close(ctx)
		if err := <-done; !errors.Is(err, http.ErrServerClosed) {
			t.Errorf("Serve returned %v", err)
		}
	})
	return Address{ID: i.ID(), Host: l.Addr().String()}, &r
}

func ask(t *testing.T, i *Identity, a Address, members func([]byte) bool, body any) (echoed, error) {
	t.Helper()
	c := NewClient(i, a, members)
	defer c.Close()
	var out echoed
	err := c.Post(t.Context(), "/v1/echo", body, &out)
	return out, err
}

func TestPeersKnowEachOther(t *testing.T) {
	a, b := key(t), key(t)
	members := membersOf(a, b)
	at, _ := serve(t, a, members)
	got, err := ask(t, NewIdentity(b), at, members, "hello")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.EqualFold(got.From, b.ID().Hex()) || got.Proto != "HTTP/2.0" {
		t.Errorf("the server saw %+v, not %s over HTTP/2", got, b.ID())
	}
}

func TestStrangersAreRefused(t *testing.T) {
	a, b, stranger := key(t), key(t), key(t)
	members := membersOf(a, b)
	at, refused := serve(t, a, members)

	if _, err := ask(t, NewIdentity(stranger), at, members, ""); err == nil {
		t.Error("the server answered a stranger")
	}
	if !refused.has(ErrUnknownPeer) {
		t.Errorf("the server refused the stranger with %v", refused.all)
	}
	bare := &http.Client{Transport: &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS13}}}
	if answer, err := bare.Post("https://"+at.Host+"/v1/echo", "application/json", strings.NewReader("{}")); err == nil {
		answer.Body.Close()
		t.Error("the server answered who shows no certificate")
	}
	if !refused.has(ErrCertificate) {
		t.Errorf("the server refused who shows no certificate with %v", refused.all)
	}
	if _, err := ask(t, NewIdentity(b), at, membersOf(b), ""); !errors.Is(err, ErrUnknownPeer) {
		t.Errorf("a client that does not know the server: %v", err)
	}
	wrong := Address{ID: b.ID(), Host: at.Host}
	if _, err := ask(t, NewIdentity(b), wrong, members, ""); !errors.Is(err, ErrWrongPeer) {
		t.Errorf("a client that expected another operator: %v", err)
	}
}

func TestCertificatesOfOtherTimes(t *testing.T) {
	a, b := key(t), key(t)
	members := membersOf(a, b)
	at, refused := serve(t, a, members)
	for _, off := range []time.Duration{-validity - 2*time.Hour, clockSkew + time.Hour} {
		i := NewIdentity(b)
		// Its own clock is wrong, so it makes what others find expired or early.
		i.now = func() time.Time { return time.Now().Add(off) }
		cert, err := i.certificate()
		if err != nil {
			t.Fatal(err)
		}
		i.now = time.Now
		i.cert, i.until = cert, time.Now().Add(time.Hour)
		if _, err := ask(t, i, at, members, ""); err == nil {
			t.Errorf("a certificate of %s from now was taken", off)
		}
	}
	if !refused.has(ErrExpired) {
		t.Errorf("refused with %v", refused.all)
	}
}

func TestARotatedOutPeerIsRefusedOnItsOldConnection(t *testing.T) {
	a, b := key(t), key(t)
	var mu sync.Mutex
	current := membersOf(a, b)
	at, refused := serve(t, a, func(public []byte) bool {
		mu.Lock()
		defer mu.Unlock()
		return current(public)
	})
	c := NewClient(NewIdentity(b), at, membersOf(a))
	defer c.Close()
	var out echoed
	if err := c.Post(t.Context(), "/v1/echo", 1, &out); err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	current = membersOf(a)
	mu.Unlock()
	var status *StatusError
	if err := c.Post(t.Context(), "/v1/echo", 1, &out); !errors.As(err, &status) || status.Code != http.StatusForbidden {
		t.Errorf("after the rotation: %v", err)
	}
	if !refused.has(ErrUnknownPeer) {
		t.Errorf("refused with %v", refused.all)
	}
}

// forged makes a certificate of a TLS key with a claim of the caller's making.
func forged(t *testing.T, claim func(info []byte, notBefore, notAfter time.Time) []byte) *tls.Certificate {
	t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	info, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	notBefore, notAfter := time.Now().Add(-time.Minute).Truncate(time.Second), time.Now().Add(time.Hour).Truncate(time.Second)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: notBefore, NotAfter: notAfter}
	if c := claim(info, notBefore, notAfter); c != nil {
		template.ExtraExtensions = []pkix.Extension{{Id: claimOID, Value: c}}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, public, private)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: private}
}

func TestForgedCertificates(t *testing.T) {
	a, b := key(t), key(t)
	members := membersOf(a, b)
	at, refused := serve(t, a, members)
	sign := func(k *crypto.OperatorKey, info []byte, from, to time.Time) []byte {
		return k.Sign(crypto.PeerCertificateMessage(info, from, to))
	}
	for name, claim := range map[string]func([]byte, time.Time, time.Time) []byte{
		"no claim":           func([]byte, time.Time, time.Time) []byte { return nil },
		"short claim":        func([]byte, time.Time, time.Time) []byte { return b.PublicKey() },
		"signed by another":  func(i []byte, f, u time.Time) []byte { return append(b.PublicKey(), sign(a, i, f, u)...) },
		"of another TLS key": func(i []byte, f, u time.Time) []byte { return append(b.PublicKey(), sign(b, i[1:], f, u)...) },
		"of a longer time": func(i []byte, f, u time.Time) []byte {
			return append(b.PublicKey(), sign(b, i, f, u.Add(time.Second))...)
		},
		"not a point": func([]byte, time.Time, time.Time) []byte {
			return append(b.PublicKey(), bytes.Repeat([]byte{1}, 96)...)
		},
		"of no signature":     func([]byte, time.Time, time.Time) []byte { return append(b.PublicKey(), make([]byte, 96)...) },
		"under no key at all": func(i []byte, f, u time.Time) []byte { return append(make([]byte, 192), sign(b, i, f, u)...) },
	} {
		i := NewIdentity(b)
		i.cert, i.until = forged(t, claim), time.Now().Add(time.Hour)
		if _, err := ask(t, i, at, members, ""); err == nil {
			t.Errorf("%s: the server took it", name)
		}
		// And the other way round: a forged server.
		fake, _ := serveAs(t, i, members)
		if _, err := ask(t, NewIdentity(a), fake, members, ""); err == nil {
			t.Errorf("%s: a client took it", name)
		}
	}
	if !refused.has(ErrCertificate) {
		t.Errorf("refused with %v", refused.all)
	}
}

func TestBodiesAndRatesAreBounded(t *testing.T) {
	a, b := key(t), key(t)
	members := membersOf(a, b)
	at, refused := serve(t, a, members)
	i := NewIdentity(b)
	var status *StatusError
	if _, err := ask(t, i, at, members, strings.Repeat("x", MaxBody)); !errors.As(err, &status) || status.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("a body above the limit: %v", err)
	}
	c := NewClient(i, at, members)
	defer c.Close()
	limited := false
	for range 10 * peerBurst {
		var out echoed
		if err := c.Post(t.Context(), "/v1/echo", 1, &out); errors.As(err, &status) && status.Code == http.StatusTooManyRequests {
			limited = true
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if !limited || !refused.has(ErrRateLimited) {
		t.Errorf("a flooding peer was answered every time; refused with %v", refused.all)
	}
}

func TestACertificateIsRenewed(t *testing.T) {
	i := NewIdentity(key(t))
	now := time.Now()
	i.now = func() time.Time { return now }
	first, err := i.certificate()
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := i.certificate(); again != first {
		t.Error("a fresh certificate was replaced")
	}
	now = now.Add(validity/2 + time.Second)
	second, err := i.certificate()
	if err != nil || second == first {
		t.Errorf("after half of its validity a certificate is still in use (%v)", err)
	}
	leaf, err := x509.ParseCertificate(second.Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := i.verify(leaf, func([]byte) bool { return true }); err != nil {
		t.Error(err)
	}
}

// TestThroughAProxy: a reverse proxy that passes TLS through by server name.
func TestThroughAProxy(t *testing.T) {
	a, b := key(t), key(t)
	members := membersOf(a, b)
	at, _ := serve(t, a, members)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer in.Close()
				out, err := net.Dial("tcp", at.Host)
				if err != nil {
					return
				}
				defer out.Close()
				go func() { _, _ = io.Copy(out, in) }()
				_, _ = io.Copy(in, out)
			}()
		}
	}()
	if _, err := ask(t, NewIdentity(b), Address{ID: a.ID(), Host: l.Addr().String()}, members, "x"); err != nil {
		t.Fatal(err)
	}
}

func TestParseAddress(t *testing.T) {
	id := key(t).ID()
	for s, want := range map[string]string{
		id.Hex() + "@10.0.0.1:9650":      "10.0.0.1:9650",
		id.Hex() + "@oracle.example:443": "oracle.example:443",
		id.Hex() + "@[::1]:9650":         "[::1]:9650",
	} {
		a, err := ParseAddress(s)
		if err != nil || a.ID != id || a.Host != want || a.String() != s {
			t.Errorf("%s: %+v, %v", s, a, err)
		}
	}
	for _, s := range []string{"", "10.0.0.1:9650", "@10.0.0.1:9650", id.Hex(), id.Hex() + "@", id.Hex() + "@host", id.Hex() + "@:9650", id.Hex() + "@host:0", id.Hex() + "@host:70000", "0x12@host:1", id.Hex() + "@https://host:1"} {
		if _, err := ParseAddress(s); err == nil {
			t.Errorf("%q was read as an address", s)
		}
	}
}
