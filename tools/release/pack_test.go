package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"debug/buildinfo"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/CycloneDX/cyclonedx-go"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

const repository = "../.."

// self is a binary with modules linked in: this test.
func self(t *testing.T) string {
	t.Helper()
	name, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return name
}

var day = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// The archive is the same whenever it is made, and has what is installed.
func TestArchive(t *testing.T) {
	files := []file{{"bin/x", 0o755, []byte("program")}, {"share/y", 0o644, nil}}
	a, err := archive("x_1", files, day)
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("TZ", "Pacific/Kiritimati")
	if b, err := archive("x_1", files, day.In(time.FixedZone("far", 14*3600))); err != nil || !bytes.Equal(a, b) {
		t.Errorf("a second archive differs (%v)", err)
	}
	z, err := gzip.NewReader(bytes.NewReader(a))
	if err != nil {
		t.Fatal(err)
	}
	if !z.ModTime.IsZero() || z.Name != "" {
		t.Errorf("the compression keeps %v, %q", z.ModTime, z.Name)
	}
	r := tar.NewReader(z)
	for i := 0; ; i++ {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			if i != len(files) {
				t.Errorf("%d files", i)
			}
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil || h.Name != "x_1/"+files[i].name || h.Mode != files[i].mode || !bytes.Equal(data, files[i].data) {
			t.Errorf("%+v, %q, %v", h, data, err)
		}
		if !h.ModTime.Equal(day) || h.Uid != 0 || h.Gid != 0 {
			t.Errorf("%s is of %v, %d, %d", h.Name, h.ModTime, h.Uid, h.Gid)
		}
	}
}

// What is copied is in the repository, and nothing has two places.
func TestContentsExist(t *testing.T) {
	places := map[string]bool{"bin/oracled": true, "share/doc/oracled/LICENSES.txt": true, "share/doc/oracled/BUILD.txt": true, "share/doc/oracled/oracled.cdx.json": true}
	add := func(to string) {
		if places[to] || path.Clean(to) != to || path.IsAbs(to) {
			t.Errorf("%s is there twice, or no place below a prefix", to)
		}
		places[to] = true
	}
	for _, c := range copied {
		if info, err := os.Stat(filepath.Join(repository, c.from)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", c.from, err)
		}
		add(c.to)
	}
	for _, c := range completions {
		add(c.to)
	}
}

// schema compiles the schema of CycloneDX that comes with its library.
func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	dir, err := output(t.Context(), ".", nil, "go", "list", "-m", "-f", "{{.Dir}}", "github.com/CycloneDX/cyclonedx-go")
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	for url, name := range map[string]string{
		"http://cyclonedx.org/schema/bom-1.6.schema.json":  "bom-1.6.schema.json",
		"http://cyclonedx.org/schema/spdx.schema.json":     "spdx.schema.json",
		"http://cyclonedx.org/schema/jsf-0.82.schema.json": "jsf-0.82.schemax.json",
	} {
		text, err := os.ReadFile(filepath.Join(strings.TrimSpace(dir), "schema", name))
		if err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := c.AddResource(url, doc); err != nil {
			t.Fatal(err)
		}
	}
	s, err := c.Compile("http://cyclonedx.org/schema/bom-1.6.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func valid(t *testing.T, s *jsonschema.Schema, bill []byte) error {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(bill))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(doc)
}

// The bill of materials is valid, says what is linked into the binary and no
// more, and is the same when it is made again.
func TestBill(t *testing.T) {
	src := source{commit: strings.Repeat("ab", 20), time: day}
	bill, err := src.bill(self(t))
	if err != nil {
		t.Fatal(err)
	}
	s := schema(t)
	if err := valid(t, s, bill); err != nil {
		t.Errorf("not valid by the schema: %v", err)
	}
	if err := valid(t, s, bytes.Replace(bill, []byte(`"type": "library"`), []byte(`"type": "thing"`), 1)); err == nil {
		t.Error("the schema accepts a type that does not exist")
	}
	if again, err := src.bill(self(t)); err != nil || !bytes.Equal(bill, again) {
		t.Errorf("a second bill differs (%v)", err)
	}
	var bom cyclonedx.BOM
	if err := json.Unmarshal(bill, &bom); err != nil {
		t.Fatal(err)
	}
	info, err := buildinfo.ReadFile(self(t))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"std " + strings.TrimPrefix(info.GoVersion, "go")}
	for _, m := range info.Deps {
		want = append(want, m.Path+" "+m.Version)
	}
	var got []string
	for _, c := range *bom.Components {
		got = append(got, c.Name+" "+c.Version)
	}
	if len(want) < 3 || !slices.Equal(got, want) {
		t.Errorf("lists\n%v\nlinked in are\n%v", got, want)
	}
	if at := bom.Metadata.Timestamp; at != "2026-01-02T03:04:05Z" {
		t.Errorf("dated %s", at)
	}
}

