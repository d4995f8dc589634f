package daemon

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"oracled/client"
	"oracled/config"
	"oracled/crypto"
	"oracled/crypto/keystore"
	"oracled/endpoint"
	"oracled/post/gas"
	"oracled/txmgr"
)

// Limits of the doctor.
const (
	chainPatience = 20 * time.Second // for all that is asked of one chain
	clockSkew     = 15 * time.Second // a head may be ahead of this machine's clock
)

// verdict of one check.
type verdict int

const (
	good verdict = iota
	note         // worth a look, works
	bad
)

// report collects the lines of one part of an examination.
type report struct {
	bytes.Buffer
	colour bool
	failed bool
}

func (r *report) line(v verdict, format string, args ...any) {
	mark := [...]string{paint(r.colour, green, "ok  "), paint(r.colour, yellow, "note"), paint(r.colour, red, "FAIL")}[v]
	r.failed = r.failed || v == bad
	fmt.Fprintf(r, "%s  %s\n", mark, printable(config.RedactText(fmt.Sprintf(format, args...))))
}

// Doctor tries everything that the configuration names and writes a line each.
// It changes nothing, and returns false when something fails.
func Doctor(ctx context.Context, cfg config.Config, w io.Writer) bool {
	colour := colours(w)
	own := &report{colour: colour}
	if err := cfg.Check(config.NeedChains); err != nil {
		for _, l := range strings.Split(err.Error(), "\n") {
			own.line(bad, "configuration: %s", l)
		}
	} else {
		own.line(good, "configuration: chains %s", strings.Join(cfg.ChainNames(), ", "))
	}
	account, operators := checkKeys(own, cfg)
	checkStore(own, cfg.Store.Path)
	checkBackend(ctx, own, cfg.Compute)
	_, _ = w.Write(own.Bytes())
	ok := !own.failed

	names := cfg.ChainNames()
	parts := make([]*report, len(names))
	var wg sync.WaitGroup
	for i, name := range names {
		parts[i] = &report{colour: colour}
		wg.Go(func() {
			ctx, cancel := context.WithTimeout(ctx, chainPatience)
			defer cancel()
			checkChain(ctx, parts[i], cfg.Chains[name], account, operators, cfg.Operator.Alone())
		})
	}
	wg.Wait()
	for _, p := range parts {
		_, _ = w.Write(p.Bytes())
		ok = ok && !p.failed
	}
	return ok
}

// checkKeys returns the account, zero if there is none, and the public keys of
// the operators, of those that open.
func checkKeys(r *report, cfg config.Config) (account common.Address, operators [][]byte) {
	for _, w := range cfg.Warnings() {
		r.line(note, "%s", w)
	}
	password := func(section, file string) (string, bool) {
		if file == "" {
			r.line(bad, "%s.passwordFile: missing; give the file that holds the password", section)
			return "", false
		}
		p, err := config.ReadPassword(file)
		if err != nil {
			r.line(bad, "%s.passwordFile: %v", section, err)
		}
		return p, err == nil
	}
	open := func(key, file string, decrypt func() (who, warning string, err error)) {
		who, warning, err := decrypt()
		if warning != "" {
			r.line(note, "%s: %s", key, warning)
		}
		switch {
		case err == nil:
			r.line(good, "%s: %s", key, who)
		case errors.Is(err, keystore.ErrPassword):
			r.line(bad, "%s: decrypt %s: %v; check the password file", key, file, keystore.ErrPassword)
		default:
			r.line(bad, "%s: %v", key, err)
		}
	}

	if cfg.Account.Signer.URL != "" {
		account = cfg.Account.Signer.Address
		checkSigner(r, cfg.Account.Signer)
	} else if cfg.Account.Keystore == "" {
		r.line(note, "account.keystore: none; only reading is possible")
	} else if p, ok := password("account", cfg.Account.PasswordFile); ok {
		a, err := txmgr.OpenAccount(cfg.Account.Keystore, p)
		if err != nil {
			r.line(bad, "account.keystore: %v", err)
			account = accountAddress(cfg.Account.Keystore)
		} else {
			account = a.Address()
			r.line(good, "account.keystore: account %s", account)
		}
	} else {
		account = accountAddress(cfg.Account.Keystore)
	}
	if len(cfg.Operator.Keystores) == 0 {
		r.line(note, "operator.keystores: none; this process cannot sign outcomes")
	} else if p, ok := password("operator", cfg.Operator.PasswordFile); ok {
		for i, file := range cfg.Operator.Keystores {
			open(fmt.Sprintf("operator.keystores[%d]", i), file, func() (string, string, error) {
				k, warning, err := keystore.OpenOperator(file, p)
				if err != nil {
					return "", warning, err
				}
				defer k.Wipe()
				operators = append(operators, k.PublicKey())
				return fmt.Sprintf("%s of kind %s", k, k.Kind()), warning, nil
			})
		}
	}
	if cfg.Agent.Keystore != "" {
		if p, ok := password("agent", cfg.Agent.PasswordFile); ok {
			open("agent.keystore", cfg.Agent.Keystore, func() (string, string, error) {
				s, warning, err := keystore.Load(cfg.Agent.Keystore)
				if err != nil {
					return "", warning, err
				}
				k, err := s.AgentKey(p)
				if err != nil {
					return "", warning, err
				}
				defer k.Wipe()
				return "agent " + k.ID().Hex(), warning, nil
			})
		}
	}
	return account, operators
}

