// Command chaosrun runs the scenario of package chaos. It exits with 1 when
// anything was lost, doubled or wrong, or when the daemon did not stay flat.
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

func main() {
	var (
		binary = flag.String("binary", "build/oracled", "the oracled to run")
		dir    = flag.String("dir", "build/chaos", "where configuration, keys and logs go")
		out    = flag.String("out", "build/chaos.json", "where the summary goes")
		seed   = flag.Uint64("seed", uint64(time.Now().UnixNano()%1e9), "of everything random")
		short  = flag.Bool("short", false, "the short form: fewer kinds, two at a time")
		kills  = flag.Int("kills", 0, "how often the daemon is killed (default 200, short 8)")
		only   = flag.String("only", "", "kinds of faults, separated by commas; all by default")
		list   = flag.Bool("list", false, "list the kinds of faults")
		geth   = flag.String("geth", "", "binary of geth, to run on it instead of on Anvil")
	)
	flag.Parse()
	if *list {
		for _, f := range chaos.Faults(chaos.Confirmations, 1) {
			fmt.Printf("%-24s %s\n", f.Kind, f.About)
		}
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ok, err := run(ctx, *binary, *dir, *out, *geth, *seed, *short, *kills, *only)
	if err != nil {
		fmt.Fprintln(os.Stderr, "chaos:", err)
	}
	if err != nil || !ok {
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, binary, dir, out, geth string, seed uint64, short bool, kills int, only string) (bool, error) {
	o, err := options(binary, dir, geth)
	if err != nil {
		return false, err
	}
	o.Seed = seed
	c := chaos.Campaign{Options: o, Kills: 200, KillsPerWorld: 50}
	c.Rounds, c.Hold, c.Repeat = 3, 4*time.Second, 5
	if short {
		c.Rounds, c.Hold, c.Repeat, c.Kills, c.Pairs = 1, 1500*time.Millisecond, 2, 8, true
	}
	if kills > 0 {
		c.Kills = kills
	}
	c.Faults = chaos.Faults(chaos.Confirmations, c.Kills)
	switch {
	case only != "":
		if c.Faults, err = chaos.Select(c.Faults, strings.Split(only, ",")); err != nil {
			return false, err
		}
	case short:
		c.Faults = slices.DeleteFunc(c.Faults, func(f chaos.Fault) bool { return !f.Short })
	}
	c.Say("seed %d", seed)
	sum, err := c.Run(ctx)
	err = errors.Join(err, sum.Write(out))
	fmt.Printf("%d rounds, lost %d, doubled %d, wrong %d; goroutines %d to %d, heap %.1f to %.1f MB; %.0f s; summary in %s\n",
		sum.Rounds, sum.Lost, sum.Doubled, sum.Wrong, sum.Goroutines.Start, sum.Goroutines.End,
		float64(sum.Heap.Start)/1e6, float64(sum.Heap.End)/1e6, sum.Seconds, out)
	for _, f := range sum.Failures {
		fmt.Println("NOT as it must be:", f)
	}
	return sum.Good(), err
}

// options returns what every form has in common.
func options(binary, dir, geth string) (o chaos.Options, err error) {
	if o.Root, err = os.Getwd(); err != nil {
		return o, err
	}
	for _, p := range []*string{&binary, &dir, &geth} {
		if *p == "" {
			continue
		}
		if *p, err = filepath.Abs(*p); err != nil {
			return o, err
		}
	}
	o.Dir, o.Binary, o.Geth = dir, binary, geth
	o.Pace, o.Patience, o.Bound = 100*time.Millisecond, time.Minute, 600
	o.Say = func(format string, args ...any) { fmt.Printf(format+"\n", args...) }
	return o, nil
}
