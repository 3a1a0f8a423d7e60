##! Warns of settings that leave scripts without work.

@load base/utils/site

event bro_init() &priority=-10
	{
	if ( |Site::local_nets| == 0 )
		Reporter::warning("Site::local_nets is empty: scripts cannot tell which hosts are the site's");
	}
