# A list, or the name of a written-out set, within an element stands for each of its values.
# expect: {
# expect: 22/tcp,
# expect: 80/tcp,
# expect: 443/tcp,
# expect: 53/udp,
# expect: 67/udp
# expect: }
# expect: 4, T, T
# expect: web, web, dhcp
const web = { 80/tcp, 443/tcp };
global likely: set[port] = { 22/tcp } &redef;
redef likely += { web, [53/udp, 67/udp] };
print likely;

global nets = { 10.0.0.0/8, 192.168.0.0/16 };
global allowed: set[string, subnet] = { [["ann", "bob"], nets] };
print |allowed|, ["bob", 10.0.0.0/8] in allowed, ["ann", 192.168.0.0/16] in allowed;

global service: table[port] of string = { [web] = "web", [[67/udp, 68/udp]] = "dhcp" };
print service[80/tcp], service[443/tcp], service[68/udp];
