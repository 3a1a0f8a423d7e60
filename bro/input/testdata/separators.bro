# Options of one stream, and of the module. The post's own option for columns is of one byte.
# file: in.csv
#|i|s|v
#|1|(empty)|EMPTY
#|2|x|1;2
#|3|NIL|3

redef InputAscii::unset_field = "NIL";
type Line: record { i: int; s: string &optional; v: vector of count; };

event line(d: Input::EventDescription, tpe: Input::Event, l: Line)
	{
	print l;
	}

event bro_init()
	{
	Input::add_event([$source="in.csv", $name="csv", $fields=Line, $ev=line,
		$config=table(["separator"] = "|", ["set_separator"] = ";", ["empty_field"] = "EMPTY")]);
	print Input::add_event([$source="in.csv", $name="bad", $fields=Line, $ev=line, $config=table(["separator"] = "||")]);
	print Input::add_event([$source="in.csv", $name="bad", $fields=Line, $ev=line, $config=table(["fail_on_invalid_lines"] = "maybe")]);
	}

# expect: F
# expect: F
# expect: [i=1, s=(empty), v=[]]
# expect: [i=2, s=x, v=[1, 2]]
# expect: [i=3, s=<uninitialized>, v=[3]]
# stderr: InputAscii::separator must be one byte, not "||"
# stderr: fail_on_invalid_lines must be T or F, not "maybe"
