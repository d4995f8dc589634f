package compute

import (
	"oracled/compute/internal/wide"
	"oracled/oracle"
)

// cutCounts counts in how many coordinates each agent's pull is among the f
// lowest and the f highest, given the cuts. Equal pulls are told apart by the
// agents' order: the first are the lowest and the last the highest.
func cutCounts(c Columns, e Equilibria) (lows, highs []int) {
	lows, highs = make([]int, c.Agents), make([]int, c.Agents)
	if c.Faults == 0 {
		return lows, highs
	}
	var tiedLow, tiedHigh []int
	for j := range c.Coordinates {
		v, low, high := e.Values[j], e.Low[j], e.High[j]
		below, above := 0, 0
		tiedLow, tiedHigh = tiedLow[:0], tiedHigh[:0]
		for i, b := range c.Column(j) {
			pull := wide.Pull(b, v, c.Weights[i])
			switch pull.Cmp(low) {
			case -1:
				lows[i]++
				below++
			case 0:
				tiedLow = append(tiedLow, i)
			}
			switch pull.Cmp(high) {
			case 1:
				highs[i]++
				above++
			case 0:
				tiedHigh = append(tiedHigh, i)
			}
		}
		for _, i := range tiedLow[:c.Faults-below] {
			lows[i]++
		}
		for _, i := range tiedHigh[len(tiedHigh)-(c.Faults-above):] {
			highs[i]++
		}
	}
	return lows, highs
}

// trimmedAgents returns the agents that are ever cut; positions and c are of the
// same agents.
func trimmedAgents(positions []oracle.Position, c Columns, e Equilibria) []oracle.TrimmedAgent {
	lows, highs := cutCounts(c, e)
	var out []oracle.TrimmedAgent
	for i, x := range positions {
		if lows[i]+highs[i] > 0 {
			out = append(out, oracle.TrimmedAgent{Agent: x.Agent, Low: lows[i], High: highs[i]})
		}
	}
	return out
}
