# Reporter::file_weird and expired_conn_weird raise the events of these names.
event file_weird(name: string, f: fa_file, addl: string, source: string) { print name, f$id, addl, source; }
event expired_conn_weird(name: string, id: conn_id, uid: string, addl: string, source: string) { print name, id$orig_h, uid, addl, source; }

event bro_init()
	{
	local f: fa_file = [$id="F1", $source="HTTP", $last_active=network_time(), $timeout_interval=1min, $bof_buffer_size=10];
	Reporter::file_weird("bad_file", f, "more", "EXTRACT");
	Reporter::expired_conn_weird("late", [$orig_h=10.0.0.1, $orig_p=1/tcp, $resp_h=10.0.0.2, $resp_p=2/tcp], "C1", "", "DNS");
	}
# expect: bad_file, F1, more, EXTRACT
# expect: late, 10.0.0.1, C1, , DNS
