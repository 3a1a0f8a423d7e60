# fnv1a32, fnv1a64 and hrw_weight give numbers that depend on their arguments alone.
event bro_init() { print fnv1a32(""), fnv1a32("foobar"), fnv1a64(""), fnv1a64("foobar"), fnv1a32(1.2.3.4) == fnv1a32("1.2.3.4"), hrw_weight(12345, 1), hrw_weight(12345, 2); }
# expect: 2166136261, 3214735720, 14695981039346656037, 9625390261332436968, T, 459152364, 1889978139
