# Each use of what is &deprecated is warned of, with the text that goes with it.
# expect: OLD
# expect: hook
# expect: F
# expect: event
type Handle: string &deprecated="write string";
type Kind: enum { NEW, OLD &deprecated="use NEW" };
type Entry: record { id: count; tag: string &optional &deprecated; };
global limit = 3 &deprecated;
global told: event() &deprecated="nobody raises it";
global asked: hook() &deprecated;
global work: function() &deprecated="too slow";

function work() { }
event told() { print "event"; }	### "warning: deprecated (told): nobody raises it"
hook asked() { print "hook"; }	### "warning: deprecated (asked)"
function take(h: Handle) { }	### "warning: deprecated (Handle): write string"
function local_only() &deprecated="not this" { }

event zeek_init()
	{
	print OLD;	### "warning: deprecated (OLD): use NEW"
	event told();	### "warning: deprecated (told): nobody raises it"
	hook asked();	### "warning: deprecated (asked)"
	work();	### "warning: deprecated (work): too slow"
	local_only();	### "warning: deprecated (local_only): not this"
	local e = Entry($id=limit);	### "warning: deprecated (limit)"
	print e?$tag;	### "warning: deprecated (Entry?$tag)"
	e$tag = "x";	### "warning: deprecated (Entry$tag)"
	e = [$id=1, $tag="y"];	### "warning: deprecated (Entry$tag)"
	}
