# global_ids describes variables, constants, functions and enum constants.
module M;
export { const c = 5 &redef; option o = T; type E: enum { A }; }
global v: set[count];
event bro_init()
	{
	local ids = global_ids();
	print ids["M::c"];
	print ids["M::o"];
	print ids["M::v"]$type_name, ids["M::v"]$exported;
	print ids["M::A"];
	print ids["strlen"]$type_name, ids["strlen"]$exported, "nothing" in ids;
	}
# expect: [type_name=count, exported=T, constant=T, enum_constant=F, option_value=F, redefinable=T, broker_backend=F, value=5]
# expect: [type_name=bool, exported=T, constant=F, enum_constant=F, option_value=T, redefinable=T, broker_backend=F, value=T]
# expect: set[count], F
# expect: [type_name=M::E, exported=F, constant=T, enum_constant=T, option_value=F, redefinable=F, broker_backend=F, value=M::A]
# expect: function(str:string;) : count, T, F
