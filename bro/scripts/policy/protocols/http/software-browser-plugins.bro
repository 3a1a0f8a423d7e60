##! Plugins of browsers: those that ask for themselves, and those that the search for
##! plugins of a certain vendor names.

@load base/frameworks/software
@load base/protocols/http

module HTTP;

export {
	redef enum Software::Type += {
		BROWSER_PLUGIN
	};

	redef record Info += {
		## Whether the request is one of the Omniture page that names plugins.
		omniture: bool &default=F;
		## The version of Flash that the browser has.
		flash_version: string &optional;
	};
}

event http_request(c: connection, method: string, original_URI: string, unescaped_URI: string, version: string)
	{
	# The measuring page of Omniture is told of plugins in its address.
	c$http$omniture = /AQE$/ in original_URI;

	if ( ! c$http$omniture )
		return;

	local found = find_all(original_URI, /&p=[^&]{5,}(;|%3B)&/);

	for ( s in found )
		{
		local names = unescape_URI(sub(sub(s, /^&p=/, ""), /(;|%3B)&$/, ""));
		local plugins = split(names, /[[:blank:]]*;[[:blank:]]*/);

		for ( i in plugins )
			if ( plugins[i] != "" )
				Software::found(c$id, [$unparsed_version=plugins[i], $host=c$id$orig_h, $software_type=BROWSER_PLUGIN]);
		}
	}

event http_header(c: connection, is_orig: bool, name: string, value: string) &priority=3
	{
	if ( ! is_orig )
		return;

	switch ( name )
		{
		# Flash names its version, and the browser only says so for it.
		case "X-FLASH-VERSION":
			c$http$flash_version = gsub(value, /,/, ".");
			break;

		case "USER-AGENT":
			if ( /^Java\/|Java\/[0-9]/ in value )
				Software::found(c$id, [$unparsed_version=value, $host=c$id$orig_h, $software_type=BROWSER_PLUGIN]);
			break;
		}
	}

event http_message_done(c: connection, is_orig: bool, stat: http_message_stat)
	{
	if ( is_orig && c$http?$flash_version )
		{
		Software::found(c$id, [$unparsed_version=cat("Flash/", c$http$flash_version), $host=c$id$orig_h, $software_type=BROWSER_PLUGIN]);
		delete c$http$flash_version;
		}
	}
