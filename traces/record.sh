#!/bin/bash
# record.sh records traces/site.pcap.zst: real clients and servers of a small
# made-up site talk over real TCP/IP stacks in network namespaces, and tcpdump
# listens in the middle.
#
#   traces/record.sh [--install] [FILE]
#
# It wants Debian 12 and root, leaves the machine's own network alone, and
# removes everything it made, whichever way it ends. Without --install it only
# says which packages are missing. FILE is where the capture goes, by default
# site.pcap.zst beside this script.
#
#   ann ben cleo dan mallory ---+
#                               +-- bridge [tcpdump] - gate ----- site
#   finn --- wire (bad link) ---+        (gate: router)   (all servers)
set -euo pipefail
shopt -s inherit_errexit
cd "$(dirname "${BASH_SOURCE[0]}")"
here=$PWD
export LC_ALL=C.UTF-8 TZ=UTC
umask 022

packages=(bind9 bind9-dnsutils chrony curl ethtool exim4-daemon-light iproute2
	iputils-ping lftp libio-socket-inet6-perl libio-socket-ssl-perl libnet-ssleay-perl nginx-core nmap
	openssh-client openssh-server openssl procps python3 swaks tcpdump
	traceroute vsftpd wget zstd)
hosts=(ann ben cleo dan mallory finn)
prefix=brigrec-
seed=2013

say() { printf '%s record: %s\n' "$(date +%T)" "$*" >&2; }
die() { printf 'record: %s\n' "$*" >&2; exit 1; }

install=no out=$here/site.pcap.zst
while (($#)); do
	case $1 in
	--install) install=yes ;;
	-*) die "usage: record.sh [--install] [FILE]" ;;
	*) out=$(realpath -m -- "$1") ;;
	esac
	shift
done
[[ $EUID == 0 ]] || die "making network namespaces needs root"

missing=()
for p in "${packages[@]}"; do
	dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null | grep -qx installed || missing+=("$p")
