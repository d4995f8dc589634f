package door

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"oracled/compute"
	"oracled/compute/game"
)

// Keys by which a finite game comes: two matrices, or a shape with as many
// tensors in C order, the last player fastest.
var gameKeys = []string{"A", "B", "shape", "payoffs"}

// readGame reads a finite game, from A and B or from shape and payoffs.
func readGame(in fields) (*game.Game, error) {
	if in.has("A") || in.has("B") {
		return readBimatrix(in)
	}
	if err := in.needs("shape", "payoffs"); err != nil {
		return nil, fmt.Errorf("%w; a game is either A and B or shape and payoffs", err)
	}
	given, err := in.integers("shape", 1, 1<<31-1)
	if err != nil {
		return nil, err
	}
	if len(given) < 1 || len(given) > game.MaxPlayers {
		return nil, in.bad("shape", "%d players, not 1 to %d", len(given), game.MaxPlayers)
	}
	shape := make([]int, len(given))
	counts := []int{len(given)}
	for i, m := range given {
		shape[i] = int(m)
		counts = append(counts, int(m))
	}
	if err := in.reserve("shape", 8, counts...); err != nil {
		return nil, err
	}
	size := 1
	for _, m := range shape {
		size *= m
	}
	tensors, err := in.matrix("payoffs", len(shape), size)
	if err != nil {
		return nil, err
	}
	g, err := game.New(shape, tensors.nested())
	return g, in.blame("payoffs", err)
}

func readBimatrix(in fields) (*game.Game, error) {
	if err := in.without("a game is either A and B or shape and payoffs", "shape", "payoffs"); err != nil {
		return nil, err
	}
	A, err := in.matrix("A", 0, 0)
	if err != nil {
		return nil, err
	}
	B, err := in.matrix("B", A.rows, A.cols)
	if err != nil {
		return nil, err
	}
	g, err := game.New([]int{A.rows, A.cols}, [][]float64{A.data, B.data})
	return g, in.blame("A", err)
}

// blame makes an error of package game one about a key.
func (f fields) blame(key string, err error) error {
	if errors.Is(err, game.ErrInput) {
		return f.bad(key, "%w", err)
	}
	return err
}

// readProfile reads a mixed profile of the game: from one key with a list of
// strategies, or from one key for each of two players.
func readProfile(in fields, g *game.Game, keys ...string) (game.Profile, error) {
	if len(keys) == 1 {
		p, err := in.ragged(keys[0])
		if err != nil {
			return nil, err
		}
		return p, in.blame(keys[0], g.CheckProfile(p))
	}
	var p game.Profile
	for i, key := range keys {
		x, err := in.reals(key, g.Actions(i))
		if err != nil {
			return nil, err
		}
		if err := in.blame(key, game.CheckStrategy(x, g.Actions(i))); err != nil {
			return nil, err
		}
		p = append(p, x)
	}
	return p, nil
}

// nashConv answers how far a profile is from an equilibrium: x and y for two
// players, strategies for any number of them.
func nashConv(_ context.Context, _ compute.Backend, in fields, out *Answer) error {
	g, err := readGame(in)
	if err != nil {
		return err
	}
	keys := []string{"strategies"}
	if g.Players() == 2 && !in.has("strategies") {
		keys = []string{"x", "y"}
	} else if err := in.without("strategies are given already, or the players are not two", "x", "y"); err != nil {
		return err
	}
	p, err := readProfile(in, g, keys...)
	if err != nil {
		return err
	}
	out.Converged = true
	out.add("regrets", g.Regrets(p))
	out.add("nashconv", g.NashConv(p))
	out.add("utilities", g.Utilities(p))
	out.Certificate = Certificate{Kind: "definition"}
	return nil
}

// withGame is the keys of a game and these.
func withGame(keys ...string) []string { return slices.Concat(gameKeys, keys) }
