# is_event_handled tells whether an event has handlers; what is no event is a message.
global e1: event();
global e2: event();
event e1() { }
event bro_init() { print is_event_handled("e1"), is_event_handled("e2"), is_event_handled("bro_init"); print is_event_handled("strlen"); } ### "is_event_handled: 'strlen' is not an event"
# expect: T, F, T
# expect: F
