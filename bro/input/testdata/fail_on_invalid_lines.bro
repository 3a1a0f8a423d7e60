# With fail_on_invalid_lines a line with too few columns ends the stream, other mistakes do not. What was sent stays.
# file: in
#|#fields	i	s
#|1	a
#|x	b
#|3
#|4	d

redef InputAscii::fail_on_invalid_lines = T;
type Idx: record { i: int; };
type Val: record { s: string; };
global t: table[int] of Val;

event Input::end_of_data(name: string, source: string)
	{
	print "never";
	}

event bro_init()
	{
	Input::add_table([$source="in", $name="t", $idx=Idx, $val=Val, $destination=t]);
	}

event bro_done()
	{
	print t;
	}

# expect: {
# expect: [1] = [s=a]
# expect: }
# stderr: line 3: column i: "x" is no int
# stderr: error: in/Input::READER_ASCII: line 4: it has 1 columns, but column 2 is wanted; the stream ends
