package client

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"math/big"
	"slices"
	"sync"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	ethcrypto "github.com/ethereum/go-ethereum/crypto"
	"golang.org/x/sync/errgroup"

	"oracled/bindings"
	"oracled/crypto"
	"oracled/oracle"
	"oracled/txmgr"
)

// Deployer is the canonical deterministic deployer: it creates what it is
// called with, at an address that depends on the code and the salt alone.
var Deployer = common.HexToAddress("0x4e59b44847b379578588920cA78FbF26c0B4956C")

// The deployer's own deployment: a pre-EIP-155 transaction whose signature was
// made up so that nobody has its sender's key, the same on every chain.
var deployerTx = common.FromHex("0xf8a58085174876e800830186a08080b853604580600e600039806000f350fe7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf31ba02222222222222222222222222222222222222222222222222222222222222222a02222222222222222222222222222222222222222222222222222222222222222")

// Deployment are the addresses of the contracts of one hub: functions of the
// code, the operator set and the owner of the gate, the same on every chain.
type Deployment struct {
	SetID    common.Hash
	Registry common.Address // AgentRegistry
	Quorum   common.Address // BlsQuorum or EcdsaQuorum, as the set's kind is
	Hub      common.Address // NashOracle
	Gate     common.Address // AllowListGate of the deploying account
}

// Exists tells whether the hub of a deployment is on a chain already.
func (d Deployment) Exists(ctx context.Context, c *Chain) (bool, error) {
	return (&deployment{Chain: c}).hasCode(ctx, d.Hub)
}

type contract struct {
	name string
	code []byte // with constructor arguments
}

func (c contract) address() common.Address {
	return ethcrypto.CreateAddress2(Deployer, [32]byte{}, ethcrypto.Keccak256(c.code))
}

func created(name, bin string, arguments []byte) contract {
	return contract{name, append(common.FromHex(bin), arguments...)}
}

type plan struct {
	Deployment
	registry, quorum, hub, gate contract
}

func newPlan(set crypto.OperatorSet, gateOwner common.Address) plan {
	p := plan{Deployment: Deployment{SetID: set.ID()}}
	p.registry = created("AgentRegistry", bindings.AgentRegistryMetaData.Bin, nil)
	p.quorum = created("BlsQuorum", bindings.BlsQuorumMetaData.Bin, bindings.NewBlsQuorum().PackConstructor(p.SetID))
	if set.Kind() == crypto.ECDSA {
		p.quorum = created("EcdsaQuorum", bindings.EcdsaQuorumMetaData.Bin, bindings.NewEcdsaQuorum().PackConstructor(p.SetID))
	}
	p.Registry, p.Quorum = p.registry.address(), p.quorum.address()
	p.hub = created("NashOracle", bindings.NashOracleMetaData.Bin, bindings.NewNashOracle().PackConstructor(p.Quorum, p.Registry))
	p.gate = created("AllowListGate", bindings.AllowListGateMetaData.Bin, bindings.NewAllowListGate().PackConstructor(gateOwner))
	p.Hub, p.Gate = p.hub.address(), p.gate.address()
	return p
}

// PlanDeployment returns the addresses without a chain.
func PlanDeployment(set crypto.OperatorSet, gateOwner common.Address) Deployment {
	return newPlan(set, gateOwner).Deployment
}

// NewOperatorSet returns the set of the given operators, keys in order.
func NewOperatorSet(keys []*crypto.OperatorKey, threshold int, payee common.Address) (crypto.OperatorSet, error) {
	set := crypto.OperatorSet{Threshold: threshold, Payee: payee}
	for _, k := range keys {
		set.Keys = append(set.Keys, k.PublicKey())
	}
	slices.SortFunc(set.Keys, bytes.Compare)
	return set, set.Check()
}

