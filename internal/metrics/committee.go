package metrics

import (
	"errors"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/prometheus/client_golang/prometheus"

	"oracled/committee"
	"oracled/committee/peer"
)

// What a peer did with a proposal of ours.
const (
	DutySigned  = "signed"
	DutyRefused = "refused"
	DutyAbsent  = "absent" // late, or out of reach
	DutyWrong   = "wrong"  // answered what no honest operator answers
)

// What became of a proposal of ours.
const (
	resultQuorum = "quorum"
	resultFailed = "failed"
)

// Whose refusals are counted.
const (
	byOurs   = "ours"
	byTheirs = "theirs"
)

// knockReasons are why peers are refused before they are read.
var knockReasons = []struct {
	name string
	err  error
}{
	{"unknown", peer.ErrUnknownPeer}, {"certificate", peer.ErrCertificate}, {"expired", peer.ErrExpired}, {"rate", peer.ErrRateLimited},
}

func knockNames() []string {
	out := make([]string, len(knockReasons))
	for i, r := range knockReasons {
		out[i] = r.name
	}
	return out
}

// peerLabel is bounded by operator.peers.
var peerLabel = Label{Name: "peer"}

var (
	committeeProposals = Def{"oracled_committee_proposals_total", Counter, unitCount, "Batches that this operator proposed as a leader.", []Label{chainLabel, {"result", []string{resultQuorum, resultFailed}}}, nil}
	committeeJudged    = Def{"oracled_committee_judgements_total", Counter, unitCount, "Proposals of others that this operator signed or refused.", []Label{chainLabel, {"result", []string{DutySigned, DutyRefused}}}, nil}
	committeeDuties    = Def{"oracled_committee_peer_duties_total", Counter, unitCount, "What each peer did with a proposal of ours.", []Label{peerLabel, {"result", []string{DutySigned, DutyRefused, DutyAbsent, DutyWrong}}}, nil}
	committeeRefusals  = Def{"oracled_committee_refusals_total", Counter, unitCount, "Refusals by code, by this operator (ours) or by its peers (theirs).", []Label{{"by", []string{byOurs, byTheirs}}, {"code", texts(committee.Codes())}}, nil}
	committeeKnocks    = Def{"oracled_committee_connections_refused_total", Counter, unitCount, "Connections and requests of peers that were refused before they were read.", []Label{{"reason", knockNames()}}, nil}
	committeeQuorum    = Def{"oracled_committee_quorum_seconds", Histogram, unitSeconds, "Time from a proposal of ours to its quorum.", []Label{chainLabel}, prometheus.ExponentialBuckets(0.004, 2, 14)}
	committeeUp        = Def{"oracled_committee_peer_up", Gauge, unitFlag, "1 when the peer answered the last greeting.", []Label{peerLabel}, nil}
	committeeLatency   = Def{"oracled_committee_peer_latency_seconds", Gauge, unitSeconds, "Time that the peer took for the last greeting that it answered.", []Label{peerLabel}, nil}
	committeeDefs      = []Def{committeeProposals, committeeJudged, committeeDuties, committeeRefusals, committeeKnocks, committeeQuorum, committeeUp, committeeLatency}
)

// Committee are the series about the other operators. An operator that is the
// whole committee has none of them.
type Committee struct {
	proposals, judged, duties, refusals, knocks *prometheus.CounterVec
	quorum                                      *prometheus.HistogramVec
	up, latency                                 *prometheus.GaugeVec
}

// NewCommittee registers the series of a committee that works on the named
// chains. Who is in peers has series before it is met: one that never answers is
// down, not unknown.
func NewCommittee(reg prometheus.Registerer, chains []string, peers []common.Address) *Committee {
	c := &Committee{
		proposals: newCounter(reg, committeeProposals, chains), judged: newCounter(reg, committeeJudged, chains), duties: newCounter(reg, committeeDuties, chains),
		refusals: newCounter(reg, committeeRefusals, chains), knocks: newCounter(reg, committeeKnocks, chains), quorum: newHistogram(reg, committeeQuorum, chains),
		up: newGauge(reg, committeeUp), latency: newGauge(reg, committeeLatency),
	}
	for _, id := range peers {
		c.up.WithLabelValues(id.Hex())
		for _, result := range committeeDuties.Labels[1].Values {
			c.duties.WithLabelValues(id.Hex(), result)
		}
	}
	return c
}

// Knocked counts a connection or request that was refused before it was read.
func (c *Committee) Knocked(err error) {
	for _, r := range knockReasons {
		if errors.Is(err, r.err) {
			c.knocks.WithLabelValues(r.name).Inc()
		}
	}
}

// Met takes in a greeting that a peer answered after so long, or did not.
func (c *Committee) Met(id common.Address, took time.Duration, err error) {
	c.up.WithLabelValues(id.Hex()).Set(truth(err == nil))
	if err == nil {
		c.latency.WithLabelValues(id.Hex()).Set(took.Seconds())
	}
}

// Declined counts a refusal of ours.
func (c *Committee) Declined(code committee.Code) {
	c.refusals.WithLabelValues(byOurs, string(code)).Inc()
}

// Judged counts what became of a proposal of another operator.
func (c *Committee) Judged(chain string, signed bool) {
	result := DutyRefused
	if signed {
		result = DutySigned
	}
	c.judged.WithLabelValues(chain, result).Inc()
}

// Proposed takes in what became of a proposal of ours.
func (c *Committee) Proposed(chain string, d committee.Duty) {
	known := map[committee.Code]bool{}
	for _, code := range committee.Codes() {
		known[code] = true
	}
	for _, p := range d.Peers {
		result := ResultOf(p)
		c.duties.WithLabelValues(p.ID.Hex(), result).Inc()
		if result == DutyRefused && known[p.Refusal] { // a peer must not make labels up
			c.refusals.WithLabelValues(byTheirs, string(p.Refusal)).Inc()
		}
	}
	if d.Err != nil {
		c.proposals.WithLabelValues(chain, resultFailed).Inc()
		return
	}
	c.quorum.WithLabelValues(chain).Observe(d.Duration.Seconds())
	c.proposals.WithLabelValues(chain, resultQuorum).Inc()
}

// ResultOf says in a word what a peer did.
func ResultOf(p committee.PeerDuty) string {
	switch {
	case p.Signed:
		return DutySigned
	case p.Refusal != "":
		return DutyRefused
	case p.Wrong:
		return DutyWrong
	}
	return DutyAbsent
}
