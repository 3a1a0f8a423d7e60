# A record literal without a named type has a type of its own.
local r = [$a=1, $b="x", $c=[$d=1.5]];
print r, r$c$d, type_name(r);
# expect: [a=1, b=x, c=[d=1.5]], 1.5, record { a:count; b:string; c:record { d:double; }; }
