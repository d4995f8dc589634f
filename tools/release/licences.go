package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
)

// licenceFile matches the names under which modules keep their terms.
var licenceFile = regexp.MustCompile(`(?i)^(licen[cs]e|copying|copyright|notice|patents)([-._].*)?$`)

// stated are modules without such a file, and the source that names their terms
// in its first comment.
var stated = map[string]string{"github.com/herumi/bls-eth-go-binary": "bls/include/bls/bls.h"}

// licences collects the terms of everything that is linked into a binary: Go
// itself, and each module in the version that is in it. A module without any is
// an error, since nobody could pass it on.
func licences(ctx context.Context, tree string, info *debug.BuildInfo) ([]byte, error) {
	goroot, err := output(ctx, tree, nil, "go", "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.WriteString("The terms of what is linked into oracled, beside its own LICENSE.\n")
	if err := terms(&b, "Go "+info.GoVersion, strings.TrimSpace(goroot), ""); err != nil {
		return nil, err
	}
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		found, err := output(ctx, tree, nil, "go", "mod", "download", "-json", m.Path+"@"+m.Version)
		if err != nil {
			return nil, err
		}
		var module struct{ Dir, Sum string }
		if err := json.Unmarshal([]byte(found), &module); err != nil {
			return nil, fmt.Errorf("find the module %s: %w", m.Path, err)
		}
		if m.Sum != "" && module.Sum != m.Sum {
			return nil, fmt.Errorf("the module %s %s is not the one in the binary: %s, %s", m.Path, m.Version, module.Sum, m.Sum)
		}
		if err := terms(&b, m.Path+" "+m.Version, module.Dir, stated[m.Path]); err != nil {
			return nil, err
		}
	}
	return b.Bytes(), nil
}

// terms appends the files with the terms of what is in a folder, in order, or
// else the first comment of a source.
func terms(b *bytes.Buffer, what, dir, source string) error {
	add := func(name string, text []byte) {
		fmt.Fprintf(b, "\n%s\n%s: %s\n\n%s\n", strings.Repeat("=", 80), what, name, bytes.TrimSpace(text))
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	entries = slices.DeleteFunc(entries, func(e os.DirEntry) bool { return e.IsDir() || !licenceFile.MatchString(e.Name()) })
	if len(entries) == 0 && source != "" {
		text, err := os.ReadFile(filepath.Join(dir, source))
		if err != nil {
			return err
		}
		text, _, ok := bytes.Cut(text, []byte("*/"))
		if !ok || !bytes.Contains(text, []byte("license")) {
			return fmt.Errorf("%s: %s does not begin with its terms", what, source)
		}
		add(source, text)
		return nil
	}
	if len(entries) == 0 {
		return fmt.Errorf("%s has no file with its terms", what)
	}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return err
		}
		add(e.Name(), text)
	}
	return nil
}
