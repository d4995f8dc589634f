package txmgr

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"

	"oracled/oracle"
)

// Remote is an account whose key is kept by another program, which signs over
// JSON-RPC. What comes back is believed only if it is what was asked for.
type Remote struct {
	address common.Address
	method  string
	client  *rpc.Client
	kind    string
}

// remoteKinds are the conventions of remote signers and their method.
var remoteKinds = map[string]string{
	"web3signer": "eth_signTransaction",
	"clef":       "account_signTransaction",
}

// RemoteKinds returns the kinds that DialRemote knows, sorted.
func RemoteKinds() []string { return slices.Sorted(maps.Keys(remoteKinds)) }

// Limits of one signature. A person who approves by hand is too slow for a
// round; Clef's rules are not.
const (
	remotePatience = 15 * time.Second
	remoteTries    = 3
	remotePause    = 250 * time.Millisecond
)

// DialRemote returns an account behind a Web3Signer (http, https) or a Clef
// (the same, or the path of its IPC socket). Over HTTP nothing is sent yet.
func DialRemote(kind, address string, account common.Address) (*Remote, error) {
	method, ok := remoteKinds[kind]
	if !ok {
		return nil, fmt.Errorf("a signer of kind %q is not known; expected one of %s", kind, strings.Join(RemoteKinds(), ", "))
	}
	ctx, cancel := context.WithTimeout(context.Background(), remotePatience)
	defer cancel()
	client, err := rpc.DialContext(ctx, address)
	if err != nil {
		return nil, fmt.Errorf("connect to the remote signer (%s): %w; is it running?", kind, err)
	}
	return &Remote{address: account, method: method, client: client, kind: kind}, nil
}

// Address implements Signer.
func (r *Remote) Address() common.Address { return r.address }

// Check tells whether the signer answers and, where it says so unasked, whether
// it holds the account's key. It signs nothing.
func (r *Remote) Check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, remotePatience)
	defer cancel()
	if r.kind == "clef" { // which asks a person before it lists accounts
		var version string
		if err := r.client.CallContext(ctx, &version, "account_version"); err != nil {
			return fmt.Errorf("ask the remote signer (clef) for its version: %w; is it running?", err)
		}
		return nil
	}
	var accounts []common.Address
	if err := r.client.CallContext(ctx, &accounts, "eth_accounts"); err != nil {
		return fmt.Errorf("ask the remote signer (%s) for its accounts: %w; is it running?", r.kind, err)
	}
	if !slices.Contains(accounts, r.address) {
		return fmt.Errorf("the remote signer (%s) has no key of account %s; give it one, or correct account.signer.address", r.kind, r.address)
	}
	return nil
}

// Close ends the connection.
func (r *Remote) Close() { r.client.Close() }

// request is a transaction as both conventions write it.
type request struct {
	From     common.Address  `json:"from"`
	To       *common.Address `json:"to"`
	Gas      hexutil.Uint64  `json:"gas"`
	GasPrice *hexutil.Big    `json:"gasPrice,omitempty"`
	Tip      *hexutil.Big    `json:"maxPriorityFeePerGas,omitempty"`
	Cap      *hexutil.Big    `json:"maxFeePerGas,omitempty"`
	Value    *hexutil.Big    `json:"value"`
	Nonce    hexutil.Uint64  `json:"nonce"`
	Data     hexutil.Bytes   `json:"data"`
	ChainID  *hexutil.Big    `json:"chainId,omitempty"` // Web3Signer is told at its start
}