// Deploy creates what is missing of a hub on a chain and puts the operator set
// into service. What is there already is left alone, so it may be repeated.
// progress, if not nil, is told of each step.
func Deploy(ctx context.Context, c *Chain, account txmgr.Signer, keys []*crypto.OperatorKey, threshold int, payee common.Address, progress func(string)) (Deployment, error) {
	set, err := NewOperatorSet(keys, threshold, payee)
	if err != nil {
		return Deployment{}, err
	}
	return deploy(ctx, c, account, set, progress, func(quorum common.Address) ([]byte, error) {
		var possessions []byte
		for _, public := range set.Keys {
			i := slices.IndexFunc(keys, func(k *crypto.OperatorKey) bool { return bytes.Equal(k.PublicKey(), public) })
			possessions = append(possessions, keys[i].ProvePossession(c.Hub.ChainID, quorum, account.Address(), 1)...)
		}
		return possessions, nil
	})
}

// DeployPlan does what Deploy does for a set whose members have registered, each
// with its own key.
func DeployPlan(ctx context.Context, c *Chain, account txmgr.Signer, p crypto.SetPlan, registrations []crypto.Registration, progress func(string)) (Deployment, error) {
	if err := PlanFits(p, account.Address(), 1); err != nil {
		return Deployment{}, err
	}
	possessions, err := p.Possessions(c.Hub.ChainID, registrations)
	if err != nil {
		return Deployment{}, err
	}
	// The possessions are made out to that address.
	quorum := PlanDeployment(p.Set(), account.Address()).Quorum
	if i := slices.IndexFunc(p.Chains, func(x crypto.PlannedChain) bool { return x.ChainID == c.Hub.ChainID }); p.Chains[i].Quorum != quorum {
		return Deployment{}, fmt.Errorf("chain %s: the plan has the quorum at %s, and this version of oracled creates it at %s; plan again with it", c.Name, p.Chains[i].Quorum, quorum)
	}
	return deploy(ctx, c, account, p.Set(), progress, func(common.Address) ([]byte, error) { return possessions, nil })
}

func deploy(ctx context.Context, c *Chain, account txmgr.Signer, set crypto.OperatorSet, progress func(string), possessions func(quorum common.Address) ([]byte, error)) (Deployment, error) {
	d := deployment{Chain: c, sender: c.Sender(account), progress: progress}
	p := newPlan(set, account.Address())
	if set.Kind() == crypto.BLS {
		// It could be created, and never begin to serve.
		switch there, err := c.HasBLS(ctx); {
		case err != nil:
			return p.Deployment, fmt.Errorf("chain %s: %w", c.Name, err)
		case !there:
			return p.Deployment, fmt.Errorf("chain %s: there are no BLS precompiles (EIP-2537), which a set of BLS keys needs; found one with keys that oracled operator keys --new FILE --kind ecdsa makes", c.Name)
		}
	}
	if err := d.ensureDeployer(ctx); err != nil {
		return p.Deployment, err
	}
	// The hub's constructor reads the operator set's; the others are free.
	if err := d.createAll(ctx, p.registry, p.quorum, p.gate); err != nil {
		return p.Deployment, err
	}
	if err := d.createAll(ctx, p.hub); err != nil {
		return p.Deployment, err
	}
	c.Hub.Address = p.Hub
	if err := c.open(ctx); err != nil {
		return p.Deployment, err
	}
	return p.Deployment, d.initialise(ctx, set, possessions)
}

// CreateContract creates a contract through the deterministic deployer, unless
// it is there already, and returns its address.
func CreateContract(ctx context.Context, c *Chain, sender *txmgr.Manager, name, bin string, arguments []byte) (common.Address, error) {
	d := deployment{Chain: c, sender: sender}
	k := created(name, bin, arguments)
	return k.address(), d.create(ctx, k)
}

type deployment struct {
	*Chain
	sender   *txmgr.Manager
	mu       sync.Mutex // one step is told at a time
	progress func(string)
}

// createAll creates contracts in one block, as far as the chain allows.
func (d *deployment) createAll(ctx context.Context, contracts ...contract) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, k := range contracts {
		g.Go(func() error { return d.create(ctx, k) })
	}
	return g.Wait()
}

