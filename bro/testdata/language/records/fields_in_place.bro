# Counting in a field needs the field to be set, and says so at the place that reads it.

type Hits: record {
	n: count &default=0;
	other: count &optional;
	weight: double &default=1.5;
	left: int &default=+1;
	next_one: Hits &optional;
};

event zeek_init()
	{
	local h = Hits();
	h$n = h$n + 2;
	h$n += 3;
	++h$n;
	h$weight = h$weight * 2.0;
	h$left = h$left - 4;
	--h$left;
	print h$n, h$weight, h$left;
# expect: 6, 3.0, -4
	h$other = 1;
	h$other = h$other + h$n;
	print h$other;
# expect: 7
	h$next_one = Hits($n=9);
	h = h$next_one;
	print h$n;
# expect: 9
	}

event zeek_init() &priority=-1
	{
	local h = Hits();
	h$other = h$other + 1; ### "field value missing"
	}

event zeek_init() &priority=-2
	{
	local h = Hits();
	h$other += 1; ### "field value missing"
	}

event zeek_init() &priority=-3
	{
	local h = Hits();
	h = h$next_one; ### "field value missing"
	}

event zeek_init() &priority=-4
	{
	local h = Hits();
	++h$other; ### "field value missing"
	}
