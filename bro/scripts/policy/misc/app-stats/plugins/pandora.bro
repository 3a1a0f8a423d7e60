##! Uses of Pandora.

@load ../main

module AppStats;

hook add_sumstats(id: conn_id, hostname: string, size: count)
	{
	# What is smaller is no page.
	if ( /\.(pandora|p-cdn)\.com$/ in hostname && size > 20 )
		{
		use(id, "pandora", size);
		break;
		}
	}
