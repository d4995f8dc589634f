package daemon

import (
	"context"
	"errors"
	"math/big"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"oracled/oracle"
)

// One reader asks for the balance, every few blocks and however many look, and the
// metric and the status have the same number. An endpoint that fails changes
// neither.
func TestBalanceHasOneReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, map[oracle.Hub]string{polygon: "polygon-dev"})
		account := common.Address{7}
		var asked, wei atomic.Int64
		var down atomic.Bool
		stop := watchBalance(t.Context(), s.Observer, polygon, account, 12*time.Second, func(context.Context) (*big.Int, error) {
			asked.Add(1)
			if down.Load() || asked.Load() == 1 {
				return nil, errors.New("down")
			}
			return big.NewInt(wei.Load()), nil
		})
		shows := func(want string) {
			t.Helper()
			synctest.Wait()
			got := s.Status(t.Context()).Chains[0].Account
			if got == nil || got.Address != account || got.Balance != want {
				t.Errorf("status %+v, want %q", got, want)
			}
			if want != "" && big.NewInt(int64(s.value(t, "oracled_account_balance_wei", "chain=polygon-dev"))).String() != want {
				t.Errorf("metric %v, want %s", s.value(t, "oracled_account_balance_wei", "chain=polygon-dev"), want)
			}
		}
		shows("")
		for _, step := range []struct {
			wei  int64
			down bool
			want string
		}{{5, false, "5"}, {6, false, "6"}, {7, true, "6"}, {7, false, "7"}} {
			wei.Store(step.wei)
			down.Store(step.down)
			time.Sleep(48 * time.Second) // four blocks
			for range 5 {
				shows(step.want)
			}
		}
		stop()
		time.Sleep(time.Hour)
		if n := asked.Load(); n != 5 {
			t.Errorf("%d requests, want 5", n)
		}
	})
}