// checkSigner asks the remote signer whether it is there.
func checkSigner(r *report, s config.Signer) {
	remote, err := txmgr.DialRemote(s.Kind, s.URL, s.Address)
	if err == nil {
		defer remote.Close()
		err = remote.Check(context.Background())
	}
	if err != nil {
		r.line(bad, "account.signer: %v", err)
		return
	}
	r.line(good, "account.signer: %s signs for account %s", s.Kind, s.Address)
}

// accountAddress reads the address that a keystore shows without its password.
func accountAddress(file string) common.Address {
	var k struct {
		Address string `json:"address"`
	}
	b, err := os.ReadFile(file)
	if err != nil || json.Unmarshal(b, &k) != nil {
		return common.Address{}
	}
	return common.HexToAddress(k.Address)
}

// checkStore tells whether the store could be opened, without creating it.
func checkStore(r *report, path string) {
	if path == "" {
		r.line(note, "store.path: none; the daemon needs one")
		return
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, os.ErrNotExist) {
		if f, err = os.CreateTemp(filepath.Dir(path), ".oracled-doctor-*"); err == nil {
			defer os.Remove(f.Name())
		}
	}
	if err != nil {
		r.line(bad, "store.path: %v; set it to a file that this user may write", err)
		return
	}
	_ = f.Close()
	r.line(good, "store.path: %s can be written", path)
}

// checkChain examines one chain; what depends on something that failed is left out.
func checkChain(ctx context.Context, r *report, ch config.Chain, account common.Address, operators [][]byte, alone bool) {
	line := func(v verdict, format string, args ...any) { r.line(v, "chain "+ch.Name+": "+format, args...) }
	fails := func(err error) {
		// What comes from the client names the chain already.
		line(bad, "%s", strings.TrimPrefix(config.Redact(err).Error(), "chain "+ch.Name+": "))
	}
	if ch.Config.Check() != nil {
		return // told with the configuration
	}
	c, err := client.Dial(ctx, ch.Name, ch.Config)
	if err != nil {
		fails(err)
		return
	}
	defer c.Close()
	for _, s := range c.Eth.Status() {
		switch s.State {
		case endpoint.StateExcluded:
			line(bad, "%s is refused: %v", s.Name, s.LastError)
		case endpoint.StateFailing:
			line(note, "%s does not answer (%v); the chain goes on without it", s.Name, config.Redact(s.LastError))
		default:
			line(good, "%s answers, chain id %d", s.Name, ch.ChainID)
		}
	}

	checkClock(ctx, line, c, ch)
	var kind crypto.Kind // of the set that serves, or that would be founded
	if len(operators) > 0 {
		kind, _ = crypto.KindOf(operators[0]) // it is the key of a keystore
	}
	if ch.Hub == (common.Address{}) {
		line(bad, "hub: missing; run oracled deploy and set chains.%s.hub to the address that it prints", ch.Name)
		code, err := c.Eth.CodeAt(ctx, client.Deployer, nil)
		switch {
		case err != nil:
			fails(fmt.Errorf("look for the deterministic deployer: %w", err))
		case len(code) == 0:
			line(note, "there is no deterministic deployer at %s yet; oracled deploy creates it", client.Deployer)
		default:
			line(good, "the deterministic deployer is at %s", client.Deployer)
		}
	} else if found := checkHub(ctx, line, fails, ch, operators, alone); found != "" {
		kind = found
	}
	checkPrecompiles(ctx, line, c, kind)
	if account != (common.Address{}) {
		balance, err := c.Eth.BalanceAt(ctx, account, nil)
		switch {
		case err != nil:
			fails(fmt.Errorf("ask for the balance of %s: %w", account, err))
		case balance.Sign() == 0:
			line(bad, "account %s has no ether to pay for gas; send it some", account)
		default:
			line(good, "account %s has %s ether", account, ether(balance))
		}
	}
}

