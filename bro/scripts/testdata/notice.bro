# What policy does to notices, and when they are told once only.
@load base/frameworks/notice

module Test;

redef enum Notice::Type += { Plain, Boring, Urgent, Always };
redef Notice::ignored_types += { Boring };
redef Notice::alarmed_types += { Urgent };
redef Notice::not_suppressed_types += { Always };

hook Notice::policy(n: Notice::Info)
	{
	if ( n?$sub && n$sub == "drop" )
		n$actions = Notice::ActionSet();
	}

event Notice::begin_suppression(ts: time, suppress_for: interval, note: Notice::Type, identifier: string)
	{
	print "suppressing", note, identifier, suppress_for;
	}

event Notice::suppressed(n: Notice::Info)
	{
	print "suppressed", n$msg;
	}

event bro_init()
	{
	NOTICE([$note=Plain, $msg="first", $identifier="x"]);
	NOTICE([$note=Plain, $msg="first again", $identifier="x"]);
	NOTICE([$note=Plain, $msg="first of another", $identifier="y"]);
	NOTICE([$note=Plain, $msg="no identifier"]);
	NOTICE([$note=Plain, $msg="no identifier"]);
	NOTICE([$note=Plain, $msg="dropped", $sub="drop"]);
	NOTICE([$note=Boring, $msg="boring"]);
	NOTICE([$note=Urgent, $msg="urgent", $src=10.0.0.1, $p=22/tcp]);
	NOTICE([$note=Always, $msg="always", $identifier="x"]);
	NOTICE([$note=Always, $msg="always", $identifier="x"]);
	NOTICE([$note=Plain, $msg="of a connection",
	        $id=[$orig_h=10.0.0.1, $orig_p=1234/tcp, $resp_h=10.0.0.2, $resp_p=80/tcp]]);
	}
