package simulate

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"oracled/post"
	"oracled/post/gas"
	"oracled/post/policy"
)

func TestReadHistory(t *testing.T) {
	want := []Block{{7, 100, 1e9, 0.5, 5}, {8, 112, 2e9, 1, -1}}
	for name, text := range map[string]string{
		"list":    `[{"number":7,"timestamp":100,"baseFeePerGas":1000000000,"gasUsedRatio":0.5,"tip":"0x5"},{"block":"8","timestamp":"0x70","baseFeePerGas":2e9,"gasUsedRatio":1}]`,
		"derived": `[{"number":7,"baseFeePerGas":"1000000000","tip":5},{"number":8,"baseFeePerGas":"0x77359400","gasUsedRatio":1}]`,
		"answer":  `{"oldestBlock":"0x7","baseFeePerGas":["0x3b9aca00","0x77359400","0x1"],"gasUsedRatio":[0.5,1],"reward":[["0x1","0x5","0x9"],[]]}`,
		"rpc":     ` {"jsonrpc":"2.0","id":1,"result":{"oldestBlock":7,"baseFeePerGas":["0x3b9aca00","0x77359400"],"gasUsedRatio":[0.5,1],"reward":[["0x5"],[]]}}`,
	} {
		got, err := ReadHistory(strings.NewReader(text), 12*time.Second)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		w := want
		if name != "list" { // times are derived
			w = []Block{want[0], want[1]}
			w[0].Time, w[1].Time = 0, 12
		}
		if !reflect.DeepEqual(got, w) {
			t.Errorf("%s: %+v, want %+v", name, got, w)
		}
		var b bytes.Buffer
		if err := WriteHistory(&b, got); err != nil {
			t.Fatal(err)
		}
		if again, err := ReadHistory(&b, time.Second); err != nil || !reflect.DeepEqual(again, got) {
			t.Errorf("%s: written and read again %+v, %v", name, again, err)
		}
	}
}

// Errors begin with the key and its index.
func TestReadHistoryRefuses(t *testing.T) {
	good := `{"number":1,"timestamp":5,"baseFeePerGas":1}`
	for text, want := range map[string]string{
		"":         "the file is empty",
		"[":        "not JSON",
		"7":        "expected a JSON list",
		"[]":       "0 blocks are no history",
		"[3]":      "[0]: expected an object",
		"[null]":   "[0]: expected an object",
		"[" + good: "not JSON",
		"[" + good + `,{"timestamp":6,"baseFeePerGas":1}]`:                                    "[1].block: missing",
		"[" + good + `,{"number":2,"timestamp":6}]`:                                           "[1].baseFeePerGas: missing",
		"[" + good + `,{"number":2,"timestamp":6,"baseFeePerGas":-1}]`:                        "[1].baseFeePerGas: -1 is not within",
		"[" + good + `,{"number":2,"timestamp":6,"baseFeePerGas":1.5}]`:                       "[1].baseFeePerGas: 1.5 is no whole number",
		"[" + good + `,{"number":2,"timestamp":6,"baseFeePerGas":"many"}]`:                    "[1].baseFeePerGas: many is no whole number",
		"[" + good + `,{"number":2,"timestamp":6,"baseFeePerGas":1e999999999}]`:               "[1].baseFeePerGas: 1e999999999 is no whole number",
		"[" + good + `,{"number":2,"timestamp":6,"baseFeePerGas":{}}]`:                        "[1].baseFeePerGas: {} is no whole number",
		"[" + good + `,{"number":1,"timestamp":6,"baseFeePerGas":1}]`:                         "[1].number: 1 does not come after",
		"[" + good + `,{"number":2,"timestamp":4,"baseFeePerGas":1}]`:                         "[1].timestamp: 4 is before",
		"[" + good + `,{"number":2,"baseFeePerGas":1}]`:                                       "[1].timestamp: missing",
		"[" + good + `,{"number":2,"timestamp":6,"baseFeePerGas":1,"gasUsedRatio":2}]`:        "[1].gasUsedRatio: 2 is no number",
		"[" + good + `,{"number":2,"timestamp":6,"baseFeePerGas":1,"tip":"x"}]`:               "[1].tip: x is no whole",
		`{"error":{"message":"rate limited"}}`:                                                "error: the file holds an endpoint's refusal, \"rate limited\"",
		`{}`:                                                                                  "oldestBlock: missing",
		`{"oldestBlock":"0x1"}`:                                                               "0 blocks are no history",
		`{"oldestBlock":1,"baseFeePerGas":[1,"x"]}`:                                           "baseFeePerGas[1]: x is no whole number",
		`{"oldestBlock":1,"baseFeePerGas":[1,2,3],"gasUsedRatio":[1]}`:                        "gasUsedRatio: 1 entries for 3",
		`{"oldestBlock":1,"baseFeePerGas":[1,2,3],"gasUsedRatio":[1,null]}`:                   "gasUsedRatio[1]: null is no number",
		`{"oldestBlock":1,"baseFeePerGas":[1,2,3],"gasUsedRatio":[1,1],"reward":[]}`:          "reward: 0 entries for 2",
		`{"oldestBlock":1,"baseFeePerGas":[1,2,3],"gasUsedRatio":[1,1],"reward":[[1],["x"]]}`: "reward[1][0]: x is no whole number",
	} {
		if _, err := ReadHistory(strings.NewReader(text), time.Second); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s\n: %v, want %s", text, err, want)
		}
	}
}

