package testnet

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// turn is long enough for a machine that is busy.
const turn = 3 * time.Second

// TestDeadOperators: with one of four dead, whoever would have led, everything is
// posted; with two dead nothing is, and everything when one comes back.
func TestDeadOperators(t *testing.T) {
	beside(t, middling)
	v := newTown(t, 4, turn)
	scrapes := v.scrape()
	v.start(v.all...)
	v.ask()
	v.await()
	for range 2 {
		task := v.ask()
		dead := v.leaders(task)[0]
		dead.Kill()
		v.await()
		v.start(dead)
	}

	task := v.ask()
	order := v.leaders(task)
	order[0].Kill()
	order[1].Kill()
	v.afterTurns(task, 4)
	if v.posted(task) {
		t.Error("two of four operators have posted something")
	}
	v.awaitLine(order[2], "our proposal found no quorum", 0)
	failed := v.lines(order[2], "our proposal found no quorum")
	for _, want := range []*Operator{order[0], order[1]} {
		if why := failed[0].Why; !contains(why, want.Key.ID().Hex(), "did not answer") {
			t.Errorf("the log does not say that operator %d was absent: %q", want.Number, why)
		}
	}
	v.start(order[1])
	v.await()
	v.start(order[0])
	v.checkDashboard(scrapes())
	v.finish()
	t.Logf("from the last having solved to the quorum: %v", v.latencies())
}

// TestLeaderIsKilledAtEveryStage kills the first leader before it proposes, after
// it has proposed, between the proof and sending, and after it has sent: the next
// one takes over, or the transaction lands, and the round is posted once.
func TestLeaderIsKilledAtEveryStage(t *testing.T) {
	beside(t, middling)
	v := newTown(t, 4, turn)
	views := map[*Operator]*view{}
	for _, o := range v.all {
		views[o] = newView(t, v.chain.Anvil)
		o.Through(v.chain.Name, views[o].at)
		if err := o.Write(v.all, v.turn); err != nil {
			t.Fatal(err)
		}
	}
	v.start(v.all...)

	t.Log("before it proposes")
	task := v.ask()
	leader := v.leaders(task)[0]
	waitUntil(t, v.chain, task.Windows(1).Deadline-1)
	leader.Kill()
	v.await()
	v.start(leader)

	t.Log("after it has proposed")
	task = v.ask()
	order := v.leaders(task)
	had := len(v.lines(order[1], "signed a proposal"))
	waitUntil(t, v.chain, task.Windows(1).Deadline-1)
	order[2].pause()
	order[3].pause()
	v.awaitLine(order[1], "signed a proposal", had)
	order[0].Kill()
	order[2].resume()
	order[3].resume()
	v.await()
	v.start(order[0])

	t.Log("between the proof and sending")
	task = v.ask()
	leader = v.leaders(task)[0]
	sending := views[leader].hold("eth_sendRawTransaction")
	waitUntil(t, v.chain, task.Windows(1).Deadline)
	select {
	case <-sending:
	case <-time.After(time.Minute):
		t.Fatal("the leader does not send")
	}
	if n := len(v.lines(leader, "a quorum has signed")); n == 0 {
		t.Error("the leader sends without a quorum")
	}
	leader.Kill()
	views[leader].release()
	v.await()
	v.start(leader)

	t.Log("after it has sent")
	task = v.ask()
	leader = v.leaders(task)[0]
	before, err := v.chain.Eth.PendingNonceAt(t.Context(), leader.Account.Address())
	if err != nil {
		t.Fatal(err)
	}
	v.awaitThat("the leader to send", func() bool {
		now, err := v.chain.Eth.PendingNonceAt(t.Context(), leader.Account.Address())
		return err == nil && now > before
	})
	leader.Kill()
	v.await()
	v.start(leader)
	v.finish()
}

// TestNodesThatSeeOtherwise: an operator whose node is three blocks behind signs
// when it gets there, one whose node is on another branch refuses, and both are
// told what they lack.
func TestNodesThatSeeOtherwise(t *testing.T) {
	beside(t, middling)
	v := newTown(t, 4, turn)
	slow, other := v.all[0], v.all[1]
	late, forked := newView(t, v.chain.Anvil), newView(t, v.chain.Anvil)
	slow.Through(v.chain.Name, late.at)
	other.Through(v.chain.Name, forked.at)
	for _, o := range []*Operator{slow, other} {
		if err := o.Write(v.all, v.turn); err != nil {
			t.Fatal(err)
		}
	}
	late.behind(3)
	now, err := v.chain.Now(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	waitUntil(t, v.chain, now+4) // until it sees its ether
	v.start(v.all...)
	// Without one of those that see everything the slow one is needed.
	dead := v.all[3]
	dead.Kill()
	v.ask()
	v.await()
	v.start(dead)

	late.behind(0)
	other.Kill()
	head, err := v.chain.Eth.BlockNumber(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	forked.forked(head)
	v.start(other)
	v.ask()
	v.await()
	task := v.ask()
	v.await()
	if v.leaders(task)[0] != other {
		v.awaitThat("the operator on another branch to refuse", func() bool {
			return slices.ContainsFunc(v.lines(other, "refused a proposal"), func(l logLine) bool { return l.Code == "anchor-mismatch" })
		})
	}
	other.Kill()
	forked.forked(0)
	v.start(other)
	v.ask()
	v.await()
	v.finish()
}

// TestSplitNetwork: four operators that are split two and two post nothing, and
// everything when the network is whole again.
func TestSplitNetwork(t *testing.T) {
	beside(t, middling)
	v := newTown(t, 4, turn)
	var across []*relay
	for i, from := range v.all {
		for j, to := range v.all {
			if i < 2 != (j < 2) {
				r := newRelay(t, to.Address.Host)
				across = append(across, r)
				from.Route(to, r.address())
			}
		}
		if err := from.Write(v.all, v.turn); err != nil {
			t.Fatal(err)
		}
	}
	v.start(v.all...)
	v.ask()
	v.await()
	for _, r := range across {
		r.cut()
	}
	task := v.ask()
	v.afterTurns(task, 5)
	if v.posted(task) {
		t.Error("half of the operators have posted something")
	}
	code, out, complaint := v.all[0].command(t, "status")
	if code != 1 || !contains(out, "operators\n", v.all[1].Key.ID().Hex(), "missed", "did not answer") {
		t.Errorf("oracled status in a split network: exit status %d\n%s%s", code, out, complaint)
	}
	for _, r := range across {
		r.mend()
	}
	v.await()
	v.finish()
}

// contains tells whether a text has every part.
func contains(text string, parts ...string) bool {
	return !slices.ContainsFunc(parts, func(p string) bool { return !strings.Contains(text, p) })
}
