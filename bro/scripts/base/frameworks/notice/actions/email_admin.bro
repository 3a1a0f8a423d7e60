##! Mails to those who look after the hosts that a notice is about.

@load base/utils/site
@load ../main

module Notice;

export {
	redef enum Action += {
		## A mail to those whom ``Site::local_admins`` names.
		ACTION_EMAIL_ADMIN
	};
}

hook notice(n: Notice::Info)
	{
	if ( ACTION_EMAIL_ADMIN !in n$actions )
		return;

	local admins: set[string];

	if ( n?$src )
		admins = admins | Site::find_emails(n$src);
	if ( n?$dst )
		admins = admins | Site::find_emails(n$dst);

	for ( admin in admins )
		add n$email_dest[admin];
	}
