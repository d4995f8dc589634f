package nashavg_test

import (
	"context"
	"fmt"

	"oracled/compute/game/nashavg"
)

// Rock, paper, scissors and an agent that loses to all of them: beating the
// weak one counts for nothing.
func ExampleAVA() {
	x, err := nashavg.AVA(context.Background(), 4, []float64{
		0, -1, 1, 9,
		1, 0, -1, 2,
		-1, 1, 0, 2,
		-9, -2, -2, 0,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("p %.3f\n", x.P)
	fmt.Printf("the weak one's rating %.3f\n", x.Ratings[3])
	fmt.Println("support", x.Support, "converged", x.Converged)
	// Output:
	// p [0.333 0.333 0.333 0.000]
	// the weak one's rating -4.333
	// support [0 1 2] converged true
}

// Two agents and three tasks; the last task is too easy to tell anything.
func ExampleAVT() {
	x, err := nashavg.AVT(context.Background(), 2, 3, []float64{
		3, 0, 9,
		1, 2, 9,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("agents %.2f, tasks %.2f, value %.2f, skill %.2f\n", x.Agents, x.Tasks, x.Value, x.Skill)
	// Output: agents [0.25 0.75], tasks [0.50 0.50 0.00], value 1.50, skill [1.50 1.50]
}
