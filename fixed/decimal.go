package fixed

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"strings"
)

// maxDecimal is the longest decimal that Parse reads, in bytes.
const maxDecimal = 1024

// Parse returns the Q64x64 nearest to a decimal number, ties to even:
// an optional sign, digits with an optional point, an optional exponent
// ("-12.5", "1e-9", ".5"). ErrSyntax for anything else and for more than 1024
// bytes, ErrOverflow where the rounded value does not fit.
func Parse(decimal string) (Q64x64, error) {
	digits, exponent, negative, ok := splitDecimal(decimal)
	if !ok {
		if len(decimal) > 64 {
			decimal = decimal[:64] + "…"
		}
		return Q64x64{}, fmt.Errorf("%w: %q", ErrSyntax, decimal)
	}
	// The value is digits·10^exponent, below 10^(len(digits)+exponent).
	if digits == "" || len(digits)+exponent < -20 {
		return Q64x64{}, nil
	}
	if len(digits)+exponent > 20 {
		return Q64x64{}, fmt.Errorf("%w: %s", ErrOverflow, decimal)
	}
	num, _ := new(big.Int).SetString(digits, 10)
	num.Lsh(num, 64)
	if exponent >= 0 {
		num.Mul(num, pow10(exponent))
	} else {
		num = roundQuo(num, pow10(-exponent))
	}
	if negative {
		num.Neg(num)
	}
	q, err := FromBig(num)
	if err != nil {
		return Q64x64{}, fmt.Errorf("%w: %s", err, decimal)
	}
	return q, nil
}

// splitDecimal returns the number's significant digits without leading zeros
// and the power of ten of the last of them.
func splitDecimal(s string) (digits string, exponent int, negative, ok bool) {
	if len(s) > maxDecimal {
		return "", 0, false, false
	}
	if s != "" && (s[0] == '+' || s[0] == '-') {
		negative = s[0] == '-'
		s = s[1:]
	}
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		e := s[i+1:]
		s = s[:i]
		minus := false
		if e != "" && (e[0] == '+' || e[0] == '-') {
			minus = e[0] == '-'
			e = e[1:]
		}
		if !allDigits(e) || e == "" {
			return "", 0, false, false
		}
		for _, c := range []byte(e) {
			// Past this bound only the sign matters: 1024 digits cannot make up for it.
			exponent = min(exponent*10+int(c-'0'), 1<<20)
		}
		if minus {
			exponent = -exponent
		}
	}
	whole, fraction, _ := strings.Cut(s, ".")
	if whole == "" && fraction == "" || !allDigits(whole) || !allDigits(fraction) {
		return "", 0, false, false
	}
	return strings.TrimLeft(whole+fraction, "0"), exponent - len(fraction), negative, true
}

func allDigits(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

func pow10(n int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
}

// roundQuo returns x/y to the nearest integer, ties to even; x ≥ 0, y > 0.
func roundQuo(x, y *big.Int) *big.Int {
	q, r := new(big.Int).QuoRem(x, y, new(big.Int))
	switch c := r.Lsh(r, 1).Cmp(y); {
	case c > 0, c == 0 && q.Bit(0) == 1:
		q.Add(q, big.NewInt(1))
	}
	return q
}

// String returns the decimal with the fewest fractional digits (at most 20)
// that Parse reads as q again, without an exponent.
func (q Q64x64) String() string {
	hi, lo, negative := q.magnitude()
	whole, frac := new(big.Int).SetUint64(hi), new(big.Int).SetUint64(lo)
	sign := ""
	if negative {
		sign = "-"
	}
	if lo == 0 {
		return sign + whole.String()
	}
	unit := new(big.Int).Lsh(big.NewInt(1), 64)
	for p := 1; ; p++ { // ends: 10⁻²⁰ < 2⁻⁶⁴
		scale := pow10(p)
		// The digits of the fraction, below the scale unless they round up to one.
		digits := roundQuo(new(big.Int).Mul(frac, scale), unit)
		if digits.Cmp(scale) >= 0 {
			continue
		}
		if roundQuo(new(big.Int).Mul(digits, unit), scale).Cmp(frac) == 0 {
			return fmt.Sprintf("%s%s.%0*s", sign, whole, p, digits)
		}
	}
}

// FromFloat64 returns the Q64x64 nearest to x, ties to even; ErrNotFinite for
// NaN and infinities, ErrOverflow outside [−2⁶³, 2⁶³).
func FromFloat64(x float64) (Q64x64, error) {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return Q64x64{}, fmt.Errorf("%w: %v", ErrNotFinite, x)
	}
	if x < -(1<<63) || x >= 1<<63 {
		return Q64x64{}, fmt.Errorf("%w: %v", ErrOverflow, x)
	}
	// Scaling by a power of two is exact, and only |x| < 2⁻¹¹ has bits below an ulp.
	z, _ := new(big.Float).SetFloat64(math.RoundToEven(math.Ldexp(x, 64))).Int(nil)
	return FromBig(z)
}

// Float64 returns the float64 nearest to q, ties to even.
func (q Q64x64) Float64() float64 {
	f, _ := new(big.Float).SetInt(q.Big()).Float64()
	return math.Ldexp(f, -64)
}

// MarshalText writes what String returns.
func (q Q64x64) MarshalText() ([]byte, error) { return []byte(q.String()), nil }

// UnmarshalText reads what Parse reads.
func (q *Q64x64) UnmarshalText(text []byte) error {
	z, err := Parse(string(text))
	if err != nil {
		return err
	}
	*q = z
	return nil
}

// MarshalJSON writes a decimal string, which no JSON reader rounds.
func (q Q64x64) MarshalJSON() ([]byte, error) { return []byte(`"` + q.String() + `"`), nil }

// UnmarshalJSON reads a decimal string or a JSON number, either exactly; null
// is an error.
func (q *Q64x64) UnmarshalJSON(data []byte) error {
	text := string(data)
	if strings.HasPrefix(text, `"`) {
		if err := json.Unmarshal(data, &text); err != nil {
			return err
		}
	}
	return q.UnmarshalText([]byte(text))
}
