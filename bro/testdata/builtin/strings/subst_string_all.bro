# subst_string replaces each occurrence; an empty one is none.
event bro_init() { print subst_string("a-b-c", "-", "::"), subst_string("abc", "", "x"), subst_string("aaa", "aa", "b"), subst_string("", "a", "b"); }
# expect: a::b::c, abc, ba, 
