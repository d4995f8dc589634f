package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// ask runs the command.
func ask(t *testing.T, r any) (Answer, error) {
	t.Helper()
	in, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := run(t.Context(), bytes.NewReader(in), &out); err != nil {
		return Answer{}, err
	}
	var a Answer
	if err := json.Unmarshal(out.Bytes(), &a); err != nil {
		t.Fatal(err)
	}
	return a, nil
}

// rulesFile writes a file with one alert.
func rulesFile(t *testing.T, alert string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "rules.yaml")
	if err := os.WriteFile(path, []byte("groups:\n  - name: g\n    rules:\n      - "+alert+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// up to so many seconds of scrapes, one a second; text returns nothing for a
// scrape that fails.
func scrapes(n int, text func(second int) string) (out []Scrape) {
	for i := range n {
		s := Scrape{At: 1000 + float64(i), Instance: "x:1", Text: text(i)}
		s.Down = s.Text == ""
		out = append(out, s)
	}
	return out
}

// An alert fires when it has been true for so long without a gap, once for each
// time, and with the labels of what it found.
func TestAlertFires(t *testing.T) {
	rules := rulesFile(t, `{alert: A, expr: "a > 0", for: 5s}`)
	for name, c := range map[string]struct {
		text func(int) string
		at   []float64
	}{
		"never":          {func(int) string { return "a 0\n" }, nil},
		"from second 2":  {func(i int) string { return map[bool]string{true: "a{l=\"v\"} 1\n", false: "a 0\n"}[i >= 2] }, []float64{1007}},
		"with a gap":     {func(i int) string { return map[bool]string{true: "a 1\n", false: "a 0\n"}[i != 4] }, []float64{1010}},
		"twice":          {func(i int) string { return map[bool]string{true: "a 1\n", false: "a 0\n"}[i != 9] }, []float64{1005, 1015}},
		"gone is a gap":  {func(i int) string { return map[bool]string{true: "a 1\n", false: "b 1\n"}[i != 4] }, []float64{1010}},
		"a failed look":  {func(i int) string { return map[bool]string{true: "a 1\n", false: ""}[i != 4] }, []float64{1010}},
		"while all fail": {func(int) string { return "" }, nil},
	} {
		a, err := ask(t, Request{Rules: rules, Step: 1, Scrapes: scrapes(20, c.text)})
		if err != nil {
			t.Fatal(err)
		}
		got := a.Alerts[0].Firings
		if len(got) != len(c.at) {
			t.Errorf("%s: %v", name, got)
			continue
		}
		for i, f := range got {
			if f.At != c.at[i] || f.Labels["instance"] != "x:1" || f.Labels["job"] != job || name == "from second 2" && f.Labels["l"] != "v" {
				t.Errorf("%s: %+v, want it at %v", name, f, c.at[i])
			}
		}
	}
	a, err := ask(t, Request{Rules: rulesFile(t, `{alert: Down, expr: up == 0}`), Step: 1, Scrapes: scrapes(3, func(int) string { return "" })})
	if err != nil || len(a.Alerts[0].Firings) != 1 {
		t.Errorf("a target that is down: %+v, %v", a, err)
	}
}

// Queries are Prometheus' own: what is stale is not found, NaN is no value, and
// the metrics that an expression names are told.
func TestQueries(t *testing.T) {
	r := Request{
		Queries: []string{"rate(a_total[10s])", "gone", "0 * a_total / 0", "sum by (x) (a_total + on (job) group_left b)", "up", "a_total{"},
		Scrapes: scrapes(5, func(i int) string {
			return "# TYPE a_total counter\na_total " + string(rune('0'+i)) + "\nb 1\n" + map[bool]string{true: "gone 1\n"}[i < 3]
		}),
	}
	a, err := ask(t, r)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct {
		series  int
		metrics string
	}{{1, "a_total"}, {0, "gone"}, {0, "a_total"}, {1, "a_total b"}, {1, "up"}, {0, ""}} {
		q := a.Queries[i]
		if q.Series != want.series || strings.Join(q.Metrics, " ") != want.metrics || (q.Error != "") != (i == 5) {
			t.Errorf("%+v, want %+v", q, want)
		}
	}
	if a, err = ask(t, Request{Queries: []string{"rate(b[10s])"}, Scrapes: r.Scrapes}); err != nil || len(a.Queries[0].Notes) == 0 {
		t.Errorf("the rate of what is no counter is not remarked: %+v, %v", a, err)
	}
}

// What cannot be understood is an error.
func TestRefusals(t *testing.T) {
	fine := []Scrape{{At: 1, Instance: "x", Text: "a 1\n"}}
	for name, r := range map[string]any{
		"no such file":    Request{Rules: filepath.Join(t.TempDir(), "none"), Step: 1, Scrapes: fine},
		"no expression":   Request{Rules: rulesFile(t, `{alert: A, expr: "a >"}`), Step: 1, Scrapes: fine},
		"no such field":   Request{Rules: rulesFile(t, `{alert: A, expr: a, until: 5s}`), Step: 1, Scrapes: fine},
		"a template":      Request{Rules: rulesFile(t, `{alert: A, expr: a, annotations: {s: "{{ $labels.x "}}`), Step: 1, Scrapes: fine},
		"a recording":     Request{Rules: rulesFile(t, `{record: r, expr: a}`), Step: 1, Scrapes: fine},
		"kept firing":     Request{Rules: rulesFile(t, `{alert: A, expr: a, keep_firing_for: 5s}`), Step: 1, Scrapes: fine},
		"no step":         Request{Rules: rulesFile(t, `{alert: A, expr: a}`), Scrapes: fine},
		"no exposition":   Request{Scrapes: []Scrape{{At: 1, Text: "a b c\n"}}},
		"twice":           Request{Scrapes: []Scrape{{At: 1, Text: "a 1\na 2\n"}}},
		"not in order":    Request{Scrapes: []Scrape{{At: 2, Text: "a 1\n"}, {At: 1, Text: "a 1\n"}}},
		"no such request": map[string]any{"rule": "x"},
	} {
		if a, err := ask(t, r); err == nil {
			t.Errorf("%s: %+v", name, a)
		}
	}
}
