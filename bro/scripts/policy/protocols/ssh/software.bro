##! What clients and servers of SSH say they are.

@load base/frameworks/software
@load base/protocols/ssh

module SSH;

export {
	redef enum Software::Type += {
		SERVER,
		CLIENT
	};
}

# The protocol's version, which comes before the program, is of no interest.
function program(version: string): string
	{
	return sub(version, /^SSH-[0-9.]+-/, "");
	}

event ssh_client_version(c: connection, version: string) &priority=4
	{
	Software::found(c$id, [$unparsed_version=program(version), $host=c$id$orig_h, $software_type=CLIENT]);
	}

event ssh_server_version(c: connection, version: string) &priority=4
	{
	Software::found(c$id, [$unparsed_version=program(version), $host=c$id$resp_h, $host_p=c$id$resp_p, $software_type=SERVER]);
	}
