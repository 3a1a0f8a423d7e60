# A function may say which field a key of an object means.
type R: record { id_field: string; };
event bro_init()
	{
	print from_json("{\"id-field\": \"x\"}", R, function(s: string): string { return subst_string(s, "-", "_"); })$v;
	print from_json("{\"id-field\": \"x\"}", R);
	}
# expect: [id_field=x]
# expect: [v=<uninitialized>, valid=F, err=required field R$id_field is missing in JSON]
