##! The trace of function calls.

## Writes the names of functions and components to path.
global fn_dump_mapping_info: function(path: string);
## Writes the trace to path from now on.
global fn_set_file: function(path: string);
## Whether components of the engine are traced too.
global fn_trace_components: function(on: bool);
## Whether each packet leaves its time stamp in the trace.
global fn_trace_packet_ts: function(on: bool);
## Whether blocks are compressed.
global fn_trace_use_lzf: function(on: bool);
## Whether entries carry times.
global fn_trace_papi_time: function(on: bool);
## Traces the functions whose names match.
global fn_trace_add: function(names: pattern);
