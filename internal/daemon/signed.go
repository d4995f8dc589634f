package daemon

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"oracled/config"
	"oracled/crypto/keystore"
	"oracled/store"
)

// ExportSigned reads what an operator has signed from its store, which a daemon
// may have open.
func ExportSigned(ctx context.Context, cfg config.Config) (store.Signed, error) {
	operators, err := operatorNames(cfg.Operator)
	if err != nil {
		return store.Signed{}, err
	}
	db, err := store.OpenReader(cfg.Store.Path)
	if err != nil {
		return store.Signed{}, err
	}
	defer db.Close()
	return db.Export(ctx, operators)
}

// ImportSigned adds what ExportSigned returned, as JSON, to an operator's store
// and returns how many rounds are new. A file of other operators is refused.
func ImportSigned(ctx context.Context, cfg config.Config, r io.Reader) (int, error) {
	signed, err := store.ReadSigned(r)
	if err != nil {
		return 0, err
	}
	ours, err := operatorNames(cfg.Operator)
	if err != nil {
		return 0, err
	}
	theirs := signed.Metadata.Operators
	if len(ours) > 0 && len(theirs) > 0 && !slices.ContainsFunc(theirs, func(k string) bool { return slices.Contains(ours, k) }) {
		return 0, fmt.Errorf("read signed outcomes: they were signed by %s, and none of these is in operator.keystores; is it the right file?", strings.Join(theirs, ", "))
	}
	db, err := store.Open(cfg.Store.Path)
	if err != nil {
		return 0, err
	}
	defer db.Close()
	return db.Import(ctx, signed)
}

// operatorNames returns the public keys that the keystores say they hold. No
// password is needed for that.
func operatorNames(cfg config.Operator) ([]string, error) {
	names := []string{}
	for i, path := range cfg.Keystores {
		name, err := keystore.OperatorName(path)
		if err != nil {
			return nil, fmt.Errorf("operator.keystores[%d]: %w", i, err)
		}
		if name != "" {
			names = append(names, name)
		}
	}
	return names, nil
}

// AcceptStore makes a store that is behind sign again, and returns the counts of
// signings before and after.
func AcceptStore(ctx context.Context, cfg config.Config) (before, after uint64, err error) {
	db, err := store.Open(cfg.Store.Path)
	if err != nil {
		return 0, 0, err
	}
	defer db.Close()
	return db.Accept(ctx)
}
