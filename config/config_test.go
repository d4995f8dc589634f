package config

import (
	"math/big"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/pflag"

	"oracled/oracle"
)

const good = `
log: {level: debug}
http: {listen: ""}
operator: {keystores: [keys/op.json, /abs/op.json], passwordFile: pw}
agent: {command: [./feed.py, --fast], tasks: [3, ethereum-dev/4]}
policy: {minBounty: 5, requesters: ["0x00000000000000000000000000000000000000aA"]}
chains:
  ethereum-dev:
    endpoint: ws://127.0.0.1:8545
    chainId: 31337
    hub: 0x5FbDB2315678afecb367f032d93F642f64180aa3
    blockTime: 1s
    post: {maxDelay: 250ms, minTipGwei: 25}
`

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "oracled.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLoad(t *testing.T) {
	path := write(t, good)
	fs := pflag.NewFlagSet("", pflag.ContinueOnError)
	Flags(fs)
	fs.String("unrelated", "", "")
	if err := fs.Parse([]string{"--log.format=json", "--unrelated=x", "--http.allowRemote", "--store.path=here.db"}); err != nil {
		t.Fatal(err)
	}
	c, err := Load(path, fs, []string{
		"HOME=/root", "ORACLED_CONFIG=x", "ORACLED_TASK=1", "ORACLED_LOG_LEVEL=warn",
		"ORACLED_CHAINS_ETHEREUM_DEV_CONFIRMATIONS=3", "ORACLED_CHAINS_ETHEREUM_DEV_POST_MAXOUTCOMES=7",
		"ORACLED_POLICY_MINBOUNTY=100000000000000000000000", "ORACLED_AGENT_PASSWORDFILE=pw2",
		"ORACLED_POLICY_REQUESTERS=0x00000000000000000000000000000000000000bb,0x00000000000000000000000000000000000000cc",
	})
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Dir(path)
	wd, _ := os.Getwd()
	ch := c.Chains["ethereum-dev"]
	bounty, _ := new(big.Int).SetString("100000000000000000000000", 10)
	for _, x := range []struct{ got, want any }{
		{c.Dir, dir},
		{c.Log, Log{"warn", "json"}},
		{c.HTTP, HTTP{"", true, nil}},
		{c.Store.Path, filepath.Join(wd, "here.db")},
		{c.Operator, Operator{Keystores: []string{filepath.Join(dir, "keys/op.json"), "/abs/op.json"}, PasswordFile: filepath.Join(dir, "pw"), Rotations: filepath.Join(dir, "rotations")}},
		{c.Agent.Openings, filepath.Join(dir, "openings")},
		{c.Agent.PasswordFile, filepath.Join(wd, "pw2")},
		{c.Agent.Command, []string{"./feed.py", "--fast"}},
		{c.Agent.Tasks, []string{"3", "ethereum-dev/4"}},
		{c.Agent.Timeout, 10 * time.Second},
		{c.Policy.MinBounty.String(), bounty.String()},
		{len(c.Policy.Requesters), 2},
		{c.ChainNames(), []string{"ethereum-dev"}},
		{ch.Name, "ethereum-dev"},
		{ch.Confirmations, uint64(3)},
		{ch.Hub, common.HexToAddress("0x5FbDB2315678afecb367f032d93F642f64180aa3")},
		{ch.PollInterval, 250 * time.Millisecond},
		{ch.MaxRange, uint64(2000)},
		{ch.Post.MaxDelay, 250 * time.Millisecond},
		{ch.Post.MaxOutcomes, 7},
		{ch.Post.MinTipGwei, 25.0},
		{ch.Post.ResubmitAfter, 8 * time.Second},
	} {
		if !reflect.DeepEqual(x.got, x.want) {
			t.Errorf("got %v, want %v", x.got, x.want)
		}
	}
	if err := c.Check(NeedChains, NeedHub, NeedStore, NeedAgentSource); err != nil {
		t.Error(err)
	}
	if !c.Agent.Wants("polygon", 3) || !c.Agent.Wants("ethereum-dev", 4) || c.Agent.Wants("polygon", 4) {
		t.Error("Wants misreads agent.tasks")
	}
}

