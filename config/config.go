// Package config loads the one configuration of oracled: a YAML file, then the
// ORACLED_* environment, then flags, with the same names in all three.
package config

import (
	"errors"
	"fmt"
	"math/big"
	"net"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"oracled/committee/peer"
	"oracled/oracle"
	"oracled/post"
	"oracled/tune"
	"oracled/watcher"
)

// Config is everything that a process is told. It is composed of what each
// package wants to know.
type Config struct {
	Log      Log              `koanf:"log"`
	HTTP     HTTP             `koanf:"http"`
	Store    Store            `koanf:"store"`
	History  History          `koanf:"history"`
	Tuning   tune.Config      `koanf:"tuning"`
	Stop     Stop             `koanf:"stop"`
	Compute  Compute          `koanf:"compute"`
	Account  Account          `koanf:"account"`
	Operator Operator         `koanf:"operator"`
	Agent    Agent            `koanf:"agent"`
	Policy   Policy           `koanf:"policy"`
	Chains   map[string]Chain `koanf:"chains"`

	// Dir is the folder of the configuration file, against which its relative
	// paths were resolved and in which agent.command runs.
	Dir string `koanf:"-"`
}

// Log says how to log.
type Log struct {
	Level  string `koanf:"level"`
	Format string `koanf:"format"`
}

// HTTP says where metrics, health and the dashboard are served.
type HTTP struct {
	Listen         string   `koanf:"listen"`
	AllowRemote    bool     `koanf:"allowRemote"`
	DashboardHosts []string `koanf:"dashboardHosts"` // beside this machine's own names; with any, the dashboard is for others too
}

// Store says where the database is, and how often the fold's state is kept
// beside it.
type Store struct {
	Path          string `koanf:"path"`
	SnapshotEvery uint64 `koanf:"snapshotEvery"` // confirmed blocks; 0: never
}

// History says for how long what a report looks back at is kept.
type History struct {
	Keep time.Duration `koanf:"keep"` // of each chain's time; 0: none is kept
}

// Stop says how long a stop may take.
type Stop struct {
	Timeout time.Duration `koanf:"timeout"`
}

// Compute says what rounds are solved on. It never changes an answer.
type Compute struct {
	Backend string `koanf:"backend"`
}

// Account pays for gas.
type Account struct {
	Keystore     string `koanf:"keystore"`
	PasswordFile string `koanf:"passwordFile"`
	Signer       Signer `koanf:"signer"`
}

// Signer is another program that signs for the account.
type Signer struct {
	URL     string         `koanf:"url"`
	Kind    string         `koanf:"kind"`
	Address common.Address `koanf:"address"`
}

// Operator holds the keys that this process attests with, and where the other
// operators are.
type Operator struct {
	Keystores    []string      `koanf:"keystores"`
	PasswordFile string        `koanf:"passwordFile"`
	Listen       string        `koanf:"listen"`
	Peers        []string      `koanf:"peers"`
	Turn         time.Duration `koanf:"turn"`
	Rotations    string        `koanf:"rotations"`
}

// Alone tells whether this process is the whole committee.
func (o Operator) Alone() bool { return o.Listen == "" && len(o.Peers) == 0 }

// Addresses returns where the other operators listen. The configuration has been
// checked.
func (o Operator) Addresses() []peer.Address {
	var out []peer.Address
	for _, p := range o.Peers {
		if a, err := peer.ParseAddress(p); err == nil {
			out = append(out, a)
		}
	}
	return out
}

// Agent says who submits positions and where they come from.
type Agent struct {
	Keystore     string        `koanf:"keystore"`
	PasswordFile string        `koanf:"passwordFile"`
	Openings     string        `koanf:"openings"`
	Command      []string      `koanf:"command"`
	URL          string        `koanf:"url"`
	Timeout      time.Duration `koanf:"timeout"`
	Tasks        []string      `koanf:"tasks"`
}

// Policy says which tasks this operator serves. It never changes an answer.
type Policy struct {
	MinBounty    *big.Int         `koanf:"minBounty"`
	Requesters   []common.Address `koanf:"requesters"`
	MaxDimension int              `koanf:"maxDimension"`
}

// Chain is one entry of chains: what to follow and how to post there.
type Chain struct {
	Name           string `koanf:"-"`
	watcher.Config `koanf:",squash"`
	Dev            bool        `koanf:"dev"`
	Post           post.Config `koanf:"post"`
	Tuning         tune.Chain  `koanf:"tuning"`
}

