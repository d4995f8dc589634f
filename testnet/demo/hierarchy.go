package main

import "oracled/oracle"

// groupOf puts the agents into three groups in turn: the liars are in two of
// them, and every group keeps enough of those who reveal.
func groupOf(agent int) uint32 { return uint32(agent % 3) }

// hierarchical returns the feed's question for those groups, once: two levels, in
// each of which one may lie.
func hierarchical(feed oracle.Task) oracle.Task {
	feed.Solver, feed.Period, feed.Description = "hierarchical groups=3", 0, "a price by region, once"
	return feed
}
