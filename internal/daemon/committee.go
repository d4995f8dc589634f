package daemon

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"oracled/committee"
	"oracled/committee/peer"
	"oracled/config"
	"oracled/crypto"
	"oracled/oracle"
	"oracled/post"
	"oracled/store"
	"oracled/watcher"
)

// seat is this operator's place among the others: its door, and how it reaches
// theirs.
type seat struct {
	keys      []*crypto.OperatorKey
	db        *store.Store
	turn      time.Duration
	service   *committee.Service
	server    *peer.Server
	listener  net.Listener
	directory *committee.Directory
	watch     *committeeWatch
	log       *zap.Logger
}

// takeSeat begins to listen for the other operators; nobody is answered before
// run.
func takeSeat(cfg config.Operator, keys []*crypto.OperatorKey, db *store.Store, reg prometheus.Registerer, chains map[oracle.Hub]string, log *zap.Logger) (*seat, error) {
	identity := peer.NewIdentity(keys[0])
	var others []peer.Address
	for _, a := range cfg.Addresses() {
		if a.ID != identity.ID() {
			others = append(others, a)
		}
	}
	s := &seat{keys: keys, db: db, turn: cfg.Turn, log: log, watch: newCommitteeWatch(reg, chains, newPeerBook(others), log)}
	s.service = &committee.Service{
		Version: BuildInfo().String(), Key: keys[0], Ledger: db,
		Approvals: committee.Folder(cfg.Rotations), Rotations: db, Met: s.watch.met, Refused: s.watch.declined,
	}
	s.directory = committee.NewDirectory(identity, others, s.service.IsMember)
	s.service.Peers = s.directory
	s.server = &peer.Server{Identity: identity, Members: s.service.IsMember, Handle: s.service, Refused: s.watch.refused}
	var err error
	if s.listener, err = net.Listen("tcp", cfg.Listen); err != nil {
		s.directory.Close()
		return nil, fmt.Errorf("operator.listen: %w; is another oracled running? choose another port", err)
	}
	log.Info("operator", zap.Stringer("id", identity.ID()), zap.Stringer("listen", s.listener.Addr()), zap.Int("peers", len(others)))
	return s, nil
}

// member enrolls this operator in a hub's committee. The queue's place in the
// pipeline is taken by what it returns.
func (s *seat) member(ctx context.Context, c committee.Sets, hub oracle.Hub, setID common.Hash, blockTime time.Duration, follower *watcher.Follower, queue *post.Queue) *committee.Member {
	turn := s.turn
	if turn == 0 {
		turn = max(2*blockTime, 2*time.Second)
	}
	m := &committee.Member{
		Hub: hub, SetID: setID, Keys: s.keys, Sets: c, Desk: committee.NewDesk(queue),
		Anchors: follower, Ledger: s.db, Peers: s.directory, Turn: turn, Watch: s.watch,
	}
	s.service.Enroll(m)
	// So that it knows the others when it says that it is ready. If it fails, run
	// tries again.
	if err := m.Refresh(ctx); err != nil {
		s.log.Debug("the operator set could not be read", zap.Error(err))
	}
	return m
}

// run answers the others until work ends, and refuses new proposals when intake
// has.
func (s *seat) run(intake, work context.Context) error {
	served := make(chan error, 1)
	go func() { served <- s.server.Serve(s.listener) }()
	defer context.AfterFunc(intake, s.service.Stop)()
	greeted := make(chan struct{})
	go func() {
		defer close(greeted)
		_ = s.service.Run(work, func(err error) {
			if err != nil {
				s.log.Warn("the committee's sets or counts could not be read", zap.Error(err))
			}
		})
	}()
	var err error
	select {
	case err = <-served:
	case <-work.Done():
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		err = s.server.Close(ctx)
		cancel()
		<-served
	}
	<-greeted
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// close gives the seat up when it was never run, too.
func (s *seat) close() {
	s.listener.Close()
	s.directory.Close()
}

// declining tells a desk which tasks its operator declines.
type declining struct {
	oracle.Observer
	desk *committee.Desk
}

// Declined implements oracle.Observer.
func (d declining) Declined(t oracle.Task, why error) {
	d.desk.Decline(t, why)
	d.Observer.Declined(t, why)
}

// committeeWatch turns what a committee does into log lines and metrics. It
// implements committee.Watch.
type committeeWatch struct {
	log    *zap.Logger
	chains map[oracle.Hub]string
	peers  *peerBook
	seldom seldom

	proposals *prometheus.CounterVec
	judged    *prometheus.CounterVec
	shares    *prometheus.CounterVec
	refusals  *prometheus.CounterVec
	latency   *prometheus.HistogramVec
	up        *prometheus.GaugeVec
	answering *prometheus.GaugeVec
	knocks    *prometheus.CounterVec
}

// Results of a duty's part and of a proposal.
const (
	resultSigned  = "signed"
	resultRefused = "refused"
	resultAbsent  = "absent"
	resultWrong   = "wrong"
	resultQuorum  = "quorum"
	resultFailed  = "failed"
)

func newCommitteeWatch(reg prometheus.Registerer, chains map[oracle.Hub]string, peers *peerBook, log *zap.Logger) *committeeWatch {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		v := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
		reg.MustRegister(v)
		return v
	}
	w := &committeeWatch{
		log: log, chains: chains, peers: peers,
		proposals: counter("oracled_committee_proposals_total", "Batches that this operator proposed as a leader.", "chain", "result"),
		judged:    counter("oracled_committee_judgements_total", "Proposals of others that this operator signed or refused.", "chain", "result"),
		shares:    counter("oracled_committee_peer_duties_total", "What each peer did with a proposal of ours.", "peer", "result"),
		refusals:  counter("oracled_committee_refusals_total", "Refusals by code, by this operator (ours) or by its peers (theirs).", "by", "code"),
		knocks:    counter("oracled_committee_connections_refused_total", "Connections and requests of peers that were refused before they were read.", "reason"),
		latency: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "oracled_committee_quorum_seconds", Help: "Time from a proposal of ours to its quorum.",
			Buckets: prometheus.ExponentialBuckets(0.004, 2, 14),
		}, []string{"chain"}),
		up: prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "oracled_committee_peer_up", Help: "1 when the peer answered the last greeting."}, []string{"peer"}),
	}
	w.answering = prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "oracled_committee_peer_latency_seconds", Help: "Time that the peer took for the last greeting that it answered."}, []string{"peer"})
	reg.MustRegister(w.latency, w.up, w.answering)
	for _, name := range chains {
		for _, r := range []string{resultQuorum, resultFailed} {
			w.proposals.WithLabelValues(name, r)
		}
		for _, r := range []string{resultSigned, resultRefused} {
			w.judged.WithLabelValues(name, r)
		}
		w.latency.WithLabelValues(name)
	}
	for _, c := range committee.Codes() {
		w.refusals.WithLabelValues("ours", string(c))
		w.refusals.WithLabelValues("theirs", string(c))
	}
	for _, r := range knockReasons {
		w.knocks.WithLabelValues(r.name)
	}
	return w
}

