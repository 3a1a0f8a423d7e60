# syslog shows a message.
event bro_init() { syslog("from a script"); }
# report: syslog: from a script
