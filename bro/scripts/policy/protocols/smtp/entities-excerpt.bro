##! Keeps the first bytes of each part of a mail.

@load base/frameworks/files
@load base/protocols/smtp

module SMTP;

export {
	redef record Entity += {
		## How the contents begin.
		excerpt: string &log &default="";
	};

	## How many bytes are kept.
	option default_entity_excerpt_len = 0;
}

event file_sniff(f: fa_file, meta: fa_metadata) &priority=5
	{
	if ( f$source != "SMTP" || ! f?$bof_buffer || default_entity_excerpt_len == 0 )
		return;

	for ( cid, c in f$conns )
		{
		if ( c?$smtp && c$smtp?$entity )
			c$smtp$entity$excerpt = sub_bytes(f$bof_buffer, 1, default_entity_excerpt_len);
		}
	}
