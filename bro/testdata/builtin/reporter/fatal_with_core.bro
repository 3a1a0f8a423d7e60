# Reporter::fatal_error_with_core ends the run too; there is no core.
event bro_init() { Reporter::fatal_error_with_core("it is over"); } ### "fatal error: it is over"
# exit: 1
