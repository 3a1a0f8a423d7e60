package analyzer

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"brig/bro/files"
	"brig/bro/packet"
)

// smbNames are the events of the tests' conversations.
var smbNames = strings.Fields(`smb1_message smb1_error smb1_negotiate_request smb1_negotiate_response smb1_session_setup_andx_request
	smb1_session_setup_andx_response smb1_logoff_andx smb1_tree_connect_andx_request smb1_tree_connect_andx_response smb1_tree_disconnect
	smb1_nt_create_andx_request smb1_nt_create_andx_response smb1_close_request smb1_close_response smb1_read_andx_request smb1_write_andx_request
	smb2_message smb2_transform_header smb2_negotiate_request smb2_negotiate_response smb2_session_setup_request smb2_session_setup_response
	smb2_logoff_request smb2_logoff_response smb2_tree_connect_request smb2_tree_connect_response smb2_tree_disconnect_request
	smb2_tree_disconnect_response smb2_create_request smb2_create_response smb2_close_request smb2_close_response smb2_read_request
	smb2_write_request smb2_write_response smb2_file_rename smb2_file_delete smb2_file_sattr`)

func (r *record) smb(ev *Events) {
	ev.SMB, ev.NTLM = map[string]func(*packet.Conn, ...any){}, map[string]func(*packet.Conn, ...any){}
	for _, name := range []string{"gssapi_neg_result", "ntlm_negotiate", "ntlm_challenge", "ntlm_authenticate"} {
		ev.NTLM[name] = func(_ *packet.Conn, args ...any) { r.say("%s %v", name, args) }
	}
	for _, name := range smbNames {
		short := name[len("smb1_"):]
		ev.SMB[name] = func(_ *packet.Conn, args ...any) {
			if short == "message" {
				h := args[0].(Record)
				for _, f := range h {
					if f.Name == "command" {
						r.say("%s %v %v", name[:4], f.Value, args[1])
					}
				}
				return
			}
			if len(args) > 1 {
				args = args[1:] // the header
			}
			r.say("%s %v", short, args)
		}
	}
}

// smbTalk runs messages with their NetBIOS headers through a connection.
func smbTalk(t testing.TB, port uint16, piece int, turns ...turn) []string {
	for i := range turns {
		turns[i].data = string(binary.BigEndian.AppendUint32(nil, uint32(len(turns[i].data)))) + turns[i].data
	}
	return smbStream(t, port, piece, turns...)
}

func smbStream(t testing.TB, port uint16, piece int, turns ...turn) []string {
	r := &record{}
	ev := r.events()
	r.smb(ev)
	s := NewSession(ev)
	s.RegisterWellKnownPorts()
	feed(s, talk(t, port, piece, turns))
	return r.lines
}

func wide(s string) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return string(b)
}

// le is its numbers in little endian, with their sizes in bytes: 1, 2, 4 or 8.
func le(sizes string, numbers ...uint64) string {
	var b []byte
	for i, n := range numbers {
		b = append(b, binary.LittleEndian.AppendUint64(nil, n)[:sizes[i]-'0']...)
	}
	return string(b)
}

// two is a command of version 2 with message number mid in tree 9.
func two(command, status, flags, mid uint64, body string) string {
	return "\xfeSMB" + le("22422", 64, 1, status, command, 1) + le("448448", flags, 0, mid, 0xfeff, 9, 0x55) + strings.Repeat("s", 16) + body
}

func zeros(n int) string { return strings.Repeat("\x00", n) }

