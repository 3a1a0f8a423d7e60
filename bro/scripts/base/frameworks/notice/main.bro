##! The Notice Framework: what a site wants to know. Scripts call
##! :bro:id:`NOTICE` for what could matter; the hook :bro:id:`Notice::policy`
##! decides what is done about it: by default it goes to notice.log.

@load base/frameworks/files

module Notice;

export {
	redef enum Log::ID += {
		## All notices.
		LOG,
		## Those that somebody should look at today.
		ALARM_LOG
	};

	## Kinds of notices. Scripts add their own.
	type Type: enum {
		## Counts of notices that were not worth a line each.
		Tally
	};

	## What can be done about a notice.
	type Action: enum {
		ACTION_NONE,
		## A line in notice.log.
		ACTION_LOG,
		## A mail to ``mail_dest``. None is sent while a capture is read; the
		## log says that it is due.
		ACTION_EMAIL,
		## A line in notice_alarm.log.
		ACTION_ALARM,
		## Block the traffic. The engine blocks none; the log says that it is
		## due.
		ACTION_DROP
	};

	type ActionSet: set[Notice::Action];

	## A notice. Scripts give the type and what they know; the rest is found.
	type Info: record {
		ts: time &log &optional;
		## The connection it is about.
		uid: string &log &optional;
		id: conn_id &log &optional;
		conn: connection &optional;
		iconn: icmp_conn &optional;
		## The file it is about.
		f: fa_file &optional;
		fuid: string &log &optional;
		file_mime_type: string &log &optional;
		## The file in words.
		file_desc: string &log &optional;
		proto: transport_proto &log &optional;
		## What kind of notice.
		note: Type &log;
		## For people to read.
		msg: string &log &optional;
		## More for people to read.
		sub: string &log &optional;
		## Who did it.
		src: addr &log &optional;
		## To whom.
		dst: addr &log &optional;
		p: port &log &optional;
		## How much, or how often.
		n: count &log &optional;
		## The process that noticed, if there are several.
		peer_name: string &optional;
		peer_descr: string &log &optional;
		## What is done about it.
		actions: ActionSet &log &default=ActionSet();
		## Who gets a mail.
		email_dest: set[string] &log &default=set();
		## What a mail says besides; scripts add to it.
		email_body_sections: vector of string &optional;
		## A mail waits for those who put something in here to take it out,
		## but not longer than ``max_email_delay``.
		email_delay_tokens: set[string] &optional;
		## Notices of one type and identifier are the same: once is enough.
		## Without one all notices count.
		identifier: string &optional;
		## How long the same notice is of no interest.
		suppress_for: interval &log &default=default_suppression_interval;
	};

	## Types of no interest.
	option ignored_types: set[Notice::Type] = {};
	## Types worth a mail.
	option emailed_types: set[Notice::Type] = {};
	## Types for the daily list.
	option alarmed_types: set[Notice::Type] = {};
	## Types that are told every time.
	option not_suppressed_types: set[Notice::Type] = {};

	## How long a notice is told once only, if nobody says otherwise.
	option default_suppression_interval = 1 hr;
	## The same by type.
	const type_suppression_intervals: table[Notice::Type] of interval = {} &redef;

	## The program that sends mail.
	option sendmail = "/usr/sbin/sendmail";
	## Who gets mail about notices with the action ACTION_EMAIL; nobody if
	## this is empty.
	const mail_dest = "" &redef;
	option mail_from = "Bro <bro@localhost>";
	option reply_to = "";
	option mail_subject_prefix = "[Bro]";
	## How long a mail waits.
	const max_email_delay = 15secs &redef;

	## What a notice takes of a file.
	type FileInfo: record {
		fuid: string;
		## The file in words.
		desc: string;
		mime: string &optional;
		## A connection that carries it.
		cid: conn_id &optional;
		cuid: string &optional;
	};

	## Decides what is done about a notice by changing its actions. A handler
	## that breaks has the last word.
	global policy: hook(n: Notice::Info);

	## Called with each notice that is not suppressed, with its actions.
	global notice: hook(n: Notice::Info);

	## Decide which lines notice.log and notice_alarm.log have.
	global log_policy: Log::PolicyHook;
	global log_policy_alarm: Log::PolicyHook;

	## Raised with each line of notice.log.
	global log_notice: event(rec: Info);

	## Raised when a notice begins to be suppressed.
	global begin_suppression: event(ts: time, suppress_for: interval, note: Type, identifier: string);

	## Raised when a notice has been suppressed.
	global suppressed: event(n: Notice::Info);

	## Raised when a notice is told again.
	global end_suppression: event(n: Notice::Info);

	## Whether the same notice has been told lately.
	global is_being_suppressed: function(n: Notice::Info): bool;

	## What a notice takes of a file.
	global create_file_info: function(f: fa_file): Notice::FileInfo;

	## Sets what a notice says of a file.
	global populate_file_info: function(f: fa_file, n: Notice::Info);

	## The same from what was taken of it before.
	global populate_file_info2: function(fi: Notice::FileInfo, n: Notice::Info);

	## Sends a mail about a notice, unless a capture is read.
	##
	## extend: whether it says what scripts have added, and waits for them.
	global email_notice_to: function(n: Notice::Info, dest: string, extend: bool);

	## The lines at the beginning of a mail.
	global email_headers: function(subject_desc: string, dest: string): string;

	## The text of a mail about a notice.
	global email_text: function(n: Notice::Info, dest: string, extend: bool): string;

	## Sets what the notice does not say itself.
	global apply_policy: function(n: Notice::Info);

	## Does what NOTICE asks for.
	global internal_NOTICE: function(n: Notice::Info);
}

