# Messages go to reporter.log; here they are not shown as well.
@load base/frameworks/reporter

redef Reporter::info_to_stderr = F;
redef Reporter::warnings_to_stderr = F;
redef Reporter::errors_to_stderr = F;

event bro_init()
	{
	Log::remove_default_filter(Reporter::LOG);
	# The place of an error is not the same everywhere.
	Log::add_filter(Reporter::LOG, [$name="default", $exclude=set("location")]);
	local none: table[count] of string;
	Reporter::info("well");
	Reporter::warning("so so");
	Reporter::error("bad");
	print none[5];
	}