func checkClock(ctx context.Context, line func(verdict, string, ...any), c *client.Chain, ch config.Chain) {
	head, err := c.Eth.HeaderByNumber(ctx, nil)
	if err != nil {
		line(bad, "fetch the head: %v", config.Redact(err))
		return
	}
	age := time.Since(time.Unix(int64(head.Time), 0)).Round(time.Second)
	switch {
	case age < -clockSkew && !ch.Dev:
		line(bad, "block %s is %s ahead of this machine's clock; set the clock (NTP)", head.Number, -age)
	case age > max(time.Minute, 10*ch.BlockTime) && !ch.Dev:
		line(bad, "block %s is %s old; is the node in sync, and this machine's clock right?", head.Number, age)
	case age < -clockSkew || age > time.Minute:
		line(note, "block %s is %s old, as happens on a development chain", head.Number, age)
	default:
		line(good, "block %s, %s old", head.Number, age)
	}
}

// checkPrecompiles tells whether the chain has what BLS sets and agents need.
func checkPrecompiles(ctx context.Context, line func(verdict, string, ...any), c *client.Chain, kind crypto.Kind) {
	there, err := c.HasBLS(ctx)
	switch {
	case err != nil:
		line(bad, "%v", config.Redact(err))
	case there:
		line(good, "BLS precompiles (EIP-2537)")
	case kind == crypto.ECDSA:
		line(note, "there are no BLS precompiles (EIP-2537): an ECDSA set posts here, but agents cannot register here; a task gets outcomes if it belongs to a scope with a chain on which they can")
	default:
		line(bad, "there are no BLS precompiles (EIP-2537), so a BLS set can neither begin to serve nor post here; the chain must follow the Prague rules or later (anvil --hardfork prague), or the set be of kind ecdsa (oracled operator keys --new FILE --kind ecdsa)")
	}
}

// checkKind tells when a set of the other kind would cost less.
func checkKind(line func(verdict, string, ...any), set crypto.OperatorSet) {
	own, other := gas.Quorum{Signatures: set.Threshold}, gas.Quorum{}
	if set.Kind() == crypto.ECDSA && own.Fixed() > other.Fixed() {
		line(note, "a proof of this ECDSA set has %d signatures, and with that many a BLS set's proof costs less gas: a batch about %.0f against %.0f; a new hub should have one", set.Threshold, other.Fixed(), own.Fixed())
	}
}

// checkHub returns the kind of the hub's operator set, empty if it is not known.
func checkHub(ctx context.Context, line func(verdict, string, ...any), fails func(error), ch config.Chain, operators [][]byte, alone bool) (kind crypto.Kind) {
	c, err := client.Connect(ctx, ch.Name, ch.Config)
	if err != nil {
		fails(err)
		return ""
	}
	defer c.Close()
	line(good, "NashOracle at %s", c.Hub.Address)
	set, epoch, err := c.OperatorSet(ctx)
	if err != nil {
		fails(err)
		return ""
	}
	kind = set.Kind()
	line(good, "operator set of %d, %d must sign, epoch %d, kind %s", len(set.Keys), set.Threshold, epoch, kind)
	checkKind(line, set)
	if len(operators) == 0 {
		return kind
	}
	members, strangers := members(set, operators)
	switch {
	case !slices.ContainsFunc(operators, func(k []byte) bool { own, err := crypto.KindOf(k); return err == nil && own == kind }):
		fails(otherKind(c, kind))
	case members == 0:
		line(bad, "none of operator.keystores belongs to the operator set; add the keystore of a member, or have the set rotated")
	case alone && members < set.Threshold:
		line(bad, "%d of the keys in operator.keystores belong to the operator set and %d must sign; add the keystores of more members, or set operator.listen and operator.peers if others run them", members, set.Threshold)
	case strangers > 0:
		line(note, "%d of the keys in operator.keystores belong to the operator set, %d do not and sign nothing", members, strangers)
	default:
		line(good, "%d of the keys in operator.keystores belong to the operator set", members)
	}
	return kind
}

func members(set crypto.OperatorSet, operators [][]byte) (members, strangers int) {
	for _, key := range operators {
		if set.Index(key) >= 0 {
			members++
		} else {
			strangers++
		}
	}
	return members, strangers
}

// ether writes wei with up to six decimals, rounded down.
func ether(wei *big.Int) string {
	micro := new(big.Int).Div(wei, big.NewInt(1e12))
	whole, part := new(big.Int).DivMod(micro, big.NewInt(1e6), new(big.Int))
	s := strings.TrimRight(strings.TrimRight(fmt.Sprintf("%d.%06d", whole, part), "0"), ".")
	if s == "0" {
		return "less than 0.000001"
	}
	return s
}
