package watcher_test

import (
	"bytes"
	"encoding/binary"
	"math/big"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"oracled/bindings"
	"oracled/fixed"
	"oracled/oracle"
	"oracled/watcher"
	"oracled/wire"
)

func decoder(t testing.TB) *watcher.Decoder {
	t.Helper()
	d, err := watcher.NewDecoder(hub, registry, setID)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// samples are a log of each event that matters, as the contracts' ABI packs it,
// and what it says.
func samples(t testing.TB) (logs []types.Log, events []oracle.Event) {
	at := oracle.LogPosition{Block: 77, Index: 5}
	add := func(l types.Log, e oracle.Event) {
		l.BlockNumber, l.Index, l.TxHash = at.Block, at.Index, common.HexToHash("0x7e")
		logs, events = append(logs, l), append(events, e)
	}
	task, agent := oracle.TaskIDFromIndex(9), common.HexToAddress("0xa9e")
	params := bindings.NashOracleTaskParams{
		Solver: "trimmed-mean", Dimension: 8, Width: 8, TrimBps: 2500, Lambda: 6500, MinAgents: 4, MaxAgents: 1 << 20,
		InitialTrust: 65536, MinTrust: 3, Start: 1 << 40, CommitSeconds: 60, RevealDelay: 61, RevealSeconds: 62, Period: 63,
		Gate: common.HexToAddress("0x1"), Consumer: common.HexToAddress("0x2"), CallbackGas: 100_000,
		Bounty: big.NewInt(1e18), Decimals: 18, Description: "ether in dollars, and ‰ signs",
	}
	add(logOf(t, nash.GetABI(), hub.Address, "TaskCreated", [32]byte(task), agent, params),
		oracle.TaskCreated{At: at, Task: oracle.Task{
			Hub: hub, ID: task, Index: 9, Creator: agent,
			Solver: "trimmed-mean", Dimension: 8, Width: 8, TrimBps: 2500, Lambda: 6500, MinAgents: 4, MaxAgents: 1 << 20,
			InitialTrust: 65536, MinTrust: 3, Start: 1 << 40, CommitSeconds: 60, RevealDelay: 61, RevealSeconds: 62, Period: 63,
			Gate: common.HexToAddress("0x1"), Consumer: common.HexToAddress("0x2"), CallbackGas: 100_000,
			Bounty: big.NewInt(1e18), Decimals: 18, Description: "ether in dollars, and ‰ signs",
		}})
	add(logOf(t, nash.GetABI(), hub.Address, "TaskCancelled", [32]byte(task), big.NewInt(5)), oracle.TaskCancelled{Task: task})
	add(logOf(t, nash.GetABI(), hub.Address, "TaskStopped", [32]byte(task), uint64(8)), oracle.TaskStopped{Task: task, LastRound: 8})
	commitment, proof, signature := bytes.Repeat([]byte{1}, 48), bytes.Repeat([]byte{2}, 112), bytes.Repeat([]byte{3}, 96)
	add(logOf(t, nash.GetABI(), hub.Address, "Committed", [32]byte(task), uint64(12), agent, uint32(4), commitment, proof, signature),
		oracle.Committed{Task: task, Round: 12, Agent: agent, Commitment: oracle.SignedCommitment{
			At: at, Group: 4, Commitment: commitment, Proof: proof, Signature: signature,
		}})
	values := []fixed.Q64x64{fixed.Max(), fixed.Min(), fixed.FromUlps(-1), fixed.FromInt64(3)}
	var packed []byte
	for _, v := range values {
		b := v.Bytes16()
		packed = append(packed, b[:]...)
	}
	add(logOf(t, nash.GetABI(), hub.Address, "Revealed", [32]byte(task), uint64(12), agent, uint8(99), packed, [32]byte{31: 8}),
		oracle.Revealed{Task: task, Round: 12, Agent: agent, Opening: oracle.Opening{At: at, Confidence: 99, Values: values, Blinding: [32]byte{31: 8}}})
	outcomes := []oracle.PostedOutcome{
		{Index: 9, Round: 12, Participants: 7, Values: []*big.Int{big.NewInt(-5), big.NewInt(1 << 40)}},
		{Index: 10, Round: 1, Insufficient: true},
		{Index: 11, Round: 3, Narrow: true, Participants: 2, Values: []*big.Int{big.NewInt(1)}},
	}
	anchor := oracle.Anchor{Number: 70, Hash: common.HexToHash("0xabc")}
	payload, err := wire.Pack(3, anchor, outcomes)
	if err != nil {
		t.Fatal(err)
	}
	digest := wire.Digest(hub, setID, payload)
	add(logOf(t, nash.GetABI(), hub.Address, "BatchPosted", [32]byte(digest), big.NewInt(0b101), payload),
		oracle.BatchPosted{At: at, TxHash: common.HexToHash("0x7e"), Digest: digest,
			Batch:    oracle.Batch{Hub: hub, SetID: setID, Epoch: 3, Anchor: anchor, Outcomes: outcomes, Payload: payload, Digest: digest},
			Accepted: []oracle.PostedOutcome{outcomes[0], outcomes[2]}})
	key := bytes.Repeat([]byte{7}, 96)
	add(logOf(t, agents.GetABI(), registry, "AgentRegistered", agent, common.HexToAddress("0x5e"), uint64(1), key),
		oracle.AgentRegistered{Agent: agent, Sender: common.HexToAddress("0x5e"), PublicKey: key})
	return logs, events
}

func TestDecode(t *testing.T) {
	d := decoder(t)
	logs, events := samples(t)
	for i := range logs {
		got, err := d.Decode(&logs[i])
		if err != nil {
			t.Errorf("%T: %v", events[i], err)
		} else if !reflect.DeepEqual(got, events[i]) {
			t.Errorf("got  %+v\nwant %+v", got, events[i])
		}
	}
}

// A log that is cut short is an error, wherever it is cut, and never a panic.
func TestDecodeRefusesTruncated(t *testing.T) {
	d := decoder(t)
	logs, events := samples(t)
	for i, l := range logs {
		for n := 0; n < len(l.Data); n += 32 {
			short := l
			short.Data = l.Data[:n]
			if e, err := d.Decode(&short); err == nil {
				t.Errorf("%T: %d bytes of %d give %+v", events[i], n, len(l.Data), e)
			} else if !strings.Contains(err.Error(), "decode log 5 of block 77") {
				t.Errorf("%T: %v", events[i], err)
			}
		}
		if len(l.Topics) > 1 {
			short := l
			short.Topics = l.Topics[:1]
			if e, err := d.Decode(&short); err == nil {
				t.Errorf("%T without its topics: %+v", events[i], e)
			}
		}
	}
}

func TestDecodePassesOver(t *testing.T) {
	d := decoder(t)
	for _, l := range []types.Log{
		{},
		{Topics: []common.Hash{{1}}},
		logOf(t, nash.GetABI(), hub.Address, "TaskFunded", [32]byte{1}, common.Address{2}, big.NewInt(3)),
	} {
		if e, err := d.Decode(&l); e != nil || err != nil {
			t.Errorf("%+v, %v", e, err)
		}
	}
}

func TestDecodeBadContents(t *testing.T) {
	d := decoder(t)
	bad := logOf(t, nash.GetABI(), hub.Address, "Revealed", [32]byte{1}, uint64(1), common.Address{1}, uint8(1), make([]byte, 17), [32]byte{})
	if _, err := d.Decode(&bad); err == nil || !strings.Contains(err.Error(), "17 bytes of values") {
		t.Errorf("%v", err)
	}
	bad = logOf(t, nash.GetABI(), hub.Address, "BatchPosted", [32]byte{1}, big.NewInt(1), []byte("no batch"))
	if _, err := d.Decode(&bad); err == nil || !strings.Contains(err.Error(), wire.ErrMalformed.Error()) {
		t.Errorf("%v", err)
	}
}

// Whatever bytes a log has, decoding them is an answer.
func FuzzDecode(f *testing.F) {
	d := decoder(f)
	logs, _ := samples(f)
	for i, l := range logs {
		f.Add(uint8(i), l.Data)
	}
	f.Fuzz(func(t *testing.T, i uint8, data []byte) {
		l := logs[int(i)%len(logs)]
		l.Data = data
		e, err := d.Decode(&l)
		if (e == nil) == (err == nil) {
			t.Errorf("%+v, %v", e, err)
		}
	})
}

func TestTaskFromParamsIndex(t *testing.T) {
	var id oracle.TaskID
	binary.BigEndian.PutUint32(id[28:], 1<<32-1)
	if got := watcher.TaskFromParams(hub, id, common.Address{}, bindings.NashOracleTaskParams{}); got.Index != 1<<32-1 || oracle.TaskIDFromIndex(got.Index) != id {
		t.Errorf("index %d", got.Index)
	}
}

// What is decoded by hand is what the bindings decode.
func FuzzCommitted(f *testing.F) {
	good := logOf(f, nash.GetABI(), hub.Address, "Committed", [32]byte{1}, uint64(3), common.Address{2}, uint32(7), []byte("commitment"), make([]byte, 112), []byte{})
	f.Add(good.Data, good.Topics[2][:])
	for _, at := range []int{0, 31, 32 + 31, 64 + 31, 96 + 24, 128 + 31, 96 + 31} {
		bad := slices.Clone(good.Data)
		bad[at] ^= 0xff
		f.Add(bad, good.Topics[2][:])
	}
	f.Add(good.Data[:len(good.Data)-32], good.Topics[2][:])
	f.Add([]byte{}, good.Topics[2][:])
	d, err := watcher.NewDecoder(hub, registry, setID)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data, round []byte) {
		l := good
		l.Data, l.Topics = data, slices.Clone(good.Topics)
		copy(l.Topics[2][:], round)
		e, err := d.Decode(&l)
		want, wantErr := nash.UnpackCommittedEvent(&l)
		if (err == nil) != (wantErr == nil && len(data) > 0) {
			t.Fatalf("%v, the bindings say %v", err, wantErr)
		}
		if err != nil {
			return
		}
		c := e.(oracle.Committed)
		if c.Task != oracle.TaskID(want.Task) || c.Round != want.Round || c.Agent != want.Agent || c.Commitment.Group != want.Group ||
			!bytes.Equal(c.Commitment.Commitment, want.Commitment) || !bytes.Equal(c.Commitment.Proof, want.Proof) || !bytes.Equal(c.Commitment.Signature, want.Signature) {
			t.Fatalf("%+v, the bindings say %+v", c, want)
		}
	})
}
