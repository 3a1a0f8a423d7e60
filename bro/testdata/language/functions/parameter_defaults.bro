# Parameters with &default may be left out of calls, events, hooks and schedules.
# expect: 1, b, 5
# expect: 1, x, 5
# expect: 1, x, 2
# expect: hook 9: T
# expect: 1, event
# expect: 2, event
function take(a: count, b: string &default="b", c: count &default=5) { print a, b, c; }
event seen(a: count, b: string &default="event") { print a, b; }
hook asked(a: count &default=9) { print fmt("hook %d: %s", a, a == 9); }
take(1);
take(1, "x");
take(1, "x", 2);
hook asked();
event seen(1);
schedule 1usec { seen(2) };
