# log_rotate_base_time says when the day of log files begins.
# advance: 1sec
redef log_rotate_base_time = "6:30";
event zeek_done() { print calc_next_rotate(1day), calc_next_rotate(1hr), calc_next_rotate(0sec); } ### "calc_next_rotate: zero interval"
# expect: 6.0 hrs 29.0 mins 59.0 secs, 29.0 mins 59.0 secs, -1.0 sec
