// Command promeval evaluates alert rules and queries over recorded scrapes with
// Prometheus' own parser and engine, so that a test can tell whether an alert
// fires and whether a query of a dashboard finds anything.
//
// It reads a Request from standard input and writes an Answer to standard
// output, both JSON. It is a module of its own, so that what a whole Prometheus
// needs stays out of oracled's. Package oracled/internal/promtest drives it.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
)

// job is the label of the targets' job.
const job = "oracled"

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

func main() {
	if err := run(context.Background(), os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "promeval:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, in io.Reader, out io.Writer) error {
	var r Request
	d := json.NewDecoder(in)
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return fmt.Errorf("read the request: %w", err)
	}
	a, err := evaluate(ctx, r)
	if err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(a)
}