func TestBadInput(t *testing.T) {
	chain := "chains: {polygon-dev: {endpoint: ws://127.0.0.1:8546, chainId: 1338}}\n"
	for _, x := range []struct {
		name, file string
		env        []string
		want       string
	}{
		{"unknown root", "lgo: {}", nil, "lgo: unknown key; did you mean log?"},
		{"unknown nested", "log: {levle: info}", nil, "log.levle: unknown key; did you mean log.level?"},
		{"unknown chain key", "chains: {polygon-dev: {endpont: x}}", nil, "chains.polygon-dev.endpont: unknown key; did you mean chains.polygon-dev.endpoint?"},
		{"unknown post key", "chains: {polygon-dev: {post: {delay: 1s}}}", nil, "chains.polygon-dev.post.delay: unknown key"},
		{"flat key", "log.level: info", nil, "write log: {level: …}"},
		{"case", "http: {allowremote: true}", nil, "did you mean http.allowRemote?"},
		{"scalar section", "log: info", nil, `log: "info"; expected a section with format, level`},
		{"scalar chains", "chains: 3", nil, "chains: 3; expected a section"},
		{"scalar chain", "chains: {a: ws://x}", nil, "chains.a: "},
		{"chain name", "chains: {Polygon_Dev: {chainId: 1}}", nil, "chains.Polygon_Dev: a chain's name"},
		{"dotted chain name", "chains: {a.b: {chainId: 1}}", nil, "chains.a.b: a chain's name"},
		{"text for number", "chains: {a: {chainId: abc}}", nil, `chains.a.chainId: "abc" is not a whole number`},
		{"quoted number", "chains: {a: {chainId: '1'}}", nil, `chains.a.chainId: "1" is not a whole number`},
		{"negative", "chains: {a: {chainId: -1}}", nil, "chains.a.chainId: -1 must not be negative"},
		{"fraction", "chains: {a: {confirmations: 1.5}}", nil, "chains.a.confirmations: 1.5 is not a whole number"},
		{"unit", "agent: {timeout: 10}", nil, "agent.timeout: 10 has no unit; write a duration such as 10s"},
		{"duration", "agent: {timeout: soon}", nil, `agent.timeout: "soon" is not a duration`},
		{"bool", "http: {allowRemote: 1}", nil, "http.allowRemote: 1; expected true or false"},
		{"number for text", "log: {level: 3}", nil, "log.level: 3 is not text"},
		{"list", "agent: {command: ./feed.py}", nil, "agent.command: \"./feed.py\" is not a list"},
		{"address", "chains: {a: {hub: 0x12}}", nil, "chains.a.hub: 18 is not an address"},
		{"checksum", "chains: {a: {hub: 0x5fbDB2315678afecb367f032d93F642f64180aa3}}", nil, "has a wrong checksum"},
		{"wei", "policy: {minBounty: 1e30}", nil, "policy.minBounty: 1e+30 is too large to be written as a number; put it in quotes"},
		{"not yaml", "log: [", nil, "yaml"},
		{"twice", "log: {}\nlog: {}", nil, "already defined"},
		{"env", "", []string{"ORACLED_LOG_LEVLE=x"}, "ORACLED_LOG_LEVLE: the environment sets it, but no key has that name; did you mean ORACLED_LOG_LEVEL?"},
		{"env chain", chain, []string{"ORACLED_CHAINS_ARBITRUM_ONE_MAINNET_ENDPOINT=x"}, "the file describes the chains polygon-dev"},
		{"env type", "", []string{"ORACLED_HTTP_ALLOWREMOTE=yes"}, "http.allowRemote: \"yes\"; expected true or false (from ORACLED_HTTP_ALLOWREMOTE)"},
		{"secret in url", "", []string{"ORACLED_AGENT_TIMEOUT=https://u:p@host/v2/KEY"}, `"https://host/…" is not a duration`},
	} {
		t.Run(x.name, func(t *testing.T) {
			_, err := Load(write(t, x.file), nil, x.env)
			if err == nil || !strings.Contains(err.Error(), x.want) {
				t.Errorf("got %v\nwant it to contain %s", err, x.want)
			}
		})
	}
	if _, err := Load(filepath.Join(t.TempDir(), "none.yaml"), nil, nil); err == nil || !strings.Contains(err.Error(), "oracled init") {
		t.Errorf("missing file: got %v", err)
	}
}

