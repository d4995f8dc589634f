package daemon

import (
	"context"
	"encoding/json"
	"errors"
	"math/big"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"oracled/fixed"
	"oracled/internal/metrics"
	"oracled/oracle"
)

func TestStatus(t *testing.T) {
	s := newScene(t, map[oracle.Hub]string{polygon: "polygon-dev", arbitrum: "arbitrum-dev"})
	s.Observer.began = s.at
	s.Connecting(arbitrum, true)
	s.Retrying(arbitrum, "connect", errors.New(`chain arbitrum-dev: Post "https://u:p@node.example/KEY?k=KEY": refused`))
	s.live(polygon, 7)
	s.Posted(oracle.Batch{Hub: polygon, Outcomes: make([]oracle.PostedOutcome, 2)}, oracle.Receipt{Block: 6, TxHash: common.Hash{31: 1}, GasPriceWei: big.NewInt(1)})
	s.Snapshot(polygon, 5, 1234, nil)
	s.Snapshot(polygon, 6, 0, errors.New("too large")) // the one before is still there
	s.Watch(polygon, func(_ context.Context, c *ChainStatus) { c.Head = 9; c.Queue = QueueStatus{1, 2, 3} })
	s.Watch(polygon, func(_ context.Context, c *ChainStatus) {
		c.Account = &AccountStatus{Balance: "5"}
		c.Queue.Length++
	})
	s.at = s.at.Add(10 * time.Second)
	got := s.Status(t.Context())
	if got.Ready || got.Stopping || got.Uptime != 10 || len(got.Chains) != 2 {
		t.Fatalf("%+v", got)
	}
	a, p := got.Chains[0], got.Chains[1]
	if a.Name != "arbitrum-dev" || a.ChainID != 1339 || a.State != ChainConnecting || a.Ready || len(a.Retrying) != 1 || a.Retrying[0] != (StageStatus{"connect", `Post "https://node.example/…": refused`, 10, 1}) {
		t.Errorf("%+v", a)
	}
	if p.State != ChainLive || !p.Ready || p.Confirmed != 7 || p.Head != 9 || p.Lag != 2 || p.Silence != 10 || p.Queue != (QueueStatus{2, 2, 3}) || p.Account.Balance != "5" {
		t.Errorf("%+v", p)
	}
	if p.LastPost == nil || *p.LastPost != (PostStatus{6, common.Hash{31: 1}, 2, 10}) || p.Snapshot == nil || *p.Snapshot != (SnapshotStatus{5, 1234}) {
		t.Errorf("%+v, %+v", p.LastPost, p.Snapshot)
	}
	if got := s.value(t, "oracled_chain_snapshot_block", "chain=polygon-dev"); got != 5 {
		t.Errorf("snapshot gauge %v", got)
	}

	s.Connecting(arbitrum, false)
	s.Retrying(arbitrum, "connect", nil)
	s.Halted(arbitrum, errors.New("broken"))
	s.Stopping()
	got = s.Status(t.Context())
	if a := got.Chains[0]; got.Ready || !got.Stopping || a.State != ChainHalted || a.Halted != "broken" || a.Retrying != nil {
		t.Errorf("%+v", got)
	}
	w := httptest.NewRecorder()
	Handler(s.reg, s.Observer).ServeHTTP(w, httptest.NewRequest("GET", "/status", nil))
	var back Status
	if err := json.Unmarshal(w.Body.Bytes(), &back); err != nil || w.Code != 200 || back.Chains[0].Halted != "broken" || strings.Contains(w.Body.String(), "KEY") {
		t.Errorf("%d, %v: %s", w.Code, err, w.Body)
	}
}

// A chain whose endpoint hangs is shown late, and the others are not shown less.
func TestStatusOfAChainThatHangs(t *testing.T) {
	s := newScene(t, map[oracle.Hub]string{polygon: "polygon-dev", arbitrum: "arbitrum-dev"})
	s.Watch(polygon, func(ctx context.Context, c *ChainStatus) { <-ctx.Done() })
	s.Watch(arbitrum, func(ctx context.Context, c *ChainStatus) {
		if ctx.Err() == nil {
			c.Head = 5
		}
	})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan Status)
	go func() { done <- s.Status(ctx) }()
	time.AfterFunc(10*time.Millisecond, cancel) // in place of probeTime
	if got := <-done; got.Chains[0].Head != 5 || len(got.Chains) != 2 {
		t.Errorf("%+v", got)
	}
}

// However many tasks, agents and rounds there are, the number of series and what
// the observer keeps of them is bounded.
func TestObserverDoesNotGrow(t *testing.T) {
	s := newScene(t, map[oracle.Hub]string{polygon: "polygon-dev"})
	series := func() (n int) {
		families, err := s.reg.Gather()
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range families {
			n += len(f.GetMetric())
		}
		return n
	}
	s.live(polygon, 1)
	before := 0
	for i := range uint32(3 * metrics.MaxTasks) {
		if i == 2*metrics.MaxTasks {
			before = series()
		}
		task := oracle.Task{Hub: polygon, Index: i, Description: strings.Repeat("x", int(i))}
		if i%10 == 9 {
			s.Declined(task, errors.New(task.Description))
			continue
		}
		profile := oracle.Profile{Task: oracle.TaskIDFromIndex(i), Round: uint64(i)}
		for a := range int64(2 * metrics.MaxAgents) {
			profile.Positions = append(profile.Positions, oracle.Position{Agent: common.BigToAddress(big.NewInt(1000*int64(i) + a)), Values: make([]fixed.Q64x64, 1)})
		}
		s.Folded(polygon, oracle.TaskCreated{Task: task})
		s.Verified(task, profile, []oracle.Rejection{{Agent: common.BigToAddress(big.NewInt(int64(i))), Reason: oracle.BadProof}}, 1)
		s.Solved(task, oracle.Outcome{Task: profile.Task, Round: profile.Round, Index: i, Status: oracle.StatusOK, Values: make([]fixed.Q64x64, 1)}, 1)
		s.Posted(oracle.Batch{Hub: polygon, Outcomes: []oracle.PostedOutcome{{Index: i}}}, oracle.Receipt{Block: uint64(i)})
		for _, stage := range metrics.RetryStages() {
			s.Retrying(polygon, stage, errors.New(task.Description))
		}
		s.Snapshot(polygon, uint64(i), 1, nil)
		s.log.Reset()
	}
	if after := series(); after != before {
		t.Errorf("%d series, were %d", after, before)
	}
	if c := s.chains[polygon]; len(s.chains) != 1 || len(c.failing) != len(metrics.RetryStages()) {
		t.Errorf("%d chains, %d failing stages", len(s.chains), len(c.failing))
	}
}
