##! Names of the numbers in DHCP.

module DHCP;

export {
	## What a message is about.
	const message_types: table[count] of string = {
		[1] = "DISCOVER",
		[2] = "OFFER",
		[3] = "REQUEST",
		[4] = "DECLINE",
		[5] = "ACK",
		[6] = "NAK",
		[7] = "RELEASE",
		[8] = "INFORM",
		[9] = "FORCERENEW",
		[10] = "LEASEQUERY",
		[11] = "LEASEUNASSIGNED",
		[12] = "LEASEUNKNOWN",
		[13] = "LEASEACTIVE",
		[14] = "BULKLEASEQUERY",
		[15] = "LEASEQUERYDONE",
		[16] = "ACTIVELEASEQUERY",
		[17] = "LEASEQUERYSTATUS",
		[18] = "TLS",
	} &default=function(n: count): string { return fmt("unknown-message-type-%d", n); };
}
