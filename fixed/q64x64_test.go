package fixed

import (
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

var (
	two64  = new(big.Int).Lsh(big.NewInt(1), 64)
	two127 = new(big.Int).Lsh(big.NewInt(1), 127)
)

// bigFits tells whether an integer of ulps is a Q64x64.
func bigFits(z *big.Int) bool {
	return z.Cmp(new(big.Int).Neg(two127)) >= 0 && z.Cmp(two127) < 0
}

// sample draws numbers of every magnitude, and the ones at the edges.
func sample(r *rand.Rand) Q64x64 {
	edges := []Q64x64{{}, Max(), Min(), {Hi: -1, Lo: math.MaxUint64}, {Lo: 1}, {Hi: 1}, {Hi: -1},
		{Lo: 1 << 63}, {Hi: math.MinInt64, Lo: 1}, {Lo: math.MaxUint64}, {Hi: math.MaxInt64}}
	if r.IntN(4) == 0 {
		return edges[r.IntN(len(edges))]
	}
	q := Q64x64{Hi: int64(r.Uint64()), Lo: r.Uint64()}
	for shift := r.IntN(128); shift > 0; shift-- {
		q.Lo = q.Lo>>1 | uint64(q.Hi)<<63
		q.Hi >>= 1
	}
	return q
}

// expect compares a result with the exact integer that it stands for.
func expect(t testing.TB, what string, got Q64x64, err error, want *big.Int) {
	t.Helper()
	if !bigFits(want) {
		if !errors.Is(err, ErrOverflow) {
			t.Fatalf("%s = %v, %v; want overflow of %v", what, got, err, want)
		}
		return
	}
	if err != nil || got.Big().Cmp(want) != 0 {
		t.Fatalf("%s = %v, %v; want %v", what, got.Big(), err, want)
	}
}

// checkArithmetic holds every operation on two numbers against math/big.
func checkArithmetic(t testing.TB, a, b Q64x64) {
	t.Helper()
	x, y := a.Big(), b.Big()
	if z, err := FromBig(x); err != nil || z != a {
		t.Fatalf("FromBig(Big(%#v)) = %#v, %v", a, z, err)
	}
	if z := FromBytes16(a.Bytes16()); z != a {
		t.Fatalf("FromBytes16(Bytes16(%#v)) = %#v", a, z)
	}
	if a.Cmp(b) != x.Cmp(y) || a.Sign() != x.Sign() {
		t.Fatalf("Cmp or Sign of %v, %v", x, y)
	}
	z, err := a.Add(b)
	expect(t, "Add", z, err, new(big.Int).Add(x, y))
	z, err = a.Sub(b)
	expect(t, "Sub", z, err, new(big.Int).Sub(x, y))
	z, err = a.Neg()
	expect(t, "Neg", z, err, new(big.Int).Neg(x))
	z, err = a.Mul(b)
	product := new(big.Int).Mul(x, y)
	expect(t, "Mul", z, err, product.Rsh(product, 64)) // Rsh floors
	z, err = a.Div(b)
	if y.Sign() == 0 {
		if !errors.Is(err, ErrDivisionByZero) {
			t.Fatalf("Div by zero: %v", err)
		}
	} else {
		quotient := new(big.Int).Lsh(x, 64)
		expect(t, "Div", z, err, quotient.Quo(quotient, y)) // Quo truncates
	}
	narrow := new(big.Int).Rsh(x, 32)
	if a.Shift32Floor().Big().Cmp(narrow) != 0 || a.Floor32().Big().Cmp(narrow.Lsh(narrow, 32)) != 0 {
		t.Fatalf("narrowing of %v", x)
	}
	// A text reads back as the same number, and so do its neighbours' texts.
	if z, err := Parse(a.String()); err != nil || z != a {
		t.Fatalf("Parse(%q) = %v, %v", a.String(), z, err)
	}
	want, _ := new(big.Float).SetPrec(53).SetInt(x).Float64()
	if got := a.Float64(); got != math.Ldexp(want, -64) {
		t.Fatalf("Float64(%v) = %v", a, got)
	}
}

func TestArithmeticAgreesWithBig(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 20000 {
		checkArithmetic(t, sample(r), sample(r))
	}
}

func FuzzArithmetic(f *testing.F) {
	f.Add(int64(0), uint64(0), int64(-1), uint64(math.MaxUint64))
	f.Add(int64(math.MinInt64), uint64(0), int64(-1), uint64(0))
	f.Add(int64(math.MaxInt64), uint64(math.MaxUint64), int64(1), uint64(1))
	f.Fuzz(func(t *testing.T, ah int64, al uint64, bh int64, bl uint64) {
		checkArithmetic(t, Q64x64{ah, al}, Q64x64{bh, bl})
	})
}

// Vectors of ABDKMath64x64: mul floors, div and divu truncate, min·(−1) reverts.
func TestABDKRounding(t *testing.T) {
	ulp, minus := Q64x64{Lo: 1}, Q64x64{Hi: -1, Lo: math.MaxUint64}
	half := Q64x64{Lo: 1 << 63}
	for _, c := range []struct {
		name string
		got  func() (Q64x64, error)
		want Q64x64
		err  error
	}{
		{"ulp·½ floors to 0", func() (Q64x64, error) { return ulp.Mul(half) }, Q64x64{}, nil},
		{"−ulp·½ floors to −ulp", func() (Q64x64, error) { return minus.Mul(half) }, minus, nil},
		{"−ulp/2 truncates to 0", func() (Q64x64, error) { return minus.Div(FromInt64(2)) }, Q64x64{}, nil},
		{"−1/3", func() (Q64x64, error) { return FromInt64(-1).Div(FromInt64(3)) }, Q64x64{Hi: -1, Lo: 0xaaaaaaaaaaaaaaab}, nil},
		{"min·−1", func() (Q64x64, error) { return Min().Mul(FromInt64(-1)) }, Q64x64{}, ErrOverflow},
		{"min/−1", func() (Q64x64, error) { return Min().Div(FromInt64(-1)) }, Q64x64{}, ErrOverflow},
		{"1/ulp", func() (Q64x64, error) { return FromInt64(1).Div(ulp) }, Q64x64{}, ErrOverflow},
		{"divu(2, 3)", func() (Q64x64, error) { return DivU(big.NewInt(2), big.NewInt(3)) }, Q64x64{Lo: 0xaaaaaaaaaaaaaaaa}, nil},
		{"divu(1, 0)", func() (Q64x64, error) { return DivU(big.NewInt(1), new(big.Int)) }, Q64x64{}, ErrDivisionByZero},
		{"divu(2²⁵⁶−1, 2²⁵⁶−1)", func() (Q64x64, error) { return DivU(mask256, mask256) }, FromInt64(1), nil},
		{"divu(2²⁵⁶, 1)", func() (Q64x64, error) { return DivU(new(big.Int).Lsh(big.NewInt(1), 256), big.NewInt(1)) }, Q64x64{}, ErrOverflow},
		{"divu(−1, 1)", func() (Q64x64, error) { return DivU(big.NewInt(-1), big.NewInt(1)) }, Q64x64{}, ErrOverflow},
		{"divu(2⁶³, 1)", func() (Q64x64, error) { return DivU(new(big.Int).Lsh(big.NewInt(1), 63), big.NewInt(1)) }, Q64x64{}, ErrOverflow},
	} {
		if got, err := c.got(); got != c.want || !errors.Is(err, c.err) {
			t.Errorf("%s = %#v, %v; want %#v, %v", c.name, got, err, c.want, c.err)
		}
	}
}

// ABDK proves its two-step quotient to be the exact truncation.
func TestDivUTruncates(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	draw := func() *big.Int {
		z := new(big.Int)
		for range 4 {
			z.Or(z.Lsh(z, 64), new(big.Int).SetUint64(r.Uint64()))
		}
		return z.Rsh(z, uint(r.IntN(256)))
	}
	for range 50000 {
		x, y := draw(), draw()
		if r.IntN(2) == 0 && x.Sign() > 0 { // a quotient near 2^k, where bits are lost first
			y.Rsh(x, uint(r.IntN(64)))
			y.Add(y, big.NewInt(int64(r.IntN(5)-2)))
			y.Abs(y)
		}
		if y.Sign() == 0 {
			continue
		}
		want := new(big.Int).Lsh(x, 64)
		got, err := DivU(x, y)
		expect(t, "DivU", got, err, want.Quo(want, y))
	}
}

func TestParse(t *testing.T) {
	for _, c := range []struct {
		in   string
		want Q64x64
		err  error
	}{
		{"0", Q64x64{}, nil},
		{"-0.0", Q64x64{}, nil},
		{"+1", FromInt64(1), nil},
		{"-1.5", Q64x64{Hi: -2, Lo: 1 << 63}, nil},
		{".5", Q64x64{Lo: 1 << 63}, nil},
		{"5.", FromInt64(5), nil},
		{"25e-2", Q64x64{Lo: 1 << 62}, nil},
		{"0.0025E+2", Q64x64{Lo: 1 << 62}, nil},
		// ½ ulp and 1½ ulps, ties to even: 2⁻⁶⁵ and 3·2⁻⁶⁵ written out.
		{"0.00000000000000000002710505431213761085018632002174854278564453125", Q64x64{}, nil},
		{"0.00000000000000000002710505431213761085018632002174854278564453126", Q64x64{Lo: 1}, nil},
		{"0.00000000000000000008131516293641283255055896006524562835693359375", Q64x64{Lo: 2}, nil},
		{"1e-400", Q64x64{}, nil},
		{"1e-99999999999999999999", Q64x64{}, nil},
		{"0e99999999999999999999", Q64x64{}, nil},
		{"9223372036854775807.99999999999999999995", Max(), nil},
		{"9223372036854775807.99999999999999999998", Q64x64{}, ErrOverflow},
		{"-9223372036854775808", Min(), nil},
		{"-9223372036854775808.00000000000000000002", Min(), nil},
		{"9223372036854775808", Q64x64{}, ErrOverflow},
		{"1e400", Q64x64{}, ErrOverflow},
		{"1e99999999999999999999", Q64x64{}, ErrOverflow},
		{"", Q64x64{}, ErrSyntax}, {"-", Q64x64{}, ErrSyntax}, {".", Q64x64{}, ErrSyntax}, {"1e", Q64x64{}, ErrSyntax},
		{"1e+", Q64x64{}, ErrSyntax}, {"--1", Q64x64{}, ErrSyntax}, {"1 ", Q64x64{}, ErrSyntax}, {"0x1", Q64x64{}, ErrSyntax},
		{"NaN", Q64x64{}, ErrSyntax}, {"Inf", Q64x64{}, ErrSyntax}, {"1_000", Q64x64{}, ErrSyntax}, {"1.2.3", Q64x64{}, ErrSyntax},
		{"１", Q64x64{}, ErrSyntax},
	} {
		if got, err := Parse(c.in); got != c.want || !errors.Is(err, c.err) {
			t.Errorf("Parse(%q) = %#v, %v; want %#v, %v", c.in, got, err, c.want, c.err)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"1", "-0.1", "1e-20", "9223372036854775807.99999999999999999995", "1e9999999", "..", "-.e1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q, err := Parse(s)
		if err != nil {
			return
		}
		if z, err := Parse(q.String()); err != nil || z != q {
			t.Fatalf("Parse(%q) = %#v but its text %q reads as %#v, %v", s, q, q.String(), z, err)
		}
		if exact, ok := new(big.Rat).SetString(s); ok && len(s) < 60 {
			d := exact.Sub(exact, new(big.Rat).SetFrac(q.Big(), two64))
			if d.Abs(d).Cmp(new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Lsh(big.NewInt(1), 65))) > 0 {
				t.Fatalf("Parse(%q) = %v, off by %v", s, q, d)
			}
		}
	})
}

