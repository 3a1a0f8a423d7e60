# All handlers of a module are switched off and on together, hooks too.
module M;
export { global e: event(); global h: hook(); }
event e() { print "event"; }
hook h() { print "hook"; }
event bro_init()
	{
	print has_module_events("M"), has_module_events("N"), hook h();
	print disable_module_events("M"), hook h();
	print enable_module_events("M"), hook h();
	}
# expect: hook
# expect: T, F, T
# expect: T, T
# expect: hook
# expect: T, T
