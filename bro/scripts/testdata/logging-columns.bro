# What columns a log has: those of a filter, with other names, with another
# separator between the parts of nested ones, and with those of an extension.
module Test;

export {
	redef enum Log::ID += { LOG };

	type Inner: record {
		x: count &log;
		y: count &default=0;
	};

	type Info: record {
		ts: time &log &default=double_to_time(5.0);
		id: conn_id &log &optional;
		in_it: Inner &log;
		s: string &log &default="s";
	};
}

type Extension: record {
	path: string &log;
	hidden: count;
	more: Inner &log;
};

function extend(path: string): Extension
	{
	return Extension($path=path, $hidden=1, $more=[$x=7]);
	}

redef Log::default_ext_func = extend;

function show(path: string, f: Log::Filter)
	{
	f$name = path;
	f$path = path;
	f$config = table(["use_json"] = "T");
	print path, Log::add_filter(LOG, f);
	}

function nothing(path: string) { }

event bro_init()
	{
	Log::create_stream(LOG, [$columns=Info]);
	show("sep", [$name="", $scope_sep="_"]);
	show("named", [$name="", $field_name_map=table(["id.orig_h"] = "source", ["in_it.x"] = "x", ["_path"] = "log")]);
	show("include", [$name="", $include=set("s", "in_it.x", "id.resp_p")]);
	show("exclude", [$name="", $exclude=set("s", "ts", "_path", "id.orig_p")]);
	show("prefix", [$name="", $ext_prefix="ext:"]);
	show("plain", [$name="", $ext_func=nothing]);
	print Log::get_filter_names(LOG);
	Log::write(LOG, [$in_it=[$x=3]]);
	Log::write(LOG, [$in_it=[$x=3], $id=[$orig_h=1.2.3.4, $orig_p=5/tcp, $resp_h=6.7.8.9, $resp_p=10/tcp]]);
	}
