package oracle

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

// Bounds of a scope.
const (
	MinMembers   = 2
	MaxMembers   = 16
	MaxWeight    = 1<<16 - 1
	MaxGrace     = 30 * 24 * 3600 // seconds
	maxSolver    = 256            // bytes that a hub takes
	maxText      = 1024
	scopeKey     = " scope="  // in a solver string, before the scope's id
	scopeKeyword = "\nscope " // in a description, before what the id is the hash of
)

// Member is one chain of a scope.
type Member struct {
	Hub    Hub
	Weight uint32 // 1 to MaxWeight
}

// Scope makes tasks on several chains one task. Tasks of one scope have all in
// common but gate, consumer, callback gas and bounty; docs/scopes.md.
type Scope struct {
	ID      common.Hash
	Salt    common.Hash
	Grace   uint64   // seconds after a round's deadline that a late chain has
	Members []Member // in the creator's order, one for each chain
}

// Index returns which member a hub is, −1 for none.
func (s *Scope) Index(h Hub) int {
	return slices.IndexFunc(s.Members, func(m Member) bool { return m.Hub == h })
}

// All is the list of all members.
func (s *Scope) All() Took { return 1<<len(s.Members) - 1 }

// Weight returns the sum of the weights of some members.
func (s *Scope) Weight(of Took) (sum uint64) {
	for i, m := range s.Members {
		if of.Has(i) {
			sum += uint64(m.Weight)
		}
	}
	return sum
}

// Took is the list of the chains of a scope that took part in a round: bit i is
// member i. Zero stands for no list, as in an outcome of a task without a scope.
type Took uint32

// Has tells whether member i is on the list.
func (l Took) Has(i int) bool { return l>>i&1 == 1 }

// Within tells whether every chain of this list is on the other.
func (l Took) Within(other Took) bool { return l&^other == 0 }

var (
	scopeLabel = crypto.Keccak256([]byte("oracled/scope/1"))
	listLabel  = crypto.Keccak256([]byte("oracled/scope-list/1"))
)

func word(v uint64) []byte { return common.BigToHash(new(big.Int).SetUint64(v)).Bytes() }

// id returns the hash that names the scope of a task:
//
//	keccak(keccak("oracled/scope/1") ‖ creator ‖ salt ‖ grace ‖ keccak(parameters) ‖ (chainId ‖ hub ‖ weight)…)
//
// with parameters = keccak(solver) ‖ keccak(description) ‖ dimension ‖ width ‖
// digest ‖ trimBps ‖ lambda ‖ minAgents ‖ maxAgents ‖ initialTrust ‖ minTrust ‖
// start ‖ commitSeconds ‖ revealDelay ‖ revealSeconds ‖ period ‖ decimals,
// everything a word of 32 bytes, solver and description without what they say of
// the scope.
func (s *Scope) id(t Task) common.Hash {
	digest := uint64(0)
	if t.Digest {
		digest = 1
	}
	parameters := slices.Concat(crypto.Keccak256([]byte(t.Solver)), crypto.Keccak256([]byte(t.Description)))
	for _, v := range []uint64{
		uint64(t.Dimension), uint64(t.Width), digest, uint64(t.TrimBps), uint64(t.Lambda), uint64(t.MinAgents), uint64(t.MaxAgents),
		uint64(t.InitialTrust), uint64(t.MinTrust), t.Start, t.CommitSeconds, t.RevealDelay, t.RevealSeconds, t.Period, uint64(t.Decimals),
	} {
		parameters = append(parameters, word(v)...)
	}
	all := slices.Concat(scopeLabel, common.LeftPadBytes(t.Creator[:], 32), s.Salt[:], word(s.Grace), crypto.Keccak256(parameters))
	for _, m := range s.Members {
		all = slices.Concat(all, word(m.Hub.ChainID), common.LeftPadBytes(m.Hub.Address[:], 32), word(uint64(m.Weight)))
	}
	return crypto.Keccak256Hash(all)
}

// ListMessage is what operators sign to agree which chains took part in a round:
// keccak(keccak("oracled/scope-list/1") ‖ scope ‖ round ‖ list).
func ListMessage(scope common.Hash, round uint64, list Took) common.Hash {
	return crypto.Keccak256Hash(listLabel, scope[:], word(round), word(uint64(list)))
}

// check tells what is wrong with a scope by itself.
func (s *Scope) check() error {
	if n := len(s.Members); n < MinMembers || n > MaxMembers {
		return fmt.Errorf("it has %d chains, not %d to %d", n, MinMembers, MaxMembers)
	}
	if s.Grace < 1 || s.Grace > MaxGrace {
		return fmt.Errorf("its grace is %d s, not 1 to %d", s.Grace, MaxGrace)
	}
	for i, m := range s.Members {
		switch {
		case m.Weight < 1 || m.Weight > MaxWeight:
			return fmt.Errorf("the weight of chain %d is %d, not 1 to %d", m.Hub.ChainID, m.Weight, MaxWeight)
		case m.Hub.ChainID == 0 || m.Hub.Address == common.Address{}:
			return fmt.Errorf("member %d has no chain or no hub", i+1)
		}
		for _, other := range s.Members[:i] {
			if other.Hub.ChainID == m.Hub.ChainID {
				return fmt.Errorf("it has chain %d twice", m.Hub.ChainID)
			}
		}
	}
	return nil
}

