package committee

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"oracled/crypto"
	"oracled/oracle"
	"oracled/scope"
)

// errNoList: the time has not come to propose.
var errNoList = errors.New("no list can be proposed yet")

// Agree implements scope.Agreement.
func (l *Lists) Agree(ctx context.Context, s *oracle.Scope, round uint64) (oracle.Took, error) {
	began, pause := time.Now(), lookAgain
	for {
		if c := l.known(listKey{s.ID, round}); c.list != 0 {
			return c.list, nil
		}
		list, err := l.turn(ctx, s, round, began)
		switch {
		case err == nil && list != 0:
			return list, nil
		case err == nil || errors.Is(err, errNoList):
			pause = lookAgain
		case ctx.Err() == nil:
			l.Watch.ProposedList(s, round, list, 0, err)
			pause = min(2*pause, lastPause)
		}
		if err := oracle.Sleep(ctx, pause); err != nil {
			return 0, err
		}
	}
}

// turn leads if it is our turn.
func (l *Lists) turn(ctx context.Context, s *oracle.Scope, round uint64, began time.Time) (oracle.Took, error) {
	_, v, deadline, agreed, ok := l.Views.View(s.ID, round)
	if agreed != 0 || !ok {
		return agreed, nil
	}
	own := ListAnswer{View: v}
	var err error
	if own.Signed, err = l.Ledger.SignedList(ctx, s.ID, round); err != nil {
		return 0, err
	}
	choice := cmp.Or(own.Signed, v.Choice())
	if choice == 0 {
		return 0, errNoList
	}
	set, epoch, hub, err := l.setOf(ctx, s, choice)
	if err != nil {
		return 0, err
	}
	rank, err := l.rank(set, epoch, hub, s, deadline)
	if err != nil {
		return 0, err
	}
	if time.Since(began) < time.Duration(rank)*l.Turn {
		return 0, errNoList
	}
	return l.lead(ctx, s, round, set, own, choice)
}

// lead finds the list that a quorum would sign, and has it signed.
func (l *Lists) lead(ctx context.Context, s *oracle.Scope, round uint64, set crypto.OperatorSet, own ListAnswer, choice oracle.Took) (oracle.Took, error) {
	ours := l.votes(set)
	answers := []ListAnswer{own}
	votes := []int{ours}
	enough := func() bool { return support(answers, votes, choice) >= set.Threshold }
	var said []string
	err := l.askAll(ctx, set, ListRequest{Scope: s.ID, Round: round}, func(id common.Address, a ListAnswer, err error) bool {
		switch {
		case err != nil:
			said = append(said, fmt.Sprintf("%s did not answer: %v", id, err))
		case a.Refusal != nil:
			said = append(said, fmt.Sprintf("%s refused: %v", id, a.Refusal))
		case a.Proof != nil && l.learn(ctx, s, round, certificate{a.Agreed, a.Proof}) == nil:
			return true
		default:
			answers, votes = append(answers, a), append(votes, 1)
			said = append(said, fmt.Sprintf("%s has seen %v and has signed %v", id, scope.Chains(s, a.View.Parts), scope.Chains(s, a.Signed)))
		}
		return enough()
	})
	if err != nil {
		return 0, err
	}
	if c := l.known(listKey{s.ID, round}); c.list != 0 {
		return c.list, nil
	}
	list := best(s, answers, votes, set.Threshold)
	if list == 0 || !own.accepts(list) {
		return 0, fmt.Errorf("no list of the chains that took part would find a quorum yet (this operator has seen %v and has signed %v): %s", scope.Chains(s, own.View.Parts), scope.Chains(s, own.Signed), strings.Join(said, "; "))
	}
	return list, l.gather(ctx, s, round, set, list)
}

// votes returns how many keys of the set are ours.
func (l *Lists) votes(set crypto.OperatorSet) (n int) {
	for _, k := range l.Keys {
		if set.Index(k.PublicKey()) >= 0 {
			n++
		}
	}
	return n
}

// support counts the keys whose operators would sign a list.
func support(answers []ListAnswer, votes []int, list oracle.Took) (n int) {
	for i, a := range answers {
		if a.accepts(list) {
			n += votes[i]
		}
	}
	return n
}

