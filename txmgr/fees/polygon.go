package fees

import "math/big"

// polygonTip is the least tip that the nodes of Polygon PoS relay, 25 gwei.
var polygonTip = big.NewInt(25_000_000_000)

// newPolygon is eip1559 with the floor that Polygon PoS sets under the tip.
func newPolygon(c Config, b Backend) Model {
	floor := polygonTip
	if c.MinTip != nil {
		floor = greater(floor, c.MinTip)
	}
	c.MinTip = floor
	return newEIP1559(c, b)
}
