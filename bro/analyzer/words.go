package analyzer

// words are short strings that come again and again, such as methods, versions and
// reasons: most of them are known by the time they come.
type words map[string]string

// maxWords bounds how many are kept, maxWord their length.
const (
	maxWords = 1000
	maxWord  = 64
)

func (w words) of(b []byte) string {
	s, ok := w[string(b)]
	if !ok {
		s = string(b)
		if len(w) < maxWords && len(b) <= maxWord {
			w[s] = s
		}
	}
	return s
}
