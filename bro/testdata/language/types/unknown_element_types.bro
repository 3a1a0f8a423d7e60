# The type of a container whose first element is an empty one cannot be told.
global a = { [] };           ### "cannot tell the type of the set from vector()"
global b = set(set());       ### "cannot tell the type of the set from set()"
global c = vector(vector()); ### "cannot tell the type of the vector from vector()"
global d = vector([]);       ### "cannot tell the type of the vector from vector()"
global e = table([1]=set()); ### "cannot tell the type of the table from set()"
global f: vector of vector of count = vector(vector(), vector(1));
event bro_init()
	{
	print 1 + vector()[0]; ### "the type of the vector's elements is not known"
	}
# exit: 1
