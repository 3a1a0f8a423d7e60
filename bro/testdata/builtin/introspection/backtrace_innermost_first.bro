# backtrace lists what is running, innermost first.
function inner(): Backtrace { return backtrace(); }
function outer(): Backtrace { return inner(); }
event bro_init() { local b = outer(); print b[0]$function_name, b[1]$function_name, b[2]$function_name, b[0]$line_location; }
# expect: inner, outer, zeek_init, 2
