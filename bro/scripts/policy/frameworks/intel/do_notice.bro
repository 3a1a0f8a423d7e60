##! Indicators that are worth a notice say so in their files.

@load base/frameworks/intel
@load base/frameworks/notice

module Intel;

export {
	redef enum Notice::Type += {
		## Something that is known was seen.
		Intel::Notice
	};

	redef record Intel::MetaData += {
		do_notice: bool &default=F;
		## A notice only if it was seen there.
		if_in: Intel::Where &default=IN_ANYWHERE;
	};
}

# What tells one match from another, whoever of the two began the connection.
function identifier(indicator: string, id: conn_id): string
	{
	return id$orig_h < id$resp_h ? cat(indicator, id$orig_h, id$resp_h) : cat(indicator, id$resp_h, id$orig_h);
	}

event Intel::match(s: Seen, items: set[Item])
	{
	for ( item in items )
		{
		if ( ! item$meta$do_notice || item$meta$if_in != IN_ANYWHERE && item$meta$if_in != s$where )
			next;

		local n = Notice::Info($note=Intel::Notice, $msg=fmt("Intel hit on %s at %s", s$indicator, s$where),
		                       $sub=s$indicator);
		local services = "";

		if ( s?$conn )
			{
			n$conn = s$conn;
			n$identifier = identifier(s$indicator, s$conn$id);

			for ( service in s$conn$service )
				services += cat(service, " ");
			}

		n$email_body_sections = vector(fmt("Service: %s\n", services), fmt("Intel source: %s\n", item$meta$source));
		NOTICE(n);
		}
	}
