##! Indicators that are not inserted again are forgotten.

@load base/frameworks/intel

module Intel;

redef Intel::item_expiration = 10 min;

hook item_expired(indicator: string, indicator_type: Type, metas: set[MetaData]) &priority=-10
	{
	break;
	}
