package compute_test

import (
	"context"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"oracled/compute"
	"oracled/compute/backendtest"
	"oracled/compute/cpu"
	"oracled/fixed"
)

func equilibria(t testing.TB, c compute.Columns) compute.Equilibria {
	t.Helper()
	e, err := cpu.New().TrimmedEquilibrium(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// draw returns columns of a random shape with n ≥ 2f + 2.
func draw(r *rand.Rand, n, d int) compute.Columns {
	shapes := backendtest.Shapes()
	c := shapes[r.IntN(len(shapes))].Draw(r, n, d)
	c.Faults = min(c.Faults, (n-2)/2)
	return c
}

// Shifting every anchor by an integer shifts v by exactly that integer.
func TestShift(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 0))
	for range 300 {
		c := draw(r, 2+r.IntN(40), 1)
		for i := range c.Anchors { // room to shift
			c.Anchors[i].Hi >>= 1
		}
		by := fixed.Q64x64{Hi: r.Int64N(1<<44) - 1<<43, Lo: r.Uint64()}
		v := equilibria(t, c).Values[0]
		for i := range c.Anchors {
			c.Anchors[i], _ = c.Anchors[i].Add(by)
		}
		want, _ := v.Add(by)
		if got := equilibria(t, c).Values[0]; got != want {
			t.Fatalf("shifted by %v: %v, want %v", by.Big(), got.Big(), want.Big())
		}
	}
}

// v does not fall when an anchor rises.
func TestMonotone(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 0))
	for range 400 {
		c := draw(r, 2+r.IntN(30), 1)
		before := equilibria(t, c).Values[0]
		i := r.IntN(c.Agents)
		room := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 110), c.Anchors[i].Big())
		room.Rsh(room.Sub(room, big.NewInt(1)), uint(r.IntN(111)))
		risen, err := fixed.FromBig(room.Add(room, c.Anchors[i].Big()))
		if err != nil {
			t.Fatal(err)
		}
		c.Anchors[i] = risen
		if after := equilibria(t, c).Values[0]; after.Cmp(before) < 0 {
			t.Fatalf("an anchor rose and v fell from %v to %v", before.Big(), after.Big())
		}
	}
}

// With equal L, v is the floor of the trimmed mean, whatever L is.
func TestEqualStubbornnessIsTrimmedMean(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 0))
	for range 300 {
		c := draw(r, 2+r.IntN(40), 1)
		w := compute.Unit - uint32(r.IntN(compute.MaxLambda+1))
		for i := range c.Weights {
			c.Weights[i] = w
		}
		sorted := slices.Clone(c.Anchors)
		slices.SortFunc(sorted, fixed.Q64x64.Cmp)
		sum := new(big.Int)
		for _, b := range sorted[c.Faults : c.Agents-c.Faults] {
			sum.Add(sum, b.Big())
		}
		want := sum.Div(sum, big.NewInt(int64(c.Agents-2*c.Faults)))
		if got := equilibria(t, c).Values[0].Big(); got.Cmp(want) != 0 {
			t.Fatalf("%v, want %v", got, want)
		}
	}
}

// Whatever f agents send, confidence included, v stays among the others'.
func TestWithinTheHonestRange(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 0))
	limit := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 110), big.NewInt(1))
	far, _ := fixed.FromBig(limit)
	near, _ := far.Neg()
	for range 2000 {
		n := 4 + r.IntN(30)
		c := compute.Columns{Agents: n, Coordinates: 1, Faults: 1 + r.IntN((n-2)/2)}
		least, most := fixed.Max(), fixed.Min()
		for i := range n {
			b := fixed.FromInt64(r.Int64N(2000) - 1000)
			w := compute.Unit - uint32(r.IntN(compute.MaxLambda+1))
			if i < c.Faults { // a liar: as far and as loud, or as near and as quiet, as it likes
				b = []fixed.Q64x64{far, near, fixed.FromInt64(1001), fixed.FromInt64(-1001), fixed.FromInt64(r.Int64N(1 << 40))}[r.IntN(5)]
				w = []uint32{compute.Unit, compute.Unit - compute.MaxLambda}[r.IntN(2)]
			} else {
				if b.Cmp(least) < 0 {
					least = b
				}
				if b.Cmp(most) > 0 {
					most = b
				}
			}
			c.Anchors, c.Weights = append(c.Anchors, b), append(c.Weights, w)
		}
		if v := equilibria(t, c).Values[0]; v.Cmp(least) < 0 || v.Cmp(most) > 0 {
			t.Fatalf("n = %d, f = %d: %v is not within %v to %v", n, c.Faults, v, least, most)
		}
	}
}

