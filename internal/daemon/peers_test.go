package daemon

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"

	"oracled/committee"
	"oracled/committee/peer"
	"oracled/oracle"
)

func newTestWatch(peers ...peer.Address) (*committeeWatch, *prometheus.Registry, *observer.ObservedLogs) {
	core, logs := observer.New(zapcore.InfoLevel)
	reg := prometheus.NewRegistry()
	w := newCommitteeWatch(reg, map[oracle.Hub]string{polygon: "polygon-dev"}, newPeerBook(peers), zap.New(core))
	return w, reg, logs
}

// TestPeersInTheStatus: what is known of each operator follows greetings and
// duties.
func TestPeersInTheStatus(t *testing.T) {
	a, b := common.Address{1}, common.Address{2}
	w, reg, _ := newTestWatch(peer.Address{ID: b, Host: "b:1"}, peer.Address{ID: a, Host: "a:1"})
	now := time.Unix(1000, 0)
	w.peers.now = func() time.Time { return now }
	w.met(a, committee.HelloAnswer{Hello: committee.Hello{Version: "v1\n"}}, 3*time.Millisecond, nil)
	w.met(b, committee.HelloAnswer{}, 0, errors.New("refused\x1b[2J"))
	w.met(common.Address{9}, committee.HelloAnswer{}, 0, nil) // of nobody in operator.peers
	w.Proposed(committee.Duty{
		Batch: oracle.Batch{Hub: polygon}, Err: errors.New("no quorum"), Peers: []committee.PeerDuty{
			{ID: a, Signed: true}, {ID: b, Said: "refused: behind: far", Refusal: committee.Behind}, {ID: common.Address{9}, Said: "was late"},
		},
	})
	w.Proposed(committee.Duty{Batch: oracle.Batch{Hub: polygon}, Peers: []committee.PeerDuty{{ID: a, Signed: true}, {ID: b, Said: "was late"}}})
	w.Proposed(committee.Duty{Batch: oracle.Batch{Hub: polygon}, Peers: []committee.PeerDuty{{ID: a, Said: "answered wrongly: no share", Wrong: true}}})
	now = now.Add(7 * time.Second)
	w.met(a, committee.HelloAnswer{}, 0, errors.New("gone"))

	for _, x := range []struct {
		want   float64
		name   string
		labels []string
	}{
		{0, "oracled_committee_peer_up", []string{"peer=" + a.Hex()}},
		{0, "oracled_committee_peer_up", []string{"peer=" + b.Hex()}},
		{0.003, "oracled_committee_peer_latency_seconds", []string{"peer=" + a.Hex()}},
		{2, "oracled_committee_peer_duties_total", []string{"peer=" + a.Hex(), "result=signed"}},
		{1, "oracled_committee_peer_duties_total", []string{"peer=" + a.Hex(), "result=wrong"}},
		{1, "oracled_committee_peer_duties_total", []string{"peer=" + b.Hex(), "result=absent"}},
		{1, "oracled_committee_peer_duties_total", []string{"peer=" + b.Hex(), "result=refused"}},
		{1, "oracled_committee_refusals_total", []string{"by=theirs", "code=behind"}},
		{1, "oracled_committee_proposals_total", []string{"chain=polygon-dev", "result=failed"}},
		{2, "oracled_committee_proposals_total", []string{"chain=polygon-dev", "result=quorum"}},
		{2, "oracled_committee_quorum_seconds", []string{"chain=polygon-dev"}},
	} {
		if got := value(t, reg, x.name, x.labels...); got != x.want {
			t.Errorf("%s %v: got %v, want %v", x.name, x.labels, got, x.want)
		}
	}

	got, err := json.Marshal(w.peers.status())
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf(`[{"id":"%s","host":"a:1","up":false,"latency":0.003,"heard":7,"error":"gone","version":"v1\\n","said":"answered wrongly: no share","signed":2,"refused":0,"absent":0,"wrong":1},`+
		`{"id":"%s","host":"b:1","up":false,"latency":0,"heard":-1,"error":"refused\\x1b[2J","said":"was late","signed":0,"refused":1,"absent":1,"wrong":0}]`,
		strings.ToLower(a.Hex()), strings.ToLower(b.Hex()))
	if string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestRefusalsAreCounted: every reason has its place in the metrics, and floods do
// not get into the log.
func TestRefusalsAreCounted(t *testing.T) {
	w, reg, logs := newTestWatch()
	for name, err := range map[string]error{
		"unknown": peer.ErrUnknownPeer, "certificate": peer.ErrCertificate, "expired": peer.ErrExpired, "rate": peer.ErrRateLimited,
	} {
		w.refused("1.2.3.4:5", fmt.Errorf("connect: %w", err))
		if n := value(t, reg, "oracled_committee_connections_refused_total", "reason="+name); n != 1 {
			t.Errorf("%s: counted %v", name, n)
		}
	}
	from := common.Address{1}
	for _, code := range committee.Codes() {
		ours := func() float64 {
			return value(t, reg, "oracled_committee_refusals_total", "by=ours", "code="+string(code))
		}
		before := ours()
		for range 50 {
			w.Judged(polygon, from, &committee.Refusal{Code: code})
			w.declined(from, &committee.Refusal{Code: code})
		}
		if n := ours() - before; n != 100 {
			t.Errorf("%s: counted %v of 100", code, n)
		}
	}
	if n := logs.Len(); n == 0 || n > 5*len(committee.Codes()) {
		t.Errorf("%d lines in the log", n)
	}
	if n := value(t, reg, "oracled_committee_judgements_total", "chain=polygon-dev", "result=refused"); n != float64(50*len(committee.Codes())) {
		t.Errorf("%v judgements refused", n)
	}
}

// TestADutyIsToldInOneLine: of a failed proposal the log says who did what.
func TestADutyIsToldInOneLine(t *testing.T) {
	w, _, logs := newTestWatch()
	w.Proposed(committee.Duty{Batch: oracle.Batch{Hub: polygon, Outcomes: []oracle.PostedOutcome{{Index: 3, Round: 4}}}, Err: errors.New("1 of 4 operators have signed and 3 must: 0x01 was late"), Rank: 2})
	w.Proposed(committee.Duty{Batch: oracle.Batch{Hub: polygon, Outcomes: []oracle.PostedOutcome{{Index: 3, Round: 4}}}, Peers: []committee.PeerDuty{{ID: common.Address{1}, Signed: true, After: time.Millisecond}}})
	all := logs.All()
	if len(all) != 2 {
		t.Fatalf("%d lines", len(all))
	}
	failed, reached := all[0].ContextMap(), all[1].ContextMap()
	if all[0].Message != "our proposal found no quorum" || failed["rounds"] != "3/4" || failed["turn"] != int64(2) || !strings.Contains(fmt.Sprint(failed["why"]), "was late") {
		t.Errorf("%s %v", all[0].Message, failed)
	}
	if all[1].Message != "a quorum has signed" || !strings.Contains(fmt.Sprint(reached["stages"]), "1ms") {
		t.Errorf("%s %v", all[1].Message, reached)
	}
}
