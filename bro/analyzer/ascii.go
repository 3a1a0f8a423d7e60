package analyzer

// upper and lower change the letters of ASCII and no other byte. What a sender
// takes for a letter in another encoding stays as it is, and so does the length.

func upper(s string) string { return fold(s, 'a', 'z') }

func lower(s string) string { return fold(s, 'A', 'Z') }

// fold changes the case of the letters from first to last.
func fold(s string, first, last byte) string {
	for i := range len(s) {
		if s[i] >= first && s[i] <= last {
			b := []byte(s)
			for j := i; j < len(b); j++ {
				if b[j] >= first && b[j] <= last {
					b[j] ^= 'a' - 'A'
				}
			}
			return string(b)
		}
	}
	return s
}
