package store

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"oracled/fixed"
	"oracled/history"
	"oracled/oracle"
)

// The file is bounded by rows, whatever the chain's time says: the newest stay.
func TestHistoryIsBounded(t *testing.T) {
	h, err := OpenHistory(filepath.Join(t.TempDir(), "a.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	if h.rounds != keepHistoryRounds || h.rows != keepHistoryRows {
		t.Errorf("the bounds are %d and %d", h.rounds, h.rows)
	}
	const bound, over = 50, 7
	h.rounds = bound
	p := history.Page{Head: history.Head{Block: 1, Time: 1 << 40}, Tasks: []oracle.Task{{Index: 1}, {Index: 2}}}
	for n := range uint64(bound + over) {
		p.Rounds = append(p.Rounds, history.Round{Task: 1, Number: n, Deadline: 1000 + n})
	}
	if err := h.Save(t.Context(), hub, p); err != nil {
		t.Fatal(err)
	}
	other := oracle.Hub{ChainID: 5, Address: hub.Address}
	if err := h.Save(t.Context(), other, history.Page{Head: p.Head, Rounds: []history.Round{{Task: 1, Number: 1, Deadline: 1}}}); err != nil {
		t.Fatal(err)
	}
	if err := h.Prune(t.Context(), hub, 0); err != nil {
		t.Fatal(err)
	}
	e, err := h.Extract(t.Context(), hub, 1<<41)
	if err != nil || len(e.Rounds) != bound || e.Oldest != 1000+over {
		t.Errorf("%d rounds from %d, %v", len(e.Rounds), e.Oldest, err)
	}
	if len(e.Tasks) != 1 || e.Tasks[0].Index != 1 {
		t.Errorf("tasks without a round stay: %+v", e.Tasks)
	}
	if e, err := h.Extract(t.Context(), other, 1<<41); err != nil || len(e.Rounds) != 1 {
		t.Errorf("another hub's rounds: %d, %v", len(e.Rounds), err)
	}
	if err := h.Prune(t.Context(), hub, 1<<40); err != nil {
		t.Fatal(err)
	}
	if e, err := h.Extract(t.Context(), hub, 1<<41); err != nil || len(e.Rounds) != 0 || len(e.Tasks) != 0 {
		t.Errorf("what is old stays: %d, %v", len(e.Rounds), err)
	}
}

// Only what is damaged or of another form is begun anew.
func TestOpenHistoryKeepsWhatIsGood(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	h, err := OpenHistory(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Save(t.Context(), hub, history.Page{Head: history.Head{Block: 7, Time: 8}}); err != nil {
		t.Fatal(err)
	}
	h.Close()
	if h, err = OpenHistory(path); err != nil {
		t.Fatal(err)
	}
	if e, err := h.Extract(t.Context(), hub, 1); err != nil || e.Head.Block != 7 {
		t.Errorf("opened again: %+v, %v", e, err)
	}
	if _, err := h.db.Exec("PRAGMA user_version = 99"); err != nil {
		t.Fatal(err)
	}
	h.Close()
	if _, err := ReadHistory(path); err == nil {
		t.Error("a file of another schema was read")
	}
	if h, err = OpenHistory(path); err != nil {
		t.Fatal(err)
	}
	if e, err := h.Extract(t.Context(), hub, 1); err != nil || e.Head.Block != 0 {
		t.Errorf("another schema: %+v, %v", e, err)
	}
	h.Close()
	// A folder in its place is no file that may be removed.
	path = filepath.Join(t.TempDir(), "b.db")
	if err := os.MkdirAll(filepath.Join(HistoryPath(path), "inside"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenHistory(path); err == nil {
		t.Error("a folder was opened")
	}
	if _, err := os.Stat(HistoryPath(path)); err != nil {
		t.Errorf("the folder is gone: %v", err)
	}
}

// What this process knows of its batch and what the chain says meet in either
// order.
func TestHistoryOfABatch(t *testing.T) {
	h, err := OpenHistory(filepath.Join(t.TempDir(), "a.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	for i, swap := range []bool{false, true} {
		tx := common.Hash{byte(i + 1)}
		pages := []history.Page{
			{Batches: []history.Batch{{Tx: tx, Block: 5, Own: true, Gas: 9}}},
			{Batches: []history.Batch{{Tx: tx, Block: 6, Postings: []history.Posting{{Task: uint32(i), Round: 1}}}}},
		}
		if swap {
			pages[0], pages[1] = pages[1], pages[0]
		}
		for k, p := range pages {
			if err := h.Save(t.Context(), hub, p); err != nil {
				t.Fatal(err)
			}
			unseen, err := h.Unseen(t.Context(), hub, 9)
			if err != nil {
				t.Fatal(err)
			}
			confirmed := k == 1 || swap
			if got := len(unseen) == i+1; got != confirmed {
				t.Errorf("batch %d, page %d: %d are to be looked up", i, k, len(unseen))
			}
			for _, b := range unseen {
				if b.Tx == tx && k == 1 && (!b.Own || b.Gas != 9 || b.Outcomes != 1) {
					t.Errorf("batch %d: %+v", i, b)
				}
			}
		}
	}
}

// Of the past there are the newest rounds of every task, within the bounds, with
// where they landed, and the newest batches that are on the chain.
func TestPast(t *testing.T) {
	h, err := OpenHistory(filepath.Join(t.TempDir(), "a.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	if p, err := h.Past(t.Context(), hub, 3, 9, 2); err != nil || len(p.Tasks)+len(p.Rounds)+len(p.Batches) != 0 {
		t.Errorf("of nothing: %+v, %v", p, err)
	}
	p := history.Page{Head: history.Head{Block: 9, Time: 9000}, Tasks: []oracle.Task{{Index: 1}, {Index: 2}}}
	value := []fixed.Q64x64{fixed.FromUlps(-77)}
	for n := uint64(1); n <= 6; n++ {
		for task := uint32(1); task <= 2; task++ {
			p.Rounds = append(p.Rounds, history.Round{Task: task, Number: n, Deadline: 1000*uint64(task) + n, Positions: int(n), Values: value, Coordinates: 3})
		}
		tx := common.Hash{byte(n)}
		p.Batches = append(p.Batches, history.Batch{Tx: tx, Block: 20 + n, Own: n == 5, Gas: 5, Postings: []history.Posting{{Task: 2, Round: n, Tx: tx}}})
	}
	p.Batches = append(p.Batches, history.Batch{Tx: common.Hash{99}, Block: 99, Own: true}) // not confirmed
	if err := h.Save(t.Context(), hub, p); err != nil {
		t.Fatal(err)
	}
	if err := h.Save(t.Context(), oracle.Hub{ChainID: 5, Address: hub.Address}, p); err != nil {
		t.Fatal(err)
	}
	got, err := h.Past(t.Context(), hub, 3, 5, 2)
	if err != nil {
		t.Fatal(err)
	}
	var rounds [][3]uint64
	for _, r := range got.Rounds {
		rounds = append(rounds, [3]uint64{uint64(r.Task), r.Number, r.Block})
	}
	if want := [][3]uint64{{1, 5, 0}, {1, 6, 0}, {2, 4, 24}, {2, 5, 25}, {2, 6, 26}}; !slices.Equal(rounds, want) {
		t.Errorf("rounds %v, want %v", rounds, want)
	}
	if last := got.Rounds[4]; last.Tx != (common.Hash{6}) || last.Positions != 6 || len(last.Values) != 1 || last.Values[0] != value[0] || last.Coordinates != 3 || last.Deadline != 2006 {
		t.Errorf("%+v", last)
	}
	if len(got.Batches) != 2 || got.Batches[0].Block != 25 || !got.Batches[0].Own || got.Batches[0].Gas != 5 || got.Batches[1].Block != 26 || got.Batches[1].Outcomes != 1 {
		t.Errorf("%+v", got.Batches)
	}
	if len(got.Tasks) != 2 {
		t.Errorf("%+v", got.Tasks)
	}
}
