package config

import (
	"encoding/json"
	"fmt"
	"math/big"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"
)

// leaf is one key of the configuration. The path of a chain's key is relative
// to its entry.
type leaf struct {
	path  []string
	index []int // of the field, from the struct that was walked
	typ   reflect.Type
}

var (
	addressType  = reflect.TypeFor[common.Address]()
	bigType      = reflect.TypeFor[*big.Int]()
	durationType = reflect.TypeFor[time.Duration]()
)

// leaves lists the keys of a struct in the order of its fields; maps are left out.
func leaves(t reflect.Type) []leaf {
	var out []leaf
	var walk func(t reflect.Type, path []string, index []int)
	walk = func(t reflect.Type, path []string, index []int) {
		for i := range t.NumField() {
			f := t.Field(i)
			tag, _, _ := strings.Cut(f.Tag.Get("koanf"), ",")
			at := append(append([]int{}, index...), i)
			switch {
			case tag == "-" || f.Type.Kind() == reflect.Map:
			case f.Anonymous:
				walk(f.Type, path, at)
			case f.Type.Kind() == reflect.Struct:
				walk(f.Type, append(append([]string{}, path...), tag), at)
			default:
				out = append(out, leaf{append(append([]string{}, path...), tag), at, f.Type})
			}
		}
	}
	walk(t, nil, nil)
	return out
}

func rootLeaves() []leaf  { return leaves(reflect.TypeFor[Config]()) }
func chainLeaves() []leaf { return leaves(reflect.TypeFor[Chain]()) }

// key is a leaf's name in files, flags and messages.
func (l leaf) key() string { return strings.Join(l.path, ".") }

// isPath tells whether the value is a file of this machine.
func (l leaf) isPath() bool {
	switch l.path[len(l.path)-1] {
	case "path", "keystore", "keystores", "passwordFile", "openings", "rotations":
		return true
	}
	return false
}

// kind is what a flag's help calls the value.
func (l leaf) kind() string {
	switch {
	case l.isPath() && l.typ.Kind() == reflect.Slice:
		return "files"
	case l.key() == "agent.openings" || l.key() == "operator.rotations":
		return "folder"
	case l.isPath():
		return "file"
	case l.typ == durationType:
		return "duration"
	case l.typ == addressType:
		return "address"
	case l.typ == bigType:
		return "integer"
	case l.typ.Kind() == reflect.Slice && l.typ.Elem() == addressType:
		return "addresses"
	case l.typ.Kind() == reflect.Slice:
		return "list"
	case l.typ.Kind() == reflect.Bool:
		return "bool"
	case l.typ.Kind() == reflect.String:
		return "text"
	case l.typ.Kind() == reflect.Float64:
		return "number"
	}
	return "integer"
}

// envName is the variable that sets a key.
func envName(path ...string) string {
	var b strings.Builder
	b.WriteString("ORACLED")
	for _, p := range path {
		b.WriteByte('_')
		for _, r := range strings.ToUpper(p) {
			if (r < 'A' || r > 'Z') && (r < '0' || r > '9') {
				r = '_'
			}
			b.WriteRune(r)
		}
	}
	return b.String()
}

