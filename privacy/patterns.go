package privacy

import (
	"cmp"
	"encoding/hex"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kinds of what is found.
const (
	KindIPv4   = "ipv4"
	KindIPv6   = "ipv6"
	KindMAC    = "mac"
	KindHost   = "host"   // names of hosts and domains
	KindUser   = "user"   // names of accounts and people
	KindHome   = "home"   // a folder named for its owner
	KindEmail  = "email"  // an address of mail, or of an account on a host
	KindSerial = "serial" // of hardware, and what else identifies a machine
	KindUUID   = "uuid"   // one that is not a document's
	KindSecret = "secret" // passwords and keys
	KindOpaque = "opaque" // what cannot be searched
)

// Kinds are all of them, in the order in which findings are listed.
var Kinds = []string{KindSecret, KindUser, KindEmail, KindHome, KindHost, KindIPv4, KindIPv6, KindMAC, KindSerial, KindUUID, KindOpaque}

// A match is something found in a text.
type match struct {
	start, end int
	kind       string
	value      string // what identifies, without what stands around it
	at         int    // of value in the text, when it stands there as it is

	// What was found within a text that is encoded in this one, and how that is
	// written with pseudonyms in it.
	via     string
	inner   []match
	replace func(*replacer) string
}

// Expressions of what can be told by its form. Those with a group have what
// identifies in the last group that took part.
var (
	ipv4Form   = regexp.MustCompile(`[0-9]{1,3}(?:(?:\.|\\\.|\[\.\])[0-9]{1,3}){3}`)
	ipv4Name   = regexp.MustCompile(`(?i)ip[-_][0-9]{1,3}(?:[-_][0-9]{1,3}){3}`)
	ipv6Form   = regexp.MustCompile(`[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*`)
	ipv6Arpa   = regexp.MustCompile(`(?i)(?:[0-9a-f]\.){16,32}ip6\.arpa`)
	ipv6Packed = regexp.MustCompile(`(?i)fe80000000000000[0-9a-f]{16}`)
	macForm    = regexp.MustCompile(`[0-9A-Fa-f]{2}(?:(?::[0-9A-Fa-f]{2}){5,}|(?:-[0-9A-Fa-f]{2}){5,})`)
	macDotted  = regexp.MustCompile(`[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}`)
	macName    = regexp.MustCompile(`enx([0-9A-Fa-f]{12})`)
	emailForm  = regexp.MustCompile(`[\pL\pN._%+'-]+@[\pL\pN-]+(?:\.[\pL\pN-]+)*\.\pL{2,24}`)
	loginForm  = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_.-]*@[A-Za-z0-9][A-Za-z0-9.-]*:[/~\w]`)
	uuidForm   = regexp.MustCompile(`[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}`)
	homeForm   = regexp.MustCompile(`(?i)(?:home|Users|media|var[\\/]{1,4}mail|spool[\\/]{1,4}mail|crontabs)[\\/]{1,4}([^\s\\/"':;,<>|*?()\[\]{}&#=]+)`)
	tildeForm  = regexp.MustCompile(`~([A-Za-z_][A-Za-z0-9_.-]+)[\\/]`)
	urlForm    = regexp.MustCompile(`[A-Za-z][A-Za-z0-9+.-]{1,20}://(?:([^\s/@"'<>]*)@)?([A-Za-z0-9_][A-Za-z0-9_.-]*)`)
	innerHost  = regexp.MustCompile(`(?i)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*\.(?:localdomain|localnet|local|lan|internal|intranet|corp|home\.arpa|home|private|fritz\.box)`)
	serialForm = regexp.MustCompile(`(?i)(?:serial(?:[ _+-]?(?:number|num|no))?|service[ _+-]?tag|asset[ _+-]?tag|s/n)\.?["']?\s*[:=#]?[\s+]*["']?([a-z0-9][a-z0-9._-]{3,})`)
	byIDForm   = regexp.MustCompile(`/by-(?:id|uuid|partuuid|label|partlabel|path)/([^\s/"',]+)`)
	fsUUIDForm = regexp.MustCompile(`(?i)(?:PART)?UUID=["']?([0-9a-f]{4}-[0-9a-f]{4}|[0-9a-f]{16})`)
	assignForm = regexp.MustCompile(`(?i)(["']?)([a-z_][a-z0-9_.-]*)["']?(\s*[=:]\s*)["']?([^\s"',;&<>(){}\[\]]+)`)
)

// keyForms tell by the key what a value is.
var keyForms = []struct {
	kind string
	form *regexp.Regexp
}{
	{KindSecret, regexp.MustCompile(`(?i)(^|[._-])(password|passwd|passphrase|secret|stable_secret|api_?key|private_?key|access_?key|auth_?token|token|fastopen_key)$`)},
	{KindSerial, regexp.MustCompile(`(?i)(^|[._-])([a-z]*serial(_?(no|num|number))?|machine_?id|host_?id|(hw|host|product|system|part|hardware)_?uuid|boot_?id|bootsession_?uuid|asset_?tag|service_?tag|wwid|wwn)$`)},
	{KindHost, regexp.MustCompile(`(?i)(^|[._-])(host|host_?name|fqdn|node_?name|domain_?name|nis_?domain|search_?domain)$`)},
	{KindUser, regexp.MustCompile(`(?i)(^|[._-])(user|user_?name|login|log_?name|sudo_user|owner|account|real_?name|full_?name|gecos)$`)},
}

// kindOfKey is what a key says of its value, or "".
func kindOfKey(key string) string {
	for _, k := range keyForms {
		if k.form.MatchString(key) {
			return k.kind
		}
	}
	return ""
}

// generic are names that say nothing about who or where someone is, besides
// numbers and single letters.
var generic = set(`root user users admin administrator guest nobody daemon operator system default test tester
	localhost localdomain local localhost.localdomain ip6-localhost localnet loopback none unknown null nil true false yes no any all empty
	public shared common everyone example vagrant docker runner ubuntu debian centos fedora alpine arch freebsd openbsd netbsd darwin linux
	macos mac windows linuxbrew bro zeek brig host hostname server client router gateway desktop laptop computer machine node
	cdrom usb floppy disk data media string addr count bool port subnet table record set vector pattern time interval
	int double enum function event hook opaque file not specified auto required optional proc sys dev run tmp lib usr bin etc
	www www-data http https ftp mail home`)

// prose are keys that also stand before a colon in plain sentences.
var prose = set(`host secret token password passphrase`)

// hardwareBlanks are what firmware says that has no serial number.
var hardwareBlanks = set(`none unknown default not_specified n/a na 0 00000000 123456789 to_be_filled_by_o.e.m. default_string
	system_serial_number not_applicable not_available uninitialized`)

// publicHosts may be named by anyone.
var publicHosts = set(`bro.org www.bro.org zeek.org www.zeek.org docs.zeek.org github.com go.dev golang.org www.w3.org json-schema.org
	opencontainers.org creativecommons.org www.rfc-editor.org datatracker.ietf.org www.iana.org docker.io index.docker.io`)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// pseudonymForm is the form of the names that Scrub puts in.
var pseudonymForm = regexp.MustCompile(`(?i)^(host|user|domain|serial|secret)-[0-9a-f]{10}$`)

// anonymous reports whether a name tells nothing, or is a pseudonym.
func anonymous(name string) bool {
	lower := strings.ToLower(name)
	if generic[lower] || len(name) < 2 || strings.Trim(name, "-0123456789._*%$+~") == "" {
		return true
	}
	for _, label := range strings.Split(strings.TrimSuffix(lower, ".invalid"), ".") {
		if !pseudonymForm.MatchString(label) {
			return false
		}
	}
	return true
}

// text finds everything in a text that is told by its form or by a known name.
// depth bounds what is decoded.
func (s *searcher) text(v string, depth int) []match {
	if len(v) < 3 {
		return nil
	}
	if found, ok := s.cache[v]; ok {
		return found
	}
	var found []match
	s.known(v, &found)
	s.addresses(v, &found)
	s.names(v, &found)
	s.machines(v, &found)
	if depth > 0 {
		s.encoded(v, depth, &found)
	}
	found = apart(found)
	if len(v) <= 256 && len(s.cache) < 1<<16 {
		s.cache[v] = found
	}
	return found
}

// apart sorts matches and leaves out those that overlap an earlier or longer
// one; what stands there as it is goes before what is encoded.
func apart(found []match) []match {
	slices.SortStableFunc(found, func(a, b match) int {
		return cmp.Or(cmp.Compare(len(a.via), len(b.via)), cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end))
	})
	var kept []match
	for _, m := range found {
		if !slices.ContainsFunc(kept, func(k match) bool { return m.start < k.end && k.start < m.end }) {
			kept = append(kept, m)
		}
	}
	slices.SortFunc(kept, func(a, b match) int { return cmp.Compare(a.start, b.start) })
	return kept
}

// add notes a match of the bytes from start to end of v.
func (s *searcher) add(found *[]match, v string, start, end int, kind string) {
	value := v[start:end]
	if end > start && !s.pseudonyms[value] {
		*found = append(*found, match{start: start, end: end, kind: kind, value: value, at: start})
	}
}

// known finds known names as whole words.
func (s *searcher) known(v string, found *[]match) {
	if len(s.dictionary) == 0 {
		return
	}
	lower := asciiLower(v)
	for _, n := range s.dictionary {
		for from := 0; ; {
			i := strings.Index(lower[from:], n.text)
			if i < 0 {
				break
			}
			start := from + i
			end := start + len(n.text)
			if !letterBefore(v, start) && !letterAfter(v, end) {
				if n.kind == KindHost { // of another host in a known domain
					for start > 1 && v[start-1] == '.' && labelByte(v[start-2]) {
						for start--; start > 0 && labelByte(v[start-1]); start-- {
						}
					}
				}
				s.add(found, v, start, end, n.kind)
			}
			from += i + 1
		}
	}
}

func labelByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_'
}

