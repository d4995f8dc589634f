package rating

import (
	"context"
	"fmt"
	"math"

	"oracled/compute/game/internal/linalg"
	"oracled/compute/progress"
)

// Chess is how many points of the chess scale one natural unit (log-odds) is:
// 400/ln 10.
const Chess = 400 / math.Ln10

// Game is one result: Score is what I scored against J, 0 to 1.
type Game struct {
	I, J  int
	Score float64
}

// Elo is a set of ratings on the natural scale: agent i beats agent j with
// probability σ(r_i − r_j).
type Elo struct {
	Ratings     []float64 // n, Σ = 0 over agents that have met, log-odds
	Predictions []float64 // n×n: σ(r_i − r_j)
	Loss        float64   // logistic loss, nats: Σ over unordered pairs, or over games
	Gradient    float64   // the largest derivative of the loss by a rating
	Iterations  int
	// Separable says that the maximum of the likelihood is at infinity: some
	// agents never lost anything to others that they met. Clip P, or leave
	// these games out; Converged is false then.
	Separable, Converged bool
}

// Bound of the gradient of a fit, relative to the games of an agent.
const GradientBound = 1e-9

// EloOf fits ratings to an n×n matrix of win probabilities, each unordered pair
// as one game: maximum likelihood of the Bradley–Terry model by Newton's method
// (Hunter 2004). Probabilities of 0 and 1 are fine as long as the data is not
// separable. It fails with ErrInput where P is not within [0, 1] or p_ij + p_ji
// is not 1, and with the context's error. Watchers are told of the gradient at
// every step.
func EloOf(ctx context.Context, n int, p []float64, watchers ...progress.Func) (Elo, error) {
	if err := checkProbabilities(n, p); err != nil {
		return Elo{}, err
	}
	w, m := make([]float64, n*n), make([]float64, n*n)
	for i := range n {
		for j := range n {
			if i != j {
				w[i*n+j], m[i*n+j] = (p[i*n+j]+1-p[j*n+i])/2, 1
			}
		}
	}
	return likelihood(ctx, n, w, m, watchers)
}

// EloOfGames fits ratings to a list of games in the same way. Groups that never
// met have ratings that sum to 0 each. It fails with ErrInput for agents outside
// 0 to n−1, agents that meet themselves, and scores outside [0, 1].
func EloOfGames(ctx context.Context, n int, games []Game, watchers ...progress.Func) (Elo, error) {
	if err := checkGames(n, games); err != nil {
		return Elo{}, err
	}
	w, m := make([]float64, n*n), make([]float64, n*n)
	for _, g := range games {
		w[g.I*n+g.J] += g.Score
		w[g.J*n+g.I] += 1 - g.Score
		m[g.I*n+g.J]++
		m[g.J*n+g.I]++
	}
	return likelihood(ctx, n, w, m, watchers)
}

// EloOnline plays the games in order from ratings of 0: both ratings move by
// ±eta·(s − p̂), p̂ from before the game. eta is in units of the scale, which is
// how many points one natural unit is: 1, or Chess where eta is the customary 16
// or 32. Ratings come back on the same scale; the loss is of the final ratings
// over all games. It fails as EloOfGames does, and for eta or a scale that is
// not positive and finite.
func EloOnline(n int, games []Game, eta, scale float64) (Elo, error) {
	if err := checkGames(n, games); err != nil {
		return Elo{}, err
	}
	if !(eta > 0) || math.IsInf(eta, 0) || !(scale > 0) || math.IsInf(scale, 0) {
		return Elo{}, fmt.Errorf("%w: eta %v and scale %v have to be positive", ErrInput, eta, scale)
	}
	out := Elo{Ratings: make([]float64, n), Iterations: len(games), Converged: true}
	for _, g := range games {
		move := eta * (g.Score - Sigmoid((out.Ratings[g.I]-out.Ratings[g.J])/scale))
		out.Ratings[g.I] += move
		out.Ratings[g.J] -= move
	}
	for _, g := range games {
		out.Loss += logLoss(g.Score, (out.Ratings[g.I]-out.Ratings[g.J])/scale)
	}
	out.Predictions = predict(out.Ratings, scale)
	for _, r := range out.Ratings {
		if math.IsNaN(r) || math.IsInf(r, 0) {
			return Elo{}, fmt.Errorf("%w: eta %v makes the ratings overflow", ErrInput, eta)
		}
	}
	return out, nil
}

func checkGames(n int, games []Game) error {
	if n < 1 {
		return fmt.Errorf("%w: %d agents", ErrInput, n)
	}
	for k, g := range games {
		switch {
		case g.I < 0 || g.I >= n || g.J < 0 || g.J >= n:
			return fmt.Errorf("%w: games[%d] is between %d and %d of %d agents", ErrInput, k, g.I, g.J, n)
		case g.I == g.J:
			return fmt.Errorf("%w: games[%d]: agent %d plays itself", ErrInput, k, g.I)
		case !(g.Score >= 0 && g.Score <= 1):
			return fmt.Errorf("%w: games[%d]: score %v is not within 0 to 1", ErrInput, k, g.Score)
		}
	}
	return nil
}

// predict returns σ((r_i − r_j)/scale).
func predict(r []float64, scale float64) []float64 {
	n := len(r)
	out := make([]float64, n*n)
	for i := range n {
		for j := range n {
			out[i*n+j] = Sigmoid((r[i] - r[j]) / scale)
		}
	}
	return out
}

