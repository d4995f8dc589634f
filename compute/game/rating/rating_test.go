package rating

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"testing"
)

var bg = context.Background()

// alphago is Silver et al. 2016, Extended Data Table 9.
var alphago = []float64{
	0.5, 0.99, 0.95, 1, 1, 1, 1, 0.99,
	0.01, 0.5, 0.39, 0.65, 0.94, 1, 0.99, 0.84,
	0.05, 0.61, 0.5, 0.87, 1, 1, 0.96, 0.98,
	0, 0.35, 0.13, 0.5, 1, 0.71, 0.52, 0.92,
	0, 0.06, 0, 0, 0.5, 0.22, 0.22, 0.06,
	0, 0, 0, 0.29, 0.78, 0.5, 0.7, 0.4,
	0, 0.01, 0.04, 0.48, 0.78, 0.3, 0.5, 1,
	0.01, 0.16, 0.02, 0.08, 0.94, 0.6, 0, 0.5,
}

func TestAlphaGo(t *testing.T) {
	for seed := range uint64(4) {
		x, err := MEloOf(bg, 8, alphago, 1, seed)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("loss %v, Frobenius %v, gradient %v, %d steps, r %v C %v", x.Loss, x.Frobenius, x.Gradient, x.Iterations, x.Ratings, x.Features)
		if !x.Converged || x.Loss > 7.3655 || x.Frobenius > 0.2606 {
			t.Errorf("loss %v, Frobenius %v, gradient %v", x.Loss, x.Frobenius, x.Gradient)
		}
	}
	_ = errors.New
	_ = math.Pi
	_ = rand.N[int]
}
