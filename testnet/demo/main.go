// Command demo runs the main job on three local chains: from tasks on the
// chains, through 21 agents of whom seven are bad, to equilibria that the
// contracts hold. It exits with 1 when anything is not as it must be.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"oracled/compute"
	"oracled/oracle"
	"oracled/testnet"
)

const (
	feedRounds = 3
	limit      = 4 * time.Minute
)

func main() {
	binary := flag.String("binary", "build/oracled", "the oracled to run")
	dir := flag.String("dir", "build/demo", "where configuration, keys, logs and the summary go")
	keep := flag.Bool("keep", false, "leave everything running")
	forecasts := flag.String("forecasts", "", "only serve the honest agents' forecasts at this address (the demo starts itself so)")
	liar := flag.String("liar", "", "only play an operator that lies, with this configuration (the demo starts itself so)")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if *forecasts != "" {
		if err := serve(ctx, *forecasts); err != nil {
			fmt.Fprintln(os.Stderr, "demo: serve forecasts:", err)
			os.Exit(1)
		}
		return
	}
	if *liar != "" {
		if err := lie(ctx, *liar); err != nil {
			fmt.Fprintln(os.Stderr, "demo: lie:", err)
			os.Exit(1)
		}
		return
	}
	ok, err := demo(ctx, *binary, *dir, *keep)
	if err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
	}
	if err != nil || !ok {
		stop()
		os.Exit(1)
	}
}

// serve serves forecasts until the context ends.
func serve(ctx context.Context, address string) error {
	s := &http.Server{Addr: address, Handler: testnet.ForecastHandler(), ReadHeaderTimeout: 5 * time.Second}
	defer context.AfterFunc(ctx, func() { s.Close() })()
	if err := s.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// demo returns whether everything was as it must be.
func demo(ctx context.Context, binary, dir string, keep bool) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	began := time.Now()
	stage := newStage(os.Stdout, began)
	root, err := os.Getwd()
	if err != nil {
		return false, err
	}
	if binary, err = filepath.Abs(binary); err != nil {
		return false, err
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return false, err
	}
	self, err := os.Executable()
	if err != nil {
		return false, err
	}
	stage.title("Three chains, 4 operators of whom one lies and one dies, 21 agents of whom 7 are bad")
	w, err := testnet.NewWorld(ctx, testnet.Options{
		Root: root, Dir: dir, Binary: binary,
		Chains: []testnet.AnvilOptions{
			{Name: "ethereum-dev", ChainID: 31337, BlockTime: 1},
			{Name: "polygon-dev", ChainID: 31338, BlockTime: 1},
			{Name: "arbitrum-dev", ChainID: 31339, BlockTime: 1},
		},
		Roles: testnet.Roles(21), Group: groupOf, Operators: 4, Threshold: 3, HTTPShare: 2, Forecasts: self,
		Progress: stage.line,
	})
	if err != nil {
		return false, err
	}
	closed := false
	defer func() {
		if !closed {
			if err := w.Close(); err != nil {
				fmt.Fprintln(os.Stderr, "demo:", err)
			}
		}
	}()
	scope, err := createScope(ctx, w, stage)
	if err != nil {
		return false, err
	}
	tasks, wanted, rounds, err := createTasks(ctx, w, stage)
	if err != nil {
		return false, err
	}
	committee, err := newCast(ctx, w, stage, self, wanted)
	if err != nil {
		return false, err
	}
	stage.title("The operators and the agents start, each its own process")
	if err := committee.start(ctx); err != nil {
		return false, err
	}
	if err := w.StartAgents(ctx, tasks, rounds); err != nil {
		return false, err
	}
	if err := scope.start(w); err != nil {
		return false, err
	}
	stage.title("Rounds: agents commit, then reveal; each operator verifies and solves, three must sign, one posts")
	g, acting := errgroup.WithContext(ctx)
	for _, c := range w.Chains {
		g.Go(func() error { return w.Narrate(acting, c, wanted[c]) })
	}
	g.Go(func() error { return committee.direct(acting) })
	g.Go(func() error { return w.AwaitScope(acting, scope.tasks, 1) })
	if err := g.Wait(); err != nil {
		return false, err
	}
	stage.title("Audit: every outcome is recomputed from the logs, and by code that shares nothing with the daemons'")
	summary, err := w.Summarise(ctx, wanted)
	if err != nil {
		return false, err
	}
	if err := w.SummariseScope(ctx, &summary, scope.tasks, 1); err != nil {
		return false, err
	}
	if out, err := exec.CommandContext(ctx, binary, "audit", "--config", committee.operators[0].Config(), "--chain", w.Chains[0].Name, fmt.Sprint(scope.tasks[0].Index)).CombinedOutput(); err != nil {
		summary.Failures = append(summary.Failures, fmt.Sprintf("oracled audit of the scope: %v: %s", err, strings.TrimSpace(string(out))))
	}
	if err := committee.summarise(ctx, &summary); err != nil {
		return false, err
	}
	implausible, err := testnet.ImplausibleMetrics(ctx, committee.operators)
	if err != nil {
		return false, err
	}
	summary.Failures = append(summary.Failures, implausible...)
	for _, c := range w.Chains {
		for id := range wanted[c] {
			index := strconv.FormatUint(id.Big().Uint64(), 10)
			for round := uint64(1); round <= wanted[c][id]; round++ {
				number := strconv.FormatUint(round, 10)
				out, err := exec.CommandContext(ctx, binary, "audit", "--config", committee.operators[0].Config(), "--chain", c.Name, index, number).CombinedOutput()
				if err != nil {
					summary.Failures = append(summary.Failures, fmt.Sprintf("%s: oracled audit %s %s: %v: %s", c.Name, index, number, err, strings.TrimSpace(string(out))))
				}
			}
		}
	}
	if keep {
		closed = true
	} else {
		if err := w.StopWork(); err != nil {
			summary.Failures = append(summary.Failures, err.Error())
		}
		closed = true
		if err := w.Close(); err != nil {
			summary.Failures = append(summary.Failures, err.Error())
		}
	}
	summary.Seconds = time.Since(began).Seconds()
	path := filepath.Join(dir, "summary.json")
	b, err := json.MarshalIndent(summary, "", "  ")
	if err == nil {
		err = os.WriteFile(path, append(b, '\n'), 0o644)
	}
	if err != nil {
		return false, errors.Join(errors.New("write the summary"), err)
	}
	printSummary(os.Stdout, summary)
	if keep {
		printKept(os.Stdout, w, committee.operators)
	}
	return len(summary.Failures) == 0, nil
}

