package door

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// What each reader returns, or what it says about what it cannot read.
func TestRealReaders(t *testing.T) {
	any := func(x any, err error) (string, error) { return fmt.Sprint(x), err }
	vector := func(f fields) (string, error) { return any(f.reals("k", 0)) }
	three := func(f fields) (string, error) { return any(f.reals("k", 3)) }
	one := func(f fields) (string, error) { return any(f.real("k", -2, 2)) }
	table := func(f fields) (string, error) {
		m, err := f.matrix("k", 0, 0)
		return any(m.nested(), err)
	}
	fixedTable := func(f fields) (string, error) { return any(f.matrix("k", 2, 3)) }
	square := func(f fields) (string, error) { return any(f.square("k")) }
	ragged := func(f fields) (string, error) { return any(f.ragged("k")) }
	truth := func(f fields) (string, error) { return any(f.boolean("k")) }
	choice := func(f fields) (string, error) { return any(f.choice("k", "a", "b")) }
	object := func(f fields) (string, error) {
		in, err := f.object("k", "x", "y")
		if err != nil {
			return "", err
		}
		return any(in.real("x", 0, 9))
	}
	objects := func(f fields) (string, error) {
		all, err := f.objects("k", "m")
		if err != nil {
			return "", err
		}
		return any(all[len(all)-1].matrix("m", 0, 0))
	}
	for _, c := range []struct {
		read          func(fields) (string, error)
		in, want, bad string
	}{
		{vector, `[1, -2.5e1 ,0.5E+1,3]`, `[1 -25 5 3]`, ``},
		{vector, `[ 1e-400 ]`, `[0]`, ``},
		{vector, `[]`, ``, `key "k": no numbers`},
		{vector, `7`, ``, `key "k": 7 is not a list`},
		{vector, `null`, ``, `key "k": null is not a list`},
		{vector, `[1,1e999]`, ``, `key "k": [1]: 1e999 is not a finite number`},
		{vector, `[1,-1e999]`, ``, `key "k": [1]: -1e999 is not a finite number`},
		{vector, `[1,"2"]`, ``, `key "k": [1]: "2" is not a number`},
		{vector, `[1,null]`, ``, `key "k": [1]: null is not a number`},
		{vector, `[1,[2,3],4]`, ``, `key "k": [1]: [2,3] is not a number`},
		{vector, `[true]`, ``, `key "k": [0]: true is not a number`},
		{three, `[1,2,3]`, `[1 2 3]`, ``},
		{three, `[1,2]`, ``, `key "k": 2 numbers, not 3`},
		{one, `-2`, `-2`, ``},
		{one, `2.5`, ``, `key "k": 2.5 is not within -2 to 2`},
		{one, `"1"`, ``, `key "k": "1" is not a number`},
		{table, ` [[1, 2], [3,4] , [5,6]]`, `[[1 2] [3 4] [5 6]]`, ``},
		{table, `[]`, ``, `key "k": no rows`},
		{table, `[[1],[]]`, ``, `key "k": [1]: no numbers`},
		{table, `[[1,2],[3],[4]]`, ``, `key "k": [1]: 1 numbers, but 2 in row 0`},
		{table, `[[1,2],3]`, ``, `key "k": [1]: 3 is not a list`},
		{table, `[[1,2],[3,[4]]]`, ``, `key "k": [1][1]: [4] is not a number`},
		{table, `[[1,2],[3,1e400]]`, ``, `key "k": [1][1]: 1e400 is not a finite number`},
		{fixedTable, `[[1,2,3],[4,5,6]]`, `{2 3 [1 2 3 4 5 6]}`, ``},
		{fixedTable, `[[1,2,3],[4,5]]`, ``, `key "k": [1]: 2 numbers, not 3`},
		{fixedTable, `[[1,2,3]]`, ``, `key "k": 1 rows, not 2`},
		{square, `[[1,2],[3,4]]`, `{2 2 [1 2 3 4]}`, ``},
		{square, `[[1,2]]`, ``, `key "k": 1 rows of 2 numbers are no square`},
		{ragged, `[[1],[2,3]]`, `[[1] [2 3]]`, ``},
		{ragged, `[[1],[]]`, ``, `key "k": [1]: no numbers`},
		{ragged, `[]`, ``, `key "k": no rows`},
		{ragged, `[[1],["x"]]`, ``, `key "k": [1][0]: "x" is not a number`},
		{truth, `true`, `true`, ``},
		{truth, `false`, `false`, ``},
		{truth, `1`, ``, `key "k": 1 is neither true nor false`},
		{choice, `"b"`, `b`, ``},
		{choice, `"c"`, ``, `key "k": "c" is not one of a, b`},
		{choice, `1`, ``, `key "k": 1 is not a string`},
		{object, `{"x":3}`, `3`, ``},
		{object, `{"y":3}`, ``, `key "k.x": missing`},
		{object, `{"x":10}`, ``, `key "k.x": 10 is not within 0 to 9`},
		{object, `{"x":1,"x":2}`, ``, `key "k.x": given twice`},
		{object, `{"z":1}`, ``, `key "k.z": unknown for "k", which reads x, y`},
		{object, `[]`, ``, `key "k": [] is not an object`},
		{objects, `[{"m":[[1]]},{"m":[[2]]}]`, `{1 1 [2]}`, ``},
		{objects, `[{"m":[[1]]},{"m":[[2],[]]}]`, ``, `key "k[1].m": [1]: no numbers`},
		{objects, `[{"m":[[1]]},7]`, ``, `key "k": 7 is not an object`},
		{objects, `[]`, ``, `key "k": no entries`},
	} {
		f, err := readFields(strings.NewReader(`{"k":`+c.in+`}`), DefaultMemory)
		if err != nil {
			t.Fatalf("%s: %v", c.in, err)
		}
		got, err := c.read(f)
		switch {
		case c.bad == "" && (err != nil || got != c.want):
			t.Errorf("%s: %s, %v, want %s", c.in, got, err, c.want)
		case c.bad != "" && (!errors.Is(err, ErrInput) || !strings.Contains(err.Error(), c.bad)):
			t.Errorf("%s: %v\n  want %s", c.in, err, c.bad)
		}
	}
}

