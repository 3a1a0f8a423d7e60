# Attributes of other versions are accepted where they mean nothing here.
global a: set[count] &synchronized &persistent;
global b: table[count] of string &mergeable &ordered;
global c: count = 1 &is_used &is_assigned;
global d: set[string] &backend="x" &broker_allow_complex_type;
global e: table[string] of count &broker_store="y";
global f: file = open("/dev/stdout") &rotate_interval=1hr &rotate_size=1000.0 &encrypt;
event g() &group="x" { print "g"; }
event h() &error_handler { print "h"; }
type R: record { p: port &type_column="proto"; };
print |a|, |b|, c, |d|, |e|, R($p=80/tcp);
event g();
event h();
# expect: 0, 0, 1, 0, 0, [p=80/tcp]
# expect: g
# expect: h
