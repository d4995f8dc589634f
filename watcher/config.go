// Package watcher follows one chain: it reads the logs of a hub and of its
// registry block range by block range, emits them as events once they are
// confirmed, and halts when the chain takes back what was confirmed.
package watcher

import (
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/ethereum/go-ethereum/common"
)

// Config says which chain to follow and how.
type Config struct {
	Endpoint      string         `koanf:"endpoint"`      // ws://, wss://, http:// or https://
	ChainID       uint64         `koanf:"chainId"`       // refused when the endpoint says otherwise
	Hub           common.Address `koanf:"hub"`           // NashOracle
	StartBlock    uint64         `koanf:"startBlock"`    // the block of the hub's deployment
	Confirmations uint64         `koanf:"confirmations"` // blocks on top of one before it is believed
	BlockTime     time.Duration  `koanf:"blockTime"`     // expected time between blocks
	PollInterval  time.Duration  `koanf:"pollInterval"`  // between looks at the head; a subscription looks at once
	MaxRange      uint64         `koanf:"maxRange"`      // blocks per request for logs
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
	return c
}

// Check returns an error that begins with the offending key.
func (c Config) Check() error {
	u, err := url.Parse(c.Endpoint)
	switch {
	case c.Endpoint == "":
		return errors.New("endpoint: missing; give the RPC address of a node, such as ws://127.0.0.1:8545")
	case err != nil:
		// The parser's message would repeat the address, which may hold a key.
		return errors.New("endpoint: not an address; expected something like ws://127.0.0.1:8545")
	case u.Scheme != "ws" && u.Scheme != "wss" && u.Scheme != "http" && u.Scheme != "https":
		return fmt.Errorf("endpoint: scheme %q; expected ws, wss, http or https", u.Scheme)
	case c.ChainID == 0:
		return errors.New("chainId: missing; it pins the chain that signatures are bound to")
	case c.BlockTime < 0 || c.PollInterval < 0:
		return errors.New("blockTime: negative durations make no sense")
	}
	return nil
}
