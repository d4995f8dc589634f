package bindings_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/vm"

	"oracled/bindings"
	"oracled/compute"
	"oracled/compute/backendtest"
	"oracled/compute/cpu"
	"oracled/fixed"
	"oracled/testnet/reference"
)

// lens is the equilibrium library in an EVM.
type lens struct {
	*evm
	*bindings.EquilibriumLens
	at common.Address
}

func newLens(t *testing.T) lens {
	e := newEVM(t)
	e.GasLimit = 50_000_000 // what nodes give an eth_call
	return lens{e, bindings.NewEquilibriumLens(), e.deploy(bindings.EquilibriumLensMetaData.Bin, nil)}
}

// one is a column of one coordinate as the contract takes it.
type one struct {
	anchors []*big.Int
	L       []uint32
	f       *big.Int
}

func column(c compute.Columns) one {
	o := one{f: big.NewInt(int64(c.Faults))}
	for i, b := range c.Column(0) {
		o.anchors = append(o.anchors, b.Big())
		o.L = append(o.L, compute.Unit-c.Weights[i])
	}
	return o
}

func (l lens) solve(o one) *big.Int {
	l.Helper()
	v, err := l.UnpackSolve(l.mustCall(l.at, l.PackSolve(o.anchors, o.L, o.f)))
	if err != nil {
		l.Fatal(err)
	}
	return v
}

func (l lens) cuts(o one, value *big.Int) bindings.CutsOutput {
	l.Helper()
	cuts, err := l.UnpackCuts(l.mustCall(l.at, l.PackCuts(o.anchors, o.L, o.f, value)))
	if err != nil {
		l.Fatal(err)
	}
	return cuts
}

func (l lens) check(o one, value, low, high *big.Int) bool {
	l.Helper()
	ok, err := l.UnpackCheck(l.mustCall(l.at, l.PackCheck(o.anchors, o.L, o.f, value, low, high)))
	if err != nil {
		l.Fatal(err)
	}
	return ok
}

// Solidity, the CPU backend and the reference have the same equilibrium, on
// every shape of columns that has ever been trouble, and the contract takes
// the certificates that Certify takes and no others.
func TestEquilibriumInSolidity(t *testing.T) {
	l := newLens(t)
	r := rand.New(rand.NewPCG(31, 1))
	columns, right, wrong := 0, 0, 0
	for _, s := range backendtest.Shapes() {
		for k := range 100 {
			n := 1 + r.IntN(9)
			if k%20 == 0 {
				n = 10 + r.IntN(40)
			}
			c := s.Draw(r, n, 1)
			e, err := cpu.New().TrimmedEquilibrium(context.Background(), c)
			if err != nil {
				t.Fatal(err)
			}
			o := column(c)
			fail := func(what string, got any) {
				t.Fatalf("%s: %s: %v; the backend has %v, cuts %v, %v\nanchors %v\nL %v, f %v", s.Name, what, got,
					e.Values[0].Big(), e.Low[0].Big(), e.High[0].Big(), o.anchors, o.L, o.f)
			}
			v := l.solve(o)
			if v.Cmp(e.Values[0].Big()) != 0 {
				fail("solve", v)
			}
			if cuts := l.cuts(o, v); cuts.Low.Cmp(e.Low[0].Big()) != 0 || cuts.High.Cmp(e.High[0].Big()) != 0 {
				fail("cuts", cuts)
			}
			if !l.check(o, e.Values[0].Big(), e.Low[0].Big(), e.High[0].Big()) {
				fail("check", false)
			}
			if k%4 == 1 {
				if want := reference.Equilibrium(rows(o), o.L, c.Faults)[0]; v.Cmp(want) != 0 {
					fail("the reference", want)
				}
			}
			for range 2 {
				x := mutate(r, o, e, l)
				want := c.Certify(x) == nil
				if got := l.check(o, x.Values[0].Big(), x.Low[0].Big(), x.High[0].Big()); got != want {
					fail(fmt.Sprintf("check of %v, cuts %v, %v", x.Values[0].Big(), x.Low[0].Big(), x.High[0].Big()), got)
				}
				if want {
					right++
				} else {
					wrong++
				}
			}
			columns++
		}
	}
	if columns < 2000 || right < 100 || wrong < 2000 {
		t.Errorf("%d columns, %d right and %d wrong certificates are no test", columns, right, wrong)
	}
}

