##! loaded_scripts.log: the scripts that were loaded, indented by how deep.

module LoadedScripts;

export {
	redef enum Log::ID += { LOG };

	type Info: record {
		## The script's name, with blanks in front: two for each level.
		name: string &log;
	};
}

# Blanks to cut an indentation from; deeper scripts get no more.
const blanks = "                                                  ";

event bro_init() &priority=5
	{
	Log::create_stream(LoadedScripts::LOG, [$columns=Info, $path="loaded_scripts"]);
	}

event bro_script_loaded(path: string, level: count)
	{
	local indent = sub_bytes(blanks, 1, level * 2);
	Log::write(LoadedScripts::LOG, [$name=cat(indent, path)]);
	}
