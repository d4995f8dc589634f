package testnet

import (
	"bytes"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	ethcrypto "github.com/ethereum/go-ethereum/crypto"

	"oracled/bindings"
	"oracled/client"
	"oracled/fixed"
	"oracled/oracle"
	"oracled/txmgr"
)

// inGroups returns the roles of six groups of four: one agent of group 4 is
// silent, so that the group is too small, and all of group 5 lie.
func inGroups() []Role {
	roles := slices.Repeat([]Role{Honest}, 24)
	roles[16] = Silent
	for i := 20; i < 24; i++ {
		roles[i] = FarOutlier
	}
	return roles
}

// TestHierarchicalTask runs a round of a task of three levels on a chain. As many
// agents lie as break it, all in one group, so they break that group and what it
// belongs to and no more; another group is too small in the round and drops out.
// What breaks the task is printed before it is paid for, and what would have
// broken the outcome by audit, show and status. A second task of the same agents
// wants more of them in groups that count, and is insufficient.
func TestHierarchicalTask(t *testing.T) {
	beside(t, middling)
	w := newWorldWith(t, Options{
		Roles: inGroups(), Group: func(i int) uint32 { return uint32(i / 4) },
		Chains: []AnvilOptions{{Name: "groups", ChainID: 31337, BlockTime: 1}},
	})
	c := w.Chains[0]
	refuseHierarchies(t, w)
	if all, err := c.Tasks(t.Context()); err != nil || len(all) != 0 {
		t.Fatalf("%d tasks, %v", len(all), err)
	}
	out := oracled(t, w, 0, hierarchical(w, "hierarchical trim=3334x0 groups=3x2")...)
	said, made := strings.Index(out, "breakdown: 4 captured agents of 24 can move the outcome anywhere; 3,"), strings.Index(out, "1 on groups")
	if said < 0 || made < said || !strings.Contains(out, "level 2  3 groups of 2 members each, of whom 0 may lie") {
		t.Errorf("task create: %s", out)
	}
	task, err := c.Task(t.Context(), 1)
	if err != nil || task.Solver != "hierarchical groups=3x2 trim=3334x0" {
		t.Fatalf("%+v, %v", task, err)
	}
	demanding := task
	demanding.Solver, demanding.MinAgents = "hierarchical groups=6 trim=2000", 21
	if demanding, err = w.CreateTask(t.Context(), c, demanding); err != nil {
		t.Fatal(err)
	}
	if out := oracled(t, w, 0, "task", "show", "1", "--config", w.ConfigPath()); !strings.Contains(out, "breakdown: 4 captured agents of 24") || !strings.Contains(out, "no outcome yet") {
		t.Errorf("task show: %s", out)
	}
	if err := w.StartDaemon(t.Context()); err != nil {
		t.Fatal(err)
	}
	playRound(t, w, []oracle.Task{task, demanding}, func(i int) client.Position {
		p := client.Position{Confidence: uint8(50 + i), Values: []fixed.Q64x64{fixed.FromInt64(int64(100 + i)), fixed.FromInt64(int64(-7 * i))}}
		if w.Agents[i].Role == FarOutlier {
			p = client.Position{Confidence: 100, Values: []fixed.Q64x64{fixed.FromInt64(1 << 40), fixed.FromInt64(-1 << 40)}}
		}
		return p
	})
	wanted := map[*WorldChain]map[oracle.TaskID]uint64{c: {task.ID: 1, demanding.ID: 1}}
	awaitPosted(t, w, wanted)
	s := assess(t, w, wanted)
	r := s.Chains[0].Rounds[0]
	if d := s.Chains[0].Rounds[1]; d.Status != "insufficient" || d.Participants != 23 || d.Breakdown != 0 || d.Groups != nil {
		t.Errorf("20 of 21 agents in groups that count: %+v", d)
	}
	if r.Participants != 20 || r.Breakdown != 4 || r.Status != "ok" || len(r.Groups) != 10 {
		t.Fatalf("%+v", r)
	}
	if g := r.Groups[4]; g.Number != 4 || g.Counts || g.Members != 3 {
		t.Errorf("the group that is too small: %+v", g)
	}
	if g := r.Groups[8]; g.Level != 2 || g.Number != 2 || g.Members != 1 || g.Low != 1 || g.High != 1 || g.Values[0] < 1e9 {
		t.Errorf("what the lying group belongs to: %+v", g)
	}
	for command, want := range map[string][]string{
		"audit 1":     {"task 1 round 1: right", "breakdown: 4 captured agents of 20", "group 4: left out with 3 agents", "level 2 node 2: 1 members, of whom 0 may lie, breaks with 2 agents: 1099511627776", "cut as too low in 1, as too high in 1 of 2 coordinates", "not-revealed"},
		"task show 1": {"breakdown: 4 captured agents of 24", "task 1 round 1 of", "breakdown: 4 captured agents of 20"},
		"audit 2":     {"task 2 round 1: right", "recomputed: insufficient, 23 positions, 1 rejected", "positions in groups: 4 in 0, 4 in 1, 4 in 2, 4 in 3, 3 in 4, 4 in 5"},
		"status":      {"task 2 round 1", "insufficient, 23 positions"},
	} {
		out := oracled(t, w, 0, append(strings.Fields(command), "--config", w.ConfigPath())...)
		t.Logf("oracled %s\n%s", command, out)
		for _, x := range want {
			if !strings.Contains(out, x) {
				t.Errorf("oracled %s says nothing of %q:\n%s", command, x, out)
			}
		}
	}
	if err := w.StopWork(); err != nil {
		t.Error(err)
	}
}

