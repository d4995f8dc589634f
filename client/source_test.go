package client

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"oracled/fixed"
	"oracled/oracle"
)

func must(t testing.TB, decimal string) fixed.Q64x64 {
	t.Helper()
	q, err := fixed.Parse(decimal)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func TestParseAnswer(t *testing.T) {
	for _, c := range []struct {
		answer     string
		want       []string // decimals
		confidence uint8
	}{
		{`{"values": [1.5, -2], "confidence": 75}`, []string{"1.5", "-2"}, 75},
		{`{"values": ["1.5", "-2e3"]}` + "\n", []string{"1.5", "-2000"}, 100},
		{`{"confidence": 0, "values": [0, 1e-3]}`, []string{"0", "0.001"}, 0},
		// Exact where a float64 would not be: 2⁵³ + 1, and 20 decimals.
		{`{"values": [9007199254740993, "0.10000000000000000001"]}`, []string{"9007199254740993", "0.10000000000000000001"}, 100},
		{`{"values": [0.10000000000000000001, 0.1]}`, []string{"0.10000000000000000001", "0.1"}, 100},
	} {
		got, err := parseAnswer([]byte(c.answer), Request{Dimension: 2})
		if err != nil {
			t.Errorf("%s: %v", c.answer, err)
			continue
		}
		if got.Confidence != c.confidence || got.Values[0] != must(t, c.want[0]) || got.Values[1] != must(t, c.want[1]) {
			t.Errorf("%s: %+v", c.answer, got)
		}
	}
	if must(t, "9007199254740993") == must(t, "9007199254740992") {
		t.Error("the test compares nothing")
	}
}

func TestParseAnswerRefuses(t *testing.T) {
	for answer, want := range map[string]string{
		``:                                       "the answer is not",
		`12`:                                     "the answer is not",
		`[1, 2]`:                                 "the answer is not",
		`{"values": [1, 2]`:                      "the answer is not",
		`{"values": [1, 2], "confidance": 3}`:    "confidance",
		`{"values": [1, 2]} {"values": [1, 2]}`:  "more than one JSON value",
		`{"values": [1, 2]} trailing`:            "more than one JSON value",
		`{"values": [1]}`:                        "1 values, the task has dimension 2",
		`{"values": [1, 2, 3]}`:                  "3 values, the task has dimension 2",
		`{}`:                                     "0 values",
		`null`:                                   "0 values",
		`{"values": [NaN, 1]}`:                   "the answer is not",
		`{"values": ["NaN", 1]}`:                 "values[0]",
		`{"values": [1, "Infinity"]}`:            "values[1]",
		`{"values": [1, null]}`:                  "values[1]",
		`{"values": [1, true]}`:                  "values[1]",
		`{"values": [1, ""]}`:                    "values[1]",
		`{"values": [1, "0x10"]}`:                "values[1]",
		`{"values": [1, [2]]}`:                   "values[1]",
		`{"values": [1, ["2"]]}`:                 "values[1]",
		`{"values": [1, {"a": 2}]}`:              "values[1]",
		`{"values": [1, "\"2\""]}`:               "values[1]",
		`{"values": [1, 1e30]}`:                  "values[1]",
		`{"values": [1, 1e999999999999]}`:        "values[1]",
		`{"values": [1, 2], "confidence": 101}`:  "confidence is 101",
		`{"values": [1, 2], "confidence": 256}`:  "the answer is not",
		`{"values": [1, 2], "confidence": -1}`:   "the answer is not",
		`{"values": [1, 2], "confidence": 50.5}`: "the answer is not",
		`{"values": [1, 2], "confidence": "50"}`: "the answer is not",
		`{"values": [1, ` + strings.Repeat("9", 2000) + `]}`: "values[1]",
	} {
		p, err := parseAnswer([]byte(answer), Request{Dimension: 2})
		if len(answer) > 80 {
			answer = answer[:80]
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %+v, %v; want %q", answer, p, err, want)
		} else if len(err.Error()) > 400 {
			t.Errorf("%s: the error has %d bytes", answer, len(err.Error()))
		}
	}
}

func TestCheckRange(t *testing.T) {
	wide, narrow := oracle.Task{Width: oracle.WidthFull}, oracle.Task{Width: oracle.WidthNarrow}
	for _, c := range []struct {
		task  oracle.Task
		value fixed.Q64x64
		ok    bool
	}{
		{wide, fixed.FromInt64(1<<46 - 1), true},
		{wide, fixed.FromInt64(1 << 46), false}, // 2¹¹⁰ ulps
		{wide, fixed.FromInt64(-1 << 46), false},
		{wide, fixed.Q64x64{Hi: -1 << 46, Lo: 1}, true},
		{narrow, fixed.FromInt64(1<<31 - 1), true},
		{narrow, fixed.FromInt64(-1 << 31), false},
		{wide, fixed.Min(), false},
	} {
		err := checkRange(c.task, Position{Values: []fixed.Q64x64{{}, c.value}})
		if (err == nil) != c.ok || err != nil && !strings.HasPrefix(err.Error(), "values[1]: ") {
			t.Errorf("%s at width %d: %v", c.value, c.task.Width, err)
		}
	}
}

var request = Request{Chain: "polygon-dev", ChainID: 137, Hub: "0xa1", Task: 4, Round: 9, Dimension: 2, Decimals: 8, Description: "a \"question\"", CommitUntil: 1234}

// script is a command that runs a shell script.
func script(body string) Command {
	return Command{Args: []string{"sh", "-c", body}, Timeout: 20 * time.Second}
}

func TestCommand(t *testing.T) {
	t.Setenv("ORACLED_TEST_INHERITED", "yes")
	dir := t.TempDir()
	c := script(`cat > stdin
		echo "$ORACLED_CHAIN $ORACLED_CHAIN_ID $ORACLED_TASK $ORACLED_ROUND $ORACLED_DIMENSION $ORACLED_TEST_INHERITED" > environment
		echo "thinking" >&2
		echo '{"values": [1, "2.5"], "confidence": 60}'`)
	c.Dir = dir
	p, err := c.Position(t.Context(), request)
	if err != nil || p.Confidence != 60 || p.Values[0] != fixed.FromInt64(1) || p.Values[1] != must(t, "2.5") {
		t.Errorf("%+v, %v", p, err)
	}
	b, err := os.ReadFile(filepath.Join(dir, "environment"))
	if err != nil || string(b) != "polygon-dev 137 4 9 2 yes\n" {
		t.Errorf("environment %q, %v", b, err)
	}
	var asked Request
	b, err = os.ReadFile(filepath.Join(dir, "stdin"))
	if err != nil || json.Unmarshal(b, &asked) != nil || asked != request {
		t.Errorf("stdin %q, %v", b, err)
	}
	for _, key := range []string{"chain", "chainId", "hub", "task", "round", "dimension", "decimals", "description", "commitUntil"} {
		if !bytes.Contains(b, fmt.Appendf(nil, "%q:", key)) {
			t.Errorf("stdin has no %s: %s", key, b)
		}
	}
}

func TestCommandFails(t *testing.T) {
	for _, c := range []struct{ name, body, want string }{
		{"exit status", "echo first >&2; echo no opinion >&2; exit 3", "run sh: exit status 3 no opinion"},
		{"nothing said", "cat > /dev/null", `sh: the answer is not {"values"`},
		{"does not read", "exec 0<&-; echo '{\"values\": [1]}'", "1 values, the task has dimension 2"},
		{"killed", "kill -9 $$", "signal: killed"},
	} {
		if p, err := script(c.body).Position(t.Context(), request); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %+v, %v; want %q", c.name, p, err, c.want)
		}
	}
	if _, err := (Command{Args: []string{"./no-such-program"}, Timeout: time.Second}).Position(t.Context(), request); err == nil || !strings.Contains(err.Error(), "no-such-program") {
		t.Errorf("%v", err)
	}
}

