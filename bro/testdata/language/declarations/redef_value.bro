# redef gives a &redef constant another value before anything runs; the last one counts.
const a = 1 &redef;
const derived = a + 1;
redef a = 10;
redef a = 20;
print a;
# expect: 20
