package fees

import (
	"slices"
	"testing"
)

// The percentile that is set is the one that is asked for; models without a
// priority fee have none.
func TestPercentileIsAskedFor(t *testing.T) {
	for _, name := range Names() {
		c := newChain()
		m, err := New(Config{Model: name}, 7, c)
		if err != nil {
			t.Fatal(err)
		}
		x := PercentileOf(m)
		if none := name == "legacy" || name == "arbitrum"; none != (x == nil) {
			t.Errorf("%s pays a priority fee: %t", name, !none)
		}
		if x == nil {
			continue
		}
		for _, p := range []struct{ set, want float64 }{{50, 50}, {35, 35}, {-1, 0}, {101, 100}} {
			if p.set != 50 { // the default, before anything is set
				x.Set(p.set)
			}
			if _, err := m.Suggest(t.Context()); err != nil {
				t.Fatal(err)
			}
			if x.Get() != p.want || !slices.Equal(c.asked, []float64{p.want}) {
				t.Errorf("%s: set %v, is %v, asked for %v", name, p.set, x.Get(), c.asked)
			}
		}
	}
}
