##! Versions of Windows, as its service for checking certificates tells them.

@load base/frameworks/software
@load base/protocols/http

module OS;

export {
	redef enum Software::Type += {
		WINDOWS
	};

	## What Microsoft's CryptoAPI says it is, and what Windows that is.
	const crypto_api_mapping: table[string] of Software::Info = {
		["Microsoft-CryptoAPI/5.131.2195.6661"] = [$name="Windows", $version=[$major=2000, $addl="SP3"], $host=0.0.0.0],
		["Microsoft-CryptoAPI/5.131.2195.6824"] = [$name="Windows", $version=[$major=2000, $addl="SP4"], $host=0.0.0.0],
		["Microsoft-CryptoAPI/5.131.2600.0"] = [$name="Windows", $version=[$addl="XP SP0"], $host=0.0.0.0],
		["Microsoft-CryptoAPI/5.131.2600.1106"] = [$name="Windows", $version=[$addl="XP SP1"], $host=0.0.0.0],
		["Microsoft-CryptoAPI/5.131.2600.2180"] = [$name="Windows", $version=[$addl="XP SP2"], $host=0.0.0.0],
		["Microsoft-CryptoAPI/5.131.2600.5512"] = [$name="Windows", $version=[$addl="XP SP3"], $host=0.0.0.0],
		["Microsoft-CryptoAPI/5.131.3790.1830"] = [$name="Windows", $version=[$major=2003, $addl="SP1"], $host=0.0.0.0],
		["Microsoft-CryptoAPI/5.131.3790.3959"] = [$name="Windows", $version=[$major=2003, $addl="SP2"], $host=0.0.0.0],
		["Microsoft-CryptoAPI/6.0"] = [$name="Windows", $version=[$addl="Vista or Server 2008"], $host=0.0.0.0],
		["Microsoft-CryptoAPI/6.1"] = [$name="Windows", $version=[$addl="7 or Server 2008 R2"], $host=0.0.0.0],
		["Microsoft-CryptoAPI/6.2"] = [$name="Windows", $version=[$addl="8 or Server 2012"], $host=0.0.0.0],
		["Microsoft-CryptoAPI/6.3"] = [$name="Windows", $version=[$addl="8.1 or Server 2012 R2"], $host=0.0.0.0],
		["Microsoft-CryptoAPI/10.0"] = [$name="Windows", $version=[$major=10], $host=0.0.0.0],
	} &redef;
}

event HTTP::log_http(rec: HTTP::Info) &priority=5
	{
	# Proxies hand on what others say.
	if ( ! rec?$host || ! rec?$user_agent || rec?$proxied )
		return;

	if ( /crl|ctldl|windowsupdate/ !in rec$host || rec$user_agent !in crypto_api_mapping )
		return;

	local found = copy(crypto_api_mapping[rec$user_agent]);
	found$host = rec$id$orig_h;
	found$software_type = WINDOWS;
	found$unparsed_version = rec$user_agent;
	Software::found(rec$id, found);
	}