// asciiLower is v in lower case as far as that does not move its bytes.
func asciiLower(v string) string {
	b := []byte(v)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

func letterBefore(v string, i int) bool {
	r, _ := utf8.DecodeLastRuneInString(v[:i])
	return i > 0 && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

func letterAfter(v string, i int) bool {
	r, _ := utf8.DecodeRuneInString(v[i:])
	return i < len(v) && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

func (s *searcher) addresses(v string, found *[]match) {
	if strings.Count(v, ".") >= 3 {
		for _, at := range ipv4Form.FindAllStringIndex(v, -1) {
			if realIPv4(v, at[0], at[1]) {
				s.add(found, v, at[0], at[1], KindIPv4)
			}
		}
		for _, at := range ipv6Arpa.FindAllStringIndex(v, -1) {
			s.add(found, v, at[0], at[1], KindIPv6)
		}
	}
	if strings.Count(v, ":") >= 2 {
		for _, at := range ipv6Form.FindAllStringIndex(v, -1) {
			s.ipv6(v, at[0], at[1], found)
		}
	}
	if strings.Count(v, ":") >= 5 || strings.Count(v, "-") >= 5 {
		for _, at := range macForm.FindAllStringIndex(v, -1) {
			if start, end, ok := realMAC(v, at[0], at[1]); ok {
				s.add(found, v, start, end, KindMAC)
			}
		}
	}
	for _, at := range macDotted.FindAllStringIndex(v, -1) {
		if !letterBefore(v, at[0]) && !letterAfter(v, at[1]) && !dotted(v, at[0], at[1]) {
			s.add(found, v, at[0], at[1], KindMAC)
		}
	}
	for _, at := range macName.FindAllStringSubmatchIndex(v, -1) {
		if !letterAfter(v, at[3]) {
			s.add(found, v, at[2], at[3], KindMAC)
		}
	}
	for _, at := range ipv6Packed.FindAllStringIndex(v, -1) {
		if !letterBefore(v, at[0]) && !letterAfter(v, at[1]) {
			s.add(found, v, at[0], at[1], KindIPv6)
		}
	}
}

// dotted reports whether a dotted number goes on before start or after end.
func dotted(v string, start, end int) bool {
	digit := func(i int) bool { return i >= 0 && i < len(v) && '0' <= v[i] && v[i] <= '9' }
	return start > 0 && v[start-1] == '.' && digit(start-2) || end < len(v) && v[end] == '.' && digit(end+1)
}

// realIPv4 reports whether the dotted number at start is an address of some
// host: no version, no object identifier, no mask.
func realIPv4(v string, start, end int) bool {
	digit := func(i int) bool { return i >= 0 && i < len(v) && '0' <= v[i] && v[i] <= '9' }
	if digit(start-1) || digit(end) || dotted(v, start, end) {
		return false
	}
	if start > 0 && (v[start-1] == 'v' || v[start-1] == 'V') && !letterBefore(v, start-1) {
		return false // a version
	}
	a, ok := parseIPv4(v[start:end])
	if !ok {
		return false
	}
	mask := ^(uint32(a[0])<<24 | uint32(a[1])<<16 | uint32(a[2])<<8 | uint32(a[3]))
	switch {
	case a[0] == 0, a[0] == 127, a[0] >= 224 && a[0] < 240:
		return false
	case mask&(mask+1) == 0 && a[0] >= 128: // ones, then zeros: a netmask, or the broadcast address
		return false
	}
	return true
}

// parseIPv4 reads an address whose dots may be quoted and whose numbers may
// have leading zeros.
func parseIPv4(text string) (a [4]byte, ok bool) {
	text = strings.NewReplacer(`\.`, ".", "[.]", ".").Replace(text)
	parts := strings.Split(text, ".")
	if len(parts) != 4 {
		return a, false
	}
	for i, p := range parts {
		n := 0
		for _, c := range p {
			n = n*10 + int(c-'0')
		}
		if n > 255 || p == "" {
			return a, false
		}
		a[i] = byte(n)
	}
	return a, true
}

// ipv6 finds addresses in a run of hexadecimal digits, colons and dots. A word
// of such digits may stand beside one, so every colon may be its border.
func (s *searcher) ipv6(v string, start, end int, found *[]match) {
	if letterBefore(v, start) && v[start] != ':' {
		if i := strings.IndexByte(v[start:end], ':'); i >= 0 {
			start += i // the word before belongs to the letters
		}
	}
	starts := []int{start}
	for i := start; i < end; i++ {
		if v[i] == ':' {
			starts = append(starts, i+1)
			if i+1 < end && v[i+1] == ':' {
				starts = append(starts, i)
			}
		}
	}
	done := start
	for _, from := range starts {
		if from < done {
			continue
		}
		for to := min(end, from+45); to > from+1; to-- {
			if to < end && v[to] != ':' && v[to] != '.' || to == end && letterAfter(v, end) && v[end-1] != ':' {
				continue
			}
			a, err := netip.ParseAddr(v[from:to])
			if err == nil && a.Is6() && hostIPv6(a) {
				s.add(found, v, from, to, KindIPv6)
				done = to
				break
			}
		}
	}
}

// hostIPv6 reports whether an address may be that of a host: it is global,
// unique local, site-local or link-local, or holds an address of version 4.
// Anything else that parses, such as a::b, is no address that anyone has.
func hostIPv6(a netip.Addr) bool {
	b := a.As16()
	switch {
	case a.Is4In6():
		v4 := a.Unmap()
		return !v4.IsLoopback() && !v4.IsUnspecified()
	case b[0]>>5 == 1, b[0]&0xfe == 0xfc, b[0] == 0xfe && b[1] >= 0x80:
		return true
	case [4]byte(b[:4]) == [4]byte{0, 0x64, 0xff, 0x9b}:
		return true
	}
	return a.IsInterfaceLocalMulticast() || b[0] == 0xff && [11]byte(b[2:13]) == [11]byte{9: 1, 10: 0xff} // of a solicited node
}

// realMAC cuts what a run of pairs has of a word before or after it, and
// reports whether the rest may be a hardware address. A long run is a
// fingerprint.
func realMAC(v string, start, end int) (int, int, bool) {
	if letterBefore(v, start) {
		start += 3
	}
	if letterAfter(v, end) {
		end -= 3
	}
	n := (end - start + 1) / 3
	if n == 7 {
		start += 3 // a word of two letters stood before it
	}
	if n < 6 || n > 8 {
		return 0, 0, false
	}
	digits := strings.NewReplacer(":", "", "-", "").Replace(v[start:end])
	b, err := hex.DecodeString(digits)
	if err != nil || b[0]&1 != 0 || strings.Trim(digits, "0") == "" {
		return 0, 0, false // multicast, broadcast, none
	}
	return start, end, true
}

func (s *searcher) names(v string, found *[]match) {
	if strings.Contains(v, "@") {
		for _, at := range emailForm.FindAllStringIndex(v, -1) {
			if !strings.HasSuffix(v[at[0]:at[1]], ".invalid") && v[at[0]:at[1]] != "git@github.com" {
				s.add(found, v, at[0], at[1], KindEmail)
			}
		}
		for _, at := range loginForm.FindAllStringIndex(v, -1) {
			end := at[1] - 2
			user, host, _ := strings.Cut(v[at[0]:end], "@")
			if !strings.HasSuffix(host, ".invalid") && !(anonymous(user) && anonymous(host)) && user+"@"+host != "git@github.com" {
				s.add(found, v, at[0], end, KindEmail)
			}
		}
	}
	if strings.ContainsAny(v, `/\`) {
		for _, at := range homeForm.FindAllStringSubmatchIndex(v, -1) {
			if !letterBefore(v, at[0]) && !anonymous(strings.TrimRight(v[at[2]:at[3]], ".")) {
				end := at[2] + len(strings.TrimRight(v[at[2]:at[3]], "."))
				start := at[0]
				for start > 0 && strings.IndexByte(`/\`, v[start-1]) >= 0 {
					start--
				}
				*found = append(*found, match{start: start, end: end, kind: KindHome, value: v[start:end], at: at[2]})
			}
		}
		for _, at := range tildeForm.FindAllStringSubmatchIndex(v, -1) {
			if !letterBefore(v, at[0]) && !anonymous(v[at[2]:at[3]]) {
				*found = append(*found, match{start: at[0], end: at[3], kind: KindHome, value: v[at[0]:at[3]], at: at[2]})
			}
		}
		for _, at := range urlForm.FindAllStringSubmatchIndex(v, -1) {
			if at[2] >= 0 && at[3] > at[2] {
				user, password, has := strings.Cut(v[at[2]:at[3]], ":")
				if !anonymous(user) {
					s.add(found, v, at[2], at[2]+len(user), KindUser)
				}
				if has && password != "" && !pseudonymForm.MatchString(password) {
					s.add(found, v, at[3]-len(password), at[3], KindSecret)
				}
			}
			s.host(v, at[4], at[5], found)
		}
	}
	if strings.Contains(v, ".") {
		for _, at := range innerHost.FindAllStringIndex(v, -1) {
			if !wordBefore(v, at[0]) && !wordAfter(v, at[1]) {
				s.host(v, at[0], at[1], found)
			}
		}
	}
	for _, at := range ipv4Name.FindAllStringIndex(v, -1) {
		if !letterBefore(v, at[0]) && !letterAfter(v, at[1]) {
			s.add(found, v, at[0], at[1], KindHost)
		}
	}
}

// wordBefore and wordAfter report whether a dotted name goes on: Site.local is
// no host in x::Site.local_nets.
func wordBefore(v string, i int) bool {
	return letterBefore(v, i) || i > 0 && strings.IndexByte("_:$-.", v[i-1]) >= 0
}

func wordAfter(v string, i int) bool {
	return letterAfter(v, i) || i < len(v) && (v[i] == '_' || v[i] == '-' || v[i] == '.' && letterAfter(v, i+1))
}

// host notes a host's name, unless it is generic, public, a number or no name at
// all.
func (s *searcher) host(v string, start, end int, found *[]match) {
	name := strings.TrimRight(v[start:end], ".")
	first, _, _ := strings.Cut(name, ".")
	if anonymous(name) || publicHosts[strings.ToLower(name)] || anonymous(first) && strings.HasSuffix(name, ".localdomain") {
		return
	}
	if _, err := netip.ParseAddr(name); err == nil {
		return // found as such
	}
	s.add(found, v, start, start+len(name), KindHost)
}

// machines finds what identifies hardware, and values after a telling key.
func (s *searcher) machines(v string, found *[]match) {
	if strings.Count(v, "-") >= 4 {
		for _, at := range uuidForm.FindAllStringIndex(v, -1) {
			id := strings.ToLower(v[at[0]:at[1]])
			if !letterBefore(v, at[0]) && !letterAfter(v, at[1]) && !s.references[id] && strings.Trim(id, "0-") != "" {
				s.add(found, v, at[0], at[1], KindUUID)
			}
		}
	}
	for _, form := range []*regexp.Regexp{serialForm, byIDForm, fsUUIDForm} {
		for _, at := range form.FindAllStringSubmatchIndex(v, -1) {
			value := strings.TrimRight(v[at[2]:at[3]], ".")
			if form == serialForm && (letterBefore(v, at[0]) || !strings.ContainsAny(value, "0123456789")) ||
				blank(value) || pseudonymForm.MatchString(value) {
				continue
			}
			s.add(found, v, at[2], at[2]+len(value), KindSerial)
		}
	}
	if !strings.ContainsAny(v, "=:") {
		return
	}
	for _, at := range assignForm.FindAllStringSubmatchIndex(v, -1) {
		quoted, assign := at[3] > at[2], strings.Contains(v[at[6]:at[7]], "=")
		key := v[at[4]:at[5]]
		kind := kindOfKey(key)
		switch {
		case kind == "", !quoted && !assign && (kind == KindUser || prose[strings.ToLower(key)]):
			continue
		case !quoted && (at[4] > 0 && v[at[4]-1] == '$' || strings.Contains(v[at[8]:at[9]], "$") || at[9] < len(v) && strings.IndexByte("([", v[at[9]]) >= 0):
			continue // code: $host=c$id$orig_h, host = fmt(...)
		case kind == KindSerial && !strings.ContainsAny(v[at[8]:at[9]], "0123456789"):
			continue
		}
		s.keyed(v, at[8], at[9], kind, found)
	}
}

func blank(value string) bool {
	lower := strings.ReplaceAll(strings.ToLower(strings.TrimSpace(value)), " ", "_")
	return hardwareBlanks[lower] || strings.Trim(lower, "0-_. ") == ""
}

// keyed notes a value that its key says is of a kind.
func (s *searcher) keyed(v string, start, end int, kind string, found *[]match) {
	value := v[start:end]
	for value != "" && (value[0] == ' ' || value[0] == '\t') {
		start, value = start+1, value[1:]
	}
	value = strings.TrimRight(value, " \t\r\n.")
	switch {
	case value == "" || value[0] == '(' || pseudonymForm.MatchString(value):
	case kind == KindSerial && (len(value) < 4 || blank(value) || strings.IndexByte(value, '/') >= 0):
	case kind == KindUser && (anonymous(value) || strings.ContainsAny(value, "/:") || len(value) > 64):
	case kind == KindHost:
		if !strings.ContainsAny(value, "/: \\") {
			s.host(v, start, start+len(value), found)
		}
	case kind == KindSecret && (len(value) < 4 || generic[strings.ToLower(value)]):
	default:
		s.add(found, v, start, start+len(value), kind)
	}
}
