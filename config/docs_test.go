package config

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"math/big"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/pflag"

	"oracled/tune"
)

var update = flag.Bool("update", false, "write docs/configuration.md")

// allKeys lists every key; chains.* stands for any chain.
func allKeys() []string {
	var keys []string
	for _, l := range rootLeaves() {
		keys = append(keys, l.key())
	}
	for _, l := range chainLeaves() {
		keys = append(keys, "chains.*."+l.key())
	}
	return keys
}

func TestMeanings(t *testing.T) {
	want := allKeys()
	slices.Sort(want)
	if got := slices.Sorted(maps.Keys(meanings)); !slices.Equal(got, want) {
		t.Errorf("meanings explains\n%v\nthe struct has\n%v", got, want)
	}
}

// Defaults that follow from another key.
var derived = map[string]string{
	"chains.*.pollInterval":       "`blockTime`/4",
	"chains.*.post.resubmitAfter": "4·`blockTime`",
	"chains.*.post.policy":        "`immediate`, or `fixed-delay` with `maxDelay`",
}

func reference() []byte {
	var b bytes.Buffer
	b.WriteString("# Configuration\n\n" +
		"<!-- Written by `go test ./config -update` from the code; a test compares. -->\n\n" +
		"`oracled` reads `oracled.yaml` (or the file that `--config` or `ORACLED_CONFIG` names), then the environment, then flags; the later wins. " +
		"`oracled init` writes a commented file and `oracled doctor` tries what it says.\n\n" +
		"Relative paths in the file start from its folder; in variables and flags from the working directory. " +
		"A list is `[a, b]` in the file and `a,b` or `[\"a\", \"b\"]` in a variable or flag. " +
		"Durations carry a unit: `500ms`, `12s`. Secrets are never in the configuration, only the names of files that hold them. " +
		"An unknown key, variable or type is an error that names it.\n\n" +
		"| key | variable | flag | kind | default | meaning |\n|---|---|---|---|---|---|\n")
	def := reflect.ValueOf(Default())
	row := func(key, env, flag, kind, def string) {
		if flag != "" {
			flag = "`" + flag + "`"
		}
		if d, ok := derived[key]; ok {
			def = d
		} else if def != "" {
			def = "`" + def + "`"
		}
		fmt.Fprintf(&b, "| `%s` | `%s` | %s | %s | %s | %s |\n", key, env, flag, kind, def, meanings[key])
	}
	for _, l := range rootLeaves() {
		v := show(def.FieldByIndex(l.index))
		if l.typ == addressType {
			v = ""
		}
		row(l.key(), envName(l.path...), "--"+l.key(), l.kind(), v)
	}
	chain := reflect.ValueOf(Chain{}.WithDefaults())
	for _, l := range chainLeaves() {
		v := show(chain.FieldByIndex(l.index))
		if l.typ == addressType || l.key() == "chainId" {
			v = ""
		}
		env := envName(append([]string{"chains", "name"}, l.path...)...)
		row("chains.*."+l.key(), strings.Replace(env, "_NAME_", "_<NAME>_", 1), "", l.kind(), v)
	}
	b.WriteString("\nIn the name of a variable everything but letters and digits becomes `_`: `post.maxDelay` of the chain `polygon-dev` is `ORACLED_CHAINS_POLYGON_DEV_POST_MAXDELAY`. " +
		"Variables reach only chains that the file describes. " +
		"An agent's command is told `" + strings.Join(foreign[1:], "`, `") + "`; these configure nothing.\n")
	return b.Bytes()
}

func TestReference(t *testing.T) {
	const path = "../docs/configuration.md"
	want := reference()
	if *update {
		if err := os.WriteFile(path, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, want) {
		t.Errorf("docs/configuration.md is not what the code says (%v); run go test ./config -update", err)
	}
}

func TestFlagsAreTheKeys(t *testing.T) {
	fs := pflag.NewFlagSet("", pflag.ContinueOnError)
	Flags(fs)
	var got, want []string
	fs.VisitAll(func(f *pflag.Flag) { got = append(got, f.Name) })
	for _, k := range allKeys() {
		if !strings.HasPrefix(k, "chains.") {
			want = append(want, k)
		}
	}
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("flags %v\nkeys %v", got, want)
	}
}

