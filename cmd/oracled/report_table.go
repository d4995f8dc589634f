package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"oracled/oracle"
	"oracled/report"
)

// printReport writes a report for people.
func printReport(w io.Writer, r report.Report) error {
	var b strings.Builder
	for i, c := range r.Chains {
		if i > 0 {
			b.WriteByte('\n')
		}
		printChainReport(&b, c, r.Since)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func printChainReport(b *strings.Builder, c report.Chain, since uint64) {
	if c.Block == 0 {
		fmt.Fprintf(b, "%s: nothing is known of this chain yet\n", c.Name)
		return
	}
	fmt.Fprintf(b, "%s, %s of chain time up to %s, block %d\n", c.Name, time.Duration(since)*time.Second, moment(c.To), c.Block)
	if c.KeptFrom > c.From {
		fmt.Fprintf(b, "  the history begins at %s\n", moment(c.KeptFrom))
	}
	r := c.Rounds
	fmt.Fprintf(b, "  rounds: %d closed, %d posted, %d insufficient, %d missed, %d pending, %d empty\n", r.Closed, r.Posted, r.Insufficient, r.Missed, r.Pending, r.Empty)
	fmt.Fprintf(b, "  batches: %d of ours with %d outcomes for %s and %d gas, %d of other operators\n\n", c.Cost.Batches, c.Cost.Outcomes, etherText(c.Cost.FeeWei), c.Cost.Gas, c.Cost.Others)

	t := newTable(b, "", "average", "p95", "worst", "at")
	t.stat("seconds from close to posted", c.Latency.Seconds, "%.1f", true)
	t.stat("blocks from close to posted", c.Latency.Blocks, "%.1f", true)
	t.stat("gas per outcome", c.Cost.PerGas, "%.0f", true)
	t.stat("gwei per outcome", c.Cost.PerFee, "%.6g", true)
	for _, s := range c.Stages {
		t.stat("seconds to "+s.Name, s.Stat, "%.3f", !s.NoP95)
	}
	t.end()

	if len(c.Tasks) > 0 {
		t := newTable(b, "task", "closed", "posted", "insufficient", "missed", "empty", "positions", "fewest", "trimmed", "outliers", "seconds", "worst")
		for _, x := range c.Tasks {
			r := x.Rounds
			t.row(x.Index, r.Closed, r.Posted, r.Insufficient, r.Missed, r.Empty, fmt.Sprintf("%.1f", x.Positions.Average), x.Positions.Worst,
				fmt.Sprintf("%.1f", x.Trimmed.Average), fmt.Sprintf("%.1f", x.Outliers.Average), fmt.Sprintf("%.1f", x.Latency.Seconds.Average), x.Latency.Seconds.Worst)
		}
		t.end()
	}
	printAgents(b, c)
	if len(c.Operators) > 0 {
		t := newTable(b, "operator", "signed", "of")
		for _, o := range c.Operators {
			t.row(o.ID, o.Signed, o.Batches)
		}
		t.end()
	}
	if len(c.Incidents) > 0 {
		t := newTable(b, "went wrong", "", "times")
		for _, i := range c.Incidents {
			t.row(i.Kind, i.Subject, i.Count)
		}
		t.end()
	}
	for _, d := range c.Tuning {
		dry := ""
		if !d.Applied {
			dry = " (dry run)"
		}
		fmt.Fprintf(b, "  tuning at %s: %s from %.6g to %.6g%s: %s\n", moment(d.Time), d.Knob, d.From, d.To, dry, d.Reason)
	}
	for _, a := range c.Advice {
		fmt.Fprintf(b, "  task %d: %s is %s, consider %s: %s\n", a.Task, a.Parameter, a.Current, a.Recommended, a.Reason)
	}
}

func printAgents(b *strings.Builder, c report.Chain) {
	var t *table
	for _, x := range c.Tasks {
		var rejected []string
		for _, reason := range oracle.Reasons() {
			if n := x.Rejected[reason]; n > 0 {
				rejected = append(rejected, fmt.Sprintf("%s %d", reason, n))
			}
		}
		if len(rejected) > 0 {
			fmt.Fprintf(b, "  task %d rejected: %s\n", x.Index, strings.Join(rejected, ", "))
		}
	}
	if slices.ContainsFunc(c.Tasks, func(x report.Task) bool { return len(x.Rejected) > 0 }) {
		b.WriteByte('\n')
	}
	for _, x := range c.Tasks {
		for _, a := range x.Agents {
			if t == nil {
				t = newTable(b, "task", "farthest agents", "rounds", "trimmed", "distance", "worst", "at")
			}
			t.row(x.Index, a.ID, a.Rounds, a.Trimmed, fmt.Sprintf("%.1f", a.Average), fmt.Sprintf("%.1f", a.Worst), a.At)
		}
	}
	if t != nil {
		t.end()
	}
}

// table aligns columns, indented by two.
type table struct {
	b *strings.Builder
	w *tabwriter.Writer
}

func newTable(b *strings.Builder, columns ...string) *table {
	t := &table{b, tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)}
	fmt.Fprintf(t.w, "  %s\n", strings.Join(columns, "\t"))
	return t
}

func (t *table) row(cells ...any) {
	for i, c := range cells {
		if i == 0 {
			fmt.Fprintf(t.w, "  %v", c)
		} else {
			fmt.Fprintf(t.w, "\t%v", c)
		}
	}
	fmt.Fprintln(t.w)
}

func (t *table) stat(name string, s report.Stat, format string, p95 bool) {
	if s.Count == 0 {
		t.row(name, "-", "-", "-", "")
		return
	}
	middle := "-"
	if p95 {
		middle = fmt.Sprintf(format, s.P95)
	}
	t.row(name, fmt.Sprintf(format, s.Average), middle, fmt.Sprintf(format, s.Worst), s.At)
}

func (t *table) end() {
	_ = t.w.Flush() // a strings.Builder takes everything
	t.b.WriteByte('\n')
}

func moment(seconds uint64) string {
	return time.Unix(int64(seconds), 0).UTC().Format(time.RFC3339)
}
