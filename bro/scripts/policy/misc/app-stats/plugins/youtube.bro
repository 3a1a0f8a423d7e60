##! Uses of YouTube.

@load ../main

module AppStats;

hook add_sumstats(id: conn_id, hostname: string, size: count)
	{
	# What is smaller is no film.
	if ( /\.youtube\.com$/ in hostname && size > 524288 )
		{
		use(id, "youtube", size);
		break;
		}
	}