// A program that takes too long is killed, and what it left running does not
// hold up the agent: both would take longer than any test may.
func TestCommandTimeout(t *testing.T) {
	for _, body := range []string{"echo $$ > pid; exec sleep 100000", "sleep 100000 & echo $! > pid; wait"} {
		c := script(body)
		c.Dir, c.Timeout = t.TempDir(), 3*time.Second
		_, err := c.Position(t.Context(), request)
		if err == nil || !strings.Contains(err.Error(), "no answer within 3s") {
			t.Errorf("%s: %v", body, err)
		}
		raw, err := os.ReadFile(filepath.Join(c.Dir, "pid"))
		if err != nil {
			t.Fatal(err)
		}
		pid, err := strconv.Atoi(strings.TrimSpace(string(raw)))
		if err != nil {
			t.Fatal(err)
		}
		left := syscall.Kill(pid, syscall.SIGKILL) == nil
		if left != strings.Contains(body, "wait") {
			t.Errorf("%s: it is left running: %t", body, left)
		}
	}
}

// However much a program says, a bounded part of it is kept.
func TestCommandOutputIsBounded(t *testing.T) {
	_, err := script(`head -c 5000000 /dev/zero | tr '\0' ' '; echo '{"values": [1, 2]}'`).Position(t.Context(), request)
	if err == nil {
		t.Error("5 MB were read")
	}
	var b limitedBuffer
	n, err := io.Copy(&b, io.LimitReader(zeros{}, 10*maxAnswer))
	if n != 10*maxAnswer || err != nil {
		t.Errorf("%d bytes, %v: the program would be stuck", n, err)
	}
	if len(b.kept) != maxAnswer {
		t.Errorf("%d bytes were kept", len(b.kept))
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestHTTP(t *testing.T) {
	var asked Request
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%s with %s", r.Method, r.Header.Get("Content-Type"))
		}
		if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
			t.Error(err)
		}
		switch r.URL.Path {
		case "/good":
			fmt.Fprint(w, `{"values": [1, 2], "confidence": 3}`)
		case "/busy":
			w.WriteHeader(http.StatusServiceUnavailable)
			fmt.Fprint(w, `{"values": [1, 2]}`)
		case "/large":
			fmt.Fprint(w, strings.Repeat(" ", 3*maxAnswer), `{"values": [1, 2]}`)
		case "/wrong":
			fmt.Fprint(w, `{"values": [1]}`)
		}
	}))
	defer s.Close()
	ask := func(path string) (Position, error) {
		return HTTP{URL: s.URL + path + "?token=secret", Timeout: 20 * time.Second}.Position(t.Context(), request)
	}
	if p, err := ask("/good"); err != nil || p.Confidence != 3 || p.Values[1] != fixed.FromInt64(2) || asked != request {
		t.Errorf("%+v, %v, asked %+v", p, err, asked)
	}
	for path, want := range map[string]string{
		"/busy": "agent.url answered 503", "/large": "agent.url: the answer is not", "/wrong": "agent.url: the answer has 1 values", "/empty": "agent.url: the answer is not",
	} {
		if p, err := ask(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %+v, %v", path, p, err)
		}
	}
	s.Close()
	if _, err := ask("/good"); err == nil || !strings.HasPrefix(err.Error(), "ask agent.url: ") || strings.Contains(err.Error(), "secret") {
		t.Errorf("a server that is not there: %v", err)
	}
}

func TestHTTPTimeout(t *testing.T) {
	release := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	defer s.Close()
	defer close(release)
	_, err := HTTP{URL: s.URL, Timeout: 50 * time.Millisecond}.Position(context.Background(), request)
	if err == nil || !strings.Contains(err.Error(), "deadline exceeded") {
		t.Errorf("%v", err)
	}
}
