package privacy

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"brig/pseudonym"
)

// Scrub returns a copy of documents in which everything that Find finds, but
// what allowed names (see [Allow]), is replaced by a pseudonym under p's key:
// the same by the same in all documents. Everything else stays byte for byte, but
// SHA-256 digests of documents that changed, wherever they are written. It
// searches the copy again, and fails if anything is left.
func (s *Search) Scrub(files map[string][]byte, p *pseudonym.Pseudonyms, allowed []string) (map[string][]byte, []Finding, error) {
	w := s.searcher(files)
	r := replacer{pseudonyms: p, put: map[string]bool{}, keep: func(kind, value string) bool {
		left, _ := Allow([]Finding{{Kind: kind, Value: value}}, allowed)
		return len(left) == 0
	}}
	out := map[string][]byte{}
	for _, name := range sortedKeys(files) {
		data, err := w.scrub(name, files[name], &r)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", name, err)
		}
		newName := r.text(name, w.text(name, maxNesting))
		if out[newName] != nil {
			return nil, nil, fmt.Errorf("%s: its pseudonym %s is taken", name, newName)
		}
		out[newName] = data
	}
	replaced := slices.DeleteFunc(w.find(files), func(f Finding) bool { return r.keep(f.Kind, f.Value) })
	digests(files, out, func(name string) string { return r.text(name, w.text(name, maxNesting)) })

	// Look again, with all that is known now.
	w.pseudonyms = r.put
	clear(w.cache)
	again := slices.DeleteFunc(w.find(out), func(f Finding) bool { return r.keep(f.Kind, f.Value) })
	if len(again) > 0 {
		f := again[0]
		return nil, nil, fmt.Errorf("%s, %s: %s %q is left after scrubbing, with %d others", f.Document, f.Key, f.Kind, f.Value, len(again)-1)
	}
	return out, replaced, nil
}

// scrub replaces what is found in one document.
func (w *searcher) scrub(name string, data []byte, r *replacer) ([]byte, error) {
	bad := false
	dirty := false
	w.content(name, data, "", func(_ string, m match, _ string) {
		if !r.keep(m.kind, m.value) {
			dirty = true
			bad = bad || m.kind == KindOpaque
		}
	})
	if _, form, _ := expand(data); dirty && (bad || form != "") {
		return nil, fmt.Errorf("cannot be scrubbed: it is compressed or no text (--allow %s shares it as it is)", KindOpaque)
	}
	if !dirty {
		return data, nil
	}
	out, ok := walkJSON(data, func(j *jsonText, text string, isKey bool) (string, bool) {
		list := w.member(j, text, isKey, maxNesting)
		if len(list) == 0 {
			return "", false
		}
		return r.text(text, list), true
	})
	if !ok {
		out = lines(name, data, func(_, column, text string) string { return r.text(text, w.cell(column, text)) })
	}
	return out, nil
}

// A replacer puts pseudonyms in.
type replacer struct {
	pseudonyms *pseudonym.Pseudonyms
	put        map[string]bool
	keep       func(kind, value string) bool
}

// text replaces what was found in a text.
func (r *replacer) text(v string, found []match) string {
	var b strings.Builder
	at := 0
	for _, m := range found {
		b.WriteString(v[at:m.start])
		at = m.end
		switch {
		case m.inner != nil && r.keepAll(m.inner):
			b.WriteString(v[m.start:m.end])
		case m.inner != nil:
			b.WriteString(m.replace(r))
		case r.keep(m.kind, m.value):
			b.WriteString(v[m.start:m.end])
		case m.at > m.start:
			b.WriteString(v[m.start:m.at] + r.value(KindUser, v[m.at:m.end]))
		default:
			b.WriteString(r.value(m.kind, v[m.start:m.end]))
		}
	}
	b.WriteString(v[at:])
	return b.String()
}

func (r *replacer) keepAll(found []match) bool {
	for _, m := range found {
		if m.inner != nil && !r.keepAll(m.inner) || m.inner == nil && !r.keep(m.kind, m.value) {
			return false
		}
	}
	return true
}

// value is the pseudonym of a value.
func (r *replacer) value(kind, v string) string {
	out := r.pseudonym(kind, v)
	r.put[out] = true
	return out
}

func (r *replacer) pseudonym(kind, v string) string {
	p := r.pseudonyms
	switch kind {
	case KindIPv4:
		if a, ok := parseIPv4(v); ok {
			return netip.AddrFrom4(p.IPv4(a)).String()
		}
	case KindIPv6:
		if a, err := netip.ParseAddr(v); err == nil {
			if a.Is4In6() {
				return "::ffff:" + netip.AddrFrom4(p.IPv4(a.Unmap().As4())).String()
			}
			return netip.AddrFrom16(p.IPv6(a.As16())).String()
		}
	case KindMAC:
		digits := strings.NewReplacer(":", "", "-", "", ".", "").Replace(v)
		b, err := hex.DecodeString(digits)
		if err == nil && len(b) >= 6 {
			mac := p.MAC([6]byte(b[:6]))
			copy(b, mac[:])
			if len(b) > 6 {
				low := p.Low24([3]byte(b[len(b)-3:]))
				copy(b[len(b)-3:], low[:])
			}
			return shaped(v, hex.EncodeToString(b))
		}
	case KindUUID:
		b, err := hex.DecodeString(strings.ReplaceAll(v, "-", ""))
		if err == nil && len(b) == 16 {
			id := p.UUID([16]byte(b))
			return shaped(v, hex.EncodeToString(id[:]))
		}
	case KindHost:
		return hostPseudonym(p, strings.ToLower(v))
	case KindEmail:
		user, host, _ := strings.Cut(v, "@")
		return p.Word(KindUser, strings.ToLower(user)) + "@" + hostPseudonym(p, strings.ToLower(host))
	case KindUser:
		return p.Word(KindUser, strings.ToLower(v))
	case KindSecret:
		return p.Word(KindSecret, v)
	}
	return p.Word(KindSerial, strings.ToLower(v))
}

// hostPseudonym keeps the parts of a name apart: hosts of one domain still are.
func hostPseudonym(p *pseudonym.Pseudonyms, name string) string {
	first, domain, ok := strings.Cut(name, ".")
	if !ok {
		return p.Word(KindHost, name)
	}
	return p.Word(KindHost, first) + "." + p.Word("domain", domain) + ".invalid"
}

// shaped puts digits into the places that those of v have.
func shaped(v, digits string) string {
	var b strings.Builder
	for _, c := range v {
		switch {
		case c == ':' || c == '-' || c == '.':
			b.WriteRune(c)
		case digits != "":
			b.WriteByte(digits[0])
			digits = digits[1:]
		}
	}
	return b.String()
}

// digests replaces the SHA-256 digests of documents that changed, until those of
// documents that changed by that are replaced too.
func digests(before, after map[string][]byte, rename func(string) string) {
	current := map[string]string{} // name now: digest that others know
	for name, data := range before {
		current[rename(name)] = digest(data)
	}
	for range len(before) {
		changed := map[string]string{}
		for name, old := range current {
			if now := digest(after[name]); now != old {
				changed[old] = now
				current[name] = now
			}
		}
		if len(changed) == 0 {
			return
		}
		for name, data := range after {
			after[name] = digestForm.ReplaceAllFunc(data, func(old []byte) []byte {
				if now := changed[string(old)]; now != "" {
					return []byte(now)
				}
				return old
			})
		}
	}
}

var digestForm = regexp.MustCompile(`[0-9a-f]{64}`)

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
