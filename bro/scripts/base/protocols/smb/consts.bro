##! Names of commands, dialects and shares (MS-CIFS 2.2.2.1, MS-SMB2 2.2).

module SMB;

export {
	## What an answer says of its request (MS-ERREF 2.3.1).
	type StatusCode: record {
		id: string;
		desc: string;
	};

	## The most frequent ones.
	const statuses: table[count] of StatusCode = {
		[0x00000000] = [$id="SUCCESS", $desc="done"],
		[0x00000103] = [$id="PENDING", $desc="the answer comes later"],
		[0x80000005] = [$id="BUFFER_OVERFLOW", $desc="there is more than fits"],
		[0x80000006] = [$id="NO_MORE_FILES", $desc="that was all"],
		[0xc0000008] = [$id="INVALID_HANDLE", $desc="no such file is open"],
		[0xc000000d] = [$id="INVALID_PARAMETER", $desc="the request makes no sense"],
		[0xc000000f] = [$id="NO_SUCH_FILE", $desc="there is no such file"],
		[0xc0000011] = [$id="END_OF_FILE", $desc="the file is not that long"],
		[0xc0000016] = [$id="MORE_PROCESSING_REQUIRED", $desc="the client has to go on"],
		[0xc0000022] = [$id="ACCESS_DENIED", $desc="the user may not"],
		[0xc0000034] = [$id="OBJECT_NAME_NOT_FOUND", $desc="there is no such name"],
		[0xc0000035] = [$id="OBJECT_NAME_COLLISION", $desc="there is such a name"],
		[0xc000003a] = [$id="OBJECT_PATH_NOT_FOUND", $desc="there is no such folder"],
		[0xc0000043] = [$id="SHARING_VIOLATION", $desc="somebody else has the file"],
		[0xc000006d] = [$id="LOGON_FAILURE", $desc="the user is not who it says"],
		[0xc00000bb] = [$id="NOT_SUPPORTED", $desc="the server cannot"],
		[0xc00000cc] = [$id="BAD_NETWORK_NAME", $desc="there is no such share"],
		[0xc0000225] = [$id="NOT_FOUND", $desc="there is none"],
	} &redef &default=function(n: count): StatusCode { return [$id=fmt("unknown-%d", n), $desc=fmt("unknown-%d", n)]; };
}

module SMB1;

export {
	const commands: table[count] of string = {
		[0x00] = "CREATE_DIRECTORY", [0x01] = "DELETE_DIRECTORY", [0x02] = "OPEN", [0x03] = "CREATE",
		[0x04] = "CLOSE", [0x05] = "FLUSH", [0x06] = "DELETE", [0x07] = "RENAME",
		[0x08] = "QUERY_INFORMATION", [0x09] = "SET_INFORMATION", [0x0a] = "READ", [0x0b] = "WRITE",
		[0x0c] = "LOCK_BYTE_RANGE", [0x0d] = "UNLOCK_BYTE_RANGE", [0x10] = "CHECK_DIRECTORY",
		[0x11] = "PROCESS_EXIT", [0x12] = "SEEK", [0x24] = "LOCKING_ANDX", [0x25] = "TRANSACTION",
		[0x26] = "TRANSACTION_SECONDARY", [0x2b] = "ECHO", [0x2c] = "WRITE_AND_CLOSE", [0x2d] = "OPEN_ANDX",
		[0x2e] = "READ_ANDX", [0x2f] = "WRITE_ANDX", [0x32] = "TRANSACTION2", [0x33] = "TRANSACTION2_SECONDARY",
		[0x34] = "FIND_CLOSE2", [0x70] = "TREE_CONNECT", [0x71] = "TREE_DISCONNECT", [0x72] = "NEGOTIATE",
		[0x73] = "SESSION_SETUP_ANDX", [0x74] = "LOGOFF_ANDX", [0x75] = "TREE_CONNECT_ANDX",
		[0x80] = "QUERY_INFORMATION_DISK", [0xa0] = "NT_TRANSACT", [0xa1] = "NT_TRANSACT_SECONDARY",
		[0xa2] = "NT_CREATE_ANDX", [0xa4] = "NT_CANCEL", [0xa5] = "NT_RENAME",
	} &redef &default=function(n: count): string { return fmt("unknown-%d", n); };
}

module SMB2;

export {
	const commands: table[count] of string = {
		[0] = "NEGOTIATE_PROTOCOL", [1] = "SESSION_SETUP", [2] = "LOGOFF", [3] = "TREE_CONNECT",
		[4] = "TREE_DISCONNECT", [5] = "CREATE", [6] = "CLOSE", [7] = "FLUSH", [8] = "READ", [9] = "WRITE",
		[10] = "LOCK", [11] = "IOCTL", [12] = "CANCEL", [13] = "ECHO", [14] = "QUERY_DIRECTORY",
		[15] = "CHANGE_NOTIFY", [16] = "QUERY_INFO", [17] = "SET_INFO", [18] = "OPLOCK_BREAK",
	} &redef &default=function(n: count): string { return fmt("unknown-%d", n); };

	const dialects: table[count] of string = {
		[0x0202] = "2.0.2", [0x0210] = "2.1", [0x02ff] = "2.1+", [0x0300] = "3.0", [0x0302] = "3.0.2", [0x0311] = "3.1.1",
	} &redef &default=function(n: count): string { return fmt("unknown-%d", n); };

	const share_types: table[count] of string = {
		[1] = "DISK", [2] = "PIPE", [3] = "PRINT",
	} &redef &default=function(n: count): string { return fmt("unknown-%d", n); };
}
