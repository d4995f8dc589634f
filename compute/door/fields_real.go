package door

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// matrix is rows×cols real numbers, row-major; both are at least 1.
type matrix struct {
	rows, cols int
	data       []float64
}

// row returns row i; it aliases m.
func (m matrix) row(i int) []float64 { return m.data[i*m.cols : (i+1)*m.cols : (i+1)*m.cols] }

// nested returns the rows; they alias m.
func (m matrix) nested() [][]float64 {
	out := make([][]float64, m.rows)
	for i := range out {
		out[i] = m.row(i)
	}
	return out
}

// has says whether a key was given.
func (f fields) has(key string) bool { _, ok := f.values[key]; return ok }

// onlyKeys returns an error for the first key that is not one of these; reader
// is what reads them.
func (f fields) onlyKeys(reader string, keys ...string) error {
	for _, key := range f.order {
		if !slices.Contains(keys, key) {
			known := slices.DeleteFunc(slices.Clone(keys), func(k string) bool { return k == "solver" })
			return fmt.Errorf("%w: key %q: unknown for %s, which reads %s", ErrInput, f.name(key), reader, strings.Join(known, ", "))
		}
	}
	return nil
}

// needs returns an error for the first of these keys that is missing.
func (f fields) needs(keys ...string) error {
	for _, key := range keys {
		if _, err := f.value(key); err != nil {
			return err
		}
	}
	return nil
}

// without returns an error for the first of these keys that was given; because
// says why it must not be.
func (f fields) without(because string, keys ...string) error {
	for _, key := range keys {
		if f.has(key) {
			return fmt.Errorf("%w: key %q: %s", ErrInput, f.name(key), because)
		}
	}
	return nil
}

// bad is an error about a key.
func (f fields) bad(key, format string, args ...any) error {
	if err := f.memory.ctx.Err(); err != nil { // reading was cut short: the input is not to blame
		return fmt.Errorf("read key %q: %w", f.name(key), err)
	}
	return fmt.Errorf("%w: key %q: %w", ErrInput, f.name(key), fmt.Errorf(format, args...))
}

// choice returns a key's string, which is one of these; the first when the key
// is missing.
func (f fields) choice(key string, choices ...string) (string, error) {
	if !f.has(key) {
		return choices[0], nil
	}
	s, err := f.text(key)
	if err != nil {
		return "", err
	}
	if !slices.Contains(choices, s) {
		return "", f.bad(key, "%q is not one of %s", s, strings.Join(choices, ", "))
	}
	return s, nil
}

// boolean returns a key's true or false; false when the key is missing.
func (f fields) boolean(key string) (bool, error) {
	if !f.has(key) {
		return false, nil
	}
	switch v := f.values[key]; string(v) {
	case "true":
		return true, nil
	case "false":
		return false, nil
	default:
		return false, f.bad(key, "%s is neither true nor false", short(v))
	}
}

// integerOr is integer with a value for a missing key.
func (f fields) integerOr(key string, missing, least, most int64) (int64, error) {
	if !f.has(key) {
		return missing, nil
	}
	return f.integer(key, least, most)
}

// real returns a key's number within [least, most].
func (f fields) real(key string, least, most float64) (float64, error) {
	v, err := f.value(key)
	if err != nil {
		return 0, err
	}
	x, err := parseReal(v)
	if err == nil && (x < least || x > most) {
		err = fmt.Errorf("%s is not within %g to %g", short(v), least, most)
	}
	if err != nil {
		return 0, f.bad(key, "%w", err)
	}
	return x, nil
}

// realOr is real with a value for a missing key.
func (f fields) realOr(key string, missing, least, most float64) (float64, error) {
	if !f.has(key) {
		return missing, nil
	}
	return f.real(key, least, most)
}

// reals returns a key's list of numbers; size is its length, 0 for any but
// none.
func (f fields) reals(key string, size int) ([]float64, error) {
	v, err := f.value(key)
	if err != nil {
		return nil, err
	}
	count := bytes.Count(v, []byte{','}) + 1
	if err := f.reserve(key, 8, count); err != nil {
		return nil, err
	}
	out, err := appendReals(make([]float64, 0, count), f.cursor(v))
	if err != nil {
		return nil, f.bad(key, "%w", err)
	}
	switch {
	case len(out) == 0:
		return nil, f.bad(key, "no numbers")
	case size > 0 && len(out) != size:
		return nil, f.bad(key, "%d numbers, not %d", len(out), size)
	}
	return out, nil
}

