@load ./main
@load ./failed-log
