# Too few and too many arguments are counted, with what defaults allow.
# exit: 1
function one(a: count) { }
function some(a: count, b: count &default=1, c: count &default=2) { }
function many(f: string, ...) { }
one();	### "wrong number of arguments: one takes 1, found 0"
one(1, 2);	### "wrong number of arguments: one takes 1, found 2"
some();	### "wrong number of arguments: some takes 1 to 3, found 0"
many();	### "wrong number of arguments: many takes at least 1, found 0"
many("a", 1, "x", T);
