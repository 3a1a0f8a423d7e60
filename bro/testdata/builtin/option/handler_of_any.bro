# A change handler may take and give any; what it gives must still be of the option's type.
option limit = 5;
global wrong = F;
function handler(id: string, v: any): any
	{
	print id, v;
	if ( wrong )
		return "text";
	return v;
	}
event bro_init()
	{
	print Option::set_change_handler("limit", handler);
	print Option::set("limit", 6), limit;
	wrong = T;
	print Option::set("limit", 7), limit; ### "need type 'count'"
	}
# expect: T
# expect: limit, 6
# expect: T, 6
# expect: limit, 7
# expect: F, 6
