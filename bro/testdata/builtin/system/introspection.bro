type R: record { a: count; b: string; };
type E: enum { X, Y };
global g = 5;
event bro_init()
	{
	print lookup_ID("g"), lookup_ID("nope"), record_type_to_vector("R"), enum_to_int(Y), |enum_names(E)|;
	print global_sizes()["g"], val_size(vector(1, 2)), is_event_handled("bro_init") || is_event_handled("zeek_init"), is_event_handled("nope"); ### "'nope' is not an event"
	local v = vector(1);
	local w = v;
	print same_object(v, w), same_object(v, copy(v));
	}
# expect: 5, <unknown id>, [a, b], 1, 2
# expect: 1, 3, T, F
# expect: T, F
