package testnet

import (
	"iter"
	"testing"

	"github.com/ethereum/go-ethereum"

	"oracled/oracle"
)

// events yields everything that the hub and its registry have logged.
func events(t *testing.T, c *WorldChain) iter.Seq[oracle.Event] {
	t.Helper()
	decoder, err := c.Decoder()
	if err != nil {
		t.Fatal(err)
	}
	logs, err := c.Eth.FilterLogs(t.Context(), ethereum.FilterQuery{Addresses: decoder.Addresses()})
	if err != nil {
		t.Fatal(err)
	}
	return func(yield func(oracle.Event) bool) {
		for i := range logs {
			e, err := decoder.Decode(&logs[i])
			if err != nil {
				t.Fatal(err)
			}
			if e != nil && !yield(e) {
				return
			}
		}
	}
}
