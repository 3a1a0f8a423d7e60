##! Uses of Facebook.

@load ../main

module AppStats;

hook add_sumstats(id: conn_id, hostname: string, size: count)
	{
	# What is smaller is no page.
	if ( /\.(facebook\.com|fbcdn\.net)$/ in hostname && size > 20 )
		{
		use(id, "facebook", size);
		break;
		}
	}
