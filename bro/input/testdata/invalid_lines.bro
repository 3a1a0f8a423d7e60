# Lines that cannot be used are left out with a warning that says where and why.
# file: in
#|#fields	i	c	s	v
#|1	1	fine	1,2
#|x	1	no number	1
#|2	-1	negative	1
#|3	99999999999999999999	too large	1
#|4	1	few
#|5	12abc	goes on	1
#|6	-	unset	1
#|-	1	no index	1
#|7	1	element	1,-,3
#|8	1	trailing separator	1,
#|9	1	more columns than the header	1	2	3
#|
#|10	1		1

type Idx: record { i: int; };
type Val: record { c: count; s: string; v: vector of count; };
global t: table[int] of Val;

event bro_init()
	{
	Input::add_table([$source="in", $name="t", $idx=Idx, $val=Val, $destination=t]);
	}

event Input::end_of_data(name: string, source: string)
	{
	print t;
	}

# expect: {
# expect: [1] = [c=1, s=fine, v=[1, 2]],
# expect: [5] = [c=12, s=goes on, v=[1]],
# expect: [9] = [c=1, s=more columns than the header, v=[1]],
# expect: [10] = [c=1, s=, v=[1]]
# expect: }
# stderr: warning: in/Input::READER_ASCII, line 3: column i: "x" is no int; the line is left out
# stderr: line 4: column c: "-1" is out of the range of count
# stderr: line 5: column c: "99999999999999999999" is out of the range of count
# stderr: line 6: it has 3 columns, but column 4 is wanted
# stderr: line 7: "12abc" goes on after the number
# stderr: line 8: column c is not set, but must be
# stderr: line 9: column i is not set, but must be
# stderr: line 10: column v: has an element that is not set
# stderr: line 11: column v: "" is no count
