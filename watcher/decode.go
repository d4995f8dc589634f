package watcher

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"oracled/bindings"
	"oracled/fixed"
	"oracled/oracle"
	"oracled/wire"
)

// Decoder turns the logs of a hub and its registry into events.
type Decoder struct {
	Hub      oracle.Hub
	Registry common.Address
	SetID    common.Hash

	hub      *bindings.NashOracle
	registry *bindings.AgentRegistry
	handlers map[source]func(*types.Log) (oracle.Event, error)
}

// source is an event of one contract: anybody may log the same event elsewhere.
type source struct {
	contract common.Address
	topic    common.Hash
}

// NewDecoder returns a decoder for one deployment.
func NewDecoder(hub oracle.Hub, registry common.Address, setID common.Hash) (*Decoder, error) {
	d := &Decoder{Hub: hub, Registry: registry, SetID: setID, hub: bindings.NewNashOracle(), registry: bindings.NewAgentRegistry()}
	h, err := bindings.NashOracleMetaData.ParseABI()
	if err != nil {
		return nil, fmt.Errorf("parse the hub's ABI: %w", err)
	}
	r, err := bindings.AgentRegistryMetaData.ParseABI()
	if err != nil {
		return nil, fmt.Errorf("parse the registry's ABI: %w", err)
	}
	d.handlers = map[source]func(*types.Log) (oracle.Event, error){
		{hub.Address, h.Events["TaskCreated"].ID}:   d.taskCreated,
		{hub.Address, h.Events["TaskCancelled"].ID}: d.taskCancelled,
		{hub.Address, h.Events["TaskStopped"].ID}:   d.taskStopped,
		{hub.Address, h.Events["Committed"].ID}:     d.committed,
		{hub.Address, h.Events["Revealed"].ID}:      d.revealed,
		{hub.Address, h.Events["BatchPosted"].ID}:   d.batchPosted,
		{registry, r.Events["AgentRegistered"].ID}:  d.agentRegistered,
	}
	return d, nil
}

// Addresses returns whose logs matter.
func (d *Decoder) Addresses() []common.Address {
	return []common.Address{d.Hub.Address, d.Registry}
}

// Decode returns the event of a log, nil if it says nothing to the fold. An
// error means that the contract is not ours.
func (d *Decoder) Decode(l *types.Log) (oracle.Event, error) {
	if len(l.Topics) == 0 {
		return nil, nil
	}
	handle, ok := d.handlers[source{l.Address, l.Topics[0]}]
	if !ok {
		return nil, nil
	}
	e, err := handle(l)
	if len(l.Data) == 0 { // which the bindings pass over; none of our events is without
		err = errors.New("the log has no data")
	}
	if err != nil {
		return nil, fmt.Errorf("decode log %d of block %d (is %s a NashOracle of this version?): %w", l.Index, l.BlockNumber, d.Hub.Address, err)
	}
	return e, nil
}

// mayMatch tells whether a block with this bloom filter may have a log that
// Decode knows; no means no.
func (d *Decoder) mayMatch(bloom types.Bloom) bool {
	known := map[common.Address]bool{}
	for _, a := range d.Addresses() {
		known[a] = bloom.Test(a[:])
	}
	for s := range d.handlers {
		if known[s.contract] && bloom.Test(s.topic[:]) {
			return true
		}
	}
	return false
}

func position(l *types.Log) oracle.LogPosition {
	return oracle.LogPosition{Block: l.BlockNumber, Index: l.Index}
}

func (d *Decoder) taskCreated(l *types.Log) (oracle.Event, error) {
	e, err := d.hub.UnpackTaskCreatedEvent(l)
	if err != nil {
		return nil, err
	}
	return oracle.TaskCreated{At: position(l), Task: TaskFromParams(d.Hub, e.Task, e.Creator, e.Params)}, nil
}

// TaskFromParams returns the task that a hub knows by these parameters.
func TaskFromParams(hub oracle.Hub, id oracle.TaskID, creator common.Address, p bindings.NashOracleTaskParams) oracle.Task {
	return oracle.Task{
		Hub: hub, ID: id, Index: uint32(id.Big().Uint64()), Creator: creator,
		Solver: p.Solver, Dimension: int(p.Dimension), Width: int(p.Width), Digest: p.Digest,
		TrimBps: uint32(p.TrimBps), Lambda: p.Lambda, MinAgents: p.MinAgents, MaxAgents: p.MaxAgents,
		InitialTrust: p.InitialTrust, MinTrust: p.MinTrust,
		Start: p.Start, CommitSeconds: uint64(p.CommitSeconds), RevealDelay: uint64(p.RevealDelay),
		RevealSeconds: uint64(p.RevealSeconds), Period: uint64(p.Period),
		Gate: p.Gate, Consumer: p.Consumer, CallbackGas: p.CallbackGas, Bounty: p.Bounty,
		Decimals: p.Decimals, Description: p.Description,
	}.Parsed()
}