// Default returns the configuration of an empty file.
func Default() Config {
	return Config{
		Log:      Log{Level: "info", Format: "console"},
		HTTP:     HTTP{Listen: "127.0.0.1:9464"},
		Store:    Store{Path: "oracled.db", SnapshotEvery: 256},
		History:  History{Keep: 30 * 24 * time.Hour},
		Tuning:   tune.Default(),
		Stop:     Stop{Timeout: 20 * time.Second},
		Compute:  Compute{Backend: "auto"},
		Operator: Operator{Rotations: "rotations"},
		Agent:    Agent{Openings: "openings", Timeout: 10 * time.Second},
		Policy:   Policy{MinBounty: new(big.Int), MaxDimension: 512},
		Chains:   map[string]Chain{},
	}
}

// ChainNames returns the names of the chains, sorted.
func (c Config) ChainNames() []string {
	names := make([]string, 0, len(c.Chains))
	for name := range c.Chains {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Chain returns the entry of that name, or an error that lists the names there are.
func (c Config) Chain(name string) (Chain, error) {
	if ch, ok := c.Chains[name]; ok {
		return ch, nil
	}
	if len(c.Chains) == 0 {
		return Chain{}, fmt.Errorf("chain %q: the configuration has no chains", name)
	}
	return Chain{}, fmt.Errorf("chain %q: not in the configuration, which has %s", name, strings.Join(c.ChainNames(), ", "))
}

// OracleHub returns the deployment that the chain's entry names.
func (c Chain) OracleHub() oracle.Hub { return oracle.Hub{ChainID: c.ChainID, Address: c.Hub} }

// WithDefaults fills what is zero and has a default.
func (c Chain) WithDefaults() Chain {
	c.Config = c.Config.WithDefaults()
	c.Post = c.Post.WithDefaults(c.BlockTime)
	c.Tuning = c.Tuning.WithDefaults()
	return c
}

// Need names a part of the configuration that a command cannot do without.
type Need int

// What commands may need.
const (
	NeedChains      Need = iota // at least one chain
	NeedHub                     // the hub of every chain
	NeedStore                   // a place for the database
	NeedAccount                 // an account that pays for gas
	NeedOperator                // at least one operator key
	NeedAgent                   // an agent's key
	NeedAgentSource             // where positions come from
)

// Check tells everything that is wrong with the configuration for a command
// with the given needs. Each line begins with the offending key.
func (c Config) Check(needs ...Need) error {
	var errs []error
	bad := func(key, format string, args ...any) {
		errs = append(errs, fmt.Errorf(key+": "+format, args...))
	}
	need := func(n Need) bool { return slices.Contains(needs, n) }

	if !slices.Contains(logLevels, c.Log.Level) {
		bad("log.level", "%q; expected one of %s", c.Log.Level, strings.Join(logLevels, ", "))
	}
	if !slices.Contains(logFormats, c.Log.Format) {
		bad("log.format", "%q; expected one of %s", c.Log.Format, strings.Join(logFormats, ", "))
	}
	if !slices.Contains(backendNames, c.Compute.Backend) {
		bad("compute.backend", "%q; expected one of %s", c.Compute.Backend, strings.Join(backendNames, ", "))
	}
	if err := c.HTTP.Check(); err != nil {
		errs = append(errs, fmt.Errorf("http.%w", err))
	}
	if need(NeedStore) && c.Store.Path == "" {
		bad("store.path", "missing; give the file that remembers what was signed and sent")
	}
	if c.Store.SnapshotEvery > maxSnapshotEvery {
		bad("store.snapshotEvery", "%d blocks is for ever; at most %d, or 0 for no snapshots", c.Store.SnapshotEvery, maxSnapshotEvery)
	}
	if c.History.Keep < 0 {
		bad("history.keep", "must not be negative; 0 keeps none")
	}
	if err := c.Tuning.Check(); err != nil {
		errs = append(errs, fmt.Errorf("tuning.%w", err))
	}
	if c.Stop.Timeout < 0 {
		bad("stop.timeout", "must not be negative; 0 waits for as long as it takes")
	}
	errs = append(errs, c.Account.check(need(NeedAccount))...)
	if need(NeedOperator) {
		if len(c.Operator.Keystores) == 0 {
			bad("operator.keystores", "missing; list the key files that this operator signs with (`oracled init` writes one)")
		}
		if c.Operator.PasswordFile == "" {
			bad("operator.passwordFile", "missing; give the file that holds the password of operator.keystores")
		}
	}
	errs = append(errs, c.Operator.check(need(NeedOperator))...)
	if need(NeedAgent) {
		if c.Agent.Keystore == "" {
			bad("agent.keystore", "missing; give the agent's EIP-2335 key file (`oracled init --agent` writes one)")
		}
		if c.Agent.PasswordFile == "" {
			bad("agent.passwordFile", "missing; give the file that holds the password of agent.keystore")
		}
	}
	errs = append(errs, c.Agent.check(c.ChainNames(), need(NeedAgentSource))...)
	if c.Policy.MinBounty != nil && c.Policy.MinBounty.Sign() < 0 {
		bad("policy.minBounty", "must not be negative")
	}
	if c.Policy.MaxDimension < 1 {
		bad("policy.maxDimension", "must be at least 1")
	}

	if len(c.Chains) == 0 && (need(NeedChains) || need(NeedHub)) {
		bad("chains", "empty; describe at least one chain (`oracled init` writes an example)")
	}
	hubs := map[oracle.Hub]string{}
	for _, name := range c.ChainNames() {
		ch, key := c.Chains[name], "chains."+name+"."
		if err := ch.Config.Check(); err != nil {
			errs = append(errs, fmt.Errorf("%s%w", key, err))
		}
		if err := ch.Post.Check(); err != nil {
			errs = append(errs, fmt.Errorf("%spost.%w", key, err))
		} else if err := ch.Post.Fees().Check(ch.ChainID); err != nil {
			errs = append(errs, fmt.Errorf("%spost.%w", key, err))
		}
		if err := ch.Tuning.Check(); err != nil {
			errs = append(errs, fmt.Errorf("%stuning.%w", key, err))
		}
		if need(NeedHub) {
			if ch.Hub == (common.Address{}) {
				bad(key+"hub", "missing; give the address of the NashOracle contract (`oracled deploy` prints it)")
			} else if other, twice := hubs[ch.OracleHub()]; twice {
				bad(key+"hub", "chains.%s has the same chainId and hub already; remove one of the two", other)
			}
			hubs[ch.OracleHub()] = name
		}
	}
	return errors.Join(errs...)
}

const maxSnapshotEvery = 1 << 30

var (
	logLevels  = []string{"debug", "info", "warn", "error"}
	logFormats = []string{"console", "json"}

	hostName = regexp.MustCompile(`^[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?)*$`)

	// backendNames are what package compute/backends opens; the daemon's test compares.
	backendNames = []string{"auto", "cpu", "cuda"}

	// signerKinds are txmgr.RemoteKinds; the daemon's test compares.
	signerKinds = []string{"clef", "web3signer"}
)

// Check returns an error that begins with the offending key.
func (h HTTP) Check() error {
	for i, name := range h.DashboardHosts {
		if !hostName.MatchString(name) && net.ParseIP(name) == nil {
			return fmt.Errorf("dashboardHosts[%d]: %q; expected a name or an address by itself, such as oracled.internal or 10.0.0.5, as a browser's address bar has it before the port", i, name)
		}
	}
	if h.Listen == "" {
		return nil
	}
	host, port, err := net.SplitHostPort(h.Listen)
	if err != nil {
		return fmt.Errorf("listen: %q; expected an address and a port such as 127.0.0.1:9464, or nothing to switch it off", h.Listen)
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil {
		return fmt.Errorf("listen: port %q; expected a number from 0 to 65535", port)
	} else if n == 0 && h.AllowRemote {
		return errors.New("listen: port 0 takes any free port, which nobody could find from elsewhere; choose one")
	}
	if ip := net.ParseIP(host); host == "localhost" || (ip != nil && ip.IsLoopback()) || h.AllowRemote {
		return nil
	}
	return fmt.Errorf("listen: %q can be reached from other machines; listen on 127.0.0.1, or set http.allowRemote: true if that is meant", h.Listen)
}

// check returns what is wrong with the part of the operator's section that is
// about the other operators.
func (o Operator) check(needed bool) (errs []error) {
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf("operator."+format, args...)) }
	if o.Listen != "" {
		if host, port, err := net.SplitHostPort(o.Listen); err != nil || port == "" {
			bad("listen: %q; expected an address and a port such as 0.0.0.0:9650, or nothing for a process that holds a quorum's keys", o.Listen)
		} else if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
			bad("listen: port %q of %q; expected a number from 1 to 65535, since the other operators must know it", port, host)
		}
	}
	seen := map[common.Address]int{}
	for i, p := range o.Peers {
		a, err := peer.ParseAddress(p)
		if err != nil {
			bad("peers[%d]: %w", i, err)
			continue
		}
		if first, twice := seen[a.ID]; twice {
			bad("peers[%d]: operator %s has an address in peers[%d] already; remove one of the two", i, a.ID, first)
		}
		seen[a.ID] = i
	}
	switch {
	case o.Turn < 0:
		bad("turn: must not be negative; 0 takes the default")
	case needed && o.Listen == "" && len(o.Peers) > 0:
		bad("listen: missing, and operator.peers has others who would ask this operator; give the address to listen on")
	}
	if o.Rotations == "" && !o.Alone() {
		bad("rotations: missing; give the folder of the plans that you approve")
	}
	return errs
}

