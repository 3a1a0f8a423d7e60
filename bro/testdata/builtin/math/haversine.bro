# haversine_distance is in miles.
event bro_init() { print fmt("%.1f", haversine_distance(53.0, 1.0, 53.0, 1.0)), fmt("%.0f", haversine_distance(52.5, 13.4, 48.9, 2.4)); }
# expect: 0.0, 541
