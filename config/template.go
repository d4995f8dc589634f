package config

import (
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/knadh/koanf/parsers/yaml"
)

// Template writes a commented file that loads as c. Every key is in it with its
// meaning; one that has its default is commented out, as `#level: info`.
func Template(c Config) []byte {
	var b strings.Builder
	b.WriteString("# The configuration of oracled. A line that begins with #name: shows a default;\n" +
		"# remove the # to change it. Relative paths start from this file's folder.\n" +
		"# Every key outside chains is also a flag (--log.level), every key a variable\n" +
		"# (ORACLED_LOG_LEVEL, ORACLED_CHAINS_<NAME>_ENDPOINT); variables win over the\n" +
		"# file and flags over both.\n")
	section(&b, "", rootLeaves(), "", reflect.ValueOf(c), reflect.ValueOf(Default()))
	b.WriteString("\n# One entry per chain, under a name of your choice made of a-z, 0-9 and hyphens.\nchains:\n")
	for i, name := range c.ChainNames() {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "  %s:\n", name)
		ch := c.Chains[name]
		def := Chain{}
		def.BlockTime = ch.BlockTime
		section(&b, "    ", chainLeaves(), "chains.*.", reflect.ValueOf(ch), reflect.ValueOf(def.WithDefaults()))
	}
	if len(c.Chains) == 0 {
		return []byte(strings.TrimSuffix(b.String(), "chains:\n") + "chains: {}\n")
	}
	return []byte(b.String())
}

// always lists what a chain's entry says even where it is the default.
var always = map[string]bool{"endpoint": true, "chainId": true, "startBlock": true, "confirmations": true, "blockTime": true}

func section(b *strings.Builder, indent string, ls []leaf, prefix string, v, def reflect.Value) {
	var at []string // the section that the last key was in
	for _, l := range ls {
		in := indent
		for i, name := range l.path[:len(l.path)-1] {
			if len(at) <= i || at[i] != name {
				at = append(at[:i:i], name)
				if indent == "" && i == 0 {
					b.WriteByte('\n')
				}
				fmt.Fprintf(b, "%s%s:\n", in, name)
			}
			in += "  "
		}
		at = at[:len(l.path)-1]
		value, fallback := v.FieldByIndex(l.index), def.FieldByIndex(l.index)
		if value.IsZero() {
			value = fallback
		}
		off := "#"
		if show(value) != show(fallback) || prefix != "" && always[l.key()] {
			off = ""
		}
		fmt.Fprintf(b, "%s# %s\n%s%s%s: %s\n", in, meanings[prefix+l.key()], in, off, l.path[len(l.path)-1], scalar(value))
	}
}

var plain = regexp.MustCompile(`^[A-Za-z0-9./_-][A-Za-z0-9./:_-]*$`)

// scalar writes a value as YAML.
func scalar(v reflect.Value) string {
	switch {
	case v.Type() == bigType || v.Type() == addressType:
		return strconv.Quote(show(v))
	case v.Kind() == reflect.Slice:
		words := make([]string, v.Len())
		for i := range words {
			words[i] = scalar(v.Index(i))
		}
		return "[" + strings.Join(words, ", ") + "]"
	case v.Kind() == reflect.String:
		if plain.MatchString(v.String()) {
			if m, err := yaml.Parser().Unmarshal([]byte("x: " + v.String())); err == nil && m["x"] == v.String() {
				return v.String()
			}
		}
		return strconv.Quote(v.String())
	}
	return show(v)
}

// ExampleChain is what `oracled init` describes for a node of one's own.
func ExampleChain() Chain {
	ch := Chain{Name: "ethereum"}
	ch.Endpoint, ch.ChainID, ch.Confirmations = "ws://127.0.0.1:8546", 1, 6
	return ch.WithDefaults()
}

// DevChain is what `oracled init --dev` describes: anvil or geth --dev with
// anvil's chain id, on this machine.
func DevChain() Chain {
	ch := Chain{Name: "dev", Dev: true}
	ch.Endpoint, ch.ChainID, ch.BlockTime = "ws://127.0.0.1:8545", 31337, 1e9
	return ch.WithDefaults()
}
