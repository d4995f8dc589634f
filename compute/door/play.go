package door

import (
	"context"
	"errors"
	"fmt"
	"math"

	"oracled/compute"
	"oracled/compute/fictitious"
	"oracled/compute/game"
	"oracled/compute/game/play"
	"oracled/internal/plot"
)

// fictitiousPlay answers {"A", "B" or "shape", "payoffs", "iterations", "first"}.
// It has converged when NashConv is at most epsilon, by default a hundredth of
// the payoffs' spread, computed from the payoffs as given. Large games of two are
// played by the backend.
func fictitiousPlay(ctx context.Context, b compute.Backend, in fields, out *Answer) error {
	g, err := readGame(in)
	if err != nil {
		return err
	}
	iterations, err := in.integer("iterations", 1, play.MaxIterations)
	if err != nil {
		return err
	}
	first := make([]int, g.Players())
	if in.has("first") {
		given, err := in.integers("first", 0, math.MaxInt32)
		if err != nil {
			return err
		}
		if len(given) != len(first) {
			return in.bad("first", "%d actions for %d players", len(given), len(first))
		}
		for i, a := range given {
			if int(a) >= g.Actions(i) {
				return in.bad("first", "[%d]: %d, but the player has %d actions", i, a, g.Actions(i))
			}
			first[i] = int(a)
		}
	}
	epsilon, err := in.realOr("epsilon", g.Spread()/100, 0, math.MaxFloat64)
	if err != nil {
		return err
	}
	if g.Players() == 2 && g.Size() >= fictitious.Large {
		key := "payoffs"
		if in.has("A") {
			key = "A"
		}
		if err := in.reserve(key, fictitious.BytesEach, g.Size()); err != nil {
			return err
		}
	}
	counts, err := fictitious.Play(ctx, b, g, iterations, first, out.watchers...)
	if err != nil {
		return err
	}
	p := counts.Strategies()
	conv := g.NashConv(p)
	out.Converged = conv <= epsilon
	out.Iterations = int(iterations)
	out.Certificate = Certificate{Kind: "nashconv", Value: conv, Bound: epsilon}
	out.figure = func() plot.Figure {
		return plot.Figure{
			Title:    "Fictitious play",
			Subtitle: fmt.Sprintf("%d players, %d periods, NashConv %s in the end", g.Players(), iterations, plot.Number(conv)),
			Panels:   []plot.Panel{out.convergence("NashConv, units of payoff", "periods", true, conv, epsilon)},
		}
	}
	out.add("counts", counts)
	out.add("strategies", p)
	out.add("nashconv", conv)
	return nil
}

// bestResponse answers a finite game with a start of one strategy per player, or
// {"cournot": {"n", "a", "c"}} with a start of quantities, or {"quadratic":
// {"players": [{"Q", "c", "lower", "upper"}], "cross": [{"i", "j", "R"}]}} with a
// start of choices.
func bestResponse(ctx context.Context, _ compute.Backend, in fields, out *Answer) error {
	var d play.Dynamics
	update, err := in.choice("update", string(play.Jacobi), string(play.GaussSeidel))
	if err != nil {
		return err
	}
	d.Update = play.Update(update)
	if d.Damping, err = in.realOr("damping", 0, 0, 1); err != nil {
		return err
	}
	if d.Damping == 1 {
		return in.bad("damping", "1 keeps everybody where they are; it has to be below 1")
	}
	if d.Epsilon, err = in.realOr("epsilon", 1e-9, 0, math.MaxFloat64); err != nil {
		return err
	}
	most, err := in.integerOr("maxIterations", 10000, 1, math.MaxInt32)
	if err != nil {
		return err
	}
	d.MaxIterations = int(most)
	if in.has("cournot") {
		return cournot(ctx, in, d, out)
	}
	if in.has("quadratic") {
		return quadratic(ctx, in, d, out)
	}
	g, err := readGame(in)
	if err != nil {
		return err
	}
	start, err := readProfile(in, g, "start")
	if err != nil {
		return err
	}
	path, err := play.BestResponse(ctx, g, start, d, out.watchers...)
	if err != nil {
		return err
	}
	out.add("strategies", path.Profile)
	addPath(out, path, d)
	return nil
}