// check returns what is wrong with the account's section: its key is in a
// keystore or with a remote signer, not both.
func (a Account) check(need bool) (errs []error) {
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf("account."+format, args...)) }
	s := a.Signer
	if s == (Signer{}) {
		if need && a.Keystore == "" {
			bad("keystore: missing; give the JSON key file of the account that pays for gas (`oracled init` writes one), or account.signer")
		}
		if need && a.PasswordFile == "" {
			bad("passwordFile: missing; give the file that holds the password of account.keystore")
		}
		return errs
	}
	if a.Keystore != "" {
		bad("signer: account.keystore is set as well; the key is with one or the other, remove one")
	}
	if !slices.Contains(signerKinds, s.Kind) {
		bad("signer.kind: %q; expected one of %s", s.Kind, strings.Join(signerKinds, ", "))
	}
	if s.Address == (common.Address{}) {
		bad("signer.address: missing; give the address of the account that the signer signs for")
	}
	u, err := url.Parse(s.URL)
	web := err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
	switch {
	case s.URL == "":
		bad("signer.url: missing; give the web address of the signer, such as http://127.0.0.1:9000")
	case !web && (s.Kind != "clef" || strings.Contains(s.URL, "://")):
		bad("signer.url: not a web address; expected something like http://127.0.0.1:9000, or for clef the absolute path of its IPC socket")
	case !web && !filepath.IsAbs(s.URL):
		bad("signer.url: %q; give the absolute path of clef's IPC socket", s.URL)
	}
	return errs
}

