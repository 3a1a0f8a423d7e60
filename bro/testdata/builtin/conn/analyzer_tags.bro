# is_protocol_analyzer tells whether the engine has an analyzer.
event bro_init() { print is_protocol_analyzer(Analyzer::ANALYZER_HTTP); set_file_handle("x"); }
# expect: T