// best returns the list that would find a quorum, 0 if there is none: of several
// the one that most have signed already, then the one with most chains.
func best(s *oracle.Scope, answers []ListAnswer, votes []int, threshold int) oracle.Took {
	var lists []oracle.Took
	signed := map[oracle.Took]int{}
	for i, a := range answers {
		lists = append(lists, a.Signed, a.View.Parts, a.View.Frozen)
		signed[a.Signed] += votes[i]
	}
	lists = slices.DeleteFunc(lists, func(x oracle.Took) bool {
		return x == 0 || !x.Within(s.All()) || support(answers, votes, x) < threshold
	})
	if len(lists) == 0 {
		return 0
	}
	return slices.MaxFunc(lists, func(a, b oracle.Took) int {
		return cmp.Or(cmp.Compare(signed[a], signed[b]), cmp.Compare(bits.OnesCount32(uint32(a)), bits.OnesCount32(uint32(b))), cmp.Compare(b, a))
	})
}

// gather has a list signed by a quorum, and tells everybody.
func (l *Lists) gather(ctx context.Context, s *oracle.Scope, round uint64, set crypto.OperatorSet, list oracle.Took) error {
	own, count, refusal := l.sign(ctx, set, s, round, list)
	if refusal != nil {
		return refusal
	}
	message := oracle.ListMessage(s.ID, round, list)
	shares := map[int][]byte{}
	for _, x := range own {
		shares[set.Index(x.Key)] = x.Signature
	}
	var said []string
	take := func(id common.Address, a ListAnswer, err error) bool {
		switch {
		case err != nil:
			said = append(said, fmt.Sprintf("%s did not answer: %v", id, err))
		case a.Refusal != nil:
			said = append(said, fmt.Sprintf("%s refused: %v", id, a.Refusal))
		default:
			for _, x := range a.Shares {
				if i := set.Index(x.Key); i >= 0 && shares[i] == nil && crypto.VerifyOperatorSignature(x.Key, message, x.Signature) == nil {
					shares[i] = x.Signature
				}
			}
		}
		return len(shares) >= set.Threshold
	}
	if len(shares) < set.Threshold {
		if err := l.askAll(ctx, set, ListRequest{Scope: s.ID, Round: round, List: list, Count: count}, take); err != nil {
			return err
		}
	}
	if len(shares) < set.Threshold {
		return fmt.Errorf("%d of %d operators have signed that the chains %v took part and %d must: %s", len(shares), len(set.Keys), scope.Chains(s, list), set.Threshold, strings.Join(said, "; "))
	}
	proof, err := crypto.AggregateProof(set, shares)
	if err != nil {
		return err
	}
	if err := l.learn(ctx, s, round, certificate{list, proof}); err != nil {
		return fmt.Errorf("check our own proof: %w", err)
	}
	l.Watch.ProposedList(s, round, list, len(shares), nil)
	// Whoever does not hear it now learns it when it asks in its own turn.
	return l.askAll(ctx, set, ListRequest{Scope: s.ID, Round: round, List: list, Proof: proof}, func(common.Address, ListAnswer, error) bool { return false })
}

// askAll asks every other operator of a set at once and hands over the answers,
// until enough is answered, all have, or the turn is over. Its error is ctx's.
func (l *Lists) askAll(ctx context.Context, set crypto.OperatorSet, q ListRequest, heard func(common.Address, ListAnswer, error) (enough bool)) error {
	turn, cancel := context.WithTimeout(ctx, max(l.Turn, time.Second))
	defer cancel()
	type reply struct {
		id     common.Address
		answer ListAnswer
		err    error
	}
	var asked []common.Address
	known := l.Peers.Known()
	for _, key := range set.Keys {
		id, err := crypto.OperatorID(key)
		ours := slices.ContainsFunc(l.Keys, func(k *crypto.OperatorKey) bool { return k.ID() == id })
		if err == nil && !ours && slices.Contains(known, id) {
			asked = append(asked, id)
		}
	}
	replies := make(chan reply, len(asked))
	for _, id := range asked {
		go func() {
			r := reply{id: id}
			r.err = l.Peers.Ask(turn, id, PathScopes, q, &r.answer)
			replies <- r
		}()
	}
	for range asked {
		if r := <-replies; heard(r.id, r.answer, r.err) {
			break
		}
	}
	return ctx.Err()
}
