# && and || leave out their right side when the left decides.
function yes(s: string): bool { print s; return T; }
function no(s: string): bool { print s; return F; }
print no("a") && yes("b");
print yes("c") || no("d");
print yes("e") && no("f");
# expect: a
# expect: F
# expect: c
# expect: T
# expect: e
# expect: f
# expect: F
