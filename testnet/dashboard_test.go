package testnet

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"oracled/internal/promtest"
	"oracled/oracle"
)

// scrape begins to scrape every operator twice a second, those that do not run
// too, and returns how to end that and get what was answered.
func (v *town) scrape() (end func() []promtest.Scrape) {
	ctx, stop := context.WithCancel(v.t.Context())
	var mu sync.Mutex
	var all []promtest.Scrape
	var scraping sync.WaitGroup
	for _, o := range v.all {
		scraping.Go(func() {
			for ctx.Err() == nil {
				s := promtest.Scrape{At: float64(time.Now().UnixMilli()) / 1000, Instance: o.health}
				var err error
				if s.Text, err = promtest.Get(ctx, o.Health()+"/metrics"); err != nil {
					s.Text, s.Down = "", true
				}
				if ctx.Err() == nil {
					mu.Lock()
					all = append(all, s)
					mu.Unlock()
				}
				_ = oracle.Sleep(ctx, 500*time.Millisecond)
			}
		})
	}
	end = func() []promtest.Scrape {
		stop()
		scraping.Wait()
		slices.SortFunc(all, func(a, b promtest.Scrape) int { return cmp.Compare(a.At, b.At) })
		return all
	}
	v.t.Cleanup(func() { end() })
	return end
}

// onlyOfFeeds is the panel that finds nothing where every task has one round.
const onlyOfFeeds = "Time since the last outcome, in periods"

// checkDashboard evaluates the alert rules and every query of the dashboard with
// Prometheus' engine over what the daemons have answered: each is understood, and
// each query finds something.
func (v *town) checkDashboard(scrapes []promtest.Scrape) {
	v.t.Helper()
	const root = "../"
	tool, err := promtest.Build(v.t.Context(), root, v.t.TempDir())
	if err != nil {
		v.t.Fatal(err)
	}
	panels, err := promtest.Panels(root+promtest.Dashboard, "1h")
	if err != nil {
		v.t.Fatal(err)
	}
	r := promtest.Request{Rules: root + promtest.Rules, Step: 1, Scrapes: scrapes}
	for _, p := range panels {
		r.Queries = append(r.Queries, p.Expr)
	}
	answer, err := tool.Evaluate(v.t.Context(), r)
	if err != nil {
		v.t.Fatal(err)
	}
	for i, q := range answer.Queries {
		if q.Error != "" || len(q.Notes) > 0 || q.Series == 0 && panels[i].Title != onlyOfFeeds {
			v.t.Errorf("panel %q finds %d series by %s; %s %q", panels[i].Title, q.Series, q.Expr, q.Error, q.Notes)
		}
	}
	fired := 0
	for _, a := range answer.Alerts {
		if len(a.Notes) > 0 {
			v.t.Errorf("Prometheus remarks of alert %s: %q", a.Name, a.Notes)
		}
		fired += len(a.Firings)
		for _, f := range a.Firings {
			v.t.Logf("alert %s fired for %v", a.Name, f.Labels)
		}
	}
	v.t.Logf("%d queries and %d alerts over %d scrapes; %d alerts fired", len(answer.Queries), len(answer.Alerts), len(scrapes), fired)
}
