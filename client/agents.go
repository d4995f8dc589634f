package client

import (
	"context"
	"fmt"

	"github.com/ethereum/go-ethereum/common"

	"oracled/bindings"
	"oracled/crypto"
	"oracled/txmgr"
)

// SenderOf returns the account that may act for an agent, zero if none may.
func SenderOf(ctx context.Context, c *Chain, agent common.Address) (common.Address, error) {
	reg := bindings.NewAgentRegistry()
	sender, err := call(ctx, c, c.Registry, reg.PackSenderOf(agent), reg.UnpackSenderOf)
	if err != nil {
		return sender, fmt.Errorf("chain %s: look up agent %s: %w", c.Name, agent, err)
	}
	return sender, nil
}

// Register registers an agent's key with its proof of possession; the sending
// account becomes the agent's sender. It returns the gas that was used, 0 when
// the registration stood already.
func Register(ctx context.Context, c *Chain, sender *txmgr.Manager, key *crypto.AgentKey) (uint64, error) {
	reg := bindings.NewAgentRegistry()
	now, err := SenderOf(ctx, c, key.ID())
	if err != nil {
		return 0, err
	}
	if now == sender.Address() {
		return 0, nil
	}
	nonce, err := call(ctx, c, c.Registry, reg.PackNonces(key.ID()), reg.UnpackNonces)
	if err != nil {
		return 0, fmt.Errorf("chain %s: look up the nonce of agent %s: %w", c.Name, key.ID(), err)
	}
	proof := key.ProvePossession(c.Hub.ChainID, c.Registry, sender.Address(), nonce)
	r, err := sender.Send(ctx, txmgr.Candidate{To: c.Registry, Data: reg.PackRegister(key.PublicKey(), proof)})
	if err != nil {
		return 0, fmt.Errorf("chain %s: register agent %s: %w", c.Name, key.ID(), explain("AgentRegistry", err))
	}
	return r.GasUsed, nil
}

// Deregister ends a registration with the agent's signature; any account may
// send it. Rounds that have begun still take the agent's sender.
func Deregister(ctx context.Context, c *Chain, sender *txmgr.Manager, key *crypto.AgentKey) (uint64, error) {
	reg := bindings.NewAgentRegistry()
	nonce, err := call(ctx, c, c.Registry, reg.PackNonces(key.ID()), reg.UnpackNonces)
	if err != nil {
		return 0, fmt.Errorf("chain %s: look up the nonce of agent %s: %w", c.Name, key.ID(), err)
	}
	signature := key.SignDeregistration(c.Hub.ChainID, c.Registry, nonce)
	r, err := sender.Send(ctx, txmgr.Candidate{To: c.Registry, Data: reg.PackDeregister(key.PublicKey(), signature)})
	if err != nil {
		return 0, fmt.Errorf("chain %s: deregister agent %s: %w", c.Name, key.ID(), explain("AgentRegistry", err))
	}
	return r.GasUsed, nil
}

// Allow puts agents, each in its group, on an allow-list that the sending account
// owns.
func Allow(ctx context.Context, c *Chain, sender *txmgr.Manager, gate common.Address, agents []common.Address, groups []uint32) error {
	data := bindings.NewAllowListGate().PackAllow(agents, groups)
	if _, err := sender.Send(ctx, txmgr.Candidate{To: gate, Data: data}); err != nil {
		return fmt.Errorf("chain %s: allow %d agents at gate %s: %w", c.Name, len(agents), gate, explain("AllowListGate", err))
	}
	return nil
}
