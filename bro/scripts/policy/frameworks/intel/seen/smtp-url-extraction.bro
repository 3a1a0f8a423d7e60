##! URLs in the bodies of mails.

@load base/frameworks/intel
@load base/utils/urls
@load ./where-locations

module Intel;

# A piece of a mail's part.
event mail_data(f: fa_file, data: string) &group="Intel::URL"
	{
	local urls = find_all_urls_without_scheme(data);

	if ( ! f?$conns || |urls| == 0 )
		return;

	for ( id, c in f$conns )
		for ( url in urls )
			Intel::seen([$indicator=url, $indicator_type=Intel::URL, $conn=c, $f=f, $where=SMTP::IN_MESSAGE]);
	}

event file_new(f: fa_file) &group="Intel::URL"
	{
	if ( f$source == "SMTP" )
		Files::add_analyzer(f, Files::ANALYZER_DATA_EVENT, [$stream_event=mail_data]);
	}
