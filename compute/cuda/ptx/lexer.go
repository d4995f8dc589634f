package ptx

import (
	"fmt"
	"strings"
)

// SyntaxError is what is wrong with an image, and where.
type SyntaxError struct {
	Line int
	What string
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("PTX line %d: %s", e.Line, e.What) }

// lexer splits an image into words, numbers, strings and single characters. A
// word begins with a letter or one of . _ $ % and takes digits and these.
type lexer struct {
	text string
	at   int
	line int // of what was read last

	peeked bool
	token  string // "" at the end
}

func (x *lexer) fail(format string, args ...any) error {
	return &SyntaxError{x.line, fmt.Sprintf(format, args...)}
}

func wordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '$' || c == '%' || c == '.'
}

// peek returns the next token without taking it.
func (x *lexer) peek() (string, error) {
	if x.peeked {
		return x.token, nil
	}
	t, err := x.scan()
	if err != nil {
		return "", err
	}
	x.token, x.peeked = t, true
	return t, nil
}

func (x *lexer) next() (string, error) {
	t, err := x.peek()
	x.peeked = false
	return t, err
}

func (x *lexer) scan() (string, error) {
	if err := x.blank(); err != nil {
		return "", err
	}
	if x.at == len(x.text) {
		return "", nil
	}
	from := x.at
	c := x.text[from]
	switch {
	case wordByte(c):
		for x.at < len(x.text) && wordByte(x.text[x.at]) {
			x.at++
		}
	case c == '"':
		end := strings.IndexAny(x.text[from+1:], "\"\n")
		if end < 0 || x.text[from+1+end] == '\n' {
			return "", x.fail("a string without an end")
		}
		x.at += end + 2
	case strings.IndexByte("{}[]()<>,;:+-|@!=", c) >= 0:
		x.at++
	default:
		return "", x.fail("a character %q that PTX has no use for here", c)
	}
	return x.text[from:x.at], nil
}

// blank skips spaces and comments and counts lines.
func (x *lexer) blank() error {
	for x.at < len(x.text) {
		switch c := x.text[x.at]; {
		case c == '\n':
			x.line++
			x.at++
		case c == ' ' || c == '\t' || c == '\r':
			x.at++
		case strings.HasPrefix(x.text[x.at:], "//"):
			end := strings.IndexByte(x.text[x.at:], '\n')
			if end < 0 {
				x.at = len(x.text)
			} else {
				x.at += end
			}
		case strings.HasPrefix(x.text[x.at:], "/*"):
			end := strings.Index(x.text[x.at+2:], "*/")
			if end < 0 {
				return x.fail("a comment without an end")
			}
			x.line += strings.Count(x.text[x.at:x.at+2+end], "\n")
			x.at += end + 4
		default:
			return nil
		}
	}
	return nil
}

// expect takes a token that has to come now.
func (x *lexer) expect(want string) error {
	t, err := x.next()
	if err != nil {
		return err
	}
	if t != want {
		return x.fail("%q where %q is expected", clip(t), want)
	}
	return nil
}

// accept takes a token if it comes now.
func (x *lexer) accept(want string) (bool, error) {
	t, err := x.peek()
	if err != nil || t != want {
		return false, err
	}
	x.peeked = false
	return true, nil
}

// name takes an identifier: one that a program may define.
func (x *lexer) name() (string, error) {
	t, err := x.next()
	if err != nil {
		return "", err
	}
	if t == "" || !wordByte(t[0]) || t[0] == '.' || t[0] >= '0' && t[0] <= '9' || strings.IndexByte(t, '.') >= 0 {
		return "", x.fail("%q where a name is expected", clip(t))
	}
	return t, nil
}

// number takes a whole number without a sign, at most limit.
func (x *lexer) number(limit uint64) (uint64, error) {
	t, err := x.next()
	if err != nil {
		return 0, err
	}
	v, ok := wholeNumber(t)
	if !ok || v > limit {
		return 0, x.fail("%q where a number up to %d is expected", clip(t), limit)
	}
	return v, nil
}

// clip keeps what is quoted of an image short.
func clip(s string) string {
	if len(s) > 60 {
		return s[:60] + "…"
	}
	return s
}
