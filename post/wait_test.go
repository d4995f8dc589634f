package post

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"oracled/oracle"
	"oracled/post/policy"
)

// A wait that is shortened lets go at once what waits, also a caller who sleeps.
func TestQueueSetWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, _ := newQueue(Config{Config: policy.Config{MaxDelay: time.Minute}})
		if d, ok := q.Wait(); !ok || d != time.Minute {
			t.Fatalf("waits %s, %v", d, ok)
		}
		add(q, 1, 1, 5)
		q.Confirmed(oracle.BlockConfirmed{Anchor: oracle.Anchor{Number: 21, Time: 210}, Live: true})
		got := make(chan oracle.Batch)
		began := time.Now()
		go func() {
			b, err := q.Next(context.Background())
			if err != nil {
				t.Error(err)
			}
			got <- b
		}()
		time.Sleep(20 * time.Second)
		q.SetWait(30 * time.Second)
		if b := <-got; refsOf(b) != "1.1" || time.Since(began).Round(time.Second) != 30*time.Second {
			t.Errorf("%s after %s", refsOf(b), time.Since(began))
		}
	})
	q, _ := newQueue(Config{})
	if _, ok := q.Wait(); ok {
		t.Error("the policy immediate lets nothing wait")
	}
	q.SetWait(time.Hour)
	add(q, 1, 1, 5)
	confirm(q, 3)
	want(t, q, "1.1")
}
