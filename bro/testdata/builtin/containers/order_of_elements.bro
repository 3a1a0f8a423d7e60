# order gives the indices of the elements in order.
event bro_init() { print order(vector(5.0, 2.0, 9.0, 1.0)), order(vector("b", "a")); }
# expect: [3, 1, 0, 2], [1, 0]
