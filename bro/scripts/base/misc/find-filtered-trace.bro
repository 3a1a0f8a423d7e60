##! Warns if a capture has nothing but the control packets of TCP: someone has
##! filtered it, and what is missing is no loss.

module FilteredTraceDetection;

export {
	## Whether to look.
	global enable: bool = T &redef;
}

global with_data = F;
global without_data = F;

event connection_state_remove(c: connection)
	{
	if ( ! enable || with_data || ! reading_traces() )
		return;

	if ( ! is_tcp_port(c$id$orig_p) || /[Dd]/ in c$history )
		with_data = T;
	else
		without_data = T;
	}

event bro_done()
	{
	if ( without_data && ! with_data )
		Reporter::warning("the capture has nothing but the control packets of TCP: it may have been filtered");
	}
