# !in is one operator, but ! before a name that begins with in is a negation.
local inside = F;
print 1 !in set(2), ! inside, !inside;
# expect: T, T, T