// One more than f who agree among themselves take v as far as they like, also
// where every honest agent is as loud as can be.
func TestOneLiarTooMany(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 0))
	for range 500 {
		n := 4 + r.IntN(30)
		c := compute.Columns{Agents: n, Coordinates: 1, Faults: 1 + r.IntN((n-2)/2)}
		lie := fixed.FromInt64(1 << 40)
		for i := range n {
			b, w := fixed.FromInt64(r.Int64N(2000)-1000), uint32(compute.Unit)
			if i <= c.Faults {
				b = lie
			}
			c.Anchors, c.Weights = append(c.Anchors, b), append(c.Weights, w)
		}
		if v := equilibria(t, c).Values[0]; v.Cmp(fixed.FromInt64(1<<34)) < 0 {
			t.Fatalf("n = %d, f = %d: %d liars who say 2^40 move v to %v only", n, c.Faults, c.Faults+1, v)
		}
		c.Anchors[0] = c.Anchors[n-1] // and one fewer cannot
		if v := equilibria(t, c).Values[0]; v.Cmp(fixed.FromInt64(1000)) > 0 {
			t.Fatalf("n = %d, f = %d: %d liars move v to %v", n, c.Faults, c.Faults, v)
		}
	}
}

// The certificate of v rejects v ± 1, with any cuts that are order statistics there.
func TestCertificateRejectsNeighbours(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 0))
	for range 300 {
		c := draw(r, 2+r.IntN(40), 1)
		e := equilibria(t, c)
		for _, by := range []int64{1, -1} {
			z := compute.Equilibria{Values: slices.Clone(e.Values), Low: slices.Clone(e.Low), High: slices.Clone(e.High)}
			z.Values[0], _ = z.Values[0].Add(fixed.FromUlps(by))
			if c.Certify(z) == nil {
				t.Fatalf("%+d with v's cuts was accepted", by)
			}
			z.Low[0], z.High[0] = cutsAt(c, z.Values[0])
			if c.Certify(z) == nil {
				t.Fatalf("%+d with its own cuts was accepted", by)
			}
		}
	}
}

func cutsAt(c compute.Columns, v fixed.Q64x64) (low, high fixed.Q64x64) {
	pulls := make([]fixed.Q64x64, c.Agents)
	for i, b := range c.Anchors {
		z := b.Big()
		z.Sub(z, v.Big()).Mul(z, big.NewInt(int64(c.Weights[i])))
		pulls[i], _ = fixed.FromBig(z)
	}
	slices.SortFunc(pulls, fixed.Q64x64.Cmp)
	return pulls[c.Faults], pulls[c.Agents-1-c.Faults]
}

