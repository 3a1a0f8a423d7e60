##! Indicators that somebody knows to be harmless are not logged, whatever
##! others know about them.

@load base/frameworks/intel

module Intel;

export {
	redef record Intel::MetaData += {
		whitelist: bool &default=F;
	};
}

hook Intel::extend_match(info: Info, s: Seen, items: set[Item]) &priority=9
	{
	local harmless = F;

	for ( item in items )
		harmless = harmless || item$meta$whitelist;

	if ( harmless )
		break;
	}
