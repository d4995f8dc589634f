// Package certify proves in integers that a distribution has the largest entropy
// among those that satisfy linear inequalities, up to a bound. It knows nothing
// of how the distribution was found. Exponentials and logarithms are in fixed
// point and enclosed from both sides, so every machine says the same.
package certify