// matrix returns a key's rectangular list of lists of numbers; rows and cols are
// its shape, 0 for any.
func (f fields) matrix(key string, rows, cols int) (matrix, error) {
	v, err := f.value(key)
	if err != nil {
		return matrix{}, err
	}
	count := bytes.Count(v, []byte{','}) + 1
	if err := f.reserve(key, 8, count); err != nil {
		return matrix{}, err
	}
	m := matrix{cols: cols, data: make([]float64, 0, count)}
	at := f.cursor(v)
	err = at.items(func(i int) error {
		before := len(m.data)
		if m.data, err = appendReals(m.data, at); err != nil {
			return bracketed(i, err)
		}
		got := len(m.data) - before
		switch {
		case got == 0:
			return bracketed(i, fmt.Errorf("no numbers"))
		case cols == 0 && i == 0:
			m.cols = got
		case got != m.cols && cols == 0:
			return bracketed(i, fmt.Errorf("%d numbers, but %d in row 0", got, m.cols))
		case got != m.cols:
			return bracketed(i, fmt.Errorf("%d numbers, not %d", got, cols))
		}
		m.rows = i + 1
		return nil
	})
	switch {
	case err != nil:
		return matrix{}, f.bad(key, "%w", err)
	case m.rows == 0:
		return matrix{}, f.bad(key, "no rows")
	case rows > 0 && m.rows != rows:
		return matrix{}, f.bad(key, "%d rows, not %d", m.rows, rows)
	}
	return m, nil
}

// square returns a key's n×n matrix.
func (f fields) square(key string) (matrix, error) {
	m, err := f.matrix(key, 0, 0)
	if err == nil && m.rows != m.cols {
		err = f.bad(key, "%d rows of %d numbers are no square", m.rows, m.cols)
	}
	return m, err
}

// ragged returns a key's list of lists of numbers, none of them empty, of any
// lengths.
func (f fields) ragged(key string) ([][]float64, error) {
	v, err := f.value(key)
	if err != nil {
		return nil, err
	}
	if err := f.reserve(key, 32, bytes.Count(v, []byte{','})+1); err != nil {
		return nil, err
	}
	var out [][]float64
	at := f.cursor(v)
	err = at.items(func(i int) error {
		row, err := appendReals(nil, at)
		if err == nil && len(row) == 0 {
			err = fmt.Errorf("no numbers")
		}
		if err != nil {
			return bracketed(i, err)
		}
		out = append(out, row)
		return nil
	})
	if err == nil && len(out) == 0 {
		err = fmt.Errorf("no rows")
	}
	if err != nil {
		return nil, f.bad(key, "%w", err)
	}
	return out, nil
}

// object returns a key's object, which has none but these keys.
func (f fields) object(key string, keys ...string) (fields, error) {
	v, err := f.value(key)
	if err != nil {
		return fields{}, err
	}
	return f.inside(key, v, f.name(key)+".", keys)
}

