package metrics

import (
	"github.com/prometheus/client_golang/prometheus"

	"oracled/oracle"
)

// Stages of a round that are timed, in their order. Verify and solve are of one
// round; attest and post of a batch.
const (
	StageVerify = "verify"
	StageSolve  = "solve"
	StageAttest = "attest"
	StagePost   = "post"
)

var (
	reasonLabel = Label{"reason", texts(oracle.Reasons())}
	statusLabel = Label{"status", texts([]oracle.Status{oracle.StatusOK, oracle.StatusInsufficient})}
)

var (
	roundPositions  = Def{"oracled_positions_total", Counter, unitCount, "Verified positions in closed rounds.", []Label{chainLabel}, nil}
	roundRejections = Def{"oracled_rejections_total", Counter, unitCount, "Submissions that did not become a position.", []Label{chainLabel, reasonLabel}, nil}
	roundOutcomes   = Def{"oracled_outcomes_total", Counter, unitCount, "Rounds solved.", []Label{chainLabel, statusLabel}, nil}
	roundTrimmed    = Def{"oracled_agents_trimmed_total", Counter, unitCount, "Agents with a trimmed coordinate, counted once a round.", []Label{chainLabel}, nil}
	roundDeclined   = Def{"oracled_tasks_declined_total", Counter, unitCount, "Tasks that the policy or a missing solver declined.", []Label{chainLabel}, nil}
	roundStages     = Def{"oracled_stage_seconds", Histogram, unitSeconds, "Time that a stage took: verify and solve of one round, attest (until a quorum has signed) and post (until mined) of one batch.",
		[]Label{chainLabel, {"stage", []string{StageVerify, StageSolve, StageAttest, StagePost}}}, prometheus.ExponentialBuckets(0.001, 2, 18)}
	roundDefs = []Def{roundPositions, roundRejections, roundOutcomes, roundTrimmed, roundDeclined, roundStages}
)

// rounds are the series about what became of each chain's rounds.
type rounds struct {
	positions, rejections, outcomes, trimmed, declined *prometheus.CounterVec
	stages                                             *prometheus.HistogramVec
}

func newRounds(reg prometheus.Registerer, names []string) rounds {
	return rounds{
		positions: newCounter(reg, roundPositions, names), rejections: newCounter(reg, roundRejections, names), outcomes: newCounter(reg, roundOutcomes, names),
		trimmed: newCounter(reg, roundTrimmed, names), declined: newCounter(reg, roundDeclined, names), stages: newHistogram(reg, roundStages, names),
	}
}

func (r *rounds) verified(chain string, p oracle.Profile, rejected []oracle.Rejection) {
	r.positions.WithLabelValues(chain).Add(float64(len(p.Positions)))
	for _, x := range rejected {
		r.rejections.WithLabelValues(chain, string(x.Reason)).Inc()
	}
}

func (r *rounds) solved(chain string, o oracle.Outcome) {
	r.outcomes.WithLabelValues(chain, string(o.Status)).Inc()
	r.trimmed.WithLabelValues(chain).Add(float64(len(o.Trimmed)))
}

// Took takes in how long a stage took.
func (r *rounds) Took(chain, stage string, seconds float64) {
	r.stages.WithLabelValues(chain, stage).Observe(seconds)
}
