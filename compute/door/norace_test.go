//go:build !race

package door

// raceSlows is about how many times slower the race detector makes a solver.
const raceSlows = 1
