package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"oracled/client"
	"oracled/compute"
	"oracled/oracle"
)

// groupsFlag reads how many agents each group is planned to have, 0-2:7,3:5.
func groupsFlag(text string) (map[uint32]int, error) {
	const most = 1 << 20 // groups
	sizes := map[uint32]int{}
	for part := range strings.SplitSeq(text, ",") {
		bad := func(why string) error { return fmt.Errorf("--groups: %q %s, such as 0-2:7,3:5", part, why) }
		which, agents, ok := strings.Cut(part, ":")
		if !ok {
			return nil, bad("is not groups and how many agents each has")
		}
		first, last, isRange := strings.Cut(which, "-")
		if !isRange {
			last = first
		}
		from, err := strconv.ParseUint(first, 10, 32)
		to, err2 := strconv.ParseUint(last, 10, 32)
		n, err3 := strconv.ParseUint(agents, 10, 31)
		if err := errors.Join(err, err2, err3); err != nil || from > to || to-from >= most {
			return nil, bad("is not groups and how many agents each has")
		}
		for g := from; g <= to; g++ {
			if _, twice := sizes[uint32(g)]; twice {
				return nil, bad(fmt.Sprintf("has group %d, which is there already", g))
			}
			sizes[uint32(g)] = int(n)
		}
	}
	return sizes, nil
}

// planned returns what a hierarchical task's groups come to: those of --groups,
// or those that its gate admits now. An error that wraps compute.ErrSmallGroups
// comes with a plan.
func planned(ctx context.Context, c *client.Chain, t oracle.Task, groups string) (compute.Plan, string, error) {
	if groups != "" {
		sizes, err := groupsFlag(groups)
		if err != nil {
			return compute.Plan{}, "", err
		}
		p, err := compute.PlanOf(t, sizes)
		return p, "as planned", err
	}
	members, err := c.Members(ctx, t)
	if err != nil {
		return compute.Plan{}, "", err
	}
	if len(members) == 0 {
		return compute.Plan{}, "", fmt.Errorf("%w: gate %s admits none of the agents that are registered or in its logs", compute.ErrNoOutcome, t.Gate)
	}
	sizes := map[uint32]int{}
	for _, g := range members {
		sizes[g]++
	}
	p, err := compute.PlanOf(t, sizes)
	return p, fmt.Sprintf("of the %d agents that gate %s admits now", len(members), t.Gate), err
}

// checkHierarchy prints what breaks a hierarchical task before it is paid for,
// and refuses one that cannot work.
func checkHierarchy(ctx context.Context, out io.Writer, c *client.Chain, t oracle.Task, groups string, acceptSmall bool) error {
	if compute.Levels(t) == 0 {
		flag := ""
		switch {
		case groups != "":
			flag = "groups"
		case acceptSmall:
			flag = "accept-small-groups"
		default:
			return nil
		}
		return fmt.Errorf("--%s: solver %q has no groups; only %s has", flag, t.Solver, compute.Hierarchical)
	}
	var err error
	if t.ID, err = c.NextTask(ctx); err != nil { // which the gate may want to know
		return err
	}
	p, whose, err := planned(ctx, c, t, groups)
	small := errors.Is(err, compute.ErrSmallGroups)
	switch {
	case err == nil || small:
	case groups != "":
		return fmt.Errorf("--groups: %w", err)
	case errors.Is(err, compute.ErrNoOutcome):
		return fmt.Errorf("%w; put the agents into their groups first, or say with --groups what is planned", err)
	default:
		return err
	}
	printPlan(out, p, whose)
	switch {
	case small && !acceptSmall:
		return fmt.Errorf("%w; give them agents, or give --accept-small-groups to go on without them", err)
	case small:
		fmt.Fprintf(out, "%v\n", err)
	}
	return nil
}

// showHierarchy prints what breaks a hierarchical task as its gate is now.
func showHierarchy(ctx context.Context, out io.Writer, c *client.Chain, t oracle.Task) error {
	p, whose, err := planned(ctx, c, t, "")
	switch {
	case errors.Is(err, compute.ErrSmallGroups):
		printPlan(out, p, whose)
		fmt.Fprintf(out, "%v\n", err)
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		fmt.Fprintf(out, "groups: %v\n", err)
	default:
		printPlan(out, p, whose)
	}
	return nil
}

