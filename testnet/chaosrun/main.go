// Command chaosrun runs the scenarios of package chaos. It exits with 1 when
// anything was lost, doubled, wrong or late, or when the daemon did not stay
// flat.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"oracled/testnet/chaos"
)

// settings are the flags.
type settings struct {
	binary, dir, out, geth, only string
	seed                         uint64
	short, list                  bool
	kills, latency, rounds       int
	soak                         time.Duration
}

func main() {
	var s settings
	flag.StringVar(&s.binary, "binary", "build/oracled", "the oracled to run")
	flag.StringVar(&s.dir, "dir", "build/chaos", "where configuration, keys and logs go")
	flag.StringVar(&s.out, "out", "build/chaos.json", "where the summary goes")
	flag.StringVar(&s.geth, "geth", "", "binary of geth, to run on it instead of on Anvil")
	flag.StringVar(&s.only, "only", "", "kinds of faults, separated by commas; all by default")
	flag.Uint64Var(&s.seed, "seed", uint64(time.Now().UnixNano()%1e9), "of everything random")
	flag.BoolVar(&s.short, "short", false, "the short form: fewer kinds, two at a time")
	flag.BoolVar(&s.list, "list", false, "list the kinds of faults")
	flag.IntVar(&s.kills, "kills", 0, "how often the daemon is killed (default 200, in the short form 8)")
	flag.DurationVar(&s.soak, "soak", 0, "instead: faults for so long, with one daemon")
	flag.IntVar(&s.latency, "latency", 0, "instead: so many agents on blocks of one second")
	flag.IntVar(&s.rounds, "rounds", 5, "of -latency")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ok, err := run(ctx, s)
	if err != nil {
		fmt.Fprintln(os.Stderr, "chaos:", err)
	}
	if err != nil || !ok {
		stop()
		os.Exit(1)
	}
}

// run returns whether everything was as it must be.
func run(ctx context.Context, s settings) (bool, error) {
	c, err := campaign(s)
	if err != nil {
		return false, err
	}
	switch {
	case s.list:
		for _, f := range c.Faults {
			fmt.Printf("%-24s %s\n", f.Kind, f.About)
		}
		return true, nil
	case s.latency > 0:
		return latency(ctx, c.Options, s)
	case s.soak > 0:
		return soak(ctx, c, s)
	}
	c.Say("seed %d", s.seed)
	sum, err := c.Run(ctx)
	err = errors.Join(err, sum.Write(s.out))
	print(sum, s.out)
	return sum.Good(), err
}

func print(sum *chaos.Summary, out string) {
	fmt.Printf("%d rounds, lost %d, doubled %d, wrong %d; goroutines %d to %d, heap %.1f to %.1f MB; %.0f s; summary in %s\n",
		sum.Rounds, sum.Lost, sum.Doubled, sum.Wrong, sum.Goroutines.Start, sum.Goroutines.End,
		float64(sum.Heap.Start)/1e6, float64(sum.Heap.End)/1e6, sum.Seconds, out)
	for _, f := range sum.Failures {
		fmt.Println("NOT as it must be:", f)
	}
}

func soak(ctx context.Context, c chaos.Campaign, s settings) (bool, error) {
	c.Say("seed %d", s.seed)
	out, err := c.RunSoak(ctx, s.soak)
	err = errors.Join(err, out.Write(s.out))
	print(&out.Summary, s.out)
	fmt.Printf("%d samples; per hour: %+.2f goroutines, %+.3f MB of heap; per 1000 rounds: %+.3f MB of heap, %+.3f MB on the disk\n",
		len(out.Samples), out.GoroutinesPerHour, out.HeapPerHour/1e6, out.HeapPerRounds/1e6, out.StorePerRounds/1e6)
	return out.Good(), err
}

func latency(ctx context.Context, o chaos.Options, s settings) (bool, error) {
	o.Dir = chaos.LatencyDir(o.Dir)
	out, err := chaos.MeasureLatency(ctx, o, s.latency, s.rounds)
	err = errors.Join(err, out.Write(s.out))
	fmt.Println(out)
	for _, f := range out.Failures {
		fmt.Println("NOT as it must be:", f)
	}
	return len(out.Failures) == 0, err
}

// campaign returns the faults that the settings ask for.
func campaign(s settings) (c chaos.Campaign, err error) {
	o := chaos.Options{
		Seed: s.seed, Rounds: 3, Hold: 4 * time.Second, Repeat: 5,
		Pace: 100 * time.Millisecond, Patience: time.Minute, Bound: 600,
		Say: func(format string, args ...any) { fmt.Printf(format+"\n", args...) },
	}
	c = chaos.Campaign{Kills: 200, KillsPerWorld: 50}
	if s.short || s.soak > 0 {
		o.Rounds, o.Hold, o.Repeat = 1, 1500*time.Millisecond, 2
	}
	if s.short {
		o.Pace = 75 * time.Millisecond
		c.Kills, c.Pairs = 8, true
	}
	if s.kills > 0 {
		c.Kills = s.kills
	}
	if o.Root, err = os.Getwd(); err != nil {
		return c, err
	}
	for to, from := range map[*string]string{&o.Binary: s.binary, &o.Dir: s.dir, &o.Geth: s.geth} {
		if from == "" {
			continue
		}
		if *to, err = filepath.Abs(from); err != nil {
			return c, err
		}
	}
	c.Options = o
	c.Faults = chaos.Faults(chaos.Confirmations, c.Kills)
	switch {
	case s.only != "":
		c.Faults, err = chaos.Select(c.Faults, strings.Split(s.only, ","))
	case s.short:
		c.Faults = slices.DeleteFunc(c.Faults, func(f chaos.Fault) bool { return !f.Short })
	}
	return c, err
}
