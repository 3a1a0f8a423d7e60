##! Watches folders for new files.

@load base/utils/exec
@load base/utils/paths

module Dir;

export {
	## How often folders are looked at.
	option polling_interval = 30sec;

	## Calls a function for each file of a folder, and later for each that is new.
	##
	## dir: the folder.
	##
	## callback: gets the name of a file, with its folder.
	##
	## poll_interval: how often the folder is looked at.
	global monitor: function(dir: string, callback: function(fname: string), poll_interval: interval &default=polling_interval);
}

event Dir::look(dir: string, known: set[string], callback: function(fname: string), poll_interval: interval)
	{
	when ( local result = Exec::run([$cmd=fmt("ls -1A %s", safe_shell_quote(dir))]) )
		{
		if ( result$exit_code != 0 )
			{
			Reporter::warning(fmt("listing folder %s: exit status %d", dir, result$exit_code));
			return;
			}
		local present: set[string] = set();
		if ( result?$stdout )
			for ( i in result$stdout )
				{
				local name = result$stdout[i];
				if ( name !in known )
					callback(build_path(dir, name));
				add present[name];
				}
		schedule poll_interval { Dir::look(dir, present, callback, poll_interval) };
		}
	}

function monitor(dir: string, callback: function(fname: string), poll_interval: interval &default=polling_interval)
	{
	event Dir::look(dir, set(), callback, poll_interval);
	}