done
if ((${#missing[@]})); then
	[[ $install == yes ]] || die "these Debian packages are missing (--install gets them): ${missing[*]}"
	# The servers must not start on the machine itself: they are wanted in a namespace only.
	policy=/usr/sbin/policy-rc.d made=no
	if [[ ! -e $policy ]]; then
		made=yes
		printf '#!/bin/sh\nexit 101\n' >$policy
		chmod 755 $policy
	fi
	status=0
	DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}" || status=$?
	[[ $made == no ]] || rm -f $policy
	((status == 0)) || die "installing packages: apt-get ended with $status"
fi

for h in "${hosts[@]}" wire gate site; do
	[[ ! -e /run/netns/$prefix$h && ! -e /etc/netns/$prefix$h ]] ||
		die "namespace $prefix$h is there already: another recording runs, or remove it with 'ip netns del $prefix$h; rm -r /etc/netns/$prefix$h'"
done

dir=$(mktemp -d /tmp/brigrec.XXXXXXXX)
chmod 755 "$dir"
made=()

# cleanup ends what still runs (in our namespaces only) and removes all we made.
cleanup() {
	status=$?
	trap - EXIT
	trap '' INT TERM HUP
	set +e
	# Only what still runs: the number of a process that has ended may be another's by now.
	kill $(jobs -pr) 2>/dev/null
	for h in "${hosts[@]}" wire gate site; do
		[[ -e /run/netns/$prefix$h ]] || continue
		for try in 1 2 3 4 5; do
			left=$(ip netns pids "$prefix$h")
			[[ -n $left ]] || break
			if ((try == 5)); then kill -KILL $left; else kill $left; fi 2>/dev/null
			sleep 0.2
		done
		ip netns del "$prefix$h"
	done
	for h in "${hosts[@]}" wire gate site; do rm -rf "/etc/netns/$prefix$h"; done
	rmdir /etc/netns "${made[@]}" 2>/dev/null
	if ((status != 0 && status < 128)) && [[ -d $dir/log ]]; then
		say "failed; the last lines of the programs' own logs:"
		tail -n 5 "$dir"/log/* >&2
	fi
	rm -rf "$dir"
	exit "$status"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# on HOST COMMAND... runs a command on a made-up machine: its network, its
# name, its /etc files, and nothing of this machine's environment.
# Every step is an exec, so that $! of "on ... &" is the command itself.
on() {
	local h=$1
	shift
	exec env -i PATH=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin HOME="$dir/home" LC_ALL=C.UTF-8 TZ=UTC DIR="$dir" \
		ip netns exec "$prefix$h" unshare --uts sh -c 'hostname "$0"; exec "$@"' "$h.example.org" "$@"
}

# serve HOST NAME COMMAND... starts a server that stays in the foreground.
serve() {
	local h=$1 name=$2
	shift 2
	on "$h" "$@" </dev/null >"$dir/log/$name" 2>&1 &
}

# wired NAMESPACE DEVICE ADDRESS... names and raises a device. Offloading is off,
# so that packets carry the checksums and sizes that a real wire would show.
wired() {
	local ns=$prefix$1 dev=$2
	shift 2
	ip netns exec "$ns" ethtool -K "$dev" tx off rx off tso off gso off gro off sg off >/dev/null 2>&1
	ip -n "$ns" link set "$dev" up
	for a; do ip -n "$ns" address add "$a" dev "$dev" $([[ $a == *:* ]] && [[ $ns == *gate || $ns == *site ]] && echo nodad); done
}

namespaces() {
	local h n
	for h in "${hosts[@]}" wire gate site; do
		ip netns add "$prefix$h"
		ip -n "$prefix$h" link set lo up
		ip netns exec "$prefix$h" sysctl -q -w net.ipv6.conf.default.accept_ra=0 net.ipv6.conf.all.accept_ra=0
		mkdir -p "/etc/netns/$prefix$h"
		printf 'search example.org\nnameserver 198.51.100.53\nnameserver 2001:db8:100::53\noptions timeout:2 attempts:3\n' \
			>"/etc/netns/$prefix$h/resolv.conf"
		printf 'hosts: files dns\npasswd: files\ngroup: files\nshadow: files\nservices: files\n' >"/etc/netns/$prefix$h/nsswitch.conf"
		printf '127.0.0.1 localhost\n::1 localhost\n' >"/etc/netns/$prefix$h/hosts"
		printf '%s.example.org\n' "$h" >"/etc/netns/$prefix$h/hostname"
	done
	# The wire and the bridge have no addresses of their own, so they must be silent.
	ip netns exec ${prefix}wire sysctl -q -w net.ipv6.conf.default.disable_ipv6=1

	local gate=${prefix}gate
	ip -n $gate link add lan type bridge
	ip -n $gate link set lan address 02:00:00:00:20:01
	n=10
	for h in "${hosts[@]}"; do
		n=$((n + 1))
		if [[ $h == finn ]]; then
			ip link add eth0 netns "$prefix$h" address 02:00:00:00:20:$n type veth peer name near netns ${prefix}wire
			ip link add away netns ${prefix}wire type veth peer name "$h" netns $gate
			wired wire near
			wired wire away
		else
			ip link add eth0 netns "$prefix$h" address 02:00:00:00:20:$n type veth peer name "$h" netns $gate
		fi
		ip netns exec $gate sysctl -q -w "net.ipv6.conf.$h.disable_ipv6=1"
		ip -n $gate link set "$h" master lan
		wired gate "$h"
	done
	wired gate lan 192.168.20.1/24 2001:db8:20::1/64
	ip link add srv netns $gate address 02:00:00:00:64:01 type veth peer name eth0 address 02:00:00:00:64:0a netns ${prefix}site
	wired gate srv 198.51.100.1/24 2001:db8:100::1/64
	ip netns exec $gate sysctl -q -w net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
	ip -n $gate route add blackhole 203.0.113.0/24
	ip -n $gate route add unreachable 192.0.2.0/25
	ip -n $gate route add prohibit 192.0.2.128/25
	ip -n $gate route add 198.51.100.200 dev srv mtu lock 1300
	ip -n $gate -6 route add blackhole 2001:db8:bad::/48
	ip -n $gate -6 route add 2001:db8:100::200 dev srv mtu lock 1300

	local site=()
	for n in 10 20 30 40 53 123 200; do site+=(198.51.100.$n/24 2001:db8:100::$n/64); done
	wired site eth0 "${site[@]}"
	ip -n ${prefix}site route add default via 198.51.100.1
	ip -n ${prefix}site -6 route add default via 2001:db8:100::1

	n=10
	for h in "${hosts[@]}"; do
		n=$((n + 1))
		wired "$h" eth0 192.168.20.$n/24 2001:db8:20::$n/64
		ip -n "$prefix$h" route add default via 192.168.20.1
		ip -n "$prefix$h" -6 route add default via 2001:db8:20::1
	done
}

# configure fills in the servers' configuration and what they serve.
configure() {
	local f
	mkdir -p "$dir"/{log,home,conf,named,exim,nginx,chrony,client}
	for f in record/*.conf; do sed "s|@DIR@|$dir|g" "$f" >"$dir/conf/$(basename "$f")"; done
	/usr/bin/python3 record/content.py "$dir" $seed
	chown -R bind "$dir/named"
	chown -R Debian-exim "$dir/exim" "$dir/log"
	chmod 777 "$dir/log"
	# sshd and vsftpd insist on these empty folders.
	for f in /run/vsftpd /run/vsftpd/empty /run/sshd; do
		[[ -d $f ]] || { mkdir "$f"; made=("$f" "${made[@]}"); }
	done

	local etc=/etc/netns/${prefix}site
	{ cat /etc/passwd; echo "alice:x:20001:20001:Alice:$dir/alice:/bin/sh"; } >$etc/passwd
	{ cat /etc/group; echo 'alice:x:20001:'; } >$etc/group
	(umask 077; { cat /etc/shadow; echo "alice:$(openssl passwd -6 wonderland):19000:0:99999:7:::"; } >$etc/shadow)
	mkdir $etc/pam.d
	printf 'auth required pam_unix.so\naccount required pam_unix.so\nsession required pam_permit.so\n' >$etc/pam.d/vsftpd
	install -d -o 20001 -g 20001 "$dir/alice" "$dir/alice/inbox"
	cp "$dir"/ftp/pub/* "$dir/alice/"
	chown -R 20001:20001 "$dir/alice"
	install -d -o ftp "$dir/ftp/incoming"

	openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj '/O=Example Organisation/CN=Example Root' \
		-keyout "$dir/conf/ca.key" -out "$dir/conf/ca.pem" 2>"$dir/log/openssl"
	for f in rsa:2048 ec; do
		openssl req -newkey $f $([[ $f == ec ]] && echo -pkeyopt ec_paramgen_curve:P-256) -nodes \
			-subj "/O=Example Organisation/CN=www.example.org" -keyout "$dir/conf/${f%:*}.key" -out "$dir/conf/${f%:*}.csr" 2>>"$dir/log/openssl"
		openssl x509 -req -in "$dir/conf/${f%:*}.csr" -CA "$dir/conf/ca.pem" -CAkey "$dir/conf/ca.key" -days 3650 \
			-extfile <(echo 'subjectAltName=DNS:example.org,DNS:*.example.org,DNS:*.example.net') \
			-out "$dir/conf/${f%:*}.pem" 2>>"$dir/log/openssl"
	done
	ssh-keygen -q -t ed25519 -N '' -C site -f "$dir/conf/host_ed25519"
	ssh-keygen -q -t ecdsa -N '' -C site -f "$dir/conf/host_ecdsa"
	ssh-keygen -q -t ed25519 -N '' -C alice -f "$dir/client/id"
	ssh-keygen -q -t ed25519 -N '' -C mallory -f "$dir/client/wrong"
	cp "$dir/client/id.pub" "$dir/conf/authorized_keys"
	chmod -R go+rX "$dir/conf"
	chmod 600 "$dir"/conf/host_* "$dir"/client/*
	chown Debian-exim "$dir"/conf/*.key
}

servers() {
	serve wire wire /usr/bin/python3 "$here/record/wire.py" near away $seed
	serve site named named -f -u bind -c "$dir/conf/named.conf"
	serve site nginx nginx -c "$dir/conf/nginx.conf" -p "$dir/nginx" -e "$dir/log/nginx-error"
	serve site app /usr/bin/python3 "$here/record/app.py"
	serve site broken-server /usr/bin/python3 "$here/record/broken.py" serve
	serve site sshd /usr/sbin/sshd -D -e -f "$dir/conf/sshd.conf"
	serve site vsftpd /usr/sbin/vsftpd "$dir/conf/vsftpd.conf" -olisten=YES -olisten_address=198.51.100.30
	serve site vsftpd6 /usr/sbin/vsftpd "$dir/conf/vsftpd.conf" -olisten_ipv6=YES -olisten_address6=2001:db8:100::30
	serve site exim /usr/sbin/exim4 -C "$dir/conf/exim.conf" -bdf
	# -x: chronyd must never touch this machine's clock.
	serve site chronyd chronyd -d -x -f "$dir/conf/chrony.conf"

	local a deadline=$((SECONDS + 20))
	for a in 198.51.100.53:53 198.51.100.10:80 198.51.100.10:443 198.51.100.10:8080 198.51.100.10:7001 198.51.100.40:22 \
		198.51.100.30:21 '[2001:db8:100::30]:21' 198.51.100.20:25 '[2001:db8:100::20]:25'; do
		until ip netns exec ${prefix}site ss -Hltn | grep -qF " $a "; do
			((SECONDS < deadline)) || die "no server listens on $a"
			sleep 0.2
		done
	done
	until ip netns exec ${prefix}site ss -Hlun | grep -qF ' 198.51.100.123:123 '; do
		((SECONDS < deadline)) || die "no time server listens"
		sleep 0.2
	done
}

namespaces
configure
servers
say "servers are up; recording starts"

(on gate tcpdump -i lan -s 0 -B 65536 -Z root --immediate-mode -w "$dir/site.pcap") 2>"$dir/log/tcpdump" &
tcpdump=$!
until grep -q 'listening on' "$dir/log/tcpdump"; do
	kill -0 $tcpdump || die "tcpdump does not start"
	sleep 0.1
done

source record/traffic.sh
traffic

sleep 2
kill -INT $tcpdump
wait $tcpdump || die "tcpdump: $(tail -n 1 "$dir/log/tcpdump")"
say "$(tr '\n' ' ' <"$dir/log/tcpdump")"
grep -qE '^0 packets dropped by kernel' "$dir/log/tcpdump" || die "the kernel dropped packets; record again on an idle machine"

zstd -q -19 -f "$dir/site.pcap" -o "$dir/site.pcap.zst"
size=$(stat -c %s "$dir/site.pcap.zst")
cp "$dir/site.pcap.zst" "$out.partial"
sync "$out.partial"
mv "$out.partial" "$out"
printf 'stored   %s  %d bytes\n' "$(sha256sum <"$dir/site.pcap.zst" | cut -d' ' -f1)" "$size"
printf 'capture  %s  %d bytes\n' "$(sha256sum <"$dir/site.pcap" | cut -d' ' -f1)" "$(stat -c %s "$dir/site.pcap")"
((size <= 8 << 20)) || die "$out has $size bytes, more than 8 MiB: lower the rounds in record/traffic.sh"
