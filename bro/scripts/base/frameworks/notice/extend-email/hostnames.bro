##! The names of the hosts of a notice, in the mails about it.

@load ../main

module Notice;

# Adds the name of a host to a mail when it is known.
function add_name(n: Notice::Info, what: string, host: addr)
	{
	add n$email_delay_tokens[what];

	when ( local name = lookup_addr(host) )
		{
		n$email_body_sections += cat(what, ": ", name);
		delete n$email_delay_tokens[what];
		}
	timeout max_email_delay
		{
		delete n$email_delay_tokens[what];
		}
	}

hook notice(n: Notice::Info) &priority=10
	{
	# While a capture is read no mail is sent.
	if ( reading_traces() || ACTION_EMAIL !in n$actions )
		return;

	if ( n?$src )
		add_name(n, "orig/src hostname", n$src);
	if ( n?$dst )
		add_name(n, "resp/dst hostname", n$dst);
	}
