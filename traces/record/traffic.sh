# traffic.sh is the traffic of record.sh, which sources it: one function for
# what each person at a host does, and traffic, which starts them all and ends
# when the last is done. Choices are drawn from bash's RANDOM, seeded by host.

agents=('Mozilla/5.0 (X11; Linux x86_64; rv:17.0) Gecko/17.0 Firefox/17.0'
	'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_8_3) AppleWebKit/536.28 (KHTML, like Gecko) Version/6.0 Safari/536.28'
	'Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.31 (KHTML, like Gecko) Chrome/26.0 Safari/537.31'
	'Opera/9.80 (X11; FreeBSD 9.1) Presto/2.12 Version/12.14' 'curl/7.29.0' 'example-feed-reader/2.1')
web=http://www.example.org
ca() { echo "--cacert $dir/conf/ca.pem"; }

# at HOST COMMAND... runs a command to its end; how it ends does not matter,
# as many are made to go wrong. Nothing may take longer than 40 seconds.
at() {
	local h=$1
	shift
	(on "$h" timeout 40 "$@") </dev/null >>"$dir/log/$h" 2>&1 || true
}
pause() { sleep "$((RANDOM % 3 + 1)).$((RANDOM % 10))"; }
page() { printf '%s/page%02d.html' "$web" $((RANDOM % 40)); }
family() { ((RANDOM % 3)) && echo -4 || echo -6; }
# get HOST ARGUMENT... fetches, with every body thrown away.
get() {
	local h=$1
	shift
	at "$h" curl -s -m 20 "$(family)" -A "${agents[RANDOM % ${#agents[@]}]}" "$@"
}

browse() { # browse HOST ROUNDS: pages with their styles and pictures, over kept connections
	local h=$1 i p
	for ((i = 0; i < $2; i++)); do
		p=$(page)
		get "$h" --compressed -e "$web/" "$p" $web/style.css $web/app.js $web/logo.png
		case $((RANDOM % 12)) in
		0) get "$h" -Z --parallel-immediate --compressed "$(page)" "$(page)" "$(page)" "$(page)" ;;
		1) get "$h" -L $web/old $web/moved ;;
		2) get "$h" $web/nosuch$i.html $web/gone $web/teapot ;;
		3) get "$h" $web/broken $web/app/crash $web/dead ;;
		4) get "$h" $web/private/ && get "$h" -u alice:wrong $web/private/ && get "$h" -u alice:wonderland $web/private/ ;;
		5) get "$h" -I "$(page)" -I $web/nosuch.html ;;
		6) get "$h" --compressed $web/live/index.shtml $web/live/index.shtml ;;
		7) get "$h" $web/app/stream $web/app/stream $web/nothing ;;
		8) get "$h" -r 1000-2999 $web/report.txt; get "$h" -r 999999- $web/report.txt ;;
		9) get "$h" -z 'Fri, 01 Jan 2100 00:00:00 GMT' "$(page)" "$(page)" ;;
		10) get "$h" $web/limited.html $web/limited.html $web/limited.html $web/secret/plan.html ;;
		11) get "$h" http://www.example.org:8080/old http://blog.example.org/ http://news.example.org/page03.html ;;
		esac
		((i % 3)) || get "$h" "$(page)"
		((i % 4)) || get "$h" -H 'Connection: close' $web/favicon.ico
		((i % 7)) || at "$h" wget -q -4 -O - --no-config -U 'Wget/1.14' "$web/page0$((i % 10)).html"
		pause
	done
}

api() { # api HOST ROUNDS: a program that talks to the API and stores files
	local h=$1 i u=http://api.example.org
	for ((i = 0; i < $2; i++)); do
		get "$h" -H 'Content-Type: application/json' -d "@$dir/client/form.json" $u/forms
		get "$h" -X PUT -d "{\"value\": $RANDOM}" $u/items/$h$i --next -s $u/items/$h$i --next -s -X DELETE $u/items/$h$i --next -s $u/items/$h$i
		get "$h" -X OPTIONS $u/items --next -s $u/close
		((i % 3)) || get "$h" -F name=$h -F "file=@$dir/client/upload.txt" $u/forms
		((i % 3)) || get "$h" -H 'Transfer-Encoding: chunked' -H 'Expect:' -d "@$dir/client/form.json" $u/forms
		((i % 4)) || get "$h" -H 'Expect: 100-continue' -T "$dir/client/upload.txt" http://files.example.net/upload/$h$i.txt
		((i % 4)) || get "$h" http://files.example.net/ http://files.example.net/list$((i % 6)).csv http://dav.example.net/upload/$h$i.txt
		((i % 5)) || get "$h" -X DELETE http://files.example.net/upload/$h$i.txt --next -s -X BREW $web/pot
		pause
	done
}

