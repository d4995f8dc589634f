package rating_test

import (
	"context"
	"fmt"

	"oracled/compute/game/rating"
)

// Each agent beats the next in a cycle: Elo sees nobody ahead, mElo sees all.
func Example() {
	ctx := context.Background()
	p := []float64{
		0.5, 0.9, 0.1,
		0.1, 0.5, 0.9,
		0.9, 0.1, 0.5,
	}
	elo, err := rating.EloOf(ctx, 3, p)
	if err != nil {
		fmt.Println(err)
		return
	}
	melo, err := rating.MEloOf(ctx, 3, p, 1, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("Elo  %.2f\n", elo.Predictions[:3])
	fmt.Printf("mElo %.2f\n", melo.Predictions[:3])
	// Output:
	// Elo  [0.50 0.50 0.50]
	// mElo [0.50 0.90 0.10]
}

// A game that is half a ladder and half rock, paper, scissors.
func ExampleHodgeOf() {
	h, err := rating.HodgeOf(3, []float64{
		0, 1.25, -0.5,
		-1.25, 0, 1.25,
		0.5, -1.25, 0,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("div", h.Div)
	fmt.Println("rot", h.Rot[:3])
	fmt.Printf("%.3f of the energy is transitive\n", h.Transitive)
	// Output:
	// div [0.25 0 -0.25]
	// rot [0 1 -1]
	// 0.111 of the energy is transitive
}
