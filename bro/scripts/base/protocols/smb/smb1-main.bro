##! Version 1 of SMB.

@load ./main

module SMB1;

# A state with the message's request, before the handlers that fill it.
event smb1_message(c: connection, hdr: SMB1::Header, is_orig: bool) &priority=5
	{
	if ( is_orig )
		SMB::request(c, hdr$mid);
	else
		SMB::answer(c, hdr$mid);
	}

event smb1_tree_connect_andx_request(c: connection, hdr: SMB1::Header, path: string, service: string) &priority=5
	{
	local t = SMB::new_tree(c);
	t$path = path;
	t$service = service;
	SMB::request(c, hdr$mid)$tree = t;
	}

event smb1_tree_connect_andx_response(c: connection, hdr: SMB1::Header, service: string, native_file_system: string) &priority=5
	{
	local r = SMB::request(c, hdr$mid);

	if ( ! r?$tree )
		r$tree = SMB::new_tree(c);

	r$tree$service = service;

	if ( service == "IPC" )
		r$tree$share_type = "PIPE";

	if ( native_file_system != "" )
		r$tree$native_file_system = native_file_system;

	c$smb$trees[hdr$tid] = r$tree;
	}

event smb1_tree_connect_andx_response(c: connection, hdr: SMB1::Header, service: string, native_file_system: string) &priority=-5
	{
	Log::write(SMB::MAPPING_LOG, c$smb$trees[hdr$tid]);
	}

event smb1_nt_create_andx_request(c: connection, hdr: SMB1::Header, file_name: string) &priority=5
	{
	local f = SMB::new_file(c);
	f$name = file_name;
	f$action = SMB::FILE_OPEN;
	SMB::request(c, hdr$mid)$file = f;
	}

event smb1_nt_create_andx_response(c: connection, hdr: SMB1::Header, file_id: count, file_size: count, times: SMB::MACTimes) &priority=5
	{
	local r = SMB::request(c, hdr$mid);

	if ( ! r?$file )
		r$file = SMB::new_file(c);

	local f = r$file;
	f$action = SMB::FILE_OPEN;
	f$fid = file_id;
	f$size = file_size;

	# Pipes have no time.
	if ( times$modified_raw > 0 )
		f$times = times;

	c$smb$files[file_id] = f;
	SMB::tell(c, f);
	}

function touch_file(c: connection, hdr: SMB1::Header, file_id: count, action: SMB::Action)
	{
	local f = SMB::open_file(c, file_id);
	local t = SMB::tree(c, hdr$tid);
	f$action = action;

	SMB::about(c, f, t, hdr$mid);
	SMB::tell(c, f);
	}

event smb1_read_andx_request(c: connection, hdr: SMB1::Header, file_id: count, offset: count, length: count) &priority=5
	{
	touch_file(c, hdr, file_id, SMB::FILE_READ);
	}

event smb1_write_andx_request(c: connection, hdr: SMB1::Header, file_id: count, offset: count, data_len: count) &priority=5
	{
	touch_file(c, hdr, file_id, SMB::FILE_WRITE);
	}

event smb1_close_request(c: connection, hdr: SMB1::Header, file_id: count) &priority=5
	{
	touch_file(c, hdr, file_id, SMB::FILE_CLOSE);
	delete c$smb$files[file_id];
	}

event smb1_message(c: connection, hdr: SMB1::Header, is_orig: bool) &priority=-5
	{
	# What the answer holds comes with events of its own, which are raised later.
	if ( ! is_orig )
		event SMB1::answered(c, hdr$mid);
	}

event SMB1::answered(c: connection, mid: count)
	{
	delete c$smb$requests[mid];
	}