// objects returns a key's list of objects, at least one, which have none but
// these keys.
func (f fields) objects(key string, keys ...string) ([]fields, error) {
	v, err := f.value(key)
	if err != nil {
		return nil, err
	}
	items, err := list(v)
	if err != nil {
		return nil, f.bad(key, "%w", err)
	}
	if len(items) == 0 {
		return nil, f.bad(key, "no entries")
	}
	out := make([]fields, len(items))
	for i, item := range items {
		if out[i], err = f.inside(key, item, fmt.Sprintf("%s[%d].", f.name(key), i), keys); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (f fields) inside(key string, v json.RawMessage, prefix string, keys []string) (fields, error) {
	if v[0] != '{' {
		return fields{}, f.bad(key, "%s is not an object", short(v))
	}
	in, err := readObject(bytes.NewReader(v), prefix, f.memory)
	if err != nil {
		return fields{}, err
	}
	return in, in.onlyKeys(fmt.Sprintf("%q", strings.TrimSuffix(prefix, ".")), keys...)
}

// budget counts the memory that an input has asked for so far, in bytes, and
// ends with its context.
type budget struct {
	ctx         context.Context
	limit, used int64
}

// reserve asks for counts[0]·counts[1]·… things of so many bytes before they are
// allocated; the error names the key that needs them.
func (f fields) reserve(key string, bytesEach int, counts ...int) error {
	need := float64(bytesEach)
	for _, c := range counts {
		need *= float64(c)
	}
	if float64(f.memory.used)+need > float64(f.memory.limit) {
		return f.bad(key, "needs %s beside %s already in use, above the memory limit of %s",
			bytesText(need), bytesText(float64(f.memory.used)), bytesText(float64(f.memory.limit)))
	}
	f.memory.used += int64(need)
	return nil
}

// reserveItems asks for what list and its items take.
func (f fields) reserveItems(key string, v json.RawMessage) error {
	return f.reserve(key, 24+16, bytes.Count(v, []byte{','})+1)
}

func bytesText(n float64) string {
	units := []string{"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"}
	at := 0
	for n >= 1024 && at < len(units)-1 {
		n /= 1024
		at++
	}
	return strconv.FormatFloat(n, 'g', 3, 64) + " " + units[at]
}

// cursor walks over a JSON value that is known to be well-formed.
type cursor struct {
	ctx  context.Context
	text []byte
	at   int
	seen int // items of all lists
}

func (f fields) cursor(v json.RawMessage) *cursor { return &cursor{ctx: f.memory.ctx, text: v} }

func (c *cursor) space() {
	for c.at < len(c.text) && (c.text[c.at] == ' ' || c.text[c.at] == '\t' || c.text[c.at] == '\n' || c.text[c.at] == '\r') {
		c.at++
	}
}

// items calls each for every item of the list that begins here; each has to
// move behind its item.
func (c *cursor) items(each func(i int) error) error {
	c.space()
	if c.text[c.at] != '[' {
		return fmt.Errorf("%s is not a list", short(c.rest()))
	}
	c.at++
	for i := 0; ; i++ {
		c.space()
		if c.text[c.at] == ']' {
			c.at++
			return nil
		}
		if c.seen++; c.seen%4096 == 0 && c.ctx.Err() != nil {
			return c.ctx.Err()
		}
		if err := each(i); err != nil {
			return err
		}
		c.space()
		if c.text[c.at] == ',' {
			c.at++
		}
	}
}

// number reads the number that stands here.
func (c *cursor) number() (float64, error) {
	c.space()
	start := c.at
	for c.at < len(c.text) && strings.IndexByte("+-.0123456789eE", c.text[c.at]) >= 0 {
		c.at++
	}
	if start == c.at {
		return 0, fmt.Errorf("%s is not a number", short(c.rest()))
	}
	return parseReal(c.text[start:c.at])
}

// rest is the value that begins here, for an error.
func (c *cursor) rest() json.RawMessage {
	var v json.RawMessage
	if err := json.NewDecoder(bytes.NewReader(c.text[c.at:])).Decode(&v); err != nil {
		return c.text[c.at:]
	}
	return v
}

// appendReals appends the list of numbers that stands here.
func appendReals(to []float64, c *cursor) ([]float64, error) {
	err := c.items(func(i int) error {
		x, err := c.number()
		if err != nil {
			return bracketed(i, err)
		}
		to = append(to, x)
		return nil
	})
	return to, err
}

// indexed is what is wrong at a place in a list: "[3]: …", "[3][5]: …".
type indexed struct {
	path string
	err  error
}

func (e *indexed) Error() string { return e.path + ": " + e.err.Error() }
func (e *indexed) Unwrap() error { return e.err }

// bracketed puts an index before what is wrong there.
func bracketed(i int, err error) error {
	path := fmt.Sprintf("[%d]", i)
	if inner, ok := err.(*indexed); ok {
		return &indexed{path + inner.path, inner.err}
	}
	return &indexed{path, err}
}

// parseReal reads a JSON number as the nearest float64.
func parseReal(v []byte) (float64, error) {
	if len(v) == 0 || v[0] != '-' && (v[0] < '0' || v[0] > '9') {
		return 0, fmt.Errorf("%s is not a number", short(v))
	}
	x, err := strconv.ParseFloat(string(v), 64)
	if err != nil || math.IsInf(x, 0) || math.IsNaN(x) {
		return 0, fmt.Errorf("%s is not a finite number", short(v))
	}
	return x, nil
}
