##! Logins over Telnet, Rlogin and Rsh: which ports they have, and what servers
##! say. The engine raises no events of logins without this.

@load base/frameworks/analyzer

module Login;

export {
	const telnet_ports: set[port] = { 23/tcp } &redef;
	const rlogin_ports: set[port] = { 513/tcp } &redef;
	const rsh_ports: set[port] = { 514/tcp } &redef;
}

redef likely_server_ports += { 23/tcp, 513/tcp, 514/tcp };

redef login_prompts += {
	"[Ll]ogin: ?",
	"[Uu]ser( ?[Nn]ame)?: ?",
	"User Access Verification",
	"[Aa]ccount: ?",
};

redef login_success_msgs += {
	"Last( successful)? login",
	"[Yy]ou have (new |unread |no (new )?)?mail",
	"[Ww]elcome to ",
	"login .* on .*tty",
	"No directory.*[Ll]ogging in with",
};

redef login_failure_msgs += {
	"[Ll]ogin( was)? (incorrect|invalid|failed)",
	"[Aa]uthentication failed",
	"[Aa]ccess [Dd]enied",
	"[Pp]ermission [Dd]enied",
	"[Ii]nvalid ([Ll]ogin|[Pp]assword|[Uu]ser)",
	"[Uu]nknown user",
	"[Bb]ad password",
	"^Sorry",
};

# What is said of attempts before this one.
redef login_non_failure_msgs += {
	"[Ll]ast (unsuccessful|failed|bad) login",
	"failed logins? since",
};

redef login_timeouts += {
	"[Ll]ogin timed out",
	"timed out after [0-9]+ seconds",
	"[Tt]imeout expired",
	"[Dd]isconnected due to inactivity",
};

event bro_init() &priority=5
	{
	Analyzer::register_for_ports(Analyzer::ANALYZER_TELNET, telnet_ports);
	Analyzer::register_for_ports(Analyzer::ANALYZER_RLOGIN, rlogin_ports);
	Analyzer::register_for_ports(Analyzer::ANALYZER_RSH, rsh_ports);
	}
