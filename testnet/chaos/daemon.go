package chaos

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"oracled/oracle"
	"oracled/testnet"
)

// Daemon keeps oracled run alive, as an init system does: whenever it ends, it
// is started again.
type Daemon struct {
	args []string
	log  string
	base string // of metrics and health
	http *http.Client

	mu      sync.Mutex
	process *testnet.Process
	held    bool // not to be started
	wake    chan struct{}
	exits   int // that nobody asked for
	kills   int
	starts  int

	stop context.CancelFunc
	done chan struct{}
}

// restartDelay is what an init system waits before it starts a service again
// that ended by itself.
const restartDelay = 250 * time.Millisecond

// The daemon may drain for a while; then it is asked a second time, and then it
// is killed.
const (
	drainPatience = 10 * time.Second
	stopPatience  = 15 * time.Second
)

// ErrDrain: the daemon did not stop when it was asked once.
var ErrDrain = errors.New("the daemon did not stop within 10s of the first signal")

// StartDaemon starts the operator of a world and keeps it alive. The daemon
// collects garbage early: how much heap it needs then shows within one sample.
func StartDaemon(w *testnet.World, log, store string) *Daemon {
	ctx, stop := context.WithCancel(context.Background())
	d := &Daemon{
		args: []string{"GOGC=20", "ORACLED_STORE_PATH=" + store, w.Binary, "run", "--config", w.ConfigPath()}, log: log, base: w.Health(),
		http: &http.Client{Timeout: 5 * time.Second}, wake: make(chan struct{}, 1), stop: stop, done: make(chan struct{}),
	}
	go d.supervise(ctx)
	return d
}

func (d *Daemon) supervise(ctx context.Context) {
	defer close(d.done)
	for {
		var ended <-chan struct{}
		d.mu.Lock()
		if !d.held && d.process == nil {
			p, err := testnet.StartProcess("oracled run", d.log, "env", d.args...)
			if err == nil {
				d.process = p
				d.starts++
			}
		}
		if d.process != nil {
			ended = d.process.Done()
		}
		d.mu.Unlock()
		select {
		case <-ended:
			d.mu.Lock()
			p := d.process
			mine := p != nil && p.Done() == ended
			if mine {
				d.process = nil
				d.exits++
			}
			d.mu.Unlock()
			if mine && oracle.Sleep(ctx, restartDelay) != nil {
				return
			}
		case <-d.wake:
		case <-ctx.Done():
			return
		}
	}
}

// take takes the process out of the supervisor's hands.
func (d *Daemon) take(hold bool) *testnet.Process {
	d.mu.Lock()
	defer d.mu.Unlock()
	p := d.process
	d.process = nil
	d.held = hold
	return p
}

func (d *Daemon) nudge() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// Kill ends the daemon as a power failure would, and tells whether it ran. It is
// started again at once, unless hold.
func (d *Daemon) Kill(hold bool) bool {
	p := d.take(true)
	if p != nil {
		p.Kill()
	}
	d.mu.Lock()
	d.kills++
	d.held = hold
	d.mu.Unlock()
	d.nudge()
	return p != nil
}

// Stop stops the daemon as an operator does, and keeps it stopped.
func (d *Daemon) Stop() error {
	p := d.take(true)
	d.nudge()
	if p == nil {
		return nil
	}
	if err := syscall.Kill(p.PID(), syscall.SIGTERM); err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("stop the daemon: %w", err)
	}
	select {
	case <-p.Done():
		return nil
	case <-time.After(drainPatience):
		return errors.Join(ErrDrain, p.Stop(stopPatience))
	}
}

// Start starts the daemon after Stop or Kill.
func (d *Daemon) Start() {
	d.mu.Lock()
	d.held = false
	d.mu.Unlock()
	d.nudge()
}

// Exits returns how often the daemon ended by itself.
func (d *Daemon) Exits() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.exits
}

// Starts returns how often the daemon was started.
func (d *Daemon) Starts() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.starts
}

// Close stops the daemon for good.
func (d *Daemon) Close() error {
	err := d.Stop()
	d.stop()
	<-d.done
	d.http.CloseIdleConnections()
	return err
}

func (d *Daemon) get(ctx context.Context, path string) (int, string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, d.base+path, nil)
	if err != nil {
		return 0, "", err
	}
	req.Close = true // its connection would count among the daemon's goroutines
	resp, err := d.http.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(b), err
}

// Ready returns whether the daemon is ready, and why not.
func (d *Daemon) Ready(ctx context.Context) (bool, string) {
	status, body, err := d.get(ctx, "/readyz")
	if err != nil {
		return false, "does not answer"
	}
	return status == http.StatusOK, strings.TrimSpace(body)
}

// WaitReady waits until the daemon is ready.
func (d *Daemon) WaitReady(ctx context.Context) error {
	return d.waitFor(ctx, func(ready bool, _ string) bool { return ready })
}

func (d *Daemon) waitFor(ctx context.Context, want func(bool, string) bool) error {
	for {
		ready, why := d.Ready(ctx)
		if want(ready, why) {
			return nil
		}
		if err := oracle.Sleep(ctx, 50*time.Millisecond); err != nil {
			return fmt.Errorf("the daemon, ready: %v, says %q; see %s: %w", ready, why, d.log, err)
		}
	}
}

// Usage is what the daemon uses when it has nothing to do.
type Usage struct {
	Goroutines int    `json:"goroutines"`
	Heap       uint64 `json:"heap"`  // bytes in use
	Store      uint64 `json:"store"` // bytes on the disk
}

// collections is how many garbage collections a sample spans. The first may
// have begun before the daemon fell idle.
const collections = 3

// Usage samples the daemon: reading the metrics allocates, so reading them often
// brings about collections, and the least heap seen is what is alive.
func (d *Daemon) Usage(ctx context.Context) (Usage, error) {
	var u Usage
	var until float64
	for i := 0; ; i++ {
		_, body, err := d.get(ctx, "/metrics")
		if err != nil {
			return u, fmt.Errorf("read the daemon's metrics: %w", err)
		}
		m := metrics(body)
		cycles, ok := m["go_gc_duration_seconds_count"]
		if !ok || m["go_goroutines"] == 0 || m["go_memstats_heap_inuse_bytes"] == 0 {
			return u, errors.New("read the daemon's metrics: the runtime's are missing")
		}
		heap, goroutines := uint64(m["go_memstats_heap_inuse_bytes"]), int(m["go_goroutines"])
		if i == 0 {
			until = cycles + collections
			u = Usage{goroutines, heap, uint64(m["oracled_store_bytes"])}
		}
		u.Heap, u.Goroutines = min(u.Heap, heap), min(u.Goroutines, goroutines)
		if cycles >= until {
			return u, nil
		}
		if err := oracle.Sleep(ctx, 2*time.Millisecond); err != nil {
			return u, err
		}
	}
}

// metrics returns the metrics without labels of a Prometheus text.
func metrics(text string) map[string]float64 {
	out := map[string]float64{}
	for s := bufio.NewScanner(strings.NewReader(text)); s.Scan(); {
		name, value, ok := strings.Cut(s.Text(), " ")
		if !ok || strings.HasPrefix(name, "#") {
			continue
		}
		if v, err := strconv.ParseFloat(value, 64); err == nil {
			out[name] = v
		}
	}
	return out
}