// SignTx implements Signer. A signer that cannot be reached is asked again;
// one that refuses is not.
func (r *Remote) SignTx(ctx context.Context, tx *types.Transaction, chainID *big.Int) (*types.Transaction, error) {
	req := request{
		From: r.address, To: tx.To(), Gas: hexutil.Uint64(tx.Gas()), Value: (*hexutil.Big)(tx.Value()),
		Nonce: hexutil.Uint64(tx.Nonce()), Data: tx.Data(),
	}
	if tx.Type() == types.LegacyTxType {
		req.GasPrice = (*hexutil.Big)(tx.GasPrice())
	} else {
		req.Tip, req.Cap = (*hexutil.Big)(tx.GasTipCap()), (*hexutil.Big)(tx.GasFeeCap())
	}
	if r.kind == "clef" {
		req.ChainID = (*hexutil.Big)(chainID)
	}
	for try := 1; ; try++ {
		raw, err := r.ask(ctx, req)
		if err == nil {
			return r.check(raw, tx, chainID)
		}
		var answered rpc.Error
		switch {
		case errors.As(err, &answered):
			return nil, fmt.Errorf("the remote signer (%s) refuses to sign for %s: %w; does it hold the key, and do its rules allow this transaction?", r.kind, r.address, err)
		case try == remoteTries || ctx.Err() != nil:
			return nil, fmt.Errorf("the remote signer (%s) did not sign in %d tries: %w; is it running, and account.signer.url right?", r.kind, try, err)
		}
		if err := oracle.Sleep(ctx, remotePause<<try); err != nil {
			return nil, err
		}
	}
}

func (r *Remote) ask(ctx context.Context, req request) (json.RawMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, remotePatience)
	defer cancel()
	var answer json.RawMessage
	err := r.client.CallContext(ctx, &answer, r.method, req)
	return answer, err
}

// check decodes an answer, the transaction as a text or as raw in an object,
// and compares it with what was to be signed.
func (r *Remote) check(answer json.RawMessage, want *types.Transaction, chainID *big.Int) (*types.Transaction, error) {
	bad := func(format string, args ...any) (*types.Transaction, error) {
		return nil, fmt.Errorf("the remote signer (%s) answered with "+format+"; nothing was sent", append([]any{r.kind}, args...)...)
	}
	var raw hexutil.Bytes
	if err := json.Unmarshal(answer, &raw); err != nil {
		var object struct {
			Raw hexutil.Bytes `json:"raw"`
		}
		if err := json.Unmarshal(answer, &object); err != nil || len(object.Raw) == 0 {
			return bad("something that is no transaction")
		}
		raw = object.Raw
	}
	got := new(types.Transaction)
	if err := got.UnmarshalBinary(raw); err != nil {
		return bad("something that is no transaction (%v)", err)
	}
	to := func(tx *types.Transaction) string {
		if tx.To() == nil {
			return "a new contract"
		}
		return tx.To().Hex()
	}
	switch {
	case got.Type() != want.Type():
		return bad("a transaction of type %d instead of %d", got.Type(), want.Type())
	case got.ChainId().Cmp(chainID) != 0:
		return bad("a transaction for chain %s instead of %s", got.ChainId(), chainID)
	case got.Nonce() != want.Nonce():
		return bad("nonce %d instead of %d", got.Nonce(), want.Nonce())
	case to(got) != to(want):
		return bad("a transaction to %s instead of %s", to(got), to(want))
	case got.Value().Cmp(want.Value()) != 0:
		return bad("a value of %s wei instead of %s", got.Value(), want.Value())
	case !bytes.Equal(got.Data(), want.Data()):
		return bad("other data than was asked for")
	case got.Gas() != want.Gas():
		return bad("a gas limit of %d instead of %d", got.Gas(), want.Gas())
	case got.GasFeeCap().Cmp(want.GasFeeCap()) != 0 || got.GasTipCap().Cmp(want.GasTipCap()) != 0:
		return bad("fees of %s and %s wei per gas instead of %s and %s", got.GasFeeCap(), got.GasTipCap(), want.GasFeeCap(), want.GasTipCap())
	}
	signer := types.LatestSignerForChainID(chainID)
	if signer.Hash(got) != signer.Hash(want) {
		return bad("another transaction than was asked for")
	}
	from, err := types.Sender(signer, got)
	if err != nil {
		return bad("a signature that is none (%v)", err)
	}
	if from != r.address {
		return bad("the signature of %s instead of %s", from, r.address)
	}
	return got, nil
}
