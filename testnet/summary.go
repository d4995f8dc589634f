package testnet

import (
	"context"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"

	"oracled/bindings"
	"oracled/client"
	"oracled/compute"
	"oracled/compute/cpu"
	"oracled/crypto"
	"oracled/fixed"
	"oracled/oracle"
	"oracled/testnet/reference"
)

// Summary is what a world came to. docs/demo.md documents its keys.
type Summary struct {
	Chains    []ChainSummary    `json:"chains"`
	Scopes    []ScopeSummary    `json:"scopes,omitempty"`    // tasks on several chains
	Operators []OperatorSummary `json:"operators,omitempty"` // that each ran their own daemon
	Failures  []string          `json:"failures"`            // empty when everything is as it must be
	Seconds   float64           `json:"seconds"`
}

// OperatorSummary is what one operator of a committee did.
type OperatorSummary struct {
	ID        common.Address `json:"id"`
	Behaviour string         `json:"behaviour"`
	Signed    int            `json:"signed"`   // batches of others
	Refused   int            `json:"refused"`  // batches of others
	Proposed  int            `json:"proposed"` // batches of its own
	Refusals  map[string]int `json:"refusals"` // by code
	Lies      *LieSummary    `json:"lies,omitempty"`
}

// LieSummary is what an operator's lies came to.
type LieSummary struct {
	Batches int            `json:"batches"` // that it altered, signed so, and proposed to everybody
	Answers map[string]int `json:"answers"` // of the others: the code of a refusal, or "signed"
}

// ChainSummary is one chain's part.
type ChainSummary struct {
	Name    string         `json:"name"`
	ChainID uint64         `json:"chainId"`
	Hub     common.Address `json:"hub"`
	Rounds  []RoundSummary `json:"rounds"`
}

// RoundSummary is one posted round. Integers are in ulps of 2⁻⁶⁴, as strings.
type RoundSummary struct {
	Task          uint32           `json:"task"`
	Kind          string           `json:"kind"` // "feed", "one-shot" or "hierarchical"
	Round         uint64           `json:"round"`
	Status        string           `json:"status"`
	Outcome       []string         `json:"outcome"`
	Expected      []string         `json:"expected"`
	Reproduced    bool             `json:"reproduced"`
	Audited       bool             `json:"audited"`
	Values        []float64        `json:"values"` // the outcome for people
	Truth         []float64        `json:"truth"`
	PlainMean     []float64        `json:"plainMean"`
	HonestRange   [][2]float64     `json:"honestRange"`
	Participants  int              `json:"participants"`
	Faults        int              `json:"f"`
	Breakdown     int              `json:"breakdown"`
	Groups        []GroupSummary   `json:"groups,omitempty"`
	Trimmed       []TrimmedSummary `json:"trimmed"`
	Rejected      []RejectSummary  `json:"rejected"`
	Callback      *bool            `json:"callback,omitempty"` // tasks with a consumer: it has the outcome
	GasPerOutcome uint64           `json:"gasPerOutcome"`
	BlocksToPost  uint64           `json:"blocksToPost"`
	Tx            common.Hash      `json:"tx"`
	Block         uint64           `json:"block"`
}

// TrimmedSummary is an agent that was cut in some coordinates.
type TrimmedSummary struct {
	Agent common.Address `json:"agent"`
	Role  Role           `json:"role"`
	Low   int            `json:"low"`
	High  int            `json:"high"`
}

// RejectSummary is an agent whose submission did not become a position.
type RejectSummary struct {
	Agent  common.Address `json:"agent"`
	Role   Role           `json:"role"`
	Reason oracle.Reason  `json:"reason"`
}

// Summarise audits everything that was posted in the wanted rounds and compares
// it with the independent recomputation.
func (w *World) Summarise(ctx context.Context, wanted map[*WorldChain]map[oracle.TaskID]uint64) (Summary, error) {
	s := Summary{Failures: []string{}}
	for _, c := range w.Chains {
		a := assessor{world: w, chain: c, summary: &s}
		cs, err := a.chainSummary(ctx, wanted[c])
		if err != nil {
			return s, err
		}
		s.Chains = append(s.Chains, cs)
	}
	return s, nil
}

type assessor struct {
	world   *World
	chain   *WorldChain
	summary *Summary
}

func (a *assessor) fail(format string, args ...any) {
	a.summary.Failures = append(a.summary.Failures, a.chain.Name+": "+fmt.Sprintf(format, args...))
}