secure() { # secure HOST ROUNDS: TLS 1.2 and 1.3, resumed, refused, untrusted
	local h=$1 i
	for ((i = 0; i < $2; i++)); do
		get "$h" $(ca) --tlsv1.2 --tls-max 1.2 --compressed https://www.example.org/page0$((i % 10)).html
		get "$h" $(ca) --tlsv1.3 --compressed https://www.example.org/index.html https://api.example.org/style.css
		get "$h" $(ca) --http1.1 --compressed https://files.example.net/page1$((i % 10)).html
		((i % 3)) || get "$h" https://www.example.org/
		((i % 3)) || get "$h" $(ca) --tls-max 1.2 --ciphers ECDHE-RSA-AES256-GCM-SHA384 https://www.example.org/new.html
		((i % 5)) || get "$h" $(ca) https://time.example.org/
		if ((i % 5 == 0)); then
			at "$h" openssl s_client -connect www.example.org:443 -servername www.example.org -tls1_2 -reconnect
			at "$h" openssl s_client -connect www.example.org:443 -tls1_1 -cipher DEFAULT@SECLEVEL=0
			at "$h" openssl s_client -connect www.example.org:80
		fi
		pause
	done
}

names() { # names HOST ROUNDS: dig, by UDP and TCP
	local h=$1 i q=$dir/client/queries-$1 types=(A A A A AAAA AAAA TXT MX ANY SRV)
	for ((i = 0; i < $2; i++)); do
		{
			for _ in 1 2 3 4 5 6; do printf 'node%03d.example.org %s\n' $((RANDOM % 240)) "${types[RANDOM % 10]}"; done
			printf -- '-x 198.51.100.%d\n' $((RANDOM % 60))
			case $((i % 8)) in
			0) printf 'example.org MX\nexample.net TXT\nexample.org SOA\nexample.org NS\nexample.org CAA\n' ;;
			1) printf 'nosuch%d.example.org A\nnosuch%d.example.org AAAA\n' $RANDOM $RANDOM ;;
			2) printf 'news.example.org A\nsmtp.example.org AAAA\nx%d.wild.example.org A\n' $RANDOM ;;
			3) printf 'big.example.org TXT +noedns\nbig.example.org TXT\n' ;;
			4) printf -- '-x 2001:db8:100::%d\n-x 192.168.20.1%d\n' $((RANDOM % 2 ? 10 : 20)) $((RANDOM % 9)) ;;
			5) printf 'www.example.org A +tcp\nwww.example.org AAAA +tcp\nexample.org ANY +tcp\n' ;;
			6) printf 'www.example.com A\nversion.bind TXT CH\n_imap._tcp.example.org SRV\n' ;;
			7) printf 'many.example.org A\nbig.example.org TXT +noedns +ignore\nexample.org SOA +norec +dnssec\n' ;;
			esac
		} >"$q"
		at "$h" dig @"$( ((RANDOM % 4)) && echo 198.51.100.53 || echo 2001:db8:100::53)" -r +time=2 +tries=3 -f "$q"
		((i % 10)) || at "$h" dig -r @198.51.100.53 example.net AXFR
		((i % 10)) || at "$h" dig -r @198.51.100.54 +time=1 +tries=1 www.example.org
		((i % 10)) || at "$h" dig -r @198.51.100.10 +time=1 +tries=1 www.example.org
		pause
	done
}

