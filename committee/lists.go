package committee

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/bits"
	"slices"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"

	"oracled/committee/peer"
	"oracled/crypto"
	"oracled/oracle"
	"oracled/scope"
)

// PathScopes is where operators agree which chains of a scope took part in a
// round.
const PathScopes = "/v1/scopes"

// ListRequest asks an operator about a round of a scope: without a list how far
// it has seen the chains, with a list to sign it, with a proof to learn that a
// quorum has.
type ListRequest struct {
	Scope common.Hash   `json:"scope"`
	Round uint64        `json:"round"`
	List  oracle.Took   `json:"list,omitempty"`
	Proof hexutil.Bytes `json:"proof,omitempty"`
	// Count is the asker's, who signs the list, too.
	Count *Count `json:"count,omitempty"`
}

// ListAnswer is what an operator says to it.
type ListAnswer struct {
	View   scope.View    `json:"view"`
	Signed oracle.Took   `json:"signed,omitempty"` // the list that it has signed
	Agreed oracle.Took   `json:"agreed,omitempty"` // the list that a quorum has signed
	Proof  hexutil.Bytes `json:"proof,omitempty"`  // which this shows

	Shares  []Share  `json:"shares,omitempty"` // of oracle.ListMessage
	Count   *Count   `json:"count,omitempty"`
	Refusal *Refusal `json:"refusal,omitempty"`
}

// accepts tells whether the operator that answered so would sign a list.
func (a ListAnswer) accepts(list oracle.Took) bool {
	if a.Signed != 0 {
		return a.Signed == list
	}
	return a.View.Accepts(list)
}

// ListWatch is told what becomes of lists. Its methods return at once.
type ListWatch interface {
	// JudgedList tells of a list that another operator asked to sign.
	JudgedList(s *oracle.Scope, round uint64, list oracle.Took, from common.Address, refusal *Refusal)
	// ProposedList tells of a try of ours to find a quorum for a list.
	ProposedList(s *oracle.Scope, round uint64, list oracle.Took, signed int, err error)
}

// Lists is this operator's part in the agreement on which chains of a scope took
// part in a round. It implements scope.Agreement and is safe for concurrent use.
//
// An operator signs one list for a round, ever, so two quorums for different
// lists would need an honest operator that signed both. Leaders take turns, and
// ask first who would sign what: a list that no quorum would sign binds nobody.
type Lists struct {
	Keys   []*crypto.OperatorKey
	Views  Views
	Ledger interface {
		ListLedger
		See(ctx context.Context, operator common.Address, sequence uint64, signature []byte) error
	}
	Peers Peers
	// Learned is told of each list that a quorum has signed, once.
	Learned func(scope common.Hash, round uint64, list oracle.Took)
	Turn    time.Duration // how long a leader has before the next one tries, too
	Watch   ListWatch

	service *Service // set by Service.EnrollLists

	mu        sync.Mutex
	certified map[listKey]certificate
	order     []listKey // of certified, the oldest first
}

type listKey struct {
	scope common.Hash
	round uint64
}

// certificate is a quorum's signature of a list.
type certificate struct {
	list  oracle.Took
	proof []byte
}

// maxCertificates bounds what is kept for operators that come later.
const maxCertificates = 4096

// EnrollLists adds this operator's part in the agreement on scopes.
func (s *Service) EnrollLists(l *Lists) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l.service = s
	s.lists = l
}

// member returns this operator's part in the committee of a hub, nil if it has
// none.
func (s *Service) member(h oracle.Hub) *Member {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.members[h]
}

// setOf returns the operator set whose quorum signs a list: that of the first
// chain on it.
func (l *Lists) setOf(ctx context.Context, s *oracle.Scope, list oracle.Took) (crypto.OperatorSet, uint32, oracle.Hub, error) {
	h := s.Members[bits.TrailingZeros32(uint32(list))].Hub
	m := l.service.member(h)
	if m == nil {
		return crypto.OperatorSet{}, 0, h, fmt.Errorf("chain %d has not answered yet", h.ChainID)
	}
	set, epoch, err := m.refresh(ctx)
	return set, epoch, h, err
}

// known returns the list that is known to be a quorum's, 0: none is.
func (l *Lists) known(k listKey) certificate {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.certified[k]
}

// keep remembers a quorum's list.
func (l *Lists) keep(k listKey, c certificate) {
	l.mu.Lock()
	_, twice := l.certified[k]
	if !twice {
		if l.certified == nil {
			l.certified = map[listKey]certificate{}
		}
		l.certified[k] = c
		l.order = append(l.order, k)
		if len(l.order) > maxCertificates {
			delete(l.certified, l.order[0])
			l.order = l.order[1:]
		}
	}
	l.mu.Unlock()
	if !twice {
		l.Learned(k.scope, k.round, c.list)
	}
}

// learn checks and keeps a quorum's list that somebody shows.
func (l *Lists) learn(ctx context.Context, s *oracle.Scope, round uint64, c certificate) error {
	if c.list == 0 || !c.list.Within(s.All()) {
		return fmt.Errorf("the list %b is none of the scope's", c.list)
	}
	set, _, _, err := l.setOf(ctx, s, c.list)
	if err != nil {
		return err
	}
	if err := crypto.VerifyProof(set, oracle.ListMessage(s.ID, round, c.list), c.proof); err != nil {
		return err
	}
	l.keep(listKey{s.ID, round}, c)
	return nil
}

