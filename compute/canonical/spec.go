package canonical

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"oracled/compute/certify"
)

// Spec is what a task's solver string says: a name and its parameters,
// `name key=value key=value …`, one space between them.
type Spec struct {
	Name   string
	keys   []string
	values map[string]string
}

// Split reads a solver string. It does not know which names and keys there are.
func Split(text string) (Spec, error) {
	words := strings.Split(text, " ")
	s := Spec{Name: words[0], values: map[string]string{}}
	if s.Name == "" {
		return Spec{}, fmt.Errorf("%w: %q does not begin with a solver's name", ErrSpec, text)
	}
	for _, w := range words[1:] {
		key, value, ok := strings.Cut(w, "=")
		if !ok || key == "" || value == "" {
			return Spec{}, fmt.Errorf("%w: %q in %q is not key=value, one space between two of them", ErrSpec, w, text)
		}
		if _, twice := s.values[key]; twice {
			return Spec{}, fmt.Errorf("%w: %s is given twice in %q", ErrSpec, key, text)
		}
		s.keys = append(s.keys, key)
		s.values[key] = value
	}
	return s, nil
}

// Only returns an error unless every key is one of those that are known.
func (s Spec) Only(known ...string) error {
	for _, k := range s.keys {
		if !slices.Contains(known, k) {
			takes := "takes no parameters"
			if len(known) > 0 {
				takes = "takes " + strings.Join(known, ", ")
			}
			return fmt.Errorf("%w: %s: unknown parameter; %s %s", ErrSpec, k, s.Name, takes)
		}
	}
	return nil
}

func (s Spec) has(key string) bool { _, ok := s.values[key]; return ok }

// integer reads a decimal integer without sign or leading zeros.
func (s Spec) integer(key string, least, most int) (int, error) {
	text, ok := s.values[key]
	if !ok {
		return 0, fmt.Errorf("%w: %s: missing; %s needs it, %d to %d", ErrSpec, key, s.Name, least, most)
	}
	n, err := strconv.Atoi(text)
	if err != nil || strconv.Itoa(n) != text || n < least || n > most {
		return 0, fmt.Errorf("%w: %s: %q is not an integer from %d to %d", ErrSpec, key, text, least, most)
	}
	return n, nil
}

// integers reads the parameters of those names, each from least to most.
func (s Spec) integers(least, most int, keys ...string) ([]int, error) {
	out := make([]int, len(keys))
	for i, k := range keys {
		var err error
		if out[i], err = s.integer(k, least, most); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// shape reads m×n×…, every one from 2 to 64.
func (s Spec) shape(key string) ([]int, error) {
	if !s.has(key) {
		return nil, fmt.Errorf("%w: %s: missing; %s needs each player's number of actions, as 2x3", ErrSpec, key, s.Name)
	}
	out, err := s.List(key, "each player's number of actions", 2, 64)
	if err == nil && (len(out) < 2 || len(out) > 12) {
		err = fmt.Errorf("%w: %s: %q has %d players, not 2 to 12", ErrSpec, key, s.values[key], len(out))
	}
	return out, err
}

// List reads m×n×…, written 2x3, every one from least to most and without
// sign or leading zeros; nil where the key is not given. what names them for
// people.
func (s Spec) List(key, what string, least, most int) ([]int, error) {
	text, ok := s.values[key]
	if !ok {
		return nil, nil
	}
	var out []int
	for m := range strings.SplitSeq(text, "x") {
		n, err := strconv.Atoi(m)
		if err != nil || strconv.Itoa(n) != m || n < least || n > most {
			return nil, fmt.Errorf("%w: %s: %q is not %s, %d to %d, as 2x3", ErrSpec, key, text, what, least, most)
		}
		out = append(out, n)
	}
	return out, nil
}

// Bounds that a task may ask for, 2^−k. The solvers here stay below the
// smallest.
const (
	leastBound   certify.Bound = 8
	mostBound    certify.Bound = 40
	defaultBound certify.Bound = 30
)

// bound reads 2^-k.
func (s Spec) bound() (certify.Bound, error) {
	text, ok := s.values["bound"]
	if !ok {
		return defaultBound, nil
	}
	exponent, ok := strings.CutPrefix(text, "2^-")
	n, err := strconv.Atoi(exponent)
	if !ok || err != nil || strconv.Itoa(n) != exponent || n < int(leastBound) || n > int(mostBound) {
		return 0, fmt.Errorf("%w: bound: %q is not 2^-%d to 2^-%d", ErrSpec, text, leastBound, mostBound)
	}
	return certify.Bound(n), nil
}

// join returns a canonical solver string: keys in the order of their
// documentation, the bound only where it is not the default.
func join(name string, bound certify.Bound, params ...any) string {
	out := name
	for i := 0; i < len(params); i += 2 {
		out += fmt.Sprintf(" %s=%v", params[i], params[i+1])
	}
	if bound != defaultBound {
		out += " bound=" + bound.String()
	}
	return out
}
