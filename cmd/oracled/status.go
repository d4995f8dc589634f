package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"oracled/config"
	"oracled/internal/daemon"
)

func newStatus() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Ask the running daemon how every chain fares",
		Long: `Status asks the daemon at http.listen and prints, for every chain, its blocks,
endpoints, queue, transactions in flight, account and what fails. The exit status
is 1 when a chain is not ready, or when no daemon answers.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := loadConfig(cmd)
			if err != nil {
				return err
			}
			s, raw, err := askStatus(cmd, cfg.HTTP)
			if err != nil {
				return err
			}
			if asJSON {
				_, err = cmd.OutOrStdout().Write(raw)
			} else {
				err = printStatus(cmd.OutOrStdout(), s)
			}
			if err == nil && !s.Ready {
				return exitError{code: 1}
			}
			return err
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print what the daemon answers, JSON")
	return cmd
}

// statusTimeout is a few times what the daemon takes when endpoints hang.
const statusTimeout = 10 * time.Second

// maxStatus bounds an answer.
const maxStatus = 16 << 20

func askStatus(cmd *cobra.Command, cfg config.HTTP) (s daemon.Status, raw []byte, err error) {
	host, port, err := net.SplitHostPort(cfg.Listen)
	switch {
	case cfg.Listen == "":
		return s, nil, fmt.Errorf("http.listen: empty, so the daemon serves nothing that could be asked; set it to an address such as 127.0.0.1:9464")
	case err != nil:
		return s, nil, fmt.Errorf("http.listen: %w", err)
	case port == "0":
		return s, nil, fmt.Errorf("http.listen: port 0 takes any free port, which this command cannot know; give the daemon's with --http.listen")
	}
	// A daemon that listens on every address listens on this machine's too.
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	address := net.JoinHostPort(host, port)
	req, err := http.NewRequestWithContext(cmd.Context(), http.MethodGet, "http://"+address+"/status", nil)
	if err != nil {
		return s, nil, fmt.Errorf("ask the daemon: %w", err)
	}
	// No proxy: the daemon is on this machine.
	client := &http.Client{Timeout: statusTimeout, Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(req)
	if err != nil {
		return s, nil, fmt.Errorf("no daemon answers at %s (%w); is `oracled run` running, with this http.listen?", address, err)
	}
	defer resp.Body.Close()
	raw, err = io.ReadAll(io.LimitReader(resp.Body, maxStatus))
	if err != nil {
		return s, nil, fmt.Errorf("ask the daemon at %s: %w", address, err)
	}
	if resp.StatusCode != http.StatusOK {
		return s, nil, fmt.Errorf("ask the daemon at %s: it answers %s; is it an oracled, of this version?", address, resp.Status)
	}
	if err := json.Unmarshal(raw, &s); err != nil {
		return s, nil, fmt.Errorf("ask the daemon at %s: its answer is no status (%w); is it an oracled, of this version?", address, err)
	}
	return s, raw, nil
}

func printStatus(w io.Writer, s daemon.Status) error {
	var b strings.Builder
	word := "ready"
	switch {
	case s.Stopping:
		word = "stopping"
	case !s.Ready:
		word = "not ready"
	}
	fmt.Fprintf(&b, "%s, up for %s, oracled %s\n", word, span(s.Uptime), s.Version)
	for _, c := range s.Chains {
		printChain(&b, c)
	}
	for _, x := range s.Scopes {
		printScopeStatus(&b, x)
	}
	if len(s.Peers) > 0 {
		fmt.Fprintf(&b, "\noperators\n")
	}
	for _, p := range s.Peers {
		printPeer(&b, p)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func printChain(b *strings.Builder, c daemon.ChainStatus) {
	line := func(name, format string, args ...any) {
		fmt.Fprintf(b, "  %-12s %s\n", name, fmt.Sprintf(format, args...))
	}
	fmt.Fprintf(b, "\n%s  %s\n", c.Name, c.State)
	line("hub", "%s on chain %d", c.Hub, c.ChainID)
	if o := c.Operators; o != nil {
		line("set", "%s", o)
	}
	if c.Halted != "" {
		line("halted", "%s", c.Halted)
	}
	head := "unknown"
	if c.Head > 0 {
		head = fmt.Sprintf("%d, lag %d", c.Head, c.Lag)
	}
	line("blocks", "confirmed %d %s ago, head %s", c.Confirmed, span(c.Silence), head)
	for _, f := range c.Retrying {
		line("retrying", "%s for %s, %d attempts: %s", f.Stage, span(f.For), f.Attempts, f.Error)
	}
	for _, e := range c.Endpoints {
		line("endpoint", "%s %s, head %d, %s", e.Name, e.State, e.Head, span(e.Latency))
		if e.Error != "" {
			line("", "%s", e.Error)
		}
	}
	line("queue", "%d of at most %d outcomes, the oldest for %s", c.Queue.Length, c.Queue.Bound, span(c.Queue.Oldest))
	for _, t := range c.Transactions {
		text := fmt.Sprintf("nonce %d, %d bumps, %s", t.Nonce, t.Bumps, t.Hash)
		if t.Age > 0 {
			text += ", sent " + span(t.Age) + " ago"
		}
		if t.State != "" {
			text += ", " + t.State
		}
		line("transaction", "%s", text)
	}
	if o := c.LastOutcome; o != nil {
		text := fmt.Sprintf("task %d round %d %s ago: %s, %d positions", o.Task, o.Round, span(o.Age), o.Status, o.Participants)
		if o.Breakdown > 0 {
			text += fmt.Sprintf(", breaks with %d captured agents", o.Breakdown)
		}
		line("last outcome", "%s", text)
	}
	if p := c.LastPost; p != nil {
		line("last post", "%d outcomes in block %d %s ago, %s", p.Outcomes, p.Block, span(p.Age), p.Tx)
	} else {
		line("last post", "none since the start")
	}
	if a := c.Account; a != nil {
		line("account", "%s has %s", a.Address, etherText(a.Balance))
	}
	if s := c.Snapshot; s != nil {
		line("snapshot", "after block %d, %d bytes", s.Block, s.Bytes)
	}
}

func printPeer(b *strings.Builder, p daemon.PeerStatus) {
	state := "up, answers in " + span(p.Latency)
	switch {
	case !p.Up && p.Heard < 0:
		state = "down, never heard"
	case !p.Up:
		state = "down, heard " + span(p.Heard) + " ago"
	}
	fmt.Fprintf(b, "  %s  %s: %s; of our proposals it signed %d, refused %d, missed %d, answered %d wrongly; of its proposals we signed %d, refused %d\n", p.ID, p.Host, state, p.Signed, p.Refused, p.Absent, p.Wrong, p.Granted, p.Denied)
	if p.Error != "" {
		fmt.Fprintf(b, "  %-12s %s\n", "", p.Error)
	}
	if p.Said != "" {
		fmt.Fprintf(b, "  %-12s the last time it %s\n", "", p.Said)
	}
}

// span writes a time for people: milliseconds below a second, seconds below a
// day.
func span(s daemon.Seconds) string {
	d := time.Duration(float64(s) * float64(time.Second))
	if d < time.Second {
		return d.Round(time.Millisecond).String()
	}
	return d.Round(time.Second).String()
}

// etherText writes wei as ether, exactly.
func etherText(wei string) string {
	n, ok := new(big.Int).SetString(wei, 10)
	if !ok {
		return "a balance that is not known"
	}
	whole, part := new(big.Int).DivMod(n, big.NewInt(1e18), new(big.Int))
	return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%d.%018d", whole, part), "0"), ".") + " ether"
}
