##! Uses of Gmail.

@load ../main

module AppStats;

hook add_sumstats(id: conn_id, hostname: string, size: count)
	{
	# What is smaller is no page.
	if ( /\.gmail\.com$/ in hostname && size > 20 )
		{
		use(id, "gmail", size);
		break;
		}
	}
