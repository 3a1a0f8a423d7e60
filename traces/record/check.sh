#!/bin/bash
# check.sh [FILE] looks at a capture with tshark (an independent decoder), shows
# how many packets and connections each kind of traffic has, and fails when a
# kind that the capture promises is missing, a checksum is wrong, or a name of
# the machine it was recorded on is in it. The table is the one in README.md.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
file=$(realpath -- "${1:-$here/site.pcap.zst}")
export LC_ALL=C.UTF-8 TZ=UTC
for p in tshark capinfos zstd strings awk; do
	command -v $p >/dev/null || { echo "check: $p is missing (packages tshark, zstd, binutils)" >&2; exit 1; }
done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cap=$dir/site.pcap
zstd -dqf "$file" -o "$cap"
bad=0
wrong() { echo "check: $*" >&2; bad=1; }

# kind | least packets | tshark display filter (without commas)
kinds='all packets | 20000 | frame
IPv4 | 5000 | ip
IPv6 | 2000 | ipv6
IPv4 fragment | 4 | ip.flags.mf == 1
IPv6 fragment | 4 | ipv6.fraghdr
ARP | 4 | arp
HTTP/1.1 request | 1000 | http.request.version == "HTTP/1.1"
HTTP/1.0 request | 4 | http.request.version == "HTTP/1.0"
HTTP kept-alive second request | 500 | http.request_number >= 2
HTTP HEAD | 4 | http.request.method == "HEAD"
HTTP POST | 20 | http.request.method == "POST"
HTTP PUT | 20 | http.request.method == "PUT"
HTTP DELETE | 10 | http.request.method == "DELETE"
HTTP chunked reply | 50 | http.response && http.transfer_encoding
HTTP chunked request | 1 | http.request && http.transfer_encoding
HTTP gzip reply | 100 | http.content_encoding == "gzip"
HTTP 100 | 4 | http.response.code == 100
HTTP 206 | 4 | http.response.code == 206
HTTP 301 | 4 | http.response.code == 301
HTTP 302 | 4 | http.response.code == 302
HTTP 304 | 4 | http.response.code == 304
HTTP 400 | 4 | http.response.code == 400
HTTP 401 | 4 | http.response.code == 401
HTTP 403 | 4 | http.response.code == 403
HTTP 404 | 4 | http.response.code == 404
HTTP 500 | 4 | http.response.code == 500
HTTP 502 | 4 | http.response.code == 502
HTTP 503 | 4 | http.response.code == 503
HTTP pipelined requests | 4 | tcp.dstport == 80 && http.user_agent contains "pipeline"
TLS 1.2 server hello | 50 | tls.handshake.type == 2 && tls.handshake.version == 0x0303 && !tls.handshake.extensions.supported_version
TLS 1.3 server hello | 50 | tls.handshake.type == 2 && tls.handshake.extensions.supported_version == 0x0304
TLS alert in the clear | 4 | tls.alert_message.desc
DNS over UDP | 1000 | dns && udp && !icmp && !icmpv6
DNS over TCP | 50 | dns && tcp
DNS A reply | 100 | dns.a
DNS AAAA reply | 100 | dns.aaaa
DNS PTR reply | 10 | dns.ptr.domain_name
DNS MX reply | 10 | dns.mx.mail_exchange
DNS TXT reply | 10 | dns.txt
DNS CNAME reply | 10 | dns.cname
DNS SOA reply | 10 | dns.soa.mname
DNS SRV reply | 4 | dns.srv.name
DNS NXDOMAIN | 10 | dns.flags.rcode == 3 && !icmp
DNS REFUSED | 4 | dns.flags.rcode == 5 && !icmp
DNS truncated | 4 | dns.flags.truncated == 1 && dns.flags.response == 1
DNS zone transfer | 4 | dns.qry.type == 252
SSH | 500 | ssh
FTP | 500 | ftp
FTP passive | 10 | ftp.request.command == "PASV"
FTP passive (extended) | 10 | ftp.request.command == "EPSV"
FTP active | 10 | ftp.request.command == "PORT"
FTP active (extended) | 10 | ftp.request.command == "EPRT"
FTP data | 100 | ftp-data
FTP refused login | 4 | ftp.response.code == 530
SMTP | 200 | smtp
SMTP message taken | 20 | smtp.response.code == 250 && smtp.rsp.parameter contains "OK id="
SMTP refused | 4 | smtp.response.code == 550
SMTP STARTTLS | 4 | smtp.req.command == "STAR"
NTP over IPv4 | 10 | ntp && udp && ip && !icmp
NTP over IPv6 | 10 | ntp && udp && ipv6 && !icmpv6
ping | 50 | icmp.type == 8
ping over IPv6 | 20 | icmpv6.type == 128
ICMP port unreachable | 4 | icmp.type == 3 && icmp.code == 3
ICMP host unreachable | 4 | icmp.type == 3 && icmp.code == 1
ICMP prohibited | 4 | icmp.type == 3 && icmp.code == 13
ICMP fragmentation needed | 2 | icmp.type == 3 && icmp.code == 4
ICMP time exceeded | 10 | icmp.type == 11
ICMPv6 unreachable | 4 | icmpv6.type == 1
ICMPv6 packet too big | 2 | icmpv6.type == 2
ICMPv6 time exceeded | 4 | icmpv6.type == 3
IPv6 neighbour discovery | 10 | icmpv6.type == 135 || icmpv6.type == 136
scan: SYN | 500 | ip.src == 192.168.20.15 && tcp.flags == 0x002
scan: Xmas | 2 | tcp.flags == 0x029
scan: null | 2 | tcp.flags == 0x000
refused connection | 200 | tcp.flags.reset == 1 && tcp.flags.ack == 1 && tcp.seq == 1 && tcp.ack == 1 && tcp.len == 0
reset in the middle | 20 | tcp.flags.reset == 1 && tcp.seq > 1
half-open: unanswered SYN-ACK again | 4 | tcp.flags == 0x012 && tcp.analysis.retransmission && tcp.srcport == 7777
timed out: SYN again | 10 | tcp.flags.syn == 1 && tcp.flags.ack == 0 && tcp.analysis.retransmission
timed out: data never acknowledged | 4 | tcp.port == 7778 && tcp.analysis.retransmission
zero window | 2 | tcp.analysis.zero_window
urgent data | 2 | tcp.flags.urg == 1 && tcp.len > 0
lost: retransmission | 50 | tcp.analysis.retransmission
lost: gap seen | 20 | tcp.analysis.lost_segment
reordered | 20 | tcp.analysis.out_of_order
acknowledged again | 20 | tcp.analysis.duplicate_ack'

