# Records without a type in one list need not have the same fields: their type has all of them.
# expect: 10.0.0.1, F
# expect: 10.0.0.2, T
# expect: [[a=1, b=<uninitialized>], [a=<uninitialized>, b=x]]
local nodes = { ["m"] = [$ip=10.0.0.1], ["w"] = [$ip=10.0.0.2, $boss="m"] };
print nodes["m"]$ip, nodes["m"]?$boss;
print nodes["w"]$ip, nodes["w"]?$boss;
print vector([$a=1], [$b="x"]);
