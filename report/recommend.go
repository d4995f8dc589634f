package report

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"

	"oracled/history"
	"oracled/oracle"
)

// Advice is what a task's creator might choose otherwise for the next task: the
// parameters of a task never change, and nothing here changes anything.
type Advice struct {
	Task        uint32             `json:"task"`
	Parameter   string             `json:"parameter"`
	Current     string             `json:"current"`
	Recommended string             `json:"recommended"`
	Reason      string             `json:"reason"`
	Evidence    map[string]float64 `json:"evidence"`
}

// Setting is what advice depends on beside the history.
type Setting struct {
	FinalitySeconds uint64 // until this operator believes a block
}

// A share of rounds or agents is worth a word from these on.
const (
	enoughRounds   = 8    // below, nothing is recommended
	tolerated      = 0.02 // share of agents that miss a window, of rounds that are missed
	insufficient   = 0.05 // share of rounds for want of positions
	maxTrim        = 4900 // 1/10000: fewer than half
	significant    = 2.6  // standard errors, one in a hundred by chance
	informative    = 0.2  // correlation of confidence with distance, in magnitude
	misleading     = 0.1
	crowded        = 0.8 // share of a window
	roomy          = 0.3
	roomyRounds    = 20
	maxLambda      = 65000
	usefulLambda   = 32768
	fewestMinAgent = 3
	inGroups       = "hierarchical" // how the solver of such a task begins
)

// Recommend adds advice for every task with enough rounds in the period. It
// replays the rounds with other parameters where that is possible, and says with
// numbers what would have been.
func (c *Chain) Recommend(s Setting) {
	rounds := map[uint32][]history.Entry{}
	for _, r := range c.extract.Rounds {
		rounds[r.Task] = append(rounds[r.Task], r)
	}
	c.Advice = []Advice{}
	for _, t := range c.extract.Tasks {
		all := rounds[t.Index]
		if len(all) < enoughRounds {
			continue
		}
		x := advisor{task: t, rounds: all, chain: c, setting: s}
		x.trim()
		// Where agents are in groups, how many are enough depends on where they
		// are, which a history does not have.
		if !strings.HasPrefix(t.Solver, inGroups) {
			x.minAgents()
		}
		x.commitWindow()
		x.revealWindow()
		x.revealDelay()
		x.confidence()
		x.period()
		x.bounty()
		c.Advice = append(c.Advice, x.out...)
	}
}

// advisor looks at one task.
type advisor struct {
	task    oracle.Task
	rounds  []history.Entry
	chain   *Chain
	setting Setting
	out     []Advice
}

func (x *advisor) advise(parameter string, current, recommended any, evidence map[string]float64, reason string, args ...any) {
	x.out = append(x.out, Advice{x.task.Index, parameter, fmt.Sprint(current), fmt.Sprint(recommended), fmt.Sprintf(reason, args...), evidence})
}

// trim compares how many are cut with how many were far off.
func (x *advisor) trim() {
	var measured []history.Entry
	worst, share, unborne, flat := 0, 0.0, 0, true
	for _, r := range x.rounds {
		if r.Spread != nil {
			measured = append(measured, r)
			flat = flat && r.Faults == x.task.Faults(r.Positions)
			if r.Spread.Outliers > r.Faults {
				unborne++
			}
			worst = max(worst, r.Spread.Outliers)
			share += float64(r.Spread.Outliers) / float64(r.Positions)
		}
	}
	if len(measured) < enoughRounds {
		return
	}
	tree := strings.HasPrefix(x.task.Solver, inGroups)
	if tree || !flat { // what another trim would bear depends on who is in which group
		if tree && unborne > 0 {
			x.advise("solver", x.task.Solver, "groups or trims that bear more", map[string]float64{
				"rounds": float64(len(measured)), "roundsUncovered": float64(unborne), "worstOutliers": float64(worst), "averageOutlierShare": share / float64(len(measured)),
			}, "in %d of %d rounds more agents were far off, up to %d, than the tree bears wherever they are; oracled task create says what another one would", unborne, len(measured), worst)
		}
		return
	}
	// uncovered counts the rounds with more outliers than a trim cuts.
	uncovered := func(bps uint32, spare int) (n int) {
		t := x.task
		t.TrimBps = bps
		for _, r := range measured {
			if r.Spread.Outliers+spare > t.Faults(r.Positions) {
				n++
			}
		}
		return n
	}
	now := x.task.TrimBps
	// The least that cuts every outlier of every round, and one agent more.
	least := uint32(0)
	for least <= maxTrim && uncovered(least, 1) > 0 {
		least += 100
	}
	over := uncovered(now, 0)
	evidence := map[string]float64{
		"rounds": float64(len(measured)), "roundsUncovered": float64(over), "worstOutliers": float64(worst),
		"averageOutlierShare": share / float64(len(measured)), "roundsUncoveredThen": float64(uncovered(min(least, maxTrim), 0)),
	}
	switch {
	case over > 0 && least > maxTrim:
		x.advise("gate", x.task.Gate, "one that admits fewer", evidence,
			"in %d of %d rounds more agents were far off, up to %d, than are cut, and no trim below a half cuts them all", over, len(measured), worst)
	case over > 0:
		x.advise("trimBps", now, least, evidence,
			"in %d of %d rounds more agents were far off, up to %d, than are cut; replayed with %d, all are cut in every round, and one agent more", over, len(measured), worst, least)
	case least <= maxTrim && now >= 2*least+500:
		x.advise("trimBps", now, least, evidence,
			"at most %d agents were far off in any of %d rounds; %d would have cut them all, and one more, and left more honest positions in; keep what is there if an attack is to be expected", worst, len(measured), least)
	}
}

