package ptx

import (
	"os"
	"strings"
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
	for _, name := range []string{"trimmed.ptx", "utilities.ptx"} {
		text := image(t, name)
		m, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if want := strings.Count(text, ".visible .entry "); want == 0 || len(m.Kernels()) != want {
			t.Errorf("%s has kernels %v, and is said to have %d", name, m.Kernels(), want)
		}
		for name, n := range m.Kernels() {
			if f := m.functions[name]; n == 0 || f.need.rows > 400 {
				t.Errorf("%s has %d instructions and takes %d registers: the values that do not live together have not been put in one", name, n, f.need.rows)
			}
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
