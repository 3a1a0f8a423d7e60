##! Versions 2 and 3 of SMB.

@load ./main

module SMB2;

# A state with the message's request, before the handlers that fill it.
event smb2_message(c: connection, hdr: SMB2::Header, is_orig: bool) &priority=5
	{
	if ( is_orig )
		SMB::request(c, hdr$message_id);
	else
		SMB::answer(c, hdr$message_id);
	}

event smb2_tree_connect_request(c: connection, hdr: SMB2::Header, path: string) &priority=5
	{
	local t = SMB::new_tree(c);
	t$path = path;
	SMB::request(c, hdr$message_id)$tree = t;
	}

event smb2_tree_connect_response(c: connection, hdr: SMB2::Header, response: SMB2::TreeConnectResponse) &priority=5
	{
	local r = SMB::request(c, hdr$message_id);

	if ( ! r?$tree )
		r$tree = SMB::new_tree(c);

	r$tree$share_type = share_types[response$share_type];
	c$smb$trees[hdr$tree_id] = r$tree;
	}

event smb2_tree_connect_response(c: connection, hdr: SMB2::Header, response: SMB2::TreeConnectResponse) &priority=-5
	{
	Log::write(SMB::MAPPING_LOG, c$smb$trees[hdr$tree_id]);
	}

event smb2_tree_disconnect_request(c: connection, hdr: SMB2::Header) &priority=5
	{
	delete c$smb$trees[hdr$tree_id];
	}

event smb2_create_request(c: connection, hdr: SMB2::Header, request: SMB2::CreateRequest) &priority=5
	{
	local f = SMB::new_file(c);
	f$name = request$filename == "" ? "<share_root>" : request$filename;
	local t = SMB::tree(c, hdr$tree_id);

	if ( ! t?$path && f$name in SMB::pipe_filenames )
		t$share_type = "PIPE";

	f$action = SMB::open_actions[t$share_type];
	SMB::request(c, hdr$message_id)$file = f;
	}

# Half of a file's number would do, but which is the server's choice.
function number(id: SMB2::GUID): count
	{
	return id$persistent + id$volatile;
	}

event smb2_create_response(c: connection, hdr: SMB2::Header, response: SMB2::CreateResponse) &priority=5
	{
	local r = SMB::request(c, hdr$message_id);

	if ( ! r?$file )
		r$file = SMB::new_file(c);

	local f = r$file;
	local t = SMB::tree(c, hdr$tree_id);
	f$fid = number(response$file_id);
	f$size = response$size;

	if ( t?$path )
		f$path = t$path;

	# Pipes have no time.
	if ( response$times$modified_raw > 0 )
		f$times = response$times;

	c$smb$files[f$fid] = f;
	}

event smb2_create_response(c: connection, hdr: SMB2::Header, response: SMB2::CreateResponse) &priority=-5
	{
	SMB::tell(c, SMB::open_file(c, number(response$file_id)));
	}

event smb2_read_request(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, offset: count, length: count) &priority=5
	{
	local f = SMB::open_file(c, number(file_id));
	local t = SMB::tree(c, hdr$tree_id);
	f$action = SMB::read_actions[t$share_type];
	SMB::about(c, f, t, hdr$message_id);
	SMB::tell(c, f);
	}

event smb2_write_request(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, offset: count, length: count) &priority=5
	{
	local f = SMB::open_file(c, number(file_id));
	local t = SMB::tree(c, hdr$tree_id);
	f$action = SMB::write_actions[t$share_type];
	SMB::about(c, f, t, hdr$message_id);
	SMB::tell(c, f);
	}

event smb2_file_sattr(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, times: SMB::MACTimes, attrs: SMB2::FileAttrs) &priority=5
	{
	local f = SMB::open_file(c, number(file_id));
	f$action = SMB::FILE_SET_ATTRIBUTE;
	SMB::tell(c, f);
	}

event smb2_file_rename(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, dst_filename: string) &priority=5
	{
	local f = SMB::open_file(c, number(file_id));

	if ( f?$name )
		f$prev_name = f$name;

	f$name = dst_filename;
	f$action = SMB::FILE_RENAME;
	SMB::tell(c, f);
	}

event smb2_file_delete(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, delete_pending: bool) &priority=5
	{
	if ( ! delete_pending )
		return;

	local f = SMB::open_file(c, number(file_id));
	f$action = SMB::FILE_DELETE;
	SMB::tell(c, f);
	}

event smb2_close_request(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID) &priority=5
	{
	local n = number(file_id);

	if ( n !in SMB::state(c)$files )
		return;

	local f = SMB::open_file(c, n);
	local t = SMB::tree(c, hdr$tree_id);
	f$action = SMB::close_actions[t$share_type];

	if ( t?$path )
		f$path = t$path;

	SMB::tell(c, f);
	delete c$smb$files[n];
	}

event smb2_message(c: connection, hdr: SMB2::Header, is_orig: bool) &priority=-5
	{
	# What the answer holds comes with events of its own, which are raised later.
	if ( ! is_orig && SMB::statuses[hdr$status]$id != "PENDING" )
		event SMB2::answered(c, hdr$message_id);
	}

event SMB2::answered(c: connection, mid: count)
	{
	delete c$smb$requests[mid];
	}