// hierarchical returns the arguments of task create for the world's gate.
func hierarchical(w *World, solver string, more ...string) []string {
	return append([]string{"task", "create", "--config", w.ConfigPath(), "--solver", solver, "--trim-bps", "2500", "--dimension", "2",
		"--start", "+8s", "--commit", "8s", "--reveal-delay", "1s", "--reveal", "8s", "--gate", w.Chains[0].Deployment.Gate.Hex()}, more...)
}

// refuseHierarchies asks for tasks that cannot work, and for none.
func refuseHierarchies(t *testing.T, w *World) {
	t.Helper()
	const tree = "hierarchical groups=3x2 trim=3334x0"
	for want, args := range map[string][]string{
		"3 of 9 groups are empty (6, 7, 8); the root, node 0 of level 3, has 2 members": hierarchical(w, "hierarchical"),
		"group 5: hierarchical groups=5 has groups 0 to 4":                              hierarchical(w, "hierarchical groups=5"),
		"--groups: no round can have an outcome: group 0 has 3 agents, and a":           hierarchical(w, tree, "--groups", "0-5:3"),
		"these groups drop out of every round: 1 of 6 groups are empty (5)":             hierarchical(w, tree, "--groups", "0-4:4"),
		"these groups drop out of every round: group 2 has 2 agents, and a":             hierarchical(w, tree, "--groups", "2:2,0-1:4,3-5:4"),
		`--groups: "0:5" has group 0, which is there already`:                           hierarchical(w, tree, "--groups", "0-3:4,0:5"),
		`--groups: "4" is not groups and how many agents each has`:                      hierarchical(w, tree, "--groups", "4"),
		`--groups: "3-1:4" is not groups`:                                               hierarchical(w, tree, "--groups", "3-1:4"),
		`--groups: "0:-4" is not groups`:                                                hierarchical(w, tree, "--groups", "0:-4"),
		`--groups: solver "median" has no groups; only hierarchical has`:                hierarchical(w, "median", "--groups", "0:4"),
		`--accept-small-groups: solver "median" has no groups`:                          hierarchical(w, "median", "--accept-small-groups"),
		"a round takes 20 of the 24 agents":                                             hierarchical(w, tree, "--max-agents", "20"),
		"24 agents are in groups that count, and a round needs 25":                      hierarchical(w, tree, "--min-agents", "25"),
		"there is no gate at 0x00000000000000000000000000000000000000AA":                hierarchical(w, tree, "--gate", "0x00000000000000000000000000000000000000aa"),
		"--gate: hierarchical groups=3x2 trim=3334x0 takes an agent's group":            hierarchical(w, tree, "--gate", ""),
		"--solver: solver: trim: 3334/10000 of 2 members is nobody":                     hierarchical(w, "hierarchical groups=3x2"),
	} {
		if out := oracled(t, w, 1, args...); !strings.Contains(out, want) {
			t.Errorf("%v: %s, want %q", args[5:], out, want)
		}
	}
	out := oracled(t, w, 0, hierarchical(w, tree, "--groups", "0-4:4", "--accept-small-groups", "--dry-run")...)
	if !strings.Contains(out, "breakdown: 4 captured agents of 20") || !strings.Contains(out, "1 of 6 groups are empty (5)") || !strings.Contains(out, "nothing was created") {
		t.Errorf("a dry run: %s", out)
	}
}

