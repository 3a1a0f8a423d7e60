##! The names of the hosts of a notice, in the mails about it.

@load base/frameworks/notice/extend-email/hostnames
