# A pattern prints as it matches a whole string; flags print too.
print /abc/, /a|b/;
print fmt("%s", /x+/);
# expect: /^?(abc)$?/, /^?(a|b)$?/
# expect: /^?(x+)$?/
