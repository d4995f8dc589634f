package door

import (
	"context"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"oracled/compute"
	"oracled/compute/game"
	"oracled/compute/game/nash"
)

// exactEquilibrium is one of all, in rationals such as "3/5".
type exactEquilibrium struct {
	X []string `json:"x"`
	Y []string `json:"y"`
	U string   `json:"u"`
	V string   `json:"v"`
}

// solveNash answers a game with one equilibrium, or, where "all" is true, two
// matrices with every extreme one, exactly: a decimal is the rational that it is
// written as.
func solveNash(ctx context.Context, _ compute.Backend, in fields, out *Answer) error {
	all, err := in.boolean("all")
	if err != nil {
		return err
	}
	if all {
		return allNash(ctx, in, out)
	}
	g, err := readGame(in)
	if err != nil {
		return err
	}
	key := "shape"
	if !in.has(key) {
		key = "A"
	}
	if err := in.reserve(key, 16, g.Size()); err != nil { // dictionaries, or contracted tensors
		return err
	}
	e, err := nash.One(ctx, g, out.watchers...)
	if err != nil {
		return in.blame(key, err)
	}
	out.Converged = e.Converged
	out.Iterations = e.Iterations
	out.Certificate = Certificate{Kind: "nashconv", Value: e.NashConv, Bound: nash.Tolerance * g.Spread()}
	out.add("strategies", e.Profile)
	out.add("utilities", g.Utilities(e.Profile))
	out.add("regrets", g.Regrets(e.Profile))
	out.add("nashconv", e.NashConv)
	out.add("method", e.Method)
	return nil
}

func allNash(ctx context.Context, in fields, out *Answer) error {
	if err := in.without("all equilibria are of two players' A and B", "shape", "payoffs"); err != nil {
		return err
	}
	A, err := in.rationals("A", 0, 0)
	if err != nil {
		return err
	}
	B, err := in.rationals("B", len(A), len(A[0]))
	if err != nil {
		return err
	}
	if m, n := len(A), len(A[0]); m+n > nash.MaxActions {
		return in.bad("A", "%d and %d actions are more than %d together", m, n, nash.MaxActions)
	}
	found, err := nash.All(ctx, A, B, out.watchers...)
	if err != nil {
		return in.blame("A", err)
	}
	list := make([]exactEquilibrium, len(found))
	for k, e := range found {
		list[k] = exactEquilibrium{ratStrings(e.X), ratStrings(e.Y), e.U.RatString(), e.V.RatString()}
	}
	out.Converged = true // nash.All has checked that every regret is 0
	out.Iterations = len(found)
	out.Certificate = Certificate{Kind: "nashconv"}
	out.add("equilibria", list)
	out.add("nashconv", 0)
	return nil
}

func ratStrings(x []*big.Rat) []string {
	out := make([]string, len(x))
	for k, v := range x {
		out[k] = v.RatString()
	}
	return out
}

// rationals is matrix, exactly.
func (f fields) rationals(key string, rows, cols int) ([][]*big.Rat, error) {
	v, err := f.value(key)
	if err != nil {
		return nil, err
	}
	if err := f.reserve(key, 100, strings.Count(string(v), ",")+1); err != nil {
		return nil, err
	}
	var out [][]*big.Rat
	at := f.cursor(v)
	err = at.items(func(i int) error {
		var row []*big.Rat
		if err := at.items(func(j int) error {
			start := at.at
			if _, err := at.number(); err != nil {
				return bracketed(j, err)
			}
			x, err := parseRational(strings.TrimSpace(string(v[start:at.at])))
			if err != nil {
				return bracketed(j, err)
			}
			row = append(row, x)
			return nil
		}); err != nil {
			return bracketed(i, err)
		}
		want := cols
		if want == 0 && i > 0 {
			want = len(out[0])
		}
		switch {
		case len(row) == 0:
			return bracketed(i, fmt.Errorf("no numbers"))
		case want > 0 && len(row) != want:
			return bracketed(i, fmt.Errorf("%d numbers, not %d", len(row), want))
		}
		out = append(out, row)
		return nil
	})
	switch {
	case err != nil:
		return nil, f.bad(key, "%w", err)
	case len(out) == 0:
		return nil, f.bad(key, "no rows")
	case rows > 0 && len(out) != rows:
		return nil, f.bad(key, "%d rows, not %d", len(out), rows)
	}
	return out, nil
}

// parseRational reads a JSON number of moderate length and exponent.
func parseRational(text string) (*big.Rat, error) {
	const most = 400
	_, exponent, has := strings.Cut(strings.ToLower(text), "e")
	e, err := strconv.Atoi(strings.TrimPrefix(exponent, "+"))
	if len(text) > most || has && (err != nil || e > most || e < -most) {
		return nil, fmt.Errorf("%s has more than %d digits", short([]byte(text)), most)
	}
	x, ok := new(big.Rat).SetString(text)
	if limit := new(big.Rat).SetFloat64(game.MaxPayoff); !ok || x.Cmp(limit) > 0 || x.Cmp(limit.Neg(limit)) < 0 {
		return nil, fmt.Errorf("%s is not within ±%g", short([]byte(text)), game.MaxPayoff)
	}
	return x, nil
}
