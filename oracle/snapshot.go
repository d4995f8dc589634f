package oracle

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/ethereum/go-ethereum/rlp"
)

// A snapshot is a State in bytes: the magic, the version of what follows, the
// SHA-256 of the body, and the body, RLP of snapshotBody (Ethereum yellow paper,
// appendix B). RLP has one encoding for a value, and the lists are in an order
// that the state alone gives, so equal states have equal snapshots.
const (
	snapshotMagic   = "oracled fold"
	snapshotVersion = 3
	snapshotHeader  = len(snapshotMagic) + 4 + sha256.Size

	// MaxSnapshot bounds a snapshot: 256 MiB, some two million agents.
	MaxSnapshot = 256 << 20
)

// ErrSnapshot: bytes are no snapshot that can be gone on from. What they would
// have saved is time; the fold begins anew.
var ErrSnapshot = errors.New("the snapshot cannot be used")

// Origin is what a snapshot is only good for.
type Origin struct {
	Hub   Hub
	Start uint64 // the block from which everything was folded
	// Build names the program. A snapshot holds what rounds were solved to, and
	// whether another program would have solved them so, only it can say.
	Build string
	// Serves is the operator's policy: of a task that it declined the state has
	// no trust, so a snapshot is useless when it has changed for one.
	Serves func(Task) bool
}

// EncodeSnapshot returns the snapshot of a state. It is an error between the
// events of a block, and of a state that is too large.
func EncodeSnapshot(s *State, o Origin) ([]byte, error) {
	if !s.whole {
		return nil, errors.New("encode a snapshot: the last block is folded in part only")
	}
	var b bytes.Buffer
	b.Write(make([]byte, snapshotHeader))
	body := s.body(o)
	if err := rlp.Encode(&b, &body); err != nil {
		return nil, fmt.Errorf("encode a snapshot: %w", err)
	}
	out := b.Bytes()
	if len(out) > MaxSnapshot {
		return nil, fmt.Errorf("encode a snapshot: its %d MiB are more than the %d that one may have", len(out)>>20, MaxSnapshot>>20)
	}
	copy(out, snapshotMagic)
	binary.BigEndian.PutUint32(out[len(snapshotMagic):], snapshotVersion)
	digest := sha256.Sum256(out[snapshotHeader:])
	copy(out[len(snapshotMagic)+4:], digest[:])
	return out, nil
}

// DecodeSnapshot returns the state of a snapshot and where a follower goes on.
// Errors wrap ErrSnapshot. What it allocates is in proportion to b.
func DecodeSnapshot(b []byte, o Origin) (*State, Cursor, error) {
	fail := func(format string, args ...any) (*State, Cursor, error) {
		return nil, Cursor{}, fmt.Errorf("%w: %w", ErrSnapshot, fmt.Errorf(format, args...))
	}
	if len(b) < snapshotHeader || !bytes.HasPrefix(b, []byte(snapshotMagic)) {
		return fail("it does not begin as one")
	}
	if len(b) > MaxSnapshot {
		return fail("it is larger than one may be")
	}
	if v := binary.BigEndian.Uint32(b[len(snapshotMagic):]); v != snapshotVersion {
		return fail("it is of version %d, this program reads %d", v, snapshotVersion)
	}
	if digest := sha256.Sum256(b[snapshotHeader:]); !bytes.Equal(digest[:], b[len(snapshotMagic)+4:snapshotHeader]) {
		return fail("its digest is wrong: the file is damaged")
	}
	var body snapshotBody
	if err := rlp.DecodeBytes(b[snapshotHeader:], &body); err != nil {
		return fail("its body is malformed: %w", err)
	}
	switch {
	case body.Build != o.Build:
		return fail("it was written by another build of this program")
	case body.Hub != o.Hub:
		return fail("it is of the hub %s on chain %d", body.Hub.Address, body.Hub.ChainID)
	case body.Start != o.Start:
		return fail("it was folded from block %d, not from %d", body.Start, o.Start)
	}
	s, err := body.state(o)
	if err != nil {
		return fail("%w", err)
	}
	// Lists out of order, entries twice: whatever is not as we write it.
	if again, err := EncodeSnapshot(s, o); err != nil || !bytes.Equal(again, b) {
		return fail("it is not in canonical form")
	}
	return s, s.cursor(), nil
}
