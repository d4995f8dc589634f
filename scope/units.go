package scope

import (
	"math/big"

	"oracled/fixed"
	"oracled/oracle"
)

// unitsOf returns posted values in units of 2⁻⁶⁴.
func unitsOf(o oracle.PostedOutcome) []fixed.Q64x64 {
	var out []fixed.Q64x64
	for _, v := range o.Values {
		if o.Narrow {
			v = new(big.Int).Lsh(v, 32)
		}
		q, _ := fixed.FromBig(v) // it has 16 bytes, as it was in a batch
		out = append(out, q)
	}
	return out
}
