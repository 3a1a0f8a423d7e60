# to_title makes the first letter of each word large.
event bro_init() { print to_title("the quick  brown fox"), to_title(""), to_title("4th of july"); }
# expect: The Quick  Brown Fox, , 4th Of July
