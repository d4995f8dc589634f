package daemon

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"oracled/committee"
	"oracled/committee/peer"
	"oracled/config"
	"oracled/crypto"
	"oracled/internal/metrics"
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
	for i, k := range keys {
		if k.Kind() != keys[0].Kind() {
			return nil, fmt.Errorf("operator.keystores[%d]: its key is of kind %s and that of operator.keystores[0] of kind %s; the others know this operator by its first key, so keys are of one kind with operator.listen: run a second oracled for the chains of the other kind", i, k.Kind(), keys[0].Kind())
		}
	}
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

// committeeWatch turns what a committee does into log lines and metrics. It
// implements committee.Watch.
type committeeWatch struct {
	log     *zap.Logger
	chains  map[oracle.Hub]string
	peers   *peerBook
	seldom  seldom
	metrics *metrics.Committee
}

func newCommitteeWatch(reg prometheus.Registerer, chains map[oracle.Hub]string, peers *peerBook, log *zap.Logger) *committeeWatch {
	return &committeeWatch{
		log: log, chains: chains, peers: peers,
		metrics: metrics.NewCommittee(reg, slices.Sorted(maps.Values(chains)), peers.ids()),
	}
}

func (w *committeeWatch) refused(from string, err error) {
	w.metrics.Knocked(err)
	w.log.Debug("refused a peer", zap.String("from", from), zap.Error(err))
}

func (w *committeeWatch) met(id common.Address, a committee.HelloAnswer, took time.Duration, err error) {
	w.peers.met(id, a, took, err)
	w.metrics.Met(id, took, err)
	if err != nil {
		w.log.Debug("an operator does not answer", zap.Stringer("peer", id), zap.Error(err))
	}
}

// declined counts a request that was refused before a hub's member saw it.
func (w *committeeWatch) declined(from common.Address, refusal *committee.Refusal) {
	w.metrics.Declined(refusal.Code)
	if !w.seldom.may(from, refusal.Code) {
		return
	}
	w.log.Info("refused a request", zap.Stringer("peer", from), zap.String("code", string(refusal.Code)), zap.String("detail", printable(refusal.Detail)))
}

// Judged implements committee.Watch.
func (w *committeeWatch) Judged(hub oracle.Hub, from common.Address, refusal *committee.Refusal) {
	w.peers.judged(from, refusal)
	w.metrics.Judged(w.chains[hub], refusal == nil)
	if refusal == nil {
		w.log.Info("signed a proposal", zap.String("chain", w.chains[hub]), zap.Stringer("leader", from))
		return
	}
	w.metrics.Declined(refusal.Code)
	if !w.seldom.may(from, refusal.Code) {
		return
	}
	w.log.Info("refused a proposal", zap.String("chain", w.chains[hub]), zap.Stringer("leader", from), zap.String("code", string(refusal.Code)), zap.String("detail", printable(refusal.Detail)))
}

// Proposed implements committee.Watch.
func (w *committeeWatch) Proposed(d committee.Duty) {
	chain := w.chains[d.Batch.Hub]
	w.metrics.Proposed(chain, d)
	signed := 0
	for _, p := range d.Peers {
		result := metrics.ResultOf(p)
		switch result {
		case metrics.DutySigned:
			signed++
		case metrics.DutyRefused:
			if d.Err == nil { // otherwise the line below says it
				w.log.Warn("a peer refused our proposal", zap.String("chain", chain), zap.Stringer("peer", p.ID), zap.String("said", printable(p.Said)))
			}
		case metrics.DutyWrong:
			w.log.Warn("a peer answered our proposal wrongly; it lies or its software is broken", zap.String("chain", chain), zap.Stringer("peer", p.ID), zap.String("said", printable(p.Said)))
		}
		w.peers.duty(p, result)
	}
	fields := []zap.Field{zap.String("chain", chain), zap.Stringer("batch", d.Batch.Digest), zap.String("rounds", roundsOf(d.Batch)),
		zap.Int("turn", d.Rank), zap.Int("signed", signed), zap.Int("operators", len(d.Peers)), zap.Duration("took", d.Duration.Round(10*time.Microsecond))}
	if d.Err != nil {
		w.log.Warn("our proposal found no quorum", append(fields, zap.String("why", printable(d.Err.Error())))...)
		return
	}
	w.log.Info("a quorum has signed", append(fields, zap.Strings("stages", d.Stages()))...)
}
