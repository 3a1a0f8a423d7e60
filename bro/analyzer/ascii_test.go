package analyzer

import "testing"

func TestCaseOfLettersOnly(t *testing.T) {
	for _, c := range []struct{ in, up, low string }{
		{"", "", ""},
		{"Content-Type", "CONTENT-TYPE", "content-type"},
		{"@[`{", "@[`{", "@[`{"},
		{"a\xe1z", "A\xe1Z", "a\xe1z"},
		{"É\xffK", "É\xffK", "É\xffk"}, // a letter, but none of ASCII
	} {
		if up, low := upper(c.in), lower(c.in); up != c.up || low != c.low {
			t.Errorf("%q: upper %q, lower %q; want %q, %q", c.in, up, low, c.up, c.low)
		}
	}
}