// The terms of every module are found, and one without any is named.
func TestLicences(t *testing.T) {
	info, err := buildinfo.ReadFile(self(t))
	if err != nil {
		t.Fatal(err)
	}
	text, err := licences(t.Context(), ".", info)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range info.Deps {
		if !strings.Contains(string(text), "\n"+m.Path+" "+m.Version+": ") {
			t.Errorf("no terms of %s", m.Path)
		}
	}
	if !strings.Contains(string(text), "\nGo "+info.GoVersion+": LICENSE\n") {
		t.Error("no terms of Go")
	}
	if err := terms(new(bytes.Buffer), "a module", t.TempDir(), ""); err == nil || !strings.Contains(err.Error(), "a module has no file with its terms") {
		t.Errorf("%v", err)
	}
	for text, ok := range map[string]bool{"/* by the BSD license */ int x;": true, "/* x */ // license": false, "license": false} {
		dir, b := t.TempDir(), new(bytes.Buffer)
		if err := os.WriteFile(filepath.Join(dir, "x.h"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := terms(b, "a module", dir, "x.h"); (err == nil) != ok || ok && !strings.Contains(b.String(), "by the BSD license") {
			t.Errorf("%q: %v, %q", text, err, b)
		}
	}
	info.Deps[0].Sum = "h1:AAAA"
	if _, err := licences(t.Context(), ".", info); err == nil || !strings.Contains(err.Error(), "is not the one in the binary") {
		t.Errorf("%v", err)
	}
}

// What is not committed is not released, and nobody is left to believe it.
func TestHeadOf(t *testing.T) {
	dir := t.TempDir()
	git := func(args ...string) {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), "git", append([]string{"-c", "user.name=x", "-c", "user.email=x@example.org"}, args...)...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GIT_COMMITTER_DATE=2026-01-02T04:04:05+01:00", "GIT_CONFIG_GLOBAL="+os.DevNull)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	if _, err := headOf(t.Context(), dir); err == nil {
		t.Error("a folder that is no repository has a HEAD")
	}
	git("init", "--quiet")
	if err := os.WriteFile(filepath.Join(dir, "a"), []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	git("add", "a")
	if _, err := headOf(t.Context(), dir); err == nil || !strings.Contains(err.Error(), "differs from HEAD") {
		t.Errorf("%v", err)
	}
	git("commit", "--quiet", "-m", "a")
	src, err := headOf(t.Context(), dir)
	if err != nil || len(src.commit) != 40 || src.time != day {
		t.Errorf("%+v, %v", src, err)
	}
	for name, want := range map[string]string{"b": "", "a": "M a"} { // unknown to git, and changed
		if err := os.WriteFile(filepath.Join(dir, name), []byte("y"), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := headOf(t.Context(), dir); want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("with %s: %v", name, err)
		}
		if err := os.WriteFile(filepath.Join(dir, "a"), []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// A binary that was built otherwise than a release is refused, with what differs.
func TestWasBuilt(t *testing.T) {
	info, err := buildinfo.ReadFile(self(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := (source{commit: "c0ffee"}).wasBuilt(info); err == nil || !strings.Contains(err.Error(), `a release of this commit has`) {
		t.Errorf("%v", err)
	}
}

func TestSameFiles(t *testing.T) {
	a, b := t.TempDir(), t.TempDir()
	put := func(dir, name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put(a, "x", "1")
	put(b, "x", "1")
	if err := sameFiles(a, b); err != nil {
		t.Error(err)
	}
	put(b, "y", "1")
	if err := sameFiles(a, b); err == nil {
		t.Error("a file that only one has")
	}
	put(a, "y", "2")
	if err := sameFiles(a, b); err == nil || !strings.Contains(err.Error(), "y differs") {
		t.Errorf("%v", err)
	}
}

// A release replaces a release, and nothing else that somebody keeps there.
func TestEmpty(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	for range 2 { // missing, then empty
		if err := empty(dir); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "thesis.txt"), []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := empty(dir); err == nil || !strings.Contains(err.Error(), "is no release") {
		t.Errorf("%v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, sums), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := empty(dir); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("%v, %v", left, err)
	}
}

// What is compiled with C in it says which C library it needs.
func TestGlibc(t *testing.T) {
	dir := t.TempDir()
	source := filepath.Join(dir, "x.c")
	if err := os.WriteFile(source, []byte("#include <stdio.h>\nint main() { return puts(\"x\") < 0; }\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, flags := range map[string][]string{"dynamic": nil, "static": {"-static", "-nostdlib", "-Wl,--unresolved-symbols=ignore-all", "-Wl,-e,main"}} {
		binary := filepath.Join(dir, name)
		if out, err := exec.CommandContext(t.Context(), "gcc", append(flags, "-o", binary, source)...).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		got, err := glibc(binary)
		if name == "dynamic" && (err != nil || !strings.HasPrefix(got, "2.")) || name == "static" && err == nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if _, err := glibc(source); err == nil {
		t.Error("a text needs a C library")
	}
}
