# sqrt, exp, ln, log2, log10 and pow.
event bro_init() { print sqrt(2.0), exp(1.0), ln(1.0), log2(8.0), log10(1000.0), pow(2.0, 10.0), sqrt(0.0); }
# expect: 1.414214, 2.718282, 0.0, 3.0, 3.0, 1024.0, 0.0
