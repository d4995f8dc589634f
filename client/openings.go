package client

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/ethereum/go-ethereum/common"

	"oracled/crypto"
	"oracled/fixed"
	"oracled/internal/durable"
	"oracled/oracle"
)

// Opening is what an agent must not lose between commit and reveal, and must
// not show to anybody before the reveal.
type Opening struct {
	Hub        oracle.Hub     `json:"hub"`
	Task       uint32         `json:"task"`
	Round      uint64         `json:"round"`
	Since      uint64         `json:"since"` // the head when it was sealed: its commitment comes later
	Agent      common.Address `json:"agent"`
	Confidence uint8          `json:"confidence"`
	Values     []fixed.Q64x64 `json:"values"`
	Blinding   common.Hash    `json:"blinding"`
	Commitment hexBytes       `json:"commitment"`
	Proof      hexBytes       `json:"proof"`
	Signature  hexBytes       `json:"signature"`
}

type hexBytes []byte

func (b hexBytes) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString(b)), nil }

func (b *hexBytes) UnmarshalText(t []byte) (err error) {
	*b, err = hex.DecodeString(string(t))
	return err
}

// Context returns what the opening is bound to.
func (o Opening) Context() oracle.Context {
	return oracle.Context{Hub: o.Hub, Task: oracle.TaskIDFromIndex(o.Task), Round: o.Round, Agent: o.Agent}
}

// Seal commits to a position: it makes the commitment, its proof of opening and
// the agent's signature.
func Seal(key *crypto.AgentKey, t oracle.Task, round uint64, p Position, random randomness) (Opening, error) {
	ctx := oracle.Context{Hub: t.Hub, Task: t.ID, Round: round, Agent: key.ID()}
	sealed, err := crypto.Commit(ctx, p.Confidence, p.Values, random)
	if err != nil {
		return Opening{}, fmt.Errorf("commit to a position: %w", err)
	}
	digest := crypto.CommitmentDigest(ctx, sealed.Commitment, sealed.Proof)
	return Opening{
		Hub: t.Hub, Task: t.Index, Round: round, Agent: key.ID(),
		Confidence: p.Confidence, Values: p.Values, Blinding: sealed.Blinding,
		Commitment: sealed.Commitment, Proof: sealed.Proof, Signature: key.Sign(digest[:]),
	}, nil
}

// Openings keeps an agent's openings in a directory, one file each, readable by
// its owner alone.
type Openings struct{ dir string }

// OpenOpenings opens or creates the directory.
func OpenOpenings(dir string) (*Openings, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("create the directory for openings: %w; set agent.openings to one that this user may write", err)
	}
	return &Openings{dir}, nil
}

func (s *Openings) path(h oracle.Hub, task uint32, round uint64, agent common.Address) string {
	name := fmt.Sprintf("%d-%s-%d-%d-%s.json", h.ChainID, strings.ToLower(h.Address.Hex()), task, round, strings.ToLower(agent.Hex()))
	return filepath.Join(s.dir, name)
}

// Save writes an opening; it is on the disk when Save returns.
func (s *Openings) Save(o Opening) error {
	b, err := json.Marshal(o)
	if err != nil {
		return fmt.Errorf("encode an opening: %w", err)
	}
	if err := durable.Write(s.path(o.Hub, o.Task, o.Round, o.Agent), b); err != nil {
		return fmt.Errorf("save an opening: %w", err)
	}
	return nil
}

// Load returns an opening, false when there is none.
func (s *Openings) Load(h oracle.Hub, task uint32, round uint64, agent common.Address) (Opening, bool, error) {
	b, err := os.ReadFile(s.path(h, task, round, agent))
	if errors.Is(err, fs.ErrNotExist) {
		return Opening{}, false, nil
	}
	if err != nil {
		return Opening{}, false, fmt.Errorf("read an opening: %w", err)
	}
	var o Opening
	if err := json.Unmarshal(b, &o); err != nil {
		return Opening{}, false, fmt.Errorf("read opening %s: %w", s.path(h, task, round, agent), err)
	}
	return o, true, nil
}

// All returns every opening of an agent on a hub.
func (s *Openings) All(h oracle.Hub, agent common.Address) ([]Opening, error) {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return nil, fmt.Errorf("read the openings: %w", err)
	}
	var out []Opening
	for _, e := range entries {
		var chainID uint64
		if _, err := fmt.Sscanf(e.Name(), "%d-", &chainID); err != nil || chainID != h.ChainID || strings.HasSuffix(e.Name(), durable.PartSuffix) {
			continue
		}
		b, err := os.ReadFile(filepath.Join(s.dir, e.Name()))
		if errors.Is(err, fs.ErrNotExist) {
			continue // another agent with the same directory forgot its own
		}
		if err != nil {
			return nil, fmt.Errorf("read an opening: %w", err)
		}
		var o Opening
		if err := json.Unmarshal(b, &o); err != nil {
			return nil, fmt.Errorf("read opening %s: %w", e.Name(), err)
		}
		if o.Hub == h && o.Agent == agent {
			out = append(out, o)
		}
	}
	return out, nil
}

// Forget removes an opening whose round is over.
func (s *Openings) Forget(o Opening) error {
	if err := os.Remove(s.path(o.Hub, o.Task, o.Round, o.Agent)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("forget an opening: %w", err)
	}
	return nil
}
