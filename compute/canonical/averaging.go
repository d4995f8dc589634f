package canonical

import (
	"context"
	"fmt"
	"math/big"
	"slices"

	"oracled/compute/certify"
	"oracled/compute/maxent"
)

// maxRated bounds agents, or agents and tasks together and one more: what
// maxent.MaxWork allows.
const maxRated = 64

func parseAveraging(s Spec) (Game, error) {
	if err := s.Only("agents", "tasks", "bound"); err != nil {
		return nil, err
	}
	bound, err := s.bound()
	if err != nil {
		return nil, err
	}
	if !s.has("tasks") {
		n, err := s.integer("agents", 3, maxRated)
		return agents{n, bound}, err
	}
	of, err := s.integers(2, maxRated, "agents", "tasks")
	if err != nil {
		return nil, err
	}
	if sum := of[0] + of[1]; sum >= maxRated {
		return nil, fmt.Errorf("%w: tasks: %d agents and tasks together, not at most %d", ErrSpec, sum, maxRated-1)
	}
	return tasks{of[0], of[1], bound}, nil
}

// agents is Nash averaging of n agents against agents (Balduzzi, Tuyls, Perolat,
// Graepel 2018, §3).
//
// A position is the strict upper triangle of an antisymmetric matrix A, row by
// row: A_ij is what agent i wins from agent j, n(n−1)/2 numbers. The answer is
// the maximum-entropy Nash equilibrium p, which is unique, n values that sum to
// 2⁶⁴, and, where Entries has room for them, from five agents on, the ratings
// ⌊A·p⌋.
//
// Any p is accepted with max(A·p) ≤ bound·max|A| whose entropy is proven to be
// at most bound below that of every equilibrium.
type agents struct {
	n     int
	bound certify.Bound
}

func (g agents) String() string { return join("nash-averaging", g.bound, "agents", g.n) }
func (g agents) Entries() int   { return g.n * (g.n - 1) / 2 }
func (g agents) rated() bool    { return 2*g.n <= g.Entries() }

func (g agents) Size() int {
	if g.rated() {
		return 2 * g.n
	}
	return g.n
}

func (g agents) constraints(a [][]*big.Int) certify.Constraints { return uniform(a, largest(a)) }

func (g agents) Solve(ctx context.Context, tensor []*big.Int) (Answer, error) {
	a := antisymmetric(g.n, tensor)
	s, err := maxent.Solve(ctx, g.n, g.constraints(a))
	if err != nil {
		return Answer{}, err
	}
	out := Answer{Values: s.P, Dual: s.Dual}
	if g.rated() {
		out.Values = append(out.Values, products(a, s.P)...)
	}
	return out, nil
}

func (g agents) Check(tensor []*big.Int, x Answer) error {
	if err := checkShape(g, tensor, x); err != nil {
		return err
	}
	a := antisymmetric(g.n, tensor)
	p := x.Values[:g.n]
	if err := checkMaxEntropy(g.constraints(a), p, x.Dual, g.bound); err != nil {
		return err
	}
	if g.rated() {
		return checkEqual(x.Values[g.n:], products(a, p), g.n)
	}
	return nil
}

// uniform returns constraints that have one unit; none where it is 0.
func uniform(rows [][]*big.Int, unit *big.Int) certify.Constraints {
	g := certify.Constraints{}
	if unit.Sign() == 0 {
		return g
	}
	for _, row := range rows {
		g.Rows = append(g.Rows, row)
		g.Unit = append(g.Unit, unit)
	}
	return g
}

func checkMaxEntropy(g certify.Constraints, p, dual []*big.Int, bound certify.Bound) error {
	if err := certify.CheckDistribution(certify.ProbabilityBits, p); err != nil {
		return err
	}
	if err := g.CheckViolations(p, bound); err != nil {
		return err
	}
	return g.CheckEntropy(p, dual, bound)
}

