package watcher_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"oracled/watcher"
)

func TestConfig(t *testing.T) {
	good := watcher.Config{Endpoint: "wss://node/path?key=secret", ChainID: 1}
	for _, c := range []struct {
		name   string
		change func(*watcher.Config)
		want   string // how the error begins
	}{
		{"good", func(*watcher.Config) {}, ""},
		{"http", func(c *watcher.Config) { c.Endpoint = "http://node:8545" }, ""},
		{"no endpoint", func(c *watcher.Config) { c.Endpoint = "" }, "endpoint: missing"},
		{"no scheme", func(c *watcher.Config) { c.Endpoint = "node:8545" }, "endpoint: scheme"},
		{"another scheme", func(c *watcher.Config) { c.Endpoint = "ftp://node" }, `endpoint: scheme "ftp"`},
		{"not an address", func(c *watcher.Config) { c.Endpoint = "http://no de/?key=secret" }, "endpoint: not an address"},
		{"no chain id", func(c *watcher.Config) { c.ChainID = 0 }, "chainId: missing"},
		{"fallbacks", func(c *watcher.Config) { c.Fallbacks, c.Agreement = []string{"http://b", "ws://c"}, 3 }, ""},
		{"a bad fallback", func(c *watcher.Config) { c.Fallbacks = []string{"http://b", "c:1"} }, "fallbacks[1]: scheme"},
		{"an empty fallback", func(c *watcher.Config) { c.Fallbacks = []string{""} }, "fallbacks[0]: scheme"},
		{"a fallback twice", func(c *watcher.Config) { c.Fallbacks = []string{"http://b", c.Endpoint} }, "fallbacks[1]: listed before"},
		{"too much agreement", func(c *watcher.Config) { c.Fallbacks, c.Agreement = []string{"http://b"}, 3 }, "agreement: 3 of 2"},
		{"negative agreement", func(c *watcher.Config) { c.Agreement = -1 }, "agreement: -1"},
		{"finality", func(c *watcher.Config) { c.Finality = watcher.FinalityFinalized }, ""},
		{"another finality", func(c *watcher.Config) { c.Finality = "latest" }, `finality: "latest"`},
		{"negative", func(c *watcher.Config) { c.BlockTime = -1 }, "blockTime: negative"},
	} {
		cfg := good
		c.change(&cfg)
		switch err := cfg.Check(); {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.want != "" && (err == nil || !strings.HasPrefix(err.Error(), c.want) || strings.Contains(err.Error(), "secret")):
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
}

func TestConfigDefaults(t *testing.T) {
	got := watcher.Config{}.WithDefaults()
	if got.BlockTime != watcher.DefaultBlockTime || got.PollInterval != watcher.DefaultBlockTime/4 || got.MaxRange != watcher.DefaultMaxRange || got.Finality != watcher.FinalityDepth {
		t.Errorf("%+v", got)
	}
	if got := (watcher.Config{BlockTime: 100 * time.Millisecond}).WithDefaults(); got.PollInterval != 100*time.Millisecond {
		t.Errorf("a fast chain is polled every %v", got.PollInterval)
	}
	mine := watcher.Config{BlockTime: 1, PollInterval: 2, MaxRange: 3}
	mine.Finality = watcher.FinalitySafe
	if got := mine.WithDefaults(); !reflect.DeepEqual(got, mine) {
		t.Errorf("%+v", got)
	}
}
