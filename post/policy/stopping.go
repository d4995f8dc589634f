package policy

import (
	"math"
	"slices"
)

// stopping is one decision: leave now, or at the best of the later moments up
// to the end of the budget, at each of which the base fee will be known.
//
// The cost of leaving at time t with base fee b is
//
//	(b + tip)·gas + (usual fee)·fixed·(batches after t) + delay·(t − now)
//
// because outcomes that join pay their own gas anyway and save a share in the
// batches that are to come. The value of waiting follows by backward induction
// over a grid of base fees (Peskir and Shiryaev, Optimal Stopping and
// Free-Boundary Problems, 2006, §1.1), the next base fee being normal in its
// logarithm.
type stopping struct {
	log        float64 // of the base fee, wei
	habit      habit
	tip        float64 // wei per gas
	gas, fixed float64
	delay      float64 // wei per second
	now, end   float64 // seconds; now is the last block's time
	company    company
}

const (
	maxStages = 64 // moments looked at; a longer budget takes several blocks at once
	gridSize  = 81
	// A wait must be expected to save that share of the cost: less is within the
	// error of the grid and of what was learned.
	worthwhile = 0.005
)

// Gauss-Hermite quadrature of a standard normal, exact to degree nine.
var (
	nodes   = [5]float64{-2.856970013872806, -1.355626179974266, 0, 1.355626179974266, 2.856970013872806}
	weights = [5]float64{0.011257411327720689, 0.2220759220056126, 0.5333333333333333, 0.2220759220056126, 0.011257411327720689}
)

// Steepest moves of the logarithm of a base fee in one block, EIP-1559.
var (
	steepestRise = math.Log(9.0 / 8)
	steepestFall = math.Log(8.0 / 7)
)

// waits tells whether waiting is worthwhile.
func (s stopping) waits() bool {
	times, blocks := s.stages()
	if len(times) == 0 {
		return false
	}
	h := s.habit.over(blocks)
	grid := s.grid(h, len(times), blocks)
	fees := make([]float64, len(grid))
	for i, x := range grid {
		fees[i] = s.fee(x)
	}
	// value[i] is what the stages from k on cost under the best choices, when the
	// base fee is grid[i] at stage k.
	var value, next []float64
	for k, at := range slices.Backward(times) {
		drift := s.habit.drift((k+1)*blocks, (k+2)*blocks)
		value, next = make([]float64, len(grid)), value
		late := s.later(at) + s.delay*(at-s.now)
		for i, x := range grid {
			value[i] = fees[i]*s.gas + late
			if next != nil {
				value[i] = min(value[i], expectation(grid, next, s.step(h, x, drift, blocks), h.noise))
			}
		}
	}
	wait := expectation(grid, value, s.step(h, s.log, s.habit.drift(0, blocks), blocks), h.noise)
	return wait < s.fee(s.log)*s.gas*(1-worthwhile)+s.later(s.now)
}

// stages returns the later moments at which there is a choice, the last being
// the end, and how many blocks lie between two. Without a rhythm of blocks the
// arrivals are the moments.
func (s stopping) stages() (times []float64, blocks int) {
	if s.habit.step <= 0 {
		for _, a := range s.company.arrivals {
			if a.At > s.now && a.At <= s.end {
				times = append(times, a.At)
			}
		}
		return times, 1
	}
	n := math.Floor((s.end-s.now)/s.habit.step + 1e-6)
	if n < 1 {
		return nil, 1
	}
	blocks = int(math.Ceil(n / maxStages))
	for k := 1; float64(k*blocks) <= n; k++ {
		times = append(times, s.now+float64(k*blocks)*s.habit.step)
	}
	return times, blocks
}

// grid spans what the base fee may become within the stages.
func (s stopping) grid(h habit, stages, blocks int) []float64 {
	spread := h.noise * math.Sqrt(float64(stages))
	if h.pull > 0 {
		rho := 1 - h.pull
		spread = min(spread, h.noise/math.Sqrt(1-rho*rho))
	}
	low, high := s.log-4*spread, s.log+4*spread
	if h.pull > 0 {
		low, high = min(low, h.mean-4*spread), max(high, h.mean+4*spread)
	}
	run := s.habit.drift(0, stages*blocks)
	low, high = low+min(run, 0)-1e-6, high+max(run, 0)+1e-6
	grid := make([]float64, gridSize)
	for i := range grid {
		grid[i] = low + (high-low)*float64(i)/(gridSize-1)
	}
	return grid
}

// step returns the expected logarithm of the base fee after so many blocks.
func (s stopping) step(h habit, x, drift float64, blocks int) float64 {
	move := h.pull*(h.mean-x) + drift
	return x + min(max(move, -steepestFall*float64(blocks)), steepestRise*float64(blocks))
}

// fee returns what a unit of gas costs, in wei, for the logarithm of a base fee.
func (s stopping) fee(x float64) float64 {
	fee := s.tip
	if x > 0 {
		fee += math.Exp(x)
	}
	if fee == 0 {
		return 1 // gas is free: what needs less of it is still better
	}
	return fee
}

// later returns what the batches after a time will pay for being batches, at the
// base fee that is usual.
func (s stopping) later(at float64) float64 {
	usual := s.log
	if s.habit.pull > 0 {
		usual = s.habit.mean
	}
	return s.fee(usual) * s.fixed * s.company.after(at)
}

// expectation integrates a function, given on a grid and linear between its
// points, over a normal distribution.
func expectation(grid, value []float64, mean, deviation float64) float64 {
	if deviation == 0 {
		return interpolate(grid, value, mean)
	}
	sum := 0.0
	for i, z := range nodes {
		sum += weights[i] * interpolate(grid, value, mean+deviation*z)
	}
	return sum
}

func interpolate(grid, value []float64, x float64) float64 {
	last := len(grid) - 1
	at := (x - grid[0]) / (grid[last] - grid[0]) * float64(last)
	switch {
	case at <= 0:
		return value[0]
	case at >= float64(last):
		return value[last]
	}
	i := int(at)
	return value[i] + (at-float64(i))*(value[i+1]-value[i])
}
