# sleep stops the engine and gives how long that was.
event bro_init() { print sleep(1msec) >= 1msec, sleep(0sec) < 1sec, sleep(-1hr) < 1sec; }
# expect: T, T, T
