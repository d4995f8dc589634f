package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"debug/buildinfo"
	"debug/elf"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"golang.org/x/mod/semver"
)

// sums is the file with the checksums of all others, as sha256sum reads it.
const sums = "SHA256SUMS"

// file is one file of the archive, with the mode that it is installed with.
type file struct {
	name string
	mode int64
	data []byte
}

// copied are files of the repository and where the archive has them: as they
// are installed below a prefix, such as /usr.
var copied = []struct{ from, to string }{
	{"LICENSE", "share/doc/oracled/LICENSE"},
	{"README.md", "share/doc/oracled/README.md"},
	{"packaging/man/oracled.1", "share/man/man1/oracled.1"},
	{"packaging/man/oracled.yaml.5", "share/man/man5/oracled.yaml.5"},
	{"packaging/systemd/oracled.service", "lib/systemd/system/oracled.service"},
	{"packaging/systemd/oracled.sysusers", "lib/sysusers.d/oracled.conf"},
}

// completions are the scripts that the binary prints and where shells look for them.
var completions = []struct{ shell, to string }{
	{"bash", "share/bash-completion/completions/oracled"},
	{"zsh", "share/zsh/site-functions/_oracled"},
	{"fish", "share/fish/vendor_completions.d/oracled.fish"},
}

// pack writes archive, bill of materials and checksums to a folder. tree is the
// clean clone that the binary was built from.
func (s source) pack(ctx context.Context, tree, binary, out string) error {
	info, err := buildinfo.ReadFile(binary)
	if err != nil {
		return fmt.Errorf("read what %s was built from: %w", binary, err)
	}
	if err := s.wasBuilt(info); err != nil {
		return err
	}
	name := fmt.Sprintf("oracled_%s_%s_%s", info.Main.Version, setting(info, "GOOS"), setting(info, "GOARCH"))
	bill, err := s.bill(binary)
	if err != nil {
		return err
	}
	files, err := contents(ctx, tree, binary, info)
	if err != nil {
		return err
	}
	files = append(files, file{"share/doc/oracled/oracled.cdx.json", 0o644, bill})
	archive, err := archive(name, files, s.time)
	if err != nil {
		return err
	}
	var list bytes.Buffer
	for _, f := range []file{{name: name + ".cdx.json", data: bill}, {name: name + ".tar.gz", data: archive}} {
		fmt.Fprintf(&list, "%x  %s\n", sha256.Sum256(f.data), f.name)
		if err := os.WriteFile(filepath.Join(out, f.name), f.data, 0o644); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(out, sums), list.Bytes(), 0o644)
}

// setting is what a binary was built with.
func setting(info *debug.BuildInfo, key string) string {
	for _, s := range info.Settings {
		if s.Key == key {
			return s.Value
		}
	}
	return ""
}

// wasBuilt checks that a binary says of itself what a release must be.
func (s source) wasBuilt(info *debug.BuildInfo) error {
	for key, want := range map[string]string{"vcs.revision": s.commit, "vcs.modified": "false", "-trimpath": "true", "CGO_ENABLED": "1"} {
		if got := setting(info, key); got != want {
			return fmt.Errorf("the binary says %s=%q, a release of this commit has %q", key, got, want)
		}
	}
	return nil
}

// contents collects what is in the archive beside the bill of materials.
func contents(ctx context.Context, tree, binary string, info *debug.BuildInfo) ([]file, error) {
	program, err := os.ReadFile(binary)
	if err != nil {
		return nil, err
	}
	files := []file{{"bin/oracled", 0o755, program}}
	for _, c := range copied {
		data, err := os.ReadFile(filepath.Join(tree, c.from))
		if err != nil {
			return nil, err
		}
		files = append(files, file{c.to, 0o644, data})
	}
	for _, c := range completions {
		script, err := output(ctx, tree, nil, binary, "completion", c.shell)
		if err != nil {
			return nil, err
		}
		files = append(files, file{c.to, 0o644, []byte(script)})
	}
	licences, err := licences(ctx, tree, info)
	if err != nil {
		return nil, err
	}
	compiler, err := output(ctx, tree, nil, "gcc", "--version")
	if err != nil {
		return nil, err
	}
	needs, err := glibc(binary)
	if err != nil {
		return nil, err
	}
	return append(files,
		file{"share/doc/oracled/LICENSES.txt", 0o644, licences},
		file{"share/doc/oracled/BUILD.txt", 0o644, built(info, compiler, needs)}), nil
}

// glibc is the oldest version of the C library that has every symbol which a
// binary asks for.
func glibc(binary string) (string, error) {
	f, err := elf.Open(binary)
	if err != nil {
		return "", fmt.Errorf("read the symbols of %s: %w", binary, err)
	}
	defer f.Close()
	symbols, err := f.ImportedSymbols()
	if err != nil {
		return "", fmt.Errorf("read the symbols of %s: %w", binary, err)
	}
	needs := ""
	for _, s := range symbols {
		if v, ok := strings.CutPrefix(s.Version, "GLIBC_"); ok && semver.Compare("v"+v, "v"+needs) > 0 {
			needs = v
		}
	}
	if needs == "" {
		return "", fmt.Errorf("%s asks for no symbol of glibc; it was not linked as a release is", binary)
	}
	return needs, nil
}

// built tells what somebody needs who wants the same bytes again.
func built(info *debug.BuildInfo, compiler, glibc string) []byte {
	var b bytes.Buffer
	first, _, _ := strings.Cut(compiler, "\n")
	fmt.Fprintf(&b, "%s of commit %s\nbuilt by make release with %s and %s\nneeds glibc %s or later\n\n", info.Main.Version, setting(info, "vcs.revision"), info.GoVersion, first, glibc)
	for _, s := range info.Settings {
		fmt.Fprintf(&b, "%s=%s\n", s.Key, s.Value)
	}
	return b.Bytes()
}

// archive writes a compressed archive that depends on nothing but its arguments.
func archive(name string, files []file, at time.Time) ([]byte, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	w := tar.NewWriter(z)
	for _, f := range files {
		h := &tar.Header{
			Typeflag: tar.TypeReg, Name: name + "/" + f.name, Mode: f.mode, Size: int64(len(f.data)),
			ModTime: at, Uname: "root", Gname: "root", Format: tar.FormatUSTAR,
		}
		if err := w.WriteHeader(h); err != nil {
			return nil, fmt.Errorf("pack %s: %w", f.name, err)
		}
		if _, err := w.Write(f.data); err != nil {
			return nil, fmt.Errorf("pack %s: %w", f.name, err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
