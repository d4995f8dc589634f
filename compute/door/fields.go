package door

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strconv"

	"oracled/fixed"
)

// fields is a JSON object that was read but not yet understood.
type fields struct {
	prefix string   // what an error puts before a key: "" or "edges[3]."
	order  []string // keys as they came
	values map[string]json.RawMessage
	memory *budget // shared with the objects inside
}

// readFields reads exactly one JSON object, which may take so much memory.
func readFields(ctx context.Context, in io.Reader, memory int64) (fields, error) {
	limited := &io.LimitedReader{R: in, N: memory}
	f, err := readObject(limited, "", &budget{ctx: ctx, limit: memory})
	if limited.N <= 0 {
		return f, fmt.Errorf("%w: the input alone is above the memory limit of %s", ErrInput, bytesText(float64(memory)))
	}
	return f, err
}

// readObject reads exactly one JSON object; prefix is where it stands.
func readObject(in io.Reader, prefix string, memory *budget) (fields, error) {
	f := fields{prefix: prefix, values: map[string]json.RawMessage{}, memory: memory}
	dec := json.NewDecoder(in)
	open, err := dec.Token()
	if err != nil {
		return f, fmt.Errorf("%w: not JSON: %w", ErrInput, tooShort(err))
	}
	if open != json.Delim('{') {
		return f, fmt.Errorf("%w: not a JSON object", ErrInput)
	}
	for dec.More() {
		token, err := dec.Token()
		if err != nil {
			return f, fmt.Errorf("%w: not JSON: %w", ErrInput, tooShort(err))
		}
		key, ok := token.(string)
		if !ok {
			return f, fmt.Errorf("%w: not JSON: %v where a key should be", ErrInput, token)
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return f, fmt.Errorf("%w: key %q: not JSON: %w", ErrInput, f.name(key), tooShort(err))
		}
		if _, twice := f.values[key]; twice {
			return f, fmt.Errorf("%w: key %q: given twice", ErrInput, f.name(key))
		}
		f.order = append(f.order, key)
		f.values[key] = value
	}
	if _, err := dec.Token(); err != nil {
		return f, fmt.Errorf("%w: not JSON: %w", ErrInput, tooShort(err))
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return f, fmt.Errorf("%w: something follows the JSON object", ErrInput)
	}
	return f, nil
}

func tooShort(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// name is a key as an error writes it.
func (f fields) name(key string) string { return f.prefix + key }

// value returns what a key holds.
func (f fields) value(key string) (json.RawMessage, error) {
	v, ok := f.values[key]
	if !ok {
		return nil, fmt.Errorf("%w: key %q: missing", ErrInput, f.name(key))
	}
	return v, nil
}

// text returns a key's string.
func (f fields) text(key string) (string, error) {
	v, err := f.value(key)
	if err != nil {
		return "", err
	}
	if v[0] != '"' {
		return "", fmt.Errorf("%w: key %q: %s is not a string", ErrInput, f.name(key), short(v))
	}
	var s string
	if err := json.Unmarshal(v, &s); err != nil {
		return "", fmt.Errorf("%w: key %q: %w", ErrInput, f.name(key), err)
	}
	return s, nil
}

// integer returns a key's integer within [least, most].
func (f fields) integer(key string, least, most int64) (int64, error) {
	v, err := f.value(key)
	if err != nil {
		return 0, err
	}
	n, err := boundedInteger(v, least, most)
	if err != nil {
		return 0, fmt.Errorf("%w: key %q: %w", ErrInput, f.name(key), err)
	}
	return n, nil
}

// integers returns a key's list of integers within [least, most].
func (f fields) integers(key string, least, most int64) ([]int64, error) {
	v, err := f.value(key)
	if err != nil {
		return nil, err
	}
	if err := f.reserveItems(key, v); err != nil {
		return nil, err
	}
	items, err := list(v)
	if err != nil {
		return nil, fmt.Errorf("%w: key %q: %w", ErrInput, f.name(key), err)
	}
	out := make([]int64, len(items))
	for i, item := range items {
		if out[i], err = boundedInteger(item, least, most); err != nil {
			return nil, fmt.Errorf("%w: key %q: [%d]: %w", ErrInput, f.name(key), i, err)
		}
	}
	return out, nil
}

// ulps returns a key's n×d matrix of integers below 2^bits in magnitude; n and
// d are at least 1.
func (f fields) ulps(key string, bits int) ([][]fixed.Q64x64, error) {
	v, err := f.value(key)
	if err != nil {
		return nil, err
	}
	if err := f.reserveItems(key, v); err != nil {
		return nil, err
	}
	var out [][]fixed.Q64x64
	at := f.cursor(v)
	err = at.items(func(i int) error {
		row, err := at.ulps(bits)
		switch {
		case err != nil:
			return bracketed(i, err)
		case len(row) == 0:
			return bracketed(i, errors.New("no coordinates"))
		case i > 0 && len(row) != len(out[0]):
			return bracketed(i, fmt.Errorf("%d coordinates, but %d in row 0", len(row), len(out[0])))
		}
		out = append(out, row)
		return nil
	})
	switch {
	case err != nil:
		return nil, f.bad(key, "%w", err)
	case len(out) == 0:
		return nil, f.bad(key, "no rows")
	}
	return out, nil
}

// list returns the items of a JSON array.
func list(v json.RawMessage) ([]json.RawMessage, error) {
	if v[0] != '[' {
		return nil, fmt.Errorf("%s is not a list", short(v))
	}
	var items []json.RawMessage
	if err := json.Unmarshal(v, &items); err != nil {
		return nil, err
	}
	return items, nil
}

// integer reads a JSON integer, or a string of one: a sign and digits, neither
// point nor exponent.
func integer(v json.RawMessage) (*big.Int, error) {
	text := bytes.Trim(v, `"`)
	digits := bytes.TrimPrefix(text, []byte("-"))
	if len(v)-len(text) != 0 && len(v)-len(text) != 2 || len(digits) == 0 || len(digits) > 100 {
		return nil, fmt.Errorf("%s is not an integer", short(v))
	}
	for _, c := range digits {
		if c < '0' || c > '9' {
			return nil, fmt.Errorf("%s is not an integer", short(v))
		}
	}
	if len(digits) <= 18 {
		n, err := strconv.ParseInt(string(text), 10, 64)
		return big.NewInt(n), err
	}
	n, _ := new(big.Int).SetString(string(text), 10)
	return n, nil
}

func boundedInteger(v json.RawMessage, least, most int64) (int64, error) {
	n, err := integer(v)
	if err != nil {
		return 0, err
	}
	if !n.IsInt64() || n.Int64() < least || n.Int64() > most {
		return 0, fmt.Errorf("%s is not within %d to %d", short(v), least, most)
	}
	return n.Int64(), nil
}

// short returns the beginning of a JSON value, for an error.
func short(v json.RawMessage) string {
	const most = 40
	if len(v) > most {
		return string(v[:most]) + "…"
	}
	return string(v)
}
