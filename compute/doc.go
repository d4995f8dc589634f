// Package compute takes a task and a closed round's profile to an outcome: the
// equilibrium of the trimmed aggregation game, exact to the last bit, with a
// certificate that anyone checks in one pass over the positions.
//
// The game (per coordinate; n agents, f of which may lie, k = n − 2f): agent i
// holds an anchor b_i and a stubbornness L_i out of 65536, w_i = 65536 − L_i,
// and pays for leaving its anchor and for leaving the trimmed mean of the
// others,
//
//	u_i(x) = −w_i·‖x_i − b_i‖² − L_i·(1 − 1/k)·‖x_i − T_f(x_−i)‖².
//
// The unique equilibrium's trimmed mean is the root T of g(T), the sum of the k
// middle values of the pulls w_i·(b_i − T), and the posted value is v = ⌊T⌋:
// the largest integer with g(v) ≥ 0. Where the L_i are equal this is the trimmed
// mean itself (Yin et al. 2018, "Byzantine-robust distributed learning", §4).
//
// A hierarchical task has a tree of such games, where agents are in groups and
// groups in groups: tree.go says how, and how many captured agents break it.
//
// A game solver of package compute/canonical takes that value for a payoff tensor
// and answers with an equilibrium or ratings of it.
//
// A Backend solves columns of integers; package compute/cpu is the
// specification of what one returns and compute/backendtest tests any. A Solver
// wraps a backend for the pipeline. Package compute/door is the same engine
// without a chain.
package compute
