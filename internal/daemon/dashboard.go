package daemon

import (
	"context"
	"net/http"
	"runtime"
	runtimemetrics "runtime/metrics"
	"time"

	"oracled/compute"
	"oracled/config"
	"oracled/internal/dashboard"
	"oracled/oracle"
	"oracled/store"
)

// Overview is what the dashboard shows, and what its API answers at
// /api/v1/state.
type Overview struct {
	Status
	Now      int64                         `json:"now"`      // milliseconds since the epoch
	Follows  map[string]Following          `json:"follows"`  // by chain
	Activity map[string]dashboard.Activity `json:"activity"` // by chain
	Machine  MachineStatus                 `json:"machine"`
}

// Following is how a chain is followed, as configured.
type Following struct {
	Finality      string  `json:"finality"` // what confirmations are counted from
	Confirmations uint64  `json:"confirmations"`
	BlockTime     Seconds `json:"blockTime"`
	Agreement     int     `json:"agreement"` // endpoints that must agree on a block
	Dev           bool    `json:"dev"`
}

// MachineStatus is how this process fares on its machine.
type MachineStatus struct {
	Backend    string `json:"backend"`    // that solves
	Threads    int    `json:"threads"`    // that run at once
	Goroutines int    `json:"goroutines"` // tasks of the process
	Heap       uint64 `json:"heap"`       // bytes of live objects and of those not yet collected
	Memory     uint64 `json:"memory"`     // bytes that the runtime has from the system
	Store      int64  `json:"store"`      // bytes of the store and its snapshots; -1: not known
	Free       int64  `json:"free"`       // bytes that are left for it on its disk; -1: not known
}

// newDashboard returns the page over what an observer and a recorder know.
func newDashboard(cfg config.Config, o *Observer, r *dashboard.Recorder, b compute.Backend, disk func() (size, free uint64, err error), chains map[oracle.Hub]string) (http.Handler, error) {
	hubs, follows := map[string]oracle.Hub{}, map[string]Following{}
	for hub, name := range chains {
		c, err := cfg.Chain(name)
		if err != nil {
			return nil, err
		}
		c = c.WithDefaults()
		hubs[name] = hub
		follows[name] = Following{Finality: c.Finality, Confirmations: c.Confirmations, BlockTime: Seconds(c.BlockTime.Seconds()), Agreement: c.Agreement, Dev: c.Dev}
	}
	state := func(ctx context.Context) any {
		v := Overview{Status: o.Status(ctx), Now: time.Now().UnixMilli(), Follows: follows, Activity: map[string]dashboard.Activity{}, Machine: machine(b, disk)}
		for name, hub := range hubs {
			v.Activity[name] = r.Activity(hub)
		}
		return v
	}
	return dashboard.Handler(dashboard.Options{Hosts: cfg.HTTP.DashboardHosts, State: state, Chains: hubs, Recorder: r}), nil
}

// machine looks at the process. It stops nothing to do so.
func machine(b compute.Backend, disk func() (size, free uint64, err error)) MachineStatus {
	m := MachineStatus{Backend: b.Name(), Threads: runtime.GOMAXPROCS(0), Store: -1, Free: -1}
	samples := []runtimemetrics.Sample{{Name: "/sched/goroutines:goroutines"}, {Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/total:bytes"}}
	runtimemetrics.Read(samples)
	m.Goroutines, m.Heap, m.Memory = int(samples[0].Value.Uint64()), samples[1].Value.Uint64(), samples[2].Value.Uint64()
	if size, free, err := disk(); err == nil {
		m.Store, m.Free = int64(size), int64(free)
	}
	return m
}

// pastPatience bounds how long a start waits for the history of one chain.
const pastPatience = 5 * time.Second

// remember fills the dashboard with the newest that the history has of a chain.
func remember(ctx context.Context, r *dashboard.Recorder, h *store.History, hub oracle.Hub) error {
	ctx, cancel := context.WithTimeout(ctx, pastPatience)
	defer cancel()
	p, err := h.Past(ctx, hub, dashboard.PastRounds, dashboard.PastRounds*dashboard.PastTasks, dashboard.PastBatches)
	if err != nil {
		return err
	}
	tasks := map[uint32]oracle.Task{}
	for _, t := range p.Tasks {
		tasks[t.Index] = t
	}
	var rounds []dashboard.Earlier
	for _, x := range p.Rounds {
		t, known := tasks[x.Task]
		if !known {
			continue
		}
		e := dashboard.Earlier{
			Task: t, Round: x.Number, Status: x.Status, Participants: x.Positions, Trimmed: x.Trimmed, Faults: x.Faults, Breakdown: x.Breakdown,
			Values: x.Values, Coordinates: x.Coordinates, VerifySeconds: x.Verify, SolveSeconds: x.Solve,
		}
		for _, n := range x.Rejected {
			e.Rejected += n
		}
		if x.Block > 0 {
			e.Landed = &dashboard.Landing{Block: x.Block, Tx: x.Tx}
		}
		rounds = append(rounds, e)
	}
	var batches []dashboard.Batch
	for _, b := range p.Batches {
		x := dashboard.Batch{Block: b.Block, Tx: b.Tx, Outcomes: b.Outcomes, Ours: b.Own}
		if b.Own && b.Gas > 0 && b.Fee != nil {
			x.Gas, x.Fee = b.Gas, b.Fee.String()
		}
		batches = append(batches, x)
	}
	r.Remember(hub, rounds, batches)
	return nil
}
