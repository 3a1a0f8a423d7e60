##! Finds requests that try to talk to a database (SQL injection), and tells of
##! hosts that make or get many of them.

@load base/frameworks/notice
@load base/frameworks/sumstats
@load base/protocols/http

module HTTP;

export {
	redef enum Notice::Type += {
		## A host sends such requests.
		SQL_Injection_Attacker,
		## A host gets such requests.
		SQL_Injection_Victim
	};

	redef enum Tags += {
		## The address holds SQL.
		URI_SQLI
	};

	## So many requests are an attack.
	const sqli_requests_threshold: double = 50.0 &redef;

	## How long requests are counted.
	const sqli_requests_interval = 5 min &redef;

	## What looks like SQL in an address.
	const match_sql_injection_uri =
		# a quote, then a condition that holds always: ' or 1=1
		/[?&][^&]*=[^&]*['\"`)]+[ \t+]*([oO][rR]|[aA][nN][dD])[ \t+]+[^&]*(=|[lL][iI][kK][eE])/
		# a quote, then the end of the statement or another one
		| /[?&][^&]*=[^&]*['\"`)]+[ \t+]*(;|--|#|\/\*)/
		# one query joined to another
		| /[?&][^&]*=[^&]*[uU][nN][iI][oO][nN]([ \t+]|\/\*.*\*\/)+([aA][lL][lL][ \t+]+)?[sS][eE][lL][eE][cC][tT]/
		# statements that change something
		| /[?&][^&]*=[^&]*;[ \t+]*([dD][rR][oO][pP]|[dD][eE][lL][eE][tT][eE]|[iI][nN][sS][eE][rR][tT]|[uU][pP][dD][aA][tT][eE]|[eE][xX][eE][cC])[ \t+]/
		# questions about the database itself
		| /[?&][^&]*=[^&]*([iI][nN][fF][oO][rR][mM][aA][tT][iI][oO][nN]_[sS][cC][hH][eE][mM][aA]|[sS][lL][eE][eE][pP][ \t+]*\(|[bB][eE][nN][cC][hH][mM][aA][rR][kK][ \t+]*\(|@@[vV][eE][rR][sS][iI][oO][nN])/
		&redef;

	## Called with requests that look like SQL injection; a handler that breaks
	## takes one for harmless.
	global sqli_policy: hook(c: connection, method: string, unescaped_URI: string);
}

const attacker_stream = "http.sqli.attacker";
const victim_stream = "http.sqli.victim";

# Requests to show in a notice.
const shown = 5;

function examples(rv: SumStats::ResultVal): string
	{
	local text = "";

	for ( i in rv$samples )
		if ( rv$samples[i]?$str )
			text = cat(text, text == "" ? "" : " ", rv$samples[i]$str);

	return text;
	}

event bro_init() &priority=3
	{
	local attacks: SumStats::Reducer = [$stream=attacker_stream, $num_samples=shown,
	                                    $apply=set(SumStats::SUM, SumStats::SAMPLE)];
	SumStats::create([$name="detect-sqli-attackers", $epoch=sqli_requests_interval, $reducers=set(attacks),
	                  $threshold=sqli_requests_threshold,
	                  $threshold_val(key: SumStats::Key, result: SumStats::Result): double =
	                  	{ return result[attacker_stream]$num + 0.0; },
	                  $threshold_crossed(key: SumStats::Key, result: SumStats::Result) =
	                  	{
	                  	local r = result[attacker_stream];
	                  	NOTICE([$note=SQL_Injection_Attacker, $src=key$host, $n=r$num, $sub=examples(r),
	                  	        $msg=fmt("%s sends SQL with its requests", key$host), $identifier=cat(key$host)]);
	                  	}]);

	local hits: SumStats::Reducer = [$stream=victim_stream, $num_samples=shown,
	                                 $apply=set(SumStats::SUM, SumStats::SAMPLE)];
	SumStats::create([$name="detect-sqli-victims", $epoch=sqli_requests_interval, $reducers=set(hits),
	                  $threshold=sqli_requests_threshold,
	                  $threshold_val(key: SumStats::Key, result: SumStats::Result): double =
	                  	{ return result[victim_stream]$num + 0.0; },
	                  $threshold_crossed(key: SumStats::Key, result: SumStats::Result) =
	                  	{
	                  	local r = result[victim_stream];
	                  	NOTICE([$note=SQL_Injection_Victim, $src=key$host, $n=r$num, $sub=examples(r),
	                  	        $msg=fmt("%s is sent SQL with requests", key$host), $identifier=cat(key$host)]);
	                  	}]);
	}

event http_request(c: connection, method: string, original_URI: string,
                   unescaped_URI: string, version: string) &priority=3
	{
	if ( match_sql_injection_uri !in unescaped_URI )
		return;

	if ( ! hook HTTP::sqli_policy(c, method, unescaped_URI) )
		return;

	add c$http$tags[URI_SQLI];

	SumStats::observe(attacker_stream, [$host=c$id$orig_h], [$str=original_URI]);
	SumStats::observe(victim_stream, [$host=c$id$resp_h], [$str=original_URI]);
	}
