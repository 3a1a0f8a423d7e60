# Records as JSON: fields in their order without those that are not set,
# numbers with as few digits as tell them apart, times in three ways.
module Test;

export {
	redef enum Log::ID += { LOG };

	type Part: record {
		n: count &log;
		who: string &log &optional;
	};

	type Info: record {
		t: time &log &default=double_to_time(1234567890.25);
		b: bool &log &default=T;
		i: int &log &default=-7;
		c: count &log &default=18446744073709551615;
		d: double &log &default=2.5;
		took: interval &log &default=3min;
		a: addr &log &default=[2001:db8::1];
		net: subnet &log &default=10.0.0.0/8;
		p: port &log &default=53/udp;
		e: Log::ID &log &default=Test::LOG;
		s: string &log &default="plain";
		secret: string &default="no column";
		part: Part &log &optional;
		set_of: set[port] &log &default=set(80/tcp, 22/tcp);
		list: vector of double &log &default=vector(1.0, 0.1);
		nothing: set[string] &log &default=set();
		missing: string &log &optional;
	};
}

function numbers()
	{
	local huge = 1e300;

	for ( d in set(0.0, 1e6, 1e20, 1e21, 1.5e-6, 1.5e-7, 0.1 + 0.2, 2.5e300, -2.5e-300, huge * huge, huge * huge * 0.0) )
		Log::write(LOG, [$d=d]);
	}

function texts()
	{
	Log::write(LOG, [$s="quote \" backslash \\ slash /"]);
	Log::write(LOG, [$s="\b\f\n\r\t\x00\x1f\x7f"]);
	Log::write(LOG, [$s="gr\xc3\xbc\xc3\x9f, \xe2\x82\xac, \xf0\x9f\x99\x82"]);
	Log::write(LOG, [$s="\xc3( \xc0\x80 \xed\xa0\x80 \xf5\x80\x80\x80 \xf0\x9f\x99"]);
	Log::write(LOG, [$s=""]);
	}

event bro_init()
	{
	Log::create_stream(LOG, [$columns=Info, $path="all"]);
	Log::remove_default_filter(LOG);

	local json = table(["use_json"] = "T");
	Log::add_filter(LOG, [$name="all", $path="all", $config=json]);
	Log::write(LOG, Info());
	Log::write(LOG, [$part=[$n=1], $list=vector()]);
	Log::write(LOG, [$part=[$n=2, $who="me"]]);
	Log::remove_filter(LOG, "all");

	Log::add_filter(LOG, [$name="numbers", $path="numbers", $include=set("d"), $config=json]);
	numbers();
	Log::remove_filter(LOG, "numbers");

	Log::add_filter(LOG, [$name="texts", $path="texts", $include=set("s"), $config=json]);
	texts();
	Log::remove_filter(LOG, "texts");

	for ( how in set("EPOCH", "MILLIS", "MILLIS_UNSIGNED", "ISO8601") )
		Log::add_filter(LOG, [$name=how, $path=to_lower(how), $include=set("t"),
		                      $config=table(["use_json"] = "T", ["json_timestamps"] = "JSON::TS_" + how)]);

	Log::add_filter(LOG, [$name="null", $path="null", $include=set("missing", "p"),
	                      $config=table(["use_json"] = "T", ["json_include_unset_fields"] = "T")]);
	Log::write(LOG, Info());
	Log::write(LOG, [$t=double_to_time(-0.4)]);
	}
