package wire

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

// PageSize is what completes a page of a batch's tree, in bytes.
const PageSize = 256

var pageLabel = crypto.Keccak256([]byte("oracled/page/1"))

// Proof shows a contract an outcome of a DIGEST task, docs/protocol.md "Roots".
type Proof struct {
	Page []byte        // the leaf: some outcomes as in the payload
	Path []common.Hash // the siblings from the leaf to the root
}

// Root returns the root that the proof leads to.
func (p Proof) Root() common.Hash {
	h := leaf(p.Page)
	for _, sibling := range p.Path {
		h = node(h, sibling)
	}
	return h
}

// StoresRoot tells whether the hub stored a root for a payload, accepted telling
// which of its outcomes it stored. The payload must have been accepted by Unpack.
func StoresRoot(payload []byte, accepted func(i int) bool) bool {
	p := payload[HeaderSize:]
	for i := 0; len(p) > 0 && p[8]&flagDigest != 0; i++ {
		if accepted(i) {
			return true
		}
		p = p[outcomeSize(p):]
	}
	return false
}

// Prove returns the proof of an outcome of a payload, accepted telling which of
// its outcomes the hub stored. The payload must have been accepted by Unpack.
func Prove(payload []byte, accepted func(i int) bool, index, round uint32) (Proof, error) {
	pages, where := paginate(payload, accepted, index, round)
	if where < 0 {
		return Proof{}, fmt.Errorf("the batch stored no outcome of DIGEST task %d for round %d", index, round)
	}
	proof := Proof{Page: pages[where]}
	level := make([]common.Hash, len(pages))
	for i, page := range pages {
		level[i] = leaf(page)
	}
	for ; len(level) > 1; where /= 2 {
		if sibling := where ^ 1; sibling < len(level) {
			proof.Path = append(proof.Path, level[sibling])
		}
		var next []common.Hash
		for i := 0; i < len(level); i += 2 {
			if i+1 < len(level) {
				next = append(next, node(level[i], level[i+1]))
			} else {
				next = append(next, level[i])
			}
		}
		level = next
	}
	return proof, nil
}

// paginate returns the pages of a payload and which of them has an outcome, −1
// if none has.
func paginate(payload []byte, accepted func(i int) bool, index, round uint32) (pages [][]byte, where int) {
	where = -1
	var page []byte
	closePage := func() {
		if len(page) > 0 {
			pages = append(pages, page)
		}
		page = nil
	}
	p := payload[HeaderSize:]
	for i := 0; len(p) > 0 && p[8]&flagDigest != 0; i++ {
		size := outcomeSize(p)
		if accepted(i) {
			if binary.BigEndian.Uint32(p) == index && binary.BigEndian.Uint32(p[4:]) == round {
				where = len(pages)
			}
			page = append(page, p[:size]...)
		}
		if !accepted(i) || len(page) >= PageSize {
			closePage()
		}
		p = p[size:]
	}
	closePage()
	return pages, where
}

// outcomeSize returns how many bytes the outcome has with which p begins.
func outcomeSize(p []byte) int {
	return OutcomeHeader + int(binary.BigEndian.Uint16(p[12:]))*int(p[14])
}

func leaf(page []byte) common.Hash { return crypto.Keccak256Hash(pageLabel, page) }

// node hashes two children, the smaller first.
func node(a, b common.Hash) common.Hash {
	if bytes.Compare(a[:], b[:]) > 0 {
		a, b = b, a
	}
	return crypto.Keccak256Hash(a[:], b[:])
}