// check returns what is wrong with the agent's section.
func (a Agent) check(chains []string, source bool) (errs []error) {
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf("agent."+format, args...)) }
	switch {
	case len(a.Command) > 0 && a.URL != "":
		bad("url: agent.command is set as well; positions come from one or the other, remove one")
	case source && len(a.Command) == 0 && a.URL == "":
		bad("command: missing; give the command that prints a position, or agent.url that answers with one")
	}
	if len(a.Command) > 0 && a.Command[0] == "" {
		bad("command: begins with an empty word; expected a program and its arguments, such as [./feed.py, --fast]")
	}
	if a.URL != "" {
		if u, err := url.Parse(a.URL); err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
			bad("url: not a web address; expected something like http://127.0.0.1:8080/position")
		}
	}
	if a.Timeout <= 0 {
		bad("timeout: must be positive, such as 10s")
	}
	for i, t := range a.Tasks {
		chain, index, err := splitTask(t)
		switch {
		case err != nil:
			bad("tasks[%d]: %w", i, err)
		case index == 0:
			bad("tasks[%d]: %q; tasks are numbered from 1", i, t)
		case chain != "" && !slices.Contains(chains, chain):
			bad("tasks[%d]: chain %q is not in the configuration, which has %s", i, chain, orNone(chains))
		}
	}
	return errs
}

// Wants tells whether the agent is to take part in a task.
func (a Agent) Wants(chain string, index uint32) bool {
	if len(a.Tasks) == 0 {
		return true
	}
	return slices.ContainsFunc(a.Tasks, func(t string) bool {
		c, i, err := splitTask(t)
		return err == nil && i == index && (c == "" || c == chain)
	})
}

// splitTask reads "3", task 3 of every chain, or "polygon/3".
func splitTask(s string) (chain string, index uint32, err error) {
	number := s
	if c, n, ok := strings.Cut(s, "/"); ok {
		chain, number = c, n
	}
	n, err := strconv.ParseUint(number, 10, 32)
	if err != nil {
		return "", 0, fmt.Errorf("%q; expected the number of a task, such as 3, or of one chain's, such as polygon/3", s)
	}
	return chain, uint32(n), nil
}

func orNone(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

// Serves returns nil when this operator serves the task and otherwise a
// sentence that says why not.
func (p Policy) Serves(t oracle.Task) error {
	bounty := t.Bounty
	if bounty == nil {
		bounty = new(big.Int)
	}
	switch {
	case p.MinBounty != nil && bounty.Cmp(p.MinBounty) < 0:
		return fmt.Errorf("its bounty of %s wei is below policy.minBounty, %s wei", bounty, p.MinBounty)
	case len(p.Requesters) > 0 && !slices.Contains(p.Requesters, t.Creator):
		return fmt.Errorf("its creator %s is not among policy.requesters", t.Creator)
	case t.Dimension > p.MaxDimension:
		return fmt.Errorf("its dimension %d is above policy.maxDimension, %d", t.Dimension, p.MaxDimension)
	}
	return nil
}
