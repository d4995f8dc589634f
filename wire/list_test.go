package wire

import (
	"bytes"
	"fmt"
	"math/big"
	"reflect"
	"testing"

	"oracled/oracle"
)

// TestLists: which chains an outcome was made of comes back, and costs the bytes
// that ListSize says at most.
func TestLists(t *testing.T) {
	digest := oracle.PostedOutcome{Index: 5, Round: 2, Digest: true, Took: 0b101, Values: []*big.Int{big.NewInt(-3)}}
	plain := oracle.PostedOutcome{Index: 1, Round: 9, Values: []*big.Int{big.NewInt(7)}}
	narrow := oracle.PostedOutcome{Index: 1<<32 - 1, Round: 1 << 31, Narrow: true, Took: 1<<oracle.MaxMembers - 1, Values: []*big.Int{big.NewInt(1), big.NewInt(2)}}
	none := oracle.PostedOutcome{Index: 2, Round: 1, Insufficient: true, Took: 1}
	again := plain
	again.Round, again.Took = 10, 0b11
	outcomes := []oracle.PostedOutcome{digest, plain, narrow, none, again}
	p, err := Pack(1, anchor, outcomes)
	if err != nil {
		t.Fatal(err)
	}
	_, _, back, err := Unpack(p)
	if err != nil || !reflect.DeepEqual(back, outcomes) {
		t.Fatalf("%+v, %v; want %+v", back, err, outcomes)
	}
	for _, o := range outcomes {
		with, err := Pack(1, anchor, []oracle.PostedOutcome{o})
		if err != nil {
			t.Fatal(err)
		}
		took := o.Took
		o.Took = 0
		without, err := Pack(1, anchor, []oracle.PostedOutcome{o})
		if err != nil {
			t.Fatal(err)
		}
		if n := len(with) - len(without); took != 0 && (n <= OutcomeHeader || n > ListSize) || took == 0 && n != 0 {
			t.Errorf("the list of %+v takes %d bytes", o, n)
		}
		if bytes.Equal(with, without) != (took == 0) {
			t.Error("a list changes nothing that is signed")
		}
	}
	many := make([]oracle.PostedOutcome, MaxOutcomes)
	for i := range many {
		many[i] = oracle.PostedOutcome{Index: uint32(i + 1), Round: 1, Insufficient: true}
	}
	if _, err := Pack(1, anchor, many); err != nil {
		t.Error(err)
	}
	many[3].Took = 1
	if _, err := Pack(1, anchor, many); err == nil {
		t.Error("256 outcomes and a list fit")
	}
}

// TestNoLists: an entry of task 0 that is no list stays an entry, as the contract
// takes it.
func TestNoLists(t *testing.T) {
	outcome := oracle.PostedOutcome{Index: 3, Round: 2, Values: []*big.Int{big.NewInt(7)}}
	list := func(change func(*oracle.PostedOutcome)) oracle.PostedOutcome {
		l := oracle.PostedOutcome{Round: 2, Values: []*big.Int{big.NewInt(3), big.NewInt(1)}}
		change(&l)
		return l
	}
	for name, entries := range map[string][]oracle.PostedOutcome{
		"of another round":  {outcome, list(func(l *oracle.PostedOutcome) { l.Round = 3 })},
		"of another task":   {outcome, list(func(l *oracle.PostedOutcome) { l.Values[0] = big.NewInt(4) })},
		"of task 0":         {outcome, list(func(l *oracle.PostedOutcome) { l.Values[0] = big.NewInt(0) })},
		"empty":             {outcome, list(func(l *oracle.PostedOutcome) { l.Values[1] = big.NewInt(0) })},
		"negative":          {outcome, list(func(l *oracle.PostedOutcome) { l.Values[1] = big.NewInt(-1) })},
		"too many chains":   {outcome, list(func(l *oracle.PostedOutcome) { l.Values[1] = big.NewInt(1 << oracle.MaxMembers) })},
		"three values":      {outcome, list(func(l *oracle.PostedOutcome) { l.Values = append(l.Values, big.NewInt(1)) })},
		"with participants": {outcome, list(func(l *oracle.PostedOutcome) { l.Participants = 1 })},
		"before":            {list(func(*oracle.PostedOutcome) {}), outcome},
		"twice":             {outcome, list(func(*oracle.PostedOutcome) {}), list(func(*oracle.PostedOutcome) {})},
	} {
		p, err := Pack(1, anchor, entries)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, back, err := Unpack(p); err != nil || fmt.Sprint(back) != fmt.Sprint(entries) {
			t.Errorf("%s: %+v, %v", name, back, err)
		}
	}
}