func TestCheck(t *testing.T) {
	all := []Need{NeedChains, NeedHub, NeedStore, NeedAccount, NeedOperator, NeedAgent, NeedAgentSource}
	for _, x := range []struct {
		name, file string
		needs      []Need
		want       []string
	}{
		{"empty", "store: {path: ''}", all, []string{
			"store.path: missing", "account.keystore: missing", "account.passwordFile: missing", "operator.keystores: missing",
			"operator.passwordFile: missing", "agent.keystore: missing", "agent.passwordFile: missing", "agent.command: missing", "chains: empty"}},
		{"empty is fine for nobody", "", nil, nil},
		{"chain", "chains: {polygon-dev: {chainId: 1}, b: {endpoint: 'ftp://x', chainId: 1}, c: {endpoint: 'ws://x'}}", nil, []string{
			"chains.polygon-dev.endpoint: missing", "chains.b.endpoint: scheme", "chains.c.chainId: missing"}},
		{"hub", "chains: {a: {endpoint: 'ws://x', chainId: 1}}", []Need{NeedHub}, []string{"chains.a.hub: missing"}},
		{"post", "chains: {a: {endpoint: 'ws://x', chainId: 1, post: {maxOutcomes: 300}}}", nil, []string{"chains.a.post.maxOutcomes: "}},
		{"same hub", "chains: {a: &a {endpoint: 'ws://x', chainId: 1, hub: '0x00000000000000000000000000000000000000aa'}, b: *a}", []Need{NeedHub}, []string{"chains.b.hub: chains.a has the same"}},
		{"log", "log: {level: loud, format: xml}", nil, []string{"log.level: \"loud\"", "log.format: \"xml\""}},
		{"listen", "http: {listen: '0.0.0.0:1'}", nil, []string{"http.listen: \"0.0.0.0:1\" can be reached from other machines"}},
		{"listen everywhere", "http: {listen: ':1'}", nil, []string{"http.listen: \":1\" can be reached"}},
		{"listen port", "http: {listen: 'localhost:http'}", nil, []string{"http.listen: port"}},
		{"listen shape", "http: {listen: '9464'}", nil, []string{"http.listen: \"9464\"; expected"}},
		{"listen remote", "http: {listen: '0.0.0.0:1', allowRemote: true}", nil, nil},
		{"dashboard", "http: {dashboardHosts: [oracled.internal, 10.0.0.5, '::1', localhost]}", nil, nil},
		{"dashboard's host", "http: {dashboardHosts: ['a:80']}", nil, []string{"http.dashboardHosts[0]: \"a:80\"; expected a name or an address by itself"}},
		{"dashboard's address", "http: {dashboardHosts: [a, 'http://b/']}", nil, []string{"http.dashboardHosts[1]: \"http://b/\"; expected"}},
		{"dashboard for all", "http: {dashboardHosts: ['*']}", nil, []string{"http.dashboardHosts[0]: \"*\"; expected"}},
		{"operator", "operator: {keystores: [k], passwordFile: p, listen: ':9650', peers: ['0x00000000000000000000000000000000000000aa@a:1', '0x00000000000000000000000000000000000000ab@b.example:9650'], turn: 3s}", []Need{NeedOperator}, nil},
		{"operator listens", "operator: {listen: '9650'}", nil, []string{"operator.listen: \"9650\"; expected an address and a port"}},
		{"operator listens anywhere", "operator: {listen: '0.0.0.0:0'}", nil, []string{"operator.listen: port \"0\" of \"0.0.0.0\"; expected a number from 1"}},
		{"operator listens by name", "operator: {listen: '0.0.0.0:oracled'}", nil, []string{"operator.listen: port \"oracled\""}},
		{"operator's peers", "operator: {listen: ':1', peers: [x, '0x12@h:1', '0x00000000000000000000000000000000000000aa@h', '0x00000000000000000000000000000000000000aa@:1', '0x00000000000000000000000000000000000000aa@h:0', '0x00000000000000000000000000000000000000aa@h:70000']}", nil, []string{
			"operator.peers[0]: \"x\"", "operator.peers[1]: \"0x12@h:1\"", "operator.peers[2]: ", "operator.peers[3]: ", "operator.peers[4]: ", "operator.peers[5]: "}},
		{"operator's peer twice", "operator: {listen: ':1', peers: ['0x00000000000000000000000000000000000000aa@h:1', '0x00000000000000000000000000000000000000AA@g:2']}", nil, []string{
			"operator.peers[1]: operator 0x00000000000000000000000000000000000000AA has an address in peers[0] already"}},
		{"operator's turn", "operator: {turn: -1s}", nil, []string{"operator.turn: must not be negative"}},
		{"operator's rotations", "operator: {listen: ':1', rotations: ''}", nil, []string{"operator.rotations: missing"}},
		{"operator without a door", "operator: {keystores: [k], passwordFile: p, peers: ['0x00000000000000000000000000000000000000aa@h:1']}", []Need{NeedOperator}, []string{"operator.listen: missing, and operator.peers has others"}},
		{"agent", "agent: {command: [a], url: 'http://x/', timeout: 0s, tasks: [x, b/1, 0]}", nil, []string{
			"agent.url: agent.command is set as well", "agent.timeout: must be positive", "agent.tasks[0]: \"x\"", "agent.tasks[1]: chain \"b\"", "agent.tasks[2]: \"0\""}},
		{"signer", "account: {signer: {url: 'https://x:9000', kind: web3signer, address: '0x00000000000000000000000000000000000000aa'}}", []Need{NeedAccount}, nil},
		{"signer over ipc", "account: {signer: {url: /run/clef.ipc, kind: clef, address: '0x00000000000000000000000000000000000000aa'}}", []Need{NeedAccount}, nil},
		{"keystore and signer", "account: {keystore: a, passwordFile: b, signer: {url: 'http://x', kind: clef, address: '0x00000000000000000000000000000000000000aa'}}", nil, []string{"account.signer: account.keystore is set as well"}},
		{"signer alone", "account: {signer: {kind: ledger}}", nil, []string{"account.signer.kind: \"ledger\"; expected one of clef, web3signer", "account.signer.url: missing", "account.signer.address: missing"}},
		{"signer's address", "account: {signer: {url: /run/clef.ipc, kind: web3signer, address: '0x00000000000000000000000000000000000000aa'}}", nil, []string{"account.signer.url: not a web address"}},
		{"signer's scheme", "account: {signer: {url: 'ftp://x', kind: clef, address: '0x00000000000000000000000000000000000000aa'}}", nil, []string{"account.signer.url: not a web address"}},
		{"signer's socket", "account: {signer: {url: clef.ipc, kind: clef, address: '0x00000000000000000000000000000000000000aa'}}", nil, []string{"account.signer.url: \"clef.ipc\"; give the absolute path"}},
		{"fees", "chains: {a: {endpoint: 'ws://x', chainId: 42161, post: {minTipGwei: 1}}, b: {endpoint: 'ws://x', chainId: 1, post: {feeModel: free}}, c: {endpoint: 'ws://x', chainId: 1, post: {feePercentile: 101}}, d: {endpoint: 'ws://x', chainId: 1, post: {maxInFlight: 65}}}", nil, []string{
			"chains.a.post.minTipGwei: fee model arbitrum", "chains.b.post.feeModel: \"free\"", "chains.c.post.feePercentile: 101", "chains.d.post.maxInFlight: expected 1 to 64"}},
		{"policy", "policy: {minBounty: -1, maxDimension: 0}", nil, []string{"policy.minBounty: ", "policy.maxDimension: "}},
	} {
		t.Run(x.name, func(t *testing.T) {
			c, err := Load(write(t, x.file), nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			err = c.Check(x.needs...)
			if err == nil {
				if len(x.want) > 0 {
					t.Fatal("accepted")
				}
				return
			}
			lines := strings.Split(err.Error(), "\n")
			if len(lines) != len(x.want) {
				t.Errorf("got %d lines, want %d:\n%v", len(lines), len(x.want), err)
			}
			for _, w := range x.want {
				if !strings.Contains("\n"+err.Error(), "\n"+w) {
					t.Errorf("got %v\nwant a line that begins with %s", err, w)
				}
			}
		})
	}
}

func TestPolicy(t *testing.T) {
	p := Policy{MinBounty: big.NewInt(10), Requesters: []common.Address{{1}}, MaxDimension: 4}
	ok := oracle.Task{Bounty: big.NewInt(10), Creator: common.Address{1}, Dimension: 4}
	if err := p.Serves(ok); err != nil {
		t.Error(err)
	}
	for want, change := range map[string]func(*oracle.Task){
		"minBounty":    func(t *oracle.Task) { t.Bounty = nil },
		"requesters":   func(t *oracle.Task) { t.Creator = common.Address{2} },
		"maxDimension": func(t *oracle.Task) { t.Dimension = 5 },
	} {
		task := ok
		change(&task)
		if err := p.Serves(task); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v", want, err)
		}
	}
	if err := Default().Policy.Serves(oracle.Task{Dimension: 512}); err != nil {
		t.Error(err)
	}
}

