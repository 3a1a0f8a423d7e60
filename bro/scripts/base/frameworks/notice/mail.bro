##! Mails about notices.

@load ./main

module Notice;

# A mail that waits for what scripts want to add.
event waiting_mail(n: Notice::Info, dest: string, extend: bool)
	{
	email_notice_to(n, dest, extend);
	}

function email_headers(subject_desc: string, dest: string): string
	{
	local text = cat("From: ", mail_from, "\n",
	                 "Subject: ", mail_subject_prefix, " ", subject_desc, "\n",
	                 "To: ", dest, "\n",
	                 "User-Agent: Bro/", bro_version(), "\n");

	return reply_to == "" ? text : cat(text, "Reply-To: ", reply_to, "\n");
	}

# An address with its port, as a mail tells it.
function endpoint(host: addr, p: port): string
	{
	return fmt("%s:%d", host, port_to_count(p));
	}

function email_text(n: Notice::Info, dest: string, extend: bool): string
	{
	local text = cat(email_headers(cat(n$note), dest), "\nMessage: ", n?$msg ? n$msg : "", "\n");

	if ( n?$sub )
		text += cat("Sub-message: ", n$sub, "\n");

	text += "\n";

	if ( n?$file_desc )
		text += cat("File Description: ", n$file_desc, "\n");
	if ( n?$file_mime_type )
		text += cat("File MIME Type: ", n$file_mime_type, "\n");
	if ( n?$file_desc || n?$file_mime_type )
		text += "\n";

	if ( n?$id )
		{
		text += cat("Connection: ", endpoint(n$id$orig_h, n$id$orig_p), " -> ", endpoint(n$id$resp_h, n$id$resp_p), "\n");

		if ( n?$uid )
			text += cat("Connection uid: ", n$uid, "\n");
		}
	else if ( n?$src )
		text += cat("Address: ", n$src, "\n");

	if ( extend && n?$email_body_sections )
		{
		text += "\nEmail Extensions\n----------------\n";

		for ( i in n$email_body_sections )
			text += cat(n$email_body_sections[i], "\n");
		}

	return cat(text, "\n\n--\n[Automatically generated]\n\n");
	}

function email_notice_to(n: Notice::Info, dest: string, extend: bool)
	{
	if ( reading_traces() || dest == "" )
		return;

	if ( extend && n?$email_delay_tokens && |n$email_delay_tokens| > 0 )
		{
		if ( n$ts + max_email_delay > network_time() )
			{
			schedule 1sec { waiting_mail(n, dest, extend) };
			return;
			}

		Reporter::info(fmt("a mail about %s does not wait any more for %s", n$note, n$email_delay_tokens));
		}

	piped_exec(cat(sendmail, " -t -oi"), email_text(n, dest, extend));
	}