// minAgents compares the rounds that were insufficient with what would have been.
func (x *advisor) minAgents() {
	below := func(m uint32) (n int) {
		for _, r := range x.rounds {
			if r.Positions < int(m) {
				n++
			}
		}
		return n
	}
	n, now := float64(len(x.rounds)), x.task.MinAgents
	failed := 0
	var positions []int
	for _, r := range x.rounds {
		positions = append(positions, r.Positions)
		if r.Status == oracle.StatusInsufficient {
			failed++
		}
	}
	slices.Sort(positions)
	few := positions[len(positions)/20]
	evidence := map[string]float64{"rounds": n, "insufficient": float64(failed), "fewestPositions": float64(positions[0]), "medianPositions": float64(positions[len(positions)/2])}
	switch {
	case float64(failed) >= insufficient*n && failed > 1 && below(now) > 0:
		m := now
		for m > fewestMinAgent && float64(below(m)) >= insufficient*n {
			m--
		}
		if m == now {
			return
		}
		evidence["insufficientThen"] = float64(below(m))
		x.advise("minAgents", now, m, evidence,
			"%d of %d rounds were insufficient; replayed with %d, %d would have been; or win more agents: the median round had %d positions", failed, len(x.rounds), m, below(m), positions[len(positions)/2])
	case few >= 3*int(now) && few/2 > int(now):
		evidence["insufficientThen"] = float64(below(uint32(few / 2)))
		x.advise("minAgents", now, few/2, evidence,
			"19 of 20 rounds had at least %d positions; with %d, no round of them would have failed, and a few agents who keep the others out could not answer alone", few, few/2)
	}
}

// used returns the shares of a window that had passed when 95 of 100 had come.
func (x *advisor) used(of func(history.Entry) *float64) (all []float64, mean, most float64) {
	for _, r := range x.rounds {
		if u := of(r); u != nil {
			all = append(all, *u)
			mean += *u
			most = max(most, *u)
		}
	}
	return all, mean / float64(max(len(all), 1)), most
}

func (x *advisor) commitWindow() {
	all, mean, most := x.used(func(r history.Entry) *float64 { return r.CommitUse })
	x.window("commitSeconds", x.task.CommitSeconds, all, mean, most, mean >= 0.95, "commitments had come after %.0f%% of the window on average; who needed longer is in no log")
}

func (x *advisor) revealWindow() {
	all, mean, most := x.used(func(r history.Entry) *float64 { return r.RevealUse })
	missing, committed := 0, 0
	for _, r := range x.rounds {
		missing += r.Rejected[oracle.NotRevealed]
		committed += r.Positions + r.Rejected[oracle.NotRevealed]
	}
	share := float64(missing) / float64(max(committed, 1))
	if share < tolerated {
		x.window("revealSeconds", x.task.RevealSeconds, all, mean, most, false, "")
		return
	}
	x.window("revealSeconds", x.task.RevealSeconds, all, mean, math.Max(most, roomy+1), mean >= crowded,
		"openings had come after %.0f%% of the window on average, and "+fmt.Sprintf("%d of %d commitments were never opened", missing, committed))
}

// window recommends a longer window when it is crowded, a shorter one when even
// the slowest round used little of it. The reason takes the share used.
func (x *advisor) window(parameter string, now uint64, all []float64, mean, most float64, tooShort bool, reason string) {
	evidence := map[string]float64{"rounds": float64(len(all)), "averageUse": mean, "worstUse": most}
	switch {
	case len(all) >= enoughRounds && tooShort:
		x.advise(parameter, now, now+(now+1)/2, evidence, "95 of 100 "+reason+"; half as long again leaves a third of it free", 100*mean)
	case len(all) >= roomyRounds && most <= roomy:
		shorter := max(uint64(math.Ceil(2*most*float64(now))), 1)
		if shorter < now {
			x.advise(parameter, now, shorter, evidence,
				"in none of %d rounds had more than %.0f%% of the window passed when 95 of 100 had come; %d s would have been twice what was needed, and outcomes %d s earlier", len(all), 100*most, shorter, now-shorter)
		}
	}
}

