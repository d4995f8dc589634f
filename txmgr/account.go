// Package txmgr sends transactions: intent in, receipt out. Nonces, fees,
// resubmission with higher fees and recovery after a crash stay inside.
package txmgr

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"math/big"
	"os"

	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
)

// Signer signs the transactions of one account.
type Signer interface {
	Address() common.Address
	// SignTx returns the transaction, signed for a chain and unchanged otherwise.
	SignTx(ctx context.Context, tx *types.Transaction, chainID *big.Int) (*types.Transaction, error)
}

// Account is a secp256k1 key that pays for transactions. Its secret is never
// printed.
type Account struct {
	key     *ecdsa.PrivateKey
	address common.Address
}

// NewAccount wraps a key.
func NewAccount(key *ecdsa.PrivateKey) *Account {
	return &Account{key: key, address: crypto.PubkeyToAddress(key.PublicKey)}
}

// OpenAccount decrypts a geth JSON v3 keystore file.
func OpenAccount(path, password string) (*Account, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the account's keystore: %w", err)
	}
	key, err := keystore.DecryptKey(b, password)
	if errors.Is(err, keystore.ErrDecrypt) {
		return nil, fmt.Errorf("decrypt the account's keystore %s: the password is wrong", path)
	}
	if err != nil {
		return nil, fmt.Errorf("decrypt the account's keystore %s: %w", path, err)
	}
	return NewAccount(key.PrivateKey), nil
}

// Address returns the account's address.
func (a *Account) Address() common.Address { return a.address }

// String returns the address; the key is never printed.
func (a *Account) String() string { return a.address.Hex() }

// GoString returns what String returns.
func (a *Account) GoString() string { return a.String() }

// SignTx implements Signer.
func (a *Account) SignTx(_ context.Context, tx *types.Transaction, chainID *big.Int) (*types.Transaction, error) {
	return types.SignTx(tx, types.LatestSignerForChainID(chainID), a.key)
}

// Export hands the key to a function that writes it into a keystore.
func (a *Account) Export(write func(*ecdsa.PrivateKey) error) error { return write(a.key) }