func (a *assessor) chainSummary(ctx context.Context, wanted map[oracle.TaskID]uint64) (ChainSummary, error) {
	c := a.chain
	cs := ChainSummary{Name: c.Name, ChainID: c.ChainID(), Hub: c.Hub.Address}
	auditor := client.Auditor{
		Verifier: crypto.NewVerifier(crypto.VerifierOptions{}),
		Solvers:  func(name string) (oracle.Solver, error) { return compute.New(name, cpu.New()) },
	}
	rounds, err := auditor.Audit(ctx, c.Chain, func(t oracle.Task) bool { return wanted[t.ID] > 0 })
	if err != nil {
		return cs, err
	}
	histories := map[oracle.TaskID]*reference.History{}
	seen := map[oracle.TaskID]uint64{}
	for _, r := range rounds {
		if r.Number > wanted[r.Task.ID] {
			continue
		}
		if histories[r.Task.ID] == nil {
			histories[r.Task.ID] = reference.NewHistory(r.Task)
		}
		rs, err := a.round(ctx, r, histories[r.Task.ID])
		if err != nil {
			return cs, err
		}
		cs.Rounds = append(cs.Rounds, rs)
		seen[r.Task.ID]++
	}
	for id, n := range wanted {
		if seen[id] != n {
			a.fail("task %s has %d of %d rounds", id.Big(), seen[id], n)
		}
	}
	return cs, nil
}

// round assesses one audited round.
func (a *assessor) round(ctx context.Context, r client.AuditedRound, h *reference.History) (RoundSummary, error) {
	s := RoundSummary{
		Task: r.Task.Index, Kind: "feed", Round: r.Number, Status: string(r.Resolution.Outcome.Status),
		Participants: r.Resolution.Outcome.Participants, Faults: r.Task.Faults(r.Resolution.Outcome.Participants),
		Trimmed: []TrimmedSummary{}, Rejected: []RejectSummary{},
	}
	if r.Task.Period == 0 {
		s.Kind = "one-shot"
	}
	if compute.Levels(r.Task) > 0 {
		s.Kind = "hierarchical"
	}
	where := fmt.Sprintf("task %d round %d", s.Task, s.Round)
	in := ReferenceRound(r)
	expected := h.Fold(in)
	if err := r.Verdict(); err != nil {
		a.fail("%s: the audit says: %v", where, err)
	} else {
		s.Audited = true
	}
	s.Expected = texts(expected.Posted(r.Task.Width))
	if r.Posted != nil {
		s.Outcome = texts(r.Posted.Values)
		s.Tx, s.Block = r.TxHash, r.Block
		s.BlocksToPost = r.Block - r.Closed.Number
		if err := a.gas(ctx, &s, r); err != nil {
			return s, err
		}
	}
	s.Reproduced = r.Posted != nil && r.Posted.Insufficient == expected.Insufficient && fmt.Sprint(s.Outcome) == fmt.Sprint(s.Expected)
	if !s.Reproduced {
		a.fail("%s: posted %v, expected %v", where, s.Outcome, s.Expected)
	}
	a.groups(&s, r, expected, where)
	a.values(&s, r, in, where)
	a.people(&s, r, where)
	if r.Task.Consumer != (common.Address{}) {
		arrived, err := a.callback(ctx, r)
		if err != nil {
			return s, err
		}
		s.Callback = &arrived
		if !arrived {
			a.fail("%s: the callback did not arrive", where)
		}
	}
	return s, nil
}

// ReferenceRound hands a round to the reference: verified positions before any
// regard to trust, and the rejections that the verifier made.
func ReferenceRound(r client.AuditedRound) reference.Round {
	var in reference.Round
	for _, positions := range [][]oracle.Position{r.Resolution.Profile.Positions, r.Resolution.Low} {
		for _, p := range positions {
			q := reference.Position{Agent: p.Agent, Group: p.Group, Confidence: p.Confidence}
			for _, v := range p.Values {
				q.Values = append(q.Values, v.Big())
			}
			in.Positions = append(in.Positions, q)
		}
	}
	for _, x := range r.Resolution.Rejected {
		if x.Reason != oracle.LowTrust {
			in.Rejected = append(in.Rejected, reference.Rejected{Agent: x.Agent, Reason: x.Reason})
		}
	}
	return in
}