filters=$(sed 's/^[^|]*|[^|]*| //' <<<"$kinds" | paste -sd ,)
tshark -r "$cap" -q -z "io,stat,0,$filters" >"$dir/stat" 2>"$dir/err" || { cat "$dir/err" >&2; exit 1; }
grep -E '^\|.*<>' "$dir/stat" | tr -s '| ' '\n' | sed '1,/<>/d' | sed 1d >"$dir/numbers" # frames and bytes in turn

printf '| traffic | packets |\n|---|---:|\n'
n=0
while IFS='|' read -r kind least _; do
	kind=$(sed 's/ *$//' <<<"$kind")
	count=$(sed -n "$((2 * n + 1))p" "$dir/numbers")
	printf '| %s | %s |\n' "$kind" "$count"
	((${count:-0} >= least)) || wrong "$kind: $count packets, wanted at least $((least))"
	n=$((n + 1))
done <<<"$kinds"

# A connection is a TCP or UDP pair of addresses and ports, named by the port its first packet went to.
printf '\n| service | packets | connections |\n|---|---:|---:|\n'
tshark -r "$cap" -Y '(tcp || udp) && !icmp && !icmpv6' -T fields -e tcp.stream -e udp.stream -e tcp.srcport -e tcp.dstport -e udp.srcport -e udp.dstport \
	-e ftp-data.setup-method 2>"$dir/err" | awk -F '\t' '
	BEGIN { split("21 FTP,22 SSH,25 SMTP,53 DNS,80 HTTP,8080 HTTP,443 TLS,113 ident,123 NTP", a, ",")
		for (i in a) { split(a[i], b, " "); name[b[1]] = b[2] } }
	{ p = $1 != "" ? "TCP" : "UDP"; id = p ($1 != "" ? $1 : $2); src = $3 $5; dst = $4 $6
	  if (!(id in kind)) {
		k = dst in name ? name[dst] : src == 20 || (dst >= 40000 && dst <= 40999 && p == "TCP") ? "FTP data" : "other"
		kind[id] = k " over " p; conns[kind[id]]++; total++ }
	  packets[kind[id]]++; all++ }
	END { for (k in packets) printf "| %s | %d | %d |\n", k, packets[k], conns[k]
	      printf "| ~all TCP and UDP | %d | %d |\n", all, total }' | sort | sed 's/~//' | tee "$dir/services"
total=$(awk -F '|' '/all TCP/ { print $4 + 0 }' "$dir/services")
((total >= 500)) || wrong "$total connections, wanted at least 500"
printf '\n'
capinfos -cuaezsE "$cap" | sed 1d

# Linux writes a TCP checksum of zero as 0xffff, which is as right as 0x0000 to a receiver; tshark dislikes it.
sums=$(tshark -r "$cap" -o ip.check_checksum:TRUE -o tcp.check_checksum:TRUE -o udp.check_checksum:TRUE \
	-Y 'ip.checksum.status == 0 || (tcp.checksum.status == 0 && tcp.checksum != 0xffff) || udp.checksum.status == 0 || icmp.checksum.status == 0 || icmpv6.checksum.status == 0' 2>"$dir/err" | wc -l)
((sums == 0)) || wrong "$sums packets have a wrong checksum"
if strings -n 6 "$cap" | grep -wF -e "$(hostname)" -e brigrec -e /tmp/ -e "$here" -e /root >"$dir/names"; then
	wrong "names of this machine are in the capture: $(head -n 3 "$dir/names")"
fi
((bad == 0)) && echo "every kind is there, checksums are right, no name of this machine is in it"
exit $bad
