##! Functions about time.

## Returns: a time span as minutes and seconds: ``2m5s``.
function duration_to_mins_secs(dur: interval): string
	{
	local secs = double_to_count(floor(interval_to_double(dur)));
	return fmt("%dm%ds", secs / 60, secs % 60);
	}
