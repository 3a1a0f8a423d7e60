# A name in @ifdef is looked up as names in scripts are: in the module, then globally.
module M;
export { global a = 1; }
@ifdef ( a )
print "a";
@endif
@ifdef ( M::a )
print "M::a";
@endif
@ifdef ( N::a )
print "N::a";
@endif
# expect: a
# expect: M::a
