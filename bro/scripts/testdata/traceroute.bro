# Three routers on the way are a traceroute, and a datagram that could not be
# put together is none.
@load misc/detect-traceroute

function died(router: addr, code: count)
	{
	local c: connection = [$id=[$orig_h=router, $orig_p=11/icmp, $resp_h=10.0.0.1, $resp_p=0/icmp],
		$orig=[$size=1, $state=UDP_ACTIVE], $resp=[$size=0, $state=UDP_INACTIVE],
		$start_time=double_to_time(1.0), $duration=1sec, $service=set(), $history="", $uid="C1"];
	event icmp_time_exceeded(c, [$v6=F, $itype=11, $icode=code, $len=28, $ttl=64], code,
		[$id=[$orig_h=10.0.0.1, $orig_p=40000/udp, $resp_h=192.0.2.1, $resp_p=33434/udp], $len=60, $proto=17,
		 $frag_offset=0, $bad_hdr_len=F, $bad_checksum=F, $MF=F, $DF=F]);
	}

event bro_init()
	{
	died(10.1.0.1, 0);
	died(10.1.0.1, 0);
	died(10.1.0.2, 1);
	died(10.1.0.3, 0);
	print "two so far";
	died(10.1.0.4, 0);
	died(10.1.0.5, 0);
	}
