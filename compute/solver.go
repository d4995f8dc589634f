package compute

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/common"

	"oracled/compute/canonical"
	"oracled/compute/robust"
	"oracled/fixed"
	"oracled/oracle"
)

// Names of the solvers, which are also the kinds of their certificates.
const (
	TrimmedEquilibrium = "trimmed-equilibrium"
	TrimmedMean        = "trimmed-mean"
	Median             = "median"
	Krum               = "krum"
	MultiKrum          = "multi-krum"
)

// Solver takes a closed round to its outcome. Solvers are safe for concurrent
// use and keep nothing between calls.
type Solver interface {
	// Solve returns the outcome of a profile, whose trust is already set. Too
	// few positions give an outcome with oracle.StatusInsufficient and neither
	// values nor certificate, not an error. Errors mean that the profile is not
	// one that the pipeline can have produced for the task (they wrap ErrInput)
	// or that ctx ended.
	Solve(ctx context.Context, t oracle.Task, p oracle.Profile) (oracle.Outcome, error)
	// Check returns nil exactly when o is the outcome of the profile or, of a
	// game solver, one that is proven to be within the task's bound. It
	// verifies the certificate, which for rules without a shorter one is to
	// compute the unique answer again; an operator runs it before it signs
	// somebody else's outcome. Errors about o wrap ErrOutcome.
	Check(t oracle.Task, p oracle.Profile, o oracle.Outcome) error
}

// rule is what tells the solvers apart.
type rule struct {
	spare    int  // n ≥ 2f + spare
	stubborn bool // whether L is looked at; without it everyone's is 0
	// exact computes a unique integer answer from n rows of positions; its
	// certificate is to compute it again. Rules without it solve trimmed columns.
	exact func(ctx context.Context, rows [][]fixed.Q64x64, f int) ([]fixed.Q64x64, error)
	// game makes the values of the trimmed columns' solution.
	game canonical.Game
	// levels is the tree of a hierarchy, each node of which is trimmed columns.
	levels *levels
}

// rules lists the solvers by name.
var rules = map[string]rule{
	TrimmedEquilibrium: {spare: 2, stubborn: true},
	TrimmedMean:        {spare: 1},

	// Of the lower median f is only what the round promises; multi-krum averages
	// all n − f that it likes best.
	Median: {spare: 1, exact: func(_ context.Context, rows [][]fixed.Q64x64, _ int) ([]fixed.Q64x64, error) {
		return robust.Median(rows)
	}},
	Krum: {spare: 3, exact: robust.Krum},
	MultiKrum: {spare: 3, exact: func(ctx context.Context, rows [][]fixed.Q64x64, f int) ([]fixed.Q64x64, error) {
		return robust.MultiKrum(ctx, rows, f, len(rows)-f)
	}},

	// After nearest-neighbour mixing, which takes n ≥ 2f + 1 of its own.
	robust.Mixing + TrimmedMean: {spare: 1, exact: robust.Mixed(robust.TrimmedMean)},
	robust.Mixing + Median: {spare: 1, exact: robust.Mixed(func(_ context.Context, rows [][]fixed.Q64x64, _ int) ([]fixed.Q64x64, error) {
		return robust.Median(rows)
	})},
	robust.Mixing + Krum: {spare: 3, exact: robust.Mixed(robust.Krum)},
	robust.Mixing + MultiKrum: {spare: 3, exact: robust.Mixed(func(ctx context.Context, rows [][]fixed.Q64x64, f int) ([]fixed.Q64x64, error) {
		return robust.MultiKrum(ctx, rows, f, len(rows)-f)
	})},
}

// Solvers lists the solvers without parameters, sorted.
func Solvers() []string { return slices.Sorted(maps.Keys(rules)) }

// WithParameters lists the solvers with parameters, sorted.
func WithParameters() []string {
	names := append(canonical.Names(), Hierarchical)
	slices.Sort(names)
	return names
}

// New returns what a task's solver string names, on a backend: one of Solvers,
// Hierarchical with its parameters, or a game solver with its own, which runs on
// the trimmed equilibrium of the positions. Errors name the parameter.
func New(text string, backend Backend) (Solver, error) {
	_, r, err := lookUp(text)
	if err != nil {
		return nil, err
	}
	return &solver{name: text, rule: r, backend: backend}, nil
}

