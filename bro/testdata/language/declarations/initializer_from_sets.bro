# A set within the initial value of a set, or as an index in that of a table, stands for its elements.
const web: set[port] = { 80/tcp, 443/tcp };
const all: set[port] = { web, 53/udp } &redef;
redef all += { web };
const names: table[port] of string = { [web] = "web", [53/udp] = "dns" };
print |all|, 443/tcp in all, names[80/tcp], names[443/tcp], |names|;
# expect: 3, T, web, web, 3
