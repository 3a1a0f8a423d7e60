# &delete_func works out what redef -= gives.
function less(old: string, part: string): string { return subst_string(old, part, ""); }
const list = "abc" &redef &delete_func=less;
redef list -= "b";
print list;
# expect: ac
