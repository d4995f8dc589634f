package ptx

import "fmt"

// maxDepth is how deep calls may be nested; recursion is none of PTX here.
const maxDepth = 64

// measure finds what every kernel takes with all that it calls.
func (m *Module) measure() error {
	for _, f := range m.functions {
		if !f.defined {
			return &SyntaxError{f.line, fmt.Sprintf("%s is declared and not defined", clip(f.name))}
		}
	}
	const measuring = -1
	var visit func(f *function) error
	visit = func(f *function) error {
		switch {
		case f.depth == measuring:
			return &SyntaxError{f.line, fmt.Sprintf("%s calls itself", clip(f.name))}
		case f.depth > 0:
			return nil
		}
		f.depth = measuring
		depth := 0
		var deepest needs
		for _, g := range f.calls {
			if err := visit(g); err != nil {
				return err
			}
			depth = max(depth, g.depth)
			deepest = needs{
				max(deepest.rows, g.need.rows), max(deepest.predicates, g.need.predicates),
				max(deepest.paramBytes, g.need.paramBytes), max(deepest.localBytes, g.need.localBytes),
			}
		}
		if f.depth = depth + 1; f.depth > maxDepth {
			return &SyntaxError{f.line, fmt.Sprintf("calls of %s are nested more than %d deep", clip(f.name), maxDepth)}
		}
		f.need = needs{f.rows + deepest.rows, f.predicates + deepest.predicates, f.paramBytes + deepest.paramBytes, up(f.localBytes, 16) + deepest.localBytes}
		return nil
	}
	for _, f := range m.functions {
		if err := visit(f); err != nil {
			return err
		}
	}
	return nil
}

// Kernels returns how many instructions every kernel has itself.
func (m *Module) Kernels() map[string]int {
	out := map[string]int{}
	for name, f := range m.functions {
		if f.entry {
			out[name] = int(f.end - f.start)
		}
	}
	return out
}