func TestString(t *testing.T) {
	for _, c := range []struct {
		in   Q64x64
		want string
	}{
		{Q64x64{}, "0"}, {FromInt64(-7), "-7"}, {Q64x64{Lo: 1 << 63}, "0.5"}, {Q64x64{Hi: -1, Lo: 1 << 63}, "-0.5"},
		{Q64x64{Lo: 1}, "0.00000000000000000005"}, {Max(), "9223372036854775807.99999999999999999995"},
		{Min(), "-9223372036854775808"},
	} {
		if got := c.in.String(); got != c.want {
			t.Errorf("%#v = %q, want %q", c.in, got, c.want)
		}
	}
	if q, err := Parse("0.1"); err != nil || q.String() != "0.1" {
		t.Errorf("0.1 reads and writes as %v, %v", q, err)
	}
}

func TestFloat64(t *testing.T) {
	for _, x := range []float64{0, 1, -1.25, 0.1, 1e18, -1 << 63, math.Nextafter(1<<63, 0), 0x1p-64, math.SmallestNonzeroFloat64} {
		q, err := FromFloat64(x)
		want := new(big.Float).SetFloat64(x)
		if err != nil || math.Abs(x) >= 0x1p-10 && new(big.Float).SetMantExp(new(big.Float).SetInt(q.Big()), -64).Cmp(want) != 0 {
			t.Errorf("FromFloat64(%v) = %v, %v", x, q, err)
		}
	}
	for x, want := range map[float64]int64{0x1p-65: 0, 0x3p-65: 2, 0x5p-65: 2, -0x1.8p-64: -2, -0x1.1p-65: -1, 0x1p-1074: 0} {
		if q, err := FromFloat64(x); err != nil || q != FromUlps(want) {
			t.Errorf("FromFloat64(%v) = %v, %v; want %d ulps", x, q, err, want)
		}
	}
	for _, x := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if _, err := FromFloat64(x); !errors.Is(err, ErrNotFinite) {
			t.Errorf("FromFloat64(%v): %v", x, err)
		}
	}
	for _, x := range []float64{1 << 63, -0x1.0000000000001p63, 1e300} {
		if _, err := FromFloat64(x); !errors.Is(err, ErrOverflow) {
			t.Errorf("FromFloat64(%v): %v", x, err)
		}
	}
}

