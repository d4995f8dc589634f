package config

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/knadh/koanf/parsers/yaml"
	"github.com/knadh/koanf/providers/file"
	"github.com/knadh/koanf/providers/posflag"
	"github.com/knadh/koanf/v2"
	"github.com/spf13/pflag"
)

// EnvConfig is the variable that names the configuration file.
const EnvConfig = "ORACLED_CONFIG"

// foreign are variables that begin with ORACLED_ and configure nothing: the
// name of the file, and what an agent's command is told.
var foreign = []string{EnvConfig, "ORACLED_CHAIN", "ORACLED_CHAIN_ID", "ORACLED_TASK", "ORACLED_ROUND", "ORACLED_DIMENSION"}

var chainName = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?$`)

// Flags registers a flag for every key outside chains.
func Flags(fs *pflag.FlagSet) {
	def := reflect.ValueOf(Default())
	for _, l := range rootLeaves() {
		v := &flagValue{text: show(def.FieldByIndex(l.index)), kind: l.kind()}
		f := fs.VarPF(v, l.key(), "", meanings[l.key()])
		if v.kind == "bool" {
			f.NoOptDefVal = "true"
		}
	}
}

// flagValue keeps a flag's text; Load parses it like a variable's.
type flagValue struct{ text, kind string }

func (v *flagValue) String() string     { return v.text }
func (v *flagValue) Set(s string) error { v.text = s; return nil }
func (v *flagValue) Type() string       { return v.kind }

// Load reads the configuration: the file at path if there is one, then environ
// in the form of os.Environ, then the flags that were given. flags may be nil.
// Relative paths in the file are resolved against its folder, those in
// variables and flags against the working directory. What Load returns has its
// defaults filled in; whether it makes sense is Check's to say.
func Load(path string, flags *pflag.FlagSet, environ []string) (Config, error) {
	cfg := Default()
	k := koanf.New(".")
	cfg.Dir = "."
	if path != "" {
		cfg.Dir = filepath.Dir(path)
		if err := k.Load(file.Provider(path), yaml.Parser()); err != nil {
			if errors.Is(err, fs.ErrNotExist) {
				return cfg, fmt.Errorf("read the configuration %s: there is no such file; `oracled init` writes one, --config names another", path)
			}
			return cfg, fmt.Errorf("read the configuration %s: %w", path, reason(err))
		}
	}
	dir, err := filepath.Abs(cfg.Dir)
	if err != nil {
		return cfg, fmt.Errorf("find the folder of the configuration %s: %w", path, err)
	}
	cfg.Dir = dir

	raw := k.Raw()
	errs := unknown(raw)
	names := chainNames(raw)
	for _, name := range names {
		if !chainName.MatchString(name) {
			errs = append(errs, fmt.Errorf("chains.%s: a chain's name is made of a–z, 0–9 and hyphens", name))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return cfg, fmt.Errorf("configuration %s:\n%w", path, err)
	}

	origin := map[string]string{} // key: the variable or flag that set it
	errs = setEnv(k, names, environ, origin)
	if flags != nil {
		known := map[string]bool{}
		for _, l := range rootLeaves() {
			known[l.key()] = true
		}
		err := k.Load(posflag.ProviderWithFlag(flags, ".", k, func(f *pflag.Flag) (string, any) {
			if !f.Changed || !known[f.Name] {
				return "", nil
			}
			origin[f.Name] = "--" + f.Name
			return f.Name, f.Value.String()
		}), nil)
		if err != nil {
			return cfg, fmt.Errorf("read the flags: %w", err)
		}
	}

	set := func(dst reflect.Value, ls []leaf, prefix string) {
		for _, l := range ls {
			key := prefix + l.key()
			from, text := origin[key]
			field := dst.FieldByIndex(l.index)
			if v := k.Get(key); v != nil {
				p, err := parse(l.typ, v, text)
				if err != nil && text {
					err = fmt.Errorf("%w (from %s)", err, from)
				}
				if err != nil {
					errs = append(errs, fmt.Errorf("%s: %w", key, err))
					continue
				}
				field.Set(p)
			}
			if l.isPath() {
				base := cfg.Dir
				if text {
					base = ""
				}
				resolve(field, base)
			}
		}
	}
	set(reflect.ValueOf(&cfg).Elem(), rootLeaves(), "")
	for _, name := range names {
		ch := Chain{Name: name}
		set(reflect.ValueOf(&ch).Elem(), chainLeaves(), "chains."+name+".")
		cfg.Chains[name] = ch.WithDefaults()
	}
	if err := errors.Join(errs...); err != nil {
		return cfg, fmt.Errorf("configuration:\n%w", err)
	}
	return cfg, nil
}

// resolve makes relative paths absolute; "" is the working directory.
func resolve(v reflect.Value, dir string) {
	if v.Kind() == reflect.Slice {
		for i := range v.Len() {
			resolve(v.Index(i), dir)
		}
		return
	}
	p := v.String()
	if p == "" {
		return
	}
	if !filepath.IsAbs(p) {
		p = filepath.Join(dir, p)
	}
	if abs, err := filepath.Abs(p); err == nil {
		p = abs
	}
	v.SetString(p)
}

func chainNames(raw map[string]any) []string {
	chains, _ := raw["chains"].(map[string]any)
	return slices.Sorted(maps.Keys(chains))
}

// unknown lists the keys of a file that mean nothing.
func unknown(raw map[string]any) (errs []error) {
	root := tree(rootLeaves())
	root["chains"] = nil
	chains := raw["chains"]
	compare(raw, root, "", &errs)
	switch chains := chains.(type) {
	case nil:
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(chains)) {
			if strings.Contains(name, ".") {
				continue // told by its name
			}
			entry, ok := chains[name].(map[string]any)
			if !ok {
				errs = append(errs, fmt.Errorf("chains.%s: %s; expected a section with endpoint, chainId, hub and so on", name, quote(chains[name])))
				continue
			}
			compare(entry, tree(chainLeaves()), "chains."+name+".", &errs)
		}
	default:
		errs = append(errs, fmt.Errorf("chains: %s; expected a section with one entry per chain", quote(chains)))
	}
	return errs
}

// tree turns keys into nested maps; a leaf is nil.
func tree(ls []leaf) map[string]any {
	root := map[string]any{}
	for _, l := range ls {
		at := root
		for _, p := range l.path[:len(l.path)-1] {
			if at[p] == nil {
				at[p] = map[string]any{}
			}
			at = at[p].(map[string]any)
		}
		at[l.path[len(l.path)-1]] = nil
	}
	return root
}

func compare(raw, want map[string]any, prefix string, errs *[]error) {
	for _, key := range slices.Sorted(maps.Keys(raw)) {
		sub, known := want[key]
		switch {
		case !known && strings.Contains(key, "."):
			*errs = append(*errs, fmt.Errorf("%s%s: a file nests its keys; write %s", prefix, key, strings.ReplaceAll(key, ".", ": {")+": …"+strings.Repeat("}", strings.Count(key, "."))))
		case !known:
			*errs = append(*errs, fmt.Errorf("%s%s: unknown key%s", prefix, key, suggest(key, slices.Sorted(maps.Keys(want)), prefix)))
		case sub != nil && raw[key] != nil:
			m, ok := raw[key].(map[string]any)
			if !ok {
				*errs = append(*errs, fmt.Errorf("%s%s: %s; expected a section with %s", prefix, key, quote(raw[key]), strings.Join(slices.Sorted(maps.Keys(sub.(map[string]any))), ", ")))
				continue
			}
			compare(m, sub.(map[string]any), prefix+key+".", errs)
		}
	}
}

// setEnv merges the variables; each must name a key.
func setEnv(k *koanf.Koanf, chains, environ []string, origin map[string]string) (errs []error) {
	keys := map[string]string{} // variable: key
	for _, l := range rootLeaves() {
		keys[envName(l.path...)] = l.key()
	}
	for _, name := range chains {
		for _, l := range chainLeaves() {
			keys[envName(append([]string{"chains", name}, l.path...)...)] = "chains." + name + "." + l.key()
		}
	}
	for _, kv := range environ {
		name, value, _ := strings.Cut(kv, "=")
		if !strings.HasPrefix(name, "ORACLED_") || slices.Contains(foreign, name) {
			continue
		}
		key, ok := keys[name]
		if !ok {
			hint := suggest(name, slices.Sorted(maps.Keys(keys)), "")
			if strings.HasPrefix(name, "ORACLED_CHAINS_") && hint == "" {
				hint = "; the file describes the chains " + orNone(chains)
			}
			errs = append(errs, fmt.Errorf("%s: the environment sets it, but no key has that name%s", name, hint))
			continue
		}
		if err := k.Set(key, value); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", name, err))
			continue
		}
		origin[key] = name
	}
	return errs
}

// suggest returns "; did you mean …?" when a valid name is near.
func suggest(got string, valid []string, prefix string) string {
	best, bestDistance := "", max(2, len(got)/3)+1
	for _, v := range valid {
		if d := distance(strings.ToLower(got), strings.ToLower(v)); d < bestDistance {
			best, bestDistance = v, d
		}
	}
	if best == "" {
		if len(valid) > 12 {
			return ""
		}
		return "; expected one of " + strings.Join(valid, ", ")
	}
	return "; did you mean " + prefix + best + "?"
}

// distance is Levenshtein's.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}

// show writes a value as the file and the flags do.
func show(v reflect.Value) string {
	switch {
	case v.Type() == bigType && v.IsNil():
		return "0"
	case v.Kind() == reflect.Slice:
		words := make([]string, v.Len())
		for i := range words {
			words[i] = show(v.Index(i))
		}
		return strings.Join(words, ",")
	}
	return fmt.Sprint(v.Interface())
}
