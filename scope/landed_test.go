package scope_test

import (
	"fmt"
	"math/big"
	"slices"
	"testing"

	"oracled/oracle"
	"oracled/scope"
)

// The status has what each chain has of the newest rounds, and tells whether that
// is the same: all but the number of the task there.
func TestLandedRounds(t *testing.T) {
	on := tasks(t, 1, 1, 1)
	k := scope.NewKeeper(solvers, &notes{})
	for _, task := range on {
		k.Serve(task, 0)
	}
	post := func(chain int, round uint32, change func(*oracle.PostedOutcome)) {
		o := oracle.PostedOutcome{Index: on[chain].Index, Round: round, Participants: 9, Took: 0b011}
		for i := range int64(6) {
			o.Values = append(o.Values, new(big.Int).Lsh(big.NewInt(10*int64(round)+i), 64))
		}
		if change != nil {
			change(&o)
		}
		k.Posted(on[chain], o)
	}
	landed := func() (out []string) {
		for _, r := range k.Status()[0].Landed {
			line := fmt.Sprintf("%d %v:", r.Round, r.Equal)
			for _, o := range r.On {
				line += fmt.Sprintf(" %d", o.ChainID)
			}
			out = append(out, line)
		}
		return out
	}
	if got := k.Status()[0].Landed; got == nil || len(got) != 0 {
		t.Errorf("nothing has landed: %v", got)
	}
	post(0, 1, nil)
	post(2, 1, nil)
	if got, want := landed(), []string{"1 true: 100 102"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	got := k.Status()[0].Landed[0].On[1]
	if got.Status != oracle.StatusOK || got.Participants != 9 || !slices.Equal(got.Took, []uint64{100, 101}) || !slices.Equal(got.Values, []string{"10", "11", "12", "13"}) || got.Coordinates != 6 {
		t.Errorf("%+v", got)
	}
	for name, change := range map[string]func(*oracle.PostedOutcome){
		"participants": func(o *oracle.PostedOutcome) { o.Participants++ },
		"list":         func(o *oracle.PostedOutcome) { o.Took = 0b111 },
		"a value":      func(o *oracle.PostedOutcome) { o.Values[5] = big.NewInt(1) },
		"fewer values": func(o *oracle.PostedOutcome) { o.Values = o.Values[:5] },
		"insufficient": func(o *oracle.PostedOutcome) { o.Insufficient = true },
	} {
		post(1, 1, change)
		if got, want := landed(), []string{"1 false: 100 101 102"}; !slices.Equal(got, want) {
			t.Errorf("another %s: %q, want %q", name, got, want)
		}
		post(1, 1, nil)
		if got, want := landed(), []string{"1 true: 100 101 102"}; !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for n := range uint32(20) {
		post(0, n+2, nil)
	}
	if got := landed(); len(got) != 8 || got[0] != "14 true: 100" || got[7] != "21 true: 100" {
		t.Errorf("after many: %q", got)
	}
}
