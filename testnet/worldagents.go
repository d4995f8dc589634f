package testnet

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"oracled/crypto"
	"oracled/crypto/keystore"
	"oracled/oracle"
	"oracled/txmgr"
)

// WorldAgent is one agent of a world.
type WorldAgent struct {
	Number  int
	Role    Role
	Key     *crypto.AgentKey
	Account *txmgr.Account
	Process *Process // nil for a cheat
}

// StartAgents starts a process for every agent that an honest client can be,
// outliers included, and lets the cheats loose on the given tasks.
func (w *World) StartAgents(ctx context.Context, tasks map[*WorldChain][]oracle.Task, rounds map[oracle.TaskID]uint64) error {
	if err := w.serveForecasts(ctx); err != nil {
		return fmt.Errorf("serve forecasts: %w", err)
	}
	cheating, stop := context.WithCancel(context.WithoutCancel(ctx))
	w.cheating, w.stop = cheating, stop
	for _, a := range w.Agents {
		if a.Role == Honest || a.Role.Liar() {
			if err := w.startAgent(a); err != nil {
				return err
			}
			continue
		}
		for _, c := range w.Chains {
			sender := c.Sender(a.Account)
			k := &cheat{role: a.Role, chain: c.Chain, key: a.Key, sender: sender, number: a.Number,
				report: func(f string, args ...any) { w.say(c.Name, f, args...) }}
			for _, t := range tasks[c] {
				w.cheats.Go(func() { k.run(cheating, t, rounds[t.ID]) })
			}
		}
	}
	return nil
}

// serveForecasts serves what the agents that ask over HTTP are told, in a
// process of its own if that is to outlive this one.
func (w *World) serveForecasts(ctx context.Context) error {
	address, err := w.ports.free()
	if err != nil {
		return err
	}
	w.forecast = "http://" + address
	if w.Forecasts == "" {
		listener, err := net.Listen("tcp", address)
		if err != nil {
			return err
		}
		w.forecasts = &http.Server{Handler: ForecastHandler(), ReadHeaderTimeout: 5 * time.Second}
		go w.forecasts.Serve(listener)
		return nil
	}
	w.forecaster, err = StartProcess("forecasts", filepath.Join(w.Dir, "logs", "forecasts.log"), w.Forecasts, "-forecasts", address)
	if err != nil {
		return err
	}
	return w.forecaster.listens(ctx, address)
}

// startAgent starts oracled agent run with a mind in one of three languages.
func (w *World) startAgent(a *WorldAgent) error {
	dir := filepath.Join(w.Dir, "agents", fmt.Sprintf("%02d-%s", a.Number, a.Role))
	if err := writeAccount(dir, a.Account); err != nil {
		return err
	}
	s, err := keystore.EncryptAgent(a.Key, password, "", keystore.LightForDevelopment)
	if err != nil {
		return err
	}
	if err := keystore.Save(filepath.Join(dir, "agent.json"), s); err != nil {
		return err
	}
	minds := filepath.Join(w.Root, "testnet", "agents")
	source, err := json.Marshal(w.mind(a, minds))
	if err != nil {
		return err
	}
	chains := w.chainsOf(func(i int) bool { return w.Home == nil || w.Home(a.Number, i) })
	yaml := fmt.Sprintf("log: {level: info, format: json}\naccount: {keystore: account.json, passwordFile: password}\nagent:\n  keystore: agent.json\n  passwordFile: password\n  openings: openings\n  command: %s\n%s", source, chains)
	if w.asksHTTP(a) {
		yaml = fmt.Sprintf("log: {level: info, format: json}\naccount: {keystore: account.json, passwordFile: password}\nagent:\n  keystore: agent.json\n  passwordFile: password\n  openings: openings\n  url: %s/agent/%d\n%s", w.forecast, a.Number, chains)
	}
	if err := writeConfig(dir, yaml); err != nil {
		return err
	}
	a.Process, err = StartProcess(fmt.Sprintf("agent %d", a.Number), filepath.Join(w.Dir, "logs", fmt.Sprintf("agent-%02d.log", a.Number)),
		w.Binary, "agent", "run", "--config", filepath.Join(dir, "oracled.yaml"))
	return err
}

func (w *World) asksHTTP(a *WorldAgent) bool {
	return a.Role == Honest && w.HTTPShare > 0 && a.Number%w.HTTPShare == 0
}

// mind returns the command that thinks for an agent.
func (w *World) mind(a *WorldAgent, dir string) []string {
	shell := []string{filepath.Join(dir, "forecast.sh"), fmt.Sprint(a.Number)}
	switch {
	case a.Role == FarOutlier:
		return append(shell, "1000000", "100")
	case a.Role == ModerateOutlier:
		return append(shell, fmt.Sprint(3*Spread), "100")
	case a.Number%7 == 3:
		return []string{"node", filepath.Join(dir, "forecast.mjs"), fmt.Sprint(a.Number)}
	}
	return append(shell, "0", fmt.Sprint(60+a.Number))
}

// Role returns the role of an agent by its id.
func (w *World) Role(id common.Address) (*WorldAgent, bool) {
	i := slices.IndexFunc(w.Agents, func(a *WorldAgent) bool { return a.Key.ID() == id })
	if i < 0 {
		return nil, false
	}
	return w.Agents[i], true
}