// Judge answers another operator.
func (l *Lists) Judge(ctx context.Context, from peer.Peer, q ListRequest) ListAnswer {
	s, v, _, _, ok := l.Views.View(q.Scope, q.Round)
	if s == nil {
		return ListAnswer{Refusal: refuse(UnknownScope, "this operator knows no task of the scope %s", q.Scope)}
	}
	a := ListAnswer{View: v}
	if q.Proof != nil {
		if err := l.learn(ctx, s, q.Round, certificate{q.List, q.Proof}); err != nil {
			a.Refusal = refuse(Malformed, "the proof of the list: %v", err)
		}
		return a
	}
	c := l.known(listKey{q.Scope, q.Round})
	a.Agreed, a.Proof = c.list, c.proof
	var err error
	if a.Signed, err = l.Ledger.SignedList(ctx, q.Scope, q.Round); err != nil {
		a.Refusal = refuse(StoreUnavailable, "%v", err)
		return a
	}
	if q.List == 0 {
		return a
	}
	a.Shares, a.Count, a.Refusal = l.judge(ctx, from, s, q, a, ok)
	l.Watch.JudgedList(s, q.Round, q.List, from.ID, a.Refusal)
	return a
}

// judge signs a list, or says why not.
func (l *Lists) judge(ctx context.Context, from peer.Peer, s *oracle.Scope, q ListRequest, own ListAnswer, known bool) ([]Share, *Count, *Refusal) {
	switch {
	case !q.List.Within(s.All()):
		return nil, nil, refuse(Malformed, "the list %b has more chains than the scope", q.List)
	case own.Signed != 0 && own.Signed != q.List:
		return nil, nil, refuse(Equivocation, "this operator has signed that the chains %v took part in round %d of the scope %s, and signs no other list for it", scope.Chains(s, own.Signed), q.Round, s.ID)
	case own.Signed == 0 && !known:
		return nil, nil, refuse(NotSolved, "no chain has closed round %d of the scope %s here", q.Round, s.ID)
	case own.Signed == 0 && !q.List.Within(own.View.Parts):
		return nil, nil, refuse(NotSolved, "of the list's chains %v have not closed round %d here", scope.Chains(s, q.List&^own.View.Parts), q.Round)
	case !own.accepts(q.List) && !own.View.Full && !own.View.Late:
		return nil, nil, refuse(NotSolved, "chains of the scope may still come to round %d: its grace is not over here", q.Round)
	case !own.accepts(q.List):
		return nil, nil, refuse(WrongList, "the chains %v took part in round %d in time, and the list lacks some of them", scope.Chains(s, own.View.Needed()), q.Round)
	}
	set, _, _, err := l.setOf(ctx, s, q.List)
	if err != nil {
		return nil, nil, refuse(Behind, "this operator cannot read the operator set: %v", err)
	}
	if set.Index(from.PublicKey) < 0 {
		return nil, nil, refuse(NotAMember, "operator %s is not in the set that signs the list", from.ID)
	}
	if q.Count != nil {
		if err := l.see(ctx, from, *q.Count); err != nil {
			return nil, nil, refuse(StoreUnavailable, "%v", err)
		}
	}
	return l.sign(ctx, set, s, q.Round, q.List)
}

func (l *Lists) see(ctx context.Context, from peer.Peer, c Count) error {
	if err := crypto.VerifyOperatorSignature(from.PublicKey, crypto.SequenceMessage(from.ID, c.Sequence), c.Signature); err != nil {
		return nil // as in Member.see
	}
	return l.Ledger.See(ctx, from.ID, c.Sequence, c.Signature)
}

// sign has the ledger remember a list, and then signs it with every key in the
// set.
func (l *Lists) sign(ctx context.Context, set crypto.OperatorSet, s *oracle.Scope, round uint64, list oracle.Took) ([]Share, *Count, *Refusal) {
	if refusal := l.service.recalls(set, l.Keys); refusal != nil {
		return nil, nil, refusal
	}
	sequence, err := l.Ledger.SignList(ctx, s.ID, round, list)
	switch {
	case errors.Is(err, oracle.ErrEquivocation):
		return nil, nil, refuse(Equivocation, "%v", err)
	case errors.Is(err, oracle.ErrRestored):
		return nil, nil, refuse(RestoredStore, "%v", err)
	case err != nil:
		return nil, nil, refuse(StoreUnavailable, "%v", err)
	}
	message := oracle.ListMessage(s.ID, round, list)
	var shares []Share
	for _, k := range l.Keys {
		if set.Index(k.PublicKey()) >= 0 {
			shares = append(shares, Share{Key: k.PublicKey(), Signature: k.Sign(message)})
		}
	}
	first := l.Keys[0]
	return shares, &Count{Sequence: sequence, Signature: first.Sign(crypto.SequenceMessage(first.ID(), sequence))}, nil
}

// rank returns how many turns pass before ours.
func (l *Lists) rank(set crypto.OperatorSet, epoch uint32, h oracle.Hub, s *oracle.Scope, deadline uint64) (int, error) {
	for rank, i := range Order(h, s.ID, epoch, deadline, len(set.Keys)) {
		if slices.ContainsFunc(l.Keys, func(k *crypto.OperatorKey) bool { return bytes.Equal(k.PublicKey(), set.Keys[i]) }) {
			return rank, nil
		}
	}
	return 0, errors.New("none of operator.keystores belongs to the operator set that signs the lists of the scope")
}