// Newton's steps before a fit gives up, and how far ratings may go: what is
// beyond is on its way to infinity.
const (
	eloSteps  = 100
	eloFar    = 40
	eloHalves = 40
)

// likelihood fits to w_ij, what i scored against j in m_ij games.
func likelihood(ctx context.Context, n int, w, m []float64, watchers []progress.Func) (Elo, error) {
	group, separable := meetings(ctx, n, w)
	if err := ctx.Err(); err != nil {
		return Elo{}, err
	}
	x := Elo{Ratings: make([]float64, n), Separable: separable}
	gradient := make([]float64, n)
	most := 1.0
	for i := range n {
		var games float64
		for _, v := range m[i*n : i*n+n] {
			games += v
		}
		most = math.Max(most, games)
	}
	// loss and its gradient at r, NaN once ctx has ended
	at := func(r []float64, g []float64) (loss float64) {
		clear(g)
		for i := range n {
			if ctx.Err() != nil {
				return math.NaN()
			}
			for j := range i {
				if games := m[i*n+j]; games > 0 {
					d := r[i] - r[j]
					loss += games * logLoss(w[i*n+j]/games, d)
					by := games*Sigmoid(d) - w[i*n+j]
					g[i] += by
					g[j] -= by
				}
			}
		}
		return loss
	}
	x.Loss = at(x.Ratings, gradient)
	if err := ctx.Err(); err != nil {
		return Elo{}, err
	}
	next, nextGradient := make([]float64, n), make([]float64, n)
	for ; x.Iterations < eloSteps; x.Iterations++ {
		if err := ctx.Err(); err != nil {
			return Elo{}, err
		}
		tell(watchers, x.Iterations, func() float64 { return maxAbs(gradient) / most })
		if maxAbs(gradient) <= 1e-15*most || maxAbs(x.Ratings) > eloFar {
			break
		}
		h := make([]float64, n*n)
		for i := range n {
			if err := ctx.Err(); err != nil {
				return Elo{}, err
			}
			for j := range n {
				if i == j {
					continue
				}
				if games := m[i*n+j]; games > 0 {
					p := Sigmoid(x.Ratings[i] - x.Ratings[j])
					h[i*n+j] -= games * p * (1 - p)
					h[i*n+i] += games * p * (1 - p)
				}
			}
		}
		for i := range n { // the shift that each group is free in
			for j := range n {
				if group[i] == group[j] {
					h[i*n+j]++
				}
			}
		}
		lu, err := linalg.Factor(ctx, n, h)
		if err != nil {
			if ctx.Err() != nil {
				return Elo{}, err
			}
			break
		}
		step := append([]float64(nil), gradient...)
		lu.Solve(step, false)
		better := false
		for t, k := 1.0, 0; k < eloHalves && !better; t, k = t/2, k+1 {
			for i := range next {
				next[i] = x.Ratings[i] - t*step[i]
			}
			loss := at(next, nextGradient)
			better = loss < x.Loss || loss <= x.Loss*(1+1e-14) && maxAbs(nextGradient) < maxAbs(gradient)
			if better {
				x.Loss = loss
			}
		}
		if err := ctx.Err(); err != nil {
			return Elo{}, err
		}
		if !better {
			break
		}
		x.Ratings, next = next, x.Ratings
		gradient, nextGradient = nextGradient, gradient
	}
	centre(x.Ratings, group)
	x.Gradient = maxAbs(gradient) / most
	x.Converged = !separable && x.Gradient <= GradientBound
	x.Predictions = predict(x.Ratings, 1)
	return x, nil
}

// centre makes the ratings of every group sum to 0.
func centre(r []float64, group []int) {
	total, count := map[int]float64{}, map[int]float64{}
	for i, g := range group {
		total[g] += r[i]
		count[g]++
	}
	for i, g := range group {
		r[i] -= total[g] / count[g]
	}
}

// meetings returns which agents have met, directly or through others, and
// whether the data is separable: some agents of a group cannot reach others of
// it along "scored against" (Ford 1957). Once ctx has ended it is unfinished.
func meetings(ctx context.Context, n int, w []float64) (group []int, separable bool) {
	met := func(i, j int) bool { return w[i*n+j] > 0 || w[j*n+i] > 0 }
	group = make([]int, n)
	for i := range group {
		group[i] = -1
	}
	for root := range n {
		if group[root] >= 0 {
			continue
		}
		everyone := reach(ctx, n, root, met)
		up := reach(ctx, n, root, func(i, j int) bool { return w[i*n+j] > 0 })
		down := reach(ctx, n, root, func(i, j int) bool { return w[j*n+i] > 0 })
		for i, in := range everyone {
			if in {
				group[i] = root
				separable = separable || !up[i] || !down[i]
			}
		}
	}
	return group, separable
}

// reach returns who can be reached from an agent.
func reach(ctx context.Context, n, from int, next func(i, j int) bool) []bool {
	seen := make([]bool, n)
	seen[from] = true
	for todo := []int{from}; len(todo) > 0 && ctx.Err() == nil; {
		i := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for j := range n {
			if !seen[j] && next(i, j) {
				seen[j] = true
				todo = append(todo, j)
			}
		}
	}
	return seen
}
