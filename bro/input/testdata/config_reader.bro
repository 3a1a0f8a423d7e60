# The config reader gives the values of options as their types want them; lines that say
# nothing new raise no event, and those that cannot be understood are left out.
#
# file: conf
#|# a comment
#|limit 10
#|limit    10
#|Sub::ports 53/udp,80/tcp
#|names
#|greeting   hello, world
#|mode	Input::STREAM
#|limit ten
#|limit
#|unknown 1
#|odd 1
#|names a,,b
#|limit 11
# expect: limit, count, 10
# expect: Sub::ports, set[port], 53/udp 80/tcp
# expect: names, vector of string, 0
# expect: greeting, string, hello, world
# expect: mode, Input::Mode, Input::STREAM
# expect: limit, count, 11
# expect: end, 5, 11, 10
# stderr: line 8: option limit: "ten" is no count; the line is left out
# stderr: line 9: option limit: has no value; the line is left out
# stderr: line 10: there is no option "unknown"; the line is left out
# stderr: line 11: option odd has type table[count] of count, which cannot be read from a file
# stderr: line 12: option names: has an element that is not set; the line is left out
option limit = 5;
option names: vector of string = vector("x");
option greeting = "";
option mode = Input::MANUAL;
option odd: table[count] of count = table();

module Sub;

export { option ports: set[port] = set(); }

type Name: record { option_name: string; };
type Text: record { option_value: string; };
global seen: table[string] of string;

event InputConfig::new_value(name: string, source: string, id: string, value: any)
	{
	if ( value is set[port] )
		print id, type_name(value), join_string_set(cat_all(value as set[port]), " ");
	else if ( value is string_vec )
		print id, type_name(value), |value as string_vec|;
	else
		print id, type_name(value), value;
	}

function cat_all(ports: set[port]): set[string]
	{
	local s: set[string];
	for ( p in ports )
		add s[cat(p)];
	return s;
	}

event Input::end_of_data(name: string, source: string)
	{
	print "end", |seen|, seen["limit"], to_count(seen["limit"]) - 1;
	}

event bro_init()
	{
	Input::add_table([$source="conf", $name="conf", $reader=Input::READER_CONFIG,
	                  $idx=Name, $val=Text, $destination=seen, $want_record=F]);
	}