# How long an entry of the following table has left.
function time_left(t: table[Type, string] of time, note: Type, identifier: string): interval
	{
	local left = t[note, identifier] - network_time();
	return left > 0 secs ? left : 0 secs;
	}

# What is suppressed, and until when.
global suppressing: table[Type, string] of time = {} &create_expire=1 sec &expire_func=time_left;

event bro_init() &priority=5
	{
	Log::create_stream(Notice::LOG, [$columns=Info, $ev=log_notice, $path="notice"]);
	Log::create_stream(Notice::ALARM_LOG, [$columns=Info, $path="notice_alarm", $policy=log_policy_alarm]);
	}

hook Notice::policy(n: Notice::Info) &priority=10
	{
	if ( n$note in ignored_types )
		break;

	if ( n$note in not_suppressed_types )
		n$suppress_for = 0 secs;

	if ( n$note in alarmed_types )
		add n$actions[ACTION_ALARM];

	if ( n$note in emailed_types )
		add n$actions[ACTION_EMAIL];

	if ( n$note in type_suppression_intervals )
		n$suppress_for = type_suppression_intervals[n$note];

	add n$actions[ACTION_LOG];
	}

hook Notice::notice(n: Notice::Info)
	{
	if ( ACTION_EMAIL in n$actions )
		add n$email_dest[mail_dest];
	}

hook Notice::notice(n: Notice::Info) &priority=-5
	{
	for ( dest in n$email_dest )
		email_notice_to(n, dest, T);

	if ( ACTION_LOG in n$actions )
		Log::write(Notice::LOG, n);

	if ( ACTION_ALARM in n$actions )
		Log::write(Notice::ALARM_LOG, n);

	# With an identifier it can be told from others of its type.
	if ( n?$identifier && n$suppress_for > 0 secs && [n$note, n$identifier] !in suppressing )
		{
		suppressing[n$note, n$identifier] = n$ts + n$suppress_for;
		event Notice::begin_suppression(n$ts, n$suppress_for, n$note, n$identifier);
		}
	}

# Scripts may raise it themselves.
event Notice::begin_suppression(ts: time, suppress_for: interval, note: Type, identifier: string)
	{
	suppressing[note, identifier] = ts + suppress_for;
	}

function is_being_suppressed(n: Notice::Info): bool
	{
	if ( ! n?$identifier || [n$note, n$identifier] !in suppressing )
		return F;

	if ( suppressing[n$note, n$identifier] > network_time() )
		{
		event Notice::suppressed(n);
		return T;
		}

	delete suppressing[n$note, n$identifier];
	event Notice::end_suppression(n);
	return F;
	}

function create_file_info(f: fa_file): Notice::FileInfo
	{
	local info = FileInfo($fuid=f$id, $desc=Files::describe(f));

	if ( f?$info && f$info?$mime_type )
		info$mime = f$info$mime_type;

	if ( f?$conns )
		for ( id, c in f$conns )
			{
			info$cid = id;
			info$cuid = c$uid;
			break;
			}

	return info;
	}

function populate_file_info(f: fa_file, n: Notice::Info)
	{
	populate_file_info2(create_file_info(f), n);
	}

function populate_file_info2(fi: Notice::FileInfo, n: Notice::Info)
	{
	if ( ! n?$fuid )
		n$fuid = fi$fuid;

	if ( ! n?$file_mime_type && fi?$mime )
		n$file_mime_type = fi$mime;

	n$file_desc = fi$desc;

	if ( fi?$cid )
		n$id = fi$cid;

	if ( fi?$cuid )
		n$uid = fi$cuid;
	}

function apply_policy(n: Notice::Info)
	{
	if ( ! n?$ts )
		n$ts = network_time();

	if ( n?$f )
		populate_file_info(n$f, n);

	if ( n?$conn )
		{
		if ( ! n?$id )
			n$id = n$conn$id;

		if ( ! n?$uid )
			n$uid = n$conn$uid;
		}

	if ( n?$id )
		{
		if ( ! n?$src )
			n$src = n$id$orig_h;

		if ( ! n?$dst )
			n$dst = n$id$resp_h;

		if ( ! n?$p )
			n$p = n$id$resp_p;
		}

	if ( n?$p )
		n$proto = get_port_transport_proto(n$p);

	if ( ! n?$email_body_sections )
		n$email_body_sections = vector();

	if ( ! n?$email_delay_tokens )
		n$email_delay_tokens = set();

	hook Notice::policy(n);

	if ( ! n?$suppress_for )
		n$suppress_for = default_suppression_interval;
	}

function internal_NOTICE(n: Notice::Info)
	{
	if ( is_being_suppressed(n) )
		return;

	apply_policy(n);
	hook Notice::notice(n);
	}

module GLOBAL;

## Tells of something a site may want to know.
function NOTICE(n: Notice::Info)
	{
	Notice::internal_NOTICE(n);
	}
