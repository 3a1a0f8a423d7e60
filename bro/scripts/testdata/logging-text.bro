# How values are escaped so that nothing is taken for a separator, for a field
# that is empty or not set, or for a line of the header.
module Test;

export {
	redef enum Log::ID += { LOG };

	type Info: record {
		s: string &log;
		v: vector of string &log &default=vector("x", "a,b", "", "-", "(empty)", "c||d");
	};
}

function write_all()
	{
	for ( s in set("plain", "", "-", "(empty)", "#first", "tab\tnewline\n", "back\\slash", "a,b", "one|two||three",
	               "gr\xc3\xbcn", "\xff\xc3(") )
		Log::write(LOG, [$s=s]);
	}

event bro_init()
	{
	Log::create_stream(LOG, [$columns=Info, $path="usual"]);
	Log::add_filter(LOG, [$name="bytes", $path="bytes", $include=set("s"), $config=table(["enable_utf_8"] = "F")]);
	Log::add_filter(LOG, [$name="bars", $path="bars",
	                      $config=table(["separator"] = "||", ["set_separator"] = "; ", ["unset_field"] = "plain",
	                                    ["empty_field"] = "", ["meta_prefix"] = "back")]);
	write_all();
	}
