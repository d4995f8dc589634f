package metrics

import (
	"github.com/prometheus/client_golang/prometheus"
)

var (
	machineBuild = Def{"oracled_build_info", Gauge, "always 1", "Labelled with what the binary was built from.", []Label{{Name: "version"}, {Name: "commit"}, {Name: "goversion"}}, nil}
	machineStore = Def{"oracled_store_bytes", Gauge, unitBytes, "Size of the store with its snapshots and its history.", nil, nil}
	machineFree  = Def{"oracled_store_free_bytes", Gauge, unitBytes, "Room that is left on the disk of the store.", nil, nil}
	machineDefs  = []Def{machineBuild, machineStore, machineFree}
)

// Disk tells the size of the store and the room left for it, in bytes.
type Disk func() (size, free uint64, err error)

// store are the series about the store, looked at when they are asked for.
type store struct {
	descs map[string]*prometheus.Desc
	disk  Disk
}

// WatchStore registers the series about the store. While it cannot be looked at
// there are none.
func WatchStore(reg prometheus.Registerer, disk Disk) {
	reg.MustRegister(store{descriptions([]Def{machineStore, machineFree}), disk})
}

// Describe implements prometheus.Collector.
func (s store) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range s.descs {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (s store) Collect(ch chan<- prometheus.Metric) {
	size, free, err := s.disk()
	if err != nil {
		return
	}
	to := sink{ch, s.descs, nil}
	to.send(machineStore, float64(size))
	to.send(machineFree, float64(free))
}
