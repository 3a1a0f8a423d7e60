##! Uses of Google.

@load ../main

module AppStats;

hook add_sumstats(id: conn_id, hostname: string, size: count)
	{
	# What is smaller is no page.
	if ( /\.google\.com$/ in hostname && size > 20 )
		{
		use(id, "google", size);
		break;
		}
	}
