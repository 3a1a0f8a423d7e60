# reverse turns a string around.
event bro_init() { print reverse("abc"), reverse(""), reverse("a"); }
# expect: cba, , a
