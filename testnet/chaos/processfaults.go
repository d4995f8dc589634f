package chaos

import (
	"context"
	"errors"
	"fmt"
	"time"
)

func processFaults(kills int) []Fault {
	return []Fault{
		{Kind: "wrong-chain-id", About: "at a restart every endpoint serves another chain id: the daemon must not work", Short: true, Restarts: true, Apply: wrongChainID},
		{Kind: "sigterm", About: "the daemon is stopped and started", Restarts: true, Apply: terminate},
		{Kind: "disk-full", About: "the store's file system is full, also at a restart", Needs: []Need{NeedMounts}, Short: true, Restarts: true, Apply: diskFull},
		{Kind: "store-read-only", About: "after a crash the store's file system is read-only", Needs: []Need{NeedMounts}, Short: true, Restarts: true, Apply: readOnly},
		sigkill(kills),
	}
}

// killWithin is the longest life that a killed daemon has.
const killWithin = 2 * time.Second

func sigkill(n int) Fault {
	return Fault{Kind: "sigkill", About: "the daemon is killed at random instants, also while it starts", Short: true, Restarts: true,
		Apply: func(ctx context.Context, s *Scenario, _ *Chain) (int, error) { return kill(ctx, s, n) }}
}

func kill(ctx context.Context, s *Scenario, kills int) (int, error) {
	for i := range kills {
		if err := s.sleep(ctx, time.Duration(s.intn(int(killWithin)))); err != nil {
			return i, err
		}
		for !s.Daemon.Kill(false) {
			// It was down by itself at this instant: that is none.
			if err := s.sleep(ctx, 10*time.Millisecond); err != nil {
				return i, err
			}
		}
	}
	return kills, nil
}

func terminate(ctx context.Context, s *Scenario, _ *Chain) (int, error) {
	for i := range s.Repeat {
		if err := s.sleep(ctx, time.Duration(s.intn(int(killWithin)))); err != nil {
			return i, err
		}
		if err := s.Daemon.Stop(); err != nil {
			return i, err
		}
		s.Daemon.Start()
	}
	return s.Repeat, nil
}

// wrongChainID restarts the daemon in front of endpoints of another chain.
func wrongChainID(ctx context.Context, s *Scenario, c *Chain) (int, error) {
	s.Daemon.Kill(true)
	for _, p := range c.Proxies {
		p.Behave(Behaviour{ChainID: c.ChainID() + 1})
		defer p.Behave(Behaviour{})
	}
	s.Daemon.Start()
	for end := time.Now().Add(s.Hold); time.Now().Before(end); {
		if ready, _ := s.Daemon.Ready(ctx); ready {
			return 0, fmt.Errorf("chain %s: the daemon is ready at endpoints of another chain", c.Name)
		}
		if err := s.sleep(ctx, 50*time.Millisecond); err != nil {
			return 0, err
		}
	}
	return 1, nil
}

func diskFull(ctx context.Context, s *Scenario, _ *Chain) (int, error) {
	if err := s.Store.Fill(); err != nil {
		return 0, err
	}
	err := s.while(ctx)
	if err == nil {
		s.Daemon.Kill(false)
		err = s.while(ctx)
	}
	return 1, errors.Join(err, s.Store.Empty())
}

func readOnly(ctx context.Context, s *Scenario, _ *Chain) (int, error) {
	s.Daemon.Kill(true)
	if err := s.Store.ReadOnly(ctx, true); err != nil {
		s.Daemon.Start()
		return 0, err
	}
	s.Daemon.Start()
	err := s.while(ctx)
	return 1, errors.Join(err, s.Store.ReadOnly(ctx, false))
}