func (d *deployment) say(format string, args ...any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.progress != nil {
		d.progress(fmt.Sprintf(format, args...))
	}
}

func (d *deployment) hasCode(ctx context.Context, a common.Address) (bool, error) {
	code, err := d.Eth.CodeAt(ctx, a, nil)
	if err != nil {
		return false, fmt.Errorf("chain %s: look for code at %s: %w", d.Name, a, err)
	}
	return len(code) > 0, nil
}

func (d *deployment) ensureDeployer(ctx context.Context) error {
	there, err := d.hasCode(ctx, Deployer)
	if err != nil || there {
		return err
	}
	d.say("creating the deterministic deployer %s", Deployer)
	var tx types.Transaction
	if err := tx.UnmarshalBinary(deployerTx); err != nil {
		return fmt.Errorf("decode the deployer's transaction: %w", err)
	}
	pays, err := types.Sender(types.HomesteadSigner{}, &tx)
	if err != nil {
		return fmt.Errorf("recover who pays for the deployer: %w", err)
	}
	balance, err := d.Eth.BalanceAt(ctx, pays, nil)
	if err != nil {
		return fmt.Errorf("chain %s: ask for the balance of %s: %w", d.Name, pays, err)
	}
	if missing := new(big.Int).Sub(tx.Cost(), balance); missing.Sign() > 0 {
		if _, err := d.sender.Send(ctx, txmgr.Candidate{To: pays, Value: missing}); err != nil {
			return fmt.Errorf("chain %s: pay for the deterministic deployer: %w", d.Name, err)
		}
	}
	if err := d.Eth.SendRawTransaction(ctx, deployerTx); err != nil {
		return fmt.Errorf("chain %s: the node refuses the transaction that creates the deterministic deployer (%w); let it take unprotected transactions once (geth: --rpc.allow-unprotected-txs)", d.Name, err)
	}
	for {
		there, err := d.hasCode(ctx, Deployer)
		if err != nil || there {
			return err
		}
		if err := oracle.Sleep(ctx, d.Config.PollInterval); err != nil {
			return fmt.Errorf("chain %s: wait for the deterministic deployer: %w", d.Name, err)
		}
	}
}

func (d *deployment) create(ctx context.Context, k contract) error {
	there, err := d.hasCode(ctx, k.address())
	if err != nil {
		return err
	}
	if there {
		d.say("%s is at %s", k.name, k.address())
		return nil
	}
	r, err := d.sender.Send(ctx, txmgr.Candidate{To: Deployer, Data: append(make([]byte, 32), k.code...)})
	if err != nil {
		return fmt.Errorf("chain %s: create %s: %w", d.Name, k.name, err)
	}
	if there, err := d.hasCode(ctx, k.address()); err != nil || !there {
		return cmp.Or(err, fmt.Errorf("chain %s: %s is not at %s although transaction %s succeeded", d.Name, k.name, k.address(), r.TxHash))
	}
	d.say("%s created at %s (%d gas)", k.name, k.address(), r.GasUsed)
	return nil
}

// initialise puts the operator set into service with its proofs of possession.
func (d *deployment) initialise(ctx context.Context, set crypto.OperatorSet, prove func(quorum common.Address) ([]byte, error)) error {
	epoch, err := d.Epoch(ctx)
	if err != nil {
		return err
	}
	if epoch > 0 {
		d.say("the operator set serves in epoch %d", epoch)
		return nil
	}
	possessions, err := prove(d.Quorum)
	if err != nil {
		return err
	}
	data := bindings.NewBlsQuorum().PackInitialise(set.KeysBytes(), big.NewInt(int64(set.Threshold)), set.Payee, possessions)
	r, err := d.sender.Send(ctx, txmgr.Candidate{To: d.Quorum, Data: data})
	if err != nil {
		return fmt.Errorf("chain %s: put the operator set into service: %w", d.Name, explain(set.Kind().Contract(), err))
	}
	d.say("operator set of %d, threshold %d, in service (%d gas)", len(set.Keys), set.Threshold, r.GasUsed)
	return nil
}
