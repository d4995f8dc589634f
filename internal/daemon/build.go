package daemon

import (
	"runtime"
	"runtime/debug"
)

// Build says what this binary was made from.
type Build struct {
	Version string // of the module, "(devel)" when nobody said
	Commit  string // "unknown" outside a repository
	Go      string
}

// String names the build, as precisely as it is known.
func (b Build) String() string { return b.Version + ", commit " + b.Commit + ", " + b.Go }

// BuildInfo reads what the toolchain wrote into the binary.
func BuildInfo() Build {
	b := Build{Version: "(devel)", Commit: "unknown", Go: runtime.Version()}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	if info.Main.Version != "" {
		b.Version = info.Main.Version
	}
	dirty := false
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value
		case "vcs.modified":
			dirty = s.Value == "true"
		}
	}
	if dirty {
		b.Commit += " (modified)"
	}
	return b
}
