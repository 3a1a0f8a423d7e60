# add and delete change sets and tables; to delete what is not there is no error.
local s = set(1);
add s[2];
add s[2];
delete s[1];
delete s[99];
print 2 in s, |s|;
local t = table(["a"] = 1, ["b"] = 2);
delete t["a"];
delete t["zzz"];
print "a" in t, |t|;
local m: set[addr, port];
add m[1.2.3.4, 80/tcp];
print [1.2.3.4, 80/tcp] in m;
delete m[1.2.3.4, 80/tcp];
print |m|;
# expect: T, 1
# expect: F, 1
# expect: T
# expect: 0