// revealDelay compares the time between the windows with finality.
func (x *advisor) revealDelay() {
	need := x.setting.FinalitySeconds
	if x.task.RevealDelay >= need {
		return
	}
	reorged := uint64(0)
	for _, i := range x.chain.Incidents {
		if i.Kind == history.KindTransaction && i.Subject == "reorged" {
			reorged += i.Count
		}
	}
	x.advise("revealDelay", x.task.RevealDelay, need, map[string]float64{"finalitySeconds": float64(need), "transactionsReorged": float64(reorged)},
		"commitments are final for this operator after %d s, openings begin after %d s: until then a reorganisation lets an agent commit again, knowing the others' positions; %d of our transactions lost their block in the period", need, x.task.RevealDelay, reorged)
}

// confidence asks whether who is sure is nearer to the outcome.
func (x *advisor) confidence() {
	var sum, squares, n float64
	for _, r := range x.rounds {
		if r.Spread != nil && r.Spread.Confidence != nil {
			c := *r.Spread.Confidence
			sum, squares, n = sum+c, squares+c*c, n+1
		}
	}
	if n < enoughRounds {
		return
	}
	mean := sum / n
	deviation := math.Sqrt(math.Max(squares/n-mean*mean, 0) / (n - 1))
	sure := math.Abs(mean) > significant*deviation
	now := x.task.Lambda
	evidence := map[string]float64{"rounds": n, "correlation": mean, "standardError": deviation, "weightOfTheSure": weight(now)}
	switch {
	case sure && mean >= misleading && now > 0:
		to := now / 2
		if mean >= informative {
			to = 0
		}
		evidence["weightOfTheSureThen"] = weight(to)
		x.advise("lambda", now, to, evidence,
			"who is sure is farther from the outcome (correlation %.2f ± %.2f over %.0f rounds), and weighs up to %.2f times as much as who is not; with %d up to %.2f times", mean, deviation, n, weight(now), to, weight(to))
	case sure && mean <= -informative && now < usefulLambda:
		to := min(max(2*now, usefulLambda/2), maxLambda)
		evidence["weightOfTheSureThen"] = weight(to)
		x.advise("lambda", now, to, evidence,
			"who is sure is nearer to the outcome (correlation %.2f ± %.2f over %.0f rounds), and weighs up to %.2f times as much as who is not; with %d up to %.2f times", mean, deviation, n, weight(now), to, weight(to))
	}
}

// weight is how many times as much an agent weighs that is sure and trusted than
// one that is not: (L + w) over w, for L of Λ.
func weight(lambda uint32) float64 { return 65536 / (65536 - float64(lambda)) }

// period compares the time between rounds with the time that outcomes take.
func (x *advisor) period() {
	missed := 0
	for _, r := range x.rounds {
		if r.Posted == nil && x.chain.extract.Last[x.task.Index] > r.Number {
			missed++
		}
	}
	l := latency(x.rounds).Seconds
	p := x.task.Period
	if p == 0 || l.Count < enoughRounds || float64(missed) < tolerated*float64(len(x.rounds)) || l.P95 < crowded*float64(p) {
		return
	}
	to := max(uint64(math.Ceil(1.5*l.P95)), p+1)
	x.advise("period", p, to, map[string]float64{"rounds": float64(len(x.rounds)), "missed": float64(missed), "latencyP95": l.P95},
		"%d of %d rounds were overtaken by a later one; outcomes take up to %.0f s (95 of 100), rounds follow every %d s", missed, len(x.rounds), l.P95, p)
}

// bounty compares what a round pays with what posting it costs.
func (x *advisor) bounty() {
	b, fee := x.task.Bounty, x.chain.Cost.PerFee
	if b == nil || b.Sign() == 0 || fee.Count == 0 {
		return
	}
	pays, _ := new(big.Float).SetInt(b).Float64()
	costs := fee.Average * 1e9
	if pays >= costs {
		return
	}
	to, _ := new(big.Float).SetFloat64(math.Ceil(1.2 * costs)).Int(nil)
	x.advise("bounty", b, to, map[string]float64{"feeWeiPerOutcome": costs, "batches": float64(fee.Count)},
		"a round pays %s wei, and posting an outcome cost %.0f on average of %d batches: an operator whose policy.minBounty covers its cost declines the task", b, costs, fee.Count)
}