func rows(o one) (out [][]*big.Int) {
	for _, b := range o.anchors {
		out = append(out, []*big.Int{b})
	}
	return out
}

// mutate returns the solution with a neighbour's value and its true cuts, or
// with something a little or far off.
func mutate(r *rand.Rand, o one, e compute.Equilibria, l lens) compute.Equilibria {
	off := func(q fixed.Q64x64) fixed.Q64x64 {
		var by fixed.Q64x64
		switch r.IntN(4) {
		case 0:
			return q
		case 1:
			by = fixed.FromUlps(r.Int64N(5) - 2)
		case 2:
			by = fixed.FromUlps(r.Int64N(1<<18) - 1<<17)
		case 3:
			by = fixed.Q64x64{Hi: r.Int64N(1<<r.IntN(63)+1) - 3, Lo: r.Uint64()}
		}
		if q, err := q.Add(by); err == nil {
			return q
		}
		return fixed.Max()
	}
	x := compute.Equilibria{Values: []fixed.Q64x64{off(e.Values[0])}}
	if v := x.Values[0].Big(); r.IntN(2) == 0 && v.CmpAbs(limit) < 0 {
		cuts := l.cuts(o, v)
		low, err := fixed.FromBig(cuts.Low)
		high, err2 := fixed.FromBig(cuts.High)
		if err := errors.Join(err, err2); err != nil {
			l.Fatal(err)
		}
		x.Low, x.High = []fixed.Q64x64{low}, []fixed.Q64x64{high}
	} else {
		x.Low, x.High = []fixed.Q64x64{off(e.Low[0])}, []fixed.Q64x64{off(e.High[0])}
	}
	return x
}

var limit = new(big.Int).Lsh(big.NewInt(1), compute.AnchorBits)

// What Go refuses the contract refuses with a named error, and nothing else.
func TestEquilibriumRefusesWhatGoRefuses(t *testing.T) {
	l := newLens(t)
	r := rand.New(rand.NewPCG(31, 2))
	seen := make(map[string]int)
	for range 1500 {
		c := backendtest.Shapes()[r.IntN(3)].Draw(r, 1+r.IntN(9), 1)
		o := column(c)
		i := r.IntN(c.Agents)
		switch r.IntN(6) {
		case 0:
			o.anchors[i] = new(big.Int).Add(limit, big.NewInt(r.Int64N(3)-2))
		case 1:
			o.anchors[i] = new(big.Int).Sub(big.NewInt(r.Int64N(3)-1), limit)
		case 2:
			o.L[i] = compute.MaxLambda - 1 + r.Uint32N(3)
		case 3:
			o.f = big.NewInt(r.Int64N(6))
		case 4:
			o.L = o.L[1:]
		case 5:
			o.f = new(big.Int).Lsh(big.NewInt(1), 255)
		}
		_, err := compute.NewColumns(q64(rows(o)), o.L, int(o.f.Int64()))
		if !o.f.IsInt64() {
			err = compute.ErrInput
		}
		for name, data := range map[string][]byte{
			"solve": l.PackSolve(o.anchors, o.L, o.f),
			"check": l.PackCheck(o.anchors, o.L, o.f, new(big.Int), new(big.Int), new(big.Int)),
			"cuts":  l.PackCuts(o.anchors, o.L, o.f, new(big.Int)),
		} {
			out, callErr := l.call(l.at, data)
			if (callErr == nil) != (err == nil) {
				t.Fatalf("%s of anchors %v, L %v, f %v: %v, Go says %v", name, o.anchors, o.L, o.f, callErr, err)
			}
			if callErr == nil {
				continue
			}
			reason, unpackErr := l.UnpackError(out)
			if unpackErr != nil {
				t.Fatalf("%s: %v: %x", name, unpackErr, out)
			}
			seen[fmt.Sprintf("%T", reason)]++
		}
	}
	if len(seen) != 4 {
		t.Errorf("reasons seen: %v", seen)
	}
}

