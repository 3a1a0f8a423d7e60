# modulo by 0 is an error.
event bro_init() { print modulo(1, 0); } ### "modulo: modulo by zero"