// Nobody gains by leaving its strategy: the exact rational strategies are best
// responses, and what Strategies returns are their floors.
func TestNobodyGains(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 0))
	for range 150 {
		c := draw(r, 2+r.IntN(14), 1)
		e := equilibria(t, c)
		got, err := compute.Strategies(context.Background(), c, e.Values)
		if err != nil {
			t.Fatal(err)
		}
		// Floors move by less than an ulp, so the best response to floored
		// strategies is within an ulp of each floor. (The response is a
		// contraction: |BR(x) − BR(y)| ≤ max|x − y|.)
		floors := make([]*big.Rat, c.Agents)
		for i := range floors {
			floors[i] = new(big.Rat).SetInt(got[i][0].Big())
		}
		one := big.NewRat(1, 1)
		for i := range floors {
			best := bestResponse(c, floors, i)
			if d := new(big.Rat).Sub(best, floors[i]); d.Abs(d).Cmp(one) > 0 {
				t.Fatalf("n = %d, f = %d: agent %d plays %v, its best response is %v", c.Agents, c.Faults, i, floors[i], best)
			}
		}
		// The payoff is concave in the agent's own strategy, so a best
		// response in the rationals shows by trying either side as well.
		x := exactStrategies(c, e.Values[0])
		for i := range x {
			if floor := new(big.Int).Div(x[i].Num(), x[i].Denom()); floor.Cmp(got[i][0].Big()) != 0 {
				t.Fatalf("agent %d plays %v, the floor of %v", i, got[i][0].Big(), x[i])
			}
			if best := bestResponse(c, x, i); best.Cmp(x[i]) != 0 {
				t.Fatalf("agent %d plays %v, its best response is %v", i, x[i], best)
			}
			u := payoff(c, x, i, x[i])
			for _, step := range []*big.Rat{big.NewRat(1, 1<<20), big.NewRat(-1, 1<<20), big.NewRat(1e9, 1), big.NewRat(-1e9, 1)} {
				if payoff(c, x, i, new(big.Rat).Add(x[i], step)).Cmp(u) >= 0 {
					t.Fatalf("agent %d gains by moving %v", i, step)
				}
			}
		}
	}
}

// trimmedMeanOfOthers is T_f of n − 1 strategies.
func trimmedMeanOfOthers(c compute.Columns, x []*big.Rat, i int) *big.Rat {
	others := slices.Delete(slices.Clone(x), i, i+1)
	slices.SortFunc(others, (*big.Rat).Cmp)
	sum := new(big.Rat)
	for _, y := range others[c.Faults : len(others)-c.Faults] {
		sum.Add(sum, y)
	}
	return sum.Quo(sum, big.NewRat(int64(len(others)-2*c.Faults), 1))
}

// stake is L·(1 − 1/k).
func stake(c compute.Columns, i int) *big.Rat {
	k := int64(c.Agents - 2*c.Faults)
	return new(big.Rat).Mul(big.NewRat(int64(compute.Unit-c.Weights[i]), 1), big.NewRat(k-1, k))
}

func bestResponse(c compute.Columns, x []*big.Rat, i int) *big.Rat {
	w, m := big.NewRat(int64(c.Weights[i]), 1), stake(c, i)
	num := new(big.Rat).Mul(w, new(big.Rat).SetInt(c.Anchors[i].Big()))
	num.Add(num, new(big.Rat).Mul(m, trimmedMeanOfOthers(c, x, i)))
	return num.Quo(num, m.Add(m, w))
}

func payoff(c compute.Columns, x []*big.Rat, i int, own *big.Rat) *big.Rat {
	square := func(a, b *big.Rat, times *big.Rat) *big.Rat {
		d := new(big.Rat).Sub(a, b)
		return d.Mul(d, d).Mul(d, times)
	}
	u := square(own, new(big.Rat).SetInt(c.Anchors[i].Big()), big.NewRat(int64(c.Weights[i]), 1))
	u.Add(u, square(own, trimmedMeanOfOthers(c, x, i), stake(c, i)))
	return u.Neg(u)
}

