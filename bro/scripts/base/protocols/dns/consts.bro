##! Names of the numbers in DNS messages, as IANA registers them.

module DNS;

export {
	const PTR = 12;	##< A name for an address.
	const EDNS = 41;	##< An OPT record, RFC 6891.
	const ANY = 255;	##< A question for all there is.
	const NONE = 254;	##< No class: of what is not to be, RFC 2136.

	# What a message is for.
	const DNS_OP_QUERY = 0;
	const DNS_OP_IQUERY = 1;
	const DNS_OP_SERVER_STATUS = 2;
	const DNS_OP_NOTIFY = 4;
	const DNS_OP_DYNAMIC_UPDATE = 5;
	const DNS_OP_DSO = 6;

	## Types of resource records.
	const query_types: table[count] of string = {
		[1] = "A", [2] = "NS", [3] = "MD", [4] = "MF",
		[5] = "CNAME", [6] = "SOA", [7] = "MB", [8] = "MG",
		[9] = "MR", [10] = "NULL", [11] = "WKS", [12] = "PTR",
		[13] = "HINFO", [14] = "MINFO", [15] = "MX", [16] = "TXT",
		[17] = "RP", [18] = "AFSDB", [19] = "X25", [20] = "ISDN",
		[21] = "RT", [22] = "NSAP", [23] = "NSAP-PTR", [24] = "SIG",
		[25] = "KEY", [26] = "PX", [27] = "GPOS", [28] = "AAAA",
		[29] = "LOC", [30] = "NXT", [31] = "EID", [32] = "NIMLOC",
		[33] = "SRV", [34] = "ATMA", [35] = "NAPTR", [36] = "KX",
		[37] = "CERT", [38] = "A6", [39] = "DNAME", [40] = "SINK",
		[41] = "EDNS", [42] = "APL", [43] = "DS", [44] = "SSHFP",
		[45] = "IPSECKEY", [46] = "RRSIG", [47] = "NSEC", [48] = "DNSKEY",
		[49] = "DHCID", [50] = "NSEC3", [51] = "NSEC3PARAM", [52] = "TLSA",
		[53] = "SMIMEA", [55] = "HIP", [56] = "NINFO", [57] = "RKEY",
		[58] = "TALINK", [59] = "CDS", [60] = "CDNSKEY", [61] = "OPENPGPKEY",
		[62] = "CSYNC", [63] = "ZONEMD", [64] = "SVCB", [65] = "HTTPS",
		[99] = "SPF", [100] = "UINFO", [101] = "UID", [102] = "GID",
		[103] = "UNSPEC", [104] = "NID", [105] = "L32", [106] = "L64",
		[107] = "LP", [108] = "EUI48", [109] = "EUI64", [249] = "TKEY",
		[250] = "TSIG", [251] = "IXFR", [252] = "AXFR", [253] = "MAILB",
		[254] = "MAILA", [255] = "*", [256] = "URI", [257] = "CAA",
		[258] = "AVC", [32768] = "TA", [32769] = "DLV",
	} &default=function(n: count): string { return fmt("query-%d", n); };

	## Classes of resource records.
	const classes: table[count] of string = {
		[1] = "C_INTERNET",
		[2] = "C_CSNET",
		[3] = "C_CHAOS",
		[4] = "C_HESIOD",
		[254] = "C_NONE",
		[255] = "C_ANY",
	} &default=function(n: count): string { return fmt("qclass-%d", n); };

	## The names of these.
	const opcodes: table[count] of string = {
		[0] = "query",
		[1] = "iquery",
		[2] = "status",
		[4] = "notify",
		[5] = "dynamic-update",
		[6] = "dso",
	} &default=function(n: count): string { return fmt("opcode-%d", n); };

	## The same of the names of NetBIOS (RFC 1002).
	const netbios_opcodes: table[count] of string = {
		[0] = "netbios-query",
		[5] = "netbios-registration",
		[6] = "netbios-release",
		[7] = "netbios-wack",
		[8] = "netbios-refresh",
	} &default=function(n: count): string { return fmt("netbios-opcode-%d", n); };

	## What a reply says about itself.
	const base_errors: table[count] of string = {
		[0] = "NOERROR",
		[1] = "FORMERR",
		[2] = "SERVFAIL",
		[3] = "NXDOMAIN",
		[4] = "NOTIMP",
		[5] = "REFUSED",
		[6] = "YXDOMAIN",
		[7] = "YXRRSET",
		[8] = "NXRRSET",
		[9] = "NOTAUTH",
		[10] = "NOTZONE",
		[16] = "BADVERS",
		[17] = "BADKEY",
		[18] = "BADTIME",
		[19] = "BADMODE",
		[20] = "BADNAME",
		[21] = "BADALG",
		[22] = "BADTRUNC",
		[23] = "BADCOOKIE",
	} &default=function(n: count): string { return fmt("rcode-%d", n); };
}