func q64(rows [][]*big.Int) (out [][]fixed.Q64x64) {
	for _, row := range rows {
		q, err := fixed.FromBig(row[0])
		if err != nil {
			panic(err)
		}
		out = append(out, []fixed.Q64x64{q})
	}
	return out
}

// The contracts' 64.64 arithmetic is package fixed's, overflows included.
func TestFixedPointInSolidity(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("..", "contracts", "out", "Fixed64x64Harness.sol", "Fixed64x64Harness.json"))
	if err != nil {
		t.Skipf("no contracts/out: build the contracts with Forge first (%v)", err)
	}
	var artefact struct {
		ABI      json.RawMessage `json:"abi"`
		Bytecode struct {
			Object string `json:"object"`
		} `json:"bytecode"`
	}
	if err := json.Unmarshal(raw, &artefact); err != nil {
		t.Fatal(err)
	}
	harness, err := abi.JSON(bytes.NewReader(artefact.ABI))
	if err != nil {
		t.Fatal(err)
	}
	e := newEVM(t)
	at := e.deploy(artefact.Bytecode.Object, nil)
	reasons := map[string]error{
		selector("Overflow()"):       fixed.ErrOverflow,
		selector("DivisionByZero()"): fixed.ErrDivisionByZero,
	}

	r := rand.New(rand.NewPCG(31, 3))
	failed := 0
	compare := func(want fixed.Q64x64, wantErr error, name string, arguments ...any) {
		t.Helper()
		data, err := harness.Pack(name, arguments...)
		if err != nil {
			t.Fatal(err)
		}
		out, err := e.call(at, data)
		switch {
		case wantErr != nil:
			failed++
			if !errors.Is(err, vm.ErrExecutionReverted) || len(out) != 4 || !errors.Is(wantErr, reasons[string(out)]) {
				t.Fatalf("%s%v: %x, %v; want %v", name, arguments, out, err, wantErr)
			}
		case err != nil:
			t.Fatalf("%s%v: %v %x", name, arguments, err, out)
		default:
			got, err := harness.Unpack(name, out)
			if err != nil || got[0].(*big.Int).Cmp(want.Big()) != 0 {
				t.Fatalf("%s%v: %v, %v; want %v", name, arguments, got, err, want.Big())
			}
		}
	}
	for range 2000 {
		x, y := draw(r), draw(r)
		for name, f := range map[string]func(fixed.Q64x64) (fixed.Q64x64, error){
			"add": x.Add, "sub": x.Sub, "mul": x.Mul, "div": x.Div,
		} {
			want, err := f(y)
			compare(want, err, name, x.Big(), y.Big())
		}
		want, err := x.Neg()
		compare(want, err, "neg", x.Big())
		a, b := draw256(r), draw256(r)
		want, err = fixed.DivU(a, b)
		compare(want, err, "divu", a, b)
	}
	if failed < 500 {
		t.Errorf("only %d overflows", failed)
	}
}

func selector(signature string) string {
	id := abi.NewError(signature[:len(signature)-2], nil).ID
	return string(id[:4])
}

// draw returns a number of any magnitude, often at an edge.
func draw(r *rand.Rand) fixed.Q64x64 {
	q := fixed.Q64x64{Hi: int64(r.Uint64()) >> r.IntN(64), Lo: r.Uint64()}
	switch r.IntN(8) {
	case 0:
		return []fixed.Q64x64{fixed.Max(), fixed.Min(), {}, fixed.FromUlps(1), fixed.FromUlps(-1), fixed.FromInt64(1)}[r.IntN(6)]
	case 1:
		return fixed.FromUlps(q.Hi)
	case 2:
		return fixed.FromInt64(q.Hi)
	}
	return q
}

func draw256(r *rand.Rand) *big.Int {
	z := new(big.Int)
	for range 4 {
		z.Lsh(z, 64).Or(z, new(big.Int).SetUint64(r.Uint64()))
	}
	z.Rsh(z, uint(r.IntN(257)))
	if r.IntN(6) == 0 {
		z.Lsh(big.NewInt(1), uint(r.IntN(256)))
		z.Sub(z, big.NewInt(r.Int64N(2)))
	}
	return z
}
