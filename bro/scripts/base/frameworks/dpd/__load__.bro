@load ./main
@load ./failed-log
@load ./ports