// createTasks creates a feed and a one-shot task with a callback on each chain,
// and a hierarchical one on the first.
func createTasks(ctx context.Context, w *testnet.World, stage *stage) (map[*testnet.WorldChain][]oracle.Task, map[*testnet.WorldChain]map[oracle.TaskID]uint64, map[oracle.TaskID]uint64, error) {
	tasks := map[*testnet.WorldChain][]oracle.Task{}
	wanted := map[*testnet.WorldChain]map[oracle.TaskID]uint64{}
	rounds := map[oracle.TaskID]uint64{}
	var mu sync.Mutex
	var g errgroup.Group
	for _, c := range w.Chains {
		g.Go(func() error {
			now, err := c.Now(ctx)
			if err != nil {
				return err
			}
			feed := oracle.Task{
				Solver: compute.TrimmedEquilibrium, Dimension: 1, Width: oracle.WidthFull, TrimBps: 2000, Lambda: 32768,
				MinAgents: 8, MaxAgents: 100, InitialTrust: 32768, Start: now + 5,
				CommitSeconds: 5, RevealDelay: 1, RevealSeconds: 5, Period: 11,
				Description: "a price, every eleven seconds",
			}
			shot := feed
			shot.Dimension, shot.Period, shot.Description = 8, 0, "eight values, once"
			shot.Consumer, shot.CallbackGas = c.Consumer, 400_000
			mine := map[oracle.TaskID]uint64{}
			var made []oracle.Task
			ask := []oracle.Task{feed, shot}
			if c == w.Chains[0] {
				ask = append(ask, hierarchical(feed))
			}
			for _, t := range ask {
				t, err := w.CreateTask(ctx, c, t)
				if err != nil {
					return err
				}
				made = append(made, t)
				mine[t.ID] = 1
				if t.Period > 0 {
					mine[t.ID] = feedRounds
				}
			}
			stage.line(c.Name, "a feed of one value every %d s, and a one-shot of %d values that calls a consumer", feed.Period, shot.Dimension)
			if len(ask) > 2 {
				stage.line(c.Name, "a hierarchical one-shot: the agents in three groups, one of which may be captured")
			}
			mu.Lock()
			defer mu.Unlock()
			tasks[c], wanted[c] = made, mine
			for id, n := range mine {
				rounds[id] = n
			}
			return nil
		})
	}
	return tasks, wanted, rounds, g.Wait()
}
