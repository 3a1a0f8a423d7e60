# A handler has to have the parameters of its event.
# exit: 1
global e: event(n: count);
event e(s: string) { } ### "e"
event bro_init(n: count) { } ### "init"