// TestGateMembers reads whom each kind of gate admits, and to which group.
func TestGateMembers(t *testing.T) {
	beside(t, light)
	w := newWorldWith(t, Options{
		Roles: []Role{Honest, Honest, Honest}, Group: func(i int) uint32 { return uint32(10 * i) },
		Chains: []AnvilOptions{{Name: "gates", ChainID: 31337}},
	})
	c := w.Chains[0]
	sender := c.Sender(w.requester)
	id := func(i int) common.Address { return w.Agents[i].Key.ID() }
	stranger := common.HexToAddress("0x5742a9e2") // not registered
	members := func(gate common.Address, want map[common.Address]uint32) {
		t.Helper()
		got, err := c.Members(t.Context(), oracle.Task{Gate: gate})
		if err != nil || len(got) != len(want) {
			t.Fatalf("%v, %v; want %v", got, err, want)
		}
		for a, g := range want {
			if got[a] != g {
				t.Errorf("%s is in group %d, want %d", a, got[a], g)
			}
		}
	}
	send := func(to common.Address, data []byte, wei int64) {
		t.Helper()
		if _, err := sender.Send(t.Context(), txmgr.Candidate{To: to, Data: data, Value: big.NewInt(wei)}); err != nil {
			t.Fatal(err)
		}
	}
	deploy := func(name, bin string, arguments []byte) common.Address {
		t.Helper()
		a, err := client.CreateContract(t.Context(), c.Chain, sender, name, bin, arguments)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}

	list := c.Deployment.Gate
	members(list, map[common.Address]uint32{id(0): 0, id(1): 10, id(2): 20})
	if err := client.Allow(t.Context(), c.Chain, sender, list, []common.Address{stranger, id(1)}, []uint32{7, 11}); err != nil {
		t.Fatal(err)
	}
	send(list, bindings.NewAllowListGate().PackDisallow([]common.Address{id(0)}), 0)
	members(list, map[common.Address]uint32{stranger: 7, id(1): 11, id(2): 20})

	leaf := func(agent common.Address, group uint32) common.Hash {
		return ethcrypto.Keccak256Hash(ethcrypto.Keccak256(common.LeftPadBytes(agent[:], 32), common.BigToHash(big.NewInt(int64(group))).Bytes()))
	}
	a, b := leaf(id(0), 3), leaf(stranger, 4)
	pair := [][]byte{a[:], b[:]}
	slices.SortFunc(pair, bytes.Compare)
	merkle := bindings.NewMerkleGate()
	tree := deploy("MerkleGate", bindings.MerkleGateMetaData.Bin, merkle.PackConstructor(w.requester.Address(), ethcrypto.Keccak256Hash(pair...)))
	members(tree, nil)
	send(tree, merkle.PackProve(id(0), 3, [][32]byte{b}), 0)
	members(tree, map[common.Address]uint32{id(0): 3})
	send(tree, merkle.PackProve(stranger, 4, [][32]byte{a}), 0)
	members(tree, map[common.Address]uint32{id(0): 3, stranger: 4})
	send(tree, merkle.PackSetRoot(a), 0)
	members(tree, nil)

	bond := bindings.NewBondGate()
	bonds := deploy("BondGate", bindings.BondGateMetaData.Bin, bond.PackConstructor(big.NewInt(5), 60))
	send(bonds, bond.PackDeposit(stranger), 5)
	send(bonds, bond.PackDeposit(id(2)), 5)
	send(bonds, bond.PackAnnounce(id(2)), 0)
	members(bonds, map[common.Address]uint32{stranger: 0})
	if got, err := c.Members(t.Context(), oracle.Task{Gate: stranger}); err == nil {
		t.Errorf("a gate without code admits %v", got)
	}
	// PUSH0 PUSH0 REVERT: to the hub a gate that reverts admits nobody.
	reverts := common.HexToAddress("0xbad")
	if err := c.Eth.Client().CallContext(t.Context(), nil, "anvil_setCode", reverts, "0x5f5ffd"); err != nil {
		t.Fatal(err)
	}
	members(reverts, nil)
}