func (d *Decoder) taskCancelled(l *types.Log) (oracle.Event, error) {
	e, err := d.hub.UnpackTaskCancelledEvent(l)
	if err != nil {
		return nil, err
	}
	return oracle.TaskCancelled{Task: e.Task}, nil
}

func (d *Decoder) taskStopped(l *types.Log) (oracle.Event, error) {
	e, err := d.hub.UnpackTaskStoppedEvent(l)
	if err != nil {
		return nil, err
	}
	return oracle.TaskStopped{Task: e.Task, LastRound: e.LastRound}, nil
}

// committed reads the event that there are the most of without the bindings'
// reflection, which takes as long as a third of the JSON.
func (d *Decoder) committed(l *types.Log) (oracle.Event, error) {
	if len(l.Topics) != 4 {
		return nil, fmt.Errorf("%d topics instead of 4", len(l.Topics))
	}
	round, agent, group := abiWord(l.Topics[2]), l.Topics[3], abiWord{}
	if len(l.Data) >= len(group) {
		group = abiWord(l.Data[:len(group)])
	}
	if !round.fits(8) || !group.fits(4) {
		return nil, errors.New("the round or the group is out of range")
	}
	e := oracle.Committed{Task: oracle.TaskID(l.Topics[1]), Round: round.uint64(), Agent: common.BytesToAddress(agent[:])}
	e.Commitment.At, e.Commitment.Group = position(l), uint32(group.uint64())
	for i, part := range []*[]byte{&e.Commitment.Commitment, &e.Commitment.Proof, &e.Commitment.Signature} {
		b, err := abiBytes(l.Data, 1+i)
		if err != nil {
			return nil, err
		}
		*part = b
	}
	return e, nil
}

// abiWord is a big-endian integer of the contract ABI.
type abiWord [32]byte

// fits tells whether it needs no more than so many bytes.
func (w abiWord) fits(size int) bool {
	for _, b := range w[:len(w)-size] {
		if b != 0 {
			return false
		}
	}
	return true
}

func (w abiWord) uint64() uint64 { return binary.BigEndian.Uint64(w[24:]) }

// abiBytes returns a copy of the bytes that the head's word of this index points
// to.
func abiBytes(data []byte, index int) ([]byte, error) {
	word := func(at uint64) (uint64, bool) {
		if at > uint64(len(data)) || uint64(len(data))-at < 32 {
			return 0, false
		}
		w := abiWord(data[at : at+32])
		return w.uint64(), w.fits(8)
	}
	at, ok1 := word(uint64(32 * index))
	size, ok2 := word(at)
	if !ok1 || !ok2 || size > uint64(len(data))-at-32 {
		return nil, fmt.Errorf("argument %d does not lie within the log's %d bytes", index, len(data))
	}
	return bytes.Clone(data[at+32 : at+32+size]), nil
}

func (d *Decoder) revealed(l *types.Log) (oracle.Event, error) {
	e, err := d.hub.UnpackRevealedEvent(l)
	if err != nil {
		return nil, err
	}
	o := oracle.Opening{At: position(l), Confidence: e.Confidence, Blinding: e.Blinding}
	if len(e.Values)%oracle.WidthFull != 0 {
		return nil, fmt.Errorf("%d bytes of values are not a multiple of %d", len(e.Values), oracle.WidthFull)
	}
	for v := e.Values; len(v) > 0; v = v[oracle.WidthFull:] {
		o.Values = append(o.Values, fixed.FromBytes16([oracle.WidthFull]byte(v)))
	}
	return oracle.Revealed{Task: e.Task, Round: e.Round, Agent: e.Agent, Opening: o}, nil
}

func (d *Decoder) batchPosted(l *types.Log) (oracle.Event, error) {
	e, err := d.hub.UnpackBatchPostedEvent(l)
	if err != nil {
		return nil, err
	}
	epoch, anchor, outcomes, err := wire.Unpack(e.Payload)
	if err != nil {
		return nil, err
	}
	p := oracle.BatchPosted{At: position(l), TxHash: l.TxHash, Digest: e.Digest, Batch: oracle.Batch{
		Hub: d.Hub, SetID: d.SetID, Epoch: epoch, Anchor: anchor, Outcomes: outcomes, Payload: e.Payload, Digest: e.Digest,
	}}
	for i, o := range outcomes {
		if e.Accepted.Bit(i) == 1 {
			p.Accepted = append(p.Accepted, o)
		}
	}
	return p, nil
}

func (d *Decoder) agentRegistered(l *types.Log) (oracle.Event, error) {
	e, err := d.registry.UnpackAgentRegisteredEvent(l)
	if err != nil {
		return nil, err
	}
	return oracle.AgentRegistered{Agent: e.Agent, Sender: e.Sender, PublicKey: e.PublicKey}, nil
}