func TestMissing(t *testing.T) {
	f, err := readFields(strings.NewReader(`{"a":1}`), DefaultMemory)
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{f.needs("a", "k"), f.without("not with b", "k", "a")} {
		if !errors.Is(err, ErrInput) {
			t.Errorf("%v", err)
		}
	}
	if x, err := f.realOr("k", 7, 0, 1); x != 7 || err != nil {
		t.Errorf("%v, %v", x, err)
	}
	if x, err := f.integerOr("k", 7, 0, 1); x != 7 || err != nil {
		t.Errorf("%v, %v", x, err)
	}
	if x, err := f.choice("k", "a", "b"); x != "a" || err != nil {
		t.Errorf("%v, %v", x, err)
	}
	if x, err := f.boolean("k"); x || err != nil || f.has("k") || !f.has("a") {
		t.Errorf("%v, %v", x, err)
	}
}

func TestMemoryLimit(t *testing.T) {
	f, err := readFields(strings.NewReader(`{"k":[1,2,3,4]}`), 40)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.reals("k", 0); err != nil {
		t.Error(err)
	}
	_, err = f.reals("k", 0)
	if want := `key "k": needs 32 B beside 32 B already in use, above the memory limit of 40 B`; !errors.Is(err, ErrInput) || !strings.Contains(err.Error(), want) {
		t.Errorf("%v", err)
	}
	if err := f.reserve("k", 8, 1<<40, 1<<40); !errors.Is(err, ErrInput) || !strings.Contains(err.Error(), "EiB") {
		t.Errorf("%v", err)
	}
	if _, err := readFields(strings.NewReader(`{"k":[1,2,3,4]}`), 10); !errors.Is(err, ErrInput) || !strings.Contains(err.Error(), "above the memory limit of 10 B") {
		t.Errorf("%v", err)
	}
}
