# calc_next_rotate is how long it is to the next multiple of an interval, counted from midnight (UTC).
# advance: 2sec
event zeek_done() { print calc_next_rotate(1hr), calc_next_rotate(1day), calc_next_rotate(2sec); }
# expect: 59.0 mins 58.0 secs, 23.0 hrs 59.0 mins 58.0 secs, 2.0 secs
