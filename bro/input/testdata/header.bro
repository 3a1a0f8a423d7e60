# Headers: blanks instead of the separator are explained; a header may come again with other places.
# file: blanks
#|#fields ip reason
#|10.8.0.1 Spam
# file: halfblanks
#|#fields ip	reason
#|10.8.0.1	Spam
# file: twice
#|#separator \x09
#|#fields	ip	reason
#|10.8.0.1	one
#|#close	2014-01-01
#|#fields	reason	ip
#|two	10.8.0.2
#|#fields	nothing
#|three	10.8.0.3
# file: empty
# file: comment
#|# nothing else

type Idx: record { ip: addr; };
type Val: record { reason: string; };
global t: table[addr] of Val;

event Input::end_of_data(name: string, source: string)
	{
	print name, |t|, t[10.8.0.3]$reason;
	}

event bro_init()
	{
	for ( name in vector("blanks", "halfblanks", "empty", "comment", "twice") )
		{
		local f = vector("blanks", "halfblanks", "empty", "comment", "twice")[name];
		Input::add_table([$source=f, $name=f, $idx=Idx, $val=Val, $destination=t]);
		}
	}

# expect: twice, 3, three
# stderr: blanks/Input::READER_ASCII: line 2: the header has no column "ip", only "10.8.0.1 Spam"; columns must be separated by "\t", as InputAscii::separator says, not by " "
# stderr: halfblanks/Input::READER_ASCII: line 2: the header has no column "ip", only 10.8.0.1, Spam; a line begins with #fields, but not with #fields and "\t"
# stderr: empty/Input::READER_ASCII: the file has no header
# stderr: comment/Input::READER_ASCII: the file has no header
# stderr: twice/Input::READER_ASCII, line 7: the header has no column "ip", only nothing; the header before it holds on