var knockReasons = []struct {
	name string
	err  error
}{
	{"unknown", peer.ErrUnknownPeer}, {"certificate", peer.ErrCertificate}, {"expired", peer.ErrExpired}, {"rate", peer.ErrRateLimited},
}

func (w *committeeWatch) refused(from string, err error) {
	for _, r := range knockReasons {
		if errors.Is(err, r.err) {
			w.knocks.WithLabelValues(r.name).Inc()
		}
	}
	w.log.Debug("refused a peer", zap.String("from", from), zap.Error(err))
}

func (w *committeeWatch) met(id common.Address, a committee.HelloAnswer, took time.Duration, err error) {
	w.peers.met(id, a, took, err)
	up := 1.0
	if err != nil {
		up = 0
		w.log.Debug("an operator does not answer", zap.Stringer("peer", id), zap.Error(err))
	}
	w.up.WithLabelValues(id.Hex()).Set(up)
	if err == nil {
		w.answering.WithLabelValues(id.Hex()).Set(took.Seconds())
	}
}

// declined counts a request that was refused before a hub's member saw it.
func (w *committeeWatch) declined(from common.Address, refusal *committee.Refusal) {
	w.refusals.WithLabelValues("ours", string(refusal.Code)).Inc()
	if !w.seldom.may(from, refusal.Code) {
		return
	}
	w.log.Info("refused a request", zap.Stringer("peer", from), zap.String("code", string(refusal.Code)), zap.String("detail", printable(refusal.Detail)))
}

// Judged implements committee.Watch.
func (w *committeeWatch) Judged(hub oracle.Hub, from common.Address, refusal *committee.Refusal) {
	w.peers.judged(from, refusal)
	if refusal == nil {
		w.judged.WithLabelValues(w.chains[hub], resultSigned).Inc()
		w.log.Info("signed a proposal", zap.String("chain", w.chains[hub]), zap.Stringer("leader", from))
		return
	}
	w.judged.WithLabelValues(w.chains[hub], resultRefused).Inc()
	w.refusals.WithLabelValues("ours", string(refusal.Code)).Inc()
	if !w.seldom.may(from, refusal.Code) {
		return
	}
	w.log.Info("refused a proposal", zap.String("chain", w.chains[hub]), zap.Stringer("leader", from), zap.String("code", string(refusal.Code)), zap.String("detail", printable(refusal.Detail)))
}

// Proposed implements committee.Watch.
func (w *committeeWatch) Proposed(d committee.Duty) {
	chain := w.chains[d.Batch.Hub]
	known := map[committee.Code]bool{}
	for _, c := range committee.Codes() {
		known[c] = true
	}
	signed := 0
	for _, p := range d.Peers {
		result := resultAbsent
		switch {
		case p.Signed:
			signed++
			result = resultSigned
		case p.Refusal != "":
			result = resultRefused
			if known[p.Refusal] { // a peer must not make labels up
				w.refusals.WithLabelValues("theirs", string(p.Refusal)).Inc()
			}
			if d.Err == nil { // otherwise the line below says it
				w.log.Warn("a peer refused our proposal", zap.String("chain", chain), zap.Stringer("peer", p.ID), zap.String("said", printable(p.Said)))
			}
		case p.Wrong:
			result = resultWrong
			w.log.Warn("a peer answered our proposal wrongly; it lies or its software is broken", zap.String("chain", chain), zap.Stringer("peer", p.ID), zap.String("said", printable(p.Said)))
		}
		w.shares.WithLabelValues(p.ID.Hex(), result).Inc()
		w.peers.duty(p, result)
	}
	fields := []zap.Field{zap.String("chain", chain), zap.Stringer("batch", d.Batch.Digest), zap.String("rounds", roundsOf(d.Batch)),
		zap.Int("turn", d.Rank), zap.Int("signed", signed), zap.Int("operators", len(d.Peers)), zap.Duration("took", d.Duration.Round(10*time.Microsecond))}
	if d.Err != nil {
		w.proposals.WithLabelValues(chain, resultFailed).Inc()
		w.log.Warn("our proposal found no quorum", append(fields, zap.String("why", printable(d.Err.Error())))...)
		return
	}
	w.latency.WithLabelValues(chain).Observe(d.Duration.Seconds())
	w.proposals.WithLabelValues(chain, resultQuorum).Inc()
	w.log.Info("a quorum has signed", append(fields, zap.Strings("stages", d.Stages()))...)
}
