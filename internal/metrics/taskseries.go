package metrics

import (
	"maps"
	"slices"
	"strconv"

	"github.com/prometheus/client_golang/prometheus"

	"oracled/oracle"
)

func taskGauge(name, unit, help string, labels ...Label) Def {
	return Def{name, Gauge, unit, help, append([]Label{chainLabel, taskLabel}, labels...), nil}
}

func taskCounter(name, help string, labels ...Label) Def {
	return Def{name, Counter, unitCount, help, append([]Label{chainLabel, taskLabel}, labels...), nil}
}

// Measures of how far an outcome is from an equilibrium.
const (
	gapResidual = "residual"
	gapRegret   = "regret"
)

var (
	taskRound        = taskGauge("oracled_task_round", unitRound, "Last round of the task that was solved.")
	taskPosted       = taskGauge("oracled_task_posted_round", unitRound, "Last round of the task that is on the chain, whoever posted it, 0 before the first that this process has seen.")
	taskOutcomeTime  = taskGauge("oracled_task_outcome_timestamp_seconds", unitChain, "Reveal deadline of the last round of the task that is on the chain; before the first, when the task began or was met.")
	taskPeriod       = taskGauge("oracled_task_period_seconds", unitSeconds, "Time between the starts of the task's rounds, 0 when it has one round.")
	taskParticipants = taskGauge("oracled_task_participants", unitCount, "Agents whose positions counted in the last round.")
	taskSubmissions  = taskGauge("oracled_task_submissions", unitCount, "Agents who submitted anything in the last round.")
	taskTrimmed      = taskGauge("oracled_task_trimmed_agents", unitCount, "Agents with a trimmed coordinate in the last round.")
	taskBreakdown    = taskGauge("oracled_task_breakdown_agents", unitCount, "How many captured agents could have broken the last round's outcome, 0 where there was nothing to break.")
	taskGap          = taskGauge("oracled_task_equilibrium_gap", unitPosition, "How far the last outcome is from an exact equilibrium. residual, of solvers that trim columns: the largest sum of untrimmed pulls over the coordinates (of a large round the first ones), per weight of all agents; rounding alone makes up to 2^-64. regret, of game solvers: what the best deviation would gain in the game of the positions.", Label{"measure", []string{gapResidual, gapRegret}})
	taskDistance     = taskGauge("oracled_task_distance", unitPosition, "Euclidean distances of the last round's positions from its outcome, or of a game solver's from the game that was played.", Label{"statistic", statisticNames()})
	agentDistances   = taskGauge("oracled_task_agent_distance", unitPosition, "Euclidean distance of single agents' positions in the last round from its outcome, of those that are farthest.", Label{Name: "agent"})
	taskStages       = taskGauge("oracled_task_stage_seconds", unitSeconds, "Time that a stage of the last round took.", Label{"stage", []string{StageVerify, StageSolve}})
	taskPositions    = taskCounter("oracled_task_positions_total", "Verified positions in the task's closed rounds.")
	taskRejections   = taskCounter("oracled_task_rejections_total", "Submissions of the task that did not become a position.", reasonLabel)
	taskOutcomes     = taskCounter("oracled_task_outcomes_total", "Rounds of the task that were solved.", statusLabel)
	taskCut          = taskCounter("oracled_task_agents_trimmed_total", "Agents of the task with a trimmed coordinate, counted once a round.")
	taskDefs         = []Def{
		taskRound, taskPosted, taskOutcomeTime, taskPeriod, taskParticipants, taskSubmissions, taskTrimmed, taskBreakdown, taskGap,
		taskDistance, agentDistances, taskStages, taskPositions, taskRejections, taskOutcomes, taskCut,
	}
)

// Describe implements prometheus.Collector.
func (t *Tasks) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range t.descs {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (t *Tasks) Collect(ch chan<- prometheus.Metric) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, chain := range slices.Sorted(maps.Keys(t.chains)) {
		s := t.chains[chain]
		s.other.total(sink{ch, t.descs, []string{chain, other}})
		for _, index := range slices.Sorted(maps.Keys(s.tasks)) {
			to := sink{ch, t.descs, []string{chain, strconv.FormatUint(uint64(index), 10)}}
			s.tasks[index].total(to)
			s.tasks[index].describe(to)
		}
	}
}

// total sends the counters.
func (x *task) total(to sink) {
	to.send(taskPositions, float64(x.positions))
	to.send(taskCut, float64(x.cut))
	for _, r := range oracle.Reasons() {
		to.send(taskRejections, float64(x.rejections[r]), string(r))
	}
	for _, status := range statusLabel.Values {
		to.send(taskOutcomes, float64(x.outcomes[oracle.Status(status)]), status)
	}
}

// describe sends the gauges.
func (x *task) describe(to sink) {
	to.send(taskPeriod, float64(x.of.Period))
	to.send(taskPosted, float64(x.posted))
	to.send(taskOutcomeTime, float64(x.waited()))
	if x.round == 0 {
		return // no round of it was solved yet
	}
	to.send(taskRound, float64(x.round))
	to.send(taskParticipants, float64(x.participants))
	to.send(taskSubmissions, float64(x.submissions))
	to.send(taskTrimmed, float64(x.trimmed))
	to.send(taskBreakdown, float64(x.breakdown))
	for _, stage := range slices.Sorted(maps.Keys(x.stages)) {
		to.send(taskStages, x.stages[stage], stage)
	}
	for _, measure := range slices.Sorted(maps.Keys(x.gaps)) {
		to.send(taskGap, x.gaps[measure], measure)
	}
	for i, distance := range x.distances {
		to.send(taskDistance, distance, statistics[i].name)
	}
	for _, a := range x.far {
		to.send(agentDistances, a.distance, a.agent.Hex())
	}
}
