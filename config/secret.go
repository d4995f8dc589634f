package config

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"regexp"
	"strings"

	"oracled/post/policy"
	"oracled/tune"
)

var addresses = regexp.MustCompile(`(?i)\b(?:https?|wss?)://[^\s"'<>]+`)

// RedactURL keeps of an address what may be shown: scheme, host and port. The
// rest often holds an API key.
func RedactURL(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" {
		return "(an address)"
	}
	short := u.Scheme + "://" + u.Host
	if u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		short += "/…"
	}
	return short
}

// RedactText redacts every address in a text.
func RedactText(s string) string { return addresses.ReplaceAllStringFunc(s, RedactURL) }

// Redact returns an error with the addresses in its message redacted; the
// clients of nodes repeat them in what they report.
func Redact(err error) error {
	if err == nil {
		return nil
	}
	msg := RedactText(err.Error())
	if msg == err.Error() {
		return err
	}
	return &redacted{msg, err}
}

type redacted struct {
	msg string
	err error
}

func (r *redacted) Error() string { return r.msg }
func (r *redacted) Unwrap() error { return r.err }

// ReadPassword reads a password file and cuts one line end.
func ReadPassword(path string) (string, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("read the password file %s: %w", path, reason(err))
	}
	s := strings.TrimSuffix(string(b), "\n")
	s = strings.TrimSuffix(s, "\r")
	if s == "" {
		return "", fmt.Errorf("read the password file %s: it is empty", path)
	}
	return s, nil
}

// reason drops the path that a file error repeats.
func reason(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// Warnings lists what works but should not stay as it is, a sentence each that
// begins with the key.
func (c Config) Warnings() []string {
	var out []string
	seen := map[string]bool{}
	for _, f := range []struct{ key, path string }{
		{"account.passwordFile", c.Account.PasswordFile},
		{"operator.passwordFile", c.Operator.PasswordFile},
		{"agent.passwordFile", c.Agent.PasswordFile},
	} {
		if f.path == "" || seen[f.path] {
			continue
		}
		seen[f.path] = true
		if info, err := os.Stat(f.path); err == nil && info.Mode().Perm()&0o077 != 0 {
			out = append(out, fmt.Sprintf("%s: %s can be read by others (mode %04o); run chmod 600 %s", f.key, f.path, info.Mode().Perm(), f.path))
		}
	}
	for _, name := range c.ChainNames() {
		ch := c.Chains[name].WithDefaults()
		switch {
		case ch.Tuning.Targets() == (tune.Targets{}):
		case c.Tuning.Mode == tune.Off:
			out = append(out, fmt.Sprintf("chains.%s.tuning: names what to aim at, but tuning.mode is off and nothing is adjusted; set it to %s or %s", name, tune.DryRun, tune.On))
		case ch.Post.Policy == policy.Immediate:
			out = append(out, fmt.Sprintf("chains.%s.tuning: the policy immediate lets no outcome wait, so there is no wait to tune; set chains.%s.post.policy to %s or %s", name, name, policy.Adaptive, policy.FixedDelay))
		}
	}
	return out
}
