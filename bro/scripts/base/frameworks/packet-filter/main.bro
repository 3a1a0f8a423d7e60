##! Which packets are analyzed: those of all filters in ``capture_filters``,
##! or all if there are none, but only what passes each of ``restrict_filters``.
##! packet_filter.log tells which filter was set when.

@load base/frameworks/notice
@load ./utils

## Filters of which a packet must pass one, by any name.
global capture_filters: table[string] of string &redef;

## Filters all of which a packet must pass.
global restrict_filters: table[string] of string &redef;

module PacketFilter;

export {
	redef enum Log::ID += { LOG };

	redef enum Notice::Type += {
		## The filter is wrong.
		Compile_Failure,
		## The filter could not be used.
		Install_Failure
	};

	type Info: record {
		## When the filter was set: 0 before the first packet.
		ts: time &log;
		node: string &log &optional;
		filter: string &log;
		## Whether this is the filter that the run begins with.
		init: bool &log &default=F;
		success: bool &log &default=T;
		failure_reason: string &log &optional;
	};

	## The filter for which all packets matter.
	const default_capture_filter = "ip or not ip" &redef;

	## What passes this is analyzed in any case.
	const unrestricted_filter = "" &redef;

	## What does not pass this is not.
	const restricted_filter = "" &redef;

	## Leaves out what passes a filter.
	##
	## filter_id: names it.
	##
	## Returns: whether the filter makes sense.
	global exclude: function(filter_id: string, filter: string): bool;

	## The same for a while.
	global exclude_for: function(filter_id: string, filter: string, span: interval): bool;

	## Leaves it out no longer.
	##
	## Returns: whether it was left out.
	global remove_exclude: function(filter_id: string): bool;

	## Puts the filter together and uses it.
	##
	## Returns: whether it has changed.
	global install: function(): bool;

	## The filter that is used.
	global current_filter = "<not set yet>";
}

redef enum PcapFilterID += { DefaultPcapFilter, FilterTester };

global excluded: table[string] of string = {};

event bro_init() &priority=5
	{
	Log::create_stream(PacketFilter::LOG, [$columns=Info, $path="packet_filter"]);

	for ( id, filter in capture_filters )
		if ( ! precompile_pcap_filter(FilterTester, filter) )
			Reporter::fatal(fmt("capture filter %s, '%s': %s", id, filter, pcap_error()));

	for ( id, filter in restrict_filters )
		if ( ! precompile_pcap_filter(FilterTester, filter) )
			Reporter::fatal(fmt("restrict filter %s, '%s': %s", id, filter, pcap_error()));
	}

event bro_init() &priority=-6
	{
	install();
	}

function build(): string
	{
	local wanted = |capture_filters| == 0 ? default_capture_filter : "";

	for ( id, filter in capture_filters )
		wanted = combine_filters(wanted, "or", filter);

	local allowed = "";

	for ( id, filter in restrict_filters )
		allowed = combine_filters(allowed, "and", filter);

	for ( id, filter in excluded )
		allowed = combine_filters(allowed, "and", cat("not (", filter, ")"));

	local all = combine_filters(wanted, "and", allowed);
	return combine_filters(restricted_filter, "and", combine_filters(unrestricted_filter, "or", all));
	}

# Uses a filter and gives what is wrong with it, or "". The one for which all
# packets matter needs no look at each of them, unless another was used before.
function use(filter: string): string
	{
	if ( filter == "ip or not ip" && current_filter == "<not set yet>" )
		return "";

	if ( ! precompile_pcap_filter(DefaultPcapFilter, filter) )
		{
		NOTICE([$note=Compile_Failure, $msg="Compiling packet filter failed", $sub=filter]);
		return pcap_error();
		}

	if ( ! install_pcap_filter(DefaultPcapFilter) )
		{
		NOTICE([$note=Install_Failure, $msg="Installing packet filter failed", $sub=filter]);
		return pcap_error();
		}

	return "";
	}

function install(): bool
	{
	local filter = build();

	if ( filter == current_filter )
		return F;

	local info = Info($ts=network_time(), $node=peer_description, $filter=filter, $init=network_time() == 0.0);
	local wrong = use(filter);

	if ( wrong != "" )
		{
		info$success = F;
		info$failure_reason = wrong;
		Reporter::warning(fmt("packet filter '%s': %s", filter, wrong));
		}

	current_filter = filter;

	if ( reading_traces() )
		Log::write(PacketFilter::LOG, info);

	return T;
	}

function exclude(filter_id: string, filter: string): bool
	{
	if ( ! precompile_pcap_filter(FilterTester, filter) )
		return F;

	excluded[filter_id] = filter;
	install();
	return T;
	}

event exclude_no_longer(filter_id: string)
	{
	remove_exclude(filter_id);
	}

function exclude_for(filter_id: string, filter: string, span: interval): bool
	{
	if ( ! exclude(filter_id, filter) )
		return F;

	schedule span { exclude_no_longer(filter_id) };
	return T;
	}

function remove_exclude(filter_id: string): bool
	{
	if ( filter_id !in excluded )
		return F;

	delete excluded[filter_id];
	install();
	return T;
	}
