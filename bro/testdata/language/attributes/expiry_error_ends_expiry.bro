# If the expiry interval cannot be evaluated that is reported once, and nothing expires.
# advance: 60sec
global ages: table[string] of interval;
global t: table[count] of string &create_expire=ages["none"]; ### "no such index"
event bro_init() { t[1] = "x"; }
event bro_done() { print |t|; }
# expect: 1
