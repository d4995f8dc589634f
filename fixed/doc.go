// Package fixed is signed 128-bit fixed-point arithmetic with 64 fractional
// bits, the representation of ABDKMath64x64 on the chain: exact, and an error
// wherever a result does not fit.
//
// A Q64x64 is an integer count of ulps, one ulp being 2⁻⁶⁴. Nothing wraps and
// nothing saturates. Rounding is stated by every operation that rounds: Mul
// floors and Div truncates towards zero, bit for bit what ABDKMath64x64's mul
// and div do; Parse and FromFloat64 round to the nearest, ties to even.
package fixed
