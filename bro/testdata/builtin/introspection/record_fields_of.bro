# record_fields describes the fields of a record, a record type or the name of one, in order.
type R: record { a: count &log; b: string &default="x"; c: bool &optional; };
event bro_init()
	{
	print record_fields(R($a=1));
	for ( name, f in record_fields(R) )
		print name, f$type_name, f$log, f?$value, f$optional;
	print record_fields("R")["b"]$default_val;
	print |record_fields("nothing")|; ### "record_fields: the argument is no record, record type or name of one"
	}
# expect: {
# expect: [a] = [type_name=count, log=T, value=1, default_val=<uninitialized>, optional=F],
# expect: [b] = [type_name=string, log=F, value=x, default_val=x, optional=F],
# expect: [c] = [type_name=bool, log=F, value=<uninitialized>, default_val=<uninitialized>, optional=T]
# expect: }
# expect: a, count, T, F, F
# expect: b, string, F, F, F
# expect: c, bool, F, F, T
# expect: x
# expect: 0