func cournot(ctx context.Context, in fields, d play.Dynamics, out *Answer) error {
	if err := in.without("a game is either cournot, quadratic or payoffs", append([]string{"quadratic"}, gameKeys...)...); err != nil {
		return err
	}
	given, err := in.object("cournot", "n", "a", "c")
	if err != nil {
		return err
	}
	firms, err := given.integer("n", 1, play.MaxFirms)
	if err != nil {
		return err
	}
	c := play.Cournot{Firms: int(firms)}
	if c.A, err = given.real("a", -game.MaxPayoff, game.MaxPayoff); err != nil {
		return err
	}
	if c.C, err = given.real("c", -game.MaxPayoff, game.MaxPayoff); err != nil {
		return err
	}
	start, err := in.reals("start", c.Firms)
	if err != nil {
		return err
	}
	path, err := c.BestResponse(ctx, start, d, out.watchers...)
	if errors.Is(err, game.ErrInput) {
		return in.blame("start", err)
	}
	if err != nil {
		return err
	}
	out.add("profile", path.Profile)
	addPath(out, path, d)
	return nil
}

// quadratic reads bounds that are left out as none.
func quadratic(ctx context.Context, in fields, d play.Dynamics, out *Answer) error {
	if err := in.without("a game is either cournot, quadratic or payoffs", gameKeys...); err != nil {
		return err
	}
	given, err := in.object("quadratic", "players", "cross")
	if err != nil {
		return err
	}
	list, err := given.objects("players", "Q", "c", "lower", "upper")
	if err != nil {
		return err
	}
	var players []play.QuadraticPlayer
	for _, p := range list {
		q, err := p.square("Q")
		if err != nil {
			return err
		}
		one := play.QuadraticPlayer{Q: q.nested()}
		if one.C, err = p.reals("c", q.rows); err != nil {
			return err
		}
		if p.has("lower") {
			if one.Lower, err = p.reals("lower", q.rows); err != nil {
				return err
			}
		}
		if p.has("upper") {
			if one.Upper, err = p.reals("upper", q.rows); err != nil {
				return err
			}
		}
		players = append(players, one)
	}
	var cross []play.Cross
	if given.has("cross") {
		list, err := given.objects("cross", "i", "j", "R")
		if err != nil {
			return err
		}
		for _, x := range list {
			i, err := x.integer("i", 0, int64(len(players)-1))
			if err != nil {
				return err
			}
			j, err := x.integer("j", 0, int64(len(players)-1))
			if err != nil {
				return err
			}
			r, err := x.matrix("R", len(players[i].C), len(players[j].C))
			if err != nil {
				return err
			}
			cross = append(cross, play.Cross{I: int(i), J: int(j), R: r.nested()})
		}
	}
	g, err := play.NewQuadratic(players, cross)
	if err != nil {
		return in.blame("quadratic", err)
	}
	start, err := in.ragged("start")
	if err != nil {
		return err
	}
	path, err := g.BestResponse(ctx, start, d, out.watchers...)
	if errors.Is(err, play.ErrResponse) {
		return in.blame("quadratic", err)
	}
	if err != nil {
		return in.blame("start", err)
	}
	out.add("profile", path.Profile)
	out.add("diverged", path.Diverged)
	addPath(out, path, d)
	return nil
}

func addPath[P any](out *Answer, path play.Path[P], d play.Dynamics) {
	out.Converged = path.Converged
	out.Iterations = path.Iterations
	conv, worst := 0.0, 0.0
	for _, r := range path.Regrets {
		conv += r
		worst = max(worst, r)
	}
	out.Certificate = Certificate{Kind: "regret", Value: worst, Bound: d.Epsilon}
	out.figure = func() plot.Figure {
		return plot.Figure{
			Title:    "Best-response dynamics, " + string(d.Update),
			Subtitle: fmt.Sprintf("%d players, damping %s, %d rounds", len(path.Regrets), plot.Number(d.Damping), path.Iterations),
			Panels:   []plot.Panel{out.convergence("the largest regret, units of payoff", "rounds", false, worst, d.Epsilon)},
		}
	}
	out.add("regrets", path.Regrets)
	out.add("nashconv", conv)
	out.add("cycle", path.Cycle)
}