// full is a configuration in which nothing has its default.
func full(dir string) Config {
	ch := Chain{Name: "a-1", Dev: true}
	ch.Endpoint, ch.ChainID, ch.Hub, ch.StartBlock, ch.Confirmations = "wss://x.example/v2/k?a=b#c", 7, common.Address{18: 0xab, 19: 1}, 5, 2
	ch.Fallbacks, ch.Agreement, ch.Finality = []string{"wss://y.example/k,1", "http://z"}, 2, "safe"
	ch.BlockTime, ch.PollInterval, ch.MaxRange = 3*time.Second, time.Second, 9
	ch.Post.MaxDelay, ch.Post.MaxOutcomes, ch.Post.MaxQueue = time.Second, 3, 4
	ch.Post.Policy, ch.Post.LatencyBudget, ch.Post.FeeWindow = "fixed-delay", time.Minute, 99
	ch.Post.DelayCostGwei, ch.Post.NormalFeeMinGwei, ch.Post.NormalFeeMaxGwei = 0.5, 1.25, 80
	ch.Post.MaxBatchGas, ch.Post.MaxBatchBytes = 9_000_000, 60_000
	ch.Post.MaxFeeGwei, ch.Post.MinTipGwei, ch.Post.ResubmitAfter = 1.5, 0.25, 11*time.Second
	ch.Post.MaxInFlight, ch.Post.FeeModel, ch.Post.FeePercentile, ch.Post.FeeBlocks = 3, "polygon", 12.5, 7
	ch.Tuning = tune.Chain{CostGwei: 2.5, Latency: time.Minute, MinWait: time.Second, MaxWait: time.Hour, MinPercentile: 5, MaxPercentile: 95.5}
	return Config{
		Log: Log{"warn", "json"}, HTTP: HTTP{"localhost:1", true}, Store: Store{"/s: #x.db", 9}, History: History{5 * time.Hour}, Tuning: tune.Config{Mode: "on", Every: time.Minute, MinChunk: 33, MaxChunk: 99, MinCrossover: 5, MaxCrossover: 77}, Stop: Stop{3 * time.Second}, Compute: Compute{"cpu"},
		Account:  Account{"/a", "/b", Signer{"https://y.example/k", "clef", common.Address{3}}},
		Operator: Operator{[]string{"/c, d", "/yes"}, "/e", "10.0.0.1:9650", []string{"0x1111111111111111111111111111111111111111@h:1"}, 3 * time.Second, "/rot"},
		Agent:    Agent{"/f", "/g", "/h", []string{"a b", "\"", "true", "7"}, "http://x/", time.Minute, []string{"3", "a-1/4"}},
		Policy:   Policy{big.NewInt(12), []common.Address{{1}, {2}}, 3},
		Chains:   map[string]Chain{"a-1": ch}, Dir: dir,
	}
}

func TestTemplate(t *testing.T) {
	hidden := regexp.MustCompile(`(?m)^( *)#([A-Za-z]+: )`)
	for name, c := range map[string]Config{
		"default": Default(),
		"full":    full(""),
		"dev":     {Chains: map[string]Chain{"dev": DevChain()}},
		"example": {Chains: map[string]Chain{"ethereum": ExampleChain(), "dev": DevChain()}},
	} {
		t.Run(name, func(t *testing.T) {
			text := string(Template(c))
			path := write(t, text)
			got, err := Load(path, nil, nil)
			if err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			if name == "full" {
				want := full(got.Dir)
				if !reflect.DeepEqual(got, want) {
					t.Errorf("got  %+v\nwant %+v", got, want)
				}
				if strings.Contains(text, "\n  #") && hidden.MatchString(text) {
					t.Error("a value that is not the default is commented out")
				}
			}
			// With every default switched on it says the same.
			shown := hidden.ReplaceAllString(text, "$1$2")
			again, err := Load(write(t, shown), nil, nil)
			if err != nil {
				t.Fatalf("%v\n%s", err, shown)
			}
			if name != "full" && !reflect.DeepEqual(again.Chains, got.Chains) {
				t.Errorf("got  %+v\nwant %+v", again.Chains, got.Chains)
			}
			// Every key is in it.
			for _, l := range rootLeaves() {
				if !regexp.MustCompile(`(?m)^ +`+l.path[len(l.path)-1]+`: `).MatchString(shown) || !strings.Contains(shown, meanings[l.key()]) {
					t.Errorf("%s is not in the template", l.key())
				}
			}
			for _, l := range chainLeaves() {
				if len(c.Chains) > 0 && !regexp.MustCompile(`(?m)^ +`+l.path[len(l.path)-1]+`: `).MatchString(shown) {
					t.Errorf("chains.*.%s is not in the template", l.key())
				}
			}
		})
	}
}

func TestLoadedDefaultsSayNothing(t *testing.T) {
	c, err := Load(write(t, string(Template(Default()))), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Check(); err != nil {
		t.Error(err)
	}
}