func TestSMB2(t *testing.T) {
	const year2020 = 132223104000000000 // 2020-01-01 in tenths of microseconds since 1601
	name := wide("dir\\ä.txt")
	create := le("211488444", 57, 0, 0, 2, 0, 0, 0, 0, 1) + le("44", 1, 0x40) + le("2244", 64+56, uint64(len(name)), 0, 0) + name
	id := le("88", 3, 4)
	times := le("8888", year2020, year2020, year2020, year2020)
	rename := wide("b.txt")
	setInfo := func(class uint64, buffer string) string {
		return le("2114224", 33, 1, class, uint64(len(buffer)), 64+32, 0, 0) + id + buffer
	}
	turns := []turn{
		{true, two(0, 0, 0, 0, le("22224", 36, 2, 1, 0, 0)+strings.Repeat("g", 16)+zeros(8)+le("22", 0x202, 0x311))},
		{false, two(0, 0, 1, 0, le("2222", 65, 1, 0x311, 0)+le("88", 7, 8)+le("4444", 0, 0, 0, 0)+le("88", year2020, 0)+zeros(8))},
		{true, two(1, 0, 0, 1, le("211", 25, 0, 1)+zeros(20))},
		{false, two(1, 0xc0000016, 1, 1, le("22", 9, 2)+zeros(4))},
		{true, two(3, 0, 0, 2, le("2222", 9, 0, 72, uint64(len(wide(`\\srv\x`))))+wide(`\\srv\x`))},
		{false, two(3, 0, 1, 2, le("211444", 16, 1, 0, 0, 0, 0))},
		{true, two(5, 0, 0, 3, create)},
		{false, two(5, 0, 1, 3, le("2114", 89, 0, 0, 1)+times+le("8844", 4096, 1000, 0x20, 0)+id+zeros(8))},
		{true, two(8, 0, 0, 4, le("21148", 49, 0, 0, 500, 10)+id+zeros(17))},
		{true, two(9, 0, 0, 5, le("2248", 49, 112, 4, 10)+id+zeros(16)+"data")},
		{false, two(9, 0, 1, 5, le("22448", 17, 0, 4, 0, 0))},
		{true, two(17, 0, 0, 6, setInfo(10, zeros(16)+le("4", uint64(len(rename)))+rename))},
		{true, two(17, 0, 0, 7, setInfo(13, "\x01"))},
		{true, two(6, 0, 0, 8, le("224", 24, 0, 0)+id)},
		{false, two(6, 0, 1, 8, le("224", 60, 0, 0)+times+le("884", 4096, 1000, 0x20))},
		{true, two(4, 0, 0, 9, le("22", 4, 0))},
		{false, two(5, 0xc0000034, 1, 10, le("2112", 9, 0, 0, 0)+zeros(4))},
		{true, two(2, 0, 0, 11, le("22", 4, 0))},
	}
	const macs = "[{modified 1.5778368e+09} {modified_raw 132223104000000000} {accessed 1.5778368e+09} {accessed_raw 132223104000000000} " +
		"{created 1.5778368e+09} {created_raw 132223104000000000} {changed 1.5778368e+09} {changed_raw 132223104000000000}]"
	const archived = "[{read_only false} {hidden false} {system false} {directory false} {archive true} {normal false} {temporary false} {sparse_file false} " +
		"{reparse_point false} {compressed false} {offline false} {not_content_indexed false} {encrypted false} {integrity_stream false} {no_scrub_data false}]"
	const file = "[{persistent 3} {volatile 4}]"
	want := []string{
		"smb2 0 true", "negotiate_request [[514 785]]",
		"smb2 0 false",
		"negotiate_response [[{dialect_revision 785} {security_mode 1} {server_guid [{persistent 7} {volatile 8}]} {system_time 1.5778368e+09}" +
			" {server_start_time 0} {negotiate_context_count 0} {negotiate_context_values []}]]",
		"smb2 1 true", "session_setup_request [[{security_mode 1}]]",
		"smb2 1 false", "session_setup_response [[{flags [{guest false} {anonymous true} {encrypt false}]}]]",
		"smb2 3 true", `tree_connect_request [\\srv\x]`,
		"confirm SMB", "smb2 3 false", "tree_connect_response [[{share_type 1}]]",
		"smb2 5 true", "create_request [[{filename dir\\ä.txt} {disposition 1} {create_options 64}]]",
		"smb2 5 false", "create_response [[{file_id " + file + "} {size 1000} {times " + macs + "} {attrs " + archived + "} {create_action 1}]]",
		"smb2 8 true", "read_request [" + file + " 10 500]",
		"smb2 9 true", "write_request [" + file + " 10 4]",
		"smb2 9 false", "write_response [4]",
		"smb2 17 true", "file_rename [" + file + " b.txt]",
		"smb2 17 true", "file_delete [" + file + " true]",
		"smb2 6 true", "close_request [" + file + "]",
		"smb2 6 false", "close_response [[{alloc_size 4096} {eof 1000} {times " + macs + "} {attrs " + archived + "}]]",
		"smb2 4 true", "tree_disconnect_request",
		"smb2 5 false",
		"smb2 2 true", "logoff_request",
	}
	for _, piece := range []int{0, 1, 100} {
		got := smbTalk(t, 445, piece, slices.Clone(turns)...)
		for i, l := range got { // events with nothing but the header
			if strings.Contains(l, "credit_charge") {
				got[i], _, _ = strings.Cut(l, " ")
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("pieces of %d (-want +got):\n%s", piece, diff)
		}
	}
}

// one is a message of version 1, in UTF-16, of the command with words and bytes.
func one(command, status, flags uint64, words, data string) string {
	return "\xffSMB" + le("14122", command, status, flags, smb1Unicode, 0) + zeros(10) + le("2222", 5, 6, 7, 8) +
		string(rune(len(words)/2)) + words + le("2", uint64(len(data))) + data
}

func TestSMB1(t *testing.T) {
	andx := func(rest string) string { return "\xff\x00\x00\x00" + rest }
	negotiated := le("21224444821", 0, 3, 50, 1, 16644, 65536, 9, 0x80000014, 0, 0, 0)
	turns := []turn{
		{true, one(0x72, 0, 0, "", "\x02PC\x00\x02NT LM 0.12\x00")},
		{false, one(0x72, 0, 0x80, negotiated, strings.Repeat("g", 16)+"blob")},
		{true, one(0x73, 0, 0, andx(le("22242"+"44", 100, 2, 1, 0, 4, 0, 0x14)), "blob"+"\x00"+wide("OS\x00LM\x00"))},
		{false, one(0x73, 0xc0000016, 0x80, andx(le("22", 1, 4)), "blob"+"\x00"+wide("Srv\x00SLM\x00"))},
		{true, one(0x75, 0, 0, andx(le("22", 0, 1)), "\x00"+wide("\\\\s\\IPC$\x00")+"?????\x00")},
		{false, one(0x75, 0, 0x80, andx(le("2", 1)), "IPC\x00"+"\x00"+wide("FS\x00"))},
		{true, one(0xa2, 0, 0, andx(zeros(44)), "\x00"+wide("srvsvc\x00"))},
		{false, one(0xa2, 0, 0x80, andx(le("124", 0, 77, 1)+le("8888", 0, 0, 0, 0)+le("48822", 0, 0, 55, 2, 0)+"\x00"), "")},
		{true, one(0x2e, 0, 0, andx(le("242", 77, 3, 100)+zeros(8)), "")},
		{true, one(0x2f, 0, 0, andx(le("24422222", 77, 3, 0, 0, 0, 1, 2, 0)), "")},
		{true, one(0x04, 0, 0, le("24", 77, 0), "")},
		{false, one(0x04, 0xc0000008, 0x80, "", "")},
		{true, one(0x71, 0, 0, "", "")},
	}
	var got []string
	for _, l := range smbTalk(t, 139, 0, turns...) {
		if strings.HasPrefix(l, "negotiate_response") {
			l = l[:len("negotiate_response [[{ntlm [{word_count 17} {dialect_index 0}")]
		}
		if strings.HasPrefix(l, "close_response") {
			l = "close_response"
		}
		got = append(got, l)
	}
	const notime = "[{modified 0} {modified_raw 0} {accessed 0} {accessed_raw 0} {created 0} {created_raw 0} {changed 0} {changed_raw 0}]"
	want := []string{
		"smb1 114 true", "negotiate_request [[PC NT LM 0.12]]",
		"confirm SMB", "smb1 114 false", "negotiate_response [[{ntlm [{word_count 17} {dialect_index 0}",
		"smb1 115 true", "session_setup_andx_request [[{word_count 12} {max_buffer_size 100} {max_mpx_count 2} {vc_number 1} {session_key 0}" +
			" {capabilities [{unicode true} {large_files false} {nt_smbs true} {status32 false} {level_2_oplocks false} {nt_find false}]}" +
			" {security_blob blob} {native_os OS} {native_lanman LM}]]",
		"smb1 115 false", "error [false]", "session_setup_andx_response [[{word_count 4} {is_guest true} {security_blob blob} {native_os Srv} {native_lanman SLM}]]",
		"smb1 117 true", `tree_connect_andx_request [\\s\IPC$ ?????]`,
		"smb1 117 false", "tree_connect_andx_response [IPC FS]",
		"smb1 162 true", "nt_create_andx_request [srvsvc]",
		"smb1 162 false", "nt_create_andx_response [77 55 " + notime + "]",
		"smb1 46 true", "read_andx_request [77 3 100]",
		"smb1 47 true", "write_andx_request [77 3 65538]",
		"smb1 4 true", "close_request [77]",
		"smb1 4 false", "error [false]",
		"smb1 113 true", "tree_disconnect [true]",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSMBHostile(t *testing.T) {
	echo := two(13, 0, 0, 1, "")
	chain := []byte(strings.Repeat(echo, MaxSMBChain+10))
	for i := range MaxSMBChain + 9 {
		binary.LittleEndian.PutUint32(chain[i*len(echo)+20:], uint32(len(echo)))
	}
	loop := []byte(one(0x2e, 0, 0, "\x2e\x00\x20\x00"+zeros(20), ""))
	for _, test := range []struct{ name, message, want string }{
		{"no SMB", "GET / HTTP/1.1\r\n", "violate SMB: no SMB message"},
		{"a version of its own", "\xf0SMB" + zeros(60), "violate SMB: unknown version of SMB"},
		{"half a header", two(0, 0, 0, 0, "")[:50], "violate SMB: truncated SMB message"},
		{"half a command", two(6, 0, 0, 0, le("224", 24, 0, 0)), "violate SMB: truncated SMB message"},
		{"a name beyond the end", two(3, 0, 0, 0, le("2222", 9, 0, 72, 500)), "violate SMB: truncated SMB message"},
		{"a chain without end", string(chain), "weird smb_too_many_commands"},
		{"a chain that stays", string(loop), "weird smb_andx_offset_not_advancing"},
		{"a next command in the header", func() string { b := []byte(echo); b[20] = 8; return string(b) }(), "violate SMB: bad offset of the next SMB command"},
	} {
		if got := smbTalk(t, 445, 0, turn{true, test.message}); !slices.Contains(got, test.want) {
			t.Errorf("%s: no %q in\n%s", test.name, test.want, strings.Join(got, "\n"))
		}
	}
	if got := smbStream(t, 445, 0, turn{true, "\x77\x00\x00\x00"}); !slices.Contains(got, "violate SMB: unknown type of NetBIOS packet") {
		t.Errorf("a packet of another type: %q", got)
	}
}

// A long write is passed over, and the message behind it is found again.
func TestSMBSkipsContents(t *testing.T) {
	write := two(9, 0, 0, 5, le("2248", 49, 112, 100000, 0)+le("88", 3, 4)+zeros(16)+strings.Repeat("d", 100000))
	turns := []turn{{true, write}, {true, two(13, 0, 0, 6, "")}}
	want := []string{"smb2 9 true", "write_request [[{persistent 3} {volatile 4}] 0 100000]", "smb2 13 true"}
	const gap = "gap true 56001+1400"
	if diff := cmp.Diff(want, smbTalk(t, 445, 1400, slices.Clone(turns)...)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for i := range turns {
		turns[i].data = string(binary.BigEndian.AppendUint32(nil, uint32(len(turns[i].data)))) + turns[i].data
	}
	r := &record{}
	ev := r.events()
	r.smb(ev)
	s := NewSession(ev)
	s.RegisterWellKnownPorts()
	feed(s, talk(t, 445, 1400, turns, 40)) // within the contents
	if diff := cmp.Diff(append([]string{gap}, want...), r.lines); diff != "" {
		t.Errorf("with a gap (-want +got):\n%s", diff)
	}
}

// What is longer than the part of a message that is kept goes to its file too, but for
// what the capture lacks.
func TestSMBContents(t *testing.T) {
	const size = MaxSMBKept + 100000
	id := le("88", 3, 4)
	turns := []turn{
		{true, two(9, 0, 0, 5, le("2248", 49, 112, size, 0)+id+zeros(16)+strings.Repeat("d", size))},
		{true, two(9, 0, 0, 6, le("2248", 49, 112, 4, size)+id+zeros(16)+"tail")},
		{true, two(6, 0, 0, 7, le("224", 24, 0, 0)+id)},
	}
	for i := range turns {
		turns[i].data = string(binary.BigEndian.AppendUint32(nil, uint32(len(turns[i].data)))) + turns[i].data
	}
	for _, lost := range [][]int{nil, {MaxSMBKept/1400 + 20}} {
		s := NewSession((&record{}).events())
		s.RegisterWellKnownPorts()
		s.Files.Handle = func(string, *packet.Conn, bool) string { return "one file" }
		var got []string
		s.Files.FileStateRemove = func(f *files.File) {
			got = append(got, fmt.Sprint(f.Source, f.IsOrig, f.Seen, f.Missing))
		}
		feed(s, talk(t, 445, 1400, slices.Clone(turns), lost...))
		missing := 1400 * len(lost)
		want := []string{fmt.Sprint("SMB", true, size+4-missing, missing)}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("without %v (-want +got):\n%s", lost, diff)
		}
	}
}

func TestSMBDetect(t *testing.T) {
	got := smbTalk(t, 4444, 0, turn{true, two(13, 0, 0, 1, "")}, turn{false, two(13, 0, 1, 1, "")})
	if !slices.Contains(got, "confirm SMB") {
		t.Errorf("at another port: %q", got)
	}
}

// ntlm is a message of NTLM without fields but one, name, of which there are before others.
func ntlm(kind uint64, before int, head, name, rest string) string {
	at := uint64(len(ntlmSignature) + 4 + len(head) + 8*(before+1) + len(rest))
	return string(ntlmSignature) + le("4", kind) + head + zeros(8*before) + le("224", uint64(len(name)), 0, at) + rest + name
}

func TestSMBLogin(t *testing.T) {
	setup := func(status, flags uint64, blob string) string {
		return two(1, status, flags, 1, le("222", 9, 0, 72)+le("2", uint64(len(blob)))+blob)
	}
	state := func(n byte) string {
		return der(spnegoAnswer, derSeq(derPart(0, string([]byte{10, 1, n}))))
	}
	info := le("22", 3, 6) + wide("srv") + le("22", 0, 0)
	turns := []turn{
		{true, setup(0, 0, ntlm(1, 1, le("4", ntlmOEMDomain), "", ""))},
		{false, setup(statusMoreProcessing, 1, state(1)+ntlm(2, 0, zeros(8)+le("4", ntlmHasTargetInfo|ntlmUnicode)+zeros(16), info, ""))},
		{true, setup(0, 0, ntlm(3, 3, "", wide("ann"), zeros(8)+zeros(8)+le("4", ntlmUnicode)))},
		{false, setup(0, 1, state(0))},
		{true, setup(0, 0, ntlm(3, 3, "", wide("ann"), zeros(8)+zeros(8)+le("4", ntlmUnicode))[:66])}, // points beyond its end
	}
	var got []string
	for _, l := range smbTalk(t, 445, 0, turns...) {
		if i := strings.Index(l, " [[{flags ["); i >= 0 {
			l = l[:i] + l[strings.Index(l, "]} ")+2:]
		}
		if strings.HasPrefix(l, "ntlm") || strings.HasPrefix(l, "gssapi") || strings.HasPrefix(l, "violate") {
			got = append(got, l)
		}
	}
	want := []string{
		"ntlm_negotiate {domain_name }]]",
		"gssapi_neg_result [1]", "ntlm_challenge {target_info [{dns_computer_name srv}]}]]",
		"ntlm_authenticate {user_name ann}]]",
		"gssapi_neg_result [0]",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func FuzzSMB(f *testing.F) {
	f.Add([]byte(two(1, 0, 0, 1, zeros(24)+ntlm(3, 3, "", wide("ann"), zeros(8)+zeros(8)+le("4", ntlmUnicode)))),
		[]byte(two(1, 0, 1, 1, zeros(8)+der(spnegoAnswer, derSeq(derPart(0, "\x0a\x01\x00")))+ntlm(2, 0, zeros(8)+le("4", ntlmHasTargetInfo)+zeros(16), le("22", 0, 0), ""))), 50)
	f.Add([]byte(two(3, 0, 0, 2, le("2222", 9, 0, 72, 14)+wide(`\\srv\x`))), []byte(two(3, 0, 1, 2, le("211444", 16, 1, 0, 0, 0, 0))), 7)
	f.Add([]byte(two(17, 0, 0, 6, le("2114224", 33, 1, 10, 30, 96, 0, 0)+le("88", 3, 4)+zeros(16)+le("4", 10)+wide("b.txt"))),
		[]byte(two(5, 0, 1, 3, le("2114", 89, 0, 0, 1)+zeros(32)+le("8844", 4096, 1000, 0x20, 0)+le("88", 3, 4))), 1)
	f.Add([]byte(one(0x73, 0, 0, "\xff\x00\x00\x00"+le("2224244", 100, 2, 1, 0, 4, 0, 0x14), "blob\x00"+wide("OS\x00LM\x00"))),
		[]byte(one(0x72, 0, 0x80, le("21224444821", 0, 3, 50, 1, 16644, 65536, 9, 0x80000014, 0, 0, 0), strings.Repeat("g", 16)+"blob")), 100)
	f.Fuzz(func(t *testing.T, ask, answer []byte, piece int) {
		piece = max(piece, 1)
		r := &record{}
		ev := r.events()
		r.smb(ev)
		a := &smbAnalyzer{base: base{NewSession(ev), ev, &packet.Conn{}, &instance{proto: smbProtocol()}}}
		for i, data := range [][]byte{ask, answer} {
			if len(data) > 1<<20 {
				return
			}
			data = append(binary.BigEndian.AppendUint32(nil, uint32(len(data))), data...)
			for len(data) > 0 {
				n := min(piece, len(data))
				a.stream(i == 0, data[:n])
				data = data[n:]
				if k := len(a.sides[side(i == 0)].kept); k > MaxSMBKept+netbiosHeader {
					t.Fatal(fmt.Sprint(k, " bytes kept"))
				}
			}
		}
	})
}
