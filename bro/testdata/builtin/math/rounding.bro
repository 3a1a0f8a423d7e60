# floor, ceil and round give doubles; round takes halves away from 0.
event bro_init() { print floor(3.7), floor(-3.2), ceil(3.2), ceil(-3.7), round(2.5), round(-2.5), round(2.4), type_name(floor(1.5)); }
# expect: 3.0, -4.0, 4.0, -3.0, 3.0, -3.0, 2.0, double