func FuzzReadHistory(f *testing.F) {
	f.Add([]byte(`[{"number":1,"timestamp":5,"baseFeePerGas":1},{"number":2,"timestamp":6,"baseFeePerGas":"0x1"}]`))
	f.Add([]byte(`{"oldestBlock":"0x7","baseFeePerGas":["0x1","0x2"],"gasUsedRatio":[0.5,1],"reward":[["0x5"],[]]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		blocks, err := ReadHistory(bytes.NewReader(raw), time.Second)
		if err != nil {
			return
		}
		for i, b := range blocks {
			if !(b.BaseFee >= 0) || i > 0 && (b.Number <= blocks[i-1].Number || b.Time < blocks[i-1].Time) {
				t.Errorf("block %d: %+v", i, b)
			}
		}
	})
}

func TestReadSchedule(t *testing.T) {
	got, err := ReadSchedule(strings.NewReader(`[{"first":5,"period":60,"width":8},{"first":9,"dimension":3,"digest":true}]`))
	if want := []Task{{First: 5, Period: 60, Width: 8}, {First: 9, Dimension: 3, Digest: true}}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	for text, want := range map[string]string{
		`{}`:                           "expected a JSON list of tasks",
		`[]`:                           "0 tasks",
		`[{"first":1},{"frist":1}]`:    `[1]: json: unknown field "frist"`,
		`[{"first":-1}]`:               "[0].first: a number -1; expected uint64",
		`[{"first":1,"width":9}]`:      "[0].width: 9; expected 16 or 8",
		`[{"dimension":5000}]`:         "[0].dimension: 5000",
		`[{"callbackGas":6000000}]`:    "[0].callbackGas: 6000000",
		`[{"first":9999999999999999}]`: "[0]: first, period and window",
	} {
		if _, err := ReadSchedule(strings.NewReader(text)); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

// market is a random history.
func market(seed uint64, n int) []Block {
	r := rand.New(rand.NewPCG(seed, 3))
	blocks := make([]Block, n)
	at, fee := uint64(1000), 1e10
	for i := range blocks {
		used := r.Float64()
		blocks[i] = Block{Number: uint64(i + 5), Time: at, BaseFee: math.Floor(fee), Used: used, Tip: 1e9 * r.Float64()}
		at += 1 + r.Uint64N(20)
		fee *= 1 + (2*used-1)/8
	}
	return blocks
}

func schedule(seed uint64) []Task {
	r := rand.New(rand.NewPCG(seed, 4))
	tasks := make([]Task, 1+r.IntN(8))
	for i := range tasks {
		tasks[i] = Task{First: r.Uint64N(200), Period: 20 + r.Uint64N(300), Window: r.Uint64N(100), Dimension: 1 + r.IntN(9), Width: 8 + 8*r.IntN(2), Digest: r.IntN(5) == 0}
	}
	return tasks
}

// Every policy posts the same outcomes, none beats hindsight, none breaks the
// budget, and hindsight is as good as an exhaustive search.
func TestCompareIsBounded(t *testing.T) {
	for seed := range uint64(40) {
		budget := time.Duration(20+10*seed) * time.Second
		o := Options{Blocks: market(seed, 400), Tasks: schedule(seed), Budget: budget, Tip: 1e9}
		c := post.Config{Config: policy.Config{LatencyBudget: budget}}.WithDefaults(12 * time.Second)
		rows, err := Compare(o, Configs(c, policy.Names(), budget))
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		best := rows[len(rows)-1]
		for _, r := range rows {
			if r.Outcomes != best.Outcomes || r.Outcomes < 10 {
				t.Errorf("seed %d: %s posted %d outcomes, hindsight %d", seed, r.Policy, r.Outcomes, best.Outcomes)
			}
			// Gas is rounded to whole units per batch.
			if r.Ether < best.Ether*(1-1e-5) {
				t.Errorf("seed %d: %s pays %v, hindsight %v", seed, r.Policy, r.Ether, best.Ether)
			}
			if r.OverBudget > 0 {
				t.Errorf("seed %d: %s is over the budget for %v", seed, r.Policy, r.OverBudget)
			}
			if l := r.Latency; l.P50 > l.P95 || l.P95 > l.Max || l.Mean > l.Max || l.Mean <= 0 {
				t.Errorf("seed %d: %s: %+v", seed, r.Policy, l)
			}
		}
	}
}

// hindsight against every assignment of outcomes to blocks.
func TestHindsightIsBest(t *testing.T) {
	for seed := range uint64(60) {
		o := Options{Blocks: market(seed, 9), Tasks: schedule(seed), Budget: 40 * time.Second}
		o.Tasks = o.Tasks[:1]
		o.Tasks[0].First, o.Tasks[0].Period, o.Tasks[0].Digest = 1, 15, false
		all, err := rounds(o.Tasks, o.Blocks[0].Time, o.Blocks[6].Time)
		if err != nil {
			t.Fatal(err)
		}
		units := o.units(all)
		best := math.Inf(1)
		in := make([]int, len(units))
		var try func(i int)
		try = func(i int) {
			if i == len(units) {
				load := map[int]float64{}
				for k, u := range units {
					if load[in[k]] == 0 {
						load[in[k]] = gas.Quorum{}.Fixed()
					}
					load[in[k]] += u.gas
				}
				wei := 0.0
				for block, g := range load {
					wei += g * o.price(o.Blocks[block])
				}
				best = min(best, wei/1e18)
				return
			}
			for in[i] = units[i].first; in[i] <= units[i].last; in[i]++ {
				try(i + 1)
			}
		}
		try(0)
		if got := o.hindsight(all).Ether; math.Abs(got/best-1) > 1e-5 {
			t.Errorf("seed %d: %v, exhaustively %v over %d units", seed, got, best, len(units))
		}
	}
}

// example reads one of the histories that come with the program.
func example(t *testing.T, name string) []Block {
	t.Helper()
	f, err := os.Open("../../examples/fees/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	blocks, err := ReadHistory(f, 12*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	return blocks
}

// The examples show what they are for.
func TestExamples(t *testing.T) {
	rows := func(name string, budget time.Duration, tasks []Task) map[string]Row {
		c := post.Config{Config: policy.Config{LatencyBudget: budget}}.WithDefaults(12 * time.Second)
		list, err := Compare(Options{Blocks: example(t, name), Tasks: tasks, Budget: budget, Tip: 1e8}, Configs(c, policy.Names(), budget))
		if err != nil {
			t.Fatal(err)
		}
		byName := map[string]Row{}
		for _, r := range list {
			byName[r.Policy] = r
		}
		return byName
	}
	// Many feeds: sharing saves most of the gas, and adaptive does it too.
	r := rows("calm.json", 5*time.Minute, Feeds(10, Task{First: 300, Period: 300}))
	if a, i := r[policy.Adaptive], r[policy.Immediate]; a.Ether > i.Ether/5 || a.OverBest > 1.1 {
		t.Errorf("ten feeds, calm: %+v", r)
	}
	// One feed without company: fixed-delay waits for nothing, adaptive for dips.
	r = rows("sine-day.json", 5*time.Minute, Feeds(1, Task{First: 1200, Period: 1200}))
	if a := r[policy.Adaptive]; a.Ether > 0.96*r[policy.Immediate].Ether || a.Ether > 0.96*r[policy.FixedDelay].Ether || a.Latency.Mean > r[policy.FixedDelay].Latency.Mean/2+1 {
		t.Errorf("one feed, a day: %+v", r)
	}
}

func TestCompareRefuses(t *testing.T) {
	o := Options{Blocks: market(1, 20), Tasks: schedule(1), Budget: time.Hour}
	c := post.Config{}.WithDefaults(time.Second)
	if _, err := Compare(o, []post.Config{c}); err == nil || !strings.Contains(err.Error(), "too short to wait up to 1h0m0s") {
		t.Errorf("%v", err)
	}
	o.Budget, o.Tasks = time.Second, []Task{{First: 1 << 30}}
	if _, err := Compare(o, []post.Config{c}); err == nil || fmt.Sprint(err) != "the schedule has no outcome within the history" {
		t.Errorf("%v", err)
	}
}