// tasks is Nash averaging of agents against tasks (ibid.).
//
// A position is the matrix S of scores, row-major, agents×tasks. The answer is
// the two sides' maximum-entropy equilibria of the zero-sum game, each unique:
// the agents' p_a, the tasks' p_e, both summing to 2⁶⁴, and, where Entries has
// room for them, skill ⌊S·p_e⌋ and difficulty ⌊−Sᵀ·p_a⌋. So it is also the
// solver of zero-sum games.
//
// Accepted are any with max(S·p_e) − min(Sᵀ·p_a) ≤ bound·(max S − min S) whose
// entropies are each proven to be at most bound below those of every
// equilibrium strategy. The proof has multipliers for the tasks' side, then for
// the agents', and then a strategy of each in units of 2^−certify.DualBits,
// which bound the game's value v: S·q ≤ v for every equilibrium strategy q of
// the tasks. Those that are posted would not do, where a score differs from v by
// little more than they are rounded by.
type tasks struct {
	agents, tasks int
	bound         certify.Bound
}

func (g tasks) String() string {
	return join("nash-averaging", g.bound, "agents", g.agents, "tasks", g.tasks)
}
func (g tasks) Entries() int { return g.agents * g.tasks }
func (g tasks) rated() bool  { return 2*(g.agents+g.tasks) <= g.Entries() }

func (g tasks) Size() int {
	if g.rated() {
		return 2 * (g.agents + g.tasks)
	}
	return g.agents + g.tasks
}

// scores is S over its range, and its transpose.
type scores struct {
	s, t   [][]*big.Int
	spread *big.Int // max S − min S
	least  *big.Int
}

func (g tasks) scores(tensor []*big.Int) scores {
	least, most := tensor[0], tensor[0]
	for _, x := range tensor {
		if x.Cmp(least) < 0 {
			least = x
		}
		if x.Cmp(most) > 0 {
			most = x
		}
	}
	s := matrix(g.agents, g.tasks, tensor)
	return scores{s: s, t: transpose(s), spread: new(big.Int).Sub(most, least), least: least}
}

// worst returns max(S·p_e) and best min(Sᵀ·p_a), in units of S's times p's.
func (x scores) worst(pe []*big.Int) *big.Int {
	all := weighted(x.s, pe)
	most := all[0]
	for _, v := range all {
		if v.Cmp(most) > 0 {
			most = v
		}
	}
	return most
}

func (x scores) best(pa []*big.Int) *big.Int {
	all := weighted(x.t, pa)
	least := all[0]
	for _, v := range all {
		if v.Cmp(least) < 0 {
			least = v
		}
	}
	return least
}

// sides returns what the strategies of the tasks and of the agents satisfy that
// are as good as these, which are in units of 2^−certify.DualBits.
func (x scores) sides(pe, pa []*big.Int) (ofTasks, ofAgents certify.Constraints) {
	shifted := func(rows [][]*big.Int, by *big.Int, sign int) [][]*big.Int {
		out := make([][]*big.Int, len(rows))
		for i, row := range rows {
			for _, v := range row {
				d := new(big.Int).Lsh(v, certify.DualBits)
				if d.Sub(d, by); sign < 0 {
					d.Neg(d)
				}
				out[i] = append(out[i], d)
			}
		}
		return out
	}
	unit := new(big.Int).Lsh(x.spread, certify.DualBits)
	return uniform(shifted(x.s, x.worst(pe), 1), unit), uniform(shifted(x.t, x.best(pa), -1), unit)
}

func (g tasks) Solve(ctx context.Context, tensor []*big.Int) (Answer, error) {
	x := g.scores(tensor)
	if x.spread.Sign() == 0 {
		return g.answer(x, even(g.agents), even(g.tasks), nil), nil
	}
	// First some equilibrium, which bounds the value, from the antisymmetric
	// game of agents, tasks and a bank (Gale, Kuhn, Tucker 1950); then each side.
	pa, pe, err := x.bank(ctx)
	if err != nil {
		return Answer{}, err
	}
	ofTasks, ofAgents := x.sides(pe, pa)
	e, err := maxent.Solve(ctx, g.tasks, ofTasks)
	if err != nil {
		return Answer{}, err
	}
	a, err := maxent.Solve(ctx, g.agents, ofAgents)
	if err != nil {
		return Answer{}, err
	}
	return g.answer(x, a.P, e.P, slices.Concat(e.Dual, a.Dual, e.Fine, a.Fine)), nil
}

func (g tasks) answer(x scores, pa, pe, dual []*big.Int) Answer {
	out := Answer{Values: slices.Concat(pa, pe), Dual: dual}
	if g.rated() {
		out.Values = append(out.Values, x.ratings(pa, pe)...)
	}
	return out
}

