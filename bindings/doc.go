// Package bindings is generated from the contracts: `go run ./tools/bindgen`
// after `forge build` in contracts/. Everything but this file and the test is
// overwritten.
package bindings