// Canonical returns a solver string in its canonical form: parameters in the
// order of their documentation, defaults left out.
func Canonical(text string) (string, error) {
	name, _, err := lookUp(text)
	return name, err
}

// lookUp returns the canonical form of a solver string and what it names.
func lookUp(text string) (string, rule, error) {
	spec, err := canonical.Split(text)
	if err != nil {
		return "", rule{}, err
	}
	if r, ok := rules[spec.Name]; ok {
		return spec.Name, r, spec.Only()
	}
	if spec.Name == Hierarchical {
		l, err := parseLevels(spec)
		return l.String(), rule{levels: &l}, err
	}
	if !canonical.Known(spec.Name) {
		return "", rule{}, fmt.Errorf("compute: unknown solver %q, not one of %s, or with parameters %s",
			spec.Name, strings.Join(Solvers(), ", "), strings.Join(WithParameters(), ", "))
	}
	game, err := canonical.Parse(text)
	if err != nil {
		return "", rule{}, err
	}
	r := rules[TrimmedEquilibrium]
	r.game = game
	return game.String(), r, nil
}

// CheckTask returns why no operator can serve a task, nil if one can: its solver
// is not known; or hierarchical without a gate, whose groups it needs; or a game
// solver's with another dimension or a width below 16, at which probabilities
// would not sum to one.
func CheckTask(t oracle.Task) error {
	_, r, err := lookUp(t.Solver)
	switch {
	case err != nil:
		return err
	case r.levels != nil && t.Gate == (common.Address{}):
		return fmt.Errorf("gate: %s takes an agent's group from the task's gate, and an open task has none", t.Solver)
	case r.game == nil:
		return nil
	case t.Dimension != r.game.Entries():
		return fmt.Errorf("dimension: positions of %q have %d numbers, not %d", t.Solver, r.game.Entries(), t.Dimension)
	case t.Width != oracle.WidthFull:
		return fmt.Errorf("width: values of %q take %d bytes, not %d", t.Solver, oracle.WidthFull, t.Width)
	}
	return nil
}

type solver struct {
	name    string
	rule    rule
	backend Backend
}

// Solve implements Solver.
func (s *solver) Solve(ctx context.Context, t oracle.Task, p oracle.Profile) (oracle.Outcome, error) {
	out, f, err := s.open(t, p)
	if err != nil || out.Status == oracle.StatusInsufficient {
		return out, err
	}
	if s.rule.levels != nil {
		err := s.solveLevels(ctx, t, p, &out)
		return out, err
	}
	c, err := s.columns(t, p, f)
	if err != nil {
		return oracle.Outcome{}, err
	}
	if s.rule.exact != nil {
		if out.Values, err = s.rule.exact(ctx, rows(p.Positions), f); err != nil {
			return oracle.Outcome{}, fmt.Errorf("solve %s: %w", out.Ref(), err)
		}
		out.Certificate = oracle.Certificate{Kind: s.name, F: f, Digest: Digest(s.name, c.Agents, f, out.Values)}
		return out, nil
	}
	e, err := s.backend.TrimmedEquilibrium(ctx, c)
	if err != nil {
		return oracle.Outcome{}, fmt.Errorf("solve %s: %w", out.Ref(), err)
	}
	out.Values = e.Values
	out.Trimmed = trimmedAgents(p.Positions, c, e)
	out.Certificate = oracle.Certificate{Kind: s.name, F: f, Cuts: e.cuts()}
	if s.rule.game != nil {
		if err := s.play(ctx, &out); err != nil {
			return oracle.Outcome{}, err
		}
	}
	out.Certificate.Digest = Digest(s.name, c.Agents, f, out.Values)
	return out, nil
}

// cuts returns the cuts as a certificate has them.
func (e Equilibria) cuts() []oracle.Cut {
	out := make([]oracle.Cut, len(e.Values))
	for j := range out {
		out[j] = oracle.Cut{Low: e.Low[j].Big(), High: e.High[j].Big()}
	}
	return out
}

