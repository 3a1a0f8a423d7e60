##! What makes the pages of servers: it often says so in the pages themselves, as their
##! generator, or shows by its own paths and cookies.

@load base/frameworks/software
@load base/protocols/http

module HTTP;

export {
	redef enum Software::Type += {
		WEB_APPLICATION
	};

	redef record Software::Info += {
		## The address of the application, without what is behind its root.
		url: string &optional &log;
	};

	## What a page says of its generator, in the first piece of its text.
	const webapp_generator = /<[mM][eE][tT][aA][ \t]+name=["']generator["'][ \t]+content=["'][^"']+/ &redef;

	## Pages of applications that name no generator.
	const webapp_signs: table[string] of pattern = {
		["phpMyAdmin"] = /<title>phpMyAdmin/ | /pma_navigation/,
		["Roundcube"] = /rcmail\.set_env/ | /<title>.*Roundcube Webmail/,
		["SquirrelMail"] = /<title>SquirrelMail/,
		["Nagios"] = /<title>Nagios/,
		["Trac"] = /Powered by <a href=["']http:\/\/trac\.edgewall/,
	} &redef;
}

function webapp_found(c: connection, version: string)
	{
	local info: Software::Info = [$unparsed_version=version, $host=c$id$resp_h, $host_p=c$id$resp_p, $software_type=WEB_APPLICATION];

	if ( c$http?$uri )
		info$url = build_url_http(c$http);

	Software::found(c$id, info);
	}

event http_entity_data(c: connection, is_orig: bool, length: count, data: string)
	{
	# A page's head is in the first piece.
	if ( is_orig || c$http$webapp_done )
		return;

	c$http$webapp_done = T;

	for ( s in find_all(data, webapp_generator) )
		webapp_found(c, sub(s, /^.*[cC][oO][nN][tT][eE][nN][tT]=["']/, ""));

	for ( name in webapp_signs )
		if ( webapp_signs[name] in data )
			webapp_found(c, name);
	}

redef record Info += {
	# Whether the page has been looked at.
	webapp_done: bool &default=F;
};
