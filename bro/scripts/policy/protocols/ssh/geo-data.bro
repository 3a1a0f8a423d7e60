##! Adds to ssh.log where the remote host of a login is, and tells of logins to or from
##! countries that are watched. This engine has no data base of places: it says so when
##! the first place is wanted, and scripts may give places by
##! :bro:id:`SSH::lookup_place`.

@load base/frameworks/notice
@load base/protocols/ssh

module SSH;

export {
	redef enum Notice::Type += {
		## A login to or from a country that is watched.
		Watched_Country_Login
	};

	redef record Info += {
		## Where the host is that is not of the site.
		remote_location: geo_location &log &optional;
	};

	## Countries, by the codes of ISO 3166.
	option watched_countries: set[string] = { "RO" };

	## Where a host is. The place of the built-in function is always empty.
	const lookup_place: function(a: addr): geo_location = function(a: addr): geo_location
		{ return lookup_location(a); } &redef;
}

global told = F;

function get_location(c: connection): geo_location
	{
	local place = lookup_place(c$ssh$direction == OUTBOUND ? c$id$resp_h : c$id$orig_h);

	if ( ! place?$country_code && ! told )
		{
		told = T;
		Reporter::info("ssh.log has no places: there is no data base of them");
		}

	return place;
	}

event ssh_auth_successful(c: connection, auth_method_none: bool) &priority=3
	{
	if ( ! c?$ssh || ! c$ssh?$direction )
		return;

	local place = get_location(c);
	c$ssh$remote_location = place;

	if ( place?$country_code && place$country_code in watched_countries )
		NOTICE([$note=Watched_Country_Login, $conn=c,
		        $msg=fmt("SSH login %s watched country: %s",
		                 c$ssh$direction == OUTBOUND ? "to" : "from", place$country_code)]);
	}

event ssh_auth_failed(c: connection) &priority=3
	{
	if ( c?$ssh && c$ssh?$direction )
		c$ssh$remote_location = get_location(c);
	}
