package simulate

import (
	"math"
	"math/bits"

	"oracled/post/gas"
)

// unit is what becomes ready in one block.
type unit struct {
	first, last int     // blocks in which it may be mined
	ready       int     // block
	outcomes    int     //
	gas         float64 // without what its batch costs anyway
}

// hindsight returns the cheapest that any policy within the budget could have
// done, had it known all base fees and outcomes: a lower bound, since it knows
// no limit to a batch and leaves out what outcomes of DIGEST tasks share.
//
// What is ready later may be mined later, first and last alike, so two outcomes
// never gain from crossing: batches are runs of units, and the best runs follow
// by dynamic programming over the last of them.
func (o Options) hindsight(all []round) Row {
	units := o.units(all)
	cheapest := newCheapest(o)
	// cost[i] is the least that the first i units cost; run i begins with unit
	// from[i] and is mined in block in[i].
	cost := make([]float64, len(units)+1)
	from, in := make([]int, len(units)+1), make([]int, len(units)+1)
	for i := 1; i <= len(units); i++ {
		cost[i] = math.Inf(1)
		load := o.Quorum.Fixed()
		for k := i - 1; k >= 0 && units[k].last >= units[i-1].first; k-- {
			load += units[k].gas
			block := cheapest.within(units[i-1].first, units[k].last)
			if c := cost[k] + load*o.price(o.Blocks[block]); c < cost[i] {
				cost[i], from[i], in[i] = c, k, block
			}
		}
	}
	t := tally{options: o}
	for i := len(units); i > 0; i = from[i] {
		load := o.Quorum.Fixed()
		for _, u := range units[from[i]:i] {
			load += u.gas
			for range u.outcomes {
				t.outcome(u.ready, in[i])
			}
		}
		t.batch(uint64(load), in[i])
	}
	return t.row("hindsight")
}

func (o Options) units(all []round) []unit {
	var units []unit
	for _, r := range all {
		ready := o.readyAt(r.closes)
		if n := len(units); n == 0 || units[n-1].ready != ready {
			units = append(units, unit{ready: ready, first: ready + 1, last: o.lastBlock(ready)})
		}
		u := &units[len(units)-1]
		u.outcomes++
		u.gas += gas.Cost{}.Add(r.outcome.Posted(), r.task.CallbackGas).Alone()
	}
	return units
}

// cheapest answers which block of a range is the cheapest: a sparse table
// (Bender and Farach-Colton 2000, §3).
type cheapest struct {
	options Options
	table   [][]int // table[k][i]: of the 2^k blocks from i
}

func newCheapest(o Options) cheapest {
	row := make([]int, len(o.Blocks))
	for i := range row {
		row[i] = i
	}
	c := cheapest{options: o, table: [][]int{row}}
	for width := 1; 2*width <= len(o.Blocks); width *= 2 {
		below := c.table[len(c.table)-1]
		row := make([]int, len(o.Blocks)-2*width+1)
		for i := range row {
			row[i] = c.cheaper(below[i], below[i+width])
		}
		c.table = append(c.table, row)
	}
	return c
}

func (c cheapest) cheaper(i, j int) int {
	if c.options.price(c.options.Blocks[j]) < c.options.price(c.options.Blocks[i]) {
		return j
	}
	return i
}

// within returns the cheapest block from first to last, both included.
func (c cheapest) within(first, last int) int {
	k := bits.Len(uint(last-first+1)) - 1
	return c.cheaper(c.table[k][first], c.table[k][last-1<<k+1])
}
