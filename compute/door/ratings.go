package door

import (
	"context"
	"fmt"
	"math"

	"oracled/compute"
	"oracled/compute/firstorder"
	"oracled/compute/game/nashavg"
	"oracled/compute/game/rating"
)

// solverInputs are the errors of solvers that blame their arguments.
var solverInputs = []error{firstorder.ErrInput, nashavg.ErrInput, rating.ErrInput}

// reconstructionBound is how exact decompositions have to be, relative to the
// largest entry.
const reconstructionBound = 1e-11

// hodge answers {"A": [[...]]} and {"S": [[...]]}.
func hodge(ctx context.Context, _ compute.Backend, in fields, out *Answer) error {
	if in.has("S") {
		return hodgeTasks(ctx, in, out)
	}
	a, err := in.antisymmetric("A")
	if err != nil {
		return err
	}
	if err := in.reserve("A", 8*4, a.rows, a.cols); err != nil {
		return err
	}
	if err := in.without("A has no tasks", "tasks"); err != nil {
		return err
	}
	agents, err := in.names("agents", a.rows)
	if err != nil {
		return err
	}
	h, err := rating.HodgeOf(a.rows, a.data)
	if err != nil {
		return inputError(err)
	}
	reconstructed(out, h.Error)
	out.drawHodge(agents, a, h)
	out.add("div", h.Div)
	out.add("grad", rowsOf(h.Grad, a.cols))
	out.add("rot", rowsOf(h.Rot, a.cols))
	out.add("transitive", h.Transitive)
	return nil
}

func hodgeTasks(ctx context.Context, in fields, out *Answer) error {
	if err := in.without("give A or S", "A"); err != nil {
		return err
	}
	s, err := in.scores()
	if err != nil {
		return err
	}
	if err := in.reserve("S", 8*12, s.rows, s.cols); err != nil {
		return err
	}
	agents, tasks, err := in.bothNames(s)
	if err != nil {
		return err
	}
	h, err := rating.HodgeOfTasks(ctx, s.rows, s.cols, s.data)
	if err != nil {
		return inputError(err)
	}
	reconstructed(out, h.Error)
	out.drawHodgeTasks(agents, tasks, s, h)
	out.add("mean", h.Mean)
	out.add("div", h.Div)
	out.add("grad", rowsOf(h.Grad, s.cols))
	out.add("rot", rowsOf(h.Rot, s.cols))
	out.add("transitive", h.Transitive)
	out.add("singular", h.Singular)
	out.add("abilities", rowsOf(h.Abilities, len(h.Singular)))
	out.add("problems", rowsOf(h.Problems, len(h.Singular)))
	return nil
}

// schur answers {"A": [[...]]}.
func schur(ctx context.Context, _ compute.Backend, in fields, out *Answer) error {
	a, err := in.antisymmetric("A")
	if err != nil {
		return err
	}
	if err := in.reserve("A", 8*8, a.rows, a.cols); err != nil {
		return err
	}
	s, err := rating.SchurOf(ctx, a.rows, a.data)
	if err != nil {
		return inputError(err)
	}
	reconstructed(out, s.Error)
	out.add("lambdas", s.Lambdas)
	out.add("Q", rowsOf(s.Q, a.cols))
	return nil
}

// reconstructed fills in what decompositions have in common.
func reconstructed(out *Answer, err float64) {
	out.Converged, out.Iterations = err <= reconstructionBound, 1
	out.Certificate = Certificate{Kind: "reconstruction-error", Value: err, Bound: reconstructionBound}
}

// elo answers {"P": [[...]]}, {"games": [[i, j, score], ...]} and, with "eta",
// the games one after the other.
func elo(ctx context.Context, _ compute.Backend, in fields, out *Answer) error {
	scale, err := in.choice("scale", "natural", "chess")
	if err != nil {
		return err
	}
	points := 1.0
	if scale == "chess" {
		points = rating.Chess
	}
	var x eloFit
	if in.has("games") {
		x, err = eloGames(ctx, in, points, out)
	} else {
		x, err = eloMatrix(ctx, in, out)
	}
	if err != nil {
		return inputError(err)
	}
	out.Converged, out.Iterations = x.Converged, x.Iterations
	if in.has("eta") {
		out.Certificate = Certificate{Kind: "replay"}
	} else {
		out.Certificate = Certificate{Kind: "gradient-norm", Value: x.Gradient, Bound: rating.GradientBound}
		for i := range x.Ratings {
			x.Ratings[i] *= points
		}
	}
	unit := "log-odds"
	if points != 1 {
		unit = "points of the chess scale"
	}
	out.drawFit("Elo", unit, x.agents, x.given, x.Ratings, x.Predictions, x.Loss)
	out.add("ratings", x.Ratings)
	out.add("predictions", rowsOf(x.Predictions, len(x.Ratings)))
	out.add("loss", x.Loss)
	if x.Separable {
		out.add("reason", "the data is separable: some agents never lost to others that they met, so the likeliest ratings are infinite; give a \"clip\" with P")
	}
	return nil
}

