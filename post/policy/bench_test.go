package policy

import (
	"testing"
	"time"
)

// What one block costs the daemon under the policy adaptive.
func BenchmarkAdaptive(b *testing.B) {
	p := New(Config{Policy: Adaptive, LatencyBudget: 15 * time.Minute}, 0)
	blocks(p, reverting(256, 1, 10)...)
	var stream []float64
	for at := 1012.0; at < 4000; at++ {
		stream = append(stream, at)
	}
	m := moment(1000, certain(stream...))
	for b.Loop() {
		p.Until(m)
	}
}