// parse turns what YAML or, as text, a variable or flag gave into a value.
func parse(t reflect.Type, v any, text bool) (reflect.Value, error) {
	s, isString := v.(string)
	out := reflect.New(t).Elem()
	switch {
	case t == durationType:
		if n, ok := v.(int); ok && n != 0 {
			return out, fmt.Errorf("%d has no unit; write a duration such as %ds or 500ms", n, n)
		}
		if !isString {
			s = fmt.Sprint(v)
		}
		d, err := time.ParseDuration(s)
		if err != nil {
			return out, fmt.Errorf("%s is not a duration; expected something like 10s or 500ms", quote(v))
		}
		out.SetInt(int64(d))
	case t == addressType:
		a, err := parseAddress(v)
		if err != nil {
			return out, err
		}
		out.Set(reflect.ValueOf(a))
	case t == bigType:
		if !isString {
			if _, ok := v.(float64); ok {
				return out, fmt.Errorf("%s is too large to be written as a number; put it in quotes", quote(v))
			}
			s = fmt.Sprint(v)
		}
		n, ok := new(big.Int).SetString(s, 10)
		if !ok {
			return out, fmt.Errorf("%s is not a whole number", quote(v))
		}
		out.Set(reflect.ValueOf(n))
	case t.Kind() == reflect.Slice:
		list, ok := v.([]any)
		if !ok {
			if !text {
				return out, fmt.Errorf("%s is not a list; write it in brackets, such as [a, b]", quote(v))
			}
			var err error
			if list, err = splitList(s); err != nil {
				return out, err
			}
		}
		for i, item := range list {
			if _, number := item.(int); number && t.Elem().Kind() == reflect.String {
				item = fmt.Sprint(item) // a task's number, a command's argument
			}
			e, err := parse(t.Elem(), item, text)
			if err != nil {
				return out, fmt.Errorf("item %d: %w", i+1, err)
			}
			out = reflect.Append(out, e)
		}
	case t.Kind() == reflect.String:
		if !isString {
			return out, fmt.Errorf("%s is not text; put it in quotes if it is meant", quote(v))
		}
		out.SetString(s)
	case t.Kind() == reflect.Bool:
		b, ok := v.(bool)
		if !ok {
			if s != "true" && s != "false" || !text {
				return out, fmt.Errorf("%s; expected true or false", quote(v))
			}
			b = s == "true"
		}
		out.SetBool(b)
	case t.Kind() == reflect.Float64:
		f, err := strconv.ParseFloat(fmt.Sprint(v), 64)
		if err != nil || (isString && !text) || f != f || f > 1e300 || f < -1e300 {
			return out, fmt.Errorf("%s is not a number", quote(v))
		}
		out.SetFloat(f)
	case t.Kind() == reflect.Uint64 || t.Kind() == reflect.Int:
		n, ok := new(big.Int).SetString(fmt.Sprint(v), 10)
		if !ok || (isString && !text) {
			return out, fmt.Errorf("%s is not a whole number", quote(v))
		}
		if t.Kind() == reflect.Uint64 && n.IsUint64() {
			out.SetUint(n.Uint64())
		} else if t.Kind() == reflect.Int && n.IsInt64() {
			out.SetInt(n.Int64())
		} else if n.Sign() < 0 {
			return out, fmt.Errorf("%s must not be negative", n)
		} else {
			return out, fmt.Errorf("%s is too large", n)
		}
	default:
		panic("config: no rule for a field of type " + t.String())
	}
	return out, nil
}

func parseAddress(v any) (common.Address, error) {
	s, ok := v.(string)
	if !ok {
		return common.Address{}, fmt.Errorf("%s is not an address; put it in quotes, 0x and 40 hexadecimal digits", quote(v))
	}
	if len(s) != 42 || !strings.HasPrefix(s, "0x") || !common.IsHexAddress(s) {
		return common.Address{}, fmt.Errorf("%s is not an address; expected 0x and 40 hexadecimal digits", quote(v))
	}
	a := common.HexToAddress(s)
	if d := s[2:]; d != strings.ToLower(d) && d != strings.ToUpper(d) && a.Hex() != s {
		return common.Address{}, fmt.Errorf("%s has a wrong checksum, so it is mistyped; if it is right, write it in lower case", quote(v))
	}
	return a, nil
}

// splitList reads a list from a variable or a flag: a JSON array, or words
// between commas.
func splitList(s string) ([]any, error) {
	if strings.TrimSpace(s) == "" {
		return nil, nil
	}
	var list []any
	if strings.HasPrefix(strings.TrimSpace(s), "[") {
		var words []string
		if err := json.Unmarshal([]byte(s), &words); err != nil {
			return nil, fmt.Errorf("%s is not a list; write a,b or [\"a\", \"b\"]", quote(s))
		}
		for _, w := range words {
			list = append(list, w)
		}
		return list, nil
	}
	for _, w := range strings.Split(s, ",") {
		list = append(list, strings.TrimSpace(w))
	}
	return list, nil
}

// quote shows a wrong value. Addresses of nodes may hold keys and are cut.
func quote(v any) string {
	switch v := v.(type) {
	case nil:
		return "nothing"
	case string:
		return strconv.Quote(RedactText(v))
	case map[string]any:
		return "a section"
	case []any:
		return "a list"
	}
	return fmt.Sprint(v)
}
