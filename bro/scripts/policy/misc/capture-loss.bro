##! capture_loss.log: how much of the traffic is missing in what is captured, estimated
##! from acknowledgments of data that was not seen.

@load base/frameworks/notice
@load base/utils/time

module CaptureLoss;

export {
	redef enum Log::ID += { LOG };

	redef enum Notice::Type += {
		## More is missing than should be.
		Too_Much_Loss,
		## There is so little traffic that something may be wrong.
		Too_Little_Traffic
	};

	type Info: record {
		## When the count was taken.
		ts: time &log;
		## Since the count before.
		ts_delta: interval &log;
		## The process that counts.
		peer: string &log;
		## Acknowledgments of data that was not seen.
		gaps: count &log;
		## All acknowledgments.
		acks: count &log;
		## The share of the first in the second, in percent.
		percent_lost: double &log;
	};

	## How often it is counted.
	option watch_interval = 15 mins;

	## The share that is too much.
	option too_much_loss: double = 0.1;

	## With fewer acknowledgments there is too little traffic. 0 is never.
	option minimum_acks: count = 1;

	## Raised with each line of the log.
	global log_capture_loss: event(rec: Info);
}

event bro_init() &priority=5
	{
	Log::create_stream(LOG, [$columns=Info, $ev=log_capture_loss, $path="capture_loss"]);
	}

event CaptureLoss::take_measurement(last_ts: time, last_acks: count, last_gaps: count)
	{
	local now = network_time();
	local g = get_gap_stats();
	local acks = g$ack_events - last_acks;
	local gaps = g$gap_events - last_gaps;
	local lost = acks == 0 ? 0.0 : 100.0 * gaps / acks;

	# The last measurement would be of a part of the interval.
	if ( bro_is_terminating() )
		return;

	# The first one is of when the clock was set.
	if ( last_ts > double_to_time(0.0) )
		{
		local info: Info = [$ts=now, $ts_delta=now - last_ts, $peer=peer_description,
		                    $acks=acks, $gaps=gaps, $percent_lost=lost];

		if ( lost >= too_much_loss * 100 )
			NOTICE([$note=Too_Much_Loss,
			        $msg=fmt("The capture loss is %.3f %% in %s", lost, duration_to_mins_secs(info$ts_delta))]);

		if ( acks < minimum_acks )
			NOTICE([$note=Too_Little_Traffic, $msg=fmt("Only %d acknowledgments in %s", acks, duration_to_mins_secs(info$ts_delta))]);

		Log::write(LOG, info);
		}

	schedule watch_interval { CaptureLoss::take_measurement(now, g$ack_events, g$gap_events) };
	}

event bro_init()
	{
	# Before the first packet there is no time to begin with.
	if ( reading_traces() )
		schedule 1 usec { CaptureLoss::take_measurement(network_time(), 0, 0) };
	}
