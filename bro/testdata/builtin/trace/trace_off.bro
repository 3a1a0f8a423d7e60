event bro_init() { fn_set_file("trace.out"); fn_trace_components(T); fn_trace_add(/.*/); fn_dump_mapping_info("trace.map"); fn_trace_papi_time(F); fn_trace_use_lzf(F); fn_trace_packet_ts(T); print "ok"; }
# expect: ok
