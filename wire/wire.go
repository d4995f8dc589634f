// Package wire is the packed form of a batch, docs/protocol.md "Batch": pure
// functions from outcomes to bytes and back, and the digest that operators sign.
package wire

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"oracled/oracle"
)

// Sizes in bytes and limits of the packed form.
const (
	Version       = 1
	HeaderSize    = 47
	OutcomeHeader = 15
	MaxOutcomes   = 256
	MaxDimension  = 1<<16 - 1
)

const (
	flagInsufficient = 1 << iota
	flagNarrow
	flagDigest
	flagsKnown = flagInsufficient | flagNarrow | flagDigest
)

// ErrMalformed is what every error of Unpack wraps.
var ErrMalformed = errors.New("malformed batch")

// Pack returns the payload of a batch. Each outcome gets the smallest width
// that holds all of its values. It fails on what the form cannot hold, and on
// an outcome of a DIGEST task behind one of another.
func Pack(epoch uint32, anchor oracle.Anchor, outcomes []oracle.PostedOutcome) ([]byte, error) {
	entries := outcomes
	for _, o := range outcomes {
		if o.Took != 0 {
			entries = append(entries[:len(entries):len(entries)], listRecord(o))
		}
	}
	if len(outcomes) == 0 || len(entries) > MaxOutcomes {
		return nil, fmt.Errorf("pack a batch of %d outcomes and %d lists: the form holds 1 to %d", len(outcomes), len(entries)-len(outcomes), MaxOutcomes)
	}
	p := make([]byte, 0, HeaderSize+len(outcomes)*(OutcomeHeader+oracle.WidthFull))
	p = append(p, Version)
	p = binary.BigEndian.AppendUint32(p, epoch)
	p = binary.BigEndian.AppendUint64(p, anchor.Number)
	p = append(p, anchor.Hash[:]...)
	p = binary.BigEndian.AppendUint16(p, uint16(len(entries)))
	for i, o := range entries {
		var err error
		if i > 0 && o.Digest && !entries[i-1].Digest {
			return nil, fmt.Errorf("pack outcome %d (task %d round %d): outcomes of DIGEST tasks come first", i, o.Index, o.Round)
		}
		if p, err = appendOutcome(p, o); err != nil {
			return nil, fmt.Errorf("pack outcome %d (task %d round %d): %w", i, o.Index, o.Round, err)
		}
	}
	return p, nil
}

func appendOutcome(p []byte, o oracle.PostedOutcome) ([]byte, error) {
	if o.Insufficient != (len(o.Values) == 0) {
		return nil, errors.New("an outcome has values exactly if it is not insufficient")
	}
	if len(o.Values) > MaxDimension {
		return nil, fmt.Errorf("%d values exceed %d", len(o.Values), MaxDimension)
	}
	if o.Participants >= 1<<24 {
		return nil, fmt.Errorf("%d participants exceed 24 bits", o.Participants)
	}
	width := Width(o)
	limit := oracle.WidthFull
	var flags byte
	if o.Narrow {
		flags |= flagNarrow
		limit = oracle.WidthNarrow
	}
	if o.Insufficient {
		flags |= flagInsufficient
	}
	if o.Digest {
		flags |= flagDigest
	}
	if width > limit {
		return nil, fmt.Errorf("a value needs %d bytes, the task stores %d", width, limit)
	}
	p = binary.BigEndian.AppendUint32(p, o.Index)
	p = binary.BigEndian.AppendUint32(p, o.Round)
	p = append(p, flags, byte(o.Participants>>16), byte(o.Participants>>8), byte(o.Participants))
	p = binary.BigEndian.AppendUint16(p, uint16(len(o.Values)))
	p = append(p, byte(width))
	for _, v := range o.Values {
		p = appendTwos(p, v, width)
	}
	return p, nil
}

// Width returns how many bytes each value of an outcome gets, 0 if it has none.
func Width(o oracle.PostedOutcome) int {
	width := 0
	for _, v := range o.Values {
		width = max(width, widthOf(v))
	}
	return width
}

