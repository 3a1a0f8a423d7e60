event reporter_error(t: time, msg: string, location: string) { print "handled", msg, location; }
event bro_init()
	{
	Reporter::info("i"); ### "info: i"
	Reporter::warning("w"); ### "warning: w"
	Reporter::error("e"); ### "error: e"
	}
# expect: handled, e, testdata/builtin/reporter/reporter.bro, line 6
