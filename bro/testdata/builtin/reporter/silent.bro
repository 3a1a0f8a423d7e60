# What an option of the module Reporter silences is not shown, but raised all the same.
redef Reporter::warnings_to_stderr = F;
event reporter_warning(t: time, msg: string, location: string) { print "raised", msg; }
event bro_init() { Reporter::warning("quiet"); Reporter::info("loud"); } ### "info: loud"
# expect: raised, quiet
