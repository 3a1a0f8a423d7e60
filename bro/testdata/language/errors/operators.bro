# Operators refuse operands of types that they are not for, each where it stands.
# exit: 1
event zeek_init()
	{
	local v = vector(1, 2);
	local a = 1.2.3.4;
	local s = "a";
	local c: count = 5;
	local i = 5sec;
	v -= { 1 };	### "constructor list not allowed for -= operations on vectors"
	a += { 1.2.3.5 };	### "operator + not applicable to addr and set[addr]"
	++s;	### "++ not applicable to string"
	s[0] = "x";	### "requires lvalue"
	print a + 1;	### "operator + not applicable to addr and count"
	print a / "x";	### "operator / not applicable to addr and string"
	i *= "x";	### "operator * not applicable to interval and string"
	print i * i;	### "operator * not applicable to interval and interval"
	print current_time() + current_time();	### "operator + not applicable to time and time"
	print T < F;	### "operator < not applicable to bool and bool"
	print s && T;	### "operator && not applicable to string and bool"
	print 1 << s;	### "operator << not applicable to count and string"
	print 1.5 % 2;	### "operator % not applicable to double and count"
	print c in c;	### "type clash: count in count"
	print /a/ in c;	### "type clash: pattern in count"
	print 80/tcp == 80;	### "operator == not applicable to port and count"
	c += 1.5;	### "over-promotion of arithmetic value: count += double"
	print T ? 1 : s;	### "operand of ?:: type mismatch"
	}
