package daemon

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"oracled/config"
	"oracled/fixed"
	"oracled/oracle"
)

var (
	polygon  = oracle.Hub{ChainID: 1338, Address: common.Address{1}}
	arbitrum = oracle.Hub{ChainID: 1339, Address: common.Address{1}}
)

// scene is an observer with a clock of its own and a log that is kept.
type scene struct {
	*Observer
	reg *prometheus.Registry
	log *bytes.Buffer
	at  time.Time
}

func newScene(t *testing.T, hubs map[oracle.Hub]string) *scene {
	t.Helper()
	s := &scene{reg: prometheus.NewRegistry(), log: &bytes.Buffer{}, at: time.Unix(1e9, 0)}
	log, err := newLogger(config.Log{Level: "debug", Format: "console"}, zapcore.AddSync(s.log), false)
	if err != nil {
		t.Fatal(err)
	}
	s.Observer = NewObserver(log, s.reg, hubs)
	s.Observer.now = func() time.Time { return s.at }
	return s
}

// lines returns what was logged since the last call, without the times.
func (s *scene) lines() []string {
	var out []string
	for _, l := range strings.Split(strings.TrimSpace(s.log.String()), "\n") {
		if l != "" {
			out = append(out, l[len("15:04:05.000 "):])
		}
	}
	s.log.Reset()
	return out
}

func (s *scene) live(h oracle.Hub, block uint64) {
	s.Confirmed(h, oracle.BlockConfirmed{Anchor: oracle.Anchor{Number: block, Time: uint64(s.at.Unix())}, Live: true})
}

// value reads one series.
func (s *scene) value(t *testing.T, name string, labels ...string) float64 {
	t.Helper()
	return value(t, s.reg, name, labels...)
}

func value(t *testing.T, reg prometheus.Gatherer, name string, labels ...string) float64 {
	t.Helper()
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() != name {
			continue
		}
		for _, m := range f.GetMetric() {
			var have []string
			for _, l := range m.GetLabel() {
				have = append(have, l.GetName()+"="+l.GetValue())
			}
			if slices.Equal(have, labels) {
				switch f.GetType() {
				case dto.MetricType_COUNTER:
					return m.GetCounter().GetValue()
				case dto.MetricType_GAUGE:
					return m.GetGauge().GetValue()
				}
				return float64(m.GetHistogram().GetSampleCount())
			}
		}
	}
	t.Fatalf("no series %s %v", name, labels)
	return 0
}

func wantLines(t *testing.T, got []string, want ...string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("got %d lines, want %d:\n%s", len(got), len(want), strings.Join(got, "\n"))
	}
	for i := range got {
		if got[i] != want[i] {
			t.Errorf("got  %s\nwant %s", got[i], want[i])
		}
	}
}

func TestReadiness(t *testing.T) {
	s := newScene(t, map[oracle.Hub]string{polygon: "polygon-dev", arbitrum: "arbitrum-dev"})
	wantLines(t, s.Ready(),
		"chain arbitrum-dev: has not caught up with its head: no block read yet",
		"chain polygon-dev: has not caught up with its head: no block read yet")
	s.Confirmed(arbitrum, oracle.BlockConfirmed{Anchor: oracle.Anchor{Number: 7}})
	wantLines(t, s.Ready()[:1], "chain arbitrum-dev: has not caught up with its head: at block 7")
	s.live(arbitrum, 9)
	s.live(polygon, 3)
	wantLines(t, s.Ready())
	if s.value(t, "oracled_chain_ready", "chain=polygon-dev") != 1 {
		t.Error("ready gauge")
	}

	// A failing stage makes the chain unready until it works again.
	s.Retrying(polygon, "follow", errors.New(`fetch the head: Post "https://u:p@node.example/KEY": refused`))
	s.at = s.at.Add(12 * time.Second)
	wantLines(t, s.Ready(), `chain polygon-dev: fetch the head: Post "https://node.example/…": refused (follow, for 12s)`)
	if s.value(t, "oracled_chain_ready", "chain=polygon-dev") != 0 || s.value(t, "oracled_chain_ready", "chain=arbitrum-dev") != 1 {
		t.Error("ready gauge")
	}
	s.Retrying(polygon, "batch", errors.New("line\nbreak"))
	wantLines(t, s.Ready(), `chain polygon-dev: line\nbreak (batch, for 0s)`, `chain polygon-dev: fetch the head: Post "https://node.example/…": refused (follow, for 12s)`)
	s.Retrying(polygon, "batch", nil)
	s.Retrying(polygon, "follow", nil)
	s.Retrying(polygon, "follow", nil)
	s.Retrying(polygon, "follow", context.Canceled)
	wantLines(t, s.Ready())

	// Silence counts only where blocks are expected.
	s.ExpectBlocks(arbitrum, time.Minute)
	s.at = s.at.Add(time.Hour)
	wantLines(t, s.Ready(), "chain arbitrum-dev: no block was confirmed for 1h0m0s; is the node in sync?")
	s.live(arbitrum, 10)
	wantLines(t, s.Ready())

	// A halted chain stays so, whatever else is reported.
	s.Halted(polygon, oracle.ErrReorg)
	s.Retrying(polygon, "post", errors.New("x"))
	s.live(polygon, 4)
	wantLines(t, s.Ready(), "chain polygon-dev: halted: "+oracle.ErrReorg.Error())
	if s.value(t, "oracled_chain_halted", "chain=polygon-dev") != 1 {
		t.Error("halted gauge")
	}
	s.Stopping()
	if got := s.Ready(); got[0] != "stopping" {
		t.Error(got)
	}
}

