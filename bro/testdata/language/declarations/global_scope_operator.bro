# "::" in front of a name means the global one, in any module.
# expect: global level, of the module
# expect: of the module, global level, global level
# expect: global greet
# expect: module greet
# expect: global hook
global level = "global level";
global greet: function();
global ask: hook();

function greet() { print "global greet"; }

module Here;

global level = "of the module";
print fmt("%s, %s", ::level, level);
print level, ::level, GLOBAL::level;

function greet() { print "module greet"; }
hook ::ask() { print "global hook"; }

::greet();
greet();
hook ::ask();
