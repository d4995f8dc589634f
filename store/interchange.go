package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"

	"oracled/oracle"
)

// Signed is everything that an operator has signed, in the form in which it
// travels from one store to another: JSON in the spirit of EIP-3076, numbers as
// decimal strings. docs/operators.md has an example.
type Signed struct {
	Metadata SignedMetadata `json:"metadata"`
	Data     []SignedHub    `json:"data"` // sorted by chain id and hub
	Scopes   []SignedScope  `json:"scopes,omitempty"`
}

// SignedMetadata says what a file is and whose.
type SignedMetadata struct {
	Format    string   `json:"format"`    // signedFormat
	Version   string   `json:"version"`   // signedVersion
	Operators []string `json:"operators"` // public keys that may have signed, hex, as their keystores have them
}

// SignedHub is what was signed for one hub.
type SignedHub struct {
	ChainID uint64         `json:"chainId,string"`
	Hub     common.Address `json:"hub"`
	Tasks   []SignedTask   `json:"tasks"` // sorted by task
}

// SignedTask is what was signed for one task: an outcome for each of Rounds, and
// anything at all for the rounds up to Floor.
type SignedTask struct {
	Task   uint32        `json:"task,string"`
	Floor  uint32        `json:"floor,string"`
	Rounds []SignedRound `json:"rounds"` // sorted
}

// SignedRound is one round with the keccak256 of its outcome.
type SignedRound struct {
	Round   uint32        `json:"round,string"`
	Outcome hexutil.Bytes `json:"outcome"`
}

const (
	signedFormat  = "oracled signed outcomes"
	signedVersion = "1"
	// maxInterchange bounds a file: some ten million rounds.
	maxInterchange = 1 << 30
)

// Export returns everything that was signed. operators are named in its
// metadata.
func (s *Store) Export(ctx context.Context, operators []string) (Signed, error) {
	out := Signed{Metadata: SignedMetadata{signedFormat, signedVersion, operators}, Data: []SignedHub{}}
	// One statement sees one state, also while a daemon writes. Floors come as
	// rows without an outcome.
	rows, err := s.db.QueryContext(ctx, `SELECT chain_id, hub, task, round, outcome FROM signed_outcome
		UNION ALL SELECT chain_id, hub, task, round, NULL FROM signed_floor
		ORDER BY 1, 2, 3, 4`)
	if err != nil {
		return out, explain("read what was signed", err)
	}
	defer rows.Close()
	for rows.Next() {
		var chain int64
		var hub, outcome []byte
		var task, round uint32
		if err := rows.Scan(&chain, &hub, &task, &round, &outcome); err != nil {
			return out, explain("read what was signed", err)
		}
		h := out.hub(uint64(chain), common.BytesToAddress(hub))
		if n := len(h.Tasks); n == 0 || h.Tasks[n-1].Task != task {
			h.Tasks = append(h.Tasks, SignedTask{Task: task, Rounds: []SignedRound{}})
		}
		t := &h.Tasks[len(h.Tasks)-1]
		if outcome == nil {
			t.Floor = round
		} else {
			t.Rounds = append(t.Rounds, SignedRound{round, outcome})
		}
	}
	if err := rows.Err(); err != nil {
		return out, explain("read what was signed", err)
	}
	out.Scopes, err = s.exportLists(ctx)
	return out, explain("read what was signed", err)
}

// hub returns the last hub, or a new one after it.
func (f *Signed) hub(chain uint64, address common.Address) *SignedHub {
	if n := len(f.Data); n == 0 || f.Data[n-1].ChainID != chain || f.Data[n-1].Hub != address {
		f.Data = append(f.Data, SignedHub{ChainID: chain, Hub: address})
	}
	return &f.Data[len(f.Data)-1]
}

// ReadSigned reads a file that Export made and checks all that can be checked
// without a store. Rounds come out sorted and each once.
func ReadSigned(r io.Reader) (Signed, error) {
	var f Signed
	fail := func(err error) (Signed, error) { return Signed{}, fmt.Errorf("read signed outcomes: %w", err) }
	d := json.NewDecoder(io.LimitReader(r, maxInterchange))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return fail(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return fail(errors.New("there is something after the end of the JSON object"))
	}
	if m := f.Metadata; m.Format != signedFormat || m.Version != signedVersion {
		return fail(fmt.Errorf("its metadata says %q, version %q; expected %q, version %q", m.Format, m.Version, signedFormat, signedVersion))
	}
	if f.Data == nil {
		return fail(errors.New("it has no data; expected a list, which may be empty"))
	}
	for _, h := range f.Data {
		for i := range h.Tasks {
			if err := h.Tasks[i].tidy(oracle.Hub{ChainID: h.ChainID, Address: h.Hub}); err != nil {
				return fail(err)
			}
		}
	}
	for i := range f.Scopes {
		if err := f.Scopes[i].tidy(); err != nil {
			return fail(err)
		}
	}
	return f, nil
}

// tidy sorts the rounds and drops repetitions.
func (t *SignedTask) tidy(hub oracle.Hub) error {
	slices.SortStableFunc(t.Rounds, func(a, b SignedRound) int { return cmp.Compare(a.Round, b.Round) })
	for i, r := range t.Rounds {
		at := signedRound{hub, t.Task, r.Round, r.Outcome}
		switch {
		case t.Task == 0 || r.Round == 0:
			return fmt.Errorf("%s: tasks and rounds are numbered from 1", at)
		case len(r.Outcome) != common.HashLength:
			return fmt.Errorf("%s: its outcome has %d bytes, expected the %d of a hash", at, len(r.Outcome), common.HashLength)
		case i > 0 && t.Rounds[i-1].Round == r.Round && common.Hash(t.Rounds[i-1].Outcome) != common.Hash(r.Outcome):
			return fmt.Errorf("%s: the file has two different outcomes for it: %w", at, oracle.ErrEquivocation)
		}
	}
	t.Rounds = slices.CompactFunc(t.Rounds, func(a, b SignedRound) bool { return a.Round == b.Round })
	return nil
}

// Import adds what ReadSigned returned, all or nothing, and returns how many
// rounds are new. Importing the same again changes nothing. A round for which
// this store has another outcome is oracle.ErrEquivocation, and the error names
// the first. A round that this store no longer remembers one by one is skipped:
// it signs nothing that old.
func (s *Store) Import(ctx context.Context, f Signed) (added int, err error) {
	err = s.transact(ctx, func(tx *sql.Tx) error {
		for _, h := range f.Data {
			hub := oracle.Hub{ChainID: h.ChainID, Address: h.Hub}
			for _, t := range h.Tasks {
				n, err := importTask(ctx, tx, hub, t)
				if err != nil {
					return err
				}
				added += n
			}
		}
		for _, x := range f.Scopes {
			n, err := importLists(ctx, tx, x)
			if err != nil {
				return err
			}
			added += n
		}
		return nil
	})
	if err != nil {
		return 0, explain("import signed outcomes; nothing was changed", err)
	}
	return added, nil
}

func importTask(ctx context.Context, tx *sql.Tx, hub oracle.Hub, t SignedTask) (added int, err error) {
	for _, r := range t.Rounds {
		row := signedRound{hub, t.Task, r.Round, r.Outcome}
		known, err := row.known(ctx, tx)
		switch {
		case errors.As(err, new(errForgotten)):
		case err != nil:
			return added, err
		case !known:
			if err := row.insert(ctx, tx); err != nil {
				return added, err
			}
			added++
		}
	}
	if t.Floor == 0 {
		return added, nil
	}
	return added, raiseFloor(ctx, tx, hub, t.Task, t.Floor)
}