func printPlan(out io.Writer, p compute.Plan, whose string) {
	fmt.Fprintf(out, "groups %s:\n", whose)
	for i, l := range p.Levels {
		nodes, members := "groups", "agents each"
		if i > 0 {
			members = "members each"
		}
		if i == len(p.Levels)-1 {
			nodes, members = "root", "members"
		}
		fmt.Fprintf(out, "  level %d  %d %s of %s %s, of whom %s may lie\n", i+1, l.Nodes, nodes, either(l.Members), members, either(l.Faults))
	}
	fmt.Fprintf(out, "breakdown: %d captured agents of %d can move the outcome anywhere; %d, wherever they are, cannot move it out of what the others say\n", p.Breakdown, p.Agents, p.Breakdown-1)
}

// either writes the least and the most of something.
func either(r compute.Range) string {
	if r.Least == r.Most {
		return fmt.Sprint(r.Least)
	}
	return fmt.Sprintf("%d to %d", r.Least, r.Most)
}

// mostRounds is how many rounds are recomputed for a task that is only shown.
const mostRounds = 20

// showBreakdown recomputes the latest outcome of a hierarchical task and prints
// what could have broken it. Trust is a fold over all rounds, so a long feed is
// left to oracled audit.
func showBreakdown(ctx context.Context, out io.Writer, c *client.Chain, t oracle.Task, r client.Reading) error {
	if compute.Levels(t) == 0 || r.Round == 0 {
		return nil
	}
	if r.Round > mostRounds {
		fmt.Fprintf(out, "  breakdown: oracled audit %d %d recomputes it from all %d rounds\n", t.Index, r.Round, r.Round)
		return nil
	}
	rounds, err := auditor().Audit(ctx, c, func(u oracle.Task) bool { return u.ID == t.ID })
	if err != nil {
		return err
	}
	for _, a := range rounds {
		if a.Number == r.Round {
			printBreakdown(out, t, a.Resolution)
		}
	}
	return nil
}

// printBreakdown prints what could have broken an outcome, and the groups of a
// hierarchical one; of one that is insufficient, how many positions they had.
func printBreakdown(out io.Writer, t oracle.Task, r oracle.Resolution) {
	o := r.Outcome
	if o.Breakdown() == 0 {
		if compute.Levels(t) > 0 {
			fmt.Fprintf(out, "  positions in groups: %s\n", sizes(r.Profile))
		}
		return
	}
	fmt.Fprintf(out, "  breakdown: %d captured agents of %d\n", o.Breakdown(), o.Participants)
	for _, n := range o.Certificate.Nodes {
		name, members := fmt.Sprintf("level %d node %d", n.Level, n.Number), "members"
		if n.Level == 1 {
			name, members = fmt.Sprintf("group %d", n.Number), "agents"
		}
		if n.Values == nil {
			fmt.Fprintf(out, "  %s: left out with %d %s\n", name, n.Members, members)
			continue
		}
		cut := ""
		if n.Low+n.High > 0 {
			cut = fmt.Sprintf("; cut as too low in %d, as too high in %d of %d coordinates", n.Low, n.High, len(n.Values))
		}
		fmt.Fprintf(out, "  %s: %d %s, of whom %d may lie, breaks with %d agents: %s%s\n", name, n.Members, members, n.F, n.Breakdown, firstValues(n), cut)
	}
}

// sizes writes how many positions every group has.
func sizes(p oracle.Profile) string {
	n := map[uint32]int{}
	for _, x := range p.Positions {
		n[x.Group]++
	}
	var out []string
	for _, g := range slices.Sorted(maps.Keys(n)) {
		out = append(out, fmt.Sprintf("%d in %d", n[g], g))
	}
	return strings.Join(out, ", ")
}

// firstValues writes a node's first few values.
func firstValues(n oracle.Node) string {
	const most = 4
	var out []string
	for _, v := range n.Values[:min(most, len(n.Values))] {
		out = append(out, v.String())
	}
	if len(n.Values) > most {
		out = append(out, "…")
	}
	return strings.Join(out, " ")
}
