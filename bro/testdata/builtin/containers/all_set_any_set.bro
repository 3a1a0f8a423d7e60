# all_set and any_set look at the elements of a vector of bool; a hole is F.
event bro_init()
	{
	print all_set(vector(T, T)), all_set(vector(T, F)), any_set(vector(F, T)), any_set(vector(F, F));
	local empty: vector of bool = vector();
	print all_set(empty), any_set(empty);
	local holes: vector of bool = vector(T);
	holes[2] = T;
	print all_set(holes), any_set(holes);
	print any_set(vector(1)); ### "any_set() requires vector of bool"
	print all_set(5); ### "all_set() requires vector of bool"
	}
# expect: T, F, T, F
# expect: T, F
# expect: F, T
# expect: F
# expect: F
