package ptx

import (
	"os"
	"testing"
)

func image(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile("../kernels/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// The images that are committed are read, every line of them.
func TestParseImages(t *testing.T) {
	for name, want := range map[string]int{"trimmed.ptx": 18, "utilities.ptx": 8} {
		m, err := Parse(image(t, name))
		if err != nil {
			t.Fatal(err)
		}
		if len(m.Kernels()) != want {
			t.Errorf("%s has kernels %v", name, m.Kernels())
		}
		for n, f := range m.functions {
			t.Log(n, f.rows, f.predicates, f.need)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	text := image(b, "trimmed.ptx")
	for b.Loop() {
		if _, err := Parse(text); err != nil {
			b.Fatal(err)
		}
	}
}