// widthOf returns how many bytes of two's complement v needs, at least 1.
func widthOf(v *big.Int) int {
	m := v
	if v.Sign() < 0 {
		m = new(big.Int).Not(v) // −v − 1: −128 needs one byte
	}
	return m.BitLen()/8 + 1
}

func appendTwos(p []byte, v *big.Int, width int) []byte {
	m := v
	if v.Sign() < 0 {
		m = new(big.Int).Add(v, new(big.Int).Lsh(big.NewInt(1), uint(8*width)))
	}
	n := len(p)
	p = append(p, make([]byte, width)...)
	m.FillBytes(p[n:])
	return p
}

// Unpack reads a payload. It accepts exactly what NashOracle.post parses,
// which is more than what Pack writes: any sufficient width.
func Unpack(p []byte) (epoch uint32, anchor oracle.Anchor, outcomes []oracle.PostedOutcome, err error) {
	fail := func(format string, args ...any) (uint32, oracle.Anchor, []oracle.PostedOutcome, error) {
		return 0, oracle.Anchor{}, nil, fmt.Errorf("%w: "+format, append([]any{ErrMalformed}, args...)...)
	}
	if len(p) < HeaderSize {
		return fail("%d bytes are shorter than the header", len(p))
	}
	if p[0] != Version {
		return fail("version %d, this program knows %d", p[0], Version)
	}
	epoch = binary.BigEndian.Uint32(p[1:])
	anchor.Number = binary.BigEndian.Uint64(p[5:])
	anchor.Hash = common.BytesToHash(p[13:45])
	count := int(binary.BigEndian.Uint16(p[45:]))
	if count == 0 || count > MaxOutcomes {
		return fail("%d outcomes", count)
	}
	p = p[HeaderSize:]
	for i := range count {
		if len(p) < OutcomeHeader {
			return fail("outcome %d of %d is cut short", i, count)
		}
		flags, width := p[8], int(p[14])
		o := oracle.PostedOutcome{
			Index:        binary.BigEndian.Uint32(p),
			Round:        binary.BigEndian.Uint32(p[4:]),
			Insufficient: flags&flagInsufficient != 0,
			Narrow:       flags&flagNarrow != 0,
			Digest:       flags&flagDigest != 0,
			Participants: uint32(p[9])<<16 | uint32(p[10])<<8 | uint32(p[11]),
		}
		dimension := int(binary.BigEndian.Uint16(p[12:]))
		limit := oracle.WidthFull
		if o.Narrow {
			limit = oracle.WidthNarrow
		}
		switch {
		case flags&^flagsKnown != 0:
			return fail("outcome %d has unknown flags %#x", i, flags)
		case o.Digest && i > 0 && !outcomes[i-1].Digest:
			return fail("outcome %d is of a DIGEST task, the one before is not", i)
		case o.Insufficient && (dimension != 0 || width != 0):
			return fail("outcome %d is insufficient and has values", i)
		case !o.Insufficient && (dimension == 0 || width == 0 || width > limit):
			return fail("outcome %d has dimension %d and width %d", i, dimension, width)
		}
		p = p[OutcomeHeader:]
		if len(p) < dimension*width {
			return fail("the values of outcome %d of %d are cut short", i, count)
		}
		for c := range dimension {
			o.Values = append(o.Values, twos(p[c*width:(c+1)*width]))
		}
		p = p[dimension*width:]
		outcomes = append(outcomes, o)
	}
	if len(p) != 0 {
		return fail("%d bytes after the last outcome", len(p))
	}
	return epoch, anchor, attachLists(outcomes), nil
}

func twos(b []byte) *big.Int {
	v := new(big.Int).SetBytes(b)
	if b[0]&0x80 != 0 {
		v.Sub(v, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
	}
	return v
}

var batchType = crypto.Keccak256Hash([]byte("oracled/batch/1"))

// Digest is what operators sign for a payload on a hub.
func Digest(hub oracle.Hub, setID common.Hash, payload []byte) common.Hash {
	return crypto.Keccak256Hash(
		batchType[:],
		common.BigToHash(new(big.Int).SetUint64(hub.ChainID)).Bytes(),
		common.BytesToHash(hub.Address[:]).Bytes(),
		setID[:],
		crypto.Keccak256(payload),
	)
}
