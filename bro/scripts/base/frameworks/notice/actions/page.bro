##! Notices for a pager: mails without what scripts add.

@load ../main

module Notice;

export {
	redef enum Action += {
		ACTION_PAGE
	};

	## The mail address of the pager.
	option mail_page_dest = "";
}

hook notice(n: Notice::Info)
	{
	if ( ACTION_PAGE in n$actions )
		email_notice_to(n, mail_page_dest, F);
	}