func TestFromBigRejects(t *testing.T) {
	one := big.NewInt(1)
	for _, z := range []*big.Int{two127, new(big.Int).Lsh(one, 300), new(big.Int).Neg(new(big.Int).Add(two127, one)), new(big.Int).Lsh(big.NewInt(-1), 128), new(big.Int).Lsh(big.NewInt(-1), 200)} {
		if q, err := FromBig(z); !errors.Is(err, ErrOverflow) {
			t.Errorf("FromBig(%v) = %v, %v", z, q, err)
		}
	}
	if q, err := FromBig(new(big.Int).Neg(two127)); err != nil || q != Min() {
		t.Errorf("FromBig(−2¹²⁷) = %v, %v", q, err)
	}
}

func TestJSON(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 200 {
		in := struct{ V []Q64x64 }{[]Q64x64{sample(r), sample(r)}}
		data, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		out := struct{ V []Q64x64 }{}
		if err := json.Unmarshal(data, &out); err != nil || out.V[0] != in.V[0] || out.V[1] != in.V[1] {
			t.Fatalf("%s reads as %v, %v", data, out, err)
		}
	}
	var q Q64x64
	if err := json.Unmarshal([]byte("1.25"), &q); err != nil || q != (Q64x64{Hi: 1, Lo: 1 << 62}) {
		t.Errorf("number: %v, %v", q, err)
	}
	for _, bad := range []string{"null", `"x"`, "true", "[]", `""`} {
		if err := json.Unmarshal([]byte(bad), &q); err == nil {
			t.Errorf("%s was read", bad)
		}
	}
}

func BenchmarkString(b *testing.B) {
	q := Q64x64{Hi: 12345, Lo: 0x123456789abcdef1}
	for b.Loop() {
		_ = q.String()
	}
}
