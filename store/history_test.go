package store

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/ethereum/go-ethereum/common"

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
