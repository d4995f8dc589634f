package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(repository, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// stages reads the Dockerfile as BuildKit does; what its linter warns of is an error.
func stages(t *testing.T) ([]instructions.Stage, []instructions.ArgCommand) {
	t.Helper()
	result, err := parser.Parse(strings.NewReader(read(t, "Dockerfile")))
	if err != nil {
		t.Fatal(err)
	}
	lint := linter.New(&linter.Config{Warn: func(rule, _, _, message string, _ []parser.Range) { t.Errorf("Dockerfile: %s: %s", rule, message) }})
	found, args, err := instructions.Parse(result.AST, lint)
	if err != nil {
		t.Fatal(err)
	}
	return found, args
}

// of lists the commands of a kind in a stage.
func of[C any](s instructions.Stage) (out []C) {
	for _, c := range s.Commands {
		if x, ok := c.(C); ok {
			out = append(out, x)
		}
	}
	return out
}

// The Dockerfile builds with the toolchain of go.mod and the command of the
// Makefile, copies what exists, and the image is run by nobody.
func TestDockerfile(t *testing.T) {
	found, args := stages(t)
	version := regexp.MustCompile(`(?m)^go (\S+)$`).FindStringSubmatch(read(t, "go.mod"))[1]
	if len(args) != 1 || args[0].Args[0].ValueString() != version {
		t.Errorf("the Dockerfile has Go %s, go.mod %s", args[0].Args[0].ValueString(), version)
	}
	names := []string{}
	made := map[string]bool{} // by the stage build
	for _, s := range found {
		names = append(names, s.Name)
		for _, c := range of[*instructions.CopyCommand](s) {
			for _, path := range c.SourcePaths {
				switch {
				case c.From == "build":
					if !made[strings.TrimPrefix(path, "/src/")] {
						t.Errorf("%s copies %s, which no stage makes", s.Name, path)
					}
				case c.From != "":
					t.Errorf("%s copies from %s", s.Name, c.From)
				default:
					if _, err := os.Stat(filepath.Join(repository, path)); err != nil {
						t.Errorf("%s copies what is not there: %v", s.Name, err)
					}
				}
			}
		}
		if s.Name == "build" {
			made["build/release-binary/oracled"], made["/state"] = true, true
			continue
		}
		users := of[*instructions.UserCommand](s)
		if len(users) != 1 || !regexp.MustCompile(`^[1-9]\d*:[1-9]\d*$`).MatchString(users[0].User) {
			t.Errorf("%s is run by %v, not by a number that is nobody", s.Name, users)
		}
		if run := of[*instructions.RunCommand](s); len(run) > 0 {
			t.Errorf("%s runs something, which an image without a shell cannot", s.Name)
		}
	}
	if !slices.Equal(names, []string{"build", "setup", "oracled"}) {
		t.Errorf("stages %v", names)
	}
	var steps []string
	for _, c := range of[*instructions.RunCommand](found[0]) {
		steps = append(steps, strings.Join(c.CmdLine, " "))
	}
	if want := []string{"go mod download", "make release-binary", "install -d -m 0700 /state"}; !slices.Equal(steps, want) {
		t.Errorf("the image is built by %q, not %q", steps, want)
	}
	if !regexp.MustCompile(`(?m)^release-binary:.*\n.*\n\t.* -o build/release-binary/oracled ./cmd/oracled$`).MatchString(read(t, "Makefile")) {
		t.Error("make release-binary does not make what the Dockerfile copies")
	}
	ports := of[*instructions.ExposeCommand](found[2])
	if len(ports) != 1 || !slices.Equal(ports[0].Ports, []string{"9464", "9650"}) {
		t.Errorf("exposes %v", ports)
	}
}

// What Docker is not given is what git does not have: otherwise the binary would
// say that it was built from a changed tree.
func TestDockerignore(t *testing.T) {
	for line := range strings.Lines(read(t, ".dockerignore")) {
		pattern := strings.TrimSpace(line)
		if pattern == "" || strings.HasPrefix(pattern, "#") {
			continue
		}
		if git := strings.TrimPrefix(pattern, "**/"); !slices.Contains(strings.Fields(read(t, ".gitignore")), git) {
			t.Errorf(".dockerignore has %s, .gitignore does not have %s", pattern, git)
		}
	}
}

func composed(t *testing.T) *types.Project {
	t.Helper()
	options, err := cli.NewProjectOptions([]string{filepath.Join(repository, "packaging/compose/compose.yaml")})
	if err != nil {
		t.Fatal(err)
	}
	p, err := options.LoadProject(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// The compose file is one, its paths are there, its ports are published on this
// machine alone, and its images are pinned.
func TestCompose(t *testing.T) {
	p := composed(t)
	if names := p.ServiceNames(); !slices.Equal(names, []string{"anvil", "grafana", "oracled", "prometheus", "setup"}) {
		t.Errorf("services %v", names)
	}
	found, _ := stages(t)
	for name, s := range p.Services {
		for _, port := range s.Ports {
			if port.HostIP != "127.0.0.1" || port.Published == "" {
				t.Errorf("%s publishes port %d at %q", name, port.Target, port.HostIP)
			}
		}
		for _, v := range s.Volumes {
			if v.Type == "bind" {
				if _, err := os.Stat(v.Source); err != nil {
					t.Errorf("%s: %v", name, err)
				}
				if !v.ReadOnly {
					t.Errorf("%s may write to %s", name, v.Source)
				}
			} else if _, ok := p.Volumes[v.Source]; !ok {
				t.Errorf("%s has the volume %s, which is not declared", name, v.Source)
			}
		}
		if s.Build == nil {
			if !regexp.MustCompile(`:v?\d+\.\d+\.\d+$`).MatchString(s.Image) {
				t.Errorf("%s has the image %s, which is not pinned", name, s.Image)
			}
			continue
		}
		if _, err := os.Stat(filepath.Join(s.Build.Context, "Dockerfile")); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if !slices.ContainsFunc(found, func(stage instructions.Stage) bool { return stage.Name == s.Build.Target }) {
			t.Errorf("%s is built from the stage %s, which is not there", name, s.Build.Target)
		}
		for variable := range s.Environment {
			generic := regexp.MustCompile(`^ORACLED_CHAINS_DEV_`).ReplaceAllString(variable, "ORACLED_CHAINS_<NAME>_")
			if !strings.Contains(read(t, "docs/configuration.md"), "| `"+generic+"` |") {
				t.Errorf("%s sets %s, which is no key", name, variable)
			}
		}
	}
	var lock struct{ version string }
	if m := regexp.MustCompile(`"@foundry-rs/anvil-linux-amd64": "([^"]+)"`).FindStringSubmatch(read(t, "contracts/package.json")); m != nil {
		lock.version = m[1]
	}
	if image := p.Services["anvil"].Image; !strings.HasSuffix(image, ":v"+lock.version) {
		t.Errorf("the chain is %s, the tests' is %s", image, lock.version)
	}
}

// Prometheus asks the daemon where it listens, and Grafana asks Prometheus.
func TestComposeAddresses(t *testing.T) {
	p := composed(t)
	listens := func(service, port string) bool {
		for _, x := range p.Services[service].Ports {
			if x.Published == port {
				return true
			}
		}
		return false
	}
	for _, c := range []struct{ file, pattern string }{
		{"packaging/compose/prometheus.yml", `"(\w+):(\d+)"`},
		{"packaging/compose/grafana/datasources/prometheus.yaml", `http://(\w+):(\d+)`},
	} {
		found := regexp.MustCompile(c.pattern).FindAllStringSubmatch(read(t, c.file), -1)
		if len(found) == 0 {
			t.Errorf("%s names no address", c.file)
		}
		for _, m := range found {
			if !listens(m[1], m[2]) {
				t.Errorf("%s asks %s, where nobody listens", c.file, m[0])
			}
		}
	}
	if at := p.Services["oracled"].Environment["ORACLED_HTTP_LISTEN"]; at == nil || !strings.HasSuffix(*at, ":9464") {
		t.Errorf("the daemon listens at %v", at)
	}
	chain := p.Services["oracled"].Environment["ORACLED_CHAINS_DEV_ENDPOINT"]
	if chain == nil || *chain != "ws://anvil:8545" || !listens("anvil", "8545") {
		t.Errorf("the daemon's endpoint is %v", chain)
	}
}

// mounted finds the file of the repository that a service has at a path.
func mounted(p *types.Project, service, path string) string {
	for _, v := range p.Services[service].Volumes {
		if rest, ok := strings.CutPrefix(path, v.Target); ok && v.Type == "bind" && (rest == "" || rest[0] == '/') {
			return v.Source + rest
		}
	}
	return ""
}

// The rules and the dashboard are where Prometheus and Grafana look for them.
func TestComposeRulesAndDashboard(t *testing.T) {
	p := composed(t)
	for _, c := range []struct{ service, file, names, below, files string }{
		{"prometheus", "/etc/prometheus/prometheus.yml", "rules/*.rules.yaml", "/etc/prometheus/rules", "*.rules.yaml"},
		{"grafana", "/etc/grafana/provisioning/dashboards/oracled.yaml", "path: /etc/grafana/dashboards", "/etc/grafana/dashboards", "*.json"},
		{"grafana", "/etc/grafana/provisioning/datasources/prometheus.yaml", "uid: prometheus", "/etc/grafana/provisioning/datasources", "*.yaml"},
	} {
		text, err := os.ReadFile(mounted(p, c.service, c.file))
		if err != nil || !bytes.Contains(text, []byte(c.names)) {
			t.Errorf("%s: %s does not name %s (%v)", c.service, c.file, c.names, err)
		}
		found, err := filepath.Glob(filepath.Join(mounted(p, c.service, c.below), c.files))
		if err != nil || len(found) == 0 {
			t.Errorf("%s finds no %s in %s (%v)", c.service, c.files, c.below, err)
		}
	}
}

// Prometheus itself reads the configuration, and the rules beside it.
func TestPrometheusConfig(t *testing.T) {
	program, err := exec.LookPath("promtool")
	if err != nil {
		t.Skip("promtool is not installed, so Prometheus has not read its configuration")
	}
	p, dir := composed(t), t.TempDir() // laid out as in the container
	config := filepath.Join(dir, "prometheus.yml")
	if err := os.WriteFile(config, []byte(read(t, "packaging/compose/prometheus.yml")), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(mounted(p, "prometheus", "/etc/prometheus/rules"), filepath.Join(dir, "rules")); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), program, "check", "config", config).CombinedOutput()
	if err != nil || !regexp.MustCompile(`SUCCESS: [1-9]\d* rules? found|[1-9]\d* rule files found`).Match(out) {
		t.Errorf("%v\n%s", err, out)
	}
}
