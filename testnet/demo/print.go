package main

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"text/tabwriter"
	"time"

	"golang.org/x/term"

	"oracled/testnet"
)

// stage prints what happens, with the time and the chain in front.
type stage struct {
	mu     sync.Mutex
	out    io.Writer
	began  time.Time
	colour bool
	hues   map[string]int
}

func newStage(out *os.File, began time.Time) *stage {
	return &stage{out: out, began: began, hues: map[string]int{}, colour: term.IsTerminal(int(out.Fd())) && os.Getenv("NO_COLOR") == ""}
}

func (s *stage) paint(code, text string) string {
	if !s.colour {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (s *stage) title(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Fprintf(s.out, "\n%s\n", s.paint("1", text))
}

func (s *stage) line(chain, format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.hues[chain]; !ok {
		s.hues[chain] = 32 + len(s.hues)
	}
	where := s.paint(fmt.Sprint(s.hues[chain]), fmt.Sprintf("%-13s", chain))
	fmt.Fprintf(s.out, "%6.1fs  %s  %s\n", time.Since(s.began).Seconds(), where, fmt.Sprintf(format, args...))
}

func printSummary(w io.Writer, s testnet.Summary) {
	for _, c := range s.Chains {
		fmt.Fprintf(w, "\n%s (chain %d)\n", c.Name, c.ChainID)
		tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		fmt.Fprintln(tw, "  TASK\tROUND\tOUTCOME\tPLAIN MEAN\tTRUTH\tAGENTS\tf\tBREAKS WITH\tREPRODUCED\tCALLBACK\tGAS/OUTCOME\tBLOCKS TO POST")
		for _, r := range c.Rounds {
			callback := "-"
			if r.Callback != nil {
				callback = yes(*r.Callback)
			}
			for i := range max(1, len(r.Values)) {
				first := []string{fmt.Sprintf("%d %s", r.Task, r.Kind), fmt.Sprint(r.Round)}
				last := []string{fmt.Sprint(r.Participants), fmt.Sprint(r.Faults), fmt.Sprint(r.Breakdown), yes(r.Reproduced && r.Audited), callback, fmt.Sprint(r.GasPerOutcome), fmt.Sprint(r.BlocksToPost)}
				if i > 0 {
					first, last = []string{"", ""}, make([]string, len(last))
				}
				value := []string{r.Status, "", ""}
				if len(r.Values) > 0 {
					value = []string{fmt.Sprintf("%.4f", r.Values[i]), fmt.Sprintf("%.4f", r.PlainMean[i]), fmt.Sprintf("%.4f", r.Truth[i])}
				}
				fmt.Fprintln(tw, "  "+strings.Join(append(append(first, value...), last...), "\t"))
			}
		}
		tw.Flush()
		printPeople(w, c)
	}
	printScopes(w, s)
	printOperators(w, s)
	fmt.Fprintln(w)
	if len(s.Failures) == 0 {
		fmt.Fprintf(w, "Every outcome is right, no lie was signed, every cheat was caught, nobody honest was rejected. %.0f s\n", s.Seconds)
		return
	}
	fmt.Fprintln(w, "NOT as it must be:")
	for _, f := range s.Failures {
		fmt.Fprintln(w, "  -", f)
	}
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "NO"
}

// printPeople tells who was trimmed or rejected; rejections are the same in
// every round, so they are counted.
func printPeople(w io.Writer, c testnet.ChainSummary) {
	rejected := map[string]int{}
	var order []string
	for _, r := range c.Rounds {
		var cut []string
		honest := 0
		for _, t := range r.Trimmed {
			if t.Role == testnet.Honest {
				honest++
				continue
			}
			side := "high"
			if cmp.Compare(t.Low, t.High) > 0 {
				side = "low"
			}
			cut = append(cut, fmt.Sprintf("%s (%s in %d of %d)", t.Role, side, max(t.Low, t.High), max(1, len(r.Values))))
		}
		fmt.Fprintf(w, "  %s round %d trimmed: %s, and the edges of %d honest agents\n", r.Kind, r.Round, strings.Join(cut, ", "), honest)
		for _, x := range r.Rejected {
			key := fmt.Sprintf("%s: %s", x.Role, x.Reason)
			if rejected[key] == 0 {
				order = append(order, key)
			}
			rejected[key]++
		}
	}
	for _, key := range order {
		fmt.Fprintf(w, "  rejected %s (in %d of %d rounds)\n", key, rejected[key], len(c.Rounds))
	}
}

func printOperators(w io.Writer, s testnet.Summary) {
	fmt.Fprintln(w, "\nOperators")
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "  ID\tBEHAVIOUR\tPROPOSED\tSIGNED\tREFUSED")
	for _, o := range s.Operators {
		refused := fmt.Sprint(o.Refused)
		if o.Refused > 0 {
			refused += " (" + tally(o.Refusals) + ")"
		}
		fmt.Fprintf(tw, "  %s\t%s\t%d\t%d\t%s\n", o.ID, o.Behaviour, o.Proposed, o.Signed, refused)
	}
	tw.Flush()
	for _, o := range s.Operators {
		if o.Lies != nil {
			fmt.Fprintf(w, "  %s altered %d batches; the others answered %s\n", o.ID, o.Lies.Batches, tally(o.Lies.Answers))
		}
	}
}

func printKept(w io.Writer, world *testnet.World, operators []*testnet.Operator) {
	config := operators[0].Config()
	fmt.Fprintf(w, "\nEverything is still running. Talk to it:\n")
	fmt.Fprintf(w, "  build/oracled task list --config %s --chain %s\n", config, world.Chains[0].Name)
	fmt.Fprintf(w, "  build/oracled read 1 --config %s --chain %s\n", config, world.Chains[0].Name)
	fmt.Fprintf(w, "  build/oracled operator peers --config %s\n", config)
	fmt.Fprintf(w, "  the dashboard: %s/\n", operators[0].Health())
	for _, o := range operators {
		fmt.Fprintf(w, "  curl %s/readyz %s/metrics\n", o.Health(), o.Health())
	}
	for _, c := range world.Chains {
		fmt.Fprintf(w, "  %s: %s, hub %s\n", c.Name, c.Anvil.Endpoint(), c.Hub.Address)
	}
	pids := []string{}
	for _, p := range world.Processes() {
		pids = append(pids, fmt.Sprint(p.PID()))
	}
	fmt.Fprintf(w, "End it with: kill %s\n", strings.Join(pids, " "))
}