// values fills in truth, plain mean and the honest range, and checks that no
// outlier moved the outcome out of it.
func (a *assessor) values(s *RoundSummary, r client.AuditedRound, in reference.Round, where string) {
	var all, honest [][]*big.Int
	for _, p := range in.Positions {
		all = append(all, p.Values)
		if agent, ok := a.world.Role(p.Agent); ok && agent.Role == Honest {
			honest = append(honest, p.Values)
		}
	}
	if len(honest) == 0 || r.Posted == nil || r.Posted.Insufficient {
		return
	}
	mean := reference.PlainMean(all)
	for c := range r.Task.Dimension {
		v := r.Posted.Values[c]
		if r.Posted.Narrow {
			v = new(big.Int).Lsh(v, 32)
		}
		low, high := honest[0][c], honest[0][c]
		for _, p := range honest {
			if p[c].Cmp(low) < 0 {
				low = p[c]
			}
			if p[c].Cmp(high) > 0 {
				high = p[c]
			}
		}
		if v.Cmp(low) < 0 || v.Cmp(high) > 0 {
			a.fail("%s: coordinate %d, %.4f, is out of the honest range %.4f to %.4f", where, c, units(v), units(low), units(high))
		}
		s.Values = append(s.Values, units(v))
		s.Truth = append(s.Truth, Truth(r.Task.Hub.ChainID, r.Task.Index, r.Number, c))
		s.PlainMean = append(s.PlainMean, units(mean[c]))
		s.HonestRange = append(s.HonestRange, [2]float64{units(low), units(high)})
	}
}

// people fills in who was trimmed and rejected, and checks that everybody got
// what the role deserves.
func (a *assessor) people(s *RoundSummary, r client.AuditedRound, where string) {
	for _, t := range r.Resolution.Outcome.Trimmed {
		x := TrimmedSummary{Agent: t.Agent, Low: t.Low, High: t.High}
		if agent, ok := a.world.Role(t.Agent); ok {
			x.Role = agent.Role
		}
		s.Trimmed = append(s.Trimmed, x)
	}
	reasons := map[common.Address]oracle.Reason{}
	for _, x := range r.Resolution.Rejected {
		reasons[x.Agent] = x.Reason
		agent, ok := a.world.Role(x.Agent)
		if !ok {
			a.fail("%s: agent %s is not of this world", where, x.Agent)
			continue
		}
		s.Rejected = append(s.Rejected, RejectSummary{Agent: x.Agent, Role: agent.Role, Reason: x.Reason})
	}
	present := map[common.Address]bool{}
	for _, p := range r.Resolution.Profile.Positions {
		present[p.Agent] = true
	}
	for _, agent := range a.world.Agents {
		id := agent.Key.ID()
		if want, got := agent.Role.Reason(), reasons[id]; got != want {
			a.fail("%s: the %s agent %s was rejected with %q, it deserves %q", where, agent.Role, id, got, want)
		}
		if agent.Role.Reason() == "" && !present[id] {
			a.fail("%s: the position of the %s agent %s is missing", where, agent.Role, id)
		}
	}
}

// gas divides the transaction's gas by the outcomes that it carried.
func (a *assessor) gas(ctx context.Context, s *RoundSummary, r client.AuditedRound) error {
	receipt, err := a.chain.Eth.TransactionReceipt(ctx, r.TxHash)
	if err != nil {
		return fmt.Errorf("chain %s: fetch the receipt of %s: %w", a.chain.Name, r.TxHash, err)
	}
	decoder, err := a.chain.Decoder()
	if err != nil {
		return err
	}
	for _, l := range receipt.Logs {
		e, err := decoder.Decode(l)
		if err != nil {
			return err
		}
		if p, ok := e.(oracle.BatchPosted); ok {
			s.GasPerOutcome = receipt.GasUsed / uint64(len(p.Accepted))
		}
	}
	return nil
}

// callback asks the consumer what it was told.
func (a *assessor) callback(ctx context.Context, r client.AuditedRound) (bool, error) {
	consumer := bindings.NewExampleConsumer()
	out, err := a.chain.Eth.CallContract(ctx, ethereum.CallMsg{To: &r.Task.Consumer, Data: consumer.PackLast(r.Task.ID)}, nil)
	if err != nil {
		return false, fmt.Errorf("chain %s: ask the consumer: %w", a.chain.Name, err)
	}
	last, err := consumer.UnpackLast(out)
	if err != nil {
		return false, fmt.Errorf("chain %s: ask the consumer: %w", a.chain.Name, err)
	}
	if r.Posted == nil || last.Round != r.Number || len(last.Value) != len(r.Posted.Values) {
		return false, nil
	}
	for i, v := range r.Posted.Values {
		if r.Posted.Narrow {
			v = new(big.Int).Lsh(v, 32)
		}
		if last.Value[i].Cmp(v) != 0 {
			return false, nil
		}
	}
	return true, nil
}

func texts(values []*big.Int) []string {
	out := []string{}
	for _, v := range values {
		out = append(out, v.String())
	}
	return out
}

// units returns ulps as decimal units, for people.
func units(ulps *big.Int) float64 {
	q, err := fixed.FromBig(ulps)
	if err != nil {
		return 0
	}
	return q.Float64()
}