// eloFit is a fit, who was rated and, where that is what came, P.
type eloFit struct {
	rating.Elo
	agents []string
	given  []float64
}

func eloMatrix(ctx context.Context, in fields, out *Answer) (eloFit, error) {
	if err := in.without("belongs to games", "eta", "n"); err != nil {
		return eloFit{}, err
	}
	p, err := in.probabilities()
	if err != nil {
		return eloFit{}, err
	}
	if err := in.reserve("P", 8*6, p.rows, p.cols); err != nil {
		return eloFit{}, err
	}
	agents, err := in.names("agents", p.rows)
	if err != nil {
		return eloFit{}, err
	}
	x, err := rating.EloOf(ctx, p.rows, p.data, out.watchers...)
	return eloFit{x, agents, p.data}, err
}

// eloAgents bounds how many agents a list of games can name.
const eloAgents = 1 << 20

func eloGames(ctx context.Context, in fields, points float64, out *Answer) (eloFit, error) {
	if err := in.without("give P or games", "P"); err != nil {
		return eloFit{}, err
	}
	if err := in.without("belongs to P", "clip"); err != nil {
		return eloFit{}, err
	}
	m, err := in.matrix("games", 0, 3)
	if err != nil {
		return eloFit{}, err
	}
	given, err := in.integerOr("n", 0, 1, eloAgents)
	if err != nil {
		return eloFit{}, err
	}
	if err := in.reserve("games", 24, m.rows); err != nil {
		return eloFit{}, err
	}
	games, n := make([]rating.Game, m.rows), int(given)
	for k := range games {
		row := m.row(k)
		for side, v := range row[:2] {
			most := float64(eloAgents)
			if given > 0 {
				most = float64(given)
			}
			if v != math.Trunc(v) || v < 0 || v >= most {
				return eloFit{}, in.bad("games", "[%d][%d]: %g is no agent, 0 to %g", k, side, v, most-1)
			}
			n = max(n, int(v)+1)
		}
		if row[0] == row[1] {
			return eloFit{}, in.bad("games", "[%d][1]: agent %g plays itself", k, row[1])
		}
		if row[2] < 0 || row[2] > 1 {
			return eloFit{}, in.bad("games", "[%d][2]: score %g is not within 0 to 1", k, row[2])
		}
		games[k] = rating.Game{I: int(row[0]), J: int(row[1]), Score: row[2]}
	}
	if err := in.reserve("games", 8*6, n, n); err != nil {
		return eloFit{}, err
	}
	agents, err := in.names("agents", n)
	if err != nil {
		return eloFit{}, err
	}
	if !in.has("eta") {
		x, err := rating.EloOfGames(ctx, n, games, out.watchers...)
		return eloFit{x, agents, nil}, err
	}
	eta, err := in.real("eta", math.SmallestNonzeroFloat64, largest)
	if err != nil {
		return eloFit{}, err
	}
	x, err := rating.EloOnline(n, games, eta, points)
	return eloFit{x, agents, nil}, err
}

// melo answers {"P": [[...]], "k": 1, "seed": 1}.
func melo(ctx context.Context, _ compute.Backend, in fields, out *Answer) error {
	p, err := in.probabilities()
	if err != nil {
		return err
	}
	if p.rows < 2 {
		return in.bad("P", "one agent has nobody to play")
	}
	k, err := in.integerOr("k", 1, 1, int64(p.rows/2))
	if err != nil {
		return err
	}
	seed, err := in.integerOr("seed", 1, 0, math.MaxInt64)
	if err != nil {
		return err
	}
	if err := in.reserve("P", 8*16, p.rows, p.cols); err != nil {
		return err
	}
	agents, err := in.names("agents", p.rows)
	if err != nil {
		return err
	}
	x, err := rating.MEloOf(ctx, p.rows, p.data, int(k), uint64(seed), out.watchers...)
	if err != nil {
		return inputError(err)
	}
	out.drawFit(fmt.Sprintf("Multidimensional Elo, k = %d", k), "log-odds", agents, p.data, x.Ratings, x.Predictions, x.Loss)
	out.Converged, out.Iterations = x.Converged, x.Iterations
	out.Certificate = Certificate{Kind: "gradient-norm", Value: x.Gradient, Bound: rating.GradientBound * float64(p.rows)}
	out.add("ratings", x.Ratings)
	out.add("features", rowsOf(x.Features, 2*x.K))
	out.add("predictions", rowsOf(x.Predictions, p.rows))
	out.add("loss", x.Loss)
	out.add("frobenius", x.Frobenius)
	return nil
}

// rowsOf returns the rows of a row-major matrix; they alias it.
func rowsOf(a []float64, cols int) [][]float64 {
	return matrix{rows: len(a) / cols, cols: cols, data: a}.nested()
}
