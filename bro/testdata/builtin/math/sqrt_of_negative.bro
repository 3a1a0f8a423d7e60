# sqrt of a negative number is -1 and a message.
event bro_init() { print sqrt(-4.0); } ### "negative sqrt argument"
# expect: -1.0
