package text

import "testing"

func TestPrintable(t *testing.T) {
	for in, want := range map[string]string{
		"":                    "",
		"a price, every 11 s": "a price, every 11 s",
		"größer ≥ 1 €":        "größer ≥ 1 €",
		"two\nlines\x1b[31m":  `two\nlines\x1b[31m`,
		"\u202eright to left": `\u202eright to left`,
		"broken \xff":         "broken \ufffd",
		"zero\u200bwidth":     `zero\u200bwidth`,
	} {
		if got := Printable(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestShort(t *testing.T) {
	for _, c := range []struct {
		in   string
		most int
		want string
	}{{"", 3, ""}, {"abc", 3, "abc"}, {"abcd", 3, "ab…"}, {"äöüß", 3, "äö…"}} {
		if got := Short(c.in, c.most); got != c.want {
			t.Errorf("%q to %d: %q, want %q", c.in, c.most, got, c.want)
		}
	}
}
