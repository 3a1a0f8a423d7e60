##! What is known of an FTP session, and logged with each of its commands.

@load ./utils-commands

module FTP;

export {
	## Names that anybody may log in with. What they give as password is none.
	const guest_ids = { "anonymous", "ftp", "ftpuser", "guest" } &redef;

	## Whether passwords are kept and logged.
	const default_capture_password = F &redef;

	## Where a transfer's data flows.
	type ExpectedDataChannel: record {
		## Whether the client connects.
		passive: bool &log;
		## Who connects.
		orig_h: addr &log;
		## Who listens.
		resp_h: addr &log;
		resp_p: port &log;
	};

	type Info: record {
		## Time of the command.
		ts: time &log;
		uid: string &log;
		id: conn_id &log;
		## Who has logged in.
		user: string &log &default="<unknown>";
		## A guest's is shown, others are hidden unless they are captured.
		password: string &log &optional;
		## The command.
		command: string &log &optional;
		## Its argument, as an address if it names a file.
		arg: string &log &optional;
		## The type of the file that was transferred.
		mime_type: string &log &optional;
		## Its size, as the server tells it.
		file_size: count &log &optional;
		## The code of the reply.
		reply_code: count &log &optional;
		## Its text.
		reply_msg: string &log &optional;
		## Where the data of a transfer is going to flow.
		data_channel: ExpectedDataChannel &log &optional;
		## The file that was transferred.
		fuid: string &log &optional;

		## The folder that the client is in; "." as long as nobody says.
		cwd: string &default=".";
		## The command that is answered.
		cmdarg: CmdArg &optional;
		## Commands without an answer, in the order they came.
		pending_commands: PendingCmds;
		## The number of the latest command.
		command_seq: count &default=0;
		## Whether the client is to connect for data.
		passive: bool &default=F;
		capture_password: bool &default=default_capture_password;
		## The last mechanism that the client asked for.
		last_auth_requested: string &optional;
	};
}