func TestRetriesAreLoggedOnChangeAndThenSeldom(t *testing.T) {
	s := newScene(t, map[oracle.Hub]string{polygon: "polygon-dev"})
	fail := func(format string, args ...any) { s.Retrying(polygon, "follow", fmt.Errorf(format, args...)) }
	for i := range 5 {
		fail("fetch logs %d-%d: refused", i, i+100)
		s.at = s.at.Add(time.Second)
	}
	wantLines(t, s.lines(), "WARN  polygon-dev   trying again: fetch logs 0-100: refused stage=follow")
	fail("fetch the head: EOF")
	wantLines(t, s.lines(), "WARN  polygon-dev   trying again: fetch the head: EOF stage=follow attempts=6 for=5s")
	n := 0
	for range 24 * 60 {
		s.at = s.at.Add(time.Minute)
		fail("fetch the head: EOF")
	}
	if n = len(s.lines()); n < 70 || n > 200 {
		t.Errorf("a day of the same failure was logged %d times", n)
	}
	s.Retrying(polygon, "follow", nil)
	s.Retrying(polygon, "follow", nil)
	wantLines(t, s.lines(), "INFO  polygon-dev   works again stage=follow attempts=1446 for=24h0m5s")
	if got := s.value(t, "oracled_retries_total", "chain=polygon-dev", "stage=follow"); got != 1446 {
		t.Errorf("%v retries", got)
	}
}

func TestEvents(t *testing.T) {
	s := newScene(t, map[oracle.Hub]string{polygon: "polygon-dev"})
	task := oracle.Task{Hub: polygon, Index: 1, Dimension: 1}
	one, err := fixed.Parse("1.5")
	if err != nil {
		t.Fatal(err)
	}
	profile := oracle.Profile{Round: 3, Positions: make([]oracle.Position, 4)}
	rejected := []oracle.Rejection{{Reason: oracle.BadProof}, {Reason: oracle.NotRevealed}, {Reason: oracle.BadProof}}
	outcome := oracle.Outcome{Index: 1, Round: 3, Status: oracle.StatusOK, Participants: 4, Values: []fixed.Q64x64{one}, Trimmed: make([]oracle.TrimmedAgent, 2)}

	s.Verified(task, profile, rejected, 0.0123)
	wantLines(t, s.lines(), "DEBUG polygon-dev   round verified task=1 round=3 positions=4 rejected=3 bad-proof=2 not-revealed=1 took=12.3ms")
	s.live(polygon, 8)
	wantLines(t, s.lines(), "INFO  polygon-dev   caught up with the head block=8")
	s.live(polygon, 9)
	s.Solved(task, outcome, 0.001)
	s.Declined(task, errors.New("its bounty is\nlow"))
	s.Posted(oracle.Batch{Hub: polygon, Outcomes: []oracle.PostedOutcome{{Index: 1, Round: 3}, {Index: 2, Round: 1}}},
		oracle.Receipt{Block: 12, GasUsed: 100, GasPriceWei: big.NewInt(7), TxHash: common.Hash{31: 1}})
	wantLines(t, s.lines(),
		"INFO  polygon-dev   round solved task=1 round=3 status=ok participants=4 trimmed=2 breakdown=0 value=1.5 took=1ms",
		`INFO  polygon-dev   task declined task=1 reason="its bounty is\\nlow"`,
		"INFO  polygon-dev   batch posted outcomes=2 rounds=1/3,2/1 block=12 gas=100 tx=0x0000000000000000000000000000000000000000000000000000000000000001")
	for _, x := range []struct {
		want   float64
		name   string
		labels []string
	}{
		{9, "oracled_chain_head_block", nil},
		{1e9, "oracled_chain_head_timestamp_seconds", nil},
		{4, "oracled_positions_total", nil},
		{2, "oracled_rejections_total", []string{"reason=bad-proof"}},
		{0, "oracled_rejections_total", []string{"reason=low-trust"}},
		{1, "oracled_outcomes_total", []string{"status=ok"}},
		{2, "oracled_agents_trimmed_total", nil},
		{1, "oracled_tasks_declined_total", nil},
		{1, "oracled_batches_posted_total", nil},
		{2, "oracled_outcomes_posted_total", nil},
		{100, "oracled_gas_used_total", nil},
		{700, "oracled_fees_wei_total", nil},
		{1, "oracled_stage_seconds", []string{"stage=verify"}},
		{1, "oracled_stage_seconds", []string{"stage=solve"}},
	} {
		if got := s.value(t, x.name, append([]string{"chain=polygon-dev"}, x.labels...)...); got != x.want {
			t.Errorf("%s %v: got %v, want %v", x.name, x.labels, got, x.want)
		}
	}

	// A hub that nobody named is no reason to fall over.
	s.live(oracle.Hub{ChainID: 5}, 1)
	wantLines(t, s.Ready())
}

