package daemon

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"unicode"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"golang.org/x/term"

	"oracled/config"
)

// NewLogger returns a logger to standard error.
func NewLogger(cfg config.Log) (*zap.Logger, error) {
	return newLogger(cfg, os.Stderr, colours(os.Stderr))
}

func newLogger(cfg config.Log, out zapcore.WriteSyncer, colour bool) (*zap.Logger, error) {
	level, err := zapcore.ParseLevel(cfg.Level)
	if err != nil {
		return nil, fmt.Errorf("log.level: %w", err)
	}
	out = zapcore.Lock(out)
	switch cfg.Format {
	case "console":
		return zap.New(&console{LevelEnabler: level, out: out, colour: colour}), nil
	case "json":
		enc := zap.NewProductionEncoderConfig()
		enc.TimeKey = "time"
		enc.EncodeTime = zapcore.RFC3339NanoTimeEncoder
		enc.EncodeDuration = zapcore.StringDurationEncoder
		return zap.New(zapcore.NewCore(zapcore.NewJSONEncoder(enc), out, level)), nil
	}
	return nil, fmt.Errorf("log.format: %q; expected console or json", cfg.Format)
}

// colours tells whether somebody looks at w who wants colours.
func colours(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && term.IsTerminal(int(f.Fd()))
}

// Colours of a terminal.
const (
	red, green, yellow, grey, plain = "\x1b[31m", "\x1b[32m", "\x1b[33m", "\x1b[90m", "\x1b[0m"
)

func paint(on bool, colour, s string) string {
	if !on {
		return s
	}
	return colour + s + plain
}

// console writes one line per entry for people: time, level, chain, message,
// error, and the other fields as name=value.
type console struct {
	zapcore.LevelEnabler
	out    zapcore.WriteSyncer
	colour bool
	with   []zapcore.Field
}

func (c *console) With(fields []zapcore.Field) zapcore.Core {
	d := *c
	d.with = append(append([]zapcore.Field{}, c.with...), fields...)
	return &d
}

func (c *console) Check(e zapcore.Entry, ce *zapcore.CheckedEntry) *zapcore.CheckedEntry {
	if c.Enabled(e.Level) {
		return ce.AddCore(e, c)
	}
	return ce
}

func (c *console) Write(e zapcore.Entry, fields []zapcore.Field) error {
	var chain, failure, rest strings.Builder
	for _, f := range append(append([]zapcore.Field{}, c.with...), fields...) {
		m := zapcore.NewMapObjectEncoder()
		f.AddTo(m)
		v, ok := m.Fields[f.Key]
		switch {
		case !ok: // an error's verbose twin, a skipped field
		case f.Key == "chain":
			fmt.Fprintf(&chain, " %-13s", printable(fmt.Sprint(v)))
		case f.Key == "error":
			failure.WriteString(": " + printable(fmt.Sprint(v)))
		default:
			s := printable(fmt.Sprint(v))
			if s == "" || strings.ContainsAny(s, " =\"") {
				s = strconv.Quote(s)
			}
			rest.WriteString(" " + paint(c.colour, grey, f.Key+"=") + s)
		}
	}
	level := fmt.Sprintf("%-5s", e.Level.CapitalString())
	switch {
	case e.Level >= zapcore.ErrorLevel:
		level = paint(c.colour, red, level)
	case e.Level == zapcore.WarnLevel:
		level = paint(c.colour, yellow, level)
	}
	_, err := fmt.Fprintf(c.out, "%s %s%s %s%s%s\n", paint(c.colour, grey, e.Time.Format("15:04:05.000")), level,
		chain.String(), printable(e.Message), failure.String(), rest.String())
	return err
}

func (c *console) Sync() error { return c.out.Sync() }

// Printable escapes what strangers wrote for a person's terminal, as the log does.
func Printable(s string) string { return printable(s) }

// printable escapes what could end a line or drive a terminal; endpoints choose
// much of what is logged.
func printable(s string) string {
	if strings.IndexFunc(s, unprintable) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if unprintable(r) {
			q := strconv.QuoteRune(r)
			b.WriteString(q[1 : len(q)-1])
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func unprintable(r rune) bool { return !unicode.IsPrint(r) }
