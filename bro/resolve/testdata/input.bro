# Types as values, events and functions in any, inferred results: the Input Framework's way.
module Input;
export {
	type Event: enum { EVENT_NEW = 0, EVENT_CHANGED = 1, EVENT_REMOVED = 2 };
	type Mode: enum { MANUAL = 0, REREAD = 1, STREAM = 2 };
	const default_mode = MANUAL &redef;
	type TableDescription: record {
		source: string;
		name: string;
		mode: Mode &default=default_mode;
		destination: any;
		idx: any;
		val: any &optional;
		ev: any &optional;
		pred: function(typ: Input::Event, left: any, right: any): bool &optional;
		config: table[string] of string &default=table();
	};
	global add_table: function(description: Input::TableDescription): bool;
	global update_finished: event(name: string, source: string);
}
function add_table(description: TableDescription): bool { return description?$val; }
module GLOBAL;
type Idx: record { ip: addr; };
type Val: record { timestamp: time; reason: string; };
global blacklist: table[addr] of Val = table();
event entry(description: Input::TableDescription, tpe: Input::Event, left: Idx, right: Val) { print description$name; }
Input::add_table([$source="blacklist.file", $name="blacklist", $idx=Idx, $val=Val, $destination=blacklist, $mode=Input::REREAD, $ev=entry,
	$pred(typ: Input::Event, left: Idx, right: Val) = {
		if ( typ != Input::EVENT_NEW ) {
			return T;
		}
		return ( ( network_time() - right$timestamp ) < (30 day) );
	}]);
event Input::update_finished(name: string, source: string) { print blacklist; }
---
module M;
type Stream: record { pred: function(a: count): bool &optional; };
global x: Stream = [$pred(a: count) = { return a; }]; ### "return value: type mismatch: expected bool, found count"
