# str_shell_escape escapes what has a meaning within double quotes; safe_shell_quote puts these around.
event bro_init()
	{
	local s = "a`b\"c\\d$e'f|g;h";
	print str_shell_escape(s);
	print safe_shell_quote(s);
	print safe_shell_quote("");
	}
# expect: a\`b\"c\\d\$e'f|g;h
# expect: "a\`b\"c\\d\$e'f|g;h"
# expect: ""
