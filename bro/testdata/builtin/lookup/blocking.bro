# blocking_lookup_hostname waits for its answer; a name without one is 0.0.0.0.
event bro_init() { print blocking_lookup_hostname("127.0.0.1"), blocking_lookup_hostname("no name at all"); }
# expect: {
# expect: 127.0.0.1
# expect: }, {
# expect: 0.0.0.0
# expect: }