func TestRedact(t *testing.T) {
	for in, want := range map[string]string{
		"wss://user:pw@node.example/v2/KEY?a=b": "wss://node.example/…",
		"http://127.0.0.1:8545":                 "http://127.0.0.1:8545",
		"http://127.0.0.1:8545/":                "http://127.0.0.1:8545",
		"KEY":                                   "(an address)",
	} {
		if got := RedactURL(in); got != want {
			t.Errorf("%s: got %s", in, got)
		}
	}
	got := RedactText(`Post "https://node.example/v2/KEY": dial tcp: refused`)
	if got != `Post "https://node.example/…": dial tcp: refused` {
		t.Error(got)
	}
	if err := Redact(os.ErrNotExist); err != os.ErrNotExist {
		t.Error("Redact changed an error without an address")
	}
}

func TestPassword(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pw")
	for in, want := range map[string]string{"secret": "secret", "secret\n": "secret", "secret\r\n": "secret", "secret \n\n": "secret \n", "\n": ""} {
		if err := os.WriteFile(path, []byte(in), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := ReadPassword(path)
		if got != want || (err != nil) != (want == "") {
			t.Errorf("%q: got %q, %v", in, got, err)
		}
	}
	c := Config{Account: Account{PasswordFile: path}, Agent: Agent{PasswordFile: path}}
	if w := c.Warnings(); len(w) != 0 {
		t.Error(w)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if w := c.Warnings(); len(w) != 1 || !strings.Contains(w[0], "account.passwordFile: ") || !strings.Contains(w[0], "chmod 600") {
		t.Error(w)
	}
}

func FuzzLoad(f *testing.F) {
	f.Add(good)
	f.Add(string(Template(full(""))))
	f.Add("chains: {a: &a {post: {}}, b: *a}\nlog: null")
	f.Add("chains: {a: {hub: 0x1, chainId: 1e99, dev: ~}}\n? [x]\n: y")
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text string) {
		path := filepath.Join(dir, "oracled.yaml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := Load(path, nil, []string{"ORACLED_AGENT_TIMEOUT=" + strings.ReplaceAll(text, "\x00", "")})
		if err == nil {
			_ = c.Check(NeedHub, NeedStore, NeedAccount, NeedOperator, NeedAgent, NeedAgentSource)
		}
		if c, err = Load(path, nil, nil); err == nil {
			_ = c.Check(NeedHub)
			if _, err := Load(write(t, string(Template(c))), nil, nil); err != nil {
				t.Errorf("the template of a good configuration does not load: %v", err)
			}
		}
	})
}
