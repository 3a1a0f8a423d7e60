# ?: works out only the side that is chosen.
function f(s: string): string { print s; return s; }
print T ? f("left") : f("right");
print F ? f("left") : f("right");
# expect: left
# expect: left
# expect: right
# expect: right
