##! What browsers and servers of HTTP say they are.

@load base/frameworks/software
@load base/protocols/http

module HTTP;

export {
	redef enum Software::Type += {
		## A server.
		SERVER,
		## What makes the pages of a server.
		APPSERVER,
		## Who asks.
		BROWSER
	};

	## Browsers that are of no interest: those that say something else each time.
	option ignored_user_agents: pattern = /NO_DEFAULT/;
}

event http_header(c: connection, is_orig: bool, name: string, value: string) &priority=2
	{
	if ( is_orig )
		{
		if ( name == "USER-AGENT" && ignored_user_agents !in value )
			Software::found(c$id, [$unparsed_version=value, $host=c$id$orig_h, $software_type=BROWSER]);

		return;
		}

	switch ( name )
		{
		case "SERVER":
			Software::found(c$id, [$unparsed_version=value, $host=c$id$resp_h, $host_p=c$id$resp_p, $software_type=SERVER]);
			break;

		case "X-POWERED-BY":
			Software::found(c$id, [$unparsed_version=value, $host=c$id$resp_h, $host_p=c$id$resp_p, $software_type=APPSERVER]);
			break;

		case "MICROSOFTSHAREPOINTTEAMSERVICES":
			Software::found(c$id, [$unparsed_version=cat("SharePoint/", value), $host=c$id$resp_h, $host_p=c$id$resp_p, $software_type=APPSERVER]);
			break;
		}
	}
