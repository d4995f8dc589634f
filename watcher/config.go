// Package watcher follows one chain: it reads the logs of a hub and of its
// registry block range by block range, emits them as events once they are
// confirmed, and halts when the chain takes back what was confirmed.
package watcher

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/rpc"
)

// Config says which chain to follow and how.
type Config struct {
	Endpoint      string         `koanf:"endpoint"`      // ws://, wss://, http:// or https://
	Fallbacks     []string       `koanf:"fallbacks"`     // further endpoints of the same chain
	Agreement     int            `koanf:"agreement"`     // endpoints that must agree on a block before its logs are believed
	ChainID       uint64         `koanf:"chainId"`       // refused when the endpoint says otherwise
	Hub           common.Address `koanf:"hub"`           // NashOracle
	StartBlock    uint64         `koanf:"startBlock"`    // the block of the hub's deployment
	Finality      string         `koanf:"finality"`      // what is counted from: FinalityDepth, FinalitySafe or FinalityFinalized
	Confirmations uint64         `koanf:"confirmations"` // blocks on top of one before it is believed
	BlockTime     time.Duration  `koanf:"blockTime"`     // expected time between blocks
	PollInterval  time.Duration  `koanf:"pollInterval"`  // between looks at the head; a subscription looks at once
	MaxRange      uint64         `koanf:"maxRange"`      // blocks per request for logs
}

// Values of Config.Finality: from which block the confirmations are counted.
const (
	FinalityDepth     = "depth"     // the head
	FinalitySafe      = "safe"      // the last block that the chain's consensus calls safe
	FinalityFinalized = "finalized" // the last block that it calls final
)

// tags are the blocks that the values of Config.Finality stand for.
var tags = map[string]rpc.BlockNumber{
	"":                rpc.LatestBlockNumber,
	FinalityDepth:     rpc.LatestBlockNumber,
	FinalitySafe:      rpc.SafeBlockNumber,
	FinalityFinalized: rpc.FinalizedBlockNumber,
}

// Defaults for what a chain's entry may leave out.
const (
	DefaultBlockTime = 12 * time.Second
	DefaultMaxRange  = 2000
)

// WithDefaults fills what is zero and has a default.
func (c Config) WithDefaults() Config {
	if c.BlockTime == 0 {
		c.BlockTime = DefaultBlockTime
	}
	if c.PollInterval == 0 {
		c.PollInterval = max(c.BlockTime/4, 100*time.Millisecond)
	}
	if c.MaxRange == 0 {
		c.MaxRange = DefaultMaxRange
	}
	if c.Finality == "" {
		c.Finality = FinalityDepth
	}
	return c
}

// Endpoints lists the endpoints, the first of the configuration first.
func (c Config) Endpoints() []string { return append([]string{c.Endpoint}, c.Fallbacks...) }

// Check returns an error that begins with the offending key.
func (c Config) Check() error {
	if c.Endpoint == "" {
		return errors.New("endpoint: missing; give the RPC address of a node, such as ws://127.0.0.1:8545")
	}
	all := c.Endpoints()
	for i, e := range all {
		key := "endpoint"
		if i > 0 {
			key = fmt.Sprintf("fallbacks[%d]", i-1)
		}
		if err := checkEndpoint(e); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		if slices.Contains(all[:i], e) {
			return fmt.Errorf("%s: listed before; the same endpoint twice is no second opinion", key)
		}
	}
	switch {
	case c.ChainID == 0:
		return errors.New("chainId: missing; it pins the chain that signatures are bound to")
	case c.Agreement < 0 || c.Agreement > len(all):
		return fmt.Errorf("agreement: %d of %d endpoints cannot agree; list more in fallbacks, or lower it", c.Agreement, len(all))
	case c.BlockTime < 0 || c.PollInterval < 0:
		return errors.New("blockTime: negative durations make no sense")
	}
	if _, ok := tags[c.Finality]; !ok {
		return fmt.Errorf("finality: %q; expected %s, %s or %s", c.Finality, FinalityDepth, FinalitySafe, FinalityFinalized)
	}
	return nil
}

func checkEndpoint(address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil:
		// The parser's message would repeat the address, which may hold a key.
		return errors.New("not an address; expected something like ws://127.0.0.1:8545")
	case u.Scheme != "ws" && u.Scheme != "wss" && u.Scheme != "http" && u.Scheme != "https":
		return fmt.Errorf("scheme %q; expected ws, wss, http or https", u.Scheme)
	}
	return nil
}
