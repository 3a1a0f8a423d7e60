# A file is named when it begins, looked up while it lasts, given more time, taken analyzers to and from.
# capture: site.pcap.zst
# expect: HTTP, F
# expect: T, T, 1.0 hr
# expect: MD5, T, T, F
# expect: same file T
# expect: stopped T
# expect: gone F
global id = "";

event get_file_handle(tag: Analyzer::Tag, c: connection, is_orig: bool)
	{
	set_file_handle(id == "" && ! is_orig ? "the first" : "");
	}

event file_new(f: fa_file)
	{
	id = f$id;
	print f$source, f$is_orig;
	local set_it = Files::__set_timeout_interval(id, 1 hr);
	print Files::__file_exists(id), set_it, Files::__lookup_file(id)$timeout_interval;
	print Files::__analyzer_name(Files::ANALYZER_MD5), Files::__add_analyzer(id, Files::ANALYZER_MD5, f),
	      Files::__remove_analyzer(id, Files::ANALYZER_MD5, f), Files::__remove_analyzer(id, Files::ANALYZER_SHA1, f);
	print fmt("same file %s", Files::__lookup_file(id)$id == f$id);
	print fmt("stopped %s", Files::__stop(id));
	}

event file_state_remove(f: fa_file)
	{
	print fmt("gone %s", Files::__file_exists(f$id));
	terminate();
	}

event bro_init()
	{
	Analyzer::register_for_port(Analyzer::ANALYZER_HTTP, 80/tcp);
	}
