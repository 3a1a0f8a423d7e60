# &add_func and &delete_func work out what redef += and -= give.
function more(old: string, new: string): string { return old + "," + new; }
const list = "a" &redef &add_func=more;
redef list += "b";
redef list += "c";
print list;
# expect: a,b,c