func TestConcurrentUse(t *testing.T) {
	s := newScene(t, map[oracle.Hub]string{polygon: "p", arbitrum: "a"})
	h := Handler(s.reg, s.Observer, nil)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			hub := []oracle.Hub{polygon, arbitrum}[i%2]
			for j := range 15 {
				s.live(hub, uint64(j))
				s.Retrying(hub, "post", fmt.Errorf("%d", j))
				s.Verified(oracle.Task{Hub: hub}, oracle.Profile{}, nil, 1)
				s.Retrying(hub, "post", nil)
				for _, path := range []string{"/readyz", "/metrics"} {
					h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", path, nil))
				}
			}
		})
	}
	wg.Wait()
}

func TestHTTP(t *testing.T) {
	s := newScene(t, map[oracle.Hub]string{polygon: "polygon-dev"})
	srv, err := Listen(config.HTTP{Listen: "127.0.0.1:0"}, s.reg, s.Observer, nil, zap.NewNop())
	if err != nil {
		t.Fatal(err)
	}
	ask := func(method, path string) (int, string) {
		t.Helper()
		req, err := http.NewRequest(method, "http://"+srv.Addr()+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		body, _ := io.ReadAll(res.Body)
		return res.StatusCode, string(body)
	}
	check := func(method, path string, code int, want string) {
		t.Helper()
		if got, body := ask(method, path); got != code || !strings.Contains(body, want) {
			t.Errorf("%s %s: %d %q, want %d %q", method, path, got, body, code, want)
		}
	}
	check("GET", "/livez", 200, "ok\n")
	check("GET", "/readyz", 503, "chain polygon-dev: has not caught up with its head: no block read yet\n")
	check("HEAD", "/readyz", 503, "")
	s.live(polygon, 1)
	check("GET", "/readyz", 200, "ok\n")
	check("GET", "/metrics", 200, `oracled_chain_head_block{chain="polygon-dev"} 1`)
	check("POST", "/readyz", 405, "")
	check("DELETE", "/metrics", 405, "")
	check("GET", "/", 404, "")
	check("GET", "/debug/pprof/", 404, "")
	rebound, err := http.NewRequest("GET", "http://"+srv.Addr()+"/status", nil)
	if err != nil {
		t.Fatal(err)
	}
	rebound.Host = "evil.example"
	if res, err := http.DefaultClient.Do(rebound); err != nil || res.StatusCode != 403 {
		t.Errorf("a name that points here: %v, %v", res, err)
	}

	_, err = Listen(config.HTTP{Listen: srv.Addr()}, s.reg, s.Observer, nil, zap.NewNop())
	if err == nil || !strings.Contains(err.Error(), "http.listen: "+srv.Addr()+" is in use") {
		t.Errorf("in use: %v", err)
	}
	if err := srv.Close(); err != nil {
		t.Error(err)
	}
	if _, err := http.Get("http://" + srv.Addr() + "/livez"); err == nil {
		t.Error("still listening after Close")
	}
	off, err := Listen(config.HTTP{}, s.reg, s.Observer, nil, zap.NewNop())
	if err != nil || off.Addr() != "" || off.Close() != nil {
		t.Error("an empty http.listen must switch it off")
	}
}

func TestLoggers(t *testing.T) {
	var b bytes.Buffer
	log, err := newLogger(config.Log{Level: "info", Format: "json"}, zapcore.AddSync(&b), false)
	if err != nil {
		t.Fatal(err)
	}
	log.Debug("hidden")
	log.Warn("shown", zap.String("chain", "c"), zap.Error(errors.New("e")))
	if !regexp.MustCompile(`^\{"level":"warn","time":"[^"]+","msg":"shown","chain":"c","error":"e"\}\n$`).MatchString(b.String()) {
		t.Errorf("json: %s", &b)
	}
	b.Reset()
	log, err = newLogger(config.Log{Level: "warn", Format: "console"}, zapcore.AddSync(&b), true)
	if err != nil {
		t.Fatal(err)
	}
	log.Info("hidden")
	log.With(zap.Int("a", 1)).Error("evil \x1b[2J\nmessage", zap.String("s", ""), zap.Duration("d", time.Second))
	if s := b.String(); strings.Count(s, "\n") != 1 || !strings.Contains(s, `evil \x1b[2J\nmessage`) || !strings.Contains(s, `s=`+plain+`""`) || !strings.Contains(s, red+"ERROR"+plain) {
		t.Errorf("console: %q", s)
	}
	for _, c := range []config.Log{{Level: "loud", Format: "json"}, {Level: "info", Format: "xml"}} {
		if _, err := newLogger(c, zapcore.AddSync(&b), false); err == nil {
			t.Errorf("%v was accepted", c)
		}
	}
}