mail() { # mail HOST ROUNDS: letters taken, refused, deferred, encrypted
	local h=$1 i
	for ((i = 0; i < $2; i++)); do
		local letter=(swaks --server mail.example.org --ehlo "$h.example.org" --from "$h@example.net"
			--header "Subject: letter $i" --header "Message-Id: <$i.$h@example.net>" --body "@$dir/client/mail$((i % 8))")
		at "$h" "${letter[@]}" --to alice@example.org
		case $((i % 6)) in
		0) at "$h" "${letter[@]}" --to alice@example.org,bob@example.org,carol@example.net -6 ;;
		1) at "$h" "${letter[@]}" --to ghost$i@example.org ;;
		2) at "$h" "${letter[@]}" --to someone@example.com ;;
		3) at "$h" "${letter[@]}" --to alice@example.org -tls ;;
		4) at "$h" "${letter[@]}" --to busy@example.org --helo "$h" --protocol SMTP ;;
		5) at "$h" "${letter[@]}" --to bob@example.org --attach-type text/plain --attach "@$dir/client/form.json" ;;
		esac
		((i % 5)) || at "$h" swaks --server mail.example.org --quit-after EHLO --ehlo "$h.example.org"
		pause
	done
}

files() { # files HOST ROUNDS: FTP active and passive, SFTP and shell sessions
	local h=$1 i f=ftp://ftp.example.org
	local ssh=(-F none -i "$dir/client/id" -o IdentitiesOnly=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=$dir/client/known_hosts
		-o BatchMode=yes -o ConnectTimeout=10)
	for ((i = 0; i < $2; i++)); do
		at "$h" curl -s -m 20 -4 $f/pub/file$((i % 6)).txt $f/pub/
		at "$h" curl -s -m 20 -4 -P - $f/pub/file$(((i + 1) % 6)).txt
		at "$h" curl -s -m 20 -6 $f/pub/file0.txt --next -s -6 -P - $f/pub/
		at "$h" curl -s -m 20 -4 --disable-epsv --disable-eprt -P - -u alice:wonderland $f/file1.txt
		((i % 2)) || at "$h" curl -s -m 20 -4 --disable-epsv -u alice:wonderland -T "$dir/client/upload.txt" $f/inbox/$h$i.txt
		((i % 3)) || at "$h" curl -s -m 20 -4 -u mallory:guess$i $f/ --next -s -4 $f/pub/nosuch.txt
		((i % 4)) || at "$h" lftp -c "set net:timeout 8; set net:max-retries 1; set ftp:passive-mode $((i % 8 ? 1 : 0)); open -u alice,wonderland ftp.example.org; ls; cat file2.txt; mkdir d$h$i; mv d$h$i e$h$i; rmdir e$h$i; bye"
		at "$h" ssh "${ssh[@]}" alice@shell.example.org 'uname; ls -l; date'
		((i % 3)) || at "$h" ssh "${ssh[@]}" -6 alice@shell.example.org 'cat file0.txt'
		((i % 3)) || at "$h" sftp "${ssh[@]}" -b <(echo "put $dir/client/form.json inbox/$h$i") alice@shell.example.org
		((i % 4)) || at "$h" ssh "${ssh[@]}" -i "$dir/client/wrong" -l mallory shell.example.org true
		pause
	done
}

network() { # network HOST: echoes, routes, clocks, and what cannot be reached
	local h=$1
	at "$h" ping -q -i 0.3 -c 12 198.51.100.10
	at "$h" ping -q -i 0.3 -c 12 -6 www.example.org
	at "$h" ping -q -i 0.3 -c 3 -s 4000 198.51.100.10
	at "$h" ping -q -i 0.3 -c 3 -s 4000 -6 2001:db8:100::10
	at "$h" ping -q -i 0.3 -c 3 -M do -s 1400 198.51.100.200
	at "$h" ping -q -i 0.3 -c 3 -M do -s 1400 2001:db8:100::200
	at "$h" ping -q -i 0.3 -c 2 -W 1 192.0.2.1
	at "$h" ping -q -i 0.3 -c 2 -W 1 192.0.2.200
	at "$h" ping -q -i 0.3 -c 2 -W 1 203.0.113.1
	at "$h" ping -q -i 0.3 -c 2 -W 1 198.51.100.99
	at "$h" ping -q -i 0.3 -c 2 -W 1 -t 1 198.51.100.10
	at "$h" traceroute -w 1 -q 2 www.example.org
	at "$h" traceroute -6 -w 1 -q 2 www.example.org
	at "$h" traceroute -I -w 1 -q 2 mail.example.org
	at "$h" traceroute -T -p 80 -w 1 -q 2 www.example.org
	# chronyd removes its pid file when it ends: never name a device here.
	at "$h" chronyd -Q -t 8 -u root 'server 198.51.100.123 iburst maxsamples 4' "pidfile $dir/client/chronyd-$h" 'cmdport 0'
	at "$h" chronyd -Q -t 8 -u root 'server 2001:db8:100::123 iburst maxsamples 4' "pidfile $dir/client/chronyd-$h" 'cmdport 0'
}

