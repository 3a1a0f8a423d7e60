# getpid, gethostname and the version; what the engine is and does.
event bro_init() { print getpid() > 1, |gethostname()| > 0, bro_version() == zeek_version(), |zeek_args()| >= 0, bare_mode(), reading_traces(), reading_live_traffic(), bro_has_ipv6(), have_spicy(), have_spicy_analyzers(); }
# expect: T, T, T, T, T, F, F, T, F, F
