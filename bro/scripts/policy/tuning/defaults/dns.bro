##! Looks at all sections of DNS messages: an answer's time is then known
##! also if nothing but a referral came.

redef dns_skip_all_auth = F;
redef dns_skip_all_addl = F;
