// Package gas predicts what a batch costs on the chain before it is sent: a
// linear model of NashOracle.post with a quorum of either kind, fitted to the whole
// transactions of contracts/snapshots/GasTest.json (Osaka's rules). A test
// holds it against every row there and against receipts of a real chain.
package gas

import (
	"oracled/oracle"
	"oracled/wire"
)

// Limits of a transaction that do not depend on the operator.
const (
	TxCap   = 1 << 24   // gas of one transaction, EIP-7825
	TxBytes = 128 << 10 // bytes of one transaction that geth's pool takes
)

// The model, in gas of a whole transaction.
const (
	base          = 155_450 // with a BlsQuorum: the transaction, the pairing, the header and its event
	anyAbsent     = 545     // the sum over the absent begins
	absent        = 1_050   // per absent signer
	ecdsaBase     = 35_650  // with an EcdsaQuorum: the transaction, the header and its event
	signature     = 4_391   // of an EcdsaQuorum's proof, each: its recovery, its calldata
	outcome       = 5_620   // its 15 bytes, its changed head slot
	digestOutcome = 453     // its 15 bytes and their share of a page's hash
	word          = 5_110   // per changed word of values behind the head
	newWord       = 17_100  // more, when the word was zero
	valueByte     = 24.4    // calldata and event
	digestByte    = 27.2    // calldata, event and a page's hash
	counterWord   = 5_000   // per word of eight counters
	root          = 7_170   // per batch with an outcome of a DIGEST task
	callback      = 12_000  // beyond the gas of the consumer
	listRecord    = 2_010   // per outcome of a task in a scope: what says which chains took part
	anyList       = 1_750   // per batch with one
	maxAbsent     = 85      // of the 256 operators of the largest set
)

// Bytes of a transaction around the outcomes: envelope, signature, ABI, padding,
// header, and the proof of a BlsQuorum; and of an EcdsaQuorum's proof more than that.
const (
	overheadBytes  = 512
	blsProofBytes  = 128
	bitmapBytes    = 32
	signatureBytes = 64
)

// Quorum says what the proof of a hub's operator set costs. The zero value is a
// BlsQuorum of which everybody has signed.
type Quorum struct {
	Absent     int // of a BlsQuorum: who has not signed, and is taken out of the keys' sum
	Signatures int // of an EcdsaQuorum: in the proof; 0: a BlsQuorum
}

// Fixed returns what every batch costs however little is in it: what company
// shares.
func (q Quorum) Fixed() float64 {
	switch {
	case q.Signatures > 0:
		return ecdsaBase + signature*float64(q.Signatures)
	case q.Absent > 0:
		return base + anyAbsent + absent*float64(q.Absent)
	default:
		return base
	}
}

// most returns Fixed with as many absent as a quorum can spare. The proof of an
// EcdsaQuorum has as many signatures as must be, whoever is absent.
func (q Quorum) most() float64 {
	if q.Signatures == 0 {
		q.Absent = maxAbsent
	}
	return q.Fixed()
}

// bytes returns what surrounds the outcomes in a transaction.
func (q Quorum) bytes() int {
	if q.Signatures == 0 {
		return overheadBytes
	}
	return overheadBytes - blsProofBytes + bitmapBytes + signatureBytes*q.Signatures
}

// Cost is a sum over outcomes that is on its way to become a batch. The zero
// value is an empty batch.
type Cost struct {
	outcomes int
	expected float64 // slots changed, without base and counters
	most     float64 // slots new
	digests  bool
	lists    bool
	counters map[uint32]struct{} // words of counters that the batch touches
	bytes    int
}

// Add returns the cost with one more outcome; callbackGas is what its task
// grants its consumer, 0 for none. The receiver must not be used any more.
func (c Cost) Add(o oracle.PostedOutcome, callbackGas uint32) Cost {
	width := wire.Width(o)
	values := len(o.Values)
	c.outcomes++
	c.bytes += wire.OutcomeHeader + values*width
	if o.Digest {
		if c.counters == nil {
			c.counters = map[uint32]struct{}{}
		}
		c.counters[o.Index/8] = struct{}{}
		c.digests = true
		c.expected += digestOutcome + digestByte*float64(values*width)
		c.most += digestOutcome + digestByte*float64(values*width) + newWord
	} else {
		words := float64(wordsBehindHead(o))
		own := outcome + valueByte*float64(values*width) + word*words
		c.expected += own
		c.most += own + newWord*words
	}
	if o.Took != 0 {
		c.bytes += wire.ListSize
		c.lists = true
		c.expected += listRecord
		c.most += listRecord
	}
	if callbackGas > 0 && !o.Insufficient {
		// The contract demands 64/63 of what it passes on.
		c.expected += callback + float64(callbackGas)
		c.most += callback + float64(callbackGas)*64/63
	}
	return c
}

// Expected returns the gas of the batch once every slot holds something, with
// consumers that burn what they are granted.
func (c Cost) Expected(q Quorum) uint64 {
	return uint64(q.Fixed() + c.expected + c.shared())
}

// Most returns what the batch may need: new slots, and of a BlsQuorum a third of
// the largest set absent. Outcomes are packed against a cap by it.
func (c Cost) Most(q Quorum) uint64 {
	return uint64(q.most() + c.most + c.shared() + newWord)
}

// Own returns what the outcomes would add to a batch that is sent anyway.
func (c Cost) Own() float64 { return c.expected + c.shared() }

// Alone returns what the outcomes cost without what they may share with others.
func (c Cost) Alone() float64 { return c.expected }

// Bytes returns the size of the transaction, at most.
func (c Cost) Bytes(q Quorum) int { return q.bytes() + c.bytes }

// Outcomes returns how many there are.
func (c Cost) Outcomes() int { return c.outcomes }

func (c Cost) shared() (sum float64) {
	if c.lists {
		sum += anyList
	}
	if c.digests {
		sum += root + counterWord*float64(len(c.counters))
	}
	return sum
}

// wordsBehindHead returns how many words of storage an outcome's values have
// behind the first value, which shares the head's.
func wordsBehindHead(o oracle.PostedOutcome) int {
	perWord := 2
	if o.Narrow {
		perWord = 4
	}
	return (max(len(o.Values), 1) - 1 + perWord - 1) / perWord
}
