# Attributes stand where they mean something.
# exit: 1
global a: count &create_expire=1sec; ### "only applicable to sets and tables"
global b: count &optional; ### "only applicable to record fields"
global d: count &default=5; ### "&default only applicable"
global e: count &log; ### "only applicable to record fields"
type R: record { x: count &redef; }; ### "&redef only applicable to globals"
global f: count &priority=5; ### "&priority only applicable"
