package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"go.uber.org/zap"

	"oracled/client"
	"oracled/committee"
	"oracled/committee/peer"
	"oracled/config"
	"oracled/crypto"
	"oracled/internal/daemon"
	"oracled/oracle"
	"oracled/testnet"
	"oracled/wire"
)

// liar is an operator with a real key that lies: of every batch that it is shown
// it alters one value by the least that there is, signs that one instead, and
// proposes it to everybody as a leader does.
type liar struct {
	key       *crypto.OperatorKey
	directory *committee.Directory

	mu    sync.Mutex
	lies  testnet.LieSummary
	told  map[common.Hash]bool // by the digest of the honest batch
	tasks sync.WaitGroup       // proposals that run
	ctx   context.Context      // of the proposals
}

// liesFile is where a liar writes what came of it, beside its configuration.
const liesFile = "lies.json"

// signedLie counts, among the answers to a lie, those that signed it.
const signedLie = "signed"

// lie plays the operator of a configuration file until the context ends, and
// writes what came of it beside the file.
func lie(ctx context.Context, file string) error {
	cfg, err := config.Load(file, nil, nil)
	if err != nil {
		return err
	}
	keys, err := daemon.OpenOperatorKeys(cfg.Operator, zap.NewNop())
	if err != nil {
		return err
	}
	members, err := readMembers(ctx, cfg)
	if err != nil {
		return err
	}
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	identity := peer.NewIdentity(keys[0])
	l := &liar{
		key: keys[0], directory: committee.NewDirectory(identity, cfg.Operator.Addresses(), members),
		lies: testnet.LieSummary{Answers: map[string]int{}}, told: map[common.Hash]bool{}, ctx: work,
	}
	defer l.directory.Close()
	listener, err := net.Listen("tcp", cfg.Operator.Listen)
	if err != nil {
		return err
	}
	server := &peer.Server{Identity: identity, Members: members, Handle: l}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	ending, cancel := context.WithTimeout(work, 2*time.Second)
	defer cancel()
	if err := server.Close(ending); err != nil {
		return err
	}
	<-served
	defer time.AfterFunc(3*time.Second, stop).Stop()
	l.tasks.Wait()
	raw, err := json.Marshal(l.lies)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(cfg.Dir, liesFile), raw, 0o644)
}

// readMembers tells who is in the operator set of any chain.
func readMembers(ctx context.Context, cfg config.Config) (func(public []byte) bool, error) {
	members := map[string]bool{}
	for _, name := range cfg.ChainNames() {
		c, err := client.Connect(ctx, name, cfg.Chains[name].Config)
		if err != nil {
			return nil, err
		}
		set, _, err := c.OperatorSet(ctx)
		c.Close()
		if err != nil {
			return nil, err
		}
		for _, key := range set.Keys {
			members[string(key)] = true
		}
	}
	return func(public []byte) bool { return members[string(public)] }, nil
}

// ServeHTTP implements http.Handler.
func (l *liar) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var answer any
	switch r.URL.Path {
	case committee.PathHello:
		answer = committee.HelloAnswer{Hello: committee.Hello{Version: "trust me"}}
	case committee.PathProposals:
		var p committee.Proposal
		if err := json.NewDecoder(r.Body).Decode(&p); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		a, err := l.answer(p)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		answer = a
	default:
		http.NotFound(w, r)
		return
	}
	_ = json.NewEncoder(w).Encode(answer) // who hangs up is told no lie
}

// answer returns a share of an altered batch as if it were one of the batch that
// was proposed, and spreads the altered one.
func (l *liar) answer(p committee.Proposal) (committee.Answer, error) {
	hub := oracle.Hub{ChainID: p.ChainID, Address: p.Hub}
	digest := wire.Digest(hub, p.SetID, p.Payload)
	altered := p
	var err error
	if altered.Payload, err = alter(p.Payload); err != nil {
		return committee.Answer{}, err
	}
	// A count that nobody believes: the operator is to be honest again later.
	altered.Count = committee.Count{Signature: make([]byte, 96)}
	altered.Patience = 8000
	share := committee.Share{Key: l.key.PublicKey(), Signature: l.key.Sign(wire.Digest(hub, p.SetID, altered.Payload))}
	l.mu.Lock()
	first := !l.told[digest]
	l.told[digest] = true
	if first {
		l.lies.Batches++
	}
	l.mu.Unlock()
	if first {
		fmt.Printf("chain %d: altered batch %s\n", p.ChainID, digest)
		for _, id := range l.directory.Known() {
			l.tasks.Go(func() { l.propose(id, altered) })
		}
	}
	return committee.Answer{Digest: digest, Shares: []committee.Share{share}, Count: &altered.Count}, nil
}

// alter adds one unit in the last place to the first value of a batch; an
// outcome without values gets a participant more.
func alter(payload []byte) ([]byte, error) {
	epoch, anchor, outcomes, err := wire.Unpack(payload)
	if err != nil {
		return nil, err
	}
	if o := &outcomes[0]; len(o.Values) > 0 {
		o.Values[0] = new(big.Int).Add(o.Values[0], big.NewInt(1))
	} else {
		o.Participants++
	}
	return wire.Pack(epoch, anchor, outcomes)
}

// propose asks one operator to sign a lie until it says something final.
func (l *liar) propose(to common.Address, p committee.Proposal) {
	for {
		ctx, cancel := context.WithTimeout(l.ctx, peer.MaxWait)
		var a committee.Answer
		err := l.directory.Ask(ctx, to, committee.PathProposals, p, &a)
		cancel()
		said := signedLie
		switch {
		case err != nil:
			said = "silent"
		case a.Refusal != nil:
			said = string(a.Refusal.Code)
		}
		final := err == nil && said != string(committee.NotSolved) && said != string(committee.Behind)
		if !final && oracle.Sleep(l.ctx, 200*time.Millisecond) == nil {
			continue
		}
		l.mu.Lock()
		l.lies.Answers[said]++
		l.mu.Unlock()
		fmt.Printf("chain %d: %s answers %s\n", p.ChainID, to, said)
		return
	}
}