// WithScope returns a task in a scope, whose id it fills in. The task's creator
// and start must be known.
func WithScope(t Task, s Scope) (Task, error) {
	if err := s.check(); err != nil {
		return t, fmt.Errorf("the scope cannot be: %w", err)
	}
	if t.Start == 0 {
		return t, errors.New("a task of a scope needs a start that all its chains share")
	}
	s.ID = s.id(t)
	t.Scope = &s
	solver, description := t.Texts()
	switch again := t.parsed(solver, description); {
	case len(solver) > maxSolver:
		return t, fmt.Errorf("the solver string has %d bytes with the scope's id, more than %d", len(solver), maxSolver)
	case len(description) > maxText:
		return t, fmt.Errorf("the description has %d bytes with the scope's list, more than %d; shorten it, or leave chains out", len(description), maxText)
	case again.Scope == nil:
		return t, fmt.Errorf("solver or description cannot be in a scope: %w", again.ScopeFault())
	}
	return t, nil
}

// Texts returns solver and description as the hub has them: with what they say
// of the scope. The solver string ends with " scope=" and the scope's id, so that
// a program that knows no scopes declines the task; the description with a line
// "scope", salt, grace in seconds, and chainId:hub:weight for each chain.
func (t Task) Texts() (solver, description string) {
	if t.Scope == nil {
		return t.Solver, t.Description
	}
	words := []string{t.Scope.Salt.Hex(), strconv.FormatUint(t.Scope.Grace, 10)}
	for _, m := range t.Scope.Members {
		words = append(words, fmt.Sprintf("%d:%s:%d", m.Hub.ChainID, strings.ToLower(m.Hub.Address.Hex()), m.Weight))
	}
	return t.Solver + scopeKey + t.Scope.ID.Hex(), t.Description + scopeKeyword + strings.Join(words, " ")
}

// Parsed returns the task with the scope that its texts, as the hub has them,
// speak of. Where they speak of one that cannot be, the texts stay as they are,
// no solver is known by such a name, and ScopeFault says why.
func (t Task) Parsed() Task { return t.parsed(t.Solver, t.Description) }

func (t Task) parsed(solver, description string) Task {
	t.Solver, t.Description, t.Scope = solver, description, nil
	in, err := t.readScope()
	if err != nil || in == nil {
		return t
	}
	return *in
}

// ScopeFault says why a task that speaks of a scope has none, nil if it speaks of
// none or has it.
func (t Task) ScopeFault() error {
	if t.Scope != nil {
		return nil
	}
	_, err := t.readScope()
	return err
}

// readScope returns the task with its scope, nil if its texts speak of none.
func (t Task) readScope() (*Task, error) {
	inner, id, ok := cutLast(t.Solver, scopeKey)
	if !ok {
		return nil, nil
	}
	text, list, ok := cutLast(t.Description, scopeKeyword)
	if !ok {
		return nil, errors.New("its solver names a scope, and its description has no line that lists the scope's chains")
	}
	s, err := readList(list)
	if err == nil {
		err = s.check()
	}
	if err != nil {
		return nil, fmt.Errorf("the scope in its description: %w", err)
	}
	t.Solver, t.Description, t.Scope = inner, text, s
	s.ID = s.id(t)
	if s.ID.Hex() != id {
		return nil, fmt.Errorf("it names the scope %.80s, and with its creator, solver, dimension and parameters it would be of %s: the tasks of a scope agree in all of these", id, s.ID)
	}
	if s.Index(t.Hub) < 0 {
		return nil, fmt.Errorf("the scope %s does not list the hub %s on chain %d, where the task is", s.ID, t.Hub.Address, t.Hub.ChainID)
	}
	return &t, nil
}

func readList(text string) (*Scope, error) {
	words := strings.Split(text, " ")
	if len(words) < 2 {
		return nil, errors.New("it is not salt, grace and chains")
	}
	s := &Scope{}
	if err := s.Salt.UnmarshalText([]byte(words[0])); err != nil || s.Salt.Hex() != words[0] {
		return nil, fmt.Errorf("its salt is not 32 bytes in hexadecimal: %.80q", words[0])
	}
	var err error
	if s.Grace, err = number(words[1]); err != nil {
		return nil, fmt.Errorf("its grace: %w", err)
	}
	for _, w := range words[2:] {
		parts := strings.Split(w, ":")
		if len(parts) != 3 || len(parts[1]) != 42 || !common.IsHexAddress(parts[1]) || strings.ToLower(parts[1]) != parts[1] {
			return nil, fmt.Errorf("%.80q is not chainId:hub:weight", w)
		}
		m := Member{Hub: Hub{Address: common.HexToAddress(parts[1])}}
		var weight uint64
		if m.Hub.ChainID, err = number(parts[0]); err == nil {
			weight, err = number(parts[2])
		}
		if err != nil || weight > MaxWeight {
			return nil, fmt.Errorf("%.80q is not chainId:hub:weight with a weight up to %d", w, MaxWeight)
		}
		m.Weight = uint32(weight)
		s.Members = append(s.Members, m)
	}
	return s, nil
}

// number reads a decimal integer without sign or leading zeros.
func number(text string) (uint64, error) {
	v, err := strconv.ParseUint(text, 10, 63)
	if err != nil || strconv.FormatUint(v, 10) != text {
		return 0, fmt.Errorf("%.40q is not a decimal number", text)
	}
	return v, nil
}

// cutLast cuts at the last occurrence of a separator.
func cutLast(s, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}
