##! Uses of Netflix.

@load ../main

module AppStats;

hook add_sumstats(id: conn_id, hostname: string, size: count)
	{
	# What is smaller is no page.
	if ( /\.nflximg\.com$/ in hostname && size > 20 )
		{
		use(id, "netflix", size);
		break;
		}
	}