wrong() { # wrong HOST ROUNDS: connections that do not go as they should
	local h=$1 i
	for ((i = 0; i < $2; i++)); do
		at "$h" /usr/bin/python3 "$here/record/broken.py" reset_by_server reset_by_client silent refused pipelined dribbled half_closed malformed urgent
		((i % 3)) || at "$h" /usr/bin/python3 "$here/record/broken.py" unanswered zero_window idle
		get "$h" -m 3 http://lost.example.org/
		pause
	done
}

scan() { # scan HOST: a port scan and its cousins
	local h=$1 n=(nmap -n -Pn --disable-arp-ping -T4 --max-retries 1 --host-timeout 40s)
	at "$h" "${n[@]}" -sS -p 1-400 198.51.100.10
	at "$h" "${n[@]}" -sS --top-ports 100 198.51.100.20 198.51.100.40
	at "$h" "${n[@]}" -sT -p 20-30,53,80,443 198.51.100.10 198.51.100.20 198.51.100.30 198.51.100.40 198.51.100.53
	at "$h" "${n[@]}" -6 -sS --top-ports 60 2001:db8:100::10
	at "$h" "${n[@]}" -sU -p 53,69,123,161,500,1900 198.51.100.53 198.51.100.123
	at "$h" "${n[@]}" -sX -p 79-81 198.51.100.10
	at "$h" "${n[@]}" -sN -p 79-81 198.51.100.10
	at "$h" "${n[@]}" -sA -p 79-81 198.51.100.10
	at "$h" "${n[@]}" -sS -f -p 79-81 198.51.100.10
	at "$h" "${n[@]}" -sS -p 80 203.0.113.0/28
	at "$h" nmap -n -sn -T4 --max-retries 1 198.51.100.0/26
	at "$h" "${n[@]}" -sV --version-light -p 21,22,25,53,80 198.51.100.10 198.51.100.30 198.51.100.40
}

far() { # far HOST: everything again, behind the bad link
	local h=$1 i broken=(/usr/bin/python3 "$here/record/broken.py")
	for ((i = 0; i < 3; i++)); do
		at "$h" "${broken[@]}" half_open &
		at "$h" "${broken[@]}" dying &
		get "$h" $web/report.txt
		get "$h" --compressed $web/large.txt
		get "$h" -T "$dir/client/upload.txt" http://files.example.net/upload/$h$i.txt
	done
	get "$h" $web/large.txt
	get "$h" $web/large.txt
}

# person HOST WHAT ARGUMENT... does one thing with its own chain of choices.
person() {
	RANDOM=$((seed + $(cksum <<<"$*" | cut -d' ' -f1) % 10000))
	local h=$1 what=$2
	shift 2
	"$what" "$h" "$@"
}

traffic() {
	local h jobs=()
	start() { person "$@" & jobs+=($!); }
	for h in ann ben cleo dan; do
		start $h browse 36
		start $h names 20
		start $h api 16
		start $h mail 12
		start $h network
		sleep 2
	done
	for h in ann ben; do
		start $h files 10
		start $h wrong 6
	done
	for h in cleo dan; do start $h secure 12; done
	start mallory scan
	start finn far
	start finn browse 25
	start finn names 16
	start finn files 3
	start finn mail 4
	start finn secure 4
	local i=0
	for j in "${jobs[@]}"; do
		wait $j || die "a person's script ended badly"
		say "$((++i)) of ${#jobs[@]} people are done"
	done
}
