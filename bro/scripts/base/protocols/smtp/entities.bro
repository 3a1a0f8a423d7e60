##! The entities of mails: what their headers say of the files they are.

@load ./main
@load base/utils/files

module SMTP;

export {
	## What headers say of the entity at hand.
	type Entity: record {
		filename: string &optional;
	};

	redef record Info += {
		entity: Entity &optional;
	};

	redef record State += {
		## How many entities have begun.
		mime_depth: count &default=0;
	};
}

event mime_begin_entity(c: connection) &priority=10
	{
	if ( ! c?$smtp )
		return;

	c$smtp$entity = Entity();
	++c$smtp_state$mime_depth;
	}

event mime_one_header(c: connection, h: mime_header_rec) &priority=5
	{
	if ( ! c?$smtp || ! c$smtp?$entity )
		return;

	local value = h$value;

	if ( h$name == "CONTENT-TYPE" && /[nN][aA][mM][eE][ \t]*=/ in value )
		value = sub(value, /;[ \t]*[nN][aA][mM][eE]/, "; filename");
	else if ( h$name != "CONTENT-DISPOSITION" || /[fF][iI][lL][eE][nN][aA][mM][eE]/ !in value )
		return;

	local filename = extract_filename_from_content_disposition(value);

	if ( filename != "" )
		c$smtp$entity$filename = filename;
	}

event mime_end_entity(c: connection) &priority=-5
	{
	if ( c?$smtp )
		delete c$smtp$entity;
	}