// ratings returns skill and difficulty.
func (x scores) ratings(pa, pe []*big.Int) []*big.Int {
	out := products(x.s, pe)
	for _, v := range weighted(x.t, pa) {
		out = append(out, v.Rsh(v.Neg(v), certify.ProbabilityBits))
	}
	return out
}

// bank returns an approximate equilibrium, in units of 2^−certify.DualBits: with S′ = 1 + (S − min S)/spread the
// game [0 S′ −1; −S′ᵀ 0 1; 1 −1 0].
func (x scores) bank(ctx context.Context) (pa, pe []*big.Int, err error) {
	m, k := len(x.s), len(x.t)
	n := m + k + 1
	rows := make([][]*big.Int, n)
	for i := range rows {
		rows[i] = make([]*big.Int, n)
		for j := range rows[i] {
			rows[i][j] = new(big.Int)
		}
	}
	set := func(i, j int, v *big.Int) { rows[i][j].Set(v); rows[j][i].Neg(v) }
	for i, row := range x.s {
		for j, v := range row {
			d := new(big.Int).Sub(v, x.least)
			set(i, m+j, d.Add(d, x.spread))
		}
		set(n-1, i, x.spread)
	}
	for j := range k {
		set(m+j, n-1, x.spread)
	}
	s, err := maxent.Solve(ctx, n, uniform(rows, new(big.Int).Lsh(x.spread, 1)))
	if err != nil {
		return nil, nil, err
	}
	return maxent.Distribution(certify.DualBits, s.Fine[:m]), maxent.Distribution(certify.DualBits, s.Fine[m:m+k]), nil
}

func even(n int) []*big.Int {
	w := make([]*big.Int, n)
	for i := range w {
		w[i] = big.NewInt(1)
	}
	return maxent.Distribution(certify.ProbabilityBits, w)
}

func (g tasks) Check(tensor []*big.Int, a Answer) error {
	if err := checkShape(g, tensor, a); err != nil {
		return err
	}
	x := g.scores(tensor)
	pa, pe := a.Values[:g.agents], a.Values[g.agents:g.agents+g.tasks]
	for _, p := range [][]*big.Int{pa, pe} {
		if err := certify.CheckDistribution(certify.ProbabilityBits, p); err != nil {
			return err
		}
	}
	worst, best := x.worst(pe), x.best(pa)
	gap := new(big.Int).Sub(worst, best)
	if gap.Lsh(gap, uint(g.bound)).Cmp(new(big.Int).Lsh(x.spread, certify.ProbabilityBits)) > 0 {
		return fmt.Errorf("%w: the two sides are more than %s of the scores' range apart", certify.ErrRefused, g.bound)
	}
	if err := g.checkEntropies(x, pa, pe, a.Dual); err != nil {
		return err
	}
	if g.rated() {
		return checkEqual(a.Values[g.agents+g.tasks:], x.ratings(pa, pe), g.agents+g.tasks)
	}
	return nil
}

func (g tasks) checkEntropies(x scores, pa, pe, dual []*big.Int) error {
	m, k := g.agents, g.tasks
	if x.spread.Sign() == 0 {
		m, k = 0, 0
	}
	if len(dual) != 2*(m+k) {
		return fmt.Errorf("%w: a proof of %d numbers, not %d", certify.ErrRefused, len(dual), 2*(m+k))
	}
	var ofTasks, ofAgents certify.Constraints
	if m > 0 {
		fineE, fineA := dual[m+k:m+2*k], dual[m+2*k:]
		for _, p := range [][]*big.Int{fineE, fineA} {
			if err := certify.CheckDistribution(certify.DualBits, p); err != nil {
				return fmt.Errorf("bounds of the value: %w", err)
			}
		}
		ofTasks, ofAgents = x.sides(fineE, fineA)
	}
	if err := ofTasks.CheckEntropy(pe, dual[:m], g.bound); err != nil {
		return fmt.Errorf("tasks: %w", err)
	}
	if err := ofAgents.CheckEntropy(pa, dual[m:m+k], g.bound); err != nil {
		return fmt.Errorf("agents: %w", err)
	}
	return nil
}
