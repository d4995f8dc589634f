// Package progress is how a solver tells somebody how far it has come.
package progress

// Report is where some work stands.
type Report struct {
	// Done of Total, in Unit (a plural such as "periods"). Total is 0 where
	// nobody knows it in advance, and a bound where the work may end sooner.
	Done, Total int64
	Unit        string
	// Measure names what Value computes, such as "NashConv", the solver's own
	// distance to an answer. Value is nil where there is none to tell, may take
	// as long as a step of the work, and may only be called before Func returns.
	Measure string
	Value   func() float64
}

// Func is told now and then, between two steps, by the goroutine that works:
// where several do, by all of them at once. It has to be quick, as the work
// waits for it, and nothing it does changes the answer.
type Func func(Report)

// Tell tells everybody.
func Tell(to []Func, r Report) {
	for _, f := range to {
		f(r)
	}
}