// exactStrategies finds the fixed point without the closed form: it guesses the
// sides from the pulls at the exact root, which it finds among the rationals
// Σwb/Σw over the k middle agents of either end of [v, v+1), and lets
// bestResponse be the judge.
func exactStrategies(c compute.Columns, v fixed.Q64x64) []*big.Rat {
	root := new(big.Rat).SetInt(v.Big())
	lo, hi := new(big.Rat).Set(root), new(big.Rat).Add(root, big.NewRat(1, 1))
	var pulls []*big.Rat
	for {
		pulls = pulls[:0]
		order := make([]int, c.Agents)
		for i, b := range c.Anchors {
			d := new(big.Rat).SetInt(b.Big())
			pulls = append(pulls, d.Sub(d, root).Mul(d, big.NewRat(int64(c.Weights[i]), 1)))
			order[i] = i
		}
		slices.SortStableFunc(order, func(a, b int) int { return pulls[a].Cmp(pulls[b]) })
		g, num, den := new(big.Rat), new(big.Rat), new(big.Rat)
		for _, i := range order[c.Faults : c.Agents-c.Faults] {
			w := big.NewRat(int64(c.Weights[i]), 1)
			g.Add(g, pulls[i])
			den.Add(den, w)
			num.Add(num, w.Mul(w, new(big.Rat).SetInt(c.Anchors[i].Big())))
		}
		if g.Sign() == 0 {
			break
		}
		if g.Sign() > 0 {
			lo = root
		} else {
			hi = root
		}
		if root = num.Quo(num, den); root.Cmp(lo) <= 0 || root.Cmp(hi) >= 0 {
			root = new(big.Rat).Add(lo, hi)
			root.Quo(root, big.NewRat(2, 1))
		}
	}
	sorted := slices.Clone(pulls)
	slices.SortFunc(sorted, (*big.Rat).Cmp)
	low, high := sorted[c.Faults], sorted[c.Agents-1-c.Faults]
	unit := big.NewRat(compute.Unit, 1)
	at := func(pull *big.Rat) *big.Rat { return new(big.Rat).Add(root, new(big.Rat).Quo(pull, unit)) }
	k := big.NewRat(int64(c.Agents-2*c.Faults), 1)
	x := make([]*big.Rat, c.Agents)
	for i, p := range pulls {
		cut := low
		switch {
		case p.Cmp(low) < 0:
		case p.Cmp(high) > 0:
			cut = high
		default:
			x[i] = at(p)
			continue
		}
		// T_f of the others has the cut's strategy in this agent's place.
		mean := new(big.Rat).Sub(new(big.Rat).Mul(k, root), at(cut))
		mean.Quo(mean, new(big.Rat).Sub(k, big.NewRat(1, 1)))
		w, m := big.NewRat(int64(c.Weights[i]), 1), stake(c, i)
		num := new(big.Rat).Mul(w, new(big.Rat).SetInt(c.Anchors[i].Big()))
		num.Add(num, new(big.Rat).Mul(m, mean))
		x[i] = num.Quo(num, m.Add(m, w))
	}
	return x
}

// Columns are laid out coordinate by coordinate, and errors name the offender.
func TestNewColumns(t *testing.T) {
	q := fixed.FromInt64
	c, err := compute.NewColumns([][]fixed.Q64x64{{q(1), q(2)}, {q(3), q(4)}, {q(5), q(6)}}, []uint32{0, 1, 65000}, 0)
	if err != nil || !slices.Equal(c.Column(1), []fixed.Q64x64{q(2), q(4), q(6)}) || !slices.Equal(c.Weights, []uint32{65536, 65535, 536}) {
		t.Fatalf("%+v, %v", c, err)
	}
	for want, rows := range map[string][][]fixed.Q64x64{
		"compute: input: no agents":                                                            {},
		"compute: input: no coordinates":                                                       {{}},
		"compute: input: agent 1 has 1 coordinates, agent 0 has 2":                             {{q(1), q(2)}, {q(1)}},
		"compute: input: anchor of agent 1 in coordinate 0 is 2^110 ulps or more in magnitude": {{q(1), q(2)}, {q(1 << 46), q(1)}},
		"compute: input: anchor of agent 0 in coordinate 1 is 2^110 ulps or more in magnitude": {{q(1), q(-1 << 46)}, {q(1), q(1)}},
	} {
		if _, err := compute.NewColumns(rows, nil, 0); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// A game without equilibrium strategies, and values that are none.
func TestStrategiesRejects(t *testing.T) {
	c := backendtest.Shapes()[0].Draw(rand.New(rand.NewPCG(7, 0)), 9, 1)
	e := equilibria(t, c)
	bad := slices.Clone(e.Values)
	bad[0], _ = bad[0].Add(fixed.FromUlps(1))
	if _, err := compute.Strategies(context.Background(), c, bad); err == nil {
		t.Error("v + 1 has strategies")
	}
	c.Faults = 4
	if _, err := compute.Strategies(context.Background(), c, e.Values); err == nil {
		t.Error("n = 2f + 1 has strategies")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	c.Faults = 1
	if _, err := compute.Strategies(ctx, c, e.Values); err == nil {
		t.Error("an ended context was not noticed")
	}
}
