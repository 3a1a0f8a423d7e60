# Dir::monitor tells of the files of a folder, and of each that comes later.
# file: early
#|here
@load base/utils/dir

redef exit_only_after_terminate = T;

event bro_init()
	{
	Dir::monitor(".", function(name: string)
		{
		if ( /early|late/ !in name )
			return;
		print name;
		if ( /late/ in name )
			terminate();
		else
			system("touch late");
		}, 50msec);
	}
# expect: ./early
# expect: ./late
