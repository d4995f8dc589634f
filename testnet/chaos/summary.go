package chaos

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// Span is a quantity before and after.
type Span struct {
	Start uint64 `json:"start"`
	End   uint64 `json:"end"`
}

// Summary is what became of a whole run. docs/testing.md documents its keys.
type Summary struct {
	Node       string            `json:"node"` // "anvil" or "geth"
	Seed       uint64            `json:"seed"`
	Faults     map[string]int    `json:"faults"`  // how many of each kind
	Skipped    map[string][]Need `json:"skipped"` // kinds that this run could not bring, and what they need
	Rounds     int               `json:"rounds"`
	Lost       int               `json:"lost"`
	Doubled    int               `json:"doubled"`
	Wrong      int               `json:"wrong"`
	Goroutines Span              `json:"goroutines"`
	Heap       Span              `json:"heap"`   // bytes in use
	Blocks     map[string]uint64 `json:"blocks"` // from the end of a fault and its rounds until all was on the chain
	Exits      map[string]int    `json:"exits"`  // of the daemon by itself, under a fault
	Failures   []string          `json:"failures"`
	Notes      []string          `json:"notes"`
	Seconds    float64           `json:"seconds"`
	flat       bool
}

// NewSummary returns the summary of a run in which nothing has happened yet.
func NewSummary(node string, seed uint64) *Summary {
	return &Summary{
		Node: node, Seed: seed, Faults: map[string]int{}, Skipped: map[string][]Need{}, Blocks: map[string]uint64{}, Exits: map[string]int{},
		Failures: []string{}, flat: true,
	}
}

// Add adds an episode whose audit is finished.
func (s *Summary) Add(e *Episode) {
	for k, n := range e.Faults {
		s.Faults[k] += n
		s.Blocks[k] = max(s.Blocks[k], e.Blocks)
		if e.Exits > 0 {
			s.Exits[k] += e.Exits
		}
	}
	s.Rounds += e.Rounds
	s.Lost += e.Lost
	s.Doubled += e.Doubled
	s.Wrong += e.Wrong
	s.Failures = append(s.Failures, e.Failures...)
}

// What the daemon may use more at the end than at the start. Every connection to
// an endpoint is a handful of goroutines, and one that a fault cut may be
// replaced by two while the old one times out; a leak is one per fault at least,
// of which there are more. Heap: the tasks and the trust of every episode stay
// in the book, a few kilobytes each, and spans of small objects come in 8 KiB.
const (
	goroutineSlack = 6
	heapSlack      = 4 << 20
	heapRatio      = 1.15
)

// Flat compares the usage before and after.
func (s *Summary) Flat(start, end Usage) {
	s.Goroutines = Span{uint64(start.Goroutines), uint64(end.Goroutines)}
	s.Heap = Span{start.Heap, end.Heap}
	if end.Goroutines > start.Goroutines+goroutineSlack {
		s.flat = false
		s.Failures = append(s.Failures, fmt.Sprintf("goroutines grew from %d to %d", start.Goroutines, end.Goroutines))
	}
	if float64(end.Heap) > heapRatio*float64(start.Heap)+heapSlack {
		s.flat = false
		s.Failures = append(s.Failures, fmt.Sprintf("the heap grew from %d to %d bytes", start.Heap, end.Heap))
	}
}

// Good tells whether everything was as it must be.
func (s *Summary) Good() bool {
	return s.Lost == 0 && s.Doubled == 0 && s.Wrong == 0 && s.flat && len(s.Failures) == 0
}

// Write writes the summary as JSON.
func (s *Summary) Write(path string) error { return writeJSON(path, s) }

func writeJSON(path string, v any) error {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, append(b, '\n'), 0o644)
}
