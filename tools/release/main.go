// Command release builds what people install: the binary with its manual,
// completions, unit and licences in one archive, a software bill of materials,
// and checksums. The same commit and the same compilers give the same bytes,
// wherever and whenever they are built.
//
//	release [-repository .] [-out build/release] [-again]
//
// It builds a clean clone of HEAD. With -again it builds a second one, in
// another folder and with empty caches, and fails unless every file is the same.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"time"
)

func main() {
	repository := flag.String("repository", ".", "folder of the sources, a git repository")
	out := flag.String("out", "build/release", "folder to write to; a release that is in it is removed")
	again := flag.Bool("again", false, "build everything a second time elsewhere, and compare")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *repository, *out, *again); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, repository, out string, again bool) error {
	src, err := headOf(ctx, repository)
	if err != nil {
		return err
	}
	if err := empty(out); err != nil { // now, not after minutes of building
		return err
	}
	if err := src.release(ctx, out, os.Environ()); err != nil {
		return err
	}
	if again {
		if err := src.reproduces(ctx, out); err != nil {
			return err
		}
	}
	files, err := os.ReadFile(filepath.Join(out, sums))
	if err != nil {
		return err
	}
	fmt.Printf("%s has\n%s", out, files)
	if again {
		fmt.Println("A second build, in another folder with empty caches, gave the same bytes.")
	}
	return nil
}

// source is a commit to release.
type source struct {
	repository, commit string
	time               time.Time // of the commit, the date of every file
}

// headOf is the commit that a repository has checked out. A change that is not
// committed is an error: it would not be in the release. Neither are files that
// git does not know, which may lie about.
func headOf(ctx context.Context, repository string) (source, error) {
	git := func(args ...string) (string, error) {
		out, err := output(ctx, repository, nil, "git", args...)
		return strings.TrimSpace(out), err
	}
	dirty, err := git("status", "--porcelain", "--untracked-files=no")
	if err != nil {
		return source{}, err
	}
	if dirty != "" {
		return source{}, fmt.Errorf("the working tree differs from HEAD, which is what would be released; commit or undo\n%s", dirty)
	}
	commit, err := git("rev-parse", "HEAD")
	if err != nil {
		return source{}, err
	}
	at, err := git("log", "-1", "--format=%cI")
	if err != nil {
		return source{}, err
	}
	when, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return source{}, fmt.Errorf("read the date of commit %s: %w", commit, err)
	}
	repository, err = filepath.Abs(repository)
	return source{repository, commit, when.UTC()}, err
}

// release writes the files of a release to a folder that is empty or missing.
func (s source) release(ctx context.Context, out string, env []string) error {
	work, err := os.MkdirTemp("", "oracled-release-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	clone := filepath.Join(work, "oracled")
	if _, err := output(ctx, work, nil, "git", "clone", "--quiet", "--no-hardlinks", s.repository, clone); err != nil {
		return err
	}
	if _, err := output(ctx, clone, nil, "git", "checkout", "--quiet", "--detach", s.commit); err != nil {
		return err
	}
	if _, err := output(ctx, clone, env, "make", "--silent", "release-binary"); err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	return s.pack(ctx, clone, filepath.Join(clone, "build/release-binary/oracled"), out)
}

// empty makes an empty folder, in place of an earlier release but of nothing else.
func empty(out string) error {
	entries, err := os.ReadDir(out)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if len(entries) > 0 {
		if _, err := os.Stat(filepath.Join(out, sums)); err != nil {
			return fmt.Errorf("%s has files and is no release, which would have %s; name another folder with -out, or empty this one", out, sums)
		}
		if err := os.RemoveAll(out); err != nil {
			return err
		}
	}
	return os.MkdirAll(out, 0o755)
}

// reproduces builds the release a second time, with caches of its own, and
// compares every file with those in a folder.
func (s source) reproduces(ctx context.Context, first string) error {
	work, err := os.MkdirTemp("", "another-place-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	env := append(os.Environ(), "GOCACHE="+filepath.Join(work, "cache"), "TMPDIR="+work, "TZ=Pacific/Kiritimati")
	second := filepath.Join(work, "out")
	if err := s.release(ctx, second, env); err != nil {
		return fmt.Errorf("build a second time: %w", err)
	}
	return sameFiles(first, second)
}

// sameFiles compares the files of two folders.
func sameFiles(a, b string) error {
	names := map[string]bool{}
	for _, dir := range []string{a, b} {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return err
		}
		for _, e := range entries {
			names[e.Name()] = true
		}
	}
	var errs []error
	for name := range names {
		x, errA := os.ReadFile(filepath.Join(a, name))
		y, errB := os.ReadFile(filepath.Join(b, name))
		switch {
		case errA != nil || errB != nil:
			errs = append(errs, errors.Join(errA, errB))
		case !bytes.Equal(x, y):
			errs = append(errs, fmt.Errorf("%s differs between two builds of one commit", name))
		}
	}
	return errors.Join(errs...)
}

// output runs a program in a folder and returns what it printed.
func output(ctx context.Context, dir string, env []string, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env = dir, env
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, strings.TrimSpace(stderr.String()))
	}
	return string(out), nil
}
