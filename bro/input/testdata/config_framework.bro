# Config::config_files are read whenever they change, and set options; Config::read_config reads
# a file once. Change handlers see each value first.
#
# file: conf
#|limit 10
#|who me
# file: once
#|who nobody
# expect: limit, 5, 10, conf
# expect: who, you, me, conf
# expect: config-conf, 10, me
# expect: limit, 10, 20, conf
# expect: config-conf, 20, me
# expect: who, me, nobody, once
# expect: config-oneshot-once, 20, nobody
# expect: who, nobody, again, 
# expect: F, T, again
# stderr: ID 'nothing' does not exist
@load base/frameworks/config

redef exit_only_after_terminate = T;
redef Threading::heartbeat_interval = 10 msec;
redef Config::config_files += { "conf" };

option limit = 5;
option who = "you";
global rounds = 0;

function changed(id: string, value: any, location: string): any
	{
	print id, lookup_ID(id), value, location;
	return value;
	}

event Input::end_of_data(name: string, source: string)
	{
	print name, limit, who;
	switch ( ++rounds ) {
	case 1: system("printf 'limit 20\nwho me\n' > new; mv new conf"); break;
	case 2: Config::read_config("once"); break;
	case 3: terminate(); break;
	}
	}

event bro_init()
	{
	Option::set_change_handler("limit", changed);
	Option::set_change_handler("who", changed);
	}

event bro_done()
	{
	print Config::set_value("nothing", 1), Config::set_value("who", "again"), who;
	}
