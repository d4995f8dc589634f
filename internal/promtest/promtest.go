// Package promtest evaluates alert rules and a dashboard's queries over recorded
// scrapes, with Prometheus' own engine in tools/promeval. Tests alone use it.
package promtest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Files of the repository, from its root.
const (
	Rules     = "packaging/prometheus/oracled.rules.yaml"
	Dashboard = "packaging/grafana/oracled.json"
	Runbook   = "docs/runbook.md"
	Reference = "docs/metrics.md"
)

// Request says what to evaluate. Times are seconds since the epoch.
type Request struct {
	Rules   string   `json:"rules"`   // a file of Prometheus rules; empty: none
	Queries []string `json:"queries"` // evaluated at the time of the last scrape
	Step    float64  `json:"step"`    // seconds between two evaluations of the rules
	Scrapes []Scrape `json:"scrapes"` // in order of time
}

// Scrape is what one instance answered once.
type Scrape struct {
	At       float64 `json:"at"`
	Instance string  `json:"instance"`
	Down     bool    `json:"down"` // it did not answer
	Text     string  `json:"text"` // the exposition format
}

// Answer says what came of a Request.
type Answer struct {
	Alerts  []Alert `json:"alerts"`
	Queries []Query `json:"queries"`
}

// Alert is an alert rule and when it fired.
type Alert struct {
	Name        string            `json:"name"`
	Expr        string            `json:"expr"`
	For         float64           `json:"for"` // seconds
	Labels      map[string]string `json:"labels"`
	Annotations map[string]string `json:"annotations"`
	Metrics     []string          `json:"metrics"` // that the expression names
	Notes       []string          `json:"notes"`   // what the engine remarked
	Firings     []Firing          `json:"firings"`
}

// Firing is an alert that began to fire.
type Firing struct {
	At     float64           `json:"at"`
	Labels map[string]string `json:"labels"`
}

// Query is an expression and what it found.
type Query struct {
	Expr    string   `json:"expr"`
	Metrics []string `json:"metrics"`
	Series  int      `json:"series"` // how many have a value that is not NaN
	Notes   []string `json:"notes"`
	Error   string   `json:"error"`
}

// Tool is the program that evaluates.
type Tool struct{ path string }

// Build builds the program of a repository into a folder.
func Build(ctx context.Context, root, dir string) (Tool, error) {
	t := Tool{filepath.Join(dir, "promeval")}
	cmd := exec.CommandContext(ctx, "go", "build", "-o", t.path, ".")
	cmd.Dir = filepath.Join(root, "tools", "promeval")
	if out, err := cmd.CombinedOutput(); err != nil {
		return t, fmt.Errorf("build tools/promeval: %w: %s", err, out)
	}
	return t, nil
}

// Evaluate evaluates a request.
func (t Tool) Evaluate(ctx context.Context, r Request) (Answer, error) {
	var a Answer
	in, err := json.Marshal(r)
	if err != nil {
		return a, err
	}
	cmd := exec.CommandContext(ctx, t.path)
	var complaint bytes.Buffer
	cmd.Stdin, cmd.Stderr = bytes.NewReader(in), &complaint
	out, err := cmd.Output()
	if err != nil {
		return a, fmt.Errorf("evaluate: %w: %s", err, &complaint)
	}
	d := json.NewDecoder(bytes.NewReader(out))
	d.DisallowUnknownFields()
	if err := d.Decode(&a); err != nil {
		return a, fmt.Errorf("read what promeval answers: %w", err)
	}
	return a, nil
}

// Get scrapes an address.
func Get(ctx context.Context, address string) (string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", err
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answered %s", address, res.Status)
	}
	return string(text), err
}

// Panel is a query of a dashboard.
type Panel struct {
	Title string
	Expr  string // with the dashboard's variables replaced by everything
}

// Panels returns the queries of a Grafana dashboard, those of its variables too,
// with windows of so long, such as 1m.
func Panels(path, window string) ([]Panel, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var d struct {
		Panels []struct {
			Title   string
			Type    string
			Targets []struct{ Expr string }
		}
		Templating struct {
			List []struct {
				Name, Type, Definition string
				AllValue               string
			}
		}
	}
	if err := json.Unmarshal(raw, &d); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	replace := []string{"$__rate_interval", window}
	var out []Panel
	for _, v := range d.Templating.List {
		if v.Type != "query" {
			continue
		}
		metric, _, ok := strings.Cut(strings.TrimPrefix(v.Definition, "label_values("), ",")
		if !ok || metric == v.Definition || v.AllValue == "" {
			return nil, fmt.Errorf("%s: variable %s: %q is not label_values(metric, label) with a value for all", path, v.Name, v.Definition)
		}
		out = append(out, Panel{"variable " + v.Name, metric})
		replace = append(replace, "$"+v.Name, v.AllValue)
	}
	for _, p := range d.Panels {
		if p.Type != "row" && len(p.Targets) == 0 {
			return nil, fmt.Errorf("%s: panel %q has no query", path, p.Title)
		}
		for _, target := range p.Targets {
			expr := strings.NewReplacer(replace...).Replace(target.Expr)
			if strings.Contains(expr, "$") {
				return nil, fmt.Errorf("%s: panel %q: %q has a variable that is not known", path, p.Title, target.Expr)
			}
			out = append(out, Panel{p.Title, expr})
		}
	}
	return out, nil
}
