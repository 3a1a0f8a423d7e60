##! Finds GridFTP: FTP secured with certificates, whose connections for data are
##! large. Nothing announces these where anybody could read it; what tells them
##! are certificates of both sides without encryption, and their size.

@load ./info
@load ./main
@load base/frameworks/notice
@load base/protocols/conn/polling
@load base/protocols/ssl

module GridFTP;

export {
	redef enum Notice::Type += {
		## A connection looks like one for data of GridFTP.
		Data_Channel
	};

	## So many bytes are large.
	const size_threshold = 1073741824 &redef;

	## How long after its begin the size of a connection is looked at, and how
	## often.
	const max_time = 2 min &redef;
	const poll_interval = 15 sec &redef;

	## Look no further into connections that were found.
	const skip_data = T &redef;

	## Returns: whether a connection, just secured, may be one for data.
	global data_channel_initial_criteria: function(c: connection): bool &redef;

	## A connection was found.
	global data_channel_detected: event(c: connection);
}

function data_channel_initial_criteria(c: connection): bool
	{
	return c?$ssl && c$ssl?$cipher && /WITH_NULL/ in c$ssl$cipher;
	}

function check_size(c: connection, cnt: count): interval
	{
	if ( c$orig$size > size_threshold || c$resp$size > size_threshold )
		{
		add c$service["gridftp-data"];
		event GridFTP::data_channel_detected(c);
		NOTICE([$note=Data_Channel, $conn=c, $identifier=c$uid,
		        $msg=fmt("GridFTP data channel over threshold %d bytes", size_threshold)]);

		if ( skip_data )
			skip_further_processing(c$id);

		return -1 sec;
		}

	return network_time() - c$start_time > max_time ? -1 sec : poll_interval;
	}

event ssl_established(c: connection) &priority=-3
	{
	if ( c?$ftp )
		{
		if ( c$ftp?$last_auth_requested && /[gG][sS][sS][aA][pP][iI]/ in c$ftp$last_auth_requested )
			add c$service["gridftp"];
		}
	else if ( data_channel_initial_criteria(c) )
		ConnPolling::watch(c, check_size, 0, 0 secs);
	}