// open checks that task, profile and solver belong together and returns the
// outcome's head with f.
func (s *solver) open(t oracle.Task, p oracle.Profile) (oracle.Outcome, int, error) {
	n := len(p.Positions)
	f := t.Faults(n)
	out := oracle.Outcome{
		Task: t.ID, Index: t.Index, Round: p.Round, Status: oracle.StatusOK,
		Participants: n, Narrow: t.Width == oracle.WidthNarrow, Digest: t.Digest,
	}
	switch {
	case t.Solver != s.name:
		return oracle.Outcome{}, 0, fmt.Errorf("%w: task %d asks for %q, this is %q", ErrInput, t.Index, t.Solver, s.name)
	case p.Task != t.ID:
		return oracle.Outcome{}, 0, fmt.Errorf("%w: the profile is of another task than task %d", ErrInput, t.Index)
	case t.Lambda > MaxLambda:
		return oracle.Outcome{}, 0, fmt.Errorf("%w: Λ of task %d is %d, above %d", ErrInput, t.Index, t.Lambda, MaxLambda)
	}
	if err := CheckTask(t); err != nil {
		return oracle.Outcome{}, 0, fmt.Errorf("%w: task %d: %w", ErrInput, t.Index, err)
	}
	for i, x := range p.Positions {
		switch {
		case i > 0 && bytes.Compare(p.Positions[i-1].Agent[:], x.Agent[:]) >= 0:
			return oracle.Outcome{}, 0, fmt.Errorf("%w: position %d (agent %s) is not behind the one before it", ErrInput, i, x.Agent)
		case len(x.Values) != t.Dimension:
			return oracle.Outcome{}, 0, fmt.Errorf("%w: position %d (agent %s) has %d coordinates, task %d has %d", ErrInput, i, x.Agent, len(x.Values), t.Index, t.Dimension)
		case x.Confidence > 100:
			return oracle.Outcome{}, 0, fmt.Errorf("%w: confidence of position %d (agent %s) is %d, above 100", ErrInput, i, x.Agent, x.Confidence)
		case x.Trust > 65536:
			return oracle.Outcome{}, 0, fmt.Errorf("%w: trust of position %d (agent %s) is %d, above 65536", ErrInput, i, x.Agent, x.Trust)
		}
	}
	enough := false
	if s.rule.levels != nil {
		tr := s.rule.levels.tree(t, p)
		n, f = tr.agents(), tr.breakdown()-1
		enough = f >= 0 && n >= int(t.MinAgents)
	} else {
		enough = s.rule.sufficient(t, n)
	}
	if !enough {
		out.Status = oracle.StatusInsufficient
		return out, f, nil
	}
	out.Participants = n
	return out, f, nil
}

// columns lays a profile out for the backend.
func (s *solver) columns(t oracle.Task, p oracle.Profile, f int) (Columns, error) {
	if t.Width == oracle.WidthNarrow { // NewColumns knows the full width's limit
		if err := checkWidth(t, p); err != nil {
			return Columns{}, err
		}
	}
	var L []uint32
	if s.rule.stubborn {
		L = stubbornness(t, p.Positions)
	}
	return NewColumns(rows(p.Positions), L, f)
}

// checkWidth returns an error that wraps ErrInput unless the outcome of the
// positions will fit the task's storage.
func checkWidth(t oracle.Task, p oracle.Profile) error {
	limit, _ := fixed.FromBig(t.MaxMagnitude())
	least, _ := limit.Neg()
	for i, x := range p.Positions {
		for j, v := range x.Values {
			if v.Cmp(least) <= 0 || v.Cmp(limit) >= 0 {
				return fmt.Errorf("%w: coordinate %d of position %d (agent %s) is beyond the task's width", ErrInput, j, i, x.Agent)
			}
		}
	}
	return nil
}

// stubbornness returns the positions' L.
func stubbornness(t oracle.Task, positions []oracle.Position) []uint32 {
	out := make([]uint32, len(positions))
	for i, x := range positions {
		out[i] = x.L(t.Lambda)
	}
	return out
}

// rows returns the positions' values, one row each; it aliases them.
func rows(positions []oracle.Position) [][]fixed.Q64x64 {
	out := make([][]fixed.Q64x64, len(positions))
	for i, x := range positions {
		out[i] = x.Values
	}
	return out
}

// bigCut returns a cut as 128-bit integers; false where it is not one.
func bigCut(c oracle.Cut) (low, high fixed.Q64x64, ok bool) {
	if c.Low == nil || c.High == nil {
		return low, high, false
	}
	fits := func(z *big.Int) (fixed.Q64x64, bool) {
		q, err := fixed.FromBig(z)
		return q, err == nil
	}
	low, okLow := fits(c.Low)
	high, okHigh := fits(c.High)
	return low, high, okLow && okHigh
}
