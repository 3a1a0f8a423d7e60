##! Finds attempts to read a server's memory by heartbeats that say they are longer than
##! they are (CVE-2014-0160), and those that have worked.

@load base/frameworks/notice
@load base/protocols/ssl
@load base/utils/time

module Heartbleed;

export {
	redef enum Notice::Type += {
		## A request says that it is longer than its record.
		SSL_Heartbeat_Attack,
		## The answer to such a request, or to one that is encrypted, is too long.
		SSL_Heartbeat_Attack_Success,
		## An encrypted request of a length that programs do not use.
		SSL_Heartbeat_Odd_Length,
		## Many requests without an answer.
		SSL_Heartbeat_Many_Requests
	};
}

redef record SSL::Info += {
	last_originator_heartbeat_request_size: count &optional;
	last_responder_heartbeat_request_size: count &optional;
	originator_heartbeats: count &default=0;
	responder_heartbeats: count &default=0;
	# Whether an attempt was seen.
	heartbleed_detected: bool &default=F;
};

# A heartbeat is 1 byte of type, 2 of length, the payload and 16 or more of padding.
const overhead = 19;

# Requests that go unanswered and no one wonders.
const patience = 3;

redef SSL::disable_analyzer_after_detection = F;

event ssl_heartbeat(c: connection, is_client: bool, length: count, heartbeat_type: count, payload_length: count, payload: string)
	{
	if ( ! c?$ssl )
		return;

	if ( heartbeat_type == 1 )
		{
		local checklength = length < overhead ? 0 : length - overhead;

		if ( payload_length > checklength )
			{
			c$ssl$heartbleed_detected = T;
			NOTICE([$note=SSL_Heartbeat_Attack, $conn=c, $n=payload_length,
			        $msg=fmt("A heartbeat of %d bytes asks for %d, before encryption", length, payload_length),
			        $identifier=cat(c$uid, length, payload_length)]);
			}
		}

	if ( heartbeat_type == 2 && c$ssl$heartbleed_detected )
		NOTICE([$note=SSL_Heartbeat_Attack_Success, $conn=c, $n=payload_length,
		        $msg=fmt("The heartbeat was answered with %d bytes", payload_length),
		        $identifier=c$uid]);
	}

# Of encrypted heartbeats there are only sizes: an answer is as long as what it answers.
event ssl_encrypted_data(c: connection, is_client: bool, record_version: count, content_type: count, length: count)
	{
	if ( ! c?$ssl || content_type != SSL::HEARTBEAT )
		return;

	local info = c$ssl;

	if ( is_client )
		++info$originator_heartbeats;
	else
		++info$responder_heartbeats;

	local duration = duration_to_mins_secs(network_time() - c$start_time);
	local requests = info$originator_heartbeats;
	local answers = info$responder_heartbeats;

	if ( requests > answers + patience )
		NOTICE([$note=SSL_Heartbeat_Many_Requests, $conn=c, $n=requests - answers,
		        $msg=fmt("%d heartbeats without an answer in %s", requests - answers, duration),
		        $identifier=fmt("%s%d", c$uid, answers / 1000)]);

	if ( answers > requests + patience )
		NOTICE([$note=SSL_Heartbeat_Many_Requests, $conn=c, $n=answers - requests,
		        $msg=fmt("%d heartbeats of the server without an answer in %s", answers - requests, duration),
		        $identifier=fmt("%s%d", c$uid, requests / 1000)]);

	# With any cipher and digest a proper request is longer.
	if ( is_client && length < overhead )
		NOTICE([$note=SSL_Heartbeat_Odd_Length, $conn=c, $n=length,
		        $msg=fmt("An encrypted heartbeat of %d bytes is too short to be one", length),
		        $identifier=fmt("%s-weak-%d", c$uid, length)]);

	if ( is_client )
		{
		info$last_originator_heartbeat_request_size = length;
		return;
		}

	if ( ! info?$last_originator_heartbeat_request_size )
		info$last_responder_heartbeat_request_size = length;

	else
		{
		if ( info$last_originator_heartbeat_request_size < length )
			NOTICE([$note=SSL_Heartbeat_Attack_Success, $conn=c, $n=length,
			        $msg=fmt("An encrypted heartbeat of %d bytes was answered with %d",
			                 info$last_originator_heartbeat_request_size, length),
			        $identifier=c$uid]);

		delete info$last_originator_heartbeat_request_size;
		}
	}
