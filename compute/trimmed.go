package compute

import (
	"oracled/compute/internal/wide"
	"oracled/oracle"
)

// trimmedAgents counts in how many coordinates each agent's pull is among the f
// lowest and the f highest, given the cuts. Equal pulls are told apart by the
// agents' order: the first are the lowest and the last the highest. Agents that
// are never cut are left out; p and c are of the same agents.
func trimmedAgents(p oracle.Profile, c Columns, e Equilibria) []oracle.TrimmedAgent {
	if c.Faults == 0 {
		return nil
	}
	lows, highs := make([]int, c.Agents), make([]int, c.Agents)
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
	var out []oracle.TrimmedAgent
	for i, x := range p.Positions {
		if lows[i]+highs[i] > 0 {
			out = append(out, oracle.TrimmedAgent{Agent: x.Agent, Low: lows[i], High: highs[i]})
		}
	}
	return out
}
