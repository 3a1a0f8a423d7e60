# Events are raised by event or schedule, not called.
# exit: 1
event e(n: count) { }
event bro_init() { e(1); } ### "function called but it is an event"
